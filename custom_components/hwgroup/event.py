"""Alarms of HW group devices as they begin and end, and their changes of address."""

from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.access import is_alerts
from .alerts.entities.events import add_alert_events
from .client import Input, Sensor
from .coordinator import HwgCoordinator
from .device.alarms import AlarmChange, AlarmTracker
from .device.moved import Move
from .entity import HwgEntity
from .entry_types import DeviceOrAlertsConfigEntry
from .more_entities import async_wanted

PARALLEL_UPDATES = 0

ALARM: Final = EventEntityDescription(
    key="alarm",
    translation_key="alarm",
    event_types=["alarm_started", "alarm_ended"],
)
ADDRESS: Final = EventEntityDescription(
    key="address",
    translation_key="address",
    event_types=["moved", "moved_back"],
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: DeviceOrAlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of a device, or that of the alerts."""
    if is_alerts(entry):
        add_alert_events(entry, async_add_entities)
        return
    coordinator = entry.runtime_data
    async_add_entities([HwgAlarmEvent(coordinator)])
    if async_wanted(coordinator, Platform.EVENT, (ADDRESS,)):
        async_add_entities([HwgAddressEvent(coordinator)])


class HwgAlarmEvent(HwgEntity, EventEntity):
    """Each alarm of a device that begins or ends, as read from the device."""

    def __init__(self, coordinator: HwgCoordinator) -> None:
        """Initialize the event."""
        super().__init__(coordinator, ALARM, ALARM.key)
        self._watch = AlarmTracker()

    @override
    async def async_added_to_hass(self) -> None:
        """Tell what is different from what was known before the start."""
        await super().async_added_to_hass()
        if (known := self.coordinator.known_at_start) is not None:
            self._watch.update(known)
        self._publish()

    @override
    def _show(self) -> object:
        return self.available

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        super()._handle_coordinator_update()
        self._publish()

    @callback
    def _publish(self) -> None:
        """Fire an event for each alarm that began or ended since it was read before."""
        for change in self._changes():
            event_type = "alarm_started" if change.started else "alarm_ended"
            self._trigger_event(event_type, _attributes(change))
            self.async_write_ha_state()

    def _changes(self) -> list[AlarmChange]:
        # Before the first contact there is nothing but what was known long ago.
        if self.coordinator.last_contact is None:
            return []
        return self._watch.update(self.coordinator.data)


class HwgAddressEvent(HwgEntity, EventEntity):
    """Each change of the address that a device is polled at."""

    def __init__(self, coordinator: HwgCoordinator) -> None:
        """Initialize the event."""
        super().__init__(coordinator, ADDRESS, ADDRESS.key)
        self._move: Move | None = None

    @property
    @override
    def available(self) -> bool:
        """Return True: a device that is offline moves, too."""
        return True

    @override
    def _show(self) -> object:
        return None

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        move = self.coordinator.move
        if move is not None and move is not self._move:
            event_type = "moved_back" if move.undone else "moved"
            self._trigger_event(event_type, {"old": move.old, "new": move.new})
            self.async_write_ha_state()
        self._move = move


def _attributes(change: AlarmChange) -> dict[str, Any]:
    part = change.part
    return {
        "part": part.name or part.key,
        "kind": change.kind,
        "device_state": part.state.value,
        "value": _value(part),
    }


def _value(part: Sensor | Input) -> float | bool | None:
    return part.value if isinstance(part, Sensor) else part.closed
