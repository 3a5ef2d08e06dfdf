"""Whether messages reach the recipients, and whether the rules watch anything."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import HwgAlertEntity

if TYPE_CHECKING:
    from ..manager import AlertsConfigEntry

DELIVERY_PROBLEM: Final = BinarySensorEntityDescription(
    key="delivery_problem",
    translation_key="delivery_problem",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
)
RULE_HEALTH: Final = BinarySensorEntityDescription(
    key="rule_health",
    translation_key="rule_health",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
)
_ATTR_RULES: Final = "rules"


def add_alert_binary_sensors(
    entry: AlertsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the binary sensors of the alerts."""
    async_add_entities(
        [HwgDeliveryProblem(entry, DELIVERY_PROBLEM), HwgRuleHealth(entry, RULE_HEALTH)]
    )


class HwgDeliveryProblem(HwgAlertEntity, BinarySensorEntity):
    """Whether a notifier of a recipient is known not to work."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether there is any; unknown while a notifier may still be loading."""
        return self._manager.notifier.has_problem

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


class HwgRuleHealth(HwgAlertEntity, BinarySensorEntity):
    """Whether a rule of the user watches nothing, or cannot judge what it watches."""

    _unrecorded_attributes = frozenset((_ATTR_RULES,))

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether there is any; unknown before the first check."""
        rules = self._manager.upkeep.rules
        return rules.problem is not None if rules.is_known else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return how many readings each rule watches, and what is wrong with it."""
        return {
            _ATTR_RULES: [
                {
                    "rule": each.rule.name,
                    "watches": each.watches,
                    "problem": each.problem,
                }
                for each in self._manager.upkeep.rules.rules
            ]
        }
