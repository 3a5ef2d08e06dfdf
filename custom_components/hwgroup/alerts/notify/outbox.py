"""The messages that are owed: retried with back-off, never given up silently."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

from ..model import Message
from ..timeline import Instant
from .log import FAILED_AFTER, Delivery, DeliveryState
from .recipients import Channel
from .sender import DeliveryError, UnansweredError

# Pauses after failed attempts; the last one lasts until a message is accepted.
BACK_OFF: Final = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
_AT_ONCE: Final = Instant(timedelta(0))
# What a channel is owed before the oldest messages become one, as far as that is not too
# long for a message; and what it is owed at most.
MOST_OWED: Final = 50
MOST_OWED_AT_ALL: Final = 2 * MOST_OWED

type Merge = Callable[[Channel, Message, Message, bool], Message | None]
"""Makes one message of two: None if that is too long, unless it has to be made."""


class Outbox:
    """The messages that are owed, in order for each channel.

    A channel that fails delays only itself, and is tried until it works. `now` returns
    the instant of now, and `free_at` when a channel may be sent a message: now, or after
    quiet hours.
    """

    def __init__(
        self,
        deliveries: Iterable[Delivery],
        now: Callable[[], Instant],
        free_at: Callable[[Channel, Message], Instant],
        merge: Merge,
    ) -> None:
        """Take over what was owed before a restart."""
        self._queues: dict[Channel, list[Delivery]] = {}
        self._busy: set[Channel] = set()
        self._now = now
        self._free_at = free_at
        self._merge = merge
        for delivery in deliveries:
            self._queues.setdefault(delivery.channel, []).append(delivery)

    @property
    def deliveries(self) -> list[Delivery]:
        """All that is still owed."""
        return [delivery for queue in self._queues.values() for delivery in queue]

    @property
    def failed(self) -> dict[Channel, str]:
        """The channels that were declared failed, and why."""
        return {
            delivery.channel: delivery.reason or ""
            for delivery in self.deliveries
            if delivery.state is DeliveryState.FAILED
        }

    @property
    def next_due(self) -> Instant | None:
        """When a channel that is not being tried has to be tried next."""
        return min(
            (
                queue[0].due
                for channel, queue in self._queues.items()
                if channel not in self._busy
            ),
            default=None,
        )

    def add(
        self,
        channel: Channel,
        message: Message,
        *,
        fallback: bool = False,
        at_once: bool = False,
    ) -> None:
        """Owe a message to a channel, from now on or from the end of quiet hours.

        It takes the place of an older one about the same alert, which it makes stale:
        that something is over says that it was, and for how long.
        """
        now = self._now()
        self._owe(
            Delivery(
                channel=channel,
                message=message,
                created=now,
                due=now if at_once else self._free_at(channel, message),
                fallback=fallback,
            )
        )

    def _owe(self, new: Delivery) -> None:
        queue = self._queues.setdefault(new.channel, [])
        alert, first = new.message.alert, 1 if new.channel in self._busy else 0
        for index, known in enumerate(queue):
            if alert and known.message.alert == alert and index >= first:
                queue[index] = replace(
                    known, message=new.message, created=new.created, unsure=False
                )
                return
        queue.append(new)
        queue[first:] = sorted(queue[first:], key=self._place)
        if len(queue) > MOST_OWED:
            self._merge_oldest(new.channel, queue)

    def _merge_oldest(self, channel: Channel, queue: list[Delivery]) -> None:
        """Make one of the two oldest that are due alike and are not too long for one."""
        alike = [
            (index, one, other)
            for index, (one, other) in enumerate(pairwise(queue))
            if index  # the first may be on its way
            and self._place(one)[0] == self._place(other)[0]
        ]
        for index, one, other in alike:
            must = index == alike[0][0] and len(queue) > MOST_OWED_AT_ALL
            message = self._merge(channel, one.message, other.message, must)
            if message is not None:
                due = max(one.due, other.due)
                queue[index : index + 2] = [replace(one, message=message, due=due)]
                return

    def overdue(self, channel: Channel) -> list[Delivery]:
        """Return what a channel should have accepted by now."""
        now = self._now()
        return [
            delivery
            for delivery in self._queues.get(channel, ())
            if delivery.attempts or delivery.due <= now
        ]

    def about(self, key: str, recipient: str) -> list[Delivery]:
        """Return what a recipient is owed about an alert, or of a message by its ID."""
        return [
            delivery
            for delivery in self.deliveries
            if (delivery.message.key, delivery.channel.recipient) == (key, recipient)
        ]

    def retry(self, channel: Channel) -> None:
        """Try a channel that has failed again at once, if it is not just being tried."""
        queue = self._queues.get(channel)
        if queue and queue[0].attempts and channel not in self._busy:
            queue[0] = replace(queue[0], due=self._now())

    def keep(
        self,
        channels: Iterable[Channel],
        heirs: Callable[[Delivery], Iterable[Channel]],
    ) -> None:
        """Owe nothing to any other channel.

        `heirs` returns the channels that get what another one was owed.
        """
        for gone in self._queues.keys() - set(channels):
            for owed in self._queues.pop(gone):
                for channel in heirs(owed):
                    self._owe(_anew(owed, channel))

    def follow_wall_clock(self) -> None:
        """Let what waits for the end of quiet hours do so by the clock as it was set."""
        for channel, queue in self._queues.items():
            queue[:] = [
                replace(delivery, due=self._free_at(channel, delivery.message))
                if _waits(delivery) and delivery.due > self._now()
                else delivery
                for delivery in queue
            ]
            first = 1 if channel in self._busy else 0
            queue[first:] = sorted(queue[first:], key=self._place)

    def due_channels(self) -> list[Channel]:
        """Return the channels to be tried now."""
        now = self._now()
        return [
            channel
            for channel, queue in self._queues.items()
            if channel not in self._busy and queue[0].due <= now
        ]

    def reserve(self, channel: Channel) -> None:
        """Let nothing else change the first message of a channel, until `release`."""
        self._busy.add(channel)

    def release(self, channel: Channel) -> None:
        """Say that a channel is not being tried any more."""
        self._busy.discard(channel)

    def due(self, channel: Channel) -> Delivery | None:
        """Return the message of a channel that has to be tried now."""
        queue = self._queues.get(channel)
        return queue[0] if queue and queue[0].due <= self._now() else None

    def settle(
        self, delivery: Delivery, error: DeliveryError | None
    ) -> Delivery | None:
        """Take the result of an attempt: accepted where there is no error.

        Return the delivery as it is now, None where its recipient was removed meanwhile.
        """
        channel = delivery.channel
        queue = self._queues.get(channel)
        if not queue or queue[0] is not delivery:
            return None
        delivery = _attempted(delivery, error, self._now())
        if error is not None:
            queue[0] = delivery
            queue.sort(key=self._place)
            return delivery
        queue.pop(0)
        if not queue:
            del self._queues[channel]
        elif queue[0].attempts:  # the channel works again
            queue[0] = replace(queue[0], due=self._now())
        return delivery

    def _place(self, delivery: Delivery) -> tuple[int, Instant]:
        """Return what orders the messages of a channel; those that are alike keep theirs.

        What waits for its time lets what is due pass, and so does what was declared failed:
        it may be the message that is not accepted, and not the channel that does not work.
        """
        if _waits(delivery) and delivery.due > self._now():
            return 2, delivery.due
        if delivery.state is DeliveryState.FAILED:
            return 1, delivery.due
        return 0, _AT_ONCE


def _attempted(
    delivery: Delivery, error: DeliveryError | None, now: Instant
) -> Delivery:
    """Return a delivery after an attempt, which was accepted where there is no error."""
    attempts = delivery.attempts + 1
    if error is None:
        return replace(
            delivery,
            state=DeliveryState.ACCEPTED,
            attempts=attempts,
            settled=now,
            reason=None,
        )
    failed = attempts >= FAILED_AFTER
    return replace(
        delivery,
        state=DeliveryState.FAILED if failed else DeliveryState.RETRIED,
        attempts=attempts,
        reason=str(error),
        unsure=delivery.unsure or isinstance(error, UnansweredError),
        due=now + BACK_OFF[min(attempts, len(BACK_OFF)) - 1],
    )


def _anew(delivery: Delivery, channel: Channel) -> Delivery:
    """Return what one channel was owed as another one is: not tried yet."""
    return replace(
        delivery,
        channel=channel,
        due=delivery.due if _waits(delivery) else delivery.created,
        state=DeliveryState.QUEUED,
        attempts=0,
        reason=None,
        unsure=False,
    )


def _waits(delivery: Delivery) -> bool:
    return delivery.attempts == 0 and delivery.due > delivery.created
