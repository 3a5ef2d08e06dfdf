"""Whatever the clocks show: each decision beside the same one by clocks that are right.

Home Assistant is off once, in the middle, for a minute to five days, after a stop or a
crash. The wall clock is set before, meanwhile and after, by a minute to decades, both
ways. How late or early each decision may be is stated in `worlds/wrong_clocks.py`:

| | what begins after the start | what waits across it | an alert across it |
|---|---|---|---|
| the machine runs on | exact | exact | exact |
| it starts anew, its clock is right | exact | exact | exact |
| … and is set ahead first | exact | exact | by its wait |
| … and is behind | exact | late by the time off, no more than its rest | by its wait, and 22 min |
| … and is ahead | exact | early, no more than its rest | by its wait |

"Its wait" is the delay, the repetition or the escalation: whether the gap was long, after
which an alert is told anew, is what the clock says; it has 15 minutes to be set. More of
them: `scripts/soak clocks`.
"""

from collections import Counter

import pytest

from worlds.clocks import DAY, HOUR, MINUTE, STOP, House, Trouble
from worlds.wrong_clocks import WrongClocks, case_of

# Clocks that are right at a start of the machine, and set ahead then.
SET_AHEAD = (1237, 1312, 1478)
SEEDS = (*range(30), *SET_AHEAD)


@pytest.mark.parametrize("seed", range(30))
def test_each_decision_is_as_exact_as_is_stated(seed: int) -> None:
    """No wrong clock makes more of a difference."""
    house = WrongClocks(seed)
    house.run()
    assert house.wrong == []


def test_the_seeds_have_all_of_it() -> None:
    """The boot clock, wall clocks that are right, behind and ahead; stops and crashes."""
    cases = Counter(
        (case_of(trouble), trouble.crash) for trouble in map(Trouble.of, SEEDS)
    )
    assert len(cases) == 6
    assert min(cases.values()) >= 2


@pytest.mark.parametrize("seed", SET_AHEAD)
def test_a_clock_that_was_right_and_is_set_ahead(seed: int) -> None:
    """It looks like one that was behind: nobody knows that the gap was not long."""
    trouble = Trouble.of(seed)
    assert trouble.set_ahead
    assert case_of(trouble) == "sure"
    house = WrongClocks(seed)
    house.run()
    assert house.wrong == []
    assert house.worst["escalated to bob"] > 35 * MINUTE
    assert house.worst["paused to ann"] < 1


@pytest.mark.parametrize(
    ("ahead", "late"), [(0.0, 0), (-HOUR, 10), (-30 * DAY, 10), (HOUR, -25)]
)
def test_what_nobody_can_know_makes_a_difference(ahead: float, late: int) -> None:
    """The end of a pause, where only the wall clock tells for how long it was off."""
    trouble = Trouble(off=10 * MINUTE, reboot=True, ahead=ahead)
    [told] = House(trouble).live().decisions["paused to ann"][:1]
    end = STOP + 35 * MINUTE
    assert abs(told - end - late * MINUTE) < 1
