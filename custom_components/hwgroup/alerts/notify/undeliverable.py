"""The messages that are refused for ever: kept and shown until somebody dismisses them."""

from collections.abc import Callable, Container, Iterable
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError

from ...const import DOMAIN
from .log import Delivery
from .problems import async_keep_undeliverable, async_show_undeliverable

# Of more than that, the oldest are dismissed.
_MOST: Final = 50


class Undeliverable:
    """Shows them, each as a repair issue.

    `on_dismissed` is called with each that is dismissed.
    """

    def __init__(
        self, hass: HomeAssistant, on_dismissed: Callable[[Delivery], None]
    ) -> None:
        """Begin without any."""
        self._hass = hass
        self._on_dismissed = on_dismissed
        self.deliveries: list[Delivery] = []

    @callback
    def async_add(self, delivery: Delivery, recipient: str) -> None:
        """Keep and show one; `recipient` is the name of who does not get it."""
        self.deliveries.append(delivery)
        async_show_undeliverable(self._hass, delivery, recipient)
        self._dismiss(self.deliveries[:-_MOST])

    @callback
    def async_dismiss(self, message_ids: Iterable[str] | None) -> list[Delivery]:
        """Forget messages by their IDs, or all of them, and return those.

        Raises ServiceValidationError for a message that is not undeliverable.
        """
        known = {delivery.message.id for delivery in self.deliveries}
        wanted = known if message_ids is None else {*message_ids}
        for unknown in sorted(wanted - known):
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="unknown_message",
                translation_placeholders={"message": unknown},
            )
        dismissed = [each for each in self.deliveries if each.message.id in wanted]
        self._dismiss(dismissed)
        return dismissed

    @callback
    def async_keep(self, recipients: Container[str]) -> None:
        """Forget what was for anybody else than these recipients, by their IDs."""
        self._dismiss(
            each for each in self.deliveries if each.channel.recipient not in recipients
        )

    def _dismiss(self, dismissed: Iterable[Delivery]) -> None:
        if not (gone := list(dismissed)):
            return
        for delivery in gone:
            self.deliveries.remove(delivery)
            self._on_dismissed(delivery)
        async_keep_undeliverable(self._hass, self.deliveries)
