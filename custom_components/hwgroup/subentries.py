"""The subentries of a device: each change of them sets the device up anew."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from .compat import ConfigEntryChange, async_on_entry_changed


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

    @callback
    def on_change(change: ConfigEntryChange, changed: ConfigEntry[Any]) -> None:
        updated = change is ConfigEntryChange.UPDATED
        if updated and changed is entry and _asked(entry, kind) != before:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    entry.async_on_unload(async_on_entry_changed(hass, on_change))
