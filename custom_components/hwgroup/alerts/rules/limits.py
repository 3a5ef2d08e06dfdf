"""The limits of a reading: those of the device, and those of the rules that watch it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..model import Severity
from .conditions import DeviceAlarm, Range, Rule
from .trends import Forecast

_BY_WEIGHT = (None, *Severity)


@dataclass(frozen=True, slots=True)
class Limit:
    """A value that is not to be crossed, upwards or downwards."""

    value: float
    above: bool
    """Whether what lies above it is out of range, else what lies below."""
    severity: Severity | None
    """How much it matters to cross it, None where no rule watches it."""


def limits_of(
    rules: Iterable[Rule], low: float | None, high: float | None
) -> list[Limit]:
    """Return the limits by rules and by the device, in the unit of the reading.

    `low` and `high` are those that are set on the device. Where several limits are the
    same, there is one, and the worst of them counts.
    """
    found: dict[tuple[float, bool], Severity | None] = {}

    def add(value: float | None, above: bool, severity: Severity | None) -> None:
        if value is not None:
            place = value, above
            known = found.get(place)
            found[place] = max(known, severity, key=_BY_WEIGHT.index)

    add(low, False, None)
    add(high, True, None)
    for rule in rules:
        condition, severity = rule.condition, rule.severity
        if isinstance(condition, DeviceAlarm | Range) and _is_of_device(condition):
            add(low, False, severity)
            add(high, True, severity)
        elif isinstance(condition, Range | Forecast):
            add(condition.low, False, severity)
            add(condition.high, True, severity)
        if isinstance(condition, Range):
            add(condition.critical_low, False, Severity.CRITICAL)
            add(condition.critical_high, True, Severity.CRITICAL)
    return [Limit(*place, severity) for place, severity in sorted(found.items())]


def _is_of_device(condition: DeviceAlarm | Range) -> bool:
    return isinstance(condition, DeviceAlarm) or condition.of_device
