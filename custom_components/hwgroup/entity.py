"""What all HW group entities share."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, override

from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .client import Device, Input, Output, Sensor
from .coordinator import HwgCoordinator
from .device.registered import async_registered

type Part = Sensor | Input | Output


def _no_attributes(_part: Any) -> dict[str, Any]:
    return {}


def _always(*_arguments: Any) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class PartDescription[PartT: Part, ValueT](EntityDescription):
    """An entity that every part of one kind has; `key` begins its unique ID."""

    parts_fn: Callable[[Device], Mapping[str, PartT]]
    value_fn: Callable[[PartT], ValueT]
    exists_fn: Callable[[PartT], bool] = _always
    enabled_fn: Callable[[PartT], bool] = _always
    """Whether a new entity is enabled."""
    attributes_fn: Callable[[PartT], dict[str, Any]] = field(default=_no_attributes)

    def own_id(self, part: Part) -> str:
        """Return what tells the entity of a part from the others of its device."""
        return f"{self.key}_{part.key}"


class HwgEntity(CoordinatorEntity[HwgCoordinator]):
    """An entity that writes its state only when what it shows has changed."""

    _attr_has_entity_name = True
    _shown: object = None

    def __init__(
        self, coordinator: HwgCoordinator, description: EntityDescription, unique: str
    ) -> None:
        """Initialize the entity with the part of its unique ID that is its own."""
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.unique_id}_{unique}"
        # Which is registered once; by `device_info`, it would be with each entity.
        self.device_entry = async_registered(coordinator.hass, coordinator.config_entry)

    @abstractmethod
    def _show(self) -> object:
        """Take over what the coordinator knows, and return all that is shown of it."""

    @override
    async def async_added_to_hass(self) -> None:
        """Take what the coordinator learnt since the entity was made."""
        await super().async_added_to_hass()
        self._shown = self._show()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        shown = self._show()
        if shown != self._shown:
            self._shown = shown
            self.async_write_ha_state()


class HwgPartEntity[PartT: Part, ValueT](HwgEntity):
    """An entity of a sensor, input or output of the device."""

    entity_description: PartDescription[PartT, ValueT]

    def __init__(
        self,
        coordinator: HwgCoordinator,
        description: PartDescription[PartT, ValueT],
        part: PartT,
    ) -> None:
        """Initialize the entity of a part, which need not stay there."""
        super().__init__(coordinator, description, description.own_id(part))
        self._part_key = part.key
        self._part: PartT | None = None
        if not description.enabled_fn(part):
            self._attr_entity_registry_enabled_default = False
        if name := coordinator.name_of(part):
            self._attr_translation_key = description.key
            self._attr_translation_placeholders = {"name": name}
        else:
            self._attr_translation_key = f"{description.key}_unnamed"
            self._attr_translation_placeholders = {"id": part.key}

    @override
    def _show(self) -> object:
        part = self._part_now
        self._attr_available = self.coordinator.last_update_success and bool(part)
        if part is not None and part is not self._part:
            self._take(part)
        self._part = part
        return self._attr_available, self._taken()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        online, part = self.coordinator.last_update_success, self._part_now
        if online and part is None:
            # Only what no entity stands for any more can be deleted by the user; if
            # the part comes back, it gets a new one with the old entry.
            self.hass.async_create_task(self.async_remove())
        elif part is not self._part or online is not self._attr_available:
            super()._handle_coordinator_update()

    @property
    def _part_now(self) -> PartT | None:
        parts = self.entity_description.parts_fn(self.coordinator.data)
        return parts.get(self._part_key)

    @abstractmethod
    def _take(self, part: PartT) -> None:
        """Take over a part's value and whatever describes it."""

    @abstractmethod
    def _taken(self) -> object:
        """Return all that `_take` can change."""

    @property
    @override
    def available(self) -> bool:
        """Return whether the device answers and still has this part."""
        return self._attr_available


@callback
def async_add_part_entities[PartT: Part, ValueT](
    coordinator: HwgCoordinator,
    async_add_entities: AddConfigEntryEntitiesCallback,
    descriptions: Iterable[PartDescription[PartT, ValueT]],
    make: Callable[[HwgCoordinator, PartDescription[PartT, ValueT], PartT], Entity],
) -> None:
    """Add an entity for each part that there is, and for each that appears later."""
    descriptions = [*descriptions]
    # The keys of the parts that have an entity, for each of the descriptions.
    known: list[tuple[str, ...]] = [()] * len(descriptions)

    @callback
    def add_new() -> None:
        for number, description in enumerate(descriptions):
            parts, before = description.parts_fn(coordinator.data), known[number]
            if before == tuple(parts):
                continue  # as with nearly every poll
            new = [
                part
                for key, part in parts.items()
                if key not in before and description.exists_fn(part)
            ]
            there = {*before, *(part.key for part in new)}
            known[number] = tuple(key for key in parts if key in there)
            if new:
                async_add_entities(make(coordinator, description, part) for part in new)

    add_new()
    coordinator.config_entry.async_on_unload(coordinator.async_add_listener(add_new))


@callback
def async_remove_part_entities(
    coordinator: HwgCoordinator,
    platform: Platform,
    descriptions: Iterable[PartDescription[Any, Any]],
) -> None:
    """Remove entities of earlier, for what is wanted no more."""
    beginnings = tuple(
        f"{coordinator.unique_id}_{description.key}_" for description in descriptions
    )
    registry = er.async_get(coordinator.hass)
    entry_id = coordinator.config_entry.entry_id
    for entity in er.async_entries_for_config_entry(registry, entry_id):
        if entity.domain == platform and entity.unique_id.startswith(beginnings):
            registry.async_remove(entity.entity_id)
