"""HW group monitoring devices in Home Assistant."""

from typing import TypeIs

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .alerts.centre import AlertCentre, AlertsConfigEntry
from .alerts.problems import async_keep_problems, async_show_no_recipient
from .alerts.store import AlertStore
from .const import ALERTS_UNIQUE_ID
from .coordinator import HwgConfigEntry, HwgCoordinator, device_store

DEVICE_PLATFORMS = [Platform.BINARY_SENSOR, Platform.SENSOR]
ALERTS_PLATFORMS = [Platform.BUTTON]


type AnyConfigEntry = HwgConfigEntry | AlertsConfigEntry


def _is_alerts(entry: AnyConfigEntry) -> TypeIs[AlertsConfigEntry]:
    return entry.unique_id == ALERTS_UNIQUE_ID


async def async_setup_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> bool:
    """Set up a device, or the alerts of the whole installation."""
    if _is_alerts(entry):
        entry.runtime_data = centre = AlertCentre(hass, entry)
        await centre.async_start()
    else:
        entry.runtime_data = coordinator = HwgCoordinator(hass, entry)
        await coordinator.async_start()
    await hass.config_entries.async_forward_entry_setups(entry, _platforms(entry))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> bool:
    """Unload a device or the alerts."""
    return await hass.config_entries.async_unload_platforms(entry, _platforms(entry))


async def async_remove_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> None:
    """Leave nothing behind."""
    if _is_alerts(entry):
        await AlertStore(hass).async_remove()
        async_keep_problems(hass, ())
        async_show_no_recipient(hass, shown=False)
    else:
        await device_store(hass, entry).async_remove()


def _platforms(entry: AnyConfigEntry) -> list[Platform]:
    return ALERTS_PLATFORMS if _is_alerts(entry) else DEVICE_PLATFORMS
