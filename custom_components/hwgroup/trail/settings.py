"""Records each change of the settings: of entries, and of their subentries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..compat import ConfigEntryChange, async_on_entry_changed, current_user_name
from ..const import (
    CONF_ANSWER_PATH,
    CONF_AUTHENTICATION_KEY,
    CONF_COMMUNITY,
    CONF_DATA,
    CONF_HEARTBEAT_URL,
    CONF_NUMBER,
    CONF_PATH_KEY,
    CONF_PRIVACY_KEY,
    CONF_PUSH_PATH,
    DOMAIN,
    SERVICE_UNIQUE_IDS,
)
from .record import Changes
from .service import Trail

# Whatever has one of these in its name, or stands below it, is not written down.
_SECRET: Final = frozenset(
    (
        CONF_ANSWER_PATH,
        CONF_AUTHENTICATION_KEY,
        CONF_COMMUNITY,
        CONF_DATA,
        CONF_HEARTBEAT_URL,
        CONF_NUMBER,
        CONF_PATH_KEY,
        CONF_PRIVACY_KEY,
        CONF_PUSH_PATH,
        "password",
        "username",
    )
)
_HIDDEN: Final = "•••"
_DEVICE: Final = "device"

type _Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Part:
    """An entry or a subentry as it was."""

    kind: str
    name: str
    device: str
    """The title of the entry that a subentry belongs to, empty for an entry."""
    settings: _Settings
    """By their names; those below others have names with dots."""


type _Parts = Mapping[str, _Part]
"""The parts of an entry by their IDs; the entry itself has none."""


@callback
def async_follow_settings(hass: HomeAssistant, trail: Trail) -> None:
    """Record each change from now on."""
    known: dict[str, tuple[object, _Parts]] = {
        entry.entry_id: (_made_of(entry), _parts(entry))
        for entry in hass.config_entries.async_entries(DOMAIN)
    }

    @callback
    def on_change(change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        made_of, before = known.get(entry.entry_id, (None, None))
        if change is ConfigEntryChange.REMOVED:
            known.pop(entry.entry_id, None)
            now: _Parts = {}
        else:
            if made_of == (now_made_of := _made_of(entry)):
                return  # as when only its state changes
            now = _parts(entry)
            known[entry.entry_id] = now_made_of, now
        if before is None and change is ConfigEntryChange.ADDED:
            before = {}
        if before is not None and before != now:
            _record(trail, before, now)

    async_on_entry_changed(hass, on_change)


def _record(trail: Trail, before: _Parts, now: _Parts) -> None:
    by = current_user_name()
    for key in {**before, **now}:
        old, new = before.get(key), now.get(key)
        if old == new:
            continue
        action = "removed" if new is None else "added" if old is None else "changed"
        part: Any = new or old
        trail.add(
            action,
            by=by,
            kind=part.kind,
            name=part.name,
            device=part.device,
            changes=_changes(old, new),
        )


def _changes(old: _Part | None, new: _Part | None) -> Changes:
    """Return what is different, without what nobody else may know."""
    before: _Settings = {} if old is None else {"name": old.name, **old.settings}
    after: _Settings = {} if new is None else {"name": new.name, **new.settings}
    return {
        key: (_told(key, before.get(key)), _told(key, after.get(key)))
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }


def _told(key: str, value: Any) -> Any:
    return value if value is None or _SECRET.isdisjoint(key.split(".")) else _HIDDEN


def _made_of(entry: ConfigEntry[Any]) -> object:
    """Return what is read of an entry; what stays the same object is compared at once."""
    parts = [
        (each.subentry_id, each.title, each.data) for each in entry.subentries.values()
    ]
    return entry.title, entry.data, entry.options, entry.disabled_by, parts


def _parts(entry: ConfigEntry[Any]) -> _Parts:
    is_device = entry.unique_id not in SERVICE_UNIQUE_IDS
    settings = {**entry.data, **entry.options, "disabled_by": entry.disabled_by}
    return {
        "": _Part(
            _DEVICE if is_device else str(entry.unique_id),
            entry.title,
            "",
            dict(_flat(settings)),
        ),
        **{
            each.subentry_id: _Part(
                each.subentry_type,
                each.title,
                entry.title if is_device else "",
                dict(_flat(each.data)),
            )
            for each in entry.subentries.values()
        },
    }


def _flat(settings: _Settings, within: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{within}{key}.")
        else:
            yield f"{within}{key}", value
