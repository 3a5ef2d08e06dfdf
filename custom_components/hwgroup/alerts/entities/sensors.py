"""Sensors of the alerts: their number, severity, and the latest message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..as_dict import highest_severity, listed
from ..events import FeedItem
from ..messages.template import async_worded
from ..model import Severity
from ..rules.event import AlertEvent
from .census import add_device_counts
from .entity import HwgAlertEntity, HwgRecipientEntity, add_recipient_entities

if TYPE_CHECKING:
    from ..manager import AlertManager, AlertsConfigEntry

LATEST: Final = SensorEntityDescription(key="latest", translation_key="latest")
ATTR_ALERTS: Final = "alerts"
# A state is no place for thousands; the action `get_alerts` has them all.
_MOST_LISTED: Final = 50
_NONE: Final = "none"


def _no_attributes(_hass: HomeAssistant, _manager: AlertManager) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class AlertSensorDescription(SensorEntityDescription):
    """A value of all alerts together."""

    value_fn: Callable[[AlertManager], int | str]
    attributes_fn: Callable[[HomeAssistant, AlertManager], Mapping[str, Any]] = (
        _no_attributes
    )


SENSORS: Final = (
    AlertSensorDescription(
        key="active_alerts",
        translation_key="active_alerts",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda manager: len(list(manager.alerts)),
        attributes_fn=lambda hass, manager: {
            ATTR_ALERTS: listed(hass, manager, _MOST_LISTED)
        },
    ),
    AlertSensorDescription(
        key="highest_severity",
        translation_key="highest_severity",
        device_class=SensorDeviceClass.ENUM,
        options=[_NONE, *(severity.value for severity in Severity)],
        value_fn=lambda manager: highest_severity(manager) or _NONE,
    ),
)


LAST_PROVEN: Final = SensorEntityDescription(
    key="last_proven",
    translation_key="last_proven",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
)


def add_alert_sensors(
    entry: AlertsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of the alerts."""
    async_add_entities(HwgAlertSensor(entry, description) for description in SENSORS)
    async_add_entities([HwgLatestSensor(entry, LATEST)])
    add_device_counts(entry, async_add_entities)
    add_recipient_entities(
        entry,
        async_add_entities,
        lambda recipient: (HwgLastProvenSensor(entry, LAST_PROVEN, recipient),),
    )


class HwgAlertSensor(HwgAlertEntity, SensorEntity):
    """A value of all alerts together."""

    _unrecorded_attributes = frozenset((ATTR_ALERTS,))
    entity_description: AlertSensorDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether it is known: at a start, alerts come back with their devices."""
        return self._manager.is_complete

    @property
    @override
    def native_value(self) -> int | str:
        """Return it."""
        return self.entity_description.value_fn(self._manager)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return what there is to know besides."""
        return self.entity_description.attributes_fn(self.hass, self._manager)


class HwgLastProvenSensor(HwgRecipientEntity, SensorEntity):
    """When a recipient last confirmed a message, which proves that messages reach them."""

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return it."""
        record = self._manager.drills.records.get(self._recipient)
        if record is None or record.proven is None:
            return None
        return self._manager.clock.read().utc(record.proven)


class HwgLatestSensor(HwgAlertEntity, RestoreSensor):
    """The title of the latest message, in the language of Home Assistant."""

    @override
    async def async_added_to_hass(self) -> None:
        """Show what was told last, and each event from now on."""
        await super().async_added_to_hass()
        if (known := await self.async_get_last_sensor_data()) is not None:
            self._attr_native_value = known.native_value
        self.async_on_remove(self._manager.events.async_subscribe(self._on_event))

    @callback
    def _on_event(self, item: FeedItem) -> None:
        if isinstance(item, AlertEvent):
            language = self.hass.config.language
            told = async_worded(self.hass, item, self._manager.clock.read(), language)
            self._attr_native_value = told.title
            self.async_write_ha_state()
