"""The events of the alerts, for automations and the logbook."""

from typing import TYPE_CHECKING, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..as_dict import name_of, of_event
from ..events import FeedItem
from ..model import Change
from ..rules.event import AlertEvent
from .entity import HwgAlertEntity

if TYPE_CHECKING:
    from ..manager import AlertsConfigEntry

_DELIVERY_FAILED: Final = "delivery_failed"

ALERT: Final = EventEntityDescription(
    key="alert",
    translation_key="alert",
    event_types=[*(change.value for change in Change), _DELIVERY_FAILED],
)


def add_alert_events(
    entry: AlertsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the event of the alerts."""
    async_add_entities([HwgAlertEvent(entry, ALERT)])


class HwgAlertEvent(HwgAlertEntity, EventEntity):
    """Each change of an alert, and each message that failed."""

    @override
    async def async_added_to_hass(self) -> None:
        """Show all events from now on, and those of before it was there."""
        await super().async_added_to_hass()
        self.async_on_remove(self._manager.events.async_subscribe(self._on_event))

    @callback
    def _on_event(self, item: FeedItem) -> None:
        if isinstance(item, AlertEvent):
            now = self._manager.clock.read()
            self._trigger_event(item.change, of_event(self.hass, item, now))
        elif item.was_just_declared_failed:
            self._trigger_event(
                _DELIVERY_FAILED,
                {
                    "id": item.message.alert,
                    "recipient": name_of(item.channel.recipient, self._manager),
                    "channel": item.channel.target,
                    "title": item.message.title,
                    "reason": item.reason,
                },
            )
        else:
            return
        self.async_write_ha_state()
