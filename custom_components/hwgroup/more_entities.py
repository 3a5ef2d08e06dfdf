"""Entities that few people look at: where somebody wants them, by an option of the device.

They are twice as many as the readings, and each of them costs Home Assistant memory, and
time at each start. The alerts need none of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import EntityDescription

from .const import CONF_MORE_ENTITIES
from .coordinator import HwgCoordinator

_LIMITS: Final = ("low_limit", "high_limit")
# The keys of their descriptions, which begin what is their own of the unique IDs.
_MORE: Final[Mapping[str, tuple[str, ...]]] = {
    Platform.BINARY_SENSOR: ("sensor_alarm", "input_alarm"),
    Platform.EVENT: ("address",),
    Platform.SENSOR: (*_LIMITS, "transport", "uptime", "last_contact"),
}


@callback
def async_wanted[DescriptionT: EntityDescription](
    coordinator: HwgCoordinator,
    platform: Platform,
    descriptions: Iterable[DescriptionT],
) -> list[DescriptionT]:
    """Return of which descriptions a device is to have entities.

    A device that has some of a kind goes on having all of that kind, whatever the option
    says: they were there before it, and automations may use them.
    """
    entry = coordinator.config_entry
    if entry.options.get(CONF_MORE_ENTITIES, False):
        return [*descriptions]
    known = {
        _kind_of(entry, entity)
        for entity in er.async_entries_for_config_entry(
            er.async_get(coordinator.hass), entry.entry_id
        )
        if entity.domain == platform and not entity.disabled
    }
    return [
        description
        for description in descriptions
        if description.key not in _MORE[platform] or description.key in known
    ]


@callback
def async_switch_more(
    hass: HomeAssistant, entry: ConfigEntry[Any], *, wanted: bool
) -> None:
    """Remove these entities of a device, or enable what earlier code had disabled."""
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if (kind := _kind_of(entry, entity)) is None:
            continue
        if not wanted:
            registry.async_remove(entity.entity_id)
        elif (
            kind in _LIMITS
            and entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
        ):
            registry.async_update_entity(entity.entity_id, disabled_by=None)


def _kind_of(entry: ConfigEntry[Any], entity: er.RegistryEntry) -> str | None:
    """Return which of these entities one is, None for all others."""
    own = entity.unique_id.removeprefix(f"{entry.unique_id or entry.entry_id}_")
    for kind in _MORE.get(entity.domain, ()):
        if own == kind or own.startswith(f"{kind}_"):
            return kind
    return None
