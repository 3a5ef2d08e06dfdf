"""One device that may send traps."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback

from ..const import SHORTEST_POLL_INTERVAL
from ..coordinator import HwgCoordinator
from ..device.addresses import async_addresses_of

_PAUSE: Final = timedelta(seconds=2)


class TrapSource:
    """Knows the addresses of a device, and polls it after a trap.

    However many traps there are, one task polls the device, and pauses in between.
    """

    def __init__(self, hass: HomeAssistant, coordinator: HwgCoordinator) -> None:
        """Know nothing yet; `async_resolve` finds the addresses."""
        self.addresses: Iterable[str] = ()
        self.host: str | None = None
        """What the addresses were looked up for."""
        self._hass = hass
        self.coordinator = coordinator
        self._wanted = False
        self._task: asyncio.Task[None] | None = None

    async def async_resolve(self) -> Iterable[str]:
        """Look the device's addresses up; what was known stays where that fails."""
        self.host = self.coordinator.config_entry.data[CONF_HOST]
        return await async_addresses_of(self._hass, self.host) or self.addresses

    @property
    def is_outdated(self) -> bool:
        """Whether the device is polled at another host by now."""
        return bool(self.host != self.coordinator.config_entry.data[CONF_HOST])

    @callback
    def poll_soon(self) -> None:
        """Poll the device now, or after the pause since it was polled for a trap."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = self.coordinator.config_entry.async_create_background_task(
                self._hass, self._async_poll(), "hwgroup trap"
            )

    async def _async_poll(self) -> None:
        while self._wanted:
            self._wanted = False
            # Unlike a requested refresh, this one also follows a poll that is under
            # way, for that one may have read the device before its news.
            await self.coordinator.async_follow_hint()
            await asyncio.sleep(self._pause.total_seconds())

    @property
    def _pause(self) -> timedelta:
        # A device that starts sends traps before it answers: its grace is not for them.
        failed = self.coordinator.problem is not None
        return SHORTEST_POLL_INTERVAL if failed else _PAUSE
