"""What people answer to an alert: they see to it, or want to be reminded. Pure."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from ..model import Alert, Phase, Severity
from ..timeline import Instant
from .conditions import Rule

# An acknowledgement may be forgotten: it ends by itself.
_ACKNOWLEDGED_FOR: Final = timedelta(hours=24)
_CRITICAL_ACKNOWLEDGED_FOR: Final = timedelta(hours=8)


def acknowledged(
    alert: Alert, by: str | None, now: Instant, until: Instant | None = None
) -> Alert:
    """Return the alert after somebody has said that they see to it, until then at most."""
    return replace(
        alert,
        acknowledged=now,
        acknowledged_by=by,
        acknowledged_until=until,
        acknowledged_worst=alert.worst,
        snoozed_until=None,
    )


def unacknowledged(alert: Alert, now: Instant) -> Alert:
    """Return the alert after an acknowledgement was taken back, or has ended.

    Who was told before is told again, and from now on people have their time to answer.
    """
    return replace(
        alert,
        acknowledged=None,
        acknowledged_by=None,
        acknowledged_until=None,
        reminder=False,
        started=now,
        released=now,
    )


def snoozed(alert: Alert, until: Instant, now: Instant) -> Alert:
    """Return the alert of which nobody is told until then; an acknowledgement ends then.

    A snooze until now is none.
    """
    alert = replace(alert, snoozed=now, snoozed_until=until)
    if alert.phase is not Phase.ACKNOWLEDGED:
        return alert
    return replace(alert, acknowledged_until=until if until > now else None)


def acknowledgement_end(rule: Rule, alert: Alert) -> Instant | None:
    """Return when the acknowledgement of an alert ends, None where there is none."""
    if alert.acknowledged is None or alert.acknowledged_until is not None:
        return alert.acknowledged_until
    critical = rule.severity is Severity.CRITICAL
    usual = _CRITICAL_ACKNOWLEDGED_FOR if critical else _ACKNOWLEDGED_FOR
    return alert.acknowledged + usual


def reminded(rule: Rule, alert: Alert, now: Instant) -> Alert:
    """Return the alert without its acknowledgement if that has ended.

    Whoever asked for it by a snooze is told whenever it is.
    """
    end = acknowledgement_end(rule, alert)
    if end is None or now < end:
        return alert
    reminder = alert.snoozed_until is None and not alert.got_worse
    return replace(unacknowledged(alert, now), reminder=reminder)
