"""What becomes of alerts and messages, for the audit trail."""

from collections.abc import Iterator
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..trail.record import Record
from ..trail.service import async_trail
from .access import async_manager
from .events import FeedItem
from .manager import AlertManager
from .messages.formats import rounded
from .messages.notices import DRILL
from .messages.shown import async_as_shown, async_event_as_shown
from .model import Change, Reading, ReadingKind
from .notify.log import Delivery, DeliveryState
from .readings.device import entity_of
from .rules.event import AlertEvent

_CHANGES: Final = {
    Change.STARTED: "alert_started",
    Change.CLEARED: "alert_ended",
    Change.UNWATCHED: "alert_given_up",
    Change.PAST: "alert_past",
}
# Positions are no values that could be compared.
_MEASURED: Final = (ReadingKind.SENSOR, ReadingKind.AVAILABILITY)
_POSITIONS: Final = ("leak", "switch")
# A message that was refused for ever, or was declared failed, may arrive by another way.
_STATES: Final = {
    DeliveryState.ACCEPTED: "message_accepted",
    DeliveryState.FAILED: "message_failed",
    DeliveryState.UNDELIVERABLE: "message_undeliverable",
}


async def async_began(hass: HomeAssistant, alert: str) -> Record | None:
    """Return the last record of the begin of an alert by its ID, None for none.

    Raises OSError for files that cannot be read.
    """
    begins = (_CHANGES[Change.STARTED], _CHANGES[Change.PAST])

    def find(records: Iterator[Record]) -> Record | None:
        found = None
        for record in records:
            if record.action in begins and record.data.get("alert") == alert:
                found = record
        return found

    return await async_trail(hass).async_read(find)


@callback
def async_worst_so_far(
    hass: HomeAssistant,
) -> dict[str, tuple[float | None, float | None, str | None]]:
    """Return the worst value, the limit and their unit of each alert that is on, by its ID.

    They are those that would be recorded if it ended now.
    """
    if (manager := async_manager(hass)) is None:
        return {}
    found = {}
    for known, rule, read in manager.alerts:
        alert, reading = async_as_shown(hass, known, rule, read)
        worst, limit = _measured(alert.worst, reading), _plain(alert.limit, reading)
        found[alert.id] = worst, limit, reading.unit
    return found


def _measured(value: float | None, reading: Reading) -> float | None:
    has_value = reading.kind in _MEASURED and reading.quantity not in _POSITIONS
    return _plain(value, reading) if has_value else None


def _plain(number: float | None, reading: Reading) -> float | None:
    return None if number is None else rounded(number, reading.decimals)


class Chronicle:
    """Adds records of what the alerts do."""

    def __init__(self, hass: HomeAssistant, manager: AlertManager) -> None:
        """Record what a manager does from now on, which has not started yet."""
        self._hass = hass
        self._trail = async_trail(hass)
        self._manager = manager
        manager.events.async_subscribe(self._take)

    @callback
    def _take(self, news: FeedItem) -> None:
        """Record the begin or the end of an alert, or what became of a message."""
        if isinstance(news, Delivery):
            self._take_delivery(news)
        elif (action := _CHANGES.get(news.change)) is not None:
            self._take_alert(action, news)

    def _take_alert(self, action: str, news: AlertEvent) -> None:
        shown, now = async_event_as_shown(self._hass, news), self._manager.clock.read()
        alert, rule, reading = shown.alert, shown.rule, shown.reading
        value = alert.value if news.change is Change.STARTED else alert.worst
        self._trail.add(
            action,
            kind="alert",
            name=reading.name or reading.device_name,
            device=reading.device_name,
            alert=alert.id,
            reading=reading.key,
            entity=entity_of(self._hass, reading),
            rule=rule.id,
            rule_name=rule.name or None,
            severity=rule.severity.value,
            begin=now.write(alert.since),
            end=now.write(alert.ended),
            value=_measured(value, reading),
            limit=_plain(alert.limit, reading),
            above=alert.above,
            unit=reading.unit,
        )

    def _take_delivery(self, delivery: Delivery) -> None:
        message, state = delivery.message, delivery.state
        alerts = [part.alert for part in message.told if part.alert not in ("", DRILL)]
        if (action := _STATES.get(state)) is None or not (
            alerts or message.change == DRILL
        ):
            return
        if state is DeliveryState.FAILED and not delivery.was_just_declared_failed:
            return
        names = {known.id: known.name for known in self._manager.notifier.recipients}
        now = self._manager.clock.read()
        self._trail.add(
            action,
            kind="message",
            name=names.get(delivery.channel.recipient, ""),
            message=message.id,
            alerts=alerts or None,
            change=message.change or None,
            channel=delivery.channel.target,
            attempts=delivery.attempts,
            created=now.write(delivery.created),
        )
