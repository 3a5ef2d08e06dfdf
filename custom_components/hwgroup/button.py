"""Buttons of the HW group alerts."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.entities.buttons import add_alert_buttons
from .alerts.manager import AlertsConfigEntry

PARALLEL_UPDATES = 1


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: AlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of the alerts."""
    add_alert_buttons(entry, async_add_entities)
