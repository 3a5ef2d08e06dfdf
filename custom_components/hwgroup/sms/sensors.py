"""How the modem of an SMS gateway is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT, EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from ..coordinator import HwgConfigEntry
from ..device.registered import async_registered
from .hub import SmsHub, async_hub, is_gateway


@dataclass(frozen=True, kw_only=True)
class SmsSensorDescription(SensorEntityDescription):
    """A sensor of a gateway; it is there if the gateway has said so much."""

    value_fn: Callable[[SmsHub], str | int | None]


SENSORS: Final = (
    SmsSensorDescription(
        key="sms_signal",
        translation_key="sms_signal",
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda hub: hub.data.signal,
    ),
    SmsSensorDescription(
        key="sms_operator",
        translation_key="sms_operator",
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda hub: hub.data.operator,
    ),
    SmsSensorDescription(
        key="sms_registration",
        translation_key="sms_registration",
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda hub: hub.data.registration,
    ),
    SmsSensorDescription(
        key="sms_sent",
        translation_key="sms_sent",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda hub: hub.data.sent,
    ),
    SmsSensorDescription(
        key="sms_failed",
        translation_key="sms_failed",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda hub: hub.data.failed,
    ),
    SmsSensorDescription(
        key="sms_queue",
        translation_key="sms_queue",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda hub: None if hub.queue is None else hub.queue.waiting,
    ),
)


@callback
def async_add_sms_sensors(
    hass: HomeAssistant,
    entry: HwgConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the modem, if the device is a gateway."""
    if is_gateway(entry):
        hub = async_hub(hass, entry)
        hub.async_start()
        async_add_entities(HwgSmsSensor(hub, entry, each) for each in SENSORS)


class HwgSmsSensor(CoordinatorEntity[SmsHub], SensorEntity):
    """Something about the modem of a gateway."""

    _attr_has_entity_name = True
    entity_description: SmsSensorDescription

    def __init__(
        self, hub: SmsHub, entry: HwgConfigEntry, description: SmsSensorDescription
    ) -> None:
        """Initialize the sensor."""
        super().__init__(hub)
        self.entity_description = description
        self._attr_unique_id = f"{entry.runtime_data.unique_id}_{description.key}"
        self.device_entry = async_registered(hub.hass, entry)

    @property
    @override
    def available(self) -> bool:
        """Return whether the gateway has said how it is."""
        return self.coordinator.has_answered and super().available

    @property
    @override
    def native_value(self) -> str | int | None:
        """Return what the gateway says."""
        return self.entity_description.value_fn(self.coordinator)
