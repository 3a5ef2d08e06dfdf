"""All rules over all readings, and time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from custom_components.hwgroup.alerts.model import Alert, Change, Reading, ReadingKind
from custom_components.hwgroup.alerts.rules.conditions import (
    DeviceAlarm,
    Lost,
    Offline,
    Position,
    Range,
    Rule,
    Selection,
)
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.event import AlertEvent
from custom_components.hwgroup.alerts.rules.gaps import long_gap
from custom_components.hwgroup.alerts.rules.lifecycle import advance, cleared, due
from custom_components.hwgroup.alerts.rules.other_unit import in_unit_of
from custom_components.hwgroup.alerts.timeline import Gap, Instant
from worlds.examples import (
    DEVICE,
    HOUR,
    INPUT,
    MINUTE,
    NOON,
    SENSOR,
    alert,
    reading,
    rule,
)

LATER = rule(delay=5 * MINUTE)
_TICK_LATENESS = timedelta(milliseconds=7)


def _observe(engine: RuleEngine, seen: Reading, now: Instant) -> list[Change]:
    return [told.change for told in engine.observe("a", [DEVICE, seen], now)]


def _tick(engine: RuleEngine, now: Instant) -> list[Change]:
    return [told.change for told in engine.tick(now)]


@pytest.mark.parametrize("delay", [MINUTE, 5 * MINUTE, 90 * MINUTE])
def test_a_value_that_stays_where_it_is_alerts_after_the_delay(
    delay: timedelta,
) -> None:
    """Nothing is heard of it in between, and no clock is exact."""
    engine = RuleEngine([rule(delay=delay)])
    assert _observe(engine, reading(9), NOON) == []
    assert engine.next_due(NOON) == NOON + delay
    assert _tick(engine, NOON + delay - _TICK_LATENESS) == []
    assert _tick(engine, NOON + delay + _TICK_LATENESS) == [Change.STARTED]
    assert engine.next_due(NOON + delay + _TICK_LATENESS) is None


def test_what_is_overdue_is_not_lost() -> None:
    """While something is written down, a delay may end unnoticed."""
    engine = RuleEngine([LATER])
    _observe(engine, reading(9), NOON)
    late = NOON + 6 * MINUTE
    assert engine.next_due(late) == NOON + 5 * MINUTE
    assert _tick(engine, late) == [Change.STARTED]


def test_what_nobody_knows_waits_for_news() -> None:
    """After a start, and while a device is silent, the clock decides nothing."""
    pending = alert(started=None, starts=())
    engine = RuleEngine([LATER], [pending])
    assert engine.next_due(NOON) is None
    assert _observe(engine, reading(9, heard=False), NOON + MINUTE) == []
    assert engine.next_due(NOON) is None
    assert _tick(engine, NOON + 6 * MINUTE) == []
    # It was silent for longer than the delay: the time counts anew.
    assert _observe(engine, reading(9), NOON + 7 * MINUTE) == []
    assert engine.next_due(NOON) == NOON + 12 * MINUTE


def test_a_short_silence_lets_the_time_go_on() -> None:
    """However long the value had been there before, unchanged."""
    engine = RuleEngine([LATER])
    _observe(engine, reading(9), NOON)
    silent = NOON + 4.5 * MINUTE
    assert _observe(engine, reading(9, heard=False), silent) == []
    assert _observe(engine, reading(9), silent + MINUTE) == [Change.STARTED]


def test_a_flapping_alert_that_is_calm_is_told_by_the_limit() -> None:
    """The hysteresis is for what is wrong, not for what is over."""
    flapping = alert(flapping=True, ended=NOON, above=True, limit=8.0)
    engine = RuleEngine([rule(Range(high=8, hysteresis=2))], [flapping])
    assert _observe(engine, reading(7), NOON + MINUTE) == []
    [left] = engine.alerts
    assert left.ended == NOON
    assert _tick(engine, NOON + 31 * MINUTE) == [Change.CLEARED]


def test_an_alert_of_the_last_run_can_be_told_again_though_its_value_is_lost() -> None:
    """Its device is there: whoever has not answered is owed the next message."""
    watching = rule()
    told = alert(severity=watching.severity, rule_name=watching.name)
    engine = RuleEngine([watching], [told])
    engine.dirty = False
    assert _observe(engine, reading(None), NOON + MINUTE) == []
    assert engine.dirty
    assert [known.is_on for known, _, _ in engine.active] == [True]


def test_what_is_calm_for_now_was_seen_when_it_was() -> None:
    """What holds was seen until it is written down."""
    engine = RuleEngine([rule()])
    for minute, value in enumerate((9, 5, 9, 5, 9)):
        _observe(engine, reading(value), NOON + minute * MINUTE)
    later = NOON + 9 * MINUTE
    [known] = engine.kept(later)
    assert (known.flapping, known.ended, known.seen) == (True, None, later)
    _observe(engine, reading(5), later)
    [known] = engine.kept(later + 9 * MINUTE)
    assert known.ended == later
    assert known.seen < later + 9 * MINUTE


def test_what_began_as_a_gap_did_is_told_anew_after_it() -> None:
    """Nobody knows of the time since, however short it was on this line of time."""
    engine = RuleEngine([rule()])
    assert _observe(engine, reading(9), NOON) == [Change.STARTED]
    engine.doubt(Gap(NOON, NOON, 8 * HOUR), NOON)
    assert _observe(engine, reading(9), NOON + MINUTE) == [Change.STARTED]


def test_what_is_gone_is_forgotten() -> None:
    """A probe that its device has no more, and a device that nobody watches."""
    engine = RuleEngine([rule()])
    _observe(engine, reading(9), NOON)
    silent = replace(DEVICE, value=0.0)
    engine.observe("a", [silent], NOON)
    assert [known.source for known in engine.alerts] == [SENSOR.key]
    engine.dirty = False
    engine.observe("a", [DEVICE], NOON)
    assert list(engine.alerts) == []
    assert engine.dirty
    _observe(engine, reading(9), NOON)
    engine.keep({"b"}, NOON)
    assert (list(engine.alerts), list(engine.readings)) == ([], [])


def test_other_rules() -> None:
    """They are asked at once; what is not watched any more is forgotten."""
    engine = RuleEngine([rule()])
    _observe(engine, reading(9), NOON)
    told = engine.set_rules([rule(Range(high=20)), rule(id="new")], NOON)
    assert [(each.change, each.rule.id) for each in told] == [
        (Change.CLEARED, "rule"),
        (Change.STARTED, "new"),
    ]
    engine.set_rules(
        [rule(selection=Selection(kinds=frozenset((ReadingKind.INPUT,))))], NOON
    )
    assert list(engine.alerts) == []


def test_alerts_of_rules_that_have_lost_their_sense_are_forgotten() -> None:
    """What nothing can evaluate any more must neither stand for ever nor wake anybody."""
    engine = RuleEngine([rule(Range(high=8, unit="°C"), delay=5 * MINUTE)])
    _observe(engine, reading(9), NOON)
    assert _observe(engine, reading(9, unit="lx"), NOON + MINUTE) == []
    assert list(engine.alerts) == []
    assert engine.next_due(NOON) is None
    engine = RuleEngine([], [alert()])
    _observe(engine, reading(9), NOON)
    assert list(engine.alerts) == []


def test_limits_and_units_that_change_on_the_device() -> None:
    """The shortcut for what is calm follows them."""
    of_device = rule(Range(of_device=True), id="own")
    engine = RuleEngine([of_device, rule(Range(high=8, unit="°C"), id="celsius")])
    assert _observe(engine, reading(7, high=10.0), NOON) == []
    assert _observe(engine, reading(7, high=6.0), NOON) == [Change.STARTED]
    assert _observe(engine, reading(7, high=10.0), NOON) == [Change.CLEARED]
    assert _observe(engine, reading(46, high=50.0, unit="°F"), NOON) == []
    assert _observe(engine, reading(47, high=50.0, unit="°F"), NOON) == [Change.STARTED]


def test_only_what_changes_is_written_down() -> None:
    """A value that wanders beyond a limit is not a reason to write."""
    engine = RuleEngine([rule()])
    _observe(engine, reading(9), NOON)
    engine.dirty = False
    _observe(engine, reading(12), NOON + MINUTE)
    assert not engine.dirty
    [(known, _, _)] = engine.active
    assert (known.value, known.worst) == (12, 12)


# The shortcut against an engine that has none


class _Naive:
    """Judges every rule for every reading at every look, as the words of rules say."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = rules
        self._alerts: dict[tuple[str, str], Alert] = {}
        self._readings: dict[str, Reading] = {}
        self._unknown: set[tuple[str, str]] = set()

    def look(self, readings: list[Reading], now: Instant) -> Iterator[AlertEvent]:
        """Take readings, or none where only the time has changed."""
        for seen in readings:
            # What has been known so far was so until now.
            for known in self._alerts.keys() - self._unknown:
                if known[1] == seen.key:
                    self._alerts[known] = replace(self._alerts[known], seen=now)
            self._readings[seen.key] = seen
            yield from self._evaluate(seen, now)

    def wait(self, now: Instant) -> Iterator[AlertEvent]:
        """Let the time change what it changes."""
        for source in {
            key[1] for key in self._alerts.keys() - self._unknown if self._due(key, now)
        }:
            yield from self.look([self._readings[source]], now)

    def _due(self, key: tuple[str, str], now: Instant) -> bool:
        [watching] = [each for each in self._rules if each.id == key[0]]
        when = due(watching, self._alerts[key])
        return when is not None and when <= now

    def _evaluate(self, seen: Reading, now: Instant) -> Iterator[AlertEvent]:
        for watching in self._rules:
            key = (watching.id, seen.key)
            condition = watching.condition.fitted(seen)
            if condition is None or not watching.selection.covers(seen):
                self._alerts.pop(key, None)
                continue
            before = in_unit_of(self._alerts.pop(key, None), watching, seen)
            gap = before and long_gap(watching, before, now)
            crossed = before and not gap and before.is_on and before.ended is None
            verdict = condition.evaluate(seen, before.above if crossed else None)
            self._unknown.discard(key)
            if verdict.firing is None:
                self._unknown.add(key)
            after, change = advance(watching, before, seen, verdict, now, gap)
            if after is None:
                continue
            self._alerts[key] = cleared(after) if change is Change.CLEARED else after
            if change is not None:
                yield AlertEvent(change, after, watching, seen)


