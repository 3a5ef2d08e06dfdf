"""Devices that say that they have news are polled now."""

import asyncio
from datetime import timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback

from .const import SHORTEST_POLL_INTERVAL
from .coordinator import HwgCoordinator

_PAUSE: Final = timedelta(seconds=2)


class HintedPolls:
    """Polls a device after a hint.

    However many hints there are, one task polls the device, and pauses in between.
    """

    def __init__(self, hass: HomeAssistant, coordinator: HwgCoordinator) -> None:
        """Poll by a coordinator."""
        self.coordinator = coordinator
        self._hass = hass
        self._wanted = False
        self._task: asyncio.Task[None] | None = None

    @callback
    def poll_soon(self) -> None:
        """Poll the device now, or after the pause since it was polled for a hint."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = self.coordinator.config_entry.async_create_background_task(
                self._hass, self._async_poll(), "hwgroup hint"
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
        # A device that starts sends hints before it answers: its grace is not for them.
        failed = self.coordinator.problem is not None
        return SHORTEST_POLL_INTERVAL if failed else _PAUSE
