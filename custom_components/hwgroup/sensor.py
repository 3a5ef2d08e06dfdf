"""Sensors of HW group devices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.sensor import (
    DOMAIN,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.access import is_alerts
from .alerts.entities.sensors import add_alert_sensors
from .client import Device, Input, Limits, Quantity, Sensor
from .compat import ExtraStoredData, RestoredExtraData, RestoreEntity
from .coordinator import HwgCoordinator
from .counters import add_counters
from .device.failover import Transport
from .device.totals import Course
from .entity import (
    HwgEntity,
    HwgPartEntity,
    Part,
    PartDescription,
    async_add_part_entities,
)
from .entry_types import AnyConfigEntry
from .more_entities import async_wanted
from .pulse_meters import async_add_pulse_meters
from .push.access import is_push
from .push.counters import COUNTERS as PUSH_COUNTERS
from .quantities import QUANTITIES, as_limit, described, is_total
from .sms.sensors import async_add_sms_sensors
from .traps.access import is_traps
from .traps.counters import COUNTERS as TRAP_COUNTERS

PARALLEL_UPDATES = 0
# How often the last contact, which always changes, is written down.
SCAN_INTERVAL = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class HwgPartSensorDescription[PartT: Part](
    PartDescription[PartT, float | int | None], SensorEntityDescription
):
    """A sensor that every part of one kind has."""

    described_fn: Callable[[PartT], SensorEntityDescription]
    unit_fn: Callable[[PartT], str | None]


def _is_number(sensor: Sensor) -> bool:
    return sensor.unit.quantity in QUANTITIES


def _limit(
    key: str, limit_fn: Callable[[Limits], float | None]
) -> HwgPartSensorDescription[Sensor]:
    """Return a limit that is set on the device, to be drawn beside its reading."""
    return HwgPartSensorDescription[Sensor](
        key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        parts_fn=lambda device: device.sensors,
        exists_fn=lambda sensor: (
            _is_number(sensor) and limit_fn(sensor.limits) is not None
        ),
        value_fn=lambda sensor: limit_fn(sensor.limits),
        described_fn=lambda sensor: as_limit(described(sensor)),
        unit_fn=lambda sensor: sensor.unit.symbol,
    )


SENSORS: Final = (
    HwgPartSensorDescription[Sensor](
        key="sensor",
        parts_fn=lambda device: device.sensors,
        exists_fn=_is_number,
        value_fn=lambda sensor: sensor.value,
        described_fn=described,
        unit_fn=lambda sensor: sensor.unit.symbol,
    ),
    _limit("low_limit", lambda limits: limits.low),
    _limit("high_limit", lambda limits: limits.high),
)
COUNTERS: Final = (
    HwgPartSensorDescription[Input](
        key="input_count",
        parts_fn=lambda device: device.inputs,
        exists_fn=lambda contact: contact.counter is not None,
        value_fn=lambda contact: contact.counter,
        described_fn=lambda _: QUANTITIES[Quantity.PULSES],
        unit_fn=lambda _: None,
    ),
)


@dataclass(frozen=True, kw_only=True)
class HwgDeviceSensorDescription(SensorEntityDescription):
    """A sensor of the device as a whole."""

    value_fn: Callable[[HwgCoordinator], datetime | str | None]
    exists_fn: Callable[[Device], bool] = lambda _: True


_TRANSPORT: Final = HwgDeviceSensorDescription(
    key="transport",
    translation_key="transport",
    device_class=SensorDeviceClass.ENUM,
    options=[transport.value for transport in Transport],
    entity_category=EntityCategory.DIAGNOSTIC,
    value_fn=lambda coordinator: coordinator.transport.value,
)
_LAST_CONTACT: Final = HwgDeviceSensorDescription(
    key="last_contact",
    translation_key="last_contact",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    value_fn=lambda coordinator: coordinator.last_contact,
)
_UPTIME: Final = HwgDeviceSensorDescription(
    key="uptime",
    translation_key="uptime",
    device_class=SensorDeviceClass.UPTIME,
    entity_category=EntityCategory.DIAGNOSTIC,
    value_fn=lambda coordinator: coordinator.boot_time,
    exists_fn=lambda device: device.uptime is not None,
)
DEVICE: Final = (_TRANSPORT, _LAST_CONTACT, _UPTIME)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: AnyConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of a device, of the alerts, or of traps or pushes."""
    if is_alerts(entry):
        add_alert_sensors(entry, async_add_entities)
        return
    if is_traps(entry):
        add_counters(entry, async_add_entities, TRAP_COUNTERS)
        return
    if is_push(entry):
        add_counters(entry, async_add_entities, PUSH_COUNTERS)
        return
    coordinator = entry.runtime_data
    wanted = async_wanted(coordinator, Platform.SENSOR, SENSORS)
    async_add_part_entities(coordinator, async_add_entities, wanted, _sensor_entity)
    async_add_part_entities(coordinator, async_add_entities, COUNTERS, HwgPartSensor)
    async_add_entities(
        _device_sensor(coordinator, description)
        for description in async_wanted(coordinator, Platform.SENSOR, DEVICE)
        if description.exists_fn(coordinator.data)
    )
    async_add_pulse_meters(hass, entry, async_add_entities)
    async_add_sms_sensors(hass, entry, async_add_entities)


