"""The life of an alert, step by step."""

from dataclasses import replace

import pytest

from custom_components.hwgroup.alerts.model import Alert, Change, Phase
from custom_components.hwgroup.alerts.rules.answers import acknowledged
from custom_components.hwgroup.alerts.rules.conditions import Rule
from custom_components.hwgroup.alerts.rules.lifecycle import (
    CALM_AFTER_FLAPPING,
    advance,
    cleared,
    due,
)
from custom_components.hwgroup.alerts.rules.verdict import (
    CALM,
    FIRING,
    UNKNOWN,
    Verdict,
)
from custom_components.hwgroup.alerts.timeline import Gap, Instant
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads_object
from worlds.examples import HOUR, MINUTE, NOON, NOW, alert, reading, rule

STARTED, CLEARED = Change.STARTED, Change.CLEARED
AT_ONCE, LATER = rule(), rule(delay=5 * MINUTE)
MARKS = {"y": FIRING, "n": CALM, "?": UNKNOWN}


def _live(
    watching: Rule, steps: list[tuple[float, str]], first: Alert | None = None
) -> tuple[Alert | None, list[tuple[float, Change]]]:
    """Take steps of (minute, whether it holds); return what is left and was told."""
    known, changes = first, []
    for minute, mark in steps:
        now = NOON + minute * MINUTE
        known, change = advance(watching, known, reading(9), MARKS[mark], now)
        if change is not None:
            changes.append((minute, change))
        if change is CLEARED and known is not None:
            known = cleared(known)
    return known, changes


@pytest.mark.parametrize(
    ("watching", "steps", "changes"),
    [
        (AT_ONCE, [(0, "y")], [(0, STARTED)]),
        (AT_ONCE, [(0, "n"), (1, "?")], []),
        (AT_ONCE, [(0, "y"), (1, "y"), (2, "n")], [(0, STARTED), (2, CLEARED)]),
        # Unknown ends nothing and begins nothing.
        (AT_ONCE, [(0, "y"), (1, "?"), (500, "?")], [(0, STARTED)]),
        (LATER, [(0, "y"), (4.99, "y")], []),
        (LATER, [(0, "y"), (5, "y")], [(5, STARTED)]),
        (LATER, [(0, "y"), (2, "n"), (3, "y"), (7.9, "y"), (8, "y")], [(8, STARTED)]),
        # A short gap proves nothing, a long one that nobody knows.
        (LATER, [(0, "y"), (1, "?"), (5, "y")], [(5, STARTED)]),
        (LATER, [(0, "y"), (1, "?"), (5.1, "y"), (10, "y")], []),
        (LATER, [(0, "y"), (5.1, "y"), (10.1, "y")], [(10.1, STARTED)]),
        (rule(delay=MINUTE), [(0, "y"), (1.9, "y")], [(1.9, STARTED)]),
        # What held each time it was known counts from the first of three times.
        (LATER, [(0, "y"), (5.1, "y"), (10.3, "y")], [(10.3, STARTED)]),
        (LATER, [(0, "y"), (60, "y"), (120, "y")], [(120, STARTED)]),
        (LATER, [(0, "y"), (60.1, "y"), (120.1, "y")], []),
    ],
)
def test_when_something_is_told(
    watching: Rule, steps: list[tuple[float, str]], changes: list[tuple[float, Change]]
) -> None:
    """After the delay, and again when it is over."""
    assert _live(watching, steps)[1] == changes


def test_it_lasts_since_the_reading_says_so() -> None:
    """A device has been silent since its first lost poll, not since the grace ended."""
    known = reading(9, since=NOON - 4 * MINUTE)
    pending, change = advance(LATER, None, known, FIRING, NOON)
    assert change is None
    assert pending is not None
    assert due(LATER, pending) == NOON + MINUTE


def test_phases() -> None:
    """They follow from the times."""
    pending, _ = _live(LATER, [(0, "y")])
    active, _ = _live(LATER, [(0, "y"), (5, "y")])
    assert pending is not None
    assert active is not None
    seen_to = acknowledged(replace(active, snoozed_until=NOON), "Ann", NOON)
    assert seen_to.snoozed_until is None
    over = cleared(seen_to)
    assert [each.phase for each in (pending, active, seen_to, over)] == [
        Phase.PENDING,
        Phase.ACTIVE,
        Phase.ACKNOWLEDGED,
        Phase.CLEARED,
    ]
    assert [each.is_on for each in (pending, active, seen_to, over)] == [
        *(False, True, True, False)
    ]


