"""The time line, and what its clock notices of the clocks of the machine."""

from datetime import UTC, datetime, timedelta
from typing import override

import pytest

from custom_components.hwgroup.alerts.clock import Clock, Machine
from custom_components.hwgroup.alerts.timeline import (
    LONGEST_GAP,
    Boot,
    Checkpoint,
    Gap,
    Instant,
    Now,
)
from worlds.examples import HOUR, MINUTE, NOON, NOON_UTC, NOW

DAY = 24 * HOUR
SECOND = timedelta(seconds=1)


class _Machine(Machine):
    """A machine with clocks that are set by hand."""

    def __init__(self) -> None:
        self.awake, self.slept, self.shown = 100.0, 0.0, NOON_UTC
        self.boot_id: str | None = "one"

    @override
    def monotonic(self) -> float:
        return self.awake

    @override
    def wall(self) -> datetime:
        return self.shown

    @override
    def boot(self) -> Boot | None:
        if self.boot_id is None:
            return None
        return Boot(self.boot_id, self.awake + self.slept)

    def live(self, length: timedelta) -> None:
        """Let time pass for all clocks."""
        self.awake += length.total_seconds()
        self.shown += length


@pytest.fixture
def machine() -> _Machine:
    """Return a machine whose clocks are right."""
    return _Machine()


def test_a_new_line_agrees_with_the_wall_clock(machine: _Machine) -> None:
    """And goes on by what really passes."""
    clock = Clock(machine)
    assert clock.now() == NOON
    machine.live(HOUR)
    machine.shown -= 400 * DAY
    assert clock.now() == clock.read().instant == NOON + HOUR
    assert clock.at(machine.awake - 60) == NOON + HOUR - MINUTE


@pytest.mark.parametrize("jump", [-2 * SECOND, 5 * SECOND, -400 * DAY, 14600 * DAY])
def test_a_wall_clock_that_is_set_is_noticed_once(
    machine: _Machine, jump: timedelta
) -> None:
    """All instants are shown by it from then on."""
    clock = Clock(machine)
    clock.read()
    assert not clock.was_set()
    machine.live(HOUR)
    machine.shown += jump
    now = clock.read()
    assert clock.was_set()
    assert not clock.was_set()
    assert now.utc(NOON) == NOON_UTC + jump
    assert clock.take_gaps() == []


def test_what_is_shown_does_not_tremble(machine: _Machine) -> None:
    """Two clocks are never read at the same moment."""
    clock = Clock(machine)
    for number in range(20):
        machine.live(SECOND)
        machine.shown = (
            NOON_UTC + (number + 1) * SECOND + timedelta(microseconds=number)
        )
        assert clock.read().utc(NOON) == NOON_UTC
    assert not clock.was_set()


@pytest.mark.parametrize(
    ("boot", "wall", "moved", "missing"),
    [
        # The same start of the machine: only its boot clock counts.
        (Boot("one", 3700), timedelta(0), HOUR, None),
        (Boot("one", 3700), -400 * DAY, HOUR, None),
        # A boot clock that went back is not the one of before.
        (Boot("one", 50), HOUR, HOUR, timedelta(0)),
        # Another one, or nobody knows: the wall clock, never back and not too far.
        (Boot("two", 3700), DAY, DAY, timedelta(0)),
        (None, DAY, DAY, timedelta(0)),
        (Boot("two", 10), -DAY, timedelta(0), -DAY),
        (None, 10000 * DAY, LONGEST_GAP, 10000 * DAY - LONGEST_GAP),
    ],
)
def test_where_the_line_goes_on(
    boot: Boot | None, wall: timedelta, moved: timedelta, missing: timedelta | None
) -> None:
    """After a restart, with what is known of the time in between."""
    last = Checkpoint(NOW, Boot("one", 100))
    assert last.resume(NOON_UTC + wall, boot) == (NOON + moved, missing)


def _restarted(machine: _Machine, behind: timedelta) -> Clock:
    """Return the clock after a start of the machine, two days later."""
    last = Clock(machine).checkpoint()
    machine.live(2 * DAY)
    machine.boot_id, machine.shown = "two", machine.shown - behind
    return Clock(machine, last)


