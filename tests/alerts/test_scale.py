"""Many rules of many readings: nothing looks at each pair of them."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from custom_components.hwgroup.alerts.model import ReadingKind
from custom_components.hwgroup.alerts.rules.conditions import Range, Rule, Selection
from custom_components.hwgroup.alerts.rules.coverage import Census
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from worlds.examples import DEVICE, MINUTE, NOON, reading, rule

from ..calls import Calls

READINGS = [reading(5.0, key=f"a/sensor/{number}") for number in range(200)]
KEYS = [each.key for each in READINGS]
SENSORS = Selection(kinds=frozenset((ReadingKind.SENSOR,)))


def _rules(*, naming: bool) -> Iterator[Rule]:
    for number in range(100):
        keys = frozenset(KEYS[number::100]) if naming else None
        yield rule(
            Range(high=8.0 + number),
            id=f"rule {number}",
            selection=replace(SENSORS, keys=keys),
        )


def _engine(rules: list[Rule]) -> RuleEngine:
    engine = RuleEngine(rules)
    engine.observe("a", [DEVICE, *READINGS], NOON)
    return engine


@pytest.mark.parametrize("naming", [False, True])
def test_what_rules_watch_is_counted_without_all_pairs(naming: bool) -> None:
    """It costs a few calls for each rule and each reading."""
    engine = _engine(list(_rules(naming=naming)))
    calls = Calls()
    with calls.counting():
        census = Census({each.key: each for each in engine.readings}, engine.rules_for)
        found = [census.coverage_of(each) for each in engine.rules]
    assert {each.watches for each in found} == {2 if naming else len(READINGS)}
    assert calls.count < 10 * (len(READINGS) + len(found))


def test_another_target_of_a_rule_is_news_of_its_readings_only() -> None:
    """What the other rules watch is not looked at again."""
    engine = _engine(list(_rules(naming=True)))
    first, *others = engine.rules
    moved = replace(first, selection=replace(first.selection, keys=frozenset(KEYS[:2])))
    calls = Calls()
    with calls.counting():
        engine.set_rules([moved, *others], NOON + MINUTE)
    watched = {
        each.key
        for each in READINGS
        if moved.id in {watching.id for watching in engine.rules_for(each).rules}
    }
    assert watched == moved.selection.keys
    assert calls.count < 5 * len(others)


def _some_rule(random: Random, number: int) -> Rule:
    keys = random.choice((None, KEYS[:3], random.sample(KEYS[:6], 2), []))
    return rule(
        Range(high=random.choice((8.0, 9.0))),
        id=f"rule {number}",
        selection=replace(
            SENSORS,
            keys=None if keys is None else frozenset(keys),
            ignored=frozenset(random.sample(KEYS[:6], random.choice((0, 0, 1)))),
        ),
    )


def test_rules_that_came_one_by_one_watch_the_same() -> None:
    """However many have come, gone and changed before."""
    random = Random(1)
    engine = _engine([])
    for _ in range(200):
        rules = {each.id: each for each in engine.rules if random.random() < 0.6}
        new = _some_rule(random, random.randrange(5))
        engine.set_rules({**rules, new.id: new}.values(), NOON)
        anew = _engine(list(engine.rules))
        for each in READINGS[:6]:
            watching, meant = engine.rules_for(each), anew.rules_for(each)
            assert set(watching.rules) == set(meant.rules)
            assert watching.band == meant.band
