"""Which of the integration's entries are devices."""

from typing import TYPE_CHECKING, Any, TypeIs

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN, SERVICE_UNIQUE_IDS

if TYPE_CHECKING:
    from .client import Device
    from .coordinator import HwgConfigEntry


def is_device(entry: ConfigEntry[Any]) -> TypeIs[HwgConfigEntry]:
    """Return whether an entry is a device, be it watched or not."""
    return entry.domain == DOMAIN and entry.unique_id not in SERVICE_UNIQUE_IDS


@callback
def async_device_entries(hass: HomeAssistant) -> list[HwgConfigEntry]:
    """Return the entries of all devices that are to be watched."""
    return [
        entry
        for entry in hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )
        if is_device(entry)
    ]


def known_device(entry: ConfigEntry[Any]) -> Device | None:
    """Return what was read last of the device of an entry.

    None before that, as while it is not loaded or has never answered, and for an entry
    that is no device.
    """
    return getattr(getattr(entry, "runtime_data", None), "last_read", None)
