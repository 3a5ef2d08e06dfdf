"""The file in which the state of the alerts survives a crash."""

import asyncio
from typing import Final

from homeassistant.core import HomeAssistant

from ..const import DOMAIN, LOGGER
from ..storage import KeptStore
from .kept import Kept, Restored, as_plain, from_plain
from .timeline import Checkpoint

STORAGE_VERSION = 1
# 2: the clock, by which the times are instants of the time line.
_MINOR_VERSION = 2
# A message waits at most so long for the disk.
SAVE_SECONDS: Final = 10
# What the words of the issue call the parts of which items can be lost.
_PARTS: Final = ("alerts", "deliveries", "ledger", "pauses", "limits", "proofs")
# Since when something is silent: without that, no more is lost than a time that is shown.
_SHOWN: Final = {"paused", "windows"}


class AlertStore:
    """Keeps the state of the alert manager on disk."""

    def __init__(self, hass: HomeAssistant, about: str) -> None:
        """Name the file; nothing is read yet. `about` is the name of the service."""
        self._hass = hass
        self._store = KeptStore(
            hass,
            STORAGE_VERSION,
            f"{DOMAIN}.alerts",
            about=about,
            minor_version=_MINOR_VERSION,
        )

    async def async_load(self) -> Restored:
        """Return what was saved last, as far as it can be read.

        A copy of a file of which a part cannot be read is kept beside it.
        """
        restored = from_plain(await self._store.async_load() or {})
        if restored.lost.keys() - _SHOWN:
            counts = {part: str(restored.lost.get(part, 0)) for part in _PARTS}
            await self._store.async_keep_copy(**counts)
        return restored

    async def async_save(self, kept: Kept, checkpoint: Checkpoint) -> None:
        """Write the state down before anything else happens, if the disk lets it."""
        plain = as_plain(kept, checkpoint)
        saving = self._hass.async_create_task(self._store.async_save(plain))
        try:
            async with asyncio.timeout(SAVE_SECONDS):
                await asyncio.shield(saving)
        except OSError as err:  # or no answer in time
            LOGGER.error("The alerts cannot be written down: %r", err)

    async def async_remove(self) -> None:
        """Leave nothing behind."""
        await self._store.async_remove()
