"""What happens to an alert."""

from dataclasses import dataclass, replace
from typing import Final

from ..model import Alert, Change, Reading, ReadingKind, device_of
from .conditions import Rule

# In the facts of a reading whose alerts end without an end of what is wrong: what has
# become of it, and who did that, where it is known.
FATE: Final = "fate"
REMOVED: Final = "removed"
DISABLED: Final = "disabled"
GONE: Final = "gone"
BY: Final = "by"
# In the facts of a reading of a time that nobody observed: why that was, and whether it
# was still so at its end.
UNOBSERVED: Final = "unobserved"
LASTS: Final = "lasts"


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """What has become of an alert, by which rule, and the reading as it was then."""

    change: Change
    alert: Alert
    rule: Rule
    reading: Reading


def unwatched(alert: Alert, rule: Rule, reading: Reading, fate: str) -> AlertEvent:
    """Return the end of an alert of which nothing more will be known, and why."""
    if alert.source in rule.selection.ignored:
        fate = DISABLED
    reading = replace(reading, facts={**reading.facts, FATE: fate})
    return AlertEvent(Change.UNWATCHED, alert, rule.of(alert), reading)


def last_known(alert: Alert, rule: Rule) -> Reading | None:
    """Return what an alert of the last run is about, if nothing was heard of it since.

    None where nobody wrote down what it was called. It is not known who is to blame.
    """
    if not alert.device_name:
        return None
    _, _, part = alert.source.partition("/")
    kind = part.partition("/")[0] or next(iter(rule.selection.kinds))
    return Reading(
        key=alert.source,
        device=device_of(alert.source),
        kind=ReadingKind(kind),
        device_name=alert.device_name,
        name=alert.name,
        value=None,
        heard=False,
        facts={BY: ""},
    )
