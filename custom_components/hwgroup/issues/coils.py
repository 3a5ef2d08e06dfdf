"""The repair issue for outputs over Modbus/TCP of which it is not known any more which is which."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import CONF_FIRST_COIL, CONF_MODBUS, DOMAIN
from ..device.coils import is_known
from ..device.readable import without_unreadable_writing
from ..device.registered import async_device_name
from ..plain import as_placeholders
from .registry import issue_id

_KIND: Final = "coils_unknown"


@callback
def async_forget_coils(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Keep no longer which coil is which output: a command has moved another one."""
    seen = entry.data[CONF_MODBUS]
    kept = {key: value for key, value in seen.items() if key != CONF_FIRST_COIL}
    data = {**entry.data, CONF_MODBUS: kept}
    hass.config_entries.async_update_entry(entry, data=data)
    async_show_unknown_coils(hass, entry)


@callback
def async_show_unknown_coils(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Show an issue while outputs are to be switched as coils that nobody knows."""
    data = without_unreadable_writing(entry.data)  # of which another issue tells
    if CONF_MODBUS not in data or is_known(data):
        ir.async_delete_issue(hass, DOMAIN, issue_id(entry, _KIND))
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(entry, _KIND),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=_KIND,
        translation_placeholders=as_placeholders(name=async_device_name(hass, entry)),
    )