def _some_rules(random: Random) -> list[Rule]:
    rules = [
        rule(
            Offline(), id="offline", selection=Selection(kinds=frozenset(("device",)))
        ),
        rule(Lost(), id="lost", delay=random.choice((0, 1, 3)) * MINUTE),
        rule(DeviceAlarm(), id="alarm", delay=random.choice((0, 2)) * MINUTE),
    ]
    for number in range(random.randrange(5)):
        low = random.choice((None, 0, 2, 4))
        condition = random.choice(
            (
                Position(random.random() < 0.5),
                Range(of_device=True),
                Range(
                    low=low,
                    high=random.choice((None, 6, 8)),
                    hysteresis=random.choice((0, 0.5, 1)),
                    unit=random.choice((None, "°C", "°F")),
                ),
            )
        )
        kinds = random.sample(
            (ReadingKind.SENSOR, ReadingKind.INPUT), random.choice((1, 2))
        )
        rules.append(
            rule(
                condition,
                id=f"own {number}",
                delay=random.choice((0, 0, 1, 2.5, 10)) * MINUTE,
                selection=Selection(kinds=frozenset(kinds)),
            )
        )
    return rules


def _some_readings(random: Random) -> list[Reading]:
    online = random.choice((1.0, 1.0, 1.0, 1.0, 0.0))
    heard = bool(online)
    sensors = [
        reading(
            random.choice((None, 1.0, 3.0, 5.0, 6.5, 7.7, 8.0, 9.5)),
            key=f"a/sensor/{number}",
            heard=heard,
            unit=random.choice(("°C", "°C", "°C", "°F")),
            in_alarm=random.choice((None, False, False, True)),
            high=random.choice((None, 6.0, 8.0)),
            hysteresis=random.choice((None, 1.0)),
        )
        for number in range(3)
    ]
    door = replace(INPUT, value=random.choice((None, 0.0, 1.0)), heard=heard)
    return [replace(DEVICE, value=online), *sensors, door]


