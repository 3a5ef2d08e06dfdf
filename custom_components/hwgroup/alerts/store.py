"""The file in which the state of the alerts survives a crash."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..const import DOMAIN
from ..issues.unwritable import async_show_unwritable
from ..storage import KeptStore
from .kept import Kept, Restored, as_plain, from_plain
from .notify.recipients import Recipient
from .older import upgraded
from .timeline import Checkpoint

STORAGE_VERSION = 1
# 2: the clock, by which the times are instants of the time line.
# 3: since when something is paused, and the maintenance windows that are open.
# 4: who was informed of an alert before it was told anew.
# 5: until when the logs of devices were looked at.
# 6: the notes on an alert.
# 7: what the reading of an alert was called.
# 8: what the user called its rule.
# 9: of an alert the unit of its numbers, and the limits of which people were told; the
#    units of the accepted limits; gaps of the clock that are unsure.
# 10: since when values that trends watch do not change.
MINOR_VERSION = 10
_UNWRITABLE: Final = "store_unwritable"
# A message waits at most so long for the disk.
SAVE_SECONDS: Final = 10
# What the words of the issue call the parts of which items can be lost.
_PARTS: Final = ("alerts", "deliveries", "ledger", "pauses", "limits", "proofs")
# Since when something is silent: without that, no more is lost than a time that is shown.
# And of a log that comes again, people are told again; a limit is in the unit of today,
# and a value that does not change is followed anew.
_SHOWN: Final = {"looked", "paused", "unchanged", "units", "windows"}


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
            minor_version=MINOR_VERSION,
            upgrade=self._upgraded,
        )
        self.has_failed = False
        """Whether the state could not be written down last."""
        self._recipients: frozenset[str] = frozenset()
        self._wall: datetime
        self._saved: dict[str, Any] = {}

    def _upgraded(
        self, data: dict[str, Any], newest: dict[str, Any] | None
    ) -> dict[str, Any]:
        return upgraded(data, newest, self._recipients, self._wall)

    async def async_load(
        self, recipients: Iterable[Recipient], wall: datetime
    ) -> Restored:
        """Return what was saved last, as far as it can be read.

        A copy of a file of which a part cannot be read is kept beside it. `recipients`
        are those who get messages, and `wall` is what the wall clock shows.
        """
        self._recipients = frozenset(recipient.id for recipient in recipients)
        self._wall = wall
        self._saved = await self._store.async_load() or {}
        restored = from_plain(self._saved)
        if restored.lost.keys() - _SHOWN:
            counts = {part: str(restored.lost.get(part, 0)) for part in _PARTS}
            await self._store.async_keep_copy(**counts)
        await self.async_keep_newest()
        return restored

    async def async_keep_newest(self) -> None:
        """Keep a copy of what was saved last, in case that earlier code comes back."""
        if self._saved:
            await self._store.async_keep_newest(self._saved)

    async def async_save(self, kept: Kept, checkpoint: Checkpoint) -> None:
        """Write the state down before anything else happens.

        Whether that worked is seen after it; while it does not, a repair issue says so.
        """
        self._saved = plain = as_plain(kept, checkpoint)
        written = asyncio.Event()
        self._hass.async_create_task(self._async_write(plain, written))
        try:
            async with asyncio.timeout(SAVE_SECONDS):
                await written.wait()
        except TimeoutError:
            self._show("no answer in time")

    async def _async_write(self, plain: dict[str, Any], written: asyncio.Event) -> None:
        problem = None
        try:
            await self._store.async_save_surely(plain, written.set)
        except OSError as err:
            problem = str(err) or type(err).__name__
        finally:
            written.set()
        self._show(problem)

    def _show(self, problem: str | None) -> None:
        self.has_failed = problem is not None
        async_show_unwritable(self._hass, _UNWRITABLE, problem)

    async def async_remove(self) -> None:
        """Leave nothing behind."""
        await self._store.async_remove()
        async_show_unwritable(self._hass, _UNWRITABLE, None)
