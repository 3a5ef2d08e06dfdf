"""The certificate of a device with HTTPS: kept from the first poll on, told if it changes."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client import Pin
from ..compat import by_itself
from ..const import CONF_FINGERPRINT, DOMAIN
from ..device.registered import async_device_name
from ..device.transports import address_of
from ..plain import as_placeholders, fingerprint_text
from .registry import async_keep_issues

# An entry that was never set up leaves all issues that begin with its ID at each try.
_PREFIX: Final = "certificate_"


@callback
def async_keep_pin(
    hass: HomeAssistant, entry: ConfigEntry[Any], pin: Pin | None
) -> None:
    """Keep the certificate that was accepted first, and show whether it has changed."""
    if pin is None or pin.fingerprint is None:
        return
    if entry.data.get(CONF_FINGERPRINT) is None:
        data = {**entry.data, CONF_FINGERPRINT: pin.fingerprint}
        with by_itself():
            hass.config_entries.async_update_entry(entry, data=data)
    if pin.stranger is None:
        async_clear_certificate(hass, entry)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_PREFIX}{entry.entry_id}",
        data={"entry_id": entry.entry_id, "fingerprint": pin.stranger},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key="certificate_changed",
        translation_placeholders=as_placeholders(
            name=async_device_name(hass, entry),
            address=str(address_of(entry.data)),
            accepted=fingerprint_text(pin.fingerprint),
            shown=fingerprint_text(pin.stranger),
        ),
    )


@callback
def async_clear_certificate(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete the issue."""
    async_keep_issues(hass, f"{_PREFIX}{entry.entry_id}")
