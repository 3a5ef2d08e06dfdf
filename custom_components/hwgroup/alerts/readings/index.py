"""The parts of all devices by entity, device, area and label: targets look them up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ...const import DOMAIN
from ...entries import async_device_entries
from ..model import ReadingKind
from .device import part_key
from .targets import Targeted, async_targeted

_PARTS: Final = (ReadingKind.SENSOR, ReadingKind.INPUT, ReadingKind.OUTPUT)

type _Place = tuple[str, str]
"""A registry and an ID there: ("area", "kitchen")."""


class _Part(NamedTuple):
    """A part of a device: its key, where it is found, and whether it is disabled."""

    key: str
    places: frozenset[_Place]
    disabled: bool


class TargetIndex:
    """Finds the parts of devices by entity, device, area and label."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Read all entities of all devices once."""
        self._hass = hass
        self._parts: dict[str, _Part] = {}
        self._keys: defaultdict[_Place, set[str]] = defaultdict(set)
        """The keys of the parts that are found at a place, by their readings."""
        self._silent: set[str] = set()
        self.rebuild()

    @callback
    def rebuild(self) -> None:
        """Read all entities of all devices anew."""
        self._parts.clear()
        self._keys.clear()
        registry, devices = er.async_get(self._hass), dr.async_get(self._hass)
        self._silent = set()
        for entry in async_device_entries(self._hass):
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
                if (part := self._read(entity)) is not None:
                    self._put(entity.entity_id, part)
            for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
                if device.disabled:
                    self._silent.add(entry.entry_id)

    @callback
    def update(self, entity_id: str) -> bool:
        """Read one entity anew, and return whether that changes what any target names."""
        entity = er.async_get(self._hass).async_get(entity_id)
        new = None if entity is None else self._read(entity)
        if (old := self._parts.get(entity_id)) == new:
            return False
        if old is not None:
            del self._parts[entity_id]
            for place in old.places:
                self._keys[place].discard(old.key)
        if new is not None:
            self._put(entity_id, new)
        return True

    @callback
    def update_device(self, device_id: str) -> None:
        """Read all entities of a device anew, and whether the device is disabled."""
        registry = er.async_get(self._hass)
        for entity in er.async_entries_for_device(
            registry, device_id, include_disabled_entities=True
        ):
            self.update(entity.entity_id)
        device = dr.async_get(self._hass).async_get(device_id)
        if device is not None and (entry_id := device.config_entry_id) is not None:
            if device.disabled:
                self._silent.add(entry_id)
            else:
                self._silent.discard(entry_id)

    def _put(self, entity_id: str, part: _Part) -> None:
        self._parts[entity_id] = part
        for place in part.places:
            self._keys[place].add(part.key)

    def _read(self, entity: er.RegistryEntry) -> _Part | None:
        if entity.platform != DOMAIN or (entry_id := entity.config_entry_id) is None:
            return None
        if (entry := self._hass.config_entries.async_get_entry(entry_id)) is None:
            return None
        # As the entities of a device are named: that of a part, by its kind and key.
        own = entity.unique_id.removeprefix(f"{entry.unique_id or entry_id}_")
        for kind in _PARTS:
            if own.startswith(f"{kind}_"):
                key = part_key(entry_id, kind, own.removeprefix(f"{kind}_"))
                places = frozenset(_places(self._hass, entity))
                return _Part(key, places, entity.disabled)
        return None

    def keys(self, targeted: Targeted) -> frozenset[str]:
        """Return the keys of the readings of all parts that a target names."""
        places = (
            *(("entity", each) for each in targeted.entity_ids),
            *(("device", each) for each in targeted.device_ids),
            *(("area", each) for each in targeted.area_ids),
            *(("label", each) for each in targeted.label_ids),
        )
        found = (self._keys[place] for place in places if place in self._keys)
        return frozenset[str]().union(*found)

    @property
    def disabled(self) -> frozenset[str]:
        """The keys of disabled parts and of disabled devices: rules ignore them."""
        parts = (part.key for part in self._parts.values() if part.disabled)
        return frozenset((*parts, *self._silent))


def _places(hass: HomeAssistant, entity: er.RegistryEntry) -> Iterator[_Place]:
    yield "entity", entity.entity_id
    yield from (("label", label) for label in entity.labels)
    if (device := dr.async_get(hass).async_get(entity.device_id or "")) is None:
        return
    yield "device", device.id
    if area_id := entity.area_id or device.area_id:
        yield "area", area_id


@callback
def async_chosen_parts(
    hass: HomeAssistant, target: Mapping[str, Any]
) -> frozenset[str]:
    """Return the keys of the readings of the parts that a target names."""
    return TargetIndex(hass).keys(async_targeted(hass, target))
