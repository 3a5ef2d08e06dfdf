"""Binary sensors of HW group devices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.access import is_alerts
from .alerts.entities.binary_sensors import add_alert_binary_sensors
from .client import Input, Output, Quantity, Sensor
from .coordinator import HwgCoordinator
from .entity import (
    HwgEntity,
    HwgPartEntity,
    Part,
    PartDescription,
    async_add_part_entities,
)
from .entry_types import DeviceOrAlertsConfigEntry
from .more_entities import async_wanted
from .sms.hub import is_gateway

PARALLEL_UPDATES = 0

# Sensors with two positions only, and what these mean.
TWO_POSITIONS: Final[Mapping[Quantity, BinarySensorDeviceClass | None]] = {
    Quantity.LEAK: BinarySensorDeviceClass.MOISTURE,
    Quantity.SWITCH: None,
}


@dataclass(frozen=True, kw_only=True)
class HwgBinarySensorDescription[PartT: Part](
    PartDescription[PartT, bool | None], BinarySensorEntityDescription
):
    """A binary sensor that every part of one kind has."""


def _limits(sensor: Sensor) -> dict[str, Any]:
    return {
        "low_limit": sensor.limits.low,
        "high_limit": sensor.limits.high,
        "hysteresis": sensor.limits.hysteresis,
        "device_state": sensor.state.value,
    }


def _leak_state(sensor: Sensor) -> dict[str, Any]:
    """Return why a leak detector is neither wet nor dry."""
    if sensor.unit.quantity is not Quantity.LEAK:
        return {}
    return {"device_state": sensor.state.value}


def _measures(quantity: Quantity, sensor: Sensor) -> bool:
    return sensor.unit.quantity is quantity


SENSORS: Final = (
    *(
        HwgBinarySensorDescription[Sensor](
            key="sensor",
            device_class=device_class,
            parts_fn=lambda device: device.sensors,
            exists_fn=partial(_measures, quantity),
            value_fn=lambda sensor: None if sensor.value is None else sensor.value > 0,
            attributes_fn=_leak_state,
        )
        for quantity, device_class in TWO_POSITIONS.items()
    ),
    HwgBinarySensorDescription[Sensor](
        key="sensor_alarm",
        device_class=BinarySensorDeviceClass.PROBLEM,
        parts_fn=lambda device: device.sensors,
        value_fn=lambda part: part.in_alarm,
        attributes_fn=_limits,
    ),
)
INPUTS: Final = (
    HwgBinarySensorDescription[Input](
        key="input",
        parts_fn=lambda device: device.inputs,
        value_fn=lambda contact: contact.closed,
    ),
    HwgBinarySensorDescription[Input](
        key="input_alarm",
        device_class=BinarySensorDeviceClass.PROBLEM,
        enabled_fn=lambda contact: contact.in_use,
        parts_fn=lambda device: device.inputs,
        value_fn=lambda part: part.in_alarm,
    ),
)
OUTPUTS: Final = (
    HwgBinarySensorDescription[Output](
        key="output",
        parts_fn=lambda device: device.outputs,
        value_fn=lambda output: output.on,
    ),
)
ALARM: Final = BinarySensorEntityDescription(
    key="in_alarm",
    translation_key="in_alarm",
    device_class=BinarySensorDeviceClass.PROBLEM,
)
CONNECTIVITY: Final = BinarySensorEntityDescription(
    key="connectivity",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: DeviceOrAlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of a device, or that of the alerts."""
    if is_alerts(entry):
        add_alert_binary_sensors(entry, async_add_entities)
        return
    coordinator = entry.runtime_data
    sensors = async_wanted(coordinator, Platform.BINARY_SENSOR, SENSORS)
    async_add_part_entities(coordinator, async_add_entities, sensors, HwgBinarySensor)
    inputs = async_wanted(coordinator, Platform.BINARY_SENSOR, INPUTS)
    async_add_part_entities(coordinator, async_add_entities, inputs, HwgBinarySensor)
    async_add_part_entities(coordinator, async_add_entities, OUTPUTS, HwgBinarySensor)
    async_add_entities([HwgConnectivity(coordinator)])
    # A gateway for SMS has none, which cannot be in alarm.
    if coordinator.data.sensors or coordinator.data.inputs or not is_gateway(entry):
        async_add_entities([HwgAlarm(coordinator)])


class HwgBinarySensor[PartT: Part](
    HwgPartEntity[PartT, bool | None], BinarySensorEntity
):
    """A contact, a detector, an output or an alarm of a device."""

    entity_description: HwgBinarySensorDescription[PartT]

    @override
    def _take(self, part: PartT) -> None:
        self._attr_is_on = self.entity_description.value_fn(part)
        self._attr_extra_state_attributes = self.entity_description.attributes_fn(part)

    @override
    def _taken(self) -> object:
        return self._attr_is_on, self._attr_extra_state_attributes


def _any(said: Iterable[bool | None]) -> bool | None:
    """Return whether anything is true of any, None where none of them says so."""
    known = {*said} - {None}
    return True in known if known else None


class HwgAlarm(HwgEntity, BinarySensorEntity):
    """Whether the device calls anything an alarm, and of which sensors and inputs."""

    def __init__(self, coordinator: HwgCoordinator) -> None:
        """Initialize the binary sensor."""
        super().__init__(coordinator, ALARM, ALARM.key)

    @override
    def _show(self) -> object:
        device = self.coordinator.data
        parts: list[Sensor | Input] = [
            *device.sensors.values(),
            *device.inputs.values(),
        ]
        self._attr_is_on = _any(part.in_alarm for part in parts)
        names = [
            self.coordinator.name_of(part) or part.key
            for part in parts
            if part.in_alarm
        ]
        self._attr_extra_state_attributes = {"parts": names}
        return self.available, self._attr_is_on, names


class HwgConnectivity(HwgEntity, BinarySensorEntity):
    """Whether the device answers. It is there above all when the device is not."""

    def __init__(self, coordinator: HwgCoordinator) -> None:
        """Initialize the binary sensor."""
        super().__init__(coordinator, CONNECTIVITY, CONNECTIVITY.key)

    @property
    @override
    def available(self) -> bool:
        """Return True: an unavailable connectivity could alert nobody."""
        return True

    @override
    def _show(self) -> object:
        self._attr_is_on = self.coordinator.online
        if (trusted := self.coordinator.readers.trusted) is not None:
            self._attr_extra_state_attributes = {"trusted": trusted}
        return self._attr_is_on, trusted
