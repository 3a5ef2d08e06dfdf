"""Offering another address for a device: one click moves it there."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..device.registered import async_device_name
from ..plain import as_placeholders
from .registry import async_keep_issues, issue_id

_OLD: Final = "old_address"
# An entry that was never set up leaves all issues that begin with its ID at each try.
_NEW: Final = "address_"


@callback
def async_offer_new_address(
    hass: HomeAssistant, entry: ConfigEntry[Any], host: str, *, proven: bool
) -> None:
    """Show the address at which an offline device may be now."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_NEW}{entry.entry_id}",
        data={"entry_id": entry.entry_id, "host": host},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="new_address" if proven else "new_address_unproven",
        translation_placeholders=as_placeholders(
            name=async_device_name(hass, entry), old=entry.data[CONF_HOST], new=host
        ),
    )


@callback
def async_offer_old_address(
    hass: HomeAssistant, entry: ConfigEntry[Any], host: str
) -> None:
    """Show that a device answers at the old address of a moved one."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(entry, _OLD),
        data={"entry_id": entry.entry_id, "host": host},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key="old_address_answers",
        translation_placeholders=as_placeholders(
            name=async_device_name(hass, entry), old=host, new=entry.data[CONF_HOST]
        ),
    )


@callback
def async_clear_new_address(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete the issue: the device answers, or was removed."""
    async_keep_issues(hass, f"{_NEW}{entry.entry_id}")


@callback
def async_clear_old_address(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete the issue: somebody has decided."""
    async_keep_issues(hass, issue_id(entry, _OLD))
