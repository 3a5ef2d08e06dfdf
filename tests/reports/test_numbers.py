"""The numbers of a report, against an oracle that looks at every single second."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from math import exp, log
from random import Random
from zoneinfo import ZoneInfo

import pytest

from custom_components.hwgroup.observed.gaps import Cause, Gap
from custom_components.hwgroup.reports.numbers import Beyond, Kelvin, Numbers, Threshold
from custom_components.hwgroup.reports.periods import Every, last
from custom_components.hwgroup.reports.spans import (
    Hour,
    Point,
    Span,
    from_hours,
    from_points,
    without,
)
from custom_components.hwgroup.reports.stretches import MOST_LISTED
from custom_components.hwgroup.reports.tally import Tally

CELSIUS = Kelvin(lambda value: value + 273.15, lambda value: value - 273.15)
HIGH, LOW = Threshold(8.0, above=True), Threshold(2.0, above=False)
HOUR = 3600
PRAGUE = ZoneInfo("Europe/Prague")


def numbers_of(
    spans: Iterable[Span],
    begin: float,
    end: float,
    limits: Iterable[Threshold] = (),
    kelvin: Kelvin | None = None,
) -> Numbers:
    """Return the numbers of a period."""
    tally = Tally(limits, kelvin)
    for span in spans:
        tally.add(span)
    return tally.result(begin, end)


# What is what, second by second


@dataclass
class _House:
    """A probe for some hours, by a seed: its truth at each second, and what was written."""

    truth: list[float | None]
    """None where nobody observed it."""
    points: list[Point]
    gaps: list[Gap]


def _house(chance: Random) -> _House:
    length = chance.randrange(2 * HOUR, 5 * HOUR)
    points = [Point(-chance.randrange(1, 500), _value(chance))]
    while points[-1].time < length:
        points.append(Point(points[-1].time + chance.randrange(1, 900), _value(chance)))
    gaps = sorted(
        (_gap(chance, length) for _ in range(chance.randrange(6))),
        key=lambda gap: gap.begin,
    )
    truth = [
        next(p.value for p in reversed(points) if p.time <= s) for s in range(length)
    ]
    for gap in gaps:
        for second in range(max(0, int(gap.begin)), min(length, int(gap.end))):
            truth[second] = None
    return _House(truth, points, gaps)


def _value(chance: Random) -> float | None:
    return None if chance.random() < 0.1 else round(chance.uniform(0, 10), 1)


def _gap(chance: Random, length: int) -> Gap:
    begin = chance.randrange(-200, length)
    cause = chance.choice((Cause.HELD, Cause.STOPPED))
    return Gap(begin, begin + chance.randrange(1, 2 * HOUR), cause)


def _runs(truth: list[float | None], limit: Threshold) -> Iterator[tuple[int, int]]:
    """Yield the excursions: gaps in their middle belong to them, others do not."""
    known = [(second, value) for second, value in enumerate(truth) if value is not None]

    def is_beyond(item: tuple[int, float]) -> bool:
        return item[1] > limit.value if limit.above else item[1] < limit.value

    for beyond, run in groupby(known, is_beyond):
        seconds = [second for second, _ in run]
        if beyond:
            yield seconds[0], seconds[-1] + 1


def _numbers(house: _House, *limits: Threshold) -> Numbers:
    end = len(house.truth)
    spans = without(from_points(house.points, 0, end), house.gaps)
    return numbers_of(spans, 0, end, limits, CELSIUS)


@pytest.mark.parametrize("seed", range(20))
def test_the_numbers_are_those_of_every_second(seed: int) -> None:
    """Whatever is recorded, and whatever of that was no observation."""
    house = _house(Random(seed))
    found = _numbers(house, HIGH, LOW)
    seen = [value for value in house.truth if value is not None]
    assert found.observed == len(seen)
    assert sum(found.missing.values()) == len(house.truth) - len(seen)
    assert found.coverage == pytest.approx(len(seen) / len(house.truth))
    assert found.hourly == 0
    if not seen:
        assert (found.lowest, found.highest, found.mean, found.kinetic) == (None,) * 4
        return
    assert found.lowest is not None
    assert found.highest is not None
    assert (found.lowest.value, found.highest.value) == (min(seen), max(seen))
    assert house.truth[int(found.highest.time)] == max(seen)
    assert house.truth.index(min(seen)) == found.lowest.time
    assert found.mean == pytest.approx(sum(seen) / len(seen))
    rates = [exp(-83144 / (8.3144 * (value + 273.15))) for value in seen]
    kinetic = 83144 / 8.3144 / -log(sum(rates) / len(rates)) - 273.15
    assert found.kinetic == pytest.approx(kinetic)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("limit", [HIGH, LOW], ids=["high", "low"])
def test_the_excursions_are_those_of_every_second(seed: int, limit: Threshold) -> None:
    """Their number, their length, the worst value, and the seconds that were seen."""
    house = _house(Random(seed))
    [found] = _numbers(house, limit).beyond
    runs = [*_runs(house.truth, limit)]
    assert found.count == len(runs)
    assert [(each.begin, each.end) for each in found.longest] == runs
    worst = max if limit.above else min
    assert [each.worst for each in found.longest] == [
        worst(value for value in house.truth[begin:end] if value is not None)
        for begin, end in runs
    ]
    assert found.seconds == sum(
        value > limit.value if limit.above else value < limit.value
        for value in house.truth
        if value is not None
    )
    assert found.undecided == 0


@pytest.mark.parametrize("seed", range(20))
def test_the_gaps_are_those_of_every_second(seed: int) -> None:
    """One after the other, where nothing was observed."""
    house = _house(Random(seed))
    gaps = _numbers(house).gaps
    listed = {second for gap in gaps for second in range(int(gap.begin), int(gap.end))}
    assert listed == {s for s, value in enumerate(house.truth) if value is None}
    for one, other in pairwise(gaps):
        assert one.end <= other.begin
        assert one.end < other.begin or one.cause is not other.cause


# What is known of an hour only


def _hours(*rows: tuple[float, float, float]) -> Iterable[Hour]:
    return [Hour(number * HOUR, *row) for number, row in enumerate(rows)]


def test_hours_say_no_more_than_they_know() -> None:
    """How long it was out of range in an hour with values on both sides, nobody knows."""
    rows = _hours((5, 4, 6), (8.5, 8.1, 9), (7, 6, 8.2), (5, 4, 6))
    found = numbers_of(from_hours(rows, 0, 4 * HOUR), 0, 4 * HOUR, [HIGH], CELSIUS)
    assert found.hourly == found.observed == 4 * HOUR
    [beyond] = found.beyond
    assert (beyond.seconds, beyond.undecided, beyond.count) == (HOUR, HOUR, 1)
    [excursion] = beyond.longest
    assert (excursion.begin, excursion.end, excursion.worst) == (HOUR, 3 * HOUR, 9)
    assert excursion.is_hourly
    assert found.highest is not None
    assert (found.highest.value, found.highest.time) == (9, HOUR)
    assert found.highest.is_hourly


def test_the_mean_kinetic_temperature_is_above_the_mean() -> None:
    """And hourly means lose a part of it: a defrost of 20 minutes in a day at 5 °C."""
    day = 24 * HOUR
    points = [Point(0, 5.0), Point(HOUR, 14.0), Point(HOUR + 1200, 5.0)]
    by_states = numbers_of(from_points(points, 0, day), 0, day, (), CELSIUS)
    rows = _hours(*((8.0, 5.0, 14.0) if n == 1 else (5.0, 5.0, 5.0) for n in range(24)))
    by_hours = numbers_of(from_hours(rows, 0, day), 0, day, (), CELSIUS)
    assert by_states.mean == by_hours.mean == pytest.approx(5.125)
    assert by_states.kinetic == pytest.approx(5.22, abs=0.005)
    assert by_hours.kinetic == pytest.approx(5.15, abs=0.005)


def test_an_hour_that_was_filled_in_is_no_observation() -> None:
    """Home Assistant writes the last value for hours in which it did not run."""
    rows = _hours(*[(5.1, 5.1, 5.1)] * 4)
    gaps = [Gap(HOUR, 3 * HOUR + 60, Cause.STOPPED)]
    spans = [*without(from_hours(rows, 0, 4 * HOUR), gaps)]
    found = numbers_of(spans, 0, 4 * HOUR)
    assert found.observed == 2 * HOUR - 60
    assert found.missing == {Cause.STOPPED: 2 * HOUR + 60}
    [gap] = found.gaps
    assert (gap.begin, gap.end) == (HOUR, 3 * HOUR + 60)


def test_hours_that_are_missing_are_gaps() -> None:
    """Before, between and after those that are there; and one is cut by the period."""
    rows = [Hour(HOUR, 5, 5, 5), Hour(3 * HOUR, 6, 6, 6)]
    spans = [*from_hours(rows, 1.5 * HOUR, 5 * HOUR)]
    assert [(s.begin, s.end, s.seen and s.seen.mean) for s in spans] == [
        (1.5 * HOUR, 2 * HOUR, 5),
        (2 * HOUR, 3 * HOUR, None),
        (3 * HOUR, 4 * HOUR, 6),
        (4 * HOUR, 5 * HOUR, None),
    ]


# The edges


def test_nothing_is_known_of_nothing() -> None:
    """Neither of a period without any data, nor of one without any length."""
    nothing = numbers_of(from_points([], 0, HOUR), 0, HOUR, [HIGH], CELSIUS)
    assert (nothing.coverage, nothing.mean, nothing.kinetic) == (0, None, None)
    assert nothing.missing == {Cause.NO_DATA: HOUR}
    assert numbers_of(from_points([], 5, 5), 5, 5).coverage is None


def test_of_countless_excursions_only_some_are_listed() -> None:
    """The longest ones, in their order; all of them count."""
    spans: list[Span] = []
    points = [Point(10 * n, 9.0 if n % 2 else 5.0) for n in range(2000)]
    points += [Point(20_000, 9.0), Point(20_500, 5.0)]
    spans = [*from_points(points, 0, 21_000)]
    beyond: Beyond = numbers_of(spans, 0, 21_000, [HIGH]).beyond[0]
    assert beyond.count == 1000
    assert len(beyond.longest) == MOST_LISTED
    assert beyond.longest[-1].seconds == 510


def test_no_temperature_is_below_all_probes() -> None:
    """A nonsense value leaves a number, and no error."""
    found = numbers_of(from_points([Point(0, -400.0)], 0, 9), 0, 9, (), CELSIUS)
    assert found.kinetic == pytest.approx(50 - 273.15)


# Periods


@pytest.mark.parametrize(
    ("every", "now", "begin", "end", "hours"),
    [
        (Every.DAY, "2026-11-25T13:00", "2026-11-24", "2026-11-25", 24),
        (Every.DAY, "2026-03-30T00:00", "2026-03-29", "2026-03-30", 23),
        (Every.DAY, "2026-10-26T05:00", "2026-10-25", "2026-10-26", 25),
        (Every.WEEK, "2026-11-25T13:00", "2026-11-16", "2026-11-23", 168),
        (Every.WEEK, "2026-11-23T00:00", "2026-11-16", "2026-11-23", 168),
        (Every.MONTH, "2026-11-25T13:00", "2026-10-01", "2026-11-01", 745),
        (Every.MONTH, "2026-01-01T00:00", "2025-12-01", "2026-01-01", 744),
    ],
)
def test_a_period_is_whole_days_of_local_time(
    every: Every, now: str, begin: str, end: str, hours: int
) -> None:
    """Also where a day has 23 or 25 hours."""
    since, until = last(every, datetime.fromisoformat(now).replace(tzinfo=PRAGUE))
    assert since == datetime.fromisoformat(begin).replace(tzinfo=PRAGUE)
    assert until == datetime.fromisoformat(end).replace(tzinfo=PRAGUE)
    length = until.timestamp() - since.timestamp()
    assert timedelta(seconds=length) == timedelta(hours=hours)
