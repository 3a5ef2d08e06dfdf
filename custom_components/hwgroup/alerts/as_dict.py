"""Alerts and deliveries as entities, events and actions show them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import HomeAssistant, callback

from .messages.formats import rounded
from .messages.shown import async_as_shown
from .model import Alert, Change, Reading, ReadingKind, Severity
from .notify.log import Delivery
from .rules.answers import acknowledgement_end
from .rules.conditions import Rule
from .rules.event import AlertEvent
from .silences import async_suppression
from .timeline import Now

if TYPE_CHECKING:
    from .manager import AlertManager

# Whether they answer, or how much they do not tell, is no value to show.
_VALUELESS: Final = (ReadingKind.DEVICE, ReadingKind.NETWORK, ReadingKind.SENSORS)


def by_severity(manager: AlertManager) -> list[tuple[Alert, Rule, Reading]]:
    """Return the alerts that are on, the most severe first."""
    now = manager.clock.now()
    return sorted(
        manager.alerts,
        key=lambda shown: (
            -shown[1].severity.weight,
            shown[0].since or now,
        ),
    )


@callback
def listed(
    hass: HomeAssistant, manager: AlertManager, most: int | None = None
) -> list[dict[str, Any]]:
    """Return alerts as plain data, at most `most` of them."""
    now = manager.clock.read()
    return [
        _what(hass, alert, rule, reading, now)
        | {
            "phase": alert.phase.value,
            "acknowledged_until": now.write(acknowledgement_end(rule, alert)),
            "snoozed_until": now.write(alert.snoozed_until),
            "notes": [note.to_dict(now) for note in alert.notes],
        }
        | async_suppression(
            hass, manager.suppression.hold(rule, reading, now.instant), now
        )
        for alert, rule, reading in by_severity(manager)[:most]
    ]


def highest_severity(manager: AlertManager) -> Severity | None:
    """Return the severity of the worst alert, None where there is none."""
    severities = (rule.severity for _, rule, _ in manager.alerts)
    return max(severities, key=lambda severity: severity.weight, default=None)


@callback
def of_event(hass: HomeAssistant, alert_event: AlertEvent, now: Now) -> dict[str, Any]:
    """Return the data of an event of an alert."""
    data = _what(hass, alert_event.alert, alert_event.rule, alert_event.reading, now)
    if alert_event.change is Change.PAST:
        data["until"] = now.write(alert_event.alert.ended)
    return data


def of_delivery(delivery: Delivery, manager: AlertManager) -> dict[str, Any]:
    """Return the state of a message; a removed recipient has no name."""
    channel, message = delivery.channel, delivery.message
    now = manager.clock.read()
    return {
        "message": message.id,
        "alert": message.alert or None,
        "alerts": [part.alert for part in message.told if part.alert],
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
        "created": now.write(delivery.created),
        "due": now.write(delivery.due) if delivery.is_owed else None,
        "settled": now.write(delivery.settled),
    }


def name_of(recipient: str, manager: AlertManager) -> str | None:
    """Return the name of a recipient, None for one who was removed."""
    names = {known.id: known.name for known in manager.notifier.recipients}
    return names.get(recipient)


def deliveries(manager: AlertManager) -> Iterable[Delivery]:
    """Return all messages that are owed or settled, the newest first."""
    notifier = manager.notifier
    known = (*notifier.log, *notifier.kept)
    return sorted(known, key=lambda delivery: delivery.created, reverse=True)


def _what(
    hass: HomeAssistant, alert: Alert, rule: Rule, reading: Reading, now: Now
) -> dict[str, Any]:
    alert, reading = async_as_shown(hass, alert, rule, reading)
    limit = None if reading.kind in _VALUELESS else alert.limit
    return {
        "id": alert.id,
        "device": reading.device_name,
        "name": reading.name or reading.device_name,
        "rule": rule.name or rule.id,
        "severity": rule.severity.value,
        "since": now.write(alert.since),
        "value": None if reading.kind in _VALUELESS else _value(alert, reading),
        "limit": None if limit is None else rounded(limit),
        "unit": reading.unit,
        "acknowledged_by": alert.acknowledged_by,
    }


def _value(alert: Alert, reading: Reading) -> float | None:
    if reading.value is None:
        return None
    return rounded(reading.value, reading.decimals, alert.limit)
