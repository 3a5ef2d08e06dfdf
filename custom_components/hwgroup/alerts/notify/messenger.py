"""Messages as each recipient gets them: in their language, with what their notifier can."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from homeassistant.core import HomeAssistant

from ..clock import Clock
from ..messages.digest import compose_digest, is_short_enough, shortened
from ..messages.last_resort import compose_plain
from ..messages.notices import compose_again, compose_late
from ..model import Message
from .calls import Calls
from .log import Delivery
from .mobile_app import extras_for
from .recipients import Channel, Recipient
from .sender import async_send


class Messenger:
    """Brings messages to notifiers.

    `on_accepted` is called where one is accepted that no attempt is waiting for.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        clock: Clock,
        recipient_of: Callable[[Channel], Recipient],
        on_accepted: Callable[[Channel], None],
    ) -> None:
        """Bring nothing yet."""
        self._hass = hass
        self._clock = clock
        self._recipient_of = recipient_of
        self._calls = Calls(on_accepted)

    def language_of(self, recipient: Recipient) -> str:
        """Return the language of a recipient's messages."""
        return recipient.language or self._hass.config.language

    def merge(
        self, channel: Channel, messages: Sequence[Message], must: bool
    ) -> Message | None:
        """Return one message in the place of some, None if it is too long and need not be."""
        language = self.language_of(self._recipient_of(channel))
        digest = compose_digest(messages, language)
        if must:
            return shortened(digest, language)
        return digest if is_short_enough(digest) else None

    async def async_try(self, delivery: Delivery, tag: str) -> None:
        """Send what is owed to a channel. Raises DeliveryError."""
        worded = self._worded(delivery)
        await self._async_send(delivery.channel, delivery.message, worded, tag)

    def _worded(self, delivery: Delivery) -> Message:
        """Return a message as it is sent: if it is late or may come twice, it says so."""
        message = delivery.message
        if delivery.plain:
            return Message(id=message.id, title="", text=compose_plain(message))
        language = self.language_of(self._recipient_of(delivery.channel))
        # What waits, as for the morning, is written for the time when it is due.
        written = delivery.created if delivery.tries else delivery.due
        message = compose_late(message, written, self._clock.read(), language)
        if delivery.unsure:
            message = compose_again(message, delivery.attempts + 1, language)
        return message

    async def async_test(self, channel: Channel, message: Message) -> None:
        """Send a test message. Raises DeliveryError."""
        await self._async_send(channel, message, message, message.key)

    async def _async_send(
        self, channel: Channel, message: Message, worded: Message, tag: str
    ) -> None:
        recipient = self._recipient_of(channel)
        language = self.language_of(recipient)
        extras = extras_for(channel, recipient, worded, language, tag)
        defaults = recipient.defaults.get(channel, {})
        send = partial(async_send, self._hass, channel, worded, extras, defaults)
        await self._calls.async_send(channel, message, send)

    def keep(self, owed: Iterable[Delivery]) -> None:
        """Bring nothing else than what is owed any more."""
        self._calls.keep((delivery.channel, delivery.message) for delivery in owed)
