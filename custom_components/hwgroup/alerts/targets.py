"""What a person chose in a form, as the keys of readings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
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

from ..const import DOMAIN, LOGGER
from ..entries import async_device_entries
from .model import Kind, Reading
from .readings import entity_of, part_key

# What targets depend on; changes come in bursts.
_REGISTRIES: Final = (
    ar.EVENT_AREA_REGISTRY_UPDATED,
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    er.EVENT_ENTITY_REGISTRY_UPDATED,
)
_BURST_SECONDS: Final = 2.0
_PARTS: Final = (Kind.SENSOR, Kind.INPUT, Kind.OUTPUT)


@callback
def async_chosen_parts(
    hass: HomeAssistant, target: Mapping[str, Any]
) -> frozenset[str]:
    """Return the keys of the parts that a target names, at whatever level it does."""
    selected = async_extract_referenced_entity_ids(hass, TargetSelection(dict(target)))
    registry = er.async_get(hass)
    entities = (
        registry.async_get(entity_id)
        for entity_id in selected.referenced | selected.indirectly_referenced
    )
    return frozenset(_part_keys(hass, filter(None, entities)))


@callback
def async_disabled_parts(hass: HomeAssistant) -> frozenset[str]:
    """Return the keys of the parts whose entities are disabled: nobody wants them."""
    registry = er.async_get(hass)
    disabled = (
        entity
        for entry in async_device_entries(hass)
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if entity.disabled
    )
    return frozenset(_part_keys(hass, disabled))


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
    hass: HomeAssistant, follow: Callable[[], None]
) -> CALLBACK_TYPE:
    """Call back after changes of what targets depend on, until the result is called."""
    debouncer = Debouncer(
        hass, LOGGER, cooldown=_BURST_SECONDS, immediate=False, function=follow
    )

    @callback
    def changed(_event: Event[Any]) -> None:
        debouncer.async_schedule_call()

    unsubscribe = [hass.bus.async_listen(name, changed) for name in _REGISTRIES]

    @callback
    def stop() -> None:
        debouncer.async_shutdown()
        for forget in unsubscribe:
            forget()

    return stop


@callback
def shown_unit(hass: HomeAssistant, reading: Reading) -> str | None:
    """Return the unit in which Home Assistant shows a reading: people think in it."""
    entity_id = entity_of(hass, reading)
    state = hass.states.get(entity_id) if entity_id else None
    if state is None:
        return reading.unit
    unit: str | None = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, reading.unit)
    return unit


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
