"""The rules and the recipients, as they are kept in the entry of the alerts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import time, timedelta
from typing import Any, NamedTuple

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ...const import (
    CONF_ACTIONS,
    CONF_AFTER,
    CONF_DATA,
    CONF_DELAY,
    CONF_ENABLED,
    CONF_ENTITIES,
    CONF_FALLBACK_ACTIONS,
    CONF_FALLBACK_ENTITIES,
    CONF_LANGUAGE,
    CONF_QUIET_BEGIN,
    CONF_QUIET_END,
    CONF_REMIND_HOURS,
    CONF_REPEAT,
    CONF_SCHEDULE,
    CONF_SEVERITIES,
    CONF_SEVERITY,
    CONF_TARGET,
    SUBENTRY_MAINTENANCE,
    SUBENTRY_RECIPIENT,
)
from ..model import Severity
from ..notify.maintenance import Window
from ..notify.recipients import Channel, ChannelKind, QuietHours, Recipient
from ..readings.index import TargetIndex
from ..readings.targets import Targeted, async_chosen_devices, async_targeted
from ..rules.built_in import ALARM, BUILT_IN, FLOOD, NETWORK, NETWORKS, OFFLINE
from ..rules.conditions import Rule
from .options import DEFAULT_REMIND_HOURS
from .user_rules import RULE_KINDS, handling, user_rule


def minutes(length: timedelta | None) -> float:
    """Return a length of time as the forms have it, 0 for none."""
    return 0 if length is None else length.total_seconds() / 60


def built_in_data(rule: Rule, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a built-in rule as the options have it.

    What they say of alarms counts for floods, too, until they say something of these.
    """
    known = options.get(rule.id)
    if known is None and rule.id == FLOOD:
        known = options.get(ALARM)
    return {
        CONF_ENABLED: True,
        CONF_DELAY: minutes(rule.delay),
        CONF_SEVERITY: rule.severity.value,
        CONF_REPEAT: minutes(rule.repeat),
        **(known or {}),
    }


class _Known(NamedTuple):
    """A rule of the user, and what it was made of."""

    title: str
    data: Mapping[str, Any]
    targeted: Targeted | None
    keys: frozenset[str] | None
    ignored: frozenset[str]
    rule: Rule


class ConfiguredRules:
    """The rules of the entry. What has not changed is the same rule again."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Read nothing yet but where the parts of the devices are."""
        self._hass = hass
        self._entry = entry
        self.index = TargetIndex(hass)
        self._known: dict[str, _Known] = {}
        self._ignored: frozenset[str] = frozenset()
        self._named: frozenset[str] = frozenset()

    @callback
    def now(self) -> list[Rule]:
        """Return all rules, each with the keys of the readings that it names now."""
        if self._ignored != (ignored := self.index.disabled):
            self._ignored = ignored
        built_in = (
            _ignoring(rule, self._ignored) for rule in _built_in(self._entry.options)
        )
        return [*built_in, *self._user_rules()]

    def _user_rules(self) -> Iterator[Rule]:
        subentries = [
            subentry
            for subentry in self._entry.subentries.values()
            if subentry.subentry_type in RULE_KINDS
        ]
        self._known = {
            subentry.subentry_id: self._rule(
                subentry, self._known.get(subentry.subentry_id)
            )
            for subentry in subentries
        }
        self._named = frozenset(
            leaf
            for subentry in self._entry.subentries.values()
            for leaf in _leaves(subentry.data)
        )
        return (known.rule for known in self._known.values())

    def _rule(self, subentry: ConfigSubentry, known: _Known | None) -> _Known:
        # An update changes the subentry itself, and gives it other data.
        if known and (known.data is not subentry.data or known.title != subentry.title):
            known = None
        target = subentry.data.get(CONF_TARGET)
        targeted = known.targeted if known else None
        if target and targeted is None:
            targeted = async_targeted(self._hass, target)
        keys = self.index.keys(targeted) if targeted else None
        if known and (known.keys, known.ignored) == (keys, self._ignored):
            return known._replace(targeted=targeted)
        rule = user_rule(
            subentry.subentry_type,
            subentry.subentry_id,
            subentry.title,
            subentry.data,
            keys,
        )
        rule = _ignoring(rule, self._ignored)
        return _Known(
            subentry.title, subentry.data, targeted, keys, self._ignored, rule
        )

    @callback
    def resolve(self) -> None:
        """Look again at what targets name: areas, floors, labels or devices changed."""
        self._known = {
            key: known._replace(targeted=None) for key, known in self._known.items()
        }

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


def _built_in(options: Mapping[str, Any]) -> Iterator[Rule]:
    for rule in BUILT_IN:
        data = built_in_data(rule, options)
        if data[CONF_ENABLED]:
            yield (followed := replace(rule, **handling(data)))
            if rule.id == OFFLINE:
                yield replace(followed, id=NETWORK, words=NETWORK, selection=NETWORKS)


@callback
def async_windows(hass: HomeAssistant, entry: ConfigEntry[Any]) -> tuple[Window, ...]:
    """Return the maintenance windows, with the devices of each."""
    return tuple(
        Window(
            subentry.subentry_id,
            subentry.title,
            subentry.data[CONF_SCHEDULE],
            frozenset(async_chosen_devices(hass, target))
            if (target := subentry.data.get(CONF_TARGET))
            else None,
            timedelta(hours=subentry.data.get(CONF_REMIND_HOURS, DEFAULT_REMIND_HOURS))
            or None,
        )
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_MAINTENANCE
    )


def recipients_of(entry: ConfigEntry[Any]) -> tuple[Recipient, ...]:
    """Return the recipients in the order in which they are notified."""
    recipients = (
        _recipient(subentry)
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_RECIPIENT
    )
    return tuple(sorted(recipients, key=lambda recipient: recipient.after))


def _recipient(subentry: ConfigSubentry) -> Recipient:
    data = subentry.data
    begin, end = data.get(CONF_QUIET_BEGIN), data.get(CONF_QUIET_END)
    return Recipient(
        id=subentry.subentry_id,
        name=subentry.title,
        channels=_channels(subentry, CONF_ENTITIES, CONF_ACTIONS),
        fallback=_channels(subentry, CONF_FALLBACK_ENTITIES, CONF_FALLBACK_ACTIONS),
        severities=frozenset(map(Severity, data.get(CONF_SEVERITIES, Severity))),
        after=timedelta(minutes=data.get(CONF_AFTER, 0)),
        quiet=QuietHours(begin=time.fromisoformat(begin), end=time.fromisoformat(end))
        if begin and end
        else None,
        language=data.get(CONF_LANGUAGE),
        extras=data.get(CONF_DATA, {}),
    )


def _channels(
    subentry: ConfigSubentry, entities: str, actions: str
) -> tuple[Channel, ...]:
    return tuple(
        Channel(recipient=subentry.subentry_id, kind=kind, target=target)
        for kind, option in (
            (ChannelKind.ENTITY, entities),
            (ChannelKind.ACTION, actions),
        )
        for target in subentry.data.get(option, ())
    )
