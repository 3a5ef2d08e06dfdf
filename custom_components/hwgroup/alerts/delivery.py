"""Calling notifiers: seen to succeed, retried with back-off, never given up silently."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.components.notify import (
    ATTR_MESSAGE,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
    SERVICE_SEND_MESSAGE,
    NotifyEntityFeature,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_SUPPORTED_FEATURES,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceNotFound
from homeassistant.util import dt as dt_util

from .model import Channel, ChannelKind, Delivery, Message

# Pauses after failed attempts; the last one lasts until a message is accepted.
BACK_OFF: Final = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
# After so many failed attempts it is said aloud.
BROKEN_AFTER: Final = 4
# What a channel is owed at most; beyond that the oldest messages are left out.
MOST_OWED: Final = 50
SEND_TIMEOUT_SECONDS: Final = 30


class DeliveryError(Exception):
    """A notifier did not accept a message; the text says why."""


async def async_send(hass: HomeAssistant, channel: Channel, message: Message) -> None:
    """Send one message through one channel and wait until it is accepted.

    Raises DeliveryError.
    """
    try:
        async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
            if channel.kind is ChannelKind.ENTITY:
                await _async_send_to_entity(hass, channel.target, message)
            else:
                await _async_call_action(hass, channel.target, message)
    except TimeoutError as err:
        raise DeliveryError(f"no answer within {SEND_TIMEOUT_SECONDS} s") from err
    except ServiceNotFound as err:
        raise DeliveryError(f"{channel.target} does not exist") from err
    except DeliveryError:
        raise
    except Exception as err:
        # A notifier may raise anything; whatever it is, the message was not accepted.
        raise DeliveryError(str(err) or type(err).__name__) from err


async def _async_send_to_entity(
    hass: HomeAssistant, entity_id: str, message: Message
) -> None:
    # The action reports success for entities that it does not find or that are
    # unavailable, so this has to be looked at first.
    if (state := hass.states.get(entity_id)) is None:
        raise DeliveryError(f"{entity_id} does not exist")
    if state.state == STATE_UNAVAILABLE:
        raise DeliveryError(f"{entity_id} is unavailable")
    data: dict[str, Any] = {ATTR_ENTITY_ID: entity_id}
    if state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) & NotifyEntityFeature.TITLE:
        data |= {ATTR_TITLE: message.title, ATTR_MESSAGE: message.text}
    else:
        data |= {ATTR_MESSAGE: f"{message.title}\n{message.text}"}
    await hass.services.async_call(
        NOTIFY_DOMAIN, SERVICE_SEND_MESSAGE, data, blocking=True
    )


async def _async_call_action(
    hass: HomeAssistant, action: str, message: Message
) -> None:
    domain, _, service = action.partition(".")
    await hass.services.async_call(
        domain,
        service,
        {ATTR_TITLE: message.title, ATTR_MESSAGE: message.text},
        blocking=True,
    )


class Outbox:
    """The messages that are owed, in order for each channel.

    A channel that fails delays only itself, and is tried until it works. `async_save`
    is awaited after each attempt; `on_result` is told None for a message that was
    accepted, and the reason where a channel counts as broken.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        deliveries: Iterable[Delivery],
        async_save: Callable[[], Awaitable[None]],
        on_result: Callable[[Channel, str | None], None],
    ) -> None:
        """Take over what was owed before a restart."""
        self._hass = hass
        self._queues: dict[Channel, list[Delivery]] = {}
        self._busy: set[Channel] = set()
        self._async_save = async_save
        self._on_result = on_result
        for delivery in deliveries:
            self._queues.setdefault(delivery.channel, []).append(delivery)

    @property
    def deliveries(self) -> list[Delivery]:
        """All that is still owed."""
        return [delivery for queue in self._queues.values() for delivery in queue]

    @property
    def next_due(self) -> datetime | None:
        """When a channel that is not being tried has to be tried next."""
        return min(
            (
                queue[0].due
                for channel, queue in self._queues.items()
                if channel not in self._busy
            ),
            default=None,
        )

    def add(self, channel: Channel, message: Message) -> None:
        """Owe a message to a channel, from now on.

        It takes the place of an older one about the same device, which it makes
        stale: that a device is back says that it was offline, and for how long.
        """
        queue = self._queues.setdefault(channel, [])
        for index, delivery in enumerate(queue):
            if delivery.message.source == message.source and delivery is not self._now(
                channel
            ):
                queue[index] = replace(delivery, message=message)
                return
        queue.append(Delivery(channel=channel, message=message, due=dt_util.utcnow()))
        del queue[1 : len(queue) - MOST_OWED + 1]

    def _now(self, channel: Channel) -> Delivery | None:
        """Return what is being sent at this moment."""
        return self._queues[channel][0] if channel in self._busy else None

    def owes(self, channel: Channel, source: str | None = None) -> bool:
        """Return whether a channel is owed a message, or one about a device."""
        return any(
            source in (None, delivery.message.source)
            for delivery in self._queues.get(channel, ())
        )

    def retry(self, channel: Channel) -> None:
        """Try a channel again at once."""
        if queue := self._queues.get(channel):
            queue[0] = replace(queue[0], due=dt_util.utcnow())

    def keep(self, channels: Iterable[Channel], new: Iterable[Channel] = ()) -> None:
        """Owe nothing to any other channel; what they were owed goes to new ones.

        A recipient whose notifier was replaced gets it through the new notifier.
        """
        for gone in self._queues.keys() - set(channels):
            for delivery in self._queues.pop(gone):
                for channel in new:
                    if channel.recipient == gone.recipient:
                        self.add(channel, delivery.message)

    def due_channels(self) -> list[Channel]:
        """Return the channels to be tried now."""
        now = dt_util.utcnow()
        return [
            channel
            for channel, queue in self._queues.items()
            if channel not in self._busy and queue[0].due <= now
        ]

    async def async_deliver(self, channel: Channel) -> None:
        """Send what a channel is owed, until it is empty or an attempt fails."""
        self._busy.add(channel)
        try:
            while (queue := self._queues.get(channel)) and (
                queue[0].due <= dt_util.utcnow()
            ):
                await self._async_attempt(channel, queue[0])
        finally:
            self._busy.discard(channel)

    async def _async_attempt(self, channel: Channel, delivery: Delivery) -> None:
        reason = None
        try:
            await async_send(self._hass, channel, delivery.message)
        except DeliveryError as err:
            reason = str(err)
        queue = self._queues.get(channel)
        if not queue or queue[0] is not delivery:
            return  # the recipient was removed meanwhile
        if reason is None:
            queue.pop(0)
            if not queue:
                del self._queues[channel]
        else:
            pause = BACK_OFF[min(delivery.attempts, len(BACK_OFF) - 1)]
            queue[0] = replace(
                delivery, attempts=delivery.attempts + 1, due=dt_util.utcnow() + pause
            )
        if reason is None or queue[0].attempts >= BROKEN_AFTER:
            self._on_result(channel, reason)
        await self._async_save()
