"""A freezer by a seed: defrosts, doors, a compressor that fails; and who is told of it.

The trend rules and the plain ones look at the same readings.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import exp
from random import Random
from typing import Any, Final

from custom_components.hwgroup.alerts.model import Change, Reading, ReadingKind
from custom_components.hwgroup.alerts.rules.conditions import Range, Rule, Selection
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.trends import (
    Forecast,
    PowerOn,
    Rate,
    Stuck,
    Trend,
    Twins,
)
from custom_components.hwgroup.alerts.timeline import Instant

from .examples import HOUR, MINUTE, NOON, reading

HIGH: Final = -12.0
"""The limit of the rules; goods are safe as long as the air is below it but for a defrost."""
POLL: Final = timedelta(seconds=30)
_COLD, _ROOM = -20.0, 20.0
_DEFROST_EVERY = 8.0
_PROBE, _TWIN = "a/sensor/1", "a/sensor/2"
_DELAY: Final = 30 * MINUTE


def _rule(name: str, condition: Range | Trend, **changes: Any) -> Rule:
    return Rule(
        id=name,
        words="range",
        condition=condition,
        selection=Selection(
            kinds=frozenset((ReadingKind.SENSOR,)), keys=frozenset((_PROBE,))
        ),
        **changes,
    )


RULES: Final = (
    _rule("above -12", Range(high=HIGH)),
    _rule("above -12 for 30 min", Range(high=HIGH), delay=_DELAY),
    _rule("above -12 for 90 min", Range(high=HIGH), delay=90 * MINUTE),
    _rule(
        "at -12 in 60 min, for 30 min",
        Forecast(window=HOUR / 2, within=HOUR, high=HIGH),
        delay=_DELAY,
    ),
    _rule(
        "rises by 3 an hour, for 60 min",
        Rate(window=HOUR, per_hour=3, falling=False),
        delay=HOUR,
    ),
    _rule("stuck for 6 h", Stuck(window=6 * HOUR)),
    _rule("power-on value", PowerOn()),
    _rule("3 from its twin for 30 min", Twins(other=_TWIN, by=3), delay=_DELAY),
)
# What each rule is there for; whatever else it tells of is a false alert.
PURPOSE: Final = {
    "above -12": "compressor",
    "above -12 for 30 min": "compressor",
    "above -12 for 90 min": "compressor",
    "at -12 in 60 min, for 30 min": "compressor",
    "rises by 3 an hour, for 60 min": "compressor",
    "stuck for 6 h": "stuck",
    "power-on value": "power-on",
    "3 from its twin for 30 min": "drift",
}
# After so much time at most a trouble has to be known.
KNOWN_WITHIN: Final = {
    "compressor": timedelta(hours=8),
    "stuck": timedelta(hours=7),
    "power-on": 5 * MINUTE,
    "drift": timedelta(hours=10),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that people have to know of."""

    kind: str
    begin: float
    end: float


