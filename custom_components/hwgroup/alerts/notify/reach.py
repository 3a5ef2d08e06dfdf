"""Whether recipients are within reach, and what serves where they are not."""

from collections.abc import Iterable

from ..messages.notices import DRILL
from ..model import ENDS, Message
from .availability import Availability
from .channels import channels_for
from .log import Delivery, NotificationLog
from .outbox import Outbox
from .recipients import Channel, Recipient
from .undelivered import Undelivered


class Reach:
    """Knows which channels are broken, and owes to others what those do not bring."""

    def __init__(
        self,
        outbox: Outbox,
        availability: Availability,
        log: NotificationLog,
        undelivered: Undelivered,
    ) -> None:
        """Remember where it is known."""
        self._outbox = outbox
        self._availability = availability
        self._log = log
        self._undelivered = undelivered

    @property
    def broken(self) -> set[Channel]:
        """The channels that fail, or are known to do so."""
        return self._outbox.failed.keys() | self._availability.problems.keys()

    def is_lost(self, channels: tuple[Channel, ...]) -> bool:
        """Return whether all of these channels are broken."""
        return bool(channels) and self.broken.issuperset(channels)

    def owe(self, recipient: Recipient, message: Message) -> tuple[Channel, ...]:
        """Owe a message to the channels that get it, and return those.

        The end of an alert goes wherever it was told, also if it is milder by now or the
        others work again. All other channels are owed nothing older about the alert: when
        they work again, it would be false.
        """
        channels = channels_for(recipient, message)
        fallback = _fallback_for(recipient, message)
        if not self.is_lost(channels):
            fallback = self._waiting_for_end(fallback, message)
        further = self._waiting_for_end(recipient.all_channels, message)
        main = dict.fromkeys((*channels, *further))
        for channel in main:
            self._outbox.add(channel, message)
        for channel in fallback:
            self._outbox.add(channel, message, fallback=True)
        if message.alert:
            but = (*main, *fallback)
            self._outbox.withdraw(message.alert, recipient.id, but)
        return channels

    def _waiting_for_end(
        self, channels: tuple[Channel, ...], message: Message
    ) -> tuple[Channel, ...]:
        """Return the channels that have told of the alert that a message says is over."""
        if message.change not in ENDS:
            return ()
        log, alert = self._log, message.alert
        return tuple(each for each in channels if log.has_left_open(each, alert))

    def fall_back(self, recipient: Recipient, failed: Delivery) -> None:
        """Owe to the fallback what no other channel brings."""
        if self.is_lost(channels_for(recipient, failed.message)):
            # What waits behind it would not be tried before it is accepted.
            waiting = self._outbox.overdue(failed.channel)
        elif self._undelivered.has_reached_nobody(failed):
            waiting = [failed]
        else:
            return
        for delivery in waiting:
            for other in _fallback_for(recipient, delivery.message):
                if not self._log.has_accepted(other, delivery):
                    self._outbox.add(
                        other, delivery.message, fallback=True, at_once=True
                    )

    def heirs(self, recipients: Iterable[Recipient], owed: Delivery) -> list[Channel]:
        """Return who gets what is owed to a channel that is gone."""
        return [
            channel
            for recipient in recipients
            if recipient.id == owed.channel.recipient
            for channel in (
                recipient.fallback
                if owed.fallback
                else channels_for(recipient, owed.message)
            )
            if not self._log.has_accepted(channel, owed)
        ]


def _fallback_for(recipient: Recipient, message: Message) -> tuple[Channel, ...]:
    """Return the fallback for a message: a drill has to prove the other channels."""
    return () if message.change == DRILL else recipient.fallback
