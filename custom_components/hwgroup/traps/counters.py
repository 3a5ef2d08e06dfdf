"""How many traps have come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..const import DOMAIN
from .service import TrapsConfigEntry, TrapService


@dataclass(frozen=True, kw_only=True)
class TrapCounterDescription(SensorEntityDescription):
    """A count that the trap service keeps."""

    value_fn: Callable[[TrapService], int]


COUNTERS: Final = (
    TrapCounterDescription(
        key="traps",
        translation_key="traps",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda service: service.received,
    ),
    TrapCounterDescription(
        key="stranger_traps",
        translation_key="stranger_traps",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda service: service.strangers,
    ),
)


def add_trap_counters(
    entry: TrapsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the counters of the trap service."""
    async_add_entities(HwgTrapCounter(entry, description) for description in COUNTERS)


class HwgTrapCounter(SensorEntity):
    """A counter, updated at intervals: many traps do not make many states."""

    _attr_has_entity_name = True
    entity_description: TrapCounterDescription

    def __init__(
        self, entry: TrapsConfigEntry, description: TrapCounterDescription
    ) -> None:
        """Initialize the counter."""
        self.entity_description = description
        self._service = entry.runtime_data
        self._attr_unique_id = f"{entry.unique_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)},
            entry_type=DeviceEntryType.SERVICE,
            name=entry.title,
        )

    @property
    @override
    def native_value(self) -> int:
        """Return the count."""
        return self.entity_description.value_fn(self._service)
