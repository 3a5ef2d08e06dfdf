"""Answers of phones: those that come before the alerts are loaded wait for them."""

from collections import deque
from collections.abc import Callable
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback

from ..compat import singleton
from ..const import ALERTS_UNIQUE_ID, DOMAIN

PREFIX: Final = "HWGROUP"
_EVENT: Final = "mobile_app_notification_action"
_MOST: Final = 100


@callback
def async_are_awaited(hass: HomeAssistant) -> bool:
    """Return whether the alerts are not loaded, and may be at any time."""
    entry = hass.config_entries.async_entry_for_domain_unique_id(
        DOMAIN, ALERTS_UNIQUE_ID
    )
    if entry is None or entry.disabled_by is not None:
        return False
    return entry.state is not ConfigEntryState.LOADED


class PhoneAnswers:
    """Hands on what people press, from when Home Assistant starts until it stops."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Listen from now on."""
        self._hass = hass
        self._take: Callable[[Event], None] | None = None
        self._waiting: deque[Event] = deque(maxlen=_MOST)
        hass.bus.async_listen(_EVENT, self._on_button)

    @callback
    def _on_button(self, event: Event) -> None:
        if not str(event.data.get("action")).startswith(PREFIX):
            return
        if self._take is not None:
            self._take(event)
        elif async_are_awaited(self._hass):
            self._waiting.append(event)

    @callback
    def follow(self, take: Callable[[Event], None]) -> CALLBACK_TYPE:
        """Hand on what waits, and all that comes until what is returned is called."""
        self._take = take
        while self._waiting:
            take(self._waiting.popleft())

        @callback
        def stop() -> None:
            self._take = None

        return stop


@singleton("hwgroup_phone_answers")
@callback
def async_phone_answers(hass: HomeAssistant) -> PhoneAnswers:
    """Return what hands on the answers of all phones."""
    return PhoneAnswers(hass)
