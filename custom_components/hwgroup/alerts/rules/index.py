"""Which rules watch a reading, and the values at which none of them is firing. Pure.

Most readings are watched by the same rules as others of their kind: these are chosen and
fitted once, and shared.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from ..model import Reading, ReadingKind
from .conditions import EVERYTHING, Band, Rule
from .trends import Trend

type _Limits = tuple[float | None, float | None]
type _Sort = tuple[ReadingKind, str, str | None]


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The rules of a reading in its unit, and the band in which none of them is firing."""

    rules: tuple[Rule, ...]
    """Each with its condition in the unit of the reading."""
    windows: frozenset[timedelta]
    """How far those that look at the past do so."""
    unit: str | None
    limits: _Limits
    band: Band | None

    def fits(self, reading: Reading) -> bool:
        """Return whether the unit and limits of the reading are still the same."""
        return self.unit == reading.unit and self.limits == (reading.low, reading.high)


class RuleIndex:
    """Finds the rules that watch a reading."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Sort the rules: those that watch all readings of a kind, and those that name some."""
        self._of_all: list[Rule] = []
        self._naming: defaultdict[str, list[Rule]] = defaultdict(list)
        self._ignored: set[str] = set()
        for rule in rules:
            if rule.selection.keys is None:
                self._of_all.append(rule)
                self._ignored |= rule.selection.ignored
            else:
                for key in rule.selection.keys:
                    self._naming[key].append(rule)
        self._shared: dict[_Sort, tuple[Rule, ...]] = {}
        self._reading_rules: dict[tuple[_Sort, _Limits], ReadingRules] = {}

    def rules_for(self, reading: Reading) -> ReadingRules:
        """Return the rules that watch a reading."""
        if reading.key not in self._naming and reading.key not in self._ignored:
            return self._shared_rules_for(reading)
        rules = (
            *(
                rule
                for rule in self._shared_rules(reading)
                if reading.key not in rule.selection.ignored
            ),
            *_fitting(self._naming.get(reading.key, ()), reading),
        )
        return _rules_of(rules, reading)

    def _shared_rules_for(self, reading: Reading) -> ReadingRules:
        place = _sort(reading), (reading.low, reading.high)
        # Accepted limits are those of one reading, so these rules are not shared.
        if reading.agreed not in (None, place[1]):
            return _rules_of(self._shared_rules(reading), reading)
        if (rules := self._reading_rules.get(place)) is None:
            rules = _rules_of(self._shared_rules(reading), reading)
            self._reading_rules[place] = rules
        return rules

    def _shared_rules(self, reading: Reading) -> tuple[Rule, ...]:
        sort = _sort(reading)
        if (rules := self._shared.get(sort)) is None:
            seen = replace(reading, key="")  # which nobody ignores
            rules = self._shared[sort] = tuple(_fitting(self._of_all, seen))
        return rules


def affected_keys(
    before: Mapping[str, Rule], now: Mapping[str, Rule], known: Collection[str]
) -> list[str]:
    """Return the keys of those of the known readings that other rules may watch now."""
    changed = [
        rule
        for rule_id in before.keys() | now.keys()
        if before.get(rule_id) != now.get(rule_id)
        for rule in (before.get(rule_id), now.get(rule_id))
        if rule is not None
    ]
    affected: set[str] = set()
    for rule in changed:
        if rule.selection.keys is None:
            return list(known)
        affected |= rule.selection.keys
    return [key for key in affected if key in known]


def _sort(reading: Reading) -> _Sort:
    return reading.kind, reading.quantity, reading.unit


def _rules_of(rules: tuple[Rule, ...], reading: Reading) -> ReadingRules:
    return ReadingRules(
        rules=rules,
        windows=frozenset(
            rule.condition.window for rule in rules if isinstance(rule.condition, Trend)
        ),
        unit=reading.unit,
        limits=(reading.low, reading.high),
        band=_common_band(rules, reading),
    )


def _fitting(rules: Iterable[Rule], reading: Reading) -> Iterator[Rule]:
    for rule in rules:
        if rule.selection.covers(reading):
            if (condition := rule.condition.fitted(reading)) is rule.condition:
                yield rule
            elif condition is not None:
                yield replace(rule, condition=condition)


def _common_band(rules: Iterable[Rule], reading: Reading) -> Band | None:
    low, high = EVERYTHING
    for rule in rules:
        if isinstance(rule.condition, Trend):
            return None
        if (band := rule.condition.band(reading)) is None:
            return None
        low, high = max(low, band[0]), min(high, band[1])
    return low, high
