"""The limits of sensors as entities: where somebody wants them, by an option of the device.

Rules and the attributes of alarms have the limits anyway. As entities they are twice as
many as the sensors, and all of them cost Home Assistant memory and time at each start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .client import Limits
from .const import CONF_LIMIT_ENTITIES, DOMAIN
from .coordinator import HwgCoordinator


@dataclass(frozen=True, slots=True)
class LimitKind:
    """One of the limits of a sensor; `key` begins the unique ID of its entity."""

    key: str
    value_fn: Callable[[Limits], float | None]


LIMITS: Final = (
    LimitKind("low_limit", lambda limits: limits.low),
    LimitKind("high_limit", lambda limits: limits.high),
)


@callback
def async_limit_is_wanted(coordinator: HwgCoordinator, unique_id: str) -> bool:
    """Return whether a limit is to be an entity: by the option, or enabled before."""
    if coordinator.config_entry.options.get(CONF_LIMIT_ENTITIES, False):
        return True
    registry = er.async_get(coordinator.hass)
    known = registry.async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id)
    entity = registry.async_get(known) if known else None
    return entity is not None and not entity.disabled


@callback
def async_switch_limits(
    hass: HomeAssistant, entry: ConfigEntry[Any], *, wanted: bool
) -> None:
    """Enable the limits that are known of a device, or remove them."""
    registry = er.async_get(hass)
    beginnings = tuple(
        f"{entry.unique_id or entry.entry_id}_{kind.key}_" for kind in LIMITS
    )
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if not entity.unique_id.startswith(beginnings):
            continue
        if not wanted:
            registry.async_remove(entity.entity_id)
        elif entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION:
            registry.async_update_entity(entity.entity_id, disabled_by=None)
