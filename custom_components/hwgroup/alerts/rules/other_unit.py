"""The numbers of an alert in another unit. Pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ..model import Alert, Reading
from .conditions import Rule
from .trends import Rate, Twins
from .units import converter

# Their limit is a difference of values.
_DIFFERENCES: Final = (Rate, Twins)


def in_unit_of(alert: Alert | None, rule: Rule, reading: Reading) -> Alert | None:
    """Return an alert in the unit of its reading: on a device, it can be changed.

    Numbers that mean nothing in that unit are forgotten.
    """
    if alert is None or reading.unit is None or alert.unit in (None, reading.unit):
        return alert
    convert = converter(reading.quantity, alert.unit, reading.unit)
    return replace(
        in_other_unit(alert, rule, convert or (lambda _: None)), unit=reading.unit
    )


def in_other_unit(
    alert: Alert, rule: Rule, convert: Callable[[float], float | None]
) -> Alert:
    """Return an alert with all of its numbers converted."""

    def each(value: float | None) -> float | None:
        return None if value is None else convert(value)

    def difference(value: float | None) -> float | None:
        converted, zero = each(value), convert(0)
        return None if converted is None or zero is None else converted - zero

    is_difference = isinstance(rule.condition, _DIFFERENCES)
    low, high = map(each, alert.limits or (None, None))
    return replace(
        alert,
        limit=(difference if is_difference else each)(alert.limit),
        limits=alert.limits and (low, high),
        value=each(alert.value),
        worst=each(alert.worst),
        acknowledged_worst=each(alert.acknowledged_worst),
    )
