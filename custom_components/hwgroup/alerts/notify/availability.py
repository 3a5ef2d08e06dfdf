"""Notifiers that are missing or failed a test: known before they are needed."""

from collections.abc import Callable, Iterable
from typing import Final

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.const import (
    ATTR_DOMAIN,
    ATTR_SERVICE,
    EVENT_SERVICE_REGISTERED,
    STATE_UNAVAILABLE,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event

from .recipients import Channel, ChannelKind
from .sender import channel_problem

# At so many looks in a row a notifier has to be missing.
_LOOKS: Final = 2


class Availability:
    """Looks for the notifiers behind channels now and then.

    `on_missing` is called with the reason when one is missing, `on_back` when one was
    registered, or is available, again.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        on_missing: Callable[[Channel, str], None],
        on_back: Callable[[Channel], None],
    ) -> None:
        """Look for nothing yet."""
        self._hass = hass
        self._on_missing = on_missing
        self._on_back = on_back
        self._channels: frozenset[Channel] = frozenset()
        self._suspected: frozenset[Channel] = frozenset()
        self._missing: dict[Channel, str] = {}
        self.failed_tests: dict[Channel, str] = {}
        """Why the last test of a channel failed, where nothing was accepted since."""
        self._looks = 0
        self._unsubscribe: list[CALLBACK_TYPE] = []

    @callback
    def is_uncertain(self) -> bool:
        """Return whether a notifier that was not there since the start may be loading."""
        return self._looks < _LOOKS and any(
            channel_problem(self._hass, channel) for channel in self._channels
        )

    @property
    def problems(self) -> dict[Channel, str]:
        """Which channels would not accept a message now, and why."""
        return self.failed_tests | self._missing

    def works(self, channel: Channel) -> None:
        """Forget the problem of a channel: it has accepted something, or is back."""
        self.failed_tests.pop(channel, None)
        self._missing.pop(channel, None)

    @callback
    def async_update(self, channels: Iterable[Channel]) -> None:
        """Look for the notifiers of these channels from now on."""
        if (now := frozenset(channels)) == self._channels and self._unsubscribe:
            return
        self.async_stop()
        self._channels = now
        for gone in self.problems.keys() - self._channels:
            self.works(gone)
        entities = self._targets(ChannelKind.ENTITY)
        self._unsubscribe = [
            self._hass.bus.async_listen(EVENT_SERVICE_REGISTERED, self._on_registered),
            async_track_state_change_event(self._hass, entities, self._on_state),
        ]

    @callback
    def async_stop(self) -> None:
        """Notice no more what comes back."""
        while self._unsubscribe:
            self._unsubscribe.pop()()

    def _targets(self, kind: ChannelKind) -> set[str]:
        return {channel.target for channel in self._channels if channel.kind is kind}

    @callback
    def _on_registered(self, event: Event) -> None:
        if event.data[ATTR_DOMAIN] == NOTIFY_DOMAIN:
            self._back(
                ChannelKind.ACTION, f"{NOTIFY_DOMAIN}.{event.data[ATTR_SERVICE]}"
            )

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        was_missing = old is None or old.state == STATE_UNAVAILABLE
        if was_missing and new is not None and new.state != STATE_UNAVAILABLE:
            self._back(ChannelKind.ENTITY, event.data["entity_id"])

    def _back(self, kind: ChannelKind, target: str) -> None:
        for channel in self._channels:
            if (channel.kind, channel.target) == (kind, target):
                self.works(channel)
                self._on_back(channel)

    @callback
    def async_check(self) -> None:
        """Find notifiers that do not exist before they are needed.

        One that is missing at a single look is being reloaded, or has not loaded yet.
        """
        self._looks += 1
        found = {
            channel: problem
            for channel in self._channels
            if (problem := channel_problem(self._hass, channel))
        }
        before = self._missing
        self._missing = {
            channel: problem
            for channel, problem in found.items()
            if channel in self._suspected
        }
        self._suspected = frozenset(found)
        for channel in before.keys() - self._missing.keys():
            self._on_back(channel)
        for channel in self._missing.keys() - before.keys():
            self._on_missing(channel, self._missing[channel])
