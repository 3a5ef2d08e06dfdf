"""How many devices are in which state."""

from collections import Counter
from collections.abc import Container
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_interval

from ..model import Reading, ReadingKind
from ..timeline import Instant
from .entity import HwgAlertEntity

if TYPE_CHECKING:
    from ..manager import AlertManager, AlertsConfigEntry

# A device without any rule changes its state without news of the alerts.
_COUNT_EVERY: Final = timedelta(minutes=1)


class DeviceState(StrEnum):
    """What a device is to people now; the first one that is true."""

    SILENCED = "devices_silenced"
    """Nobody is told of it: a pause, or maintenance."""
    OFFLINE = "devices_offline"
    ALERT = "devices_with_alerts"
    UNKNOWN = "devices_unknown"
    """It has not answered yet since the start."""
    OK = "devices_ok"


DEVICE_COUNTS: Final = tuple(
    SensorEntityDescription(
        key=state.value,
        translation_key=state.value,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
    )
    for state in DeviceState
)


class Census:
    """Counts all devices once, for all sensors that show a number of it."""

    def __init__(self, manager: AlertManager) -> None:
        """Count for the first time."""
        self._manager = manager
        self.counts: Counter[DeviceState] = Counter()
        self.count()

    @callback
    def count(self) -> None:
        """Count the devices as they are now."""
        alerting = {reading.device for _, _, reading in self._manager.alerts}
        now = self._manager.clock.now()
        self.counts = Counter(
            self._state_of(reading, alerting, now)
            for reading in self._manager.readings
            if reading.kind is ReadingKind.DEVICE
        )

    def _state_of(
        self, device: Reading, alerting: Container[str], now: Instant
    ) -> DeviceState:
        if self._manager.suppression.device_hold(device.device, now):
            return DeviceState.SILENCED
        if device.value == 0:
            return DeviceState.OFFLINE
        if device.device in alerting:
            return DeviceState.ALERT
        return DeviceState.UNKNOWN if device.value is None else DeviceState.OK


def add_device_counts(
    entry: AlertsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a sensor for each state of a device."""
    census = Census(entry.runtime_data)
    # Before the sensors, which are called in the same order.
    entry.async_on_unload(entry.runtime_data.events.async_add_listener(census.count))
    async_add_entities(
        HwgDeviceCount(entry, description, census) for description in DEVICE_COUNTS
    )


class HwgDeviceCount(HwgAlertEntity, SensorEntity):
    """How many devices are in one state."""

    def __init__(
        self,
        entry: AlertsConfigEntry,
        description: SensorEntityDescription,
        census: Census,
    ) -> None:
        """Initialize the sensor of a state, which is the key of the description."""
        super().__init__(entry, description)
        self._census = census
        self._state = DeviceState(description.key)

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the devices, too."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_track_time_interval(self.hass, self._on_time, _COUNT_EVERY)
        )

    @callback
    def _on_time(self, _now: datetime) -> None:
        self._census.count()
        self._on_change()

    @property
    @override
    def available(self) -> bool:
        """Return whether it is known: at a start, alerts come back with their devices."""
        return self._state is not DeviceState.ALERT or self._manager.is_complete

    @property
    @override
    def native_value(self) -> int:
        """Return the number."""
        return self._census.counts[self._state]
