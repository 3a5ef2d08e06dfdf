"""Whether messages reach the recipients."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..manager import AlertsConfigEntry
from .entity import HwgAlertEntity

DELIVERY_PROBLEM: Final = BinarySensorEntityDescription(
    key="delivery_problem",
    translation_key="delivery_problem",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
)


def add_alert_binary_sensors(
    entry: AlertsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the binary sensor of the alerts."""
    async_add_entities([HwgDeliveryProblem(entry, DELIVERY_PROBLEM)])


class HwgDeliveryProblem(HwgAlertEntity, BinarySensorEntity):
    """Whether a notifier of a recipient is known not to work."""

    @property
    @override
    def is_on(self) -> bool:
        """Return whether there is any."""
        return any(True for _ in self._manager.notifier.problems)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return which ones, and why."""
        return {
            "problems": [
                {
                    "recipient": recipient.name,
                    "channel": channel.target,
                    "reason": reason,
                }
                for recipient, channel, reason in self._manager.notifier.problems
            ]
        }
