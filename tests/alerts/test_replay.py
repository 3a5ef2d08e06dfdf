"""What a rule would have told: the same as it told, in words and in data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from custom_components.hwgroup.alerts.backtest.recorder import Outcome
from custom_components.hwgroup.alerts.backtest.replay import (
    Moment,
    PastAlert,
    Proposal,
    Series,
    proposal,
    replay,
)
from custom_components.hwgroup.alerts.model import Change, Reading, ReadingKind
from custom_components.hwgroup.alerts.rules.conditions import (
    Position,
    Range,
    Rule,
    Selection,
)
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.event import AlertEvent
from custom_components.hwgroup.alerts.rules.trends import (
    Forecast,
    PowerOn,
    Rate,
    Stuck,
    Twins,
)
from custom_components.hwgroup.alerts.timeline import Instant
from worlds.examples import (
    DEVICE,
    HOUR,
    INPUT,
    MINUTE,
    NOON,
    NOW,
    SENSOR,
    reading,
    rule,
)

_POLL = timedelta(seconds=30)
_DAY = 24 * HOUR


def _series(*values: float | None, every: timedelta = MINUTE) -> Series:
    return Series(
        SENSOR,
        [Moment(NOON + number * every, value) for number, value in enumerate(values)],
    )


# One engine, not two


class _House:
    """A device with two thermometers and a door for some hours, by a seed."""

    def __init__(self, chance: Random, hours: float) -> None:
        self._chance, self._hours = chance, hours
        self._value, self._other, self._door = 6.0, 6.0, 0.0
        self._drift = 0.0

    def polls(self) -> Iterator[tuple[Instant, tuple[Reading, ...]]]:
        """Yield what is heard, with the same reading where nothing has changed."""
        known: dict[str, Reading] = {}
        for number in range(int(self._hours * HOUR / _POLL)):
            readings = tuple(self._readings())
            known |= {
                each.key: each for each in readings if known.get(each.key) != each
            }
            yield NOON + number * _POLL, tuple(known[each.key] for each in readings)

    def _readings(self) -> Iterator[Reading]:
        chance = self._chance
        if chance.random() < 0.01:
            self._drift = chance.choice((-0.1, 0, 0, 0.1))
        self._value += self._drift + (6 - self._value) * 0.01
        if chance.random() < 0.3:
            self._other = self._value + chance.gauss(0, 0.8)
        if chance.random() < 0.02:
            self._door = 1 - self._door
        lost, silent = chance.random() < 0.003, chance.random() < 0.002
        seen = 85.0 if chance.random() < 0.003 else round(self._value, 1)
        yield reading(None if lost else seen, heard=not silent)
        yield reading(round(self._other, 1), key="a/sensor/2", heard=not silent)
        yield replace(INPUT, value=self._door, heard=not silent)


def _any_rule(chance: Random) -> Rule:
    window = chance.choice((10, 30, 60)) * MINUTE
    condition = chance.choice(
        (
            Range(high=chance.uniform(6, 9), hysteresis=chance.choice((0, 0.5))),
            Range(low=chance.uniform(3, 5), high=8, hysteresis=0.2),
            Position(chance.random() < 0.5),
            Rate(window=window, per_hour=chance.uniform(2, 8)),
            Forecast(window=window, within=HOUR, low=3, high=9),
            Stuck(window=chance.choice((5, 20)) * MINUTE),
            PowerOn(),
            Twins(other="a/sensor/2", by=chance.uniform(0.5, 2)),
        )
    )
    kind = ReadingKind.INPUT if isinstance(condition, Position) else ReadingKind.SENSOR
    keys = frozenset((SENSOR.key,)) if isinstance(condition, Twins) else None
    return rule(
        condition,
        id="own",
        selection=Selection(kinds=frozenset((kind,)), keys=keys),
        delay=chance.choice((0, 0, 2, 15)) * MINUTE,
    )


class _Live:
    """A rule that is followed as it happens, and all that it was told."""

    def __init__(self, tried: Rule) -> None:
        self.told: dict[tuple[str, Instant | None], PastAlert] = {}
        self.moments: dict[str, list[Moment]] = {}
        self._last: dict[str, Reading] = {}
        self._engine = RuleEngine([tried])
        self._now = NOON

    def wait(self, until: Instant) -> None:
        """Let time alone do what it does."""
        while (due := self._engine.next_due(self._now)) is not None and due < until:
            self._now = due
            self._take(self._engine.tick(due))

    def hear(self, now: Instant, readings: tuple[Reading, ...]) -> None:
        """Take a poll; one without news is told to nobody."""
        news = [each for each in readings if self._last.get(each.key) is not each]
        if not news:
            return
        self._now = now
        self._take(self._engine.observe("a", (DEVICE, *readings), now))
        for each in news:
            self._last[each.key] = each
            value = each.value if each.heard else None
            moment = Moment(now, value, each.heard)
            self.moments.setdefault(each.key, []).append(moment)

    def _take(self, alert_events: list[AlertEvent]) -> None:
        for told in alert_events:
            alert, key = told.alert, (told.reading.key, told.alert.started)
            if told.change is Change.STARTED and alert.started is not None:
                for other, past in list(self.told.items()):
                    if other[0] == key[0] and past.ended is None:  # the other side
                        self.told[other] = replace(past, ended=alert.since)
                began = PastAlert(reading=told.reading, started=alert.started)
                self.told[key] = began
            else:
                over = replace(self.told[key], ended=alert.ended, worst=alert.worst)
                self.told[key] = over


def _both(
    seed: int, hours: float = 12
) -> tuple[Rule, list[PastAlert], list[PastAlert]]:
    """Return a rule, what it told as it happened, and what it would have told."""
    chance = Random(seed)
    tried = _any_rule(chance)
    live, end = _Live(tried), NOON + hours * HOUR
    for now, readings in _House(chance, hours).polls():
        live.wait(now)
        live.hear(now, readings)
    live.wait(end)
    position = isinstance(tried.condition, Position)
    series = [
        Series(one, live.moments[one.key])
        for one in (INPUT, SENSOR, replace(SENSOR, key="a/sensor/2"))
        if (one is INPUT) is position
    ]
    past = replay(tried, series, end)
    return tried, sorted(live.told.values(), key=_place), sorted(past, key=_place)


def _place(alert: PastAlert) -> tuple[str, Instant]:
    return alert.reading.key, alert.started


def _said(alerts: list[PastAlert]) -> list[tuple[object, ...]]:
    return [(each.reading.key, each.started, each.ended, each.worst) for each in alerts]


def test_a_replay_tells_what_was_told() -> None:
    """Fifty random rules, as they happened and once more."""
    alerts = 0
    for seed in range(50):
        tried, live, past = _both(seed)
        assert _said(past) == _said(live), (seed, tried)
        alerts += len(live)
    assert alerts > 100


def test_twins_of_one_device_are_compared_when_both_are_known() -> None:
    """The door warms both; that one of them is written down first is no difference."""
    apart = rule(
        Twins(other="a/sensor/2", by=1),
        selection=Selection(
            kinds=frozenset((ReadingKind.SENSOR,)), keys=frozenset((SENSOR.key,))
        ),
    )
    first = _series(4.0, 9.0)
    moments = [
        replace(each, time=each.time + timedelta(milliseconds=3))
        for each in first.moments
    ]
    second = Series(replace(SENSOR, key="a/sensor/2"), moments)
    assert replay(apart, [first, second], NOON + HOUR) == []


# What is proposed, and in which words


def test_the_least_change_that_helps_is_proposed() -> None:
    """A hysteresis before a delay; none where nothing spares half of the alerts."""
    trembling = _series(*[8.2, 7.9] * 3 + [4.0] * 60, every=5 * MINUTE)
    tried = rule(Range(high=8))
    end = NOON + 6 * HOUR
    alerts = replay(tried, [trembling], end)
    assert len(alerts) == 3
    proposed = proposal(tried, [trembling], end, len(alerts))
    assert proposed is not None
    assert proposed.rule.condition == Range(high=8, hysteresis=0.2)
    assert (proposed.rule.id, proposed.alerts) == ("rule", 1)
    real = _series(*[12.0] * 40 + [4.0] * 40 + [12.0] * 40)
    alerts = replay(tried, [real], end)
    assert len(alerts) == 2
    assert proposal(tried, [real], end, len(alerts)) is None


def test_what_still_lasts_has_no_end() -> None:
    """And it has lasted until now."""
    [alert] = replay(rule(Range(high=8)), [_series(4.0, 9.0, 9.5)], NOON + HOUR)
    assert (alert.started, alert.ended) == (NOON + MINUTE, None)
    assert alert.length(NOON + HOUR) == 59 * MINUTE


def test_an_outcome_in_words() -> None:
    """None, one, some; and what would have been better."""

    def told(*alerts: PastAlert, proposed: Proposal | None = None) -> str:
        outcome = Outcome(
            rule=rule(), days=10, end=NOW, alerts=list(alerts), proposal=proposed
        )
        return outcome.text("en")

    short = PastAlert(reading=SENSOR, started=NOON, ended=NOON + 4 * MINUTE)
    long = PastAlert(reading=SENSOR, started=NOON, ended=NOON + 3 * HOUR)
    assert len({told(), told(short), told(short, long)}) == 3
    assert "2" in told(short, long)
    assert "4 min" in told(short, long)
    assert "3 h" in told(short, long)
    later = told(short, long, proposed=Proposal(rule(delay=5 * MINUTE), 1))
    assert (
        later == f"{told(short, long)} With a delay of 5 min there would have been 1."
    )
    calmer = Proposal(rule(Range(high=8, hysteresis=0.5, unit="°C")), 1)
    better = "With a hysteresis of 0.5 °C there would have been 1."
    assert told(short, long, proposed=calmer) == f"{told(short, long)} {better}"