def test_an_end_is_remembered_for_a_while() -> None:
    """Also where the start is too long ago to matter."""
    over, changes = _live(AT_ONCE, [(0, "y"), (120, "n")])
    assert changes == [(0, STARTED), (120, CLEARED)]
    assert _live(AT_ONCE, [(129.9, "n")], over)[0] is not None
    assert _live(AT_ONCE, [(130, "n")], over)[0] is None


def test_a_snooze_outlasts_a_long_gap() -> None:
    """What is told anew after it is the same alert for whoever has snoozed it."""
    end, later = NOON + 2 * HOUR, NOON + 9 * HOUR
    known = alert(snoozed_until=later, acknowledged_by="Ann", told={"ann": NOON})
    anew, change = advance(AT_ONCE, known, reading(9), FIRING, end, Gap(NOON, end))
    assert change is STARTED
    assert anew is not None
    assert (anew.snoozed_until, anew.acknowledged_by, anew.told) == (later, None, {})


def test_a_start_owes_nothing_to_the_last_one() -> None:
    """Neither its acknowledgement nor whom it was told, nor that it was kept from them."""
    first = cleared(
        alert(
            acknowledged=NOON,
            acknowledged_by="Ann",
            snoozed_until=NOON + HOUR,
            suppressed=True,
        )
    )
    again, changes = _live(AT_ONCE, [(10, "y")], first)
    assert changes == [(10, STARTED)]
    assert again is not None
    assert again.phase is Phase.ACTIVE
    assert (again.acknowledged_by, again.snoozed_until, again.told) == (None, None, {})
    assert not again.suppressed


def test_the_extreme_value() -> None:
    """It counts from the first crossing, the delay included; of a turn when it is told."""
    known: Alert | None = None
    for minute, value, above in (
        (0, 12.0, True),
        (1, 9.0, True),
        (6, 11.0, True),
    ):
        verdict = Verdict(True, 8, above)
        now = NOON + minute * MINUTE
        known, _ = advance(LATER, known, reading(value), verdict, now)
    assert known is not None
    assert (known.worst, known.value) == (12, 11)
    for minute, value in ((60, 1.0), (65, -4.0), (66, 0.0)):
        verdict = Verdict(True, 2, above=False)
        now = NOON + minute * MINUTE
        known, _ = advance(LATER, known, reading(value), verdict, now)
    assert known is not None
    assert known.worst == -4


SIDES = {
    "+": Verdict(True, 8, above=True),
    "-": Verdict(True, 2, above=False),
    "n": CALM,
    "?": UNKNOWN,
}


def _sides(
    watching: Rule, steps: list[tuple[float, str]]
) -> tuple[Alert | None, list[tuple[float, Change]]]:
    known: Alert | None = None
    changes: list[tuple[float, Change]] = []
    for minute, mark in steps:
        now = NOON + minute * MINUTE
        value = 9.0 if mark == "+" else -4.0
        known, change = advance(watching, known, reading(value), SIDES[mark], now)
        if change is STARTED and known is not None:
            known = acknowledged(known, "Ann", now)
        if change is not None:
            changes.append((minute, change))
    return known, changes


@pytest.mark.parametrize(
    ("watching", "steps", "changes"),
    [
        (AT_ONCE, [(0, "+"), (1, "-")], [(0, STARTED), (1, STARTED)]),
        (AT_ONCE, [(0, "+"), (1, "?"), (90, "-")], [(0, STARTED), (90, STARTED)]),
        # It has to last as long as what was told at first, and unknown is not known.
        (LATER, [(0, "+"), (5, "+"), (6, "-"), (10.9, "-")], [(5, STARTED)]),
        (
            LATER,
            [(0, "+"), (5, "+"), (6, "-"), (11, "-")],
            [(5, STARTED), (11, STARTED)],
        ),
        (LATER, [(0, "+"), (5, "+"), (6, "-"), (7, "?"), (12, "-")], [(5, STARTED)]),
        (
            LATER,
            [(0, "+"), (5, "+"), (6, "-"), (7, "+"), (8, "-"), (12, "-")],
            [(5, STARTED)],
        ),
        (
            LATER,
            [(0, "+"), (5, "+"), (6, "-"), (7, "n")],
            [(5, STARTED), (7, CLEARED)],
        ),
        # What goes to and fro is told no more from the third time on, unless it stays.
        (
            AT_ONCE,
            [(minute, "+-"[minute % 2]) for minute in range(9)],
            [(0, STARTED), (1, STARTED), (2, STARTED)],
        ),
        (
            AT_ONCE,
            [
                *((minute, "+-"[minute % 2]) for minute in range(4)),
                (20, "-"),
                (33, "-"),
            ],
            [(0, STARTED), (1, STARTED), (2, STARTED)],
        ),
    ],
)
def test_too_cold_after_too_warm_is_other_news(
    watching: Rule, steps: list[tuple[float, str]], changes: list[tuple[float, Change]]
) -> None:
    """Whoever saw to the one knows nothing of the other."""
    assert _sides(watching, steps)[1] == changes


