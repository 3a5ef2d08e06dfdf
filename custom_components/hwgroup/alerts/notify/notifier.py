"""The way to people: who has which channels, what they are owed, what does not work."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError

from ...const import DOMAIN
from ..clock import Clock
from ..messages.notices import DRILL, compose_test
from ..model import Message
from ..timeline import Instant
from .availability import Availability
from .channels import ChannelFinder
from .log import Delivery, DeliveryState, NotificationLog
from .messenger import Messenger
from .outbox import Outbox
from .problems import (
    async_clear_problem,
    async_keep_problems,
    async_show_no_recipient,
    async_show_problem,
)
from .reach import Reach
from .recipients import Channel, Recipient
from .sender import DeliveryError
from .tested import Tested
from .undeliverable import Undeliverable
from .undelivered import Undelivered


class Notifier:
    """Brings messages to the recipients of the alerts."""

    def __init__(
        self,
        hass: HomeAssistant,
        clock: Clock,
        recipients: tuple[Recipient, ...],
        deliveries: Sequence[Delivery],
        async_save: Callable[[], Awaitable[None]],
        on_change: Callable[[Delivery], None],
        on_due: Callable[[], None],
    ) -> None:
        """Take up the deliveries of the last run, those that are settled and the rest.

        `on_change` is called with the result of each attempt, `on_due` when a channel
        has to be tried before `next_due`.
        """
        self._hass = hass
        self._clock = clock
        self._on_change = on_change
        self.log = NotificationLog(each for each in deliveries if each.settled)
        known = {recipient.id for recipient in recipients}
        left = [
            each
            for each in deliveries
            if not each.settled and each.channel.recipient in known
        ]
        self._messenger = Messenger(hass, clock, self._recipient, self._retry)
        self._outbox = Outbox(
            (each for each in left if each.is_owed),
            clock.now,
            self._free_at,
            self._messenger.merge,
        )
        self._async_save = async_save
        self.undeliverable = Undeliverable(hass, self._on_dismissed)
        self._on_due = on_due
        self._finder = ChannelFinder(hass)
        self._chosen: tuple[Recipient, ...] = ()
        self.recipients: tuple[Recipient, ...] = ()
        self._channels: list[Channel] = []
        self._availability = Availability(hass, self._on_missing, self._on_back)
        self.undelivered = Undelivered(hass, self._outbox, self.log)
        self._reach = Reach(
            self._outbox, self._availability, self.log, self.undelivered
        )
        # Groups may not be loaded yet: what their members are owed stays until then.
        self._choose(recipients)
        for delivery in left:
            if delivery.state is DeliveryState.FAILED:
                self._show_failed(delivery)
                self._outbox.retry(delivery.channel)  # a restart may have mended it
            elif not delivery.is_owed:
                self._show_undeliverable(delivery)

    @property
    def deliveries(self) -> list[Delivery]:
        """What is still owed to somebody."""
        return self._outbox.deliveries

    @property
    def kept(self) -> list[Delivery]:
        """What has to survive a restart, besides the log."""
        return self.deliveries + self.undeliverable.deliveries

    @property
    def next_due(self) -> Instant | None:
        """When somebody is to be tried next."""
        return self._outbox.next_due

    @property
    def problems(self) -> Iterator[tuple[Recipient, Channel, str]]:
        """Which channels do not work, and why."""
        known = self._availability.problems
        for channel, reason in (known | self._outbox.failed).items():
            yield self._recipient(channel), channel, reason

    @property
    def has_problem(self) -> bool | None:
        """Whether any channel does not work, None while some may still be loading."""
        if any(self.problems):
            return True
        return None if self._availability.is_uncertain() else False

    def alerts_in(self, key: str) -> list[str] | None:
        """Return the alerts that a message by its ID is about, None for no message."""
        known = (delivery.message for delivery in (*self.log, *self.deliveries))
        found = next((message for message in known if message.id == key), None)
        return None if found is None else [part.alert for part in found.told]

    def language_of(self, recipient: Recipient) -> str:
        """Return the language that somebody is told in."""
        return self._messenger.language_of(recipient)

    def _recipient(self, channel: Channel) -> Recipient:
        return next(
            recipient
            for recipient in self.recipients
            if recipient.id == channel.recipient
        )

    # What is to be brought

    def owe(self, recipient: Recipient, message: Message) -> None:
        """Owe a message to somebody, from now on or from the end of their quiet hours."""
        for channel in self._reach.owe(recipient, message):
            self.undelivered.async_show(channel, recipient)

    def collect(self, within: timedelta) -> None:
        """Let what follows the first message of a group wait for so long."""
        self._outbox.collector.within = within

    def follow_wall_clock(self) -> None:
        """Let what waits for the end of quiet hours do so by the clock as it was set."""
        self._outbox.follow_quiet_hours()

    def _free_at(self, channel: Channel, message: Message) -> Instant:
        """Return when a channel may be sent a message: now, or after quiet hours."""
        now, recipient = self._clock.read(), self._recipient(channel)
        if message.change == DRILL:
            return now.instant_of(recipient.awake_at(now.wall))
        return now.instant_of(recipient.free_at(message.severity, now.wall))

    @callback
    def set_recipients(self, recipients: tuple[Recipient, ...]) -> None:
        """Notify these from now on."""
        kept = {recipient.id for recipient in recipients}
        for gone in self.recipients:
            if gone.id not in kept:
                self.undelivered.async_clear(gone.id)
        self.undeliverable.async_keep(kept)
        self._choose(recipients)
        self.update_channels()
        self._outbox.follow_quiet_hours()

    def _choose(self, recipients: tuple[Recipient, ...]) -> None:
        self._chosen = recipients
        self._find_channels()
        async_show_no_recipient(self._hass, shown=not recipients)

    def _find_channels(self) -> None:
        self.recipients = tuple(map(self._finder.async_resolve, self._chosen))
        self._channels = [
            channel
            for recipient in self.recipients
            for channel in (*recipient.all_channels, *recipient.fallback)
        ]
        self._availability.async_update(self._channels)

    @callback
    def update_channels(self) -> None:
        """Use the channels that there are now: members of groups come and go, too.

        What is owed to a channel that is gone goes to the others of its recipient.
        """
        self._find_channels()
        self._outbox.keep(self._channels, self._heirs)
        async_keep_problems(self._hass, self._channels)

    def _heirs(self, owed: Delivery) -> list[Channel]:
        """Return who gets what is owed to a channel that is gone."""
        return self._reach.heirs(self.recipients, owed)

    # How it is brought

    def due_channels(self) -> list[Channel]:
        """Return the channels to be tried now."""
        return self._outbox.due_channels()

    async def async_deliver(self, channel: Channel) -> None:
        """Send what a channel is owed, until that is nothing or an attempt fails."""
        self._outbox.reserve(channel)
        try:
            while (delivery := self._outbox.due(channel)) is not None:
                if self._finder.async_misleads(channel, delivery.message):
                    self._drop(delivery)
                else:
                    await self._async_attempt(delivery)
        finally:
            self._outbox.release(channel)

    @callback
    def _drop(self, delivery: Delivery) -> None:
        """Owe a message no more that a channel cannot bring; what it was about is over."""
        self._outbox.drop(delivery)
        channel = delivery.channel
        if channel not in self._reach.broken:
            async_clear_problem(self._hass, channel)
        self.undelivered.async_clear(channel.recipient, delivery.message)

    async def _async_attempt(self, delivery: Delivery) -> None:
        self._messenger.keep(self.deliveries)
        tag, error = self.log.tag_for(delivery), None
        try:
            await self._messenger.async_try(delivery, tag)
        except DeliveryError as err:
            error = err
        if (settled := self._outbox.settle(delivery, error, tag)) is not None:
            if error is None:
                self.log.add(settled)
            self._on_result(settled)
            await self._async_save()

    @callback
    def _on_result(self, delivery: Delivery) -> None:
        channel, message = delivery.channel, delivery.message
        recipient = self._recipient(channel)
        if delivery.state is DeliveryState.ACCEPTED:
            self._works(channel)
            self.undelivered.async_clear(recipient.id, message)
        elif delivery.state is DeliveryState.FAILED:
            if delivery.was_just_declared_failed and not delivery.fallback:
                self._reach.fall_back(recipient, delivery)
            self._show_failed(delivery)
        elif delivery.state is DeliveryState.UNDELIVERABLE:
            self._show_undeliverable(delivery)
        self._on_change(delivery)

    def _show_failed(self, delivery: Delivery) -> None:
        """Say that a channel does not work, and what could not be told therefore."""
        channel, recipient = delivery.channel, self._recipient(delivery.channel)
        if (reason := self._outbox.failed.get(channel)) is not None:
            async_show_problem(self._hass, channel, recipient.name, reason)
        self.undelivered.async_show(channel, recipient)

    def _show_undeliverable(self, delivery: Delivery) -> None:
        self.undeliverable.async_add(delivery, self._recipient(delivery.channel).name)

    def _on_dismissed(self, delivery: Delivery) -> None:
        self.log.add(replace(delivery, settled=self._clock.now()))
        self.undelivered.async_clear(delivery.channel.recipient, delivery.message)

    @callback
    def stop(self) -> None:
        """Show no more what is shown again by the next run."""
        self._messenger.keep(())
        self._availability.async_stop()
        for channel in [*self._availability.failed_tests]:
            self._works(channel)
        for recipient in self.recipients:
            self.undelivered.async_clear(recipient.id)

    def _works(self, channel: Channel) -> None:
        self._availability.works(channel)
        if channel not in self._outbox.failed:
            async_clear_problem(self._hass, channel)

    # Whether it could be brought

    @callback
    def check_channels(self) -> None:
        """Find notifiers that do not exist before they are needed."""
        self.update_channels()
        self._availability.async_check()

    def _on_missing(self, channel: Channel, reason: str) -> None:
        async_show_problem(self._hass, channel, self._recipient(channel).name, reason)

    def _on_back(self, channel: Channel) -> None:
        self.update_channels()  # it may be a group
        self._works(channel)
        self._retry(channel)

    def _retry(self, channel: Channel) -> None:
        self._outbox.retry(channel)
        self._on_due()

    async def async_test(self, recipient_id: str | None = None) -> list[Tested]:
        """Send a test message through every channel at once, or through one's own.

        Raises ServiceValidationError where there is nobody to send it to.
        """
        channels = [
            channel
            for channel in self._channels
            if recipient_id in (None, channel.recipient)
        ]
        if not channels:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="no_recipient"
            )
        return await asyncio.gather(*map(self._async_test_channel, channels))

    async def _async_test_channel(self, channel: Channel) -> Tested:
        recipient = self._recipient(channel)
        message = compose_test(recipient.name, self.language_of(recipient))
        try:
            await self._messenger.async_test(channel, message)
        except DeliveryError as err:
            self._availability.failed_tests[channel] = reason = str(err)
            async_show_problem(self._hass, channel, recipient.name, reason)
            return recipient, channel, reason
        self._outbox.works(channel)
        self._works(channel)
        self.log.add_accepted(channel, message, self._clock.now())
        return recipient, channel, None
