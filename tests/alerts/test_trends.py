"""Rules of a trend: what they see, what they do not, and how often they are wrong.

More of the last: `scripts/soak trends`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
import logging
from random import Random

import pytest

from custom_components.hwgroup.alerts.model import Change, Reading, ReadingKind
from custom_components.hwgroup.alerts.rules.conditions import Range, Rule, Selection
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.history import History, Unchanged, slope
from custom_components.hwgroup.alerts.rules.trends import (
    Forecast,
    PowerOn,
    Rate,
    Stuck,
    Trend,
    Twins,
)
from custom_components.hwgroup.alerts.timeline import Gap
from worlds.examples import DEVICE, HOUR, MINUTE, NOON, SENSOR, reading, rule
from worlds.freezers import Score, scores as freezer_scores

_LOGGER = logging.getLogger(__name__)
TWIN = "a/sensor/2"


def _follow(
    condition: Trend,
    readings: Iterable[Reading | float | None],
    engine: RuleEngine | None = None,
) -> list[tuple[Change, float]]:
    """Let a rule see a reading in each minute, and return what it told, and when."""
    engine = engine or RuleEngine([_probe(condition)])
    told = []
    for number, seen in enumerate(readings):
        now = NOON + number * MINUTE
        alert_events = engine.tick(now)
        if seen is not None:
            heard = seen if isinstance(seen, Reading) else reading(seen)
            alert_events += engine.observe("a", (DEVICE, heard), now)
        told += [(each.change, number) for each in alert_events]
    return told


def _probe(condition: Trend | Range) -> Rule:
    return rule(
        condition,
        selection=Selection(
            kinds=frozenset((ReadingKind.SENSOR,)), keys=frozenset((SENSOR.key,))
        ),
    )


def _starts(told: list[tuple[Change, float]]) -> list[float]:
    return [minute for change, minute in told if change is Change.STARTED]


# Slopes


@pytest.mark.parametrize("seed", range(20))
def test_a_slope_is_not_bent_by_wild_readings(seed: int) -> None:
    """Two of sixteen, wherever they are."""
    chance = Random(seed)
    change = chance.uniform(-1, 1)
    samples = [(float(minute), 4 + change * minute) for minute in range(16)]
    for number in chance.sample(range(16), 2):
        samples[number] = (samples[number][0], chance.choice((-999.0, 85.0)))
    assert slope(samples) == pytest.approx(change)


@pytest.mark.parametrize("seed", range(20))
def test_a_slope_is_the_same_for_other_zeros_and_other_scales(seed: int) -> None:
    """A value in another unit, or at another time, goes the same way."""
    chance = Random(seed)
    samples = [(float(minute), chance.gauss(0, 1)) for minute in range(12)]
    told = slope(samples)
    assert told is not None
    moved = slope([(time + 1e6, value * 1.8 + 32) for time, value in samples])
    assert moved == pytest.approx(told * 1.8, abs=1e-6)


@pytest.mark.parametrize("samples", [[], [(0.0, 1.0)], [(0.0, 1.0), (1.0, 2.0)]])
def test_too_few_samples_tell_nothing(samples: list[tuple[float, float]]) -> None:
    """Two readings are no trend."""
    assert slope(samples) is None


def test_looking_more_often_changes_no_slope() -> None:
    """A value that stays counts once a minute, however often somebody looks."""
    once, often = History(HOUR), History(HOUR)
    for minute in range(50):
        value = float(minute // 5)
        for history, later in ((once, 0), (often, 0), (often, 0.9)):
            now = NOON + (minute + later) * MINUTE
            history.add(now, value, is_total=False, scale=None)
    assert (often.now, often.slope(HOUR)) == (once.now, once.slope(HOUR))


# Rates


def test_a_rate_is_told_in_its_direction_and_once() -> None:
    """And it is over when it is clearly less steep."""
    up = [4 + minute / 10 for minute in range(60)]
    rate = Rate(window=30 * MINUTE, per_hour=3)
    told = _follow(rate, up + [up[-1]] * 60)
    assert [change for change, _ in told] == [Change.STARTED, Change.CLEARED]
    assert told[0][1] <= 16
    assert 60 < told[1][1] <= 90
    assert not _follow(replace(rate, rising=False), up)
    assert _starts(_follow(replace(rate, rising=False), [-one for one in up]))
    assert not _follow(replace(rate, falling=False), [-one for one in up])
    assert not _follow(replace(rate, per_hour=7), up)


@pytest.mark.parametrize(
    ("total", "scales", "falls"),
    [(True, "aa", []), (False, "aa", [30]), (False, "ab", []), (True, "ab", [])],
)
def test_a_counter_that_begins_anew(total: bool, scales: str, falls: list[int]) -> None:
    """That is no fall; nor is a value on another scale. What follows is seen as before."""
    count = [1000.0 + minute for minute in range(30)] + [float(n) for n in range(60)]
    rate = Rate(window=30 * MINUTE, per_hour=100)
    readings = [
        reading(
            value,
            is_total=total,
            scale=scales[number >= 30],
            quantity="pulses",
            unit=None,
        )
        for number, value in enumerate(count)
    ]
    told = _starts(_follow(rate, readings))
    assert [minute // 10 for minute in told] == [minute // 10 for minute in falls]


def test_a_rate_in_another_unit() -> None:
    """3 °C an hour are 5.4 °F an hour, without the 32."""
    rate = Rate(window=30 * MINUTE, per_hour=3, unit="°C")
    slow = [reading(40 + minute * 5.0 / 60, unit="°F") for minute in range(60)]
    steep = [reading(40 + minute * 6.0 / 60, unit="°F") for minute in range(60)]
    assert not _follow(rate, slow)
    assert _starts(_follow(rate, steep))


@pytest.mark.parametrize(
    "condition",
    [
        Rate(window=HOUR, per_hour=3, unit="°C"),
        Forecast(window=HOUR, within=HOUR, high=8, unit="°C"),
        Twins(window=HOUR, other=TWIN, by=1, unit="°C"),
    ],
)
def test_a_trend_of_degrees_has_no_sense_for_anything_else(
    condition: Rate | Forecast | Twins,
) -> None:
    """So it watches nothing that has no degrees."""
    assert condition.fitted(reading(quantity="temperature", unit="°F")) is not None
    assert condition.fitted(reading(quantity="humidity", unit="%")) is None


def test_another_unit_is_no_trend() -> None:
    """Somebody sets the device to °F: it is not 35 degrees warmer."""
    rate = Rate(window=30 * MINUTE, per_hour=3, unit="°C")
    readings = [reading(4.0)] * 60 + [reading(39.2, unit="°F")] * 60
    assert not _follow(rate, readings)


def test_a_gap_proves_nothing() -> None:
    """What was between is not known, so the window begins anew."""
    rate = Rate(window=30 * MINUTE, per_hour=3)
    jump = [reading(4.0)] * 60 + [reading(None)] + [reading(20.0)] * 60
    silent = [reading(4.0)] * 60 + [reading(4.0, heard=False)] + [reading(20.0)] * 60
    assert not _follow(rate, jump)
    assert not _follow(rate, silent)
    assert _starts(_follow(rate, [4.0] * 60 + [20.0] * 60))


def test_a_gap_that_the_time_line_lacks_is_no_trend() -> None:
    """A machine that slept for hours sees at once what took hours."""
    engine = RuleEngine([_probe(Rate(window=30 * MINUTE, per_hour=3))])
    now = NOON
    for value in [4.0] * 60 + [20.0] * 60:
        now += MINUTE
        if value == 20.0 and now == NOON + 61 * MINUTE:
            engine.doubt(Gap(now, now, 8 * HOUR), now)
        assert not engine.observe("a", (DEVICE, reading(value)), now)


# Forecasts


def test_a_limit_ahead_is_told_before_it_is_reached() -> None:
    """And not again when it is."""
    up = [4 + minute / 20 for minute in range(120)]
    told = _follow(Forecast(window=30 * MINUTE, within=HOUR, high=9), up)
    [start] = _starts(told)
    assert 9 - up[int(start)] > 1.5
    assert _starts(_follow(Range(high=9), up)) == [101]
    assert told == [(Change.STARTED, start)]


def test_a_value_that_comes_back_alerts_nobody() -> None:
    """Though it is far beyond the limit: a freezer that has defrosted."""
    forecast = Forecast(window=30 * MINUTE, within=HOUR, high=-12)
    back = [-5 - minute * 0.2 for minute in range(70)]
    assert not _follow(forecast, back)
    [start] = _starts(_follow(forecast, [-5.0] * 60))
    assert start <= 16


@pytest.mark.parametrize("seed", range(5))
def test_a_value_that_stays_beyond_is_told_once_whatever_its_noise(seed: int) -> None:
    """Noise is no way back."""
    chance = Random(seed)
    noisy = [round(chance.gauss(-8, 0.1), 1) for _ in range(600)]
    told = _follow(Forecast(window=30 * MINUTE, within=HOUR, high=-12), noisy)
    assert len(told) == 1


def test_a_value_that_rests_on_its_way_has_not_come_back() -> None:
    """It is told as soon as enough is known of it."""
    rests = [min(minute, 8) / 5 for minute in range(20)]
    assert _starts(_follow(Forecast(window=HOUR / 2, within=HOUR, high=3), rests))


def test_a_forecast_knows_both_limits() -> None:
    """Downwards, too."""
    down = [9 - minute / 20 for minute in range(120)]
    assert _starts(_follow(Forecast(window=HOUR / 2, within=HOUR, low=4), down))
    assert not _follow(Forecast(window=HOUR / 2, within=HOUR, high=20), down)


# Values that stand still, and values that are none


def test_a_stuck_value_is_told_and_is_over_when_it_moves() -> None:
    """Not one digit for six hours; a tenth is enough."""
    told = _follow(Stuck(window=6 * HOUR), [4.0] * 100 + [4.1] * 400 + [4.2] * 10)
    assert told == [(Change.STARTED, 460), (Change.CLEARED, 500)]


def test_a_stuck_value_is_still_stuck_after_a_restart() -> None:
    """That nothing is known of before is no movement."""
    stuck = Stuck(window=6 * HOUR)
    engine = RuleEngine([_probe(stuck)])
    assert _starts(_follow(stuck, [4.0] * 400, engine))
    again = RuleEngine([_probe(stuck)], engine.alerts)
    assert not _follow(stuck, [4.0] * 30, again)
    assert _follow(stuck, [4.0] * 5 + [4.1], again) == [(Change.CLEARED, 5)]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(
    ("gap", "missing", "after", "told"),
    [
        pytest.param(30, 0, 4.0, 390, id="only stops the count"),
        pytest.param(60, 0, 4.0, 420, id="of an hour"),
        pytest.param(61, 0, 4.0, 620, id="too long"),
        pytest.param(30, 0, 4.1, 589, id="in which it changed"),
        pytest.param(30, 20, 4.0, 390, id="longer than it seemed"),
        pytest.param(30, 40, 4.0, 590, id="much longer than it seemed"),
    ],
)
def test_a_gap_in_a_stuck_value(
    restarts: bool, gap: int, missing: int, after: float, told: int
) -> None:
    """What was the same on both sides of it counts, as long as it was seen."""
    rules = [_probe(Stuck(window=6 * HOUR))]
    engine, starts = RuleEngine(rules), []
    begin, end = NOON + 200 * MINUTE, NOON + (200 + gap) * MINUTE
    for minute in range(700):
        now = NOON + minute * MINUTE
        if now == begin and restarts:
            engine = RuleEngine(rules, engine.alerts, engine.histories.unchanged)
        if now == end + MINUTE and missing:
            engine.doubt(Gap(begin, end, missing * MINUTE), now)
        value = 4.0 if now < begin else after
        seen = reading(None if begin <= now < end - MINUTE else value)
        events = engine.observe("a", (DEVICE, seen), now)
        starts += [minute for each in events if each.change is Change.STARTED]
    assert starts == [told]


def test_what_is_known_of_a_value_goes_with_its_device() -> None:
    """Or with its probe: nothing is kept for ever."""
    known = {SENSOR.key: Unchanged(4.0, NOON, NOON)}
    engine = RuleEngine([], (), known)
    engine.observe("a", (DEVICE,), NOON)
    assert not engine.histories.unchanged
    engine = RuleEngine([], (), known)
    engine.keep((), NOON)
    assert not engine.histories.unchanged


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        pytest.param([69.9, 85.0], True, id="jump"),
        pytest.param([4.0] * 30 + [85.0] * 300, True, id="for hours"),
        pytest.param([4.0, None, reading(None), 85.0], True, id="after a gap"),
        pytest.param(
            [reading(39.2, unit="°F"), reading(185.0, unit="°F")], True, id="°F"
        ),
        pytest.param([85.0] * 30, False, id="always"),
        pytest.param([83.0, 84.0, 85.0], False, id="really so warm"),
        pytest.param([25.0, 40.0, 55.0, 70.0, 85.0], False, id="a heater"),
        pytest.param([4.0, 84.9], False, id="another value"),
        pytest.param(
            [reading(40.0, quantity="humidity"), reading(85.0, quantity="humidity")],
            False,
            id="humidity",
        ),
    ],
)
def test_the_power_on_value(readings: list[float | None], told: bool) -> None:
    """85.0 °C out of nowhere, for as long as it is there."""
    changes = [change for change, _ in _follow(PowerOn(), readings)]
    assert changes == [Change.STARTED] * told


def test_the_power_on_value_is_over_with_the_first_conversion() -> None:
    """It may be a hundred minutes."""
    told = _follow(PowerOn(), [4.0] + [85.0] * 100 + [4.1])
    assert told == [(Change.STARTED, 1), (Change.CLEARED, 101)]


# Twins


def _twins(first: float | None, second: float | None, **changes: str) -> list[Change]:
    engine = RuleEngine([_probe(Twins(other=TWIN, by=1))])
    told = []
    for number, shift in enumerate((0.0, 5.0, 5.0)):
        both = [
            reading(None if one is None else one + shift, key=key)
            for key, one in ((SENSOR.key, first), (TWIN, second))
        ]
        both[1] = replace(both[1], **changes)
        now = NOON + number * MINUTE
        told += engine.observe("a", (DEVICE, *both), now)
    return [each.change for each in told]


def test_twins_that_move_together_are_twins() -> None:
    """A poll that finds both of them elsewhere is no moment of difference."""
    assert _twins(4.0, 4.5) == []
    assert _twins(4.0, 5.0) == []
    assert _twins(4.0, 5.5) == [Change.STARTED]
    assert _twins(4.0, None) == []


def test_twins_in_two_units() -> None:
    """39.2 °F are 4 °C."""
    engine = RuleEngine([_probe(Twins(other=TWIN, by=1))])
    for value, told in ((39.2, 0), (45.0, 1)):
        twin = reading(value, key=TWIN, unit="°F")
        found = engine.observe("a", (DEVICE, reading(4.0), twin), NOON)
        assert len(found) == told


# What it is all for


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    """Return how rules did with the freezers of some seeds."""
    total: dict[str, Score] = {}
    for seed in (1, 2, 3):
        for name, score in freezer_scores(seed, 8).items():
            total[name] = total.get(name, Score()) + score
    for name, score in total.items():
        _LOGGER.info("seeds 1 to 3: %-32s%s", name, score)
    return total


def test_a_forecast_is_earlier_and_quieter_than_a_limit(
    scores: dict[str, Score],
) -> None:
    """On the same readings: of defrosts, doors, noise, and compressors that fail."""
    forecast, plain = scores["at -12 in 60 min, for 30 min"], scores["above -12"]
    patient = scores["above -12 for 30 min"]
    assert forecast.missed == plain.missed == patient.missed == 0
    assert plain.false > 50
    assert forecast.false < patient.false
    assert forecast.minutes / forecast.found < patient.minutes / patient.found - 20


def test_the_other_trends_are_hardly_ever_wrong(scores: dict[str, Score]) -> None:
    """Each finds what it is there for."""
    for name in ("stuck for 6 h", "power-on value", "3 from its twin for 30 min"):
        assert scores[name].found == 3
        assert scores[name].missed == scores[name].false == 0


def test_a_sample_costs_the_same_in_any_window() -> None:
    """A week is kept in as many samples as an hour."""
    week = timedelta(days=7)
    engine = RuleEngine([_probe(Rate(window=week, per_hour=1))])
    for number in range(3000):
        value = float(number % 7)
        engine.observe("a", (DEVICE, reading(value)), NOON + number * 5 * MINUTE)
    assert len(engine.histories.of(SENSOR.key, week)._samples) <= 17
