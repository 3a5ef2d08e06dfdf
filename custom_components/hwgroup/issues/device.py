"""What a user should look after in the long life of a device."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..client import Device
from ..device.probes import ProbeTracker
from .address import async_clear_new_address
from .firmware import async_show_advisories
from .other_device import async_clear_swapped
from .probe_replaced import async_show_replaced


@callback
def async_show_upkeep(
    hass: HomeAssistant, entry: ConfigEntry[Any], device: Device, probes: ProbeTracker
) -> None:
    """Show the repair issues of a device that answers, and take back the others."""
    async_clear_swapped(hass, entry)
    async_clear_new_address(hass, entry)
    async_show_advisories(hass, entry, device.identity)
    async_show_replaced(hass, entry, probes.replacements(device))
