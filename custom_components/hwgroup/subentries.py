"""The subentries of a device: each change of them sets the device up anew."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .compat import ConfigEntryChange, async_on_entry_changed, singleton


def subentries_of(entry: ConfigEntry[Any], kind: str) -> list[ConfigSubentry]:
    """Return the subentries of a kind."""
    return [each for each in entry.subentries.values() if each.subentry_type == kind]


def _asked(entry: ConfigEntry[Any], kind: str) -> Mapping[str, object]:
    """Return what is asked of each: the subentries themselves are changed in place."""
    return {
        each.subentry_id: (each.title, each.data) for each in subentries_of(entry, kind)
    }


@callback
def async_reload_with(hass: HomeAssistant, entry: ConfigEntry[Any], kind: str) -> None:
    """Set the device up anew when it gets other subentries of a kind."""
    before = _asked(entry, kind)
    actions = _actions(hass).setdefault(entry.entry_id, [])

    @callback
    def on_update() -> None:
        if _asked(entry, kind) != before:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    actions.append(on_update)
    entry.async_on_unload(partial(actions.remove, on_update))


@singleton("hwgroup_updates")
@callback
def _actions(hass: HomeAssistant) -> dict[str, list[CALLBACK_TYPE]]:
    """Return what is to be called when an entry is updated, by its ID.

    One listener serves all: hundreds of devices change their state at a start.
    """
    actions: dict[str, list[CALLBACK_TYPE]] = {}

    @callback
    def on_change(change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if change is ConfigEntryChange.UPDATED:
            for action in tuple(actions.get(entry.entry_id, ())):
                action()

    async_on_entry_changed(hass, on_change)
    return actions