@pytest.mark.parametrize("seed", range(60))
def test_the_shortcut_changes_nothing(seed: int) -> None:
    """Whatever rules there are, and whatever they see: the very same alert_events."""
    random = Random(seed)
    rules = _some_rules(random)
    engine, naive = RuleEngine(rules), _Naive(rules)
    now = NOON
    readings = _some_readings(random)
    for step in range(120):
        if random.random() < 0.6:
            # As a device does, most of its readings are the same as before.
            readings = [
                random.choice((old, old, new)) if random.random() < 0.9 else new
                for old, new in zip(readings, _some_readings(random), strict=True)
            ]
            found = engine.observe("a", readings, now)
            meant = list(naive.look(readings, now))
        else:
            due_at = engine.next_due(now)
            if due_at is not None and random.random() < 0.7:
                now = max(now, due_at) + random.choice((0, 1)) * _TICK_LATENESS
            found = engine.tick(now)
            meant = list(naive.wait(now))
        for told in (found, meant):
            told.sort(key=lambda each: (each.rule.id, each.reading.key))
        assert [_told(each) for each in found] == [_told(each) for each in meant], (
            f"seed {seed}, step {step}"
        )
        now += random.choice((0.1, 0.5, 0.5, 3)) * MINUTE
        if not readings[0].value and random.random() < 0.2:
            now += 2 * HOUR  # a long gap


def _told(alert_event: AlertEvent) -> tuple[object, ...]:
    # The condition of the one is fitted to a unit, that of the other is not.
    known = alert_event.alert
    return (
        alert_event.change,
        known,
        known.worst,
        alert_event.rule.id,
        alert_event.reading,
    )
