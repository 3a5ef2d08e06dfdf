"""What an attempt makes of a message that is owed: each limit, and what lies at it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.hwgroup.alerts.model import Message
from custom_components.hwgroup.alerts.notify.attempts import (
    BACK_OFF,
    anew,
    attempted,
    passed,
    renewed,
    waits,
)
from custom_components.hwgroup.alerts.notify.calls import Calls
from custom_components.hwgroup.alerts.notify.log import (
    FAILED_AFTER,
    Delivery,
    DeliveryState,
)
from custom_components.hwgroup.alerts.notify.recipients import Channel, ChannelKind
from custom_components.hwgroup.alerts.notify.sender import (
    DeliveryError,
    RefusedError,
    UnansweredError,
)
from custom_components.hwgroup.alerts.timeline import Instant
from worlds.examples import HOUR, MINUTE, NOON

MAIL = Channel(recipient="ann", kind=ChannelKind.ACTION, target="notify.mail")
PHONE = replace(MAIL, target="notify.phone")
OWED = Delivery(
    channel=MAIL, message=Message(title="a", text="b"), created=NOON, due=NOON
)
# Refused so often and for so long that its channel, which works, will never take it.
FOR_EVER = replace(
    OWED,
    attempts=2,
    tries=2,
    refusals=2,
    refused_since=NOON,
    passed=True,
    declared=True,
)
HALF_AN_HOUR = NOON + 30 * MINUTE


def test_accepted() -> None:
    """It is settled, and the reasons of before are forgotten."""
    known = replace(OWED, attempts=1, reason="no signal", state=DeliveryState.RETRIED)
    result = attempted(known, None, NOON + MINUTE)
    assert result.state is DeliveryState.ACCEPTED
    assert (result.settled, result.reason, result.attempts) == (NOON + MINUTE, None, 2)


def test_the_pauses_grow_and_then_stay() -> None:
    """The last one is that of all further attempts."""
    delivery, now, pauses = OWED, NOON, []
    for _ in range(len(BACK_OFF) + 2):
        delivery = attempted(delivery, DeliveryError("no signal"), now)
        pauses.append(delivery.due - now)
        now = delivery.due
    assert pauses == [*BACK_OFF, BACK_OFF[-1], BACK_OFF[-1]]
    assert [pause / MINUTE for pause in BACK_OFF] == [0.5, 2, 10, 60]


def test_when_a_channel_counts_as_failed() -> None:
    """With the attempt of that number, and not one before."""
    delivery = OWED
    for attempt in range(1, FAILED_AFTER + 1):
        delivery = attempted(delivery, DeliveryError("no signal"), NOON)
        failed = attempt == FAILED_AFTER
        state = DeliveryState.FAILED if failed else DeliveryState.RETRIED
        assert (delivery.state, delivery.attempts) == (state, attempt)
    assert (delivery.refusals, delivery.refused_since) == (0, None)


def test_a_refusal_is_counted_from_the_first() -> None:
    """An error of another kind is none."""
    first = attempted(OWED, RefusedError("too long"), NOON)
    second = attempted(first, RefusedError("too long"), NOON + HOUR)
    third = attempted(second, DeliveryError("no signal"), NOON + 2 * HOUR)
    assert (third.refusals, third.refused_since) == (2, NOON)


def test_no_answer_stays_in_doubt() -> None:
    """It may have been accepted, whatever is said later."""
    first = attempted(OWED, UnansweredError("no answer"), NOON)
    assert first.unsure
    assert attempted(first, DeliveryError("no signal"), NOON).unsure
    assert not attempted(OWED, DeliveryError("no signal"), NOON).unsure


def test_what_is_refused_for_ever_is_tried_plain_at_once() -> None:
    """And then given up."""
    plain = attempted(FOR_EVER, RefusedError("too long"), HALF_AN_HOUR)
    assert (plain.plain, plain.due, plain.passed) == (True, HALF_AN_HOUR, False)
    end = attempted(plain, RefusedError("signs"), HALF_AN_HOUR)
    assert (end.state, end.reason) == (DeliveryState.UNDELIVERABLE, "signs")
    again = attempted(plain, DeliveryError("no signal"), HALF_AN_HOUR)
    assert again.state is DeliveryState.FAILED


@pytest.mark.parametrize(
    ("change", "now"),
    [
        ({"passed": False}, HALF_AN_HOUR),
        ({"declared": False}, HALF_AN_HOUR),
        ({"refusals": 1}, HALF_AN_HOUR),
        ({}, HALF_AN_HOUR - timedelta(seconds=1)),
    ],
)
def test_what_may_still_be_accepted_is_not_tried_plain(
    change: dict[str, object], now: Instant
) -> None:
    """Each of the conditions counts."""
    known = replace(FOR_EVER, **change)  # type: ignore[arg-type]
    result = attempted(known, RefusedError("too long"), now)
    assert not result.plain
    assert result.due > now


def test_an_error_that_is_no_refusal_is_not_tried_plain() -> None:
    """Its network may be down."""
    known = replace(FOR_EVER, refusals=3)
    assert not attempted(known, DeliveryError("no signal"), HALF_AN_HOUR).plain


def test_its_channel_has_accepted_another_one() -> None:
    """What was tried is tried at once, what was renewed only knows, and all else waits."""
    assert passed(OWED, NOON + HOUR) == OWED
    tried = replace(OWED, attempts=1, tries=1, due=NOON + 2 * HOUR)
    result = passed(tried, NOON + HOUR)
    assert (result.overtaken, result.passed, result.due) == (True, True, NOON + HOUR)
    result = passed(replace(tried, tries=0), NOON + HOUR)
    assert (result.overtaken, result.passed) == (True, False)
    assert result.due == NOON + 2 * HOUR


def test_newer_news_keep_what_is_known_of_the_channel() -> None:
    """Its attempts, but not those of this message."""
    known = replace(FOR_EVER, attempts=5, tries=5, unsure=True, reason="no signal")
    new = replace(OWED, created=NOON + HOUR, due=NOON + 2 * HOUR)
    result = renewed(known, new)
    assert (result.created, result.due) == (new.created, new.due)
    assert (result.attempts, result.reason, result.refusals) == (5, "no signal", 2)
    assert (result.tries, result.unsure, result.declared) == (0, False, False)


def test_what_waits_for_its_time() -> None:
    """What is due when it is owed does not, and what was tried does not any more."""
    assert not waits(OWED)
    later = replace(OWED, due=NOON + timedelta(microseconds=1))
    assert waits(later)
    assert not waits(replace(later, tries=1))


def test_another_channel_begins_anew() -> None:
    """It waits for the morning as well, and for no attempt of the other one."""
    later = replace(OWED, due=NOON + HOUR, fallback=True)
    assert anew(later, PHONE) == replace(later, channel=PHONE)
    tried = attempted(OWED, DeliveryError("no signal"), NOON + MINUTE)
    assert anew(tried, PHONE) == replace(OWED, channel=PHONE)


async def test_what_is_just_being_sent_arrives() -> None:
    """Also where nobody is owed it any more; who waits for it says that it has."""
    unawaited: list[Channel] = []
    gate = asyncio.Event()

    async def send() -> None:
        await gate.wait()

    calls = Calls(unawaited.append)
    attempt = asyncio.create_task(calls.async_send(MAIL, OWED.message, send))
    await asyncio.sleep(0)
    calls.keep(())
    gate.set()
    await attempt
    assert unawaited == []
