"""What is owed, in which order, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.hwgroup.alerts.messages.digest import (
    compose_digest,
    is_short_enough,
    shortened,
)
from custom_components.hwgroup.alerts.messages.group import compose_group
from custom_components.hwgroup.alerts.model import Message, Severity
from custom_components.hwgroup.alerts.notify.attempts import BACK_OFF
from custom_components.hwgroup.alerts.notify.log import (
    FAILED_AFTER,
    Delivery,
    DeliveryState,
)
from custom_components.hwgroup.alerts.notify.outbox import (
    MOST_OWED,
    MOST_OWED_AT_ALL,
    Outbox,
)
from custom_components.hwgroup.alerts.notify.recipients import Channel, ChannelKind
from custom_components.hwgroup.alerts.notify.sender import RefusedError
from custom_components.hwgroup.alerts.timeline import Instant
from worlds.examples import HOUR, NOON, NOW

MAIL = Channel(recipient="ann", kind=ChannelKind.ACTION, target="notify.mail")
PHONE = Channel(recipient="ann", kind=ChannelKind.ACTION, target="notify.phone")


def _message(
    alert: str = "", title: str = "", severity: Severity = Severity.WARNING
) -> Message:
    return Message(title=title or alert, text="", alert=alert, severity=severity)


def _quiet(alert: str, title: str = "") -> Message:
    """Return a message that waits for the end of quiet hours."""
    return _message(alert, title, Severity.INFORMATION)


def _merge(
    _channel: Channel, messages: Sequence[Message], must: bool
) -> Message | None:
    digest = compose_digest(messages, "en")
    if must:
        return shortened(digest, "en")
    return digest if is_short_enough(digest) else None


def _heirs(owed: Delivery) -> list[Channel]:
    return [PHONE] if owed.channel.recipient == PHONE.recipient else []


class _Way:
    """An outbox, and what comes out of it, in quiet hours until `morning`."""

    def __init__(self, tick: timedelta = timedelta(0)) -> None:
        self.now = self.morning = NOON
        self.tick = tick
        """How much later it is at each look at the clock."""
        self.sent: list[str] = []
        self.reason: str | None = None
        self.results: list[Delivery] = []
        self.answer = lambda _message: self.reason
        """Why the channel does not accept a message, None where it does."""
        self.outbox = self.restarted([])

    def restarted(self, deliveries: list[Delivery]) -> Outbox:
        """Begin with what was owed before."""
        self.outbox = Outbox(
            deliveries,
            self._read,
            self._free_at,
            _merge,
        )
        return self.outbox

    def _read(self) -> Instant:
        self.now += self.tick
        return self.now

    def _free_at(self, _channel: Channel, message: Message) -> Instant:
        quiet = message.severity is Severity.INFORMATION
        now = self._read()
        return max(now, self.morning) if quiet else now

    def deliver(self, channel: Channel) -> None:
        """Try what is due, until the channel refuses or is owed nothing."""
        self.outbox.reserve(channel)
        while (delivery := self.outbox.due(channel)) is not None:
            reason = self.answer(delivery.message)
            if reason is None:
                self.sent.append(delivery.message.title)
            if settled := self.outbox.settle(
                delivery, RefusedError(reason) if reason else None
            ):
                self.results.append(settled)
        self.outbox.release(channel)


@pytest.fixture
def way() -> _Way:
    """Return an outbox that owes nothing, in a time that stands still."""
    return _Way()


def test_in_order_and_each_written_down(way: _Way) -> None:
    """What was accepted is off the list before the next is tried."""
    for title in "abc":
        way.outbox.add(MAIL, _message(title))
    assert way.outbox.due_channels() == [MAIL]
    way.deliver(MAIL)
    assert way.sent == ["a", "b", "c"]
    assert [settled.attempts for settled in way.results] == [1, 1, 1]
    assert way.outbox.deliveries == []
    assert way.outbox.next_due is None


def test_time_passes_while_it_is_looked_at() -> None:
    """What is free now is due now, and does not wait for its time, at a retry as well."""
    way = _Way(tick=timedelta(microseconds=1))
    way.reason = "down"
    way.outbox.add(MAIL, _message("a"))
    for attempts, pause in enumerate(BACK_OFF, 1):
        [owed] = way.outbox.deliveries
        assert owed.due == owed.created or attempts > 1
        assert way.outbox.due_channels() == [MAIL]
        way.deliver(MAIL)
        assert [settled.attempts for settled in way.results] == [attempts]
        way.results.clear()
        assert way.outbox.due_channels() == []
        way.now += pause
    way.reason = None
    way.deliver(MAIL)
    assert way.sent == ["a"]


@pytest.mark.parametrize("count", [1, 2, 24, 25, 26, 40, 48, 49, MOST_OWED])
def test_nothing_is_left_out_before_it_is_too_much(way: _Way, count: int) -> None:
    """A channel that was dead for a night brings the whole night."""
    titles = [f"{number}" for number in range(count)]
    for title in titles:
        way.outbox.add(MAIL, _message(title))
    way.deliver(MAIL)
    assert way.sent == titles


@pytest.mark.parametrize("more", [1, 2, 30, 200])
def test_what_is_too_much_becomes_one_message(way: _Way, more: int) -> None:
    """The one being tried and the newest stay; nothing is left out."""
    count = MOST_OWED + more
    for number in range(count):
        way.outbox.add(MAIL, _message(str(number)))
    assert len(way.outbox.deliveries) == MOST_OWED
    digest = way.outbox.deliveries[1].message
    assert digest.title == f"{more + 1} more messages"
    assert digest.text.splitlines() == [str(n) for n in range(1, more + 2)]
    way.deliver(MAIL)
    newest = [str(number) for number in range(more + 2, count)]
    assert way.sent == ["0", digest.title, *newest]


def test_what_is_owed_has_an_end(way: _Way) -> None:
    """Of what is too much for messages that are short enough, the number is told."""
    for number in range(500):
        way.outbox.add(MAIL, _message(str(number), f"{number} {'x' * 1000}"))
    owed = [delivery.message for delivery in way.outbox.deliveries]
    assert len(owed) == MOST_OWED_AT_ALL
    assert all(map(is_short_enough, owed))
    assert sum(len(message.told) + message.left_out for message in owed) == 500
    [shortened] = [message for message in owed if message.left_out]
    assert shortened is owed[1]  # the oldest but for the one that is sent next
    assert f"{shortened.left_out} older messages are not listed" in shortened.text


def test_what_waits_for_the_morning_is_not_told_at_night(way: _Way) -> None:
    """Nor does anything that is due wait for it, when it becomes one with others."""
    way.morning = morning = NOON + 8 * HOUR
    for number in range(MOST_OWED):
        way.outbox.add(MAIL, _quiet(f"quiet {number}"))
        way.outbox.add(MAIL, _message(f"loud {number}"))
    way.deliver(MAIL)
    assert not [title for title in way.sent if "quiet" in title]
    assert way.outbox.next_due == morning
    way.now = morning
    way.deliver(MAIL)
    assert way.outbox.deliveries == []


def test_what_has_waited_is_sent_whatever_the_hours_are_then(way: _Way) -> None:
    """Its recipient would get it never where they have other hours by then."""
    way.morning = NOON + 8 * HOUR
    way.outbox.add(MAIL, _quiet("x"))
    way.now, way.morning = way.morning, NOON + 32 * HOUR
    way.deliver(MAIL)
    assert way.sent == ["x"]


def test_what_is_refused_for_ever_does_not_keep_the_morning_back(way: _Way) -> None:
    """What has waited for its time is due like any other by then."""
    way.morning = NOON + 8 * HOUR
    way.outbox.add(MAIL, _message("never"))
    way.outbox.add(MAIL, _quiet("quiet"))
    way.answer = lambda message: "too long" if message.title == "never" else None
    for _ in range(10):
        way.now += timedelta(hours=1)
        way.deliver(MAIL)
    assert way.sent == ["quiet"]


def test_the_morning_does_not_wait_for_an_attempt_of_what_has_failed(
    way: _Way,
) -> None:
    """Which one is next is decided when it is sent, not when it was owed."""
    way.morning = NOON + 8 * HOUR
    way.outbox.add(MAIL, _message("never"))
    way.outbox.add(MAIL, _quiet("quiet"))
    way.answer = lambda message: "too long" if message.title == "never" else None
    while (due := way.outbox.next_due) is not None and due < way.morning:
        way.now = due
        way.deliver(MAIL)
    assert way.sent == []
    assert way.outbox.next_due == way.morning
    way.now = way.morning
    assert way.outbox.due_channels() == [MAIL]
    way.deliver(MAIL)
    assert way.sent == ["quiet"]


def test_back_off(way: _Way) -> None:
    """Longer and longer; declared failed after some, and tried on."""
    way.outbox.add(MAIL, _message("a"))
    way.reason = "no signal"
    for pause in (*BACK_OFF, BACK_OFF[-1]):
        way.deliver(MAIL)
        [delivery] = way.outbox.deliveries
        assert delivery.due - way.now == pause
        assert way.outbox.due_channels() == []
        assert delivery.reason == "no signal"
        way.now += pause
        assert way.outbox.due_channels() == [MAIL]
    retried = [DeliveryState.RETRIED] * (FAILED_AFTER - 1)
    states = [result.state for result in way.results]
    assert states == retried + [DeliveryState.FAILED] * 3
    way.reason = None
    way.deliver(MAIL)
    settled = way.results[-1]
    assert (settled.state, settled.attempts, settled.reason) == (
        DeliveryState.ACCEPTED,
        6,
        None,
    )


def test_a_retry_is_at_once(way: _Way) -> None:
    """Whoever has seen a channel work need not wait."""
    way.outbox.add(MAIL, _message("a"))
    way.outbox.retry(MAIL)
    way.outbox.retry(PHONE)
    way.reason = "no signal"
    way.deliver(MAIL)
    assert way.outbox.due_channels() == []
    way.outbox.retry(MAIL)
    assert way.outbox.due_channels() == [MAIL]


def test_what_is_just_being_tried_is_not_tried_twice(way: _Way) -> None:
    """A test that is accepted meanwhile does not send it again."""
    way.outbox.add(MAIL, _message("a"))
    way.reason = "no signal"
    way.deliver(MAIL)
    way.reason = None
    way.now += BACK_OFF[0]
    way.answer = lambda _message: way.outbox.retry(MAIL)
    way.deliver(MAIL)
    assert way.sent == ["a"]
    assert way.outbox.deliveries == []


def test_news_of_an_alert_take_the_place_of_old_ones(way: _Way) -> None:
    """But not of a test message, and not of one that is on its way."""
    way.outbox.add(MAIL, _message("x", "begins"))
    way.outbox.add(MAIL, _message("", "test"))
    way.outbox.add(MAIL, _message("", "test"))
    way.outbox.add(MAIL, _message("x", "ends"))
    assert way.outbox.about("x", MAIL.recipient)
    assert not way.outbox.about("y", MAIL.recipient)
    assert not way.outbox.overdue(PHONE)

    def begin_again(message: Message) -> None:
        if message.title == "ends":
            way.outbox.add(MAIL, _message("x", "begins again"))

    way.answer = begin_again
    way.deliver(MAIL)
    assert way.sent == ["ends", "test", "test", "begins again"]


def test_news_take_the_place_of_all_that_is_old(way: _Way) -> None:
    """Also where an end came during an attempt that a restart has cut off.

    How often the channel has failed is not forgotten.
    """
    way.outbox.add(MAIL, _message("x", "begins"))
    way.reason = "down"
    way.deliver(MAIL)
    way.reason, way.now = None, NOON + BACK_OFF[0]
    way.outbox.reserve(MAIL)
    assert way.outbox.due(MAIL)
    way.outbox.add(MAIL, _message("x", "ends"))
    assert len(way.outbox.deliveries) == 2
    way.restarted(way.outbox.deliveries)
    way.outbox.add(MAIL, _message("x", "begins again"))
    assert [owed.attempts for owed in way.outbox.deliveries] == [1]
    way.deliver(MAIL)
    assert way.sent == ["begins again"]
    assert way.outbox.deliveries == []


@pytest.mark.parametrize("alone", [True, False])
def test_nothing_old_is_sent_after_the_news(way: _Way, alone: bool) -> None:
    """What came during an attempt takes the place of what was not accepted in it."""
    begins = [_message("x", "x begins"), _message("y", "y begins")]
    both = compose_group(replace(begins[0], group="cold"), [m.told[0] for m in begins])
    way.outbox.add(MAIL, begins[0] if alone else both)

    def end_meanwhile(message: Message) -> str:
        if "ends" not in message.title:
            way.outbox.add(MAIL, _message("x", "x ends"))
        return "no signal"

    way.answer = end_meanwhile
    way.deliver(MAIL)
    owed = [each.message.title for each in way.outbox.deliveries]
    assert owed == (["x ends"] if alone else ["y begins", "x ends"])
    way.answer = lambda _message: "no signal"
    for _ in range(FAILED_AFTER):
        way.now += HOUR
        way.deliver(MAIL)
    way.answer = lambda _message: None
    for _ in range(2):
        way.now += HOUR
        way.deliver(MAIL)
    assert sorted(way.sent) == sorted(owed)


def test_a_list_says_nothing_that_is_out_of_date(way: _Way) -> None:
    """It may be sent after the news of an alert that it tells of."""
    for number in range(MOST_OWED + 2):
        way.outbox.add(MAIL, _message(str(number)))
    way.outbox.add(MAIL, _message("2", "2 ends"))
    digest = way.outbox.deliveries[1].message
    assert digest.title == "3 more messages"
    assert digest.text.splitlines() == ["1", "3", "4"]
    assert way.outbox.withdraw("3", MAIL.recipient)
    digest = way.outbox.deliveries[1].message
    assert (digest.title, digest.text) == ("2 more messages", "1\n4")


def test_what_waits_for_seconds_does_not_wait_for_the_morning(way: _Way) -> None:
    """However much does: no message of both is made."""
    way.morning = NOON + 8 * HOUR
    way.outbox.collector.within = timedelta(seconds=30)
    for title in ("first", "second"):
        way.outbox.add(MAIL, replace(_message(title), group="network"))
    for number in range(MOST_OWED):
        way.outbox.add(MAIL, _quiet(str(number)))
    way.now += timedelta(seconds=30)
    way.deliver(MAIL)
    assert way.sent == ["first", "second (+1)"]


def test_what_waits_for_the_morning_lets_the_rest_pass(way: _Way) -> None:
    """Quiet hours are no queue."""
    way.morning = morning = NOON + 8 * HOUR
    way.outbox.add(MAIL, _quiet("x", "later"))
    assert way.outbox.next_due == morning
    way.outbox.add(MAIL, _message("y", "now"))
    assert way.outbox.due_channels() == [MAIL]
    way.deliver(MAIL)
    assert way.sent == ["now"]
    assert way.outbox.next_due == morning
    way.now = morning
    way.deliver(MAIL)
    assert way.sent == ["now", "later"]


def test_a_dead_channel_delays_no_other(way: _Way) -> None:
    """Each has its own queue."""
    way.outbox.add(MAIL, _message("a"))
    way.outbox.add(PHONE, _message("a"))
    way.reason = "no signal"
    way.deliver(MAIL)
    assert way.outbox.due_channels() == [PHONE]
    way.reason = None
    way.deliver(PHONE)
    assert way.sent == ["a"]


def test_another_notifier_gets_what_was_owed(way: _Way) -> None:
    """Of the same recipient only; nobody gets what is for somebody else."""
    bobs = Channel(recipient="bob", kind=ChannelKind.ACTION, target="notify.bob")
    way.outbox.add(MAIL, _message("a"))
    way.outbox.add(bobs, _message("b"))
    way.outbox.keep([PHONE], _heirs)
    assert [(each.channel, each.message.alert) for each in way.outbox.deliveries] == [
        (PHONE, "a")
    ]


def test_another_notifier_waits_for_the_morning_as_well(way: _Way) -> None:
    """A notifier that gets another name in the night wakes nobody."""
    way.morning = morning = NOON + 8 * HOUR
    way.outbox.add(MAIL, _quiet("x"), fallback=True)
    way.outbox.keep([PHONE], _heirs)
    [delivery] = way.outbox.deliveries
    assert (delivery.due, delivery.fallback) == (morning, True)


def test_who_is_removed_while_he_is_told(way: _Way) -> None:
    """Is told, and that is all."""
    way.outbox.add(MAIL, _message("a"))
    way.answer = lambda _message: way.outbox.keep([], _heirs)
    way.deliver(MAIL)
    assert way.sent == ["a"]
    assert way.results == []


def test_a_restart_owes_the_same(way: _Way) -> None:
    """With its attempts, so that a dead channel is not forgotten."""
    way.outbox.add(MAIL, _message("a"))
    way.outbox.add(MAIL, _message("b"))
    way.reason = "no signal"
    way.deliver(MAIL)
    owed = [
        Delivery.from_dict(each.to_dict(NOW), NOW) for each in way.outbox.deliveries
    ]
    same = [replace(each, refusals=0, refused_since=None) for each in owed]
    assert way.restarted(owed).deliveries == same
    assert [each.attempts for each in owed] == [1, 0]


def test_the_first_of_all_channels_is_next(way: _Way) -> None:
    """One that waits long delays nobody else."""
    way.morning = NOON + 8 * HOUR
    way.outbox.add(MAIL, _quiet("later"))
    way.morning = NOON + HOUR
    way.outbox.add(PHONE, _quiet("sooner"))
    assert way.outbox.next_due == NOON + HOUR
    way.outbox.reserve(PHONE)
    assert way.outbox.next_due == NOON + 8 * HOUR
    assert not way.outbox.deliveries[0].fallback


def test_what_goes_at_once_is_not_collected(way: _Way) -> None:
    """No others of its group hold it."""
    way.outbox.collector.within = HOUR
    for title in ("first", "second"):
        message = replace(_message(title), group="network")
        way.outbox.add(MAIL, message, at_once=True)
    assert [each.due for each in way.outbox.deliveries] == [NOON, NOON]
    way.deliver(MAIL)
    assert way.sent == ["first", "second"]


def test_what_is_not_at_once_is_collected(way: _Way) -> None:
    """The first of a group goes, and those after it wait for each other."""
    way.outbox.collector.within = HOUR
    for title in "abc":
        way.outbox.add(MAIL, replace(_message(title), group="network"))
    first, others = way.outbox.deliveries
    assert (first.message.title, first.due) == ("a", NOON)
    assert others.due == NOON + HOUR
    assert {"b", "c"} <= {part.title for part in others.message.parts}
    way.now = NOON + HOUR
    way.deliver(MAIL)
    way.outbox.add(MAIL, replace(_message("d"), group="network"))
    [owed] = way.outbox.deliveries
    assert owed.message.title == "d", "the first of the next hour"


def test_a_failed_channel_and_its_reason(way: _Way) -> None:
    """It has one, whatever the notifier said or did not say."""
    way.outbox.add(MAIL, _message("a"))
    way.reason = "no signal"
    for _ in range(FAILED_AFTER):
        way.deliver(MAIL)
        way.now = way.outbox.next_due or way.now
    assert way.outbox.failed == {MAIL: "no signal"}
    [owed] = way.outbox.deliveries
    assert way.restarted([replace(owed, reason=None)]).failed == {MAIL: ""}


@pytest.mark.parametrize("restarts", [False, True])
def test_refusals_of_one_run_count(way: _Way, restarts: bool) -> None:
    """A wrong clock may say that a restart took a year: nobody knows how long ago it was."""
    refused = Delivery(
        channel=MAIL,
        message=_message("never"),
        created=NOON - 24 * HOUR,
        due=NOON,
        state=DeliveryState.FAILED,
        attempts=3,
        tries=3,
        refusals=3,
        refused_since=NOON - 24 * HOUR,
        declared=True,
        passed=True,
    )
    way.restarted([refused] if restarts else [])
    if not restarts:
        way.outbox.add(MAIL, refused.message)
        way.outbox._put(way.outbox.deliveries[0], refused)
    way.outbox.reserve(MAIL)
    delivery = way.outbox.due(MAIL)
    assert delivery is not None
    way.outbox.settle(delivery, RefusedError("too long"))
    [known] = way.outbox.deliveries
    assert known.plain is not restarts


def test_what_is_on_its_way_is_not_owed_again(way: _Way) -> None:
    """Another channel fails meanwhile, and hands over the same message."""
    message = _message("a")
    way.outbox.add(MAIL, message)
    way.outbox.reserve(MAIL)
    delivery = way.outbox.due(MAIL)
    assert delivery is not None
    way.outbox.add(MAIL, message, fallback=True, at_once=True)
    assert way.outbox.deliveries == [delivery]
    way.outbox.settle(delivery, None)
    assert way.outbox.deliveries == []
