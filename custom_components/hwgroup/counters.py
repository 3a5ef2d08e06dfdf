"""Counts of what a service receives, as entities."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EntityCategory
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN


@dataclass(frozen=True, kw_only=True)
class CounterDescription[ServiceT](SensorEntityDescription):
    """A count that a service keeps."""

    value_fn: Callable[[ServiceT], int]


def counter[ServiceT](
    key: str, value_fn: Callable[[ServiceT], int], *, shown: bool = True
) -> CounterDescription[ServiceT]:
    """Return a counter; one that is not shown is off until somebody turns it on."""
    return CounterDescription[ServiceT](
        key=key,
        translation_key=key,
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=shown,
        value_fn=value_fn,
    )


def add_counters[ServiceT](
    entry: ConfigEntry[ServiceT],
    async_add_entities: AddConfigEntryEntitiesCallback,
    descriptions: Iterable[CounterDescription[ServiceT]],
) -> None:
    """Add the counters of a service."""
    async_add_entities(HwgCounter(entry, description) for description in descriptions)


class HwgCounter(SensorEntity):
    """A counter, updated at intervals: many calls do not make many states."""

    _attr_has_entity_name = True
    entity_description: CounterDescription[Any]

    def __init__(
        self, entry: ConfigEntry[Any], description: CounterDescription[Any]
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
