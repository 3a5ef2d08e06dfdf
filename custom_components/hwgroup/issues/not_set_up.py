"""Telling that Home Assistant cannot set up an entry, and does not try it again."""

from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..compat import ConfigEntryChange, async_on_entry_changed
from ..const import DOMAIN
from ..device.registered import async_device_name
from ..device.set_up import failed_state
from ..plain import as_placeholders
from .device import async_clear_issues

# An entry that was never set up leaves all issues that begin with its ID at each try.
_PREFIX: Final = "not_set_up_"
_OVER: Final = (ConfigEntryState.LOADED, ConfigEntryState.NOT_LOADED)


@callback
def async_start_showing_failures(hass: HomeAssistant) -> None:
    """Show an issue for each entry that has failed, of whatever kind, from now on."""
    async_on_entry_changed(hass, partial(_async_show, hass))


@callback
def _async_show(
    hass: HomeAssistant, change: ConfigEntryChange, entry: ConfigEntry[Any]
) -> None:
    if entry.disabled_by is not None:
        # One that was never set up is not unloaded, either.
        async_clear_issues(hass, entry, known=True)
    issue_id = f"{_PREFIX}{entry.entry_id}"
    if change is ConfigEntryChange.REMOVED or entry.state in _OVER:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
    elif (failed := failed_state(entry)) is not None:
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=f"entry_{entry.error_reason_translation_key or failed.value}",
            translation_placeholders=as_placeholders(
                name=async_device_name(hass, entry),
                **(entry.error_reason_translation_placeholders or {}),
            ),
        )
