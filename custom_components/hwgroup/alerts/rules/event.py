"""What happens to an alert."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..model import Alert, Change, Reading, ReadingKind, Severity, device_of
from .built_in import BY_ID
from .conditions import Rule, Selection
from .left_out import LeftOut

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


def unwatched(
    alert: Alert, rule: Rule | None, reading: Reading | None, fate: str
) -> Iterator[AlertEvent]:
    """Yield the end of an alert of which nothing more will be known, and why.

    `reading` is None where nothing was heard of it since the last run, and `rule` where it
    was removed since then. Nobody is told then if that did not write down what it is called.
    """
    if (rule := rule or _last_rule(alert)) is None:
        return
    if reading is None:
        reading, fate = _last_known(alert, rule), fate or GONE
    if reading is None:
        return
    if alert.source in rule.selection.ignored:
        fate = DISABLED
    reading = replace(reading, facts={**reading.facts, FATE: fate})
    yield AlertEvent(Change.UNWATCHED, alert, rule.of(alert), reading)


def _last_rule(alert: Alert) -> Rule | None:
    """Return what stands for the rule of an alert of the last run, which is gone."""
    severity = alert.severity or Severity.WARNING
    if alert.rule_name:
        return Rule(
            id=alert.rule,
            name=alert.rule_name,
            words="range",
            condition=LeftOut(""),
            selection=Selection(kinds=frozenset()),
            severity=severity,
        )
    rule = BY_ID.get(alert.rule)
    return None if rule is None else replace(rule, severity=severity)


def _last_known(alert: Alert, rule: Rule) -> Reading | None:
    """Return what an alert of the last run is about. Who is to blame is not known."""
    if not alert.device_name:
        return None
    _, _, part = alert.source.partition("/")
    is_network = ReadingKind.NETWORK in rule.selection.kinds
    whole = ReadingKind.NETWORK if is_network else ReadingKind.DEVICE
    return Reading(
        key=alert.source,
        device=device_of(alert.source),
        kind=next((each for each in ReadingKind if part.startswith(f"{each}/")), whole),
        device_name=alert.device_name,
        name=alert.name,
        value=None,
        heard=False,
        facts={BY: ""},
    )
