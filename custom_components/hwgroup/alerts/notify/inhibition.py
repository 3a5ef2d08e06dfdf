"""Messages that a recipient does not need, as they know of the cause."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from ..messages.group import severest
from ..model import Alert, Change, Phase, Reading, ReadingKind, Severity
from ..rules.built_in import ALARMS, ALL_LOST, LOST, NETWORK, NOT_SET_UP, OFFLINE
from ..rules.conditions import Position, Range, Rule
from ..rules.engine import RuleEngine
from ..rules.event import AlertEvent
from ..rules.outages import network_of
from ..timeline import Instant
from .notifier import Notifier
from .recipients import Recipient

# A device of which nothing is known.
_SILENT: Final = (OFFLINE, NOT_SET_UP)
# A cause is told of before its effects.
_ORDER: Final[Mapping[str, int]] = {
    **dict.fromkeys((NETWORK, *_SILENT, ALL_LOST), 0),
    LOST: 1,
    **dict.fromkeys(ALARMS, 3),
}
_REST: Final = 2
# When the cause is over, or turns out not to be known, the message is sent.
CHECK_AGAIN: Final = timedelta(minutes=1)


def order_of(rule: Rule) -> int:
    """Return when people are told of an alert of a rule, of all that is due at once."""
    return _ORDER.get(rule.id, _REST)


class Inhibition:
    """Tells whether a recipient knows of a cause that is at least as severe.

    Nothing is dropped by it: the alert goes on, and the message is only put off.
    """

    def __init__(self, engine: RuleEngine, notifier: Notifier) -> None:
        """Take what there is to ask."""
        self._engine = engine
        self._notifier = notifier

    def inhibits(
        self, alert_event: AlertEvent, recipient: Recipient, now: Instant
    ) -> bool:
        """Return whether the recipient is not told of this now.

        A cause that is acknowledged or snoozed does not count: somebody has silenced it,
        and not what else there is. Nor does one that flaps and is not there now.
        """
        severity = alert_event.rule.severity
        return any(
            cause.phase is Phase.ACTIVE
            and cause.ended is None
            and (cause.snoozed_until is None or cause.snoozed_until <= now)
            and severest((severity, rule.severity)) is rule.severity
            and self._knows(recipient, cause)
            for cause, rule in self._causes(alert_event)
        )

    def _knows(self, recipient: Recipient, alert: Alert) -> bool:
        """Return whether a recipient has got a message about an alert, or is getting it."""
        notifier = self._notifier
        owed = (each for each in notifier.deliveries if not each.tries)
        return any(
            each.channel.recipient == recipient.id and alert.id in each.message.alerts
            for each in (*owed, *notifier.log.accepted_since(alert.started))
        )

    def _causes(self, alert_event: AlertEvent) -> Iterator[tuple[Alert, Rule]]:
        """Yield the alerts that say what this one says, or why nothing new is known."""
        rule, reading = alert_event.rule, alert_event.reading
        if rule.id in ALARMS:
            for cause, other, about in self._engine.active:
                is_own = isinstance(other.condition, Position | Range)
                if is_own and about.key == reading.key:
                    yield cause, other
        if rule.id == LOST:
            yield from self._lost_together(reading)
        # A critical one is repeated with the last known value until somebody answers.
        if alert_event.change is Change.REPEATED and rule.severity is not (
            Severity.CRITICAL
        ):
            yield from self._lost_together(reading)
            yield from self._reasons_for_no_news(rule, reading.key, reading.device)

    def _lost_together(self, reading: Reading) -> Iterator[tuple[Alert, Rule]]:
        """Yield the alert of all sensors of a device, of which this is one."""
        if reading.kind is ReadingKind.SENSOR:
            for cause, other, about in self._engine.active:
                if other.id == ALL_LOST and about.device == reading.device:
                    yield cause, other

    def _reasons_for_no_news(
        self, rule: Rule, source: str, device: str
    ) -> Iterator[tuple[Alert, Rule]]:
        network = self._network(device)
        for cause, other, about in self._engine.active:
            if (
                (other.id == LOST and rule.id != LOST and about.key == source)
                or (
                    other.id in _SILENT
                    and rule.id not in _SILENT
                    and about.key == device
                )
                or (other.id == NETWORK and about.key == network)
            ):
                yield cause, other

    def _network(self, device: str) -> str | None:
        """Return the network of a device that has vanished with it."""
        offline = self._engine.alert(OFFLINE, device)
        for reading in self._engine.readings:
            if reading.key == device and offline is not None and offline.is_on:
                return network_of(reading)
        return None
