"""Which of the integration's entries are devices."""

from typing import TYPE_CHECKING, Any, TypeIs

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN, SERVICE_UNIQUE_IDS

if TYPE_CHECKING:
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