@pytest.mark.parametrize("behind", [2 * DAY, 2 * DAY - HOUR, 3 * DAY, 500 * DAY])
def test_the_first_time_that_it_is_set_says_how_long_the_gap_was(
    machine: _Machine, behind: timedelta
) -> None:
    """The line has moved by what it seemed to be at the start, and does so no more."""
    clock = _restarted(machine, behind)
    start = clock.now()
    assert start == NOON + max(2 * DAY - behind, timedelta(0))
    machine.live(6 * MINUTE)
    clock.read()
    assert clock.take_gaps() == []
    machine.shown += behind
    now = clock.read()
    assert now.instant == start + 6 * MINUTE
    [gap] = clock.take_gaps()
    assert gap == Gap(NOON, start, min(behind, 2 * DAY))
    assert gap.last_known is not None
    assert now.utc(gap.last_known) == NOON_UTC
    machine.shown += 5 * DAY
    clock.read()
    assert clock.take_gaps() == []


@pytest.mark.parametrize("boot", ["two", "three"])
@pytest.mark.parametrize("is_set", [True, False])
def test_another_start_before_it_is_set(
    machine: _Machine, boot: str, is_set: bool
) -> None:
    """What the first one did not know is still not known, whatever the second one does."""
    clock = _restarted(machine, 3 * DAY)
    start = clock.now()
    machine.live(2 * MINUTE)
    last = Checkpoint.from_dict(clock.checkpoint().to_dict())
    machine.live(MINUTE)
    machine.boot_id = boot
    clock = Clock(machine, last)
    machine.live(MINUTE)
    clock.read()
    assert clock.take_gaps() == []
    machine.live(20 * MINUTE)
    machine.shown += is_set * 3 * DAY
    clock.read()
    gap = next(gap for gap in clock.take_gaps() if gap.begin == NOON)
    assert gap == Gap(NOON, start, 2 * DAY if is_set else None)
    assert clock.checkpoint().unsure == () or not is_set


def test_a_clock_that_went_back_and_is_not_set(machine: _Machine) -> None:
    """Nobody knows how long the gap was."""
    clock = _restarted(machine, 500 * DAY)
    for minute in range(30):
        machine.live(MINUTE)
        clock.read()
        gaps = clock.take_gaps()
        assert gaps == ([Gap(NOON, NOON, None)] if minute == 15 else [])
    assert Gap(NOON, NOON, None).is_longer_than(10000 * DAY)


def test_a_gap_beyond_the_longest_one(machine: _Machine) -> None:
    """It is known at once that the line lacks a part of it."""
    clock = _restarted(machine, -500 * DAY)
    assert clock.now() == NOON + LONGEST_GAP
    [gap] = clock.take_gaps()
    assert gap.missing == 502 * DAY - LONGEST_GAP


def test_a_machine_that_slept(machine: _Machine) -> None:
    """The line stands still, and the wall clock was not set."""
    clock = Clock(machine)
    clock.read()
    machine.slept += 8 * 3600
    machine.shown += 8 * HOUR
    machine.live(MINUTE)
    now = clock.read()
    assert now == Now(NOON + MINUTE, NOON_UTC + 8 * HOUR + MINUTE)
    assert clock.take_gaps() == [Gap(NOON, NOON + MINUTE, 8 * HOUR)]


def test_the_machine_itself() -> None:
    """Its clocks go forward, and it runs since a boot."""
    machine, again = Machine(), Machine()
    assert machine.monotonic() <= again.monotonic()
    assert abs(machine.wall() - datetime.now(UTC)) < MINUTE


@pytest.mark.parametrize("boot", [None, Boot("one", 1.5)])
def test_a_checkpoint_comes_back_as_it_was(boot: Boot | None) -> None:
    """With the zone left out."""
    unsure = Gap(NOON - HOUR, NOON, -1.5 * SECOND)
    kept = Checkpoint(Now(Instant(timedelta(days=3)), NOON_UTC), boot, (unsure,))
    assert Checkpoint.from_dict(kept.to_dict()) == kept


@pytest.mark.parametrize("lacks", ["wall", "ahead_of_line", "boot"])
def test_half_a_checkpoint_is_none(lacks: str) -> None:
    """It raises what the store catches."""
    data = Checkpoint(NOW, Boot("one", 1.5)).to_dict()
    for damage in ({}, {lacks: [1]}, {lacks: "soon"}):
        kept = {key: value for key, value in data.items() if key != lacks} | damage
        with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
            Checkpoint.from_dict(kept)
