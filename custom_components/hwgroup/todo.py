"""The to-do list of HW group alerts."""

from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.entities.todos import add_alert_todos

if TYPE_CHECKING:
    from .alerts.manager import AlertsConfigEntry

PARALLEL_UPDATES = 0


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: AlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the list of the alerts."""
    add_alert_todos(entry, async_add_entities)
