"""The parts of all devices by entity, device, area and label: targets look them up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set as AbstractSet
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ...const import DOMAIN
from ...device.registered import async_registered
from ...entries import async_device_entries
from ..model import ReadingKind, device_of, part_key
from .targets import Targeted, async_targeted

_PARTS: Final = (ReadingKind.SENSOR, ReadingKind.INPUT, ReadingKind.OUTPUT)


class _Part(NamedTuple):
    """A part of a device: the key of its reading, and what decides about targets."""

    key: str
    device_id: str | None
    area_id: str | None
    labels: AbstractSet[str]
    disabled: bool


class TargetIndex:
    """Finds the parts of devices by entity, device, area and label."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know no entities yet: `read` finds them."""
        self._hass = hass
        self._parts: dict[str, _Part] = {}
        """By their entities."""
        self._of_device: defaultdict[str, set[str]] = defaultdict(set)
        self._in_area: defaultdict[str, set[str]] = defaultdict(set)
        self._with_label: defaultdict[str, set[str]] = defaultdict(set)
        """The keys of parts, by the IDs of devices, areas and labels."""
        self._disabled: dict[str, str] = {}
        """The keys of disabled parts, by their entities."""
        self._silent: set[str] = set()
        self._touched: set[str] = set()

    def read(self) -> Iterator[None]:
        """Read all entities of all devices, a device in each step.

        Whoever takes the steps one by one has to `update` what changes in between.
        """
        registry = er.async_get(self._hass)
        for entry in async_device_entries(self._hass):
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
                if (part := self._read(entity)) is not None:
                    self._put(entity.entity_id, part)
            self._note_disabled(entry)
            yield

    @callback
    def update(self, entity_id: str) -> str | None:
        """Read one entity anew.

        Return the ID of the entry of its device if targets may name something else now.
        """
        entity = er.async_get(self._hass).async_get(entity_id)
        new = None if entity is None else self._read(entity)
        old = self._parts.pop(entity_id, None)
        if old is not None:
            self._disabled.pop(entity_id, None)
            for keys in self._places_of(old):
                keys.discard(old.key)
        if new is not None:
            self._put(entity_id, new)
        if old == new:
            return None
        changed = [part for part in (old, new) if part is not None]
        for part in changed:
            self._touched |= {entity_id, *part.labels}
            self._touched |= {each for each in part[1:3] if each is not None}
        return device_of(changed[-1].key)

    @callback
    def take_touched(self) -> frozenset[str]:
        """Return the IDs by which targets find other parts than at the last call.

        Those of entities, devices, areas and labels, each of what has changed.
        """
        touched, self._touched = frozenset(self._touched), set()
        return touched

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
            entry = self._hass.config_entries.async_get_known_entry(entry_id)
            self._note_disabled(entry)

    def _note_disabled(self, entry: ConfigEntry[Any]) -> None:
        """Note whether the device of an entry is disabled.

        A meter or a phone is a device of its own behind it, and says nothing of it.
        """
        device = async_registered(self._hass, entry)
        if device is not None and device.disabled:
            self._silent.add(entry.entry_id)
        else:
            self._silent.discard(entry.entry_id)

    def _put(self, entity_id: str, part: _Part) -> None:
        self._parts[entity_id] = part
        if part.disabled:
            self._disabled[entity_id] = part.key
        for keys in self._places_of(part):
            keys.add(part.key)

    def _places_of(self, part: _Part) -> Iterator[set[str]]:
        """Yield where the key of a part is kept."""
        if part.device_id is not None:
            yield self._of_device[part.device_id]
        if part.area_id is not None:
            yield self._in_area[part.area_id]
        yield from (self._with_label[label] for label in part.labels)

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
                device = dr.async_get(self._hass).async_get(entity.device_id or "")
                area_id = entity.area_id or (device.area_id if device else None)
                return _Part(
                    key, entity.device_id, area_id, entity.labels, entity.disabled
                )
        return None

    def keys(self, targeted: Targeted) -> frozenset[str]:
        """Return the keys of the readings of all parts that a target names.

        Without those that it leaves out.
        """
        left_out = targeted.excluded and self.keys(targeted.excluded)
        named = (self._parts.get(each) for each in targeted.entity_ids)
        places = (
            *(self._of_device.get(each, ()) for each in targeted.device_ids),
            *(self._in_area.get(each, ()) for each in targeted.area_ids),
            *(self._with_label.get(each, ()) for each in targeted.label_ids),
        )
        found = frozenset(part.key for part in named if part).union(*places)
        return found - left_out if left_out else found

    @property
    def disabled(self) -> frozenset[str]:
        """The keys of disabled parts and of disabled devices: rules ignore them."""
        return frozenset((*self._disabled.values(), *self._silent))


@callback
def async_chosen_parts(
    hass: HomeAssistant, target: Mapping[str, Any]
) -> frozenset[str]:
    """Return the keys of the readings of the parts that a target names."""
    index = TargetIndex(hass)
    for _ in index.read():
        pass
    return index.keys(async_targeted(hass, target))
