"""How many readings a rule watches, and why it watches too few. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..model import Reading, ReadingKind, device_of
from .conditions import Range, Rule
from .left_out import LeftOut
from .trends import Twins


class CoverageProblem(StrEnum):
    """Why a rule cannot do what it is for."""

    WATCHES_NOTHING = "watches_nothing"
    WITHOUT_TWIN = "without_twin"
    WITHOUT_LIMITS = "without_limits"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a rule watches now."""

    rule: Rule
    watches: int
    """The number of readings that it can judge."""
    problem: CoverageProblem | None = None
    without_limits: tuple[Reading, ...] = ()
    """The readings of a rule by the limits of the device, on which none are set."""


def coverage_of(rule: Rule, readings: Sequence[Reading]) -> Coverage:
    """Return what a rule watches of all readings that there are.

    While a device does not answer, it may have more readings than are known: a rule
    that may watch one of these has no problem.
    """
    if isinstance(rule.condition, LeftOut):
        return Coverage(rule, 0, CoverageProblem.LEFT_OUT)
    known = {each.key: each for each in readings if _is_watched(rule, each)}
    unlimited = _without_limits(rule, known.values())
    problem = None
    if isinstance(rule.condition, Twins):
        if (other := _other(rule.condition, readings)) is not None:
            known[other.key] = other
        if len(known) < 2:
            problem = CoverageProblem.WITHOUT_TWIN
    elif not known:
        problem = CoverageProblem.WATCHES_NOTHING
    elif unlimited:
        problem = CoverageProblem.WITHOUT_LIMITS
    if problem is not CoverageProblem.WITHOUT_LIMITS and _may_watch_more(
        rule, readings
    ):
        problem = None
    return Coverage(rule, len(known) - len(unlimited), problem, unlimited)


def _is_watched(rule: Rule, reading: Reading) -> bool:
    return rule.selection.covers(reading) and (
        rule.condition.fitted(reading) is not None
    )


def _without_limits(rule: Rule, readings: Iterable[Reading]) -> tuple[Reading, ...]:
    if not (isinstance(rule.condition, Range) and rule.condition.of_device):
        return ()
    # Of what cannot be read now, the limits are not known either.
    return tuple(
        each
        for each in readings
        if each.heard
        and each.value is not None
        and each.low is None
        and each.high is None
    )


def _other(condition: Twins, readings: Iterable[Reading]) -> Reading | None:
    return next((each for each in readings if each.key == condition.other), None)


def _may_watch_more(rule: Rule, readings: Iterable[Reading]) -> bool:
    silent = {
        each.device
        for each in readings
        if each.kind is ReadingKind.DEVICE and each.value != 1
    }
    if rule.selection.keys is None:
        return bool(silent)
    named = set(rule.selection.keys - rule.selection.ignored)
    if isinstance(rule.condition, Twins):
        named.add(rule.condition.other)
    return not silent.isdisjoint(map(device_of, named))
