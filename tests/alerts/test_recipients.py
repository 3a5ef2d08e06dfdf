"""Who is told of what, and when."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.hwgroup.alerts.model import Alert, Change, Severity
from custom_components.hwgroup.alerts.notify.recipients import (
    QuietHours,
    Recipient,
    next_notification,
    notifications_due,
)
from custom_components.hwgroup.alerts.timeline import Instant, Now
from worlds.examples import HOUR, MINUTE, NOON, NOW, alert, rule

ANN = Recipient(id="ann", name="Ann", channels=())
BOB = replace(ANN, id="bob", name="Bob", after=10 * MINUTE)
STARTED, ESCALATED, REPEATED = Change.STARTED, Change.ESCALATED, Change.REPEATED
NIGHT = QuietHours(begin=time(22), end=time(7))
PRAGUE = ZoneInfo("Europe/Prague")


def _story(
    known: Alert,
    *recipients: Recipient,
    minutes: int = 40,
    **changes: object,
) -> list[tuple[float, str, Change]]:
    """Look every minute, and return who is told at which minute."""
    watching, told = rule(**changes), []
    for minute in range(minutes):
        now = NOW.at(NOON + minute * MINUTE)
        for recipient, change in list(
            notifications_due(watching, known, recipients, now)
        ):
            told.append((minute, recipient.id, change))
            known = replace(known, told={**known.told, recipient.id: now.instant})
        awaited = next_notification(watching, known, recipients, now)
        assert awaited is None or awaited > now.instant
    return told


@pytest.mark.parametrize(
    ("known", "changes", "told"),
    [
        (alert(), {}, [(0, "ann", STARTED), (10, "bob", ESCALATED)]),
        (alert(acknowledged=NOON), {}, []),
        (alert(started=None), {}, []),
        (alert(since=None, started=None), {}, []),
        (
            alert(),
            {"repeat": 15 * MINUTE},
            [
                (0, "ann", STARTED),
                (10, "bob", ESCALATED),
                (15, "ann", REPEATED),
                (25, "bob", REPEATED),
                (30, "ann", REPEATED),
            ],
        ),
        # A snooze keeps everybody waiting, and what is still wrong is told once more.
        (
            alert(told={"ann": NOON}, snoozed_until=NOON + 20 * MINUTE),
            {},
            [(20, "ann", REPEATED), (20, "bob", ESCALATED)],
        ),
        (
            alert(told={"ann": NOON}, snoozed_until=NOON + 20 * MINUTE),
            {"repeat": 15 * MINUTE},
            [
                (20, "ann", REPEATED),
                (20, "bob", ESCALATED),
                (35, "ann", REPEATED),
                (35, "bob", REPEATED),
            ],
        ),
        (alert(told={"ann": NOON, "bob": NOON}, snoozed_until=NOON), {}, []),
    ],
)
def test_who_is_told(
    known: Alert, changes: dict[str, object], told: list[tuple[float, str, Change]]
) -> None:
    """At once, after a while without an answer, and again."""
    assert _story(known, ANN, BOB, **changes) == told


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize(
    "wanted", [frozenset(), frozenset((Severity.WARNING,)), frozenset(Severity)]
)
def test_severities(severity: Severity, wanted: frozenset[Severity]) -> None:
    """Nobody gets what he does not want."""
    choosy = replace(ANN, severities=wanted)
    told = _story(alert(), choosy, severity=severity)
    assert bool(told) is (severity in wanted)


def _local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PRAGUE)


@pytest.mark.parametrize(
    ("hours", "now", "end"),
    [
        (NIGHT, _local(25, 21, 59), None),
        (NIGHT, _local(25, 22), _local(26, 7)),
        (NIGHT, _local(25, 23, 59), _local(26, 7)),
        (NIGHT, _local(26, 0), _local(26, 7)),
        (NIGHT, _local(26, 6, 59), _local(26, 7)),
        (NIGHT, _local(26, 7), None),
        (NIGHT, _local(30, 23), _local(1, 7, month=12)),
        (QuietHours(begin=time(12), end=time(13, 30)), _local(25, 11, 59), None),
        (
            QuietHours(begin=time(12), end=time(13, 30)),
            _local(25, 12),
            _local(25, 13, 30),
        ),
        (QuietHours(begin=time(12), end=time(13, 30)), _local(25, 13, 30), None),
        (QuietHours(begin=time(0), end=time(7)), _local(25, 0), _local(25, 7)),
        (QuietHours(begin=time(22), end=time(0)), _local(25, 23), _local(26, 0)),
        # From a time to itself is never: for ever would lose each alert.
        (QuietHours(begin=time(7), end=time(7)), _local(25, 7), None),
        (QuietHours(begin=time(7), end=time(7)), _local(25, 8), None),
        # The night is an hour shorter in March, and longer in October.
        (NIGHT, _local(28, 23, month=3), _local(29, 7, month=3)),
        (NIGHT, _local(24, 23, month=10), _local(25, 7, month=10)),
    ],
)
def test_quiet_hours(hours: QuietHours, now: datetime, end: datetime | None) -> None:
    """By the clock on the wall."""
    assert hours.end_after(now) == end


@pytest.mark.parametrize(
    ("evening", "length"),
    [
        (_local(25, 22), 9 * HOUR),
        (_local(28, 22, month=3), 8 * HOUR),
        (_local(24, 22, month=10), 10 * HOUR),
    ],
)
def test_a_night_has_the_length_that_it_has(
    evening: datetime, length: timedelta
) -> None:
    """Whoever sleeps till seven is told at seven, whatever was done to the clock."""
    end = NIGHT.end_after(evening)
    assert end is not None
    assert end.astimezone(UTC) - evening.astimezone(UTC) == length


@pytest.mark.parametrize("end", [time(2, 30), time(3)])
@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)])
def test_an_hour_that_is_not_there_or_there_twice(
    month: int, day: int, end: time
) -> None:
    """Nobody is forgotten over it, and nobody is told twice."""
    sleeper = replace(ANN, quiet=QuietHours(begin=time(1, 30), end=end))
    watching, known, told = rule(), alert(started=NOON - 400 * 24 * HOUR), []
    begin = datetime(2026, month, day, tzinfo=PRAGUE).astimezone(UTC)
    for minute in range(95, 360, 5):  # from five to two on, as it was before
        now = Now.of((begin + minute * MINUTE).astimezone(PRAGUE))
        for _ in notifications_due(watching, known, (sleeper,), now):
            told.append(now.wall)
            known = replace(known, told={"ann": now.instant})
    [when] = told
    assert end <= when.time() <= time(3, 30)


def test_quiet_hours_put_off_all_but_what_is_critical() -> None:
    """What is still wrong in the morning is told then."""
    sleeper = replace(ANN, quiet=NIGHT)
    evening = Now.of(_local(25, 22, 30))
    known = alert(started=evening.instant)
    watching = rule()
    assert list(notifications_due(watching, known, (sleeper,), evening)) == []
    assert next_notification(watching, known, (sleeper,), evening) == Instant.of(
        _local(26, 7)
    )
    morning = Now.of(_local(26, 7))
    assert list(notifications_due(watching, known, (sleeper,), morning)) == [
        (sleeper, STARTED)
    ]
    critical = rule(severity=Severity.CRITICAL)
    assert list(notifications_due(critical, known, (sleeper,), evening)) == [
        (sleeper, STARTED)
    ]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo", "Europe/Prague"])
@pytest.mark.parametrize("hour", range(24))
def test_what_comes_later_follows_the_clock_on_the_wall_too(
    zone: str, hour: int
) -> None:
    """An escalation is as late as the quiet hours are there, not in Greenwich."""
    now = Now.of(datetime(2026, 11, 25, hour, tzinfo=ZoneInfo(zone)))
    sleeper = replace(BOB, quiet=NIGHT)
    known = alert(started=now.instant, told={"ann": now.instant})
    escalated = now.wall + BOB.after
    meant = Instant.of(NIGHT.end_after(escalated) or escalated)
    assert next_notification(rule(), known, (ANN, sleeper), now) == meant


def test_an_hour_that_comes_twice_is_no_reason_to_hurry() -> None:
    """By the clock on the wall 02:05 is before 02:53 when summer time ends."""
    started = datetime(2026, 10, 25, 0, 55, tzinfo=UTC)
    instant = Instant.of(started)
    known = alert(started=instant, told={"ann": instant})
    minutes = []
    for minute in range(20):
        now = Now.of((started + minute * MINUTE).astimezone(PRAGUE))
        if any(notifications_due(rule(), known, (BOB,), now)):
            minutes.append(minute)
    assert minutes[0] == 10
