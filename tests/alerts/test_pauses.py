"""Pauses always end."""

import pytest

from custom_components.hwgroup.alerts.notify.pauses import Pauses
from worlds.examples import HOUR, NOON


def test_a_pause_is_for_a_device_or_for_everything() -> None:
    """The one that ends last counts."""
    pauses = Pauses({})
    pauses.begin(["a"], NOON + HOUR, NOON)
    assert pauses.until("a", NOON) == NOON + HOUR
    assert pauses.until("b", NOON) is None
    assert pauses.all_until(NOON) is None
    pauses.begin(None, NOON + 2 * HOUR, NOON)
    assert pauses.until("a", NOON) == pauses.all_until(NOON) == NOON + 2 * HOUR
    assert pauses.next_end(NOON) == NOON + HOUR
    assert pauses.until("a", NOON + 2 * HOUR) is None
    assert pauses.next_end(NOON + 2 * HOUR) is None


@pytest.mark.parametrize(
    ("ended", "left"), [(["a"], ["b"]), (["c"], ["a", "b"]), (None, [])]
)
def test_a_pause_can_end_before_its_time(
    ended: list[str] | None, left: list[str]
) -> None:
    """That of everything ends all of them."""
    pauses = Pauses({})
    pauses.begin(["a", "b"], NOON + HOUR, NOON)
    pauses.end(ended)
    assert [each for each in "abc" if pauses.until(each, NOON)] == left


def test_a_restart_keeps_them() -> None:
    """With their ends, and their beginnings."""
    pauses = Pauses({"a": NOON + HOUR})
    pauses.begin(["b"], NOON + HOUR, NOON)
    kept = Pauses(pauses.as_dict(), pauses.since)
    assert kept.until("a", NOON) == NOON + HOUR
    assert kept.since == {"b": NOON}


def test_a_pause_that_is_made_longer_is_one() -> None:
    """It is since it began; one after it begins anew."""
    pauses = Pauses({})
    pauses.begin(["a"], NOON + HOUR, NOON)
    pauses.begin(["a"], NOON + 2 * HOUR, NOON + HOUR / 2)
    assert pauses.since == {"a": NOON}
    pauses.begin(["a"], NOON + 4 * HOUR, NOON + 3 * HOUR)
    assert pauses.since == {"a": NOON + 3 * HOUR}
    pauses.end(None)
    assert pauses.since == {}
