"""The limits that a graph draws, as Home Assistant shows the reading."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..alerts.access import async_manager
from ..alerts.model import ReadingKind, part_key
from ..alerts.rules.limits import limits_of
from ..alerts.rules.units import converter
from ..client import Sensor
from ..entries import async_device_entries


@callback
def async_limits(hass: HomeAssistant, entity_id: str) -> list[dict[str, Any]]:
    """Return the limits of a reading in the unit of its entity.

    Each has a `value`, says with `above` whether what lies above it is out of range,
    and has the `severity` of the rule that watches it, None without one.
    """
    if (found := _sensor_of(hass, entity_id)) is None:
        return []
    key, sensor = found
    manager, unit = async_manager(hass), sensor.unit
    limits = limits_of(
        () if manager is None else manager.watching(key),
        sensor.limits.low,
        sensor.limits.high,
    )
    state = hass.states.get(entity_id)
    shown = unit.symbol
    if state is not None:
        shown = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, shown)
    convert = converter(unit.quantity.value, unit.symbol, shown)
    return [
        {
            "value": limit.value if convert is None else convert(limit.value),
            "above": limit.above,
            "severity": limit.severity,
        }
        for limit in limits
    ]


def _sensor_of(hass: HomeAssistant, entity_id: str) -> tuple[str, Sensor] | None:
    """Return the sensor of a device that an entity shows, and the key of its reading."""
    if (entity := er.async_get(hass).async_get(entity_id)) is None:
        return None
    for entry in async_device_entries(hass):
        if (
            entry.entry_id == entity.config_entry_id
            and entry.state is ConfigEntryState.LOADED
        ):
            prefix = f"{entry.runtime_data.unique_id}_{ReadingKind.SENSOR}_"
            key = entity.unique_id.removeprefix(prefix)
            sensor = entry.runtime_data.data.sensors.get(key)
            if sensor is not None:
                return part_key(entry.entry_id, ReadingKind.SENSOR, key), sensor
    return None
