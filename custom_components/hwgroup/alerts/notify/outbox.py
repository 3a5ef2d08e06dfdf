"""The messages that are owed: retried with back-off, never given up silently."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from ..messages.group import without
from ..model import Message
from ..timeline import Instant
from .attempts import (
    alike_in,
    anew,
    attempted,
    goes_on_at,
    newer_news,
    passed,
    place,
    renewed,
    waits,
)
from .collector import Collector, joined
from .log import Delivery, DeliveryState
from .recipients import Channel
from .sender import DeliveryError

# What a channel is owed before the oldest messages become one, as far as that is not too
# long for a message; and what it is owed at most.
MOST_OWED: Final = 50
MOST_OWED_AT_ALL: Final = 2 * MOST_OWED

type Merge = Callable[[Channel, Sequence[Message], bool], Message | None]
"""Makes one message of some: None if that is too long, unless it has to be made."""


class Outbox:
    """The messages that are owed to each channel.

    A channel that fails delays only itself, and is tried until it works. Which message is
    next is decided when it is sent. `now` returns the instant of now, and `free_at` when
    a channel may be sent a message: now, or after quiet hours.
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
        self._busy: dict[Channel, Delivery | None] = {}
        """The channels that are being tried, and what with."""
        self._now = now
        self._free_at = free_at
        self._merge = merge
        self.collector = Collector(now)
        for owed in deliveries:
            # Nobody knows for sure how long ago it was refused.
            delivery = replace(owed, refusals=0, refused_since=None)
            self._queues.setdefault(delivery.channel, []).append(delivery)

    @property
    def deliveries(self) -> list[Delivery]:
        """All that is still owed."""
        return [delivery for queue in self._queues.values() for delivery in queue]

    @property
    def failed(self) -> dict[Channel, str]:
        """The channels that have failed, and why.

        One that has accepted other messages has not: it refuses this one.
        """
        return {
            delivery.channel: delivery.reason or ""
            for delivery in self.deliveries
            if delivery.state is DeliveryState.FAILED and not delivery.overtaken
        }

    @property
    def next_due(self) -> Instant | None:
        """When a channel that is not being tried has to be tried next."""
        times = (
            goes_on_at(self._ordered(channel), self._now())
            for channel in self._queues
            if channel not in self._busy
        )
        return min(times, default=None)

    def _ordered(self, channel: Channel) -> list[Delivery]:
        """Return what a channel is owed, in the order in which it is sent."""
        queue = self._queues.get(channel, [])
        queue.sort(key=partial(place, now=self._now()))
        return queue

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
        trying = self._busy.get(channel)
        if trying is not None and trying.message.id == message.id:
            return  # it is on its way
        free = self._free_at(channel, message)
        now = self._now()  # read after it: what is free now is owed from now on
        new = Delivery(
            channel=channel,
            message=message,
            created=now,
            due=now if at_once else max(now, free),
            fallback=fallback,
        )
        collected = new if at_once else self.collector.collect(new)
        if not (self._renew(new) or self._join(collected)):
            self._append(collected)

    def _owe(self, new: Delivery) -> None:
        if not self._renew(new):
            self._append(new)

    def _append(self, new: Delivery) -> None:
        queue = self._queues.setdefault(new.channel, [])
        queue.append(new)
        if len(queue) > MOST_OWED:
            self._merge_oldest(new.channel)

    def _renew(self, new: Delivery) -> bool:
        """Put newer news in the place of all older ones; return whether there were any."""
        if not (alert := new.message.alert):
            return False
        stale = []
        for known in self._speaking_of(alert, self._queues.get(new.channel, ())):
            if known.message.alert == alert:
                stale.append(known)
            else:
                self._take_out(known, alert)
        if stale:
            # How long the channel has failed is not forgotten.
            first = max(stale, key=lambda known: known.attempts)
            for known in stale:
                self._put(known, renewed(known, new) if known is first else None)
        return bool(stale)

    def _speaking_of(
        self, alert: str, deliveries: Iterable[Delivery]
    ) -> list[Delivery]:
        """Return what says anything about an alert, without what is just being sent."""
        return [
            known
            for known in deliveries
            if known is not self._busy.get(known.channel)
            and alert in known.message.alerts
        ]

    def _take_out(self, known: Delivery, alert: str) -> Delivery | None:
        """Let a message speak of an alert no more, or owe it no more; return what is left."""
        left = without(known.message, alert)
        if left is not None and not left.group:
            left = self._merge(known.channel, (left,), True)
        new = None if left is None else replace(known, message=left)
        self._put(known, new)
        return new

    def _leave_to_newer(self, failed: Delivery) -> None:
        """Let what was not accepted say nothing of which there was news meanwhile."""
        left: Delivery | None = failed
        for alert, newer in newer_news(failed, self._queues[failed.channel]).items():
            if failed.message.alert:
                self._put(newer, renewed(failed, newer))
            left = left and self._take_out(left, alert)

    def _join(self, new: Delivery) -> bool:
        """Put a message into one of its group that waits; return whether it was."""
        found = joined(self._queues.get(new.channel, ()), new, self._now())
        if found is not None:
            self._put(*found)
        return found is not None

    def _merge_oldest(self, channel: Channel) -> None:
        """Make one of the two oldest that are due alike and are not too long for one."""
        queue = self._ordered(channel)
        alike = alike_in(queue, self._busy.get(channel), self._now())
        for index, one, other in alike:
            must = index == alike[0][0] and len(queue) > MOST_OWED_AT_ALL
            message = self._merge(channel, (one.message, other.message), must)
            if message is not None:
                due = max(one.due, other.due)
                queue[index : index + 2] = [
                    replace(one, message=message, due=due, tag="")
                ]
                return

    def withdraw(
        self, alert: str, recipient: str, but: Container[Channel] = ()
    ) -> bool:
        """Take out what a recipient is owed about an alert; return whether there was any.

        That is through all channels but these. What is just being sent arrives.
        """
        owed = (
            each
            for each in self.deliveries
            if each.channel.recipient == recipient and each.channel not in but
        )
        found = self._speaking_of(alert, owed)
        for known in found:
            self._take_out(known, alert)
        return bool(found)

    def overdue(self, channel: Channel) -> list[Delivery]:
        """Return what a channel should have accepted by now."""
        now = self._now()
        return [
            delivery
            for delivery in self._queues.get(channel, ())
            if delivery.tries or delivery.due <= now
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
        first = next(iter(self._ordered(channel)), None)
        if first is not None and first.tries and channel not in self._busy:
            self._put(first, replace(first, due=self._now()))

    def works(self, channel: Channel) -> None:
        """Try all that has failed again: a channel has accepted something else."""
        now, trying = self._now(), self._busy.get(channel)
        for known in [*self._queues.get(channel, ())]:
            if known is not trying:
                self._put(known, passed(known, now))

    def _put(self, known: Delivery, new: Delivery | None) -> None:
        """Put another delivery, or nothing, in the place of one."""
        queue = self._queues[known.channel]
        index = next(number for number, owed in enumerate(queue) if owed is known)
        queue[index : index + 1] = [] if new is None else [new]
        if not queue:
            del self._queues[known.channel]

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
                    self._owe(anew(owed, channel))

    def follow_quiet_hours(self) -> None:
        """Let what waits for their end do so by the clock, and by the hours, of now."""
        for known in self.deliveries:
            if waits(known) and known.due > self._now():
                free = self._free_at(known.channel, known.message)
                self._put(known, replace(known, due=free))

    def due_channels(self) -> list[Channel]:
        """Return the channels to be tried now."""
        now = self._now()
        return [
            channel
            for channel in self._queues
            if channel not in self._busy and self._ordered(channel)[0].due <= now
        ]

    def reserve(self, channel: Channel) -> None:
        """Let nobody else try a channel, until `release`."""
        self._busy[channel] = None

    def release(self, channel: Channel) -> None:
        """Say that a channel is not being tried any more."""
        del self._busy[channel]

    def due(self, channel: Channel) -> Delivery | None:
        """Return the message that a reserved channel has to be tried with now.

        Nothing else changes it before `settle`. Quiet hours may have begun since it was
        tried last: then it waits for their end.
        """
        now = self._now()
        for first in list(self._ordered(channel)):
            if first.due > now:
                break
            free = self._free_at(channel, first.message)
            if waits(first) or free <= self._now():  # time has passed since `now`
                self._busy[channel] = first
                return first
            self._put(first, replace(first, due=free))
        return None

    def drop(self, delivery: Delivery) -> None:
        """Owe what `due` has returned no more."""
        self._busy[delivery.channel] = None
        self._put(delivery, None)

    def settle(
        self, delivery: Delivery, error: DeliveryError | None, tag: str = ""
    ) -> Delivery | None:
        """Take the result of an attempt with a tag: accepted where there is no error.

        Return the delivery as it is now, None where its recipient was removed meanwhile.
        One that has just failed is not declared yet.
        """
        channel = delivery.channel
        self._busy[channel] = None
        if all(owed is not delivery for owed in self._queues.get(channel, ())):
            return None
        result = attempted(replace(delivery, tag=tag), error, self._now())
        match result.state:
            case DeliveryState.ACCEPTED:
                self._put(delivery, None)
                self.works(channel)
            case DeliveryState.UNDELIVERABLE:
                self._put(delivery, None)
            case state:
                kept = replace(result, declared=state is DeliveryState.FAILED)
                self._put(delivery, kept)
                self._leave_to_newer(kept)
        return result
