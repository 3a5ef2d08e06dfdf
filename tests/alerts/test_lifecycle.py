"""The state machine alone: every transition, with time as an argument."""

from datetime import UTC, datetime, timedelta
import random

import pytest

from custom_components.hwgroup.alerts.lifecycle import Change, advance, due
from custom_components.hwgroup.alerts.model import Alert, Phase, Snapshot

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DELAY = timedelta(minutes=5)


def _snapshot(offline: bool | None, since: datetime | None = None) -> Snapshot:
    return Snapshot(
        source="a",
        name="Cold store",
        address="192.0.2.7",
        offline=offline,
        since=since,
        readings=("Cold room 4.2 °C",),
    )


def _alert(phase: Phase, since: datetime = NOON) -> Alert:
    return Alert(source="a", phase=phase, since=since, readings=("Shelf 18 °C",))


@pytest.mark.parametrize("alert", [None, *(_alert(phase) for phase in Phase)])
def test_the_unknown_changes_nothing(alert: Alert | None) -> None:
    """A start of Home Assistant neither raises nor clears an alert."""
    later = NOON + timedelta(days=1)
    assert advance(alert, _snapshot(None), later, DELAY) == (alert, None)


def test_offline_is_pending_for_the_delay() -> None:
    """It counts from the first failed poll, which is before the grace has ended."""
    since = NOON - timedelta(minutes=1)
    alert, change = advance(None, _snapshot(True, since), NOON, DELAY)
    assert alert is not None
    assert change is None
    assert (alert.phase, alert.since) == (Phase.PENDING, since)
    assert alert.readings == ("Cold room 4.2 °C",)
    assert due(alert, DELAY) == since + DELAY

    just_before = since + DELAY - timedelta(microseconds=1)
    assert advance(alert, _snapshot(True), just_before, DELAY) == (alert, None)
    active, change = advance(alert, _snapshot(True), since + DELAY, DELAY)
    assert active is not None
    assert change is Change.STARTED
    assert (active.phase, active.since) == (Phase.ACTIVE, since)
    assert due(active, DELAY) is None


def test_without_a_delay_it_starts_at_once() -> None:
    """Zero minutes means as soon as it is known."""
    alert, change = advance(None, _snapshot(True), NOON, timedelta())
    assert alert is not None
    assert (alert.phase, change) == (Phase.ACTIVE, Change.STARTED)


def test_a_pending_alert_goes_without_a_word() -> None:
    """Nobody is told of the end of what nobody was told of."""
    assert advance(_alert(Phase.PENDING), _snapshot(False), NOON, DELAY) == (None, None)


def test_an_active_alert_is_cleared_with_a_word() -> None:
    """However long it took."""
    later = NOON + timedelta(days=300)
    result = advance(_alert(Phase.ACTIVE), _snapshot(False), later, DELAY)
    assert result == (None, Change.CLEARED)


def test_an_active_alert_is_told_once() -> None:
    """Neither time nor a longer delay starts it again."""
    active = _alert(Phase.ACTIVE)
    for hours in range(48):
        now = NOON + timedelta(hours=hours)
        assert advance(active, _snapshot(True), now, DELAY * hours) == (active, None)


def test_online_without_an_alert_is_nothing() -> None:
    """Most of the time."""
    assert advance(None, _snapshot(False), NOON, DELAY) == (None, None)


def test_since_defaults_to_now() -> None:
    """Where nobody knows better."""
    alert, _ = advance(None, _snapshot(True), NOON, DELAY)
    assert alert is not None
    assert alert.since == NOON


@pytest.mark.parametrize("seed", range(20))
def test_starts_and_ends_alternate(seed: int) -> None:
    """Whatever a device does, it is told as started, cleared, started, cleared."""
    chance = random.Random(seed)
    alert, told, now = None, [], NOON
    for _ in range(500):
        now += timedelta(seconds=chance.randint(1, 200))
        offline = chance.choice([True, True, False, None])
        alert, change = advance(alert, _snapshot(offline, now), now, DELAY)
        if change is not None:
            told.append(change)
        if chance.random() < 0.1 and alert is not None:
            alert = Alert.from_dict(alert.to_dict())  # a restart
    assert told[::2] == [Change.STARTED] * len(told[::2])
    assert told[1::2] == [Change.CLEARED] * len(told[1::2])
    assert len(told) > 5, seed