class HwgPartSensor[PartT: Part](
    HwgPartEntity[PartT, float | int | None], SensorEntity
):
    """A reading of a device."""

    entity_description: HwgPartSensorDescription[PartT]
    _described: tuple[SensorEntityDescription, str | None] | None = None

    def __init__(
        self,
        coordinator: HwgCoordinator,
        description: PartDescription[PartT, float | int | None],
        part: PartT,
    ) -> None:
        """Initialize the sensor with all that the registry keeps of it."""
        super().__init__(coordinator, description, part)
        self._describe(part)

    @override
    def get_initial_entity_options(self) -> er.EntityOptionsType | None:
        """Return the decimals, too, or each new sensor is registered, then changed."""
        options = super().get_initial_entity_options()
        if (decimals := self.suggested_display_precision) is None:
            return options
        return {**(options or {}), DOMAIN: {"suggested_display_precision": decimals}}

    @override
    def _take(self, part: PartT) -> None:
        self._attr_native_value = self.entity_description.value_fn(part)
        self._describe(part)

    def _describe(self, part: PartT) -> None:
        """Take over what a part measures, and in which unit."""
        description = self.entity_description
        quantity, unit = described = (
            description.described_fn(part),
            description.unit_fn(part),
        )
        if described == self._described:
            return  # as with nearly every poll
        self._described = described
        self._attr_device_class = quantity.device_class
        self._attr_state_class = quantity.state_class
        self._attr_suggested_display_precision = quantity.suggested_display_precision
        self._attr_native_unit_of_measurement = unit

    @override
    def _taken(self) -> object:
        return self._attr_native_value, self._attr_native_unit_of_measurement


class HwgMeterSensor(HwgPartSensor[Sensor], RestoreEntity):
    """A total of a meter, which goes on where it was when its scale is changed.

    Whoever corrects an exponent on the device would else add years of consumption to
    the statistics of that hour, or take them away.
    """

    _course = Course()

    @override
    async def async_added_to_hass(self) -> None:
        """Go on from before the restart."""
        if (kept := await self.async_get_last_extra_data()) is not None:
            self._course = Course.from_dict(kept.as_dict())
        await super().async_added_to_hass()

    @override
    def _take(self, part: Sensor) -> None:
        super()._take(part)
        if part.value is not None and part.scale is not None:
            self._course = self._course.after(part.value, part.scale)
            self._attr_native_value = self._course.shown
            self._attr_extra_state_attributes = (
                {"device_value": part.value} if self._course.shift else {}
            )

    @override
    def _taken(self) -> object:
        return super()._taken(), self.extra_state_attributes

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """What the next start has to know."""
        return RestoredExtraData(self._course.to_dict())


def _sensor_entity(
    coordinator: HwgCoordinator,
    description: PartDescription[Sensor, float | int | None],
    part: Sensor,
) -> HwgPartSensor[Sensor]:
    """Return the entity of a reading."""
    if description is SENSORS[0] and part.scale is not None and is_total(part):
        return HwgMeterSensor(coordinator, description, part)
    return HwgPartSensor(coordinator, description, part)


class HwgDeviceSensor(HwgEntity, SensorEntity):
    """Something about a device as a whole."""

    entity_description: HwgDeviceSensorDescription

    def __init__(
        self, coordinator: HwgCoordinator, description: HwgDeviceSensorDescription
    ) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator, description, description.key)

    @override
    def _show(self) -> object:
        self._attr_native_value = self.entity_description.value_fn(self.coordinator)
        return self.available, self._attr_native_value


class HwgLastContactSensor(HwgDeviceSensor):
    """When the device last answered: told once a minute, and when it falls silent."""

    @property
    @override
    def should_poll(self) -> bool:
        """Return True: nothing else would tell of it while the readings stay."""
        return True

    @property
    @override
    def available(self) -> bool:
        """Return True: it matters most while the device is silent."""
        return True

    @override
    async def async_update(self) -> None:
        """Take over the time of the last poll, without another one."""
        self._show()

    @override
    def _handle_coordinator_update(self) -> None:
        if not self.coordinator.last_update_success:
            super()._handle_coordinator_update()


def _device_sensor(
    coordinator: HwgCoordinator, description: HwgDeviceSensorDescription
) -> HwgDeviceSensor:
    """Return the entity of something about a device as a whole."""
    if description is _LAST_CONTACT:
        return HwgLastContactSensor(coordinator, description)
    return HwgDeviceSensor(coordinator, description)
