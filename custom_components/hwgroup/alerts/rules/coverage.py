"""How many readings a rule watches, and why it watches too few. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain

from ..model import Reading, ReadingKind, device_of
from .conditions import Range, Rule
from .index import ReadingRules
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


class Census:
    """All readings, and the rules that watch each of them."""

    def __init__(
        self,
        readings: Mapping[str, Reading],
        rules_for: Callable[[Reading], ReadingRules],
    ) -> None:
        """Take the readings by their keys; nothing is counted yet."""
        self._readings = readings
        self._rules_for = rules_for

    def coverage_of(self, rule: Rule) -> Coverage:
        """Return what a rule watches.

        While a device does not answer, it may have more readings than are known: a rule
        that may watch one of these has no problem.
        """
        if isinstance(rule.condition, LeftOut):
            return Coverage(rule, 0, CoverageProblem.LEFT_OUT)
        watched = self._watched_by(rule)
        count, unlimited = sum(map(len, watched)), _without_limits(rule, watched)
        problem = None
        if isinstance(rule.condition, Twins):
            count += rule.condition.other in self._readings
            if count < 2:
                problem = CoverageProblem.WITHOUT_TWIN
        elif not count:
            problem = CoverageProblem.WATCHES_NOTHING
        elif unlimited:
            problem = CoverageProblem.WITHOUT_LIMITS
        uncertain = problem not in (None, CoverageProblem.WITHOUT_LIMITS)
        if uncertain and self._may_watch_more(rule):
            problem = None
        return Coverage(rule, count - len(unlimited), problem, unlimited)

    def _watched_by(self, rule: Rule) -> Sequence[Sequence[Reading]]:
        """Return the readings that a rule watches, in groups."""
        if rule.selection.keys is None:
            return self._groups[rule.id]
        named = map(self._readings.get, rule.selection.keys)
        return [
            [
                reading
                for reading in named
                if reading is not None
                and any(rule.id == each.id for each in self._rules_for(reading).rules)
            ]
        ]

    @cached_property
    def _groups(self) -> Mapping[str, list[list[Reading]]]:
        """The readings that each rule watches, by its ID.

        Those of the same rules are one group of all of these: a thousand rules of
        thousands of readings are too many pairs.
        """
        alike: dict[int, tuple[ReadingRules, list[Reading]]] = {}
        for reading in self._readings.values():
            found = self._rules_for(reading)
            alike.setdefault(id(found), (found, []))[1].append(reading)
        groups: defaultdict[str, list[list[Reading]]] = defaultdict(list)
        for found, group in alike.values():
            for rule in found.rules:
                groups[rule.id].append(group)
        return groups

    @cached_property
    def _silent(self) -> AbstractSet[str]:
        """The devices that do not answer."""
        return {
            each.device
            for each in self._readings.values()
            if each.kind is ReadingKind.DEVICE and each.value != 1
        }

    def _may_watch_more(self, rule: Rule) -> bool:
        if rule.selection.keys is None:
            return bool(self._silent)
        named = set(rule.selection.keys - rule.selection.ignored)
        if isinstance(rule.condition, Twins):
            named.add(rule.condition.other)
        return not self._silent.isdisjoint(map(device_of, named))


def _without_limits(
    rule: Rule, watched: Iterable[Iterable[Reading]]
) -> tuple[Reading, ...]:
    if not (isinstance(rule.condition, Range) and rule.condition.of_device):
        return ()
    # Of what cannot be read now, the limits are not known either.
    return tuple(
        each
        for each in chain.from_iterable(watched)
        if each.heard
        and each.value is not None
        and each.low is None
        and each.high is None
    )
