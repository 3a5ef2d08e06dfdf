"""How an alert comes and goes: pure, with time as an argument.

(none) ── offline ──▶ pending ── for the delay ──▶ active
   ◀────── online ───────┘                            │
   ◀────── online, and told so ───────────────────────┘
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from .model import Alert, Phase, Snapshot


class Change(StrEnum):
    """What people are told of."""

    STARTED = "started"
    CLEARED = "cleared"


def advance(
    alert: Alert | None, snapshot: Snapshot, now: datetime, delay: timedelta
) -> tuple[Alert | None, Change | None]:
    """Return the alert as it is now, and what has to be told of it."""
    if snapshot.offline is None:
        return alert, None
    if not snapshot.offline:
        active = alert is not None and alert.phase is Phase.ACTIVE
        return None, Change.CLEARED if active else None
    if alert is None:
        alert = Alert(
            source=snapshot.source,
            phase=Phase.PENDING,
            since=snapshot.since or now,
            readings=snapshot.readings,
        )
    if alert.phase is Phase.PENDING and now >= alert.since + delay:
        return replace(alert, phase=Phase.ACTIVE), Change.STARTED
    return alert, None


def due(alert: Alert, delay: timedelta) -> datetime | None:
    """Return when time alone changes the alert, None if it does not."""
    return alert.since + delay if alert.phase is Phase.PENDING else None
