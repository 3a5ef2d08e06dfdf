"""Alerts and deliveries as entities, events and actions show them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from .manager import AlertManager
from .model import Alert, Reading, ReadingKind, Severity
from .notify.log import Delivery
from .rules.conditions import Rule
from .rules.engine import AlertEvent

_BY_WEIGHT: Final = list(Severity)
# That it answers is no value that anybody wants to see.
_VALUELESS: Final = (ReadingKind.DEVICE, ReadingKind.NETWORK)


def listed(manager: AlertManager) -> list[dict[str, Any]]:
    """Return the alerts that people have to know of now, the most severe first."""
    alerts = sorted(
        manager.alerts,
        key=lambda shown: (-_BY_WEIGHT.index(shown[1].severity), str(shown[0].since)),
    )
    return [
        _what(alert, rule, reading)
        | {
            "phase": alert.phase.value,
            "snoozed_until": _time(alert.snoozed_until),
        }
        for alert, rule, reading in alerts
    ]


def highest_severity(manager: AlertManager) -> Severity | None:
    """Return the severity of the worst alert, None where there is none."""
    severities = (rule.severity for _, rule, _ in manager.alerts)
    return max(severities, key=_BY_WEIGHT.index, default=None)


def of_event(alert_event: AlertEvent) -> dict[str, Any]:
    """Return what there is to tell of an alert at a moment."""
    return _what(alert_event.alert, alert_event.rule, alert_event.reading)


def of_delivery(delivery: Delivery, manager: AlertManager) -> dict[str, Any]:
    """Return how far a message has come; who was removed has no name any more."""
    channel, message = delivery.channel, delivery.message
    return {
        "alert": message.alert or None,
        "change": message.change or None,
        "severity": message.severity.value,
        "title": message.title,
        "text": message.text,
        "recipient": name_of(channel.recipient, manager),
        "channel": channel.target,
        "fallback": delivery.fallback,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "reason": delivery.reason,
        "created": _time(delivery.created),
        "due": None if delivery.settled else _time(delivery.due),
        "settled": _time(delivery.settled),
    }


def name_of(recipient: str, manager: AlertManager) -> str | None:
    """Return the name of a recipient, None for one who was removed."""
    names = {known.id: known.name for known in manager.notifier.recipients}
    return names.get(recipient)


def deliveries(manager: AlertManager) -> Iterable[Delivery]:
    """Return what is owed and what is settled, the newest first."""
    known = (*manager.notifier.log, *manager.notifier.deliveries)
    return sorted(known, key=lambda delivery: delivery.created, reverse=True)


def _what(alert: Alert, rule: Rule, reading: Reading) -> dict[str, Any]:
    return {
        "id": alert.id,
        "device": reading.device_name,
        "name": reading.name or reading.device_name,
        "rule": rule.name or rule.id,
        "severity": rule.severity.value,
        "since": _time(alert.since),
        "value": None if reading.kind in _VALUELESS else reading.value,
        "limit": alert.limit,
        "unit": reading.unit,
        "acknowledged_by": alert.acknowledged_by,
    }


def _time(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()
