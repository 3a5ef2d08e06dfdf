"""The feed of events of alerts and messages, for entities and triggers."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback

from ..const import LOGGER
from .notify.log import Delivery
from .rules.event import AlertEvent

_MOST_EARLY: Final = 50

type FeedItem = AlertEvent | Delivery
"""What has become of an alert, or of a message that failed or was accepted."""


class EventFeed:
    """Informs listeners that something may have changed, and subscribers of each event."""

    def __init__(self, is_loading: Callable[[], bool]) -> None:
        """Start without subscribers; those that come while loading get the early events, too."""
        self._is_loading = is_loading
        self._listeners: dict[object, CALLBACK_TYPE] = {}
        self._readers: dict[object, Callable[[FeedItem], None]] = {}
        self._early: deque[FeedItem] = deque(maxlen=_MOST_EARLY)

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call back whenever anything may have changed."""
        return _subscribe(self._listeners, listener)

    @callback
    def async_subscribe(self, reader: Callable[[FeedItem], None]) -> CALLBACK_TYPE:
        """Call back with each event."""
        if self._is_loading():
            for news in list(self._early):
                reader(news)
        return _subscribe(self._readers, reader)

    @callback
    def publish(self, news: FeedItem) -> None:
        """Pass an event to the subscribers."""
        if self._is_loading():
            self._early.append(news)
        for reader in list(self._readers.values()):
            with _surviving():
                reader(news)

    @callback
    def inform(self) -> None:
        """Inform the listeners."""
        for listener in list(self._listeners.values()):
            with _surviving():
                listener()


@contextmanager
def _surviving() -> Iterator[None]:
    """Log whatever is raised: what fails to show an alert keeps nobody from being told."""
    try:
        yield
    except Exception:  # noqa: BLE001
        LOGGER.exception("What follows the alerts has failed")


def _subscribe[CallbackT](
    subscribers: dict[object, CallbackT], subscriber: CallbackT
) -> CALLBACK_TYPE:
    key = object()
    subscribers[key] = subscriber

    @callback
    def unsubscribe() -> None:
        subscribers.pop(key, None)

    return unsubscribe
