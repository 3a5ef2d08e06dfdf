"""What is wrong now, in numbers and words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..as_dict import highest_severity, listed
from ..manager import AlertCentre, AlertsConfigEntry
from ..model import Severity
from .entity import HwgAlertEntity, HwgRecipientEntity, add_recipient_entities
from .latest import LATEST, HwgLatestSensor

ATTR_ALERTS: Final = "alerts"
# A state is no place for thousands; the action `get_alerts` has them all.
_MOST_LISTED: Final = 50
_NONE: Final = "none"


def _no_attributes(_centre: AlertCentre) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class AlertSensorDescription(SensorEntityDescription):
    """Something about all alerts together."""

    value_fn: Callable[[AlertCentre], int | str]
    attributes_fn: Callable[[AlertCentre], Mapping[str, Any]] = _no_attributes


SENSORS: Final = (
    AlertSensorDescription(
        key="active_alerts",
        translation_key="active_alerts",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda centre: len(list(centre.alerts)),
        attributes_fn=lambda centre: {ATTR_ALERTS: listed(centre)[:_MOST_LISTED]},
    ),
    AlertSensorDescription(
        key="highest_severity",
        translation_key="highest_severity",
        device_class=SensorDeviceClass.ENUM,
        options=[_NONE, *(severity.value for severity in Severity)],
        value_fn=lambda centre: highest_severity(centre) or _NONE,
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
    add_recipient_entities(
        entry,
        async_add_entities,
        lambda recipient: (HwgLastProvenSensor(entry, LAST_PROVEN, recipient),),
    )


class HwgAlertSensor(HwgAlertEntity, SensorEntity):
    """Something about all alerts together, as it is at every moment."""

    _unrecorded_attributes = frozenset((ATTR_ALERTS,))
    entity_description: AlertSensorDescription

    @property
    @override
    def native_value(self) -> int | str:
        """Return it."""
        return self.entity_description.value_fn(self._centre)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return what there is to know besides."""
        return self.entity_description.attributes_fn(self._centre)


class HwgLastProvenSensor(HwgRecipientEntity, SensorEntity):
    """When a recipient answered last, which proves that messages reach him."""

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return it."""
        proof = self._centre.drills.proofs.get(self._recipient)
        return proof.proven if proof else None
