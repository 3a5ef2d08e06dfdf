"""The heartbeat: calls a URL outside; if the calls stop, this site is down.

Nothing on site can report that power, network or Home Assistant itself has failed.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.event import async_track_time_interval

from ...const import LOGGER
from ..clock import Clock
from ..config.options import Beat
from ..timeline import Instant

_TIMEOUT_SECONDS: Final = 10


class Heartbeat:
    """Calls a URL as long as there is no problem."""

    def __init__(
        self, hass: HomeAssistant, clock: Clock, problem: Callable[[], str | None]
    ) -> None:
        """Start without a URL; `problem` returns what is wrong, None if nothing is."""
        self._hass = hass
        self._clock = clock
        self._problem = problem
        self._beat: Beat | None = None
        self._unsubscribe: CALLBACK_TYPE | None = None
        self.last: Instant | None = None
        """When a sign of life was accepted last."""

    @callback
    def configure(self, beat: Beat | None) -> None:
        """Call this URL from now on; None turns the heartbeat off."""
        if beat == self._beat:
            return
        self.stop()
        self._beat = beat
        if beat is not None:
            self._unsubscribe = async_track_time_interval(
                self._hass, self._async_send, beat.every, cancel_on_shutdown=True
            )

    @callback
    def stop(self) -> None:
        """Stop calling."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._beat = None

    async def _async_send(self, _now: datetime) -> None:
        if self._beat is None:
            return
        if (problem := self._problem()) is not None:
            LOGGER.debug("No sign of life: %s", problem)
        elif await async_call(self._hass, self._beat.url):
            self.last = self._clock.now()


async def async_call(hass: HomeAssistant, url: str) -> bool:
    """Return whether a URL answers successfully."""
    session = async_get_clientsession(hass)
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS), session.get(url) as response:
            return response.ok
    except Exception as err:  # noqa: BLE001
        # Not logged: the URL may hold a secret. The monitor outside will report it.
        LOGGER.debug("No sign of life: %s", type(err).__name__)
        return False
