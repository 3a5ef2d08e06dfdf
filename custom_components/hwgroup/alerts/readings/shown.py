"""How Home Assistant shows a reading: people think in that unit, and compare with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..model import Reading
from .device import entity_of

# What the registry calls the decimals that a user chose, and those of the integration.
_DECIMALS: Final = ("display_precision", "suggested_display_precision")


@dataclass(frozen=True, slots=True)
class Shown:
    """The unit of the entity of a reading, and how many decimals it has."""

    unit: str | None
    decimals: int | None
    """None for as many as there are."""


@callback
def async_shown(hass: HomeAssistant, reading: Reading) -> Shown:
    """Return how a reading is shown; one without an entity, as the device has it."""
    entity_id = entity_of(hass, reading)
    if entity_id is None:
        return Shown(reading.unit, None)
    return async_shown_by(hass, entity_id, reading.unit)


@callback
def async_shown_by(hass: HomeAssistant, entity_id: str, unit: str | None) -> Shown:
    """Return how an entity shows its reading; `unit` is for one without a state."""
    if (state := hass.states.get(entity_id)) is not None:
        unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, unit)
    entity = er.async_get(hass).async_get(entity_id)
    options: Mapping[str, Any] = entity.options.get(SENSOR_DOMAIN, {}) if entity else {}
    chosen = (options[name] for name in _DECIMALS if options.get(name) is not None)
    return Shown(unit, next(chosen, None))
