"""The way to people: who has which channels, what they are owed, what does not work."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable, Iterator
from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ...const import DOMAIN
from ..messages.compose import DIGEST, compose_digest, compose_test
from ..model import Message
from .log import Delivery, DeliveryState, NotificationLog
from .mobile_app import extras_for
from .outbox import Outbox
from .problems import (
    async_clear_problem,
    async_clear_undelivered,
    async_keep_problems,
    async_show_no_recipient,
    async_show_problem,
    async_show_undelivered,
)
from .recipients import Channel, Recipient
from .sender import DeliveryError, async_send, channel_problem

type Tested = tuple[Recipient, Channel, str | None]
"""A channel through which a test was sent, and why it was not accepted if it was not."""


class Notifier:
    """Brings messages to the recipients of the alerts."""

    def __init__(
        self,
        hass: HomeAssistant,
        recipients: tuple[Recipient, ...],
        log: Iterable[Delivery],
        owed: Iterable[Delivery],
        async_save: Callable[[], Awaitable[None]],
        on_change: Callable[[Delivery], None],
    ) -> None:
        """Take up what was left by the last run."""
        self._hass = hass
        self._on_change = on_change
        self.log = NotificationLog(log)
        self._outbox = Outbox(owed, self._merge)
        self._async_save = async_save
        self.recipients: tuple[Recipient, ...] = ()
        self._channels: list[Channel] = []
        self._missing: dict[Channel, str] = {}
        self._suspected: frozenset[Channel] = frozenset()
        self._undelivered: dict[tuple[str, str], Delivery] = {}
        self.set_recipients(recipients)
        for delivery in self.deliveries:
            if delivery.state is DeliveryState.FAILED:
                self._show_failed(delivery)
                self._outbox.retry(delivery.channel)  # a restart may have mended it

    @property
    def deliveries(self) -> list[Delivery]:
        """What is still owed to somebody."""
        return self._outbox.deliveries

    @property
    def next_due(self) -> datetime | None:
        """When somebody is to be tried next."""
        return self._outbox.next_due

    @property
    def problems(self) -> Iterator[tuple[Recipient, Channel, str]]:
        """Which channels do not work, and why."""
        for channel, reason in (self._missing | self._outbox.failed).items():
            yield self._recipient(channel), channel, reason

    def language_of(self, recipient: Recipient) -> str:
        """Return the language that somebody is told in."""
        return recipient.language or self._hass.config.language

    def _recipient(self, channel: Channel) -> Recipient:
        return next(
            recipient
            for recipient in self.recipients
            if recipient.id == channel.recipient
        )

    # What is to be brought

    def owe(
        self, recipient: Recipient, message: Message, due: datetime | None = None
    ) -> None:
        """Owe a message to somebody, from now on or from a time on."""
        for channel in recipient.channels:
            self._outbox.add(channel, message, due)
        if self._is_out_of_reach(recipient):
            for channel in recipient.fallback:
                self._outbox.add(channel, message, due, fallback=True)
        for channel in recipient.channels:
            self._show_undelivered(channel)

    def _is_out_of_reach(self, recipient: Recipient) -> bool:
        """Return whether all the channels but the fallback have failed."""
        return bool(recipient.channels) and set(recipient.channels) <= (
            self._outbox.failed.keys()
        )

    def _fall_back(self, channel: Channel) -> None:
        """Owe to the fallback, too, what waits for a channel, where all have failed."""
        recipient = self._recipient(channel)
        if not self._is_out_of_reach(recipient):
            return
        for waiting in self._outbox.overdue(channel):
            for other in recipient.fallback:
                if not self.log.has_accepted(other, waiting):
                    self._outbox.add(other, waiting.message, fallback=True)

    @callback
    def set_recipients(self, recipients: tuple[Recipient, ...]) -> None:
        """Notify these from now on.

        What a recipient is owed goes to their new notifiers where they have others.
        """
        kept = {recipient.id for recipient in recipients}
        for gone in self.recipients:
            if gone.id not in kept:
                self._clear_undelivered(gone.id)
        self.recipients = recipients
        before = self._channels
        self._channels = [
            channel
            for recipient in self.recipients
            for channel in (*recipient.channels, *recipient.fallback)
        ]
        new = [channel for channel in self._channels if channel not in before]
        self._outbox.keep(self._channels, new if before else ())
        self._missing = {
            channel: reason
            for channel, reason in self._missing.items()
            if channel in self._channels
        }
        async_keep_problems(self._hass, self._channels)
        async_show_no_recipient(self._hass, shown=not self.recipients)

    # How it is brought

    def due_channels(self) -> list[Channel]:
        """Return the channels to be tried now."""
        return self._outbox.due_channels()

    async def async_deliver(self, channel: Channel) -> None:
        """Send what a channel is owed, until that is nothing or an attempt fails."""
        self._outbox.reserve(channel)
        try:
            while (delivery := self._outbox.due(channel)) is not None:
                await self._async_attempt(delivery)
        finally:
            self._outbox.release(channel)

    async def _async_attempt(self, delivery: Delivery) -> None:
        reason = None
        try:
            await self._async_send(delivery.channel, delivery.message)
        except DeliveryError as err:
            reason = str(err)
        if (settled := self._outbox.settle(delivery, reason)) is not None:
            if reason is None:
                self.log.add(settled)
            self._on_result(settled)
            await self._async_save()

    def _merge(self, channel: Channel, one: Message, other: Message) -> Message:
        language = self.language_of(self._recipient(channel))
        return compose_digest(one, other, language)

    async def _async_send(self, channel: Channel, message: Message) -> None:
        recipient = self._recipient(channel)
        language = self.language_of(recipient)
        extras = extras_for(channel, recipient, message, language)
        await async_send(self._hass, channel, message, extras)

    @callback
    def _on_result(self, delivery: Delivery) -> None:
        channel, message = delivery.channel, delivery.message
        recipient = self._recipient(channel)
        if delivery.state is DeliveryState.ACCEPTED:
            self._works(channel)
            self._clear_undelivered(recipient.id, message.alert)
            if message.change == DIGEST:
                self._clear_merged(recipient.id)
        elif delivery.state is DeliveryState.FAILED:
            if delivery.was_just_declared_failed and not delivery.fallback:
                # What waits behind it would not be tried before it is accepted.
                self._fall_back(channel)
            self._show_failed(delivery)
        self._on_change(delivery)

    def _show_failed(self, delivery: Delivery) -> None:
        """Say that a channel does not work, and what could not be told therefore."""
        channel, reason = delivery.channel, delivery.reason or ""
        async_show_problem(self._hass, channel, self._recipient(channel).name, reason)
        self._show_undelivered(channel)

    def _show_undelivered(self, channel: Channel) -> None:
        recipient = self._recipient(channel)
        if channel not in (failed := self._outbox.failed):
            return
        for delivery in self._outbox.overdue(channel):
            if self._is_undelivered(delivery, failed):
                async_show_undelivered(self._hass, delivery, recipient.name)
                self._undelivered[recipient.id, delivery.message.alert] = delivery

    def _clear_undelivered(self, recipient: str, alert: str | None = None) -> None:
        for key in [*self._undelivered]:
            if key[0] == recipient and alert in (None, key[1]):
                async_clear_undelivered(self._hass, self._undelivered.pop(key))

    def _clear_merged(self, recipient: str) -> None:
        for key in [*self._undelivered]:
            if key[0] == recipient and not self._outbox.about(key[1], recipient):
                async_clear_undelivered(self._hass, self._undelivered.pop(key))

    @callback
    def stop(self) -> None:
        """Show no more what is shown again by the next run."""
        for recipient in self.recipients:
            self._clear_undelivered(recipient.id)

    def _works(self, channel: Channel) -> None:
        self._missing.pop(channel, None)
        if not self._outbox.overdue(channel):
            async_clear_problem(self._hass, channel)

    def _is_undelivered(self, delivery: Delivery, failed: Container[Channel]) -> bool:
        """Return whether all that somebody has was tried in vain for a message."""
        owed = self._outbox.about(delivery.message.alert, delivery.channel.recipient)
        if not all(each.channel in failed for each in owed):
            return False
        return not self.log.has_told(delivery)

    # Whether it could be brought

    @callback
    def check_channels(self) -> None:
        """Find notifiers that do not exist before they are needed.

        One that is missing at a single look is being reloaded, or has not loaded yet.
        """
        found = {
            channel: problem
            for channel in self._channels
            if (problem := channel_problem(self._hass, channel))
        }
        missing = {
            channel: problem
            for channel, problem in found.items()
            if channel in self._suspected
        }
        self._suspected = frozenset(found)
        for channel in self._missing.keys() - missing.keys():
            if channel in self._channels:
                self._works(channel)
                self._outbox.retry(channel)
        for channel in missing.keys() - self._missing.keys():
            name = self._recipient(channel).name
            async_show_problem(self._hass, channel, name, missing[channel])
        self._missing = missing

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
            await self._async_send(channel, message)
        except DeliveryError as err:
            return recipient, channel, str(err)
        now = dt_util.utcnow()
        self._works(channel)
        self._outbox.retry(channel)
        self.log.add(
            Delivery(
                channel=channel,
                message=message,
                created=now,
                due=now,
                settled=now,
                attempts=1,
                state=DeliveryState.ACCEPTED,
            )
        )
        return recipient, channel, None


def check_accepted(tested: Iterable[Tested]) -> None:
    """Raise HomeAssistantError naming the channels that did not accept a test."""
    failures = [
        f"{recipient.name} ({channel.target}): {reason}"
        for recipient, channel, reason in tested
        if reason is not None
    ]
    if failures:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="test_failed",
            translation_placeholders={"failures": "; ".join(failures)},
        )