class Freezer:
    """The readings of a freezer and of the twin of its probe, in hours from noon."""

    def __init__(self, seed: int, days: float) -> None:
        """Choose when what happens."""
        self._chance = chance = Random(seed)
        self._hours = days * 24
        kinds = list(KNOWN_WITHIN)
        chance.shuffle(kinds)
        self.troubles = [
            Trouble(kind, begin, begin + (0.5 if kind == "power-on" else 12))
            for number, kind in enumerate(kinds)
            for begin in (self._hours * (number + 0.3 + 0.3 * chance.random()) / 4,)
        ]
        self._defrost = self._next_defrost(0)
        self._door = self._next_door(0)
        self._air = self._stuck = _COLD
        self._insulation = chance.uniform(8, 20)

    def _next_defrost(self, now: float) -> float:
        return now + _DEFROST_EVERY * self._chance.uniform(0.9, 1.1)

    def _next_door(self, now: float) -> float:
        return now + self._chance.expovariate(1 / 3)

    def __iter__(self) -> Iterator[tuple[Instant, tuple[Reading, Reading] | None]]:
        """Yield what each poll brings, None where it is lost."""
        step = POLL / HOUR
        for number in range(int(self._hours / step)):
            now = number * step
            self._live(now, step)
            if self._chance.random() < 0.02:
                yield NOON + now * HOUR, None
                continue
            value, twin = self._seen(self._air), self._seen(self._air)
            if self._has(now, "power-on"):
                value = 85.0
            elif self._has(now, "stuck"):
                value = self._stuck
            elif self._has(now, "drift"):
                begin = next(
                    each.begin for each in self.troubles if each.kind == "drift"
                )
                value = round(value + now - begin, 1)
            elif self._chance.random() < 0.0005:
                value = round(value + self._chance.choice((-30, 30)), 1)  # a wild one
            self._stuck = value
            yield (
                NOON + now * HOUR,
                (reading(value), reading(twin, key=_TWIN, name="Twin")),
            )

    def _has(self, now: float, kind: str) -> bool:
        return any(
            each.kind == kind and each.begin <= now < each.end for each in self.troubles
        )

    def _live(self, now: float, step: float) -> None:
        if self._has(now, "compressor"):
            self._air += (_ROOM - self._air) * (1 - exp(-step / self._insulation))
            return
        if now >= self._defrost:
            if now < self._defrost + 0.4:
                self._air += (-5 - self._air) * (1 - exp(-step / 0.25))
                return
            self._defrost = self._next_defrost(now)
        if now >= self._door:
            self._air += self._chance.uniform(2, 10)
            self._door = self._next_door(now)
        self._air += (_COLD - self._air) * (1 - exp(-step / 0.35))

    def _seen(self, value: float) -> float:
        return round(value + self._chance.gauss(0, 0.1), 1)


@dataclass
class Score:
    """What a rule told, and what it should have told."""

    false: int = 0
    missed: int = 0
    found: int = 0
    minutes: float = 0
    """How long it took to tell, of all that was found."""

    def __add__(self, other: Score) -> Score:
        """Add up."""
        return Score(
            self.false + other.false,
            self.missed + other.missed,
            self.found + other.found,
            self.minutes + other.minutes,
        )

    def __str__(self) -> str:
        """Return the numbers."""
        mean = f"{self.minutes / self.found:6.0f} min" if self.found else "     –"
        return f"false {self.false:5}  missed {self.missed:4}  told after {mean}"


def _score(told: list[Instant], purpose: str, troubles: list[Trouble]) -> Score:
    hours = [(time - NOON) / HOUR for time in told]
    score = Score()
    excused = []
    for trouble in troubles:
        # Whatever is wrong with the probe or the freezer, to tell of it is not false;
        # nor is it while the freezer cools down again.
        excused.append((trouble.begin, trouble.end + 1))
        if trouble.kind == purpose:
            found = [hour for hour in hours if trouble.begin <= hour < trouble.end]
            if found and found[0] - trouble.begin <= KNOWN_WITHIN[purpose] / HOUR:
                score.found += 1
                score.minutes += (found[0] - trouble.begin) * 60
            else:
                score.missed += 1
    score.false = sum(
        not any(begin <= hour < end for begin, end in excused) for hour in hours
    )
    return score


def scores(seed: int, days: float) -> dict[str, Score]:
    """Let all rules follow one freezer, and return the score of each by its ID."""
    freezer = Freezer(seed, days)
    engine = RuleEngine(RULES)
    told: dict[str, list[Instant]] = {rule.id: [] for rule in RULES}
    for now, readings in freezer:
        alert_events = []
        if (due := engine.next_due(now)) is not None and due <= now:
            alert_events += engine.tick(now)
        if readings is not None:
            alert_events += engine.observe("a", readings, now)
        for alert_event in alert_events:
            if alert_event.change is Change.STARTED:
                told[alert_event.rule.id].append(now)
    return {
        name: _score(times, PURPOSE[name], freezer.troubles)
        for name, times in told.items()
    }
