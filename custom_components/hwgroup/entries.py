"""Which of the integration's entries are devices."""

from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN, SERVICE_UNIQUE_IDS
from .coordinator import HwgConfigEntry


@callback
def async_device_entries(hass: HomeAssistant) -> list[HwgConfigEntry]:
    """Return the entries of all devices that are to be watched."""
    return [
        entry
        for entry in hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )
        if entry.unique_id not in SERVICE_UNIQUE_IDS
    ]
