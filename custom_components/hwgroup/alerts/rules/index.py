"""Which rules watch a reading, and the values at which none of them is firing. Pure.

Most readings are watched by the same rules as others of their kind: these are chosen and
fitted once, and shared.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from ..model import Reading, ReadingKind
from .conditions import EVERYTHING, Band, Rule
from .trends import Trend

type RuleChange = tuple[Rule | None, Rule | None]
"""A rule as it was and as it is now, None where there is none."""
type _Limits = tuple[float | None, float | None]
type _Sort = tuple[ReadingKind, str, str | None]


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The rules of a reading in its unit, and the band in which none of them is firing."""

    rules: tuple[Rule, ...]
    """Each with its condition in the unit of the reading."""
    bands: tuple[Band | None, ...]
    """Of each rule, where it is not firing."""
    windows: frozenset[timedelta]
    """How far those that look at the past do so."""
    unit: str | None
    limits: _Limits
    are_agreed: bool
    """Whether these limits are those that people know of, or nobody cares."""
    band: Band | None

    def is_calm(self, reading: Reading) -> bool:
        """Return whether none of the rules is firing."""
        band, value = self.band, reading.value
        if band is None or value is None or reading.in_alarm:
            return False
        return band[0] <= value <= band[1]

    def to_evaluate(self, reading: Reading, alerting: Container[str]) -> Iterator[Rule]:
        """Yield the rules that may be firing, and those that have an alert, by their IDs."""
        value = None if reading.in_alarm else reading.value
        for rule, band in zip(self.rules, self.bands, strict=True):
            within = value is not None and band and band[0] <= value <= band[1]
            if not within or rule.id in alerting:
                yield rule

    def fits(self, reading: Reading) -> bool:
        """Return whether the unit and limits of the reading are still the same."""
        limits = reading.low, reading.high
        return (self.unit, self.limits) == (reading.unit, limits) and (
            self.are_agreed is (reading.agreed in (None, limits))
        )


class RuleIndex:
    """Finds the rules that watch a reading."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Sort the rules: those that watch all readings of a kind, and those that name some."""
        self._of_all: dict[str, Rule] = {}
        self._naming: defaultdict[str, dict[str, Rule]] = defaultdict(dict)
        """By the keys of readings. All rules are by their IDs."""
        self._ignored: frozenset[str] = frozenset()
        self._shared: dict[_Sort, tuple[Rule, ...]] = {}
        self._reading_rules: dict[tuple[_Sort, _Limits], ReadingRules] = {}
        self.change((None, rule) for rule in rules)

    def change(self, changes: Iterable[RuleChange]) -> None:
        """Put rules in the place of others: a thousand that stay as they are cost nothing."""
        are_shared = False
        for before, now in changes:
            if before is not None:
                are_shared |= before.selection.keys is None
                for rules in self._places_of(before):
                    del rules[before.id]
            if now is not None:
                are_shared |= now.selection.keys is None
                for rules in self._places_of(now):
                    rules[now.id] = now
        if are_shared:
            ignored = (rule.selection.ignored for rule in self._of_all.values())
            self._ignored = frozenset().union(*ignored)
            self._shared, self._reading_rules = {}, {}

    def _places_of(self, rule: Rule) -> list[dict[str, Rule]]:
        keys = rule.selection.keys
        return [self._of_all] if keys is None else [self._naming[key] for key in keys]

    def rules_for(self, reading: Reading) -> ReadingRules:
        """Return the rules that watch a reading."""
        named = self._naming.get(reading.key)
        if not named and reading.key not in self._ignored:
            return self._shared_rules_for(reading)
        rules = (
            *(
                rule
                for rule in self._shared_rules(reading)
                if reading.key not in rule.selection.ignored
            ),
            *_fitting(named.values() if named else (), reading),
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
            rules = self._shared[sort] = tuple(_fitting(self._of_all.values(), seen))
        return rules


def rule_changes(
    before: Mapping[str, Rule], now: Mapping[str, Rule]
) -> list[RuleChange]:
    """Return which rules have come, gone or changed, by their IDs."""
    pairs = ((before.get(rule), now.get(rule)) for rule in {**before, **now})
    return [(old, new) for old, new in pairs if old != new]


def affected_keys(changes: Iterable[RuleChange], known: Collection[str]) -> list[str]:
    """Return the keys of those of the known readings that other rules may watch now."""
    affected: set[str] = set()
    for rule in filter(None, chain.from_iterable(changes)):
        if rule.selection.keys is None:
            return list(known)
        affected |= rule.selection.keys
    return [key for key in affected if key in known]


def _sort(reading: Reading) -> _Sort:
    return reading.kind, reading.quantity, reading.unit


def _rules_of(rules: tuple[Rule, ...], reading: Reading) -> ReadingRules:
    bands = tuple(
        None if isinstance(rule.condition, Trend) else rule.condition.band(reading)
        for rule in rules
    )
    return ReadingRules(
        rules=rules,
        bands=bands,
        windows=frozenset(
            rule.condition.window for rule in rules if isinstance(rule.condition, Trend)
        ),
        unit=reading.unit,
        limits=(limits := (reading.low, reading.high)),
        are_agreed=reading.agreed in (None, limits),
        band=_common_band(bands),
    )


def _fitting(rules: Iterable[Rule], reading: Reading) -> Iterator[Rule]:
    for rule in rules:
        if rule.selection.covers(reading):
            if (condition := rule.condition.fitted(reading)) is rule.condition:
                yield rule
            elif condition is not None:
                yield replace(rule, condition=condition)


def _common_band(bands: Iterable[Band | None]) -> Band | None:
    low, high = EVERYTHING
    for band in bands:
        if band is None:
            return None
        low, high = max(low, band[0]), min(high, band[1])
    return low, high
