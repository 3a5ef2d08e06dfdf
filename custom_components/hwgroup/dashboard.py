"""A dashboard's view of all devices, made of the cards that Home Assistant has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .client import Device, Quantity, Sensor
from .common_texts import async_common_texts
from .const import ALERTS_UNIQUE_ID, DOMAIN
from .coordinator import HwgConfigEntry
from .device.registered import async_device_name
from .entries import async_device_entries

type Card = dict[str, Any]

READING_HOURS: Final = 24
ALERT_HOURS: Final = 168
# Entities are called by their own name where that of their device is above them.
_OWN_NAME: Final = {"type": "entity"}
_TWO_POSITIONS: Final = (Quantity.LEAK, Quantity.SWITCH)
_ALERTS: Final = ("active_alerts", "highest_severity", "acknowledge_all")
_HEALTH: Final = (
    "connectivity",
    "transport",
    "last_contact",
    "uptime",
    "security_update",
    "alerts",
)


type EntityIds = Mapping[str, str]
"""Entities that are neither disabled nor hidden, by their own part of the unique ID."""

type Headings = Mapping[str, str]
"""The translated headings of the sections that are not named after a device."""


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """A device, and its entities."""

    name: str
    device: Device
    entity_ids: EntityIds

    def there(self, *keys: str) -> list[str]:
        """Return those of some entities that can be shown."""
        return _there(self.entity_ids, *keys)


def _there(entity_ids: EntityIds, *keys: str) -> list[str]:
    return [entity_ids[key] for key in keys if key in entity_ids]


async def async_dashboard_view(hass: HomeAssistant) -> Card:
    """Return the view of the alerts and of all devices that are set up now."""
    alerts = hass.config_entries.async_entry_for_domain_unique_id(
        DOMAIN, ALERTS_UNIQUE_ID
    )
    return dashboard_view(
        {} if alerts is None else _entity_ids(hass, alerts, ALERTS_UNIQUE_ID),
        (
            _shown(hass, entry)
            for entry in async_device_entries(hass)
            if entry.state is ConfigEntryState.LOADED
        ),
        await async_common_texts(hass),
    )


def _shown(hass: HomeAssistant, entry: HwgConfigEntry) -> ShownDevice:
    coordinator = entry.runtime_data
    return ShownDevice(
        name=async_device_name(hass, entry),
        device=coordinator.data,
        entity_ids=_entity_ids(hass, entry, coordinator.unique_id),
    )


def _entity_ids(hass: HomeAssistant, entry: ConfigEntry, unique_id: str) -> EntityIds:
    return {
        entity.unique_id.removeprefix(f"{unique_id}_"): entity.entity_id
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if not entity.disabled and not entity.hidden
    }


def dashboard_view(
    alerts: EntityIds, devices: Iterable[ShownDevice], headings: Headings
) -> Card:
    """Return a view of alerts, of each device's readings, and of all devices' health."""
    shown = sorted(devices, key=lambda device: device.name.casefold())
    return {
        "type": "sections",
        "title": "HW group",
        "path": "hw-group",
        "icon": "mdi:thermometer-lines",
        "max_columns": 3,
        "dense_section_placement": True,
        "sections": [
            _section(
                headings["alerts"], "mdi:bell-outline", _alert_cards(alerts, shown)
            ),
            *(
                _section(device.name, "mdi:router-network", _device_cards(device))
                for device in shown
            ),
            _section(
                headings["device_health"], "mdi:heart-pulse", _health_cards(shown)
            ),
        ],
    }


def _section(heading: str, icon: str, cards: Iterable[Card]) -> Card:
    return {
        "type": "grid",
        "cards": [{"type": "heading", "heading": heading, "icon": icon}, *cards],
    }


def _alert_cards(alerts: EntityIds, devices: Iterable[ShownDevice]) -> Iterator[Card]:
    """Yield what stands, and what began and ended of late."""
    for entity_id in _there(alerts, *_ALERTS):
        yield _tile(entity_id)
    # The news of the alerts tell what the events of the devices do, and more.
    told = _there(alerts, "latest", "delivery_problem")
    of_device = () if told else ("alarm",)
    for device in devices:
        told += device.there(*of_device, "connectivity", "address")
    if told:
        yield {
            "type": "logbook",
            "target": {"entity_id": told},
            "hours_to_show": ALERT_HOURS,
        }


def _device_cards(shown: ShownDevice) -> Iterator[Card]:
    """Yield tiles for all that has positions, a graph for each reading, and alarms."""
    for entity_id in shown.there(*_positions(shown.device)):
        yield _tile(entity_id)
    for sensor in shown.device.sensors.values():
        yield from _graph(shown.there(*_drawn(sensor)), READING_HOURS)
    yield from _graph(shown.there(*_alarms(shown.device)), ALERT_HOURS)


def _positions(device: Device) -> Iterator[str]:
    for sensor in device.sensors.values():
        if sensor.unit.quantity in _TWO_POSITIONS:
            yield f"sensor_{sensor.key}"
    yield from (f"input_{key}" for key in device.inputs)
    yield from (f"output_{key}" for key in device.outputs)


def _drawn(sensor: Sensor) -> Iterator[str]:
    """Yield a reading and its limits, which are lines in the same graph."""
    if sensor.unit.quantity not in _TWO_POSITIONS:
        for key in ("sensor", "low_limit", "high_limit"):
            yield f"{key}_{sensor.key}"


def _alarms(device: Device) -> Iterator[str]:
    """Yield what is drawn as a bar for as long as it stood."""
    yield from (f"sensor_alarm_{key}" for key in device.sensors)
    yield from (f"input_alarm_{key}" for key in device.inputs)


def _graph(entity_ids: Sequence[str], hours: int) -> Iterator[Card]:
    if entity_ids:
        yield {
            "type": "history-graph",
            "hours_to_show": hours,
            "entities": _named(entity_ids),
        }


def _health_cards(devices: Iterable[ShownDevice]) -> Iterator[Card]:
    for device in devices:
        if entity_ids := device.there(*_HEALTH):
            yield {
                "type": "entities",
                "title": device.name,
                "entities": _named(entity_ids),
            }


def _tile(entity_id: str) -> Card:
    return {"type": "tile", "entity": entity_id, "name": _OWN_NAME}


def _named(entity_ids: Iterable[str]) -> list[Card]:
    return [{"entity": entity_id, "name": _OWN_NAME} for entity_id in entity_ids]
