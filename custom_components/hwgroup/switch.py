"""Switches that pause HW group alerts."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.access import is_alerts
from .alerts.entities.switches import add_alert_switches, add_device_switch
from .entry_types import DeviceOrAlertsConfigEntry

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: DeviceOrAlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switch of a device, or that of all alerts."""
    if is_alerts(entry):
        add_alert_switches(entry, async_add_entities)
    else:
        add_device_switch(hass, entry, async_add_entities)
