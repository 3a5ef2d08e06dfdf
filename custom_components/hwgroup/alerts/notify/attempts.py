"""What attempts make of a message that is owed. Pure, with time as an argument."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

from ..timeline import Instant
from .log import FAILED_AFTER, Delivery, DeliveryState
from .recipients import Channel
from .sender import DeliveryError, RefusedError, UnansweredError

# Pauses after failed attempts; the last one lasts until a message is accepted.
BACK_OFF: Final = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
_AT_ONCE: Final = Instant(timedelta(0))
# A message is undeliverable when it was refused so often, over so long a time.
_REFUSED_OFTEN: Final = 3
_REFUSED_LONG: Final = timedelta(minutes=30)


def attempted(
    delivery: Delivery, error: DeliveryError | None, now: Instant
) -> Delivery:
    """Return a delivery after an attempt, which was accepted where there is no error."""
    delivery = replace(
        delivery, attempts=delivery.attempts + 1, tries=delivery.tries + 1
    )
    if error is None:
        return replace(delivery, state=DeliveryState.ACCEPTED, settled=now, reason=None)
    if isinstance(error, RefusedError):
        if delivery.plain:
            return replace(
                delivery, state=DeliveryState.UNDELIVERABLE, reason=str(error)
            )
        delivery = replace(
            delivery,
            refusals=delivery.refusals + 1,
            refused_since=delivery.refused_since or now,
        )
    failed = delivery.attempts >= FAILED_AFTER
    plain = isinstance(error, RefusedError) and _is_refused_for_ever(delivery, now)
    pause = BACK_OFF[min(delivery.attempts, len(BACK_OFF)) - 1]
    return replace(
        delivery,
        state=DeliveryState.FAILED if failed else DeliveryState.RETRIED,
        reason=str(error),
        unsure=delivery.unsure or isinstance(error, UnansweredError),
        due=now if plain else now + pause,
        passed=False,
        plain=plain,
    )


def _is_refused_for_ever(delivery: Delivery, now: Instant) -> bool:
    """Return whether a message that was just refused is so often, and for so long.

    Its channel has just accepted another one, so that it does work now.
    """
    return (
        delivery.passed
        and delivery.declared
        and delivery.refusals >= _REFUSED_OFTEN
        and delivery.refused_since is not None
        and now - delivery.refused_since >= _REFUSED_LONG
    )


def passed(delivery: Delivery, now: Instant) -> Delivery:
    """Return a delivery whose channel has accepted another one: it is tried at once."""
    if not delivery.attempts:
        return delivery
    delivery = replace(delivery, overtaken=True)
    return replace(delivery, passed=True, due=now) if delivery.tries else delivery


def renewed(known: Delivery, new: Delivery) -> Delivery:
    """Return a delivery with newer news about the same alert, which is tried at once.

    That its channel has failed, or refuses what there is to say, is not forgotten.
    """
    return replace(
        known,
        message=new.message,
        created=new.created,
        due=new.due,
        tries=0,
        unsure=False,
        declared=False,
    )


def anew(delivery: Delivery, channel: Channel) -> Delivery:
    """Return what one channel was owed as another one is: not tried yet."""
    return Delivery(
        channel=channel,
        message=delivery.message,
        created=delivery.created,
        due=delivery.due if waits(delivery) else delivery.created,
        fallback=delivery.fallback,
    )


def waits(delivery: Delivery) -> bool:
    """Return whether a message has waited for its time since it was owed."""
    return delivery.tries == 0 and delivery.due > delivery.created


def place(delivery: Delivery, now: Instant) -> tuple[int, Instant]:
    """Return what orders the messages of a channel; those that are alike keep theirs.

    What waits for its time lets what is due pass, and so does what was declared failed:
    it may be the message that is not accepted, and not the channel that does not work.
    """
    if waits(delivery) and delivery.due > now:
        return 2, delivery.due
    if delivery.state is DeliveryState.FAILED:
        return 1, delivery.due
    return 0, _AT_ONCE


def goes_on_at(queue: Sequence[Delivery], now: Instant) -> Instant:
    """Return when an ordered queue goes on."""
    if place(queue[0], now)[0] == 0:
        return queue[0].due  # nothing passes it
    return min(delivery.due for delivery in queue)


def newer_news(failed: Delivery, queue: Iterable[Delivery]) -> dict[str, Delivery]:
    """Return what says newer news than a message, by the alerts that both are about.

    That came while the message was being sent: else it would have taken its place.
    """
    told = {part.alert for part in failed.message.told} - {""}
    return {
        part.alert: each
        for each in queue
        if each is not failed
        for part in each.message.told
        if part.alert in told and not part.again
    }


def alike_in(
    queue: Sequence[Delivery], trying: Delivery | None, now: Instant
) -> list[tuple[int, Delivery, Delivery]]:
    """Return the neighbours that may become one message, each with the first one's place.

    The first of all is sent as it is, and so is what is just being tried.
    """
    return [
        (index, one, other)
        for index, (one, other) in enumerate(pairwise(queue))
        if index and trying not in (one, other) and _are_alike(one, other, now)
    ]


def _are_alike(one: Delivery, other: Delivery, now: Instant) -> bool:
    """Return whether two messages wait for the same time, or both only for the channel."""
    (kind, _), (other_kind, _) = place(one, now), place(other, now)
    return kind == other_kind and (kind < 2 or one.due == other.due)
