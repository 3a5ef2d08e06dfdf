"""The rules and the maintenance windows, as they are kept in the entry of the alerts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from operator import is_not
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ...const import (
    CONF_REMIND_HOURS,
    CONF_SCHEDULE,
    SUBENTRY_MAINTENANCE,
    SUBENTRY_RECIPIENT,
    SUBENTRY_REPORT,
)
from ...settings import Settings, UnreadableSettingError, length, text
from ...steps import async_in_steps
from ..notify.maintenance import Window
from ..readings.index import TargetIndex
from ..readings.registries import RegistryChanges, RegistryListener
from ..readings.targets import Targeted, async_chosen_devices, async_targeted
from ..rules.conditions import Rule
from .built_in import built_in_rules
from .options import DEFAULT_REMIND_HOURS
from .user_rules import left_out, target_of, user_rule

# Subentries of any other kind are rules.
_NO_RULES: Final = (SUBENTRY_MAINTENANCE, SUBENTRY_RECIPIENT, SUBENTRY_REPORT)
# The name of a rule that has none: messages and issues name it.
_NAMELESS: Final = "–"


class _Known(NamedTuple):
    """A rule of the user, and what it was made of."""

    title: str
    data: Mapping[str, Any]
    targeted: Targeted | None
    keys: frozenset[str] | None
    ignored: frozenset[str]
    rule: Rule

    def is_current(self, touched: frozenset[str], ignored: frozenset[str]) -> bool:
        """Return whether it names and ignores the same as before."""
        if self.targeted is None or not touched.isdisjoint(self.targeted.ids):
            return False
        return self.ignored is ignored


class ConfiguredRules:
    """The rules of the entry. What has not changed is the same rule again."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        on_change: Callable[[RegistryChanges], None],
    ) -> None:
        """Read nothing yet.

        `on_change` is called after changes of registries that concern the rules.
        """
        self._hass = hass
        self._entry = entry
        self._on_change = on_change
        self._is_read = False
        self.index = TargetIndex(hass)
        self._known: dict[str, _Known] = {}
        self._ignored: frozenset[str] = frozenset()
        self._data: list[Mapping[str, Any]] = []
        self._named: frozenset[str] = frozenset()

    async def async_read(self) -> None:
        """Read where the parts of devices are, and what each rule names, in steps.

        The registries have to be followed from before.
        """
        await async_in_steps(self.index.read())
        self._read_ignored()
        await async_in_steps(self._read())
        self._is_read = True

    def _read(self) -> Iterator[None]:
        for subentry in self._subentries():
            self._known[subentry.subentry_id] = self._rule(subentry, None, frozenset())
            yield

    def _subentries(self) -> list[ConfigSubentry]:
        return [
            subentry
            for subentry in self._entry.subentries.values()
            if subentry.subentry_type not in _NO_RULES
        ]

    def _read_ignored(self) -> None:
        if self._ignored != (ignored := self.index.disabled):
            self._ignored = ignored

    @callback
    def now(self) -> list[Rule]:
        """Return all rules, each with the keys of the readings that it names now."""
        self._read_ignored()
        built_in = (
            _ignoring(rule, self._ignored)
            for rule in built_in_rules(Settings(self._entry.options))
        )
        return [*built_in, *self._user_rules()]

    def _user_rules(self) -> Iterator[Rule]:
        touched = self.index.take_touched()
        self._known = {
            subentry.subentry_id: self._rule(
                subentry, self._known.get(subentry.subentry_id), touched
            )
            for subentry in self._subentries()
        }
        self._read_names()
        return (known.rule for known in self._known.values())

    def _read_names(self) -> None:
        data: list[Mapping[str, Any]] = [
            subentry.data for subentry in self._entry.subentries.values()
        ]
        if len(data) != len(self._data) or any(
            map(is_not, data, self._data, strict=True)
        ):
            self._data = data
            self._named = frozenset(leaf for each in data for leaf in _leaves(each))

    def _rule(
        self, subentry: ConfigSubentry, known: _Known | None, touched: frozenset[str]
    ) -> _Known:
        # An update changes the subentry itself, and gives it other data.
        if known and (known.data is not subentry.data or known.title != subentry.title):
            known = None
        if known and known.is_current(touched, self._ignored):
            return known
        targeted = known.targeted if known else None
        settings = Settings(subentry.data)
        title = str(subentry.title).strip() or _NAMELESS
        try:
            if targeted is None and (target := target_of(settings)):
                targeted = async_targeted(self._hass, target)
            keys = self.index.keys(targeted) if targeted else None
            if known and (known.keys, known.ignored) == (keys, self._ignored):
                return known._replace(targeted=targeted)
            rule = user_rule(
                subentry.subentry_type, subentry.subentry_id, title, settings, keys
            )
        except UnreadableSettingError as err:
            keys, rule = None, left_out(subentry.subentry_id, title, str(err))
        rule = _ignoring(rule, self._ignored)
        return _Known(
            subentry.title, subentry.data, targeted, keys, self._ignored, rule
        )

    @callback
    def resolve(self) -> None:
        """Look again at what groups, floors and labels stand for."""
        self._known = {
            key: known
            if known.targeted is None or known.targeted.is_fixed
            else known._replace(targeted=None)
            for key, known in self._known.items()
        }

    @callback
    def follow_registries(self) -> CALLBACK_TYPE:
        """Take in what changes, and call back with it, until the result is called."""
        self._read_names()
        listener = RegistryListener(
            self._hass,
            self.index,
            self.is_named,
            self.rename,
            self.resolve,
            self._on_registries_changed,
        )
        return listener.start()

    def _on_registries_changed(self, changes: RegistryChanges) -> None:
        if self._is_read:  # else nobody has got a rule yet
            self._on_change(changes)

    @callback
    def is_named(self, item: str) -> bool:
        """Return whether the settings name an entity or a device itself."""
        return item in self._named

    @callback
    def rename(self, old: str, new: str) -> None:
        """Let the settings name an entity by its new ID."""
        for subentry in list(self._entry.subentries.values()):
            if old in _leaves(subentry.data):
                self._hass.config_entries.async_update_subentry(
                    self._entry, subentry, data=_renamed(dict(subentry.data), old, new)
                )


def _ignoring(rule: Rule, ignored: frozenset[str]) -> Rule:
    return replace(rule, selection=replace(rule.selection, ignored=ignored))


def _leaves(value: Any) -> Iterator[str]:
    """Yield all texts in the data of a subentry."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, str):
        yield value


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _renamed(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, old, new) for each in value]
    return new if value == old else value


@callback
def async_windows(hass: HomeAssistant, entry: ConfigEntry[Any]) -> tuple[Window, ...]:
    """Return the maintenance windows that can be read, with the devices of each."""
    windows = (
        async_window(hass, subentry, Settings(subentry.data))
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_MAINTENANCE
    )
    return tuple(window for window in windows if window is not None)


@callback
def async_window(
    hass: HomeAssistant, subentry: ConfigSubentry, settings: Settings
) -> Window | None:
    """Return a window, None for one that would be open when nobody knows."""
    try:
        schedule, target = settings.needed(CONF_SCHEDULE, text), target_of(settings)
    except UnreadableSettingError:
        return None
    devices = frozenset(async_chosen_devices(hass, target)) if target else None
    reminds = settings.get(
        CONF_REMIND_HOURS,
        partial(length, "hours"),
        timedelta(hours=DEFAULT_REMIND_HOURS),
    )
    return Window(
        subentry.subentry_id, str(subentry.title), schedule, devices, reminds or None
    )
