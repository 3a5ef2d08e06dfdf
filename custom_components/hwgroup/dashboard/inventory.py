"""What a dashboard can show: areas, their devices, and the entities of these."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, entity_registry as er

from ..alerts.access import async_manager
from ..const import ALERTS_UNIQUE_ID, DOMAIN
from ..coordinator import HwgConfigEntry
from ..device.registered import async_device_name, async_registered
from ..entries import async_device_entries


class PartKind(StrEnum):
    """What an entity of a device tells of one of its parts."""

    READING = "reading"
    """A number."""
    POSITION = "position"
    """One of two: a contact, an output, a flood detector."""


# By platform and translation key of their entities.
_KINDS: Final = {
    (Platform.SENSOR, "sensor"): PartKind.READING,
    (Platform.BINARY_SENSOR, "sensor"): PartKind.POSITION,
    (Platform.BINARY_SENSOR, "input"): PartKind.POSITION,
    (Platform.BINARY_SENSOR, "output"): PartKind.POSITION,
}
_UNNAMED: Final = "_unnamed"

type EntityIds = Mapping[str, str]
"""Entities that are neither disabled nor hidden, by their own part of the unique ID."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDevice:
    """A device, and its entities that are neither disabled nor hidden."""

    name: str
    parts: Mapping[PartKind, list[str]]
    """The entities of its parts, by what they tell."""
    entity_ids: EntityIds
    alerting: bool = False
    """Whether there is an alert of it."""

    def there(self, *keys: str) -> list[str]:
        """Return those of some entities that can be shown."""
        return there(self.entity_ids, *keys)

    def of_kind(self, *kinds: PartKind) -> list[str]:
        """Return the entities of its parts that tell such things."""
        return [entity_id for kind in kinds for entity_id in self.parts.get(kind, ())]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArea:
    """The devices of an area, or those that are in none."""

    id: str | None
    name: str
    icon: str | None
    devices: list[ShownDevice]

    @property
    def alerting(self) -> bool:
        """Whether there is an alert of any of its devices."""
        return any(device.alerting for device in self.devices)


def there(entity_ids: EntityIds, *keys: str) -> list[str]:
    """Return those of some entities that can be shown."""
    return [entity_ids[key] for key in keys if key in entity_ids]


@callback
def async_alert_entities(hass: HomeAssistant) -> EntityIds:
    """Return the entities of the alerts as a whole, none while there are no alerts."""
    entry = hass.config_entries.async_entry_for_domain_unique_id(
        DOMAIN, ALERTS_UNIQUE_ID
    )
    return {} if entry is None else _ids(_entities(hass, entry), ALERTS_UNIQUE_ID)


@callback
def async_areas(hass: HomeAssistant, elsewhere: str) -> list[ShownArea]:
    """Return all areas with devices: those with alerts first, then by name.

    `elsewhere` is the name of the last one, for the devices that are in no area.
    """
    areas = ar.async_get(hass)
    devices: dict[str | None, list[ShownDevice]] = {}
    for area_id, device in _devices(hass):
        devices.setdefault(area_id, []).append(device)
    shown = []
    for area_id, there_are in devices.items():
        area = None if area_id is None else areas.async_get_area(area_id)
        shown.append(
            ShownArea(
                id=area_id,
                name=elsewhere if area is None else area.name,
                icon=None if area is None else area.icon,
                devices=sorted(
                    there_are,
                    key=lambda device: (not device.alerting, device.name.casefold()),
                ),
            )
        )
    return sorted(
        shown,
        key=lambda area: (not area.alerting, area.id is None, area.name.casefold()),
    )


def _devices(hass: HomeAssistant) -> Iterator[tuple[str | None, ShownDevice]]:
    """Yield each device with the ID of its area."""
    manager = async_manager(hass)
    alerts = () if manager is None else manager.alerts
    alerting = {reading.device for _, _, reading in alerts}
    for entry in async_device_entries(hass):
        # A meter or a phone is a device of its own behind it, and has no cards.
        if (device := async_registered(hass, entry)) is None:
            continue
        entities = _entities(hass, entry)
        yield (
            device.area_id,
            ShownDevice(
                name=async_device_name(hass, entry),
                parts=_parts(entities),
                entity_ids=_ids(entities, _unique_id(entry)),
                alerting=entry.entry_id in alerting,
            ),
        )


def _entities(hass: HomeAssistant, entry: ConfigEntry) -> list[er.RegistryEntry]:
    return [
        entity
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if not entity.disabled and not entity.hidden
    ]


def _ids(entities: Iterable[er.RegistryEntry], unique_id: str) -> EntityIds:
    return {
        entity.unique_id.removeprefix(f"{unique_id}_"): entity.entity_id
        for entity in entities
    }


def _parts(entities: Iterable[er.RegistryEntry]) -> dict[PartKind, list[str]]:
    parts: dict[PartKind, list[str]] = {}
    for entity in entities:
        key = (entity.translation_key or "").removesuffix(_UNNAMED)
        if kind := _KINDS.get((Platform(entity.domain), key)):
            parts.setdefault(kind, []).append(entity.entity_id)
    return parts


def _unique_id(entry: HwgConfigEntry) -> str:
    return entry.unique_id or entry.entry_id
