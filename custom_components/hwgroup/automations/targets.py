"""What the target of a trigger or a condition covers."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from ..alerts.model import Kind, Reading
from ..const import DOMAIN


@callback
def entity_of(hass: HomeAssistant, reading: Reading) -> str | None:
    """Return the entity that stands for a reading, and for alerts about it."""
    if (entry := hass.config_entries.async_get_entry(reading.device)) is None:
        return None
    part = reading.key.removeprefix(f"{entry.entry_id}/").replace("/", "_", 1)
    if reading.kind is Kind.DEVICE:
        part = BinarySensorDeviceClass.CONNECTIVITY
    unique_id = f"{entry.unique_id or entry.entry_id}_{part}"
    registry = er.async_get(hass)
    found = (
        registry.async_get_entity_id(platform, DOMAIN, unique_id)
        for platform in (Platform.SENSOR, Platform.BINARY_SENSOR)
    )
    return next(filter(None, found), None)


@callback
def is_targeted(hass: HomeAssistant, target: Mapping[str, Any], entity_id: str) -> bool:
    """Return whether a target names an entity, at whatever level it does."""
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection(dict(target)), primary_entities_only=False
    )
    return entity_id in selected.referenced | selected.indirectly_referenced
