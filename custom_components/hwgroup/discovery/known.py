"""Devices that have an entry already."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from ..client import Identity
from ..const import DOMAIN, SERVICE_UNIQUE_IDS
from ..device.readable import unreadable
from ..device.transports import address_of
from ..entries import async_device_entries


@callback
def async_entry_of(
    hass: HomeAssistant, identity: Identity, *, include_ignored: bool = True
) -> ConfigEntry[Any] | None:
    """Return the entry of a device, which may be disabled or ignored."""
    for entry in hass.config_entries.async_entries(
        DOMAIN, include_ignore=include_ignored
    ):
        if entry.unique_id not in SERVICE_UNIQUE_IDS and _belongs(entry, identity):
            return entry
    return None


def _belongs(entry: ConfigEntry[Any], identity: Identity) -> bool:
    if identity.is_same_as(Identity.from_unique_id(entry.unique_id)):
        return True
    return entry.state is ConfigEntryState.LOADED and identity.is_same_as(
        entry.runtime_data.last_read.identity
    )


@callback
def async_is_nameless_entry_at(hass: HomeAssistant, address: str) -> bool:
    """Return whether an address is that of a device which does not say who it is."""
    return any(
        entry.unique_id is None
        and not unreadable(entry.data)
        and str(address_of(entry.data)) == address
        for entry in async_device_entries(hass)
    )
