"""The messages that reached a recipient through none of their channels."""

from homeassistant.core import HomeAssistant, callback

from ..model import Message
from .log import Delivery, DeliveryState, NotificationLog
from .outbox import Outbox
from .problems import async_clear_undelivered, async_show_undelivered
from .recipients import Channel, Recipient


class Undelivered:
    """Shows such messages in Home Assistant, until the recipient gets them."""

    def __init__(
        self, hass: HomeAssistant, outbox: Outbox, log: NotificationLog
    ) -> None:
        """Show nothing yet."""
        self._hass = hass
        self._outbox = outbox
        self._log = log
        self._shown: dict[tuple[str, str], Delivery] = {}

    @callback
    def async_show(self, channel: Channel, recipient: Recipient) -> None:
        """Show what a channel should have accepted."""
        for delivery in self._outbox.overdue(channel):
            if self.has_reached_nobody(delivery):
                async_show_undelivered(self._hass, delivery, recipient.name)
                self._shown[recipient.id, delivery.message.key] = delivery

    def has_reached_nobody(self, delivery: Delivery) -> bool:
        """Return whether all that a recipient has was tried in vain for a message."""
        failed = self._outbox.failed
        owed = self._outbox.about(delivery.message.key, delivery.channel.recipient)
        if not all(
            each.state is DeliveryState.FAILED or each.channel in failed
            for each in owed
        ):
            return False
        return not self._log.has_told(delivery)

    @callback
    def withdraw(self, recipient: str, alert: str) -> bool:
        """Owe nothing more about an alert; return whether a recipient knows of it."""
        withdrawn = self._outbox.withdraw(alert, recipient)
        if (shown := self._shown.pop((recipient, alert), None)) is not None:
            async_clear_undelivered(self._hass, shown)
        return not withdrawn or self._log.knows(recipient, alert)

    @callback
    def async_clear(self, recipient: str, message: Message | None = None) -> None:
        """Show no more what a message says, or anything for a recipient."""
        keys = None
        if message is not None:
            keys = {message.key, *message.alerts}
        for shown in [*self._shown]:
            if shown[0] == recipient and (keys is None or shown[1] in keys):
                async_clear_undelivered(self._hass, self._shown.pop(shown))
