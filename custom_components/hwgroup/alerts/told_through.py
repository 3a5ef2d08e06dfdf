"""What an answer is about that names no message: whatever came by the same way."""

from collections.abc import Container

from .health.drills import Drills
from .messages.notices import DRILL
from .model import Phase
from .notify.notifier import Notifier
from .rules.engine import RuleEngine
from .timeline import Instant


def told_through(
    notifier: Notifier,
    engine: RuleEngine,
    drills: Drills,
    recipient: str,
    entities: Container[str],
) -> tuple[list[str], bool]:
    """Return the alerts that a recipient was told of by entities, and whether of a drill.

    Alerts that somebody has acknowledged are left out.
    """
    told = list(notifier.log.told_through(recipient, entities))
    known = [*(alert for alert, _, _ in engine.active), *engine.awaited]
    alerts = [
        alert.id
        for alert in known
        if alert.phase is Phase.ACTIVE
        and any(
            part.alert == alert.id and _since(alert.started, at) for part, at in told
        )
    ]
    record = drills.records.get(recipient)
    drilled = None if record is None else record.unanswered
    return alerts, any(
        part.change == DRILL and _since(drilled, at) for part, at in told
    )


def _since(begin: Instant | None, at: Instant) -> bool:
    return begin is not None and at >= begin
