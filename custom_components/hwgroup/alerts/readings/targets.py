"""What a person chose in a form, as the keys of readings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from ...const import DOMAIN, LOGGER
from ...entries import async_device_entries
from ..model import ReadingKind
from .device import part_key

# What targets depend on; changes come in bursts.
_REGISTRIES: Final = (
    ar.EVENT_AREA_REGISTRY_UPDATED,
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    er.EVENT_ENTITY_REGISTRY_UPDATED,
)
_BURST_SECONDS: Final = 2.0
_PARTS: Final = (ReadingKind.SENSOR, ReadingKind.INPUT, ReadingKind.OUTPUT)


@callback
def async_covers(
    hass: HomeAssistant, target: Mapping[str, Any]
) -> Callable[[er.RegistryEntry], bool]:
    """Return what tells whether a target names an entity, at whatever level it does.

    Home Assistant leaves out what is hidden or disabled where it is not named itself.
    But who clears up a dashboard does not mean to miss an alarm, and a device whose
    connectivity is disabled is watched all the same.
    """
    chosen = TargetSelection(dict(target))
    selected = async_extract_referenced_entity_ids(
        hass, chosen, primary_entities_only=False
    )
    named = selected.referenced | selected.indirectly_referenced
    devices = dr.async_get(hass)

    def covers(entity: er.RegistryEntry) -> bool:
        if entity.entity_id in named or entity.labels & chosen.label_ids:
            return True
        if (device := devices.async_get(entity.device_id or "")) is None:
            return False
        return (
            device.id in chosen.device_ids
            or bool(device.labels & chosen.label_ids)
            or (entity.area_id or device.area_id) in selected.referenced_areas
        )

    return covers


@callback
def async_chosen_parts(
    hass: HomeAssistant, target: Mapping[str, Any]
) -> frozenset[str]:
    """Return the keys of the parts that a target names, at whatever level it does."""
    return frozenset(
        _part_keys(hass, filter(async_covers(hass, target), _entities(hass)))
    )


@callback
def async_disabled_parts(hass: HomeAssistant) -> frozenset[str]:
    """Return the keys of what is disabled: parts by their entities, devices themselves.

    Nobody wants them.
    """
    disabled = (entity for entity in _entities(hass) if entity.disabled)
    devices = dr.async_get(hass)
    return frozenset(_part_keys(hass, disabled)) | {
        entry.entry_id
        for entry in async_device_entries(hass)
        for device in dr.async_entries_for_config_entry(devices, entry.entry_id)
        if device.disabled
    }


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


@callback
def async_follow_registries(
    hass: HomeAssistant, entry: ConfigEntry[Any], follow: Callable[[], None]
) -> CALLBACK_TYPE:
    """Call back after changes of what targets depend on, until the result is called.

    What an entity is called in the settings changes with its ID.
    """
    debouncer = Debouncer(
        hass, LOGGER, cooldown=_BURST_SECONDS, immediate=False, function=follow
    )

    @callback
    def changed(event: Event[Any]) -> None:
        if (old := event.data.get("old_entity_id")) is not None:
            _rename(hass, entry, old, event.data["entity_id"])
        debouncer.async_schedule_call()

    unsubscribe = [hass.bus.async_listen(name, changed) for name in _REGISTRIES]

    @callback
    def stop() -> None:
        debouncer.async_shutdown()
        for forget in unsubscribe:
            forget()

    return stop


def _rename(hass: HomeAssistant, entry: ConfigEntry[Any], old: str, new: str) -> None:
    for subentry in list(entry.subentries.values()):
        data = _renamed(dict(subentry.data), old, new)
        hass.config_entries.async_update_subentry(entry, subentry, data=data)


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, old, new) for each in value]
    return new if value == old else value


def _entities(hass: HomeAssistant) -> Iterator[er.RegistryEntry]:
    registry = er.async_get(hass)
    for entry in async_device_entries(hass):
        yield from er.async_entries_for_config_entry(registry, entry.entry_id)


def _part_keys(
    hass: HomeAssistant, entities: Iterable[er.RegistryEntry]
) -> Iterator[str]:
    for entity in entities:
        entry_id = entity.config_entry_id
        if entity.platform != DOMAIN or entry_id is None:
            continue
        if (entry := hass.config_entries.async_get_entry(entry_id)) is None:
            continue
        # As the entities of a device are named: that of a part, by its kind and key.
        own = entity.unique_id.removeprefix(f"{entry.unique_id or entry_id}_")
        for kind in _PARTS:
            if own.startswith(f"{kind}_"):
                yield part_key(entry_id, kind, own.removeprefix(f"{kind}_"))