def test_what_is_told_of_the_other_side() -> None:
    """Its own limit, time and extreme, under the same name; nobody has seen to it."""
    first, _ = _sides(AT_ONCE, [(0, "+")])
    turned = advance(AT_ONCE, first, reading(-4.0), SIDES["-"], NOON + HOUR)[0]
    assert first is not None
    assert turned is not None
    assert turned.id == first.id
    assert turned.phase is Phase.ACTIVE
    assert (turned.above, turned.limit, turned.worst) == (False, 2, -4.0)
    assert (turned.since, turned.told, turned.count) == (NOON + HOUR, {}, 2)


def test_what_only_changes_its_sign_is_no_other_news() -> None:
    """Twins differ by so much, whichever of them is the warmer one."""
    known, _ = _sides(AT_ONCE, [(0, "+")])
    other = Verdict(True, 8, above=False)
    known, change = advance(AT_ONCE, known, reading(1.0), other, NOON + MINUTE)
    assert change is None


def test_an_alert_of_an_older_version_is_readable() -> None:
    """It knew nothing of turns."""
    stored = json_loads_object(json_bytes(alert().to_dict(NOW)))
    del stored["turned"]
    assert Alert.from_dict(stored, NOW) == alert()


FLAPS = [(0, "y"), (5, "n"), (10, "y"), (15, "n"), (20, "y")]
TOLD = [(0, STARTED), (5, CLEARED), (10, STARTED), (15, CLEARED), (20, STARTED)]


@pytest.mark.parametrize(
    ("steps", "changes"),
    [
        ([], []),
        # From the third start on it is one alert, until it is calm for half an hour.
        ([(25, "n"), (30, "y"), (35, "n"), (64.9, "n")], []),
        ([(25, "n"), (54.9, "n")], []),
        ([(25, "n"), (55, "n")], [(55, CLEARED)]),
        ([(25, "n"), (40, "y"), (41, "n"), (70, "n"), (71, "n")], [(71, CLEARED)]),
        # Nobody knows is not calm.
        ([(25, "n"), (30, "?"), (500, "?")], []),
    ],
)
def test_flapping_is_folded(
    steps: list[tuple[float, str]], changes: list[tuple[float, Change]]
) -> None:
    """Nobody is told of each."""
    left, told = _live(AT_ONCE, FLAPS + steps)
    assert told == TOLD + changes
    assert left is not None
    assert left.count == 3 + sum(mark == "y" for _, mark in steps)


def test_seldom_is_not_flapping() -> None:
    """Three starts in more than an hour are three alerts."""
    steps = [(0, "y"), (5, "n"), (31, "y"), (35, "n"), (60, "y"), (61, "n")]
    left, told = _live(AT_ONCE, steps)
    assert len(told) == 6
    assert left is not None
    assert not left.flapping


def test_what_flaps_for_weeks_fills_no_disk() -> None:
    """It keeps its name and its number, and of its starts only those of late."""
    steps = [(20 + minute, "ny"[minute % 2]) for minute in range(1, 3 * 24 * 60)]
    left, told = _live(AT_ONCE, FLAPS + steps)
    assert told == TOLD
    assert left is not None
    assert len(left.starts) < 40
    assert left.starts[0] == NOON
    assert left.count == 2 + 3 * 24 * 30  # the first of them went on


def test_what_is_over_is_forgotten_after_an_hour() -> None:
    """Until then it may turn out to flap."""
    steps = [(0, "y"), (1, "n"), (59, "n")]
    assert _live(AT_ONCE, steps)[0] is not None
    assert _live(AT_ONCE, [*steps, (60, "n")])[0] is None


@pytest.mark.parametrize(
    ("known", "when"),
    [
        (alert(started=None), NOON + 5 * MINUTE),
        (alert(), None),
        (alert(acknowledged=NOON), None),
        (alert(since=None, started=None), None),
        (alert(flapping=True), NOON + CALM_AFTER_FLAPPING),
        (alert(flapping=True, ended=NOON), NOON + CALM_AFTER_FLAPPING),
        (alert(turned=NOON), NOON + 5 * MINUTE),
        (alert(turned=NOON, flapping=True), NOON + CALM_AFTER_FLAPPING),
    ],
)
def test_what_time_alone_changes(known: Alert, when: Instant | None) -> None:
    """A delay that ends, and calm that has lasted."""
    assert due(LATER, known) == when
