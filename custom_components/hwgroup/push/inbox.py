"""Keeps what known devices push, and lets their coordinators read it."""

import asyncio
from collections import deque
from collections.abc import Container
from datetime import timedelta
from hashlib import blake2b
from time import monotonic
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..client import Push, merged
from ..const import LONGEST_PUSH_PERIOD
from ..coordinator import HwgConfigEntry, HwgCoordinator
from ..device.pushed import Pushed, async_last_pushes
from ..device.readable import options_of
from ..hints import HintedPolls
from ..observed.gaps import PastValue
from ..settings import Settings
from .backfill import Backfill
from .journal import Journal, Record

# So many documents of a device are known again.
_REMEMBERED: Final = 32
_OCTETS: Final = 8


class Inbox:
    """The last push of each device: in memory, and on disk before it counts."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start empty; `async_load` reads the disk."""
        self._hass = hass
        self.backfill = Backfill(hass)
        self._journal = Journal(hass)
        self._pushes = async_last_pushes(hass)
        self._seen: dict[str, deque[bytes]] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        """One push to a path after the other: each goes on from the one before."""
        self._hints: dict[str, HintedPolls] = {}

    async def async_load(self, paths: Container[str]) -> None:
        """Take what was pushed to the paths before a restart.

        Raises OSError where nothing can be kept.
        """
        now = dt_util.utcnow().timestamp()
        for record in await self._journal.async_load(paths):
            self.backfill.take_up(record.path, record.log)
            age = now - record.received
            # One from the future was kept by another clock: nobody knows how old it is.
            if record.path not in self._pushes and age >= 0:
                self._pushes[record.path] = Pushed(
                    device=record.device,
                    document=None,
                    period=timedelta(seconds=record.period),
                    at=monotonic() - age,
                )

    async def async_close(self) -> None:
        """Return when all is on disk that waits for it, and take nothing more."""
        await self._journal.async_close()

    def knows(self, path: str, push: Push, document: bytes) -> bool:
        """Return whether it is a copy: a device that got no answer pushes again."""
        return push.dated and _digest(document) in self._seen.get(path, ())

    async def async_keep(
        self, entry: HwgConfigEntry, path: str, push: Push, document: bytes
    ) -> None:
        """Keep what the device of an entry has pushed, and have it read.

        Raises OSError where it could not be written.
        """
        async with self._turns.setdefault(path, asyncio.Lock()):
            await self._async_write(entry, path, push, document)
        await self._async_have_read(entry, event=push.event)
        if entry.state is ConfigEntryState.LOADED:
            self.backfill.fill_soon(entry, path)

    async def _async_write(
        self, entry: HwgConfigEntry, path: str, push: Push, document: bytes
    ) -> None:
        before = self._pushes.get(path)
        device = push.device
        if push.event and before is not None:
            device = merged(before.device, device)
        period = period_of(entry, push)
        received, at = dt_util.utcnow().timestamp(), monotonic()
        logged = {
            part: [
                PastValue(received + offset, value, in_alarm)
                for offset, value, in_alarm in values
            ]
            for part, values in push.log.items()
        }
        await self.backfill.async_gather(entry, path, logged, received)
        await self._journal.async_write(
            Record(
                path=path,
                received=received,
                period=period.total_seconds(),
                device=device,
                log=self.backfill.owed(path),
            )
        )
        self._pushes[path] = Pushed(
            device=device, document=document, period=period, at=at
        )
        seen = self._seen.setdefault(path, deque(maxlen=_REMEMBERED))
        seen.append(_digest(document))

    async def _async_have_read(self, entry: HwgConfigEntry, *, event: bool) -> None:
        if entry.state is ConfigEntryState.SETUP_RETRY:
            # It waits for this very push.
            self._hass.config_entries.async_schedule_reload(entry.entry_id)
        if entry.state is not ConfigEntryState.LOADED:
            return
        coordinator = entry.runtime_data
        if not coordinator.readers.only_pushed:
            if event:
                self._polls_of(coordinator).poll_soon()
        elif event:
            await coordinator.async_follow_hint()
        else:
            await coordinator.async_refresh()

    def _polls_of(self, coordinator: HwgCoordinator) -> HintedPolls:
        entry_id = coordinator.config_entry.entry_id
        polls = self._hints.get(entry_id)
        if polls is None or polls.coordinator is not coordinator:
            polls = self._hints[entry_id] = HintedPolls(self._hass, coordinator)
        return polls

    @callback
    def forget(self, path: str) -> None:
        """Let go of what was pushed to a path that no device has any more."""
        self._pushes.pop(path, None)
        self._seen.pop(path, None)
        self._turns.pop(path, None)
        self._journal.forget(path)
        self.backfill.forget(path)


def period_of(entry: HwgConfigEntry, push: Push) -> timedelta:
    """Return after how long a device is going to push again.

    It is told a period, and may not take it over.
    """
    own = timedelta(seconds=min(push.period or 0, LONGEST_PUSH_PERIOD.total_seconds()))
    return max(options_of(Settings(entry.options)).push_period, own)


def _digest(document: bytes) -> bytes:
    return blake2b(document, digest_size=_OCTETS).digest()
