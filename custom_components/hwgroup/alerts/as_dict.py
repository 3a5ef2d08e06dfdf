"""Alerts and deliveries as entities, events and actions show them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from .manager import AlertCentre
from .model import Alert, Kind, Reading, Severity
from .notify.log import Delivery
from .rules.conditions import Rule
from .rules.engine import Happening

_BY_WEIGHT: Final = list(Severity)
# That it answers is no value that anybody wants to see.
_VALUELESS: Final = (Kind.DEVICE, Kind.NETWORK)


def listed(centre: AlertCentre) -> list[dict[str, Any]]:
    """Return the alerts that people have to know of now, the most severe first."""
    alerts = sorted(
        centre.alerts,
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


def highest_severity(centre: AlertCentre) -> Severity | None:
    """Return the severity of the worst alert, None where there is none."""
    severities = (rule.severity for _, rule, _ in centre.alerts)
    return max(severities, key=_BY_WEIGHT.index, default=None)


def of_happening(happening: Happening) -> dict[str, Any]:
    """Return what there is to tell of an alert at a moment."""
    return _what(happening.alert, happening.rule, happening.reading)


def of_delivery(delivery: Delivery, centre: AlertCentre) -> dict[str, Any]:
    """Return how far a message has come; who was removed has no name any more."""
    channel, message = delivery.channel, delivery.message
    return {
        "alert": message.alert or None,
        "change": message.change or None,
        "severity": message.severity.value,
        "title": message.title,
        "text": message.text,
        "recipient": name_of(channel.recipient, centre),
        "channel": channel.target,
        "fallback": delivery.fallback,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "reason": delivery.reason,
        "created": _time(delivery.created),
        "due": None if delivery.settled else _time(delivery.due),
        "settled": _time(delivery.settled),
    }


def name_of(recipient: str, centre: AlertCentre) -> str | None:
    """Return the name of a recipient, None for one who was removed."""
    names = {known.id: known.name for known in centre.post.recipients}
    return names.get(recipient)


def deliveries(centre: AlertCentre) -> Iterable[Delivery]:
    """Return what is owed and what is settled, the newest first."""
    known = (*centre.post.ledger, *centre.post.deliveries)
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
