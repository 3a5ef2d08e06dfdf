"""What a target names, at whatever level: entities, devices, areas, floors and labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from ...compat import TargetSelection, async_extract_referenced_entity_ids
from ...const import ALERTS_UNIQUE_ID, CONF_EXCLUDE, DOMAIN
from ...entries import async_device_entries


@dataclass(frozen=True, slots=True)
class Targeted:
    """What a target names, with groups, floors and labels resolved as far as they can be.

    Home Assistant leaves out what is hidden or disabled where it is not named itself.
    But a user who hides an entity does not mean to miss its alarm, and a device whose
    connectivity entity is disabled is still watched.
    """

    is_fixed: bool
    """Whether it names only what it finds: no group, floor or label."""
    entity_ids: frozenset[str]
    device_ids: frozenset[str]
    area_ids: frozenset[str]
    label_ids: frozenset[str]
    excluded: Targeted | None = None
    """What is left out of it."""
    ids: frozenset[str] = field(init=False)
    """All by which it names or leaves out something."""

    def __post_init__(self) -> None:
        """Put them together: with each change of ours, all rules are asked for them."""
        named = (self.entity_ids, self.device_ids, self.area_ids, self.label_ids)
        left_out = self.excluded.ids if self.excluded else ()
        object.__setattr__(self, "ids", frozenset().union(*named, left_out))

    def covers(
        self,
        entity: er.RegistryEntry,
        device: dr.DeviceEntry | dr.ChildDeviceEntry | None,
    ) -> bool:
        """Return whether an entity of a device is named, and not left out."""
        if self.excluded is not None and self.excluded.covers(entity, device):
            return False
        if entity.entity_id in self.entity_ids or entity.labels & self.label_ids:
            return True
        if device is None:
            return False
        return (
            device.id in self.device_ids
            or (entity.area_id or device.area_id) in self.area_ids
        )


@callback
def async_targeted(hass: HomeAssistant, target: Mapping[str, Any]) -> Targeted:
    """Return what a target names."""
    chosen = TargetSelection(dict(target))
    left_out = target.get(CONF_EXCLUDE)
    excluded = async_targeted(hass, left_out) if left_out else None
    devices, areas = dr.async_get(hass), ar.async_get(hass)
    labelled = {
        device.id
        for label in chosen.label_ids
        for device in dr.async_entries_for_label(devices, label)
    }
    named = async_extract_referenced_entity_ids(
        hass,
        TargetSelection(
            {
                ATTR_ENTITY_ID: list(chosen.entity_ids),
                ATTR_DEVICE_ID: [*chosen.device_ids, *labelled],
            }
        ),
    )
    on_floors = (
        area.id
        for floor in chosen.floor_ids
        for area in ar.async_entries_for_floor(areas, floor)
    )
    with_labels = (
        area.id
        for label in chosen.label_ids
        for area in ar.async_entries_for_label(areas, label)
    )
    return Targeted(
        is_fixed=not (chosen.floor_ids or chosen.label_ids)
        and named.referenced == chosen.entity_ids
        and (excluded is None or excluded.is_fixed),
        entity_ids=frozenset(named.referenced),
        device_ids=frozenset(named.referenced_devices),
        area_ids=frozenset((*chosen.area_ids, *on_floors, *with_labels)),
        label_ids=frozenset(chosen.label_ids),
        excluded=excluded,
    )


@callback
def async_names_all(hass: HomeAssistant, target: Mapping[str, Any]) -> bool:
    """Return whether a target names the alerts as a whole: their device, or an entity of it.

    An area or a label that happens to include them does not, nor does one that leaves
    anything out: more would be silenced than was asked for.
    """
    if target.get(CONF_EXCLUDE):
        return False
    entry = hass.config_entries.async_entry_for_domain_unique_id(
        DOMAIN, ALERTS_UNIQUE_ID
    )
    if entry is None:
        return False
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )
    if device is None:
        return False
    chosen, entities = TargetSelection(dict(target)), er.async_get(hass)
    named = map(entities.async_get, chosen.entity_ids)
    return device.id in chosen.device_ids or any(
        entity is not None and entity.device_id == device.id for entity in named
    )


@callback
def async_chosen_devices(hass: HomeAssistant, target: Mapping[str, Any]) -> set[str]:
    """Return the IDs of the entries of the devices that a target names."""
    selected = async_extract_referenced_entity_ids(hass, TargetSelection(dict(target)))
    devices, entities = dr.async_get(hass), er.async_get(hass)
    chosen = {
        device.config_entry_id
        for device_id in selected.referenced_devices
        if (device := devices.async_get(device_id))
    } | {
        entity.config_entry_id
        for entity_id in selected.referenced
        if (entity := entities.async_get(entity_id))
    }
    return {entry.entry_id for entry in async_device_entries(hass)} & chosen
