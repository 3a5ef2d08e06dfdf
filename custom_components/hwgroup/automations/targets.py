"""What the target of a trigger or a condition covers."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..alerts.readings.targets import async_covers


@callback
def is_targeted(hass: HomeAssistant, target: Mapping[str, Any], entity_id: str) -> bool:
    """Return whether a target names an entity, at whatever level it does."""
    entity = er.async_get(hass).async_get(entity_id)
    return entity is not None and async_covers(hass, target)(entity)
