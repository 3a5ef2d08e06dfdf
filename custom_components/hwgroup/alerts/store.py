"""The file in which the state of the alerts survives a crash."""

import asyncio
from contextlib import suppress
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN, LOGGER
from ..plain import as_placeholders
from ..storage import KeptStore
from .kept import Kept, Restored, as_plain, from_plain
from .timeline import Checkpoint

STORAGE_VERSION = 1
# 2: the clock, by which the times are instants of the time line.
_MINOR_VERSION = 2
_UNWRITABLE: Final = "store_unwritable"
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

    async def async_save(self, kept: Kept, checkpoint: Checkpoint) -> bool:
        """Write the state down before anything else happens; return whether that worked.

        While it does not, a repair issue says so.
        """
        plain = as_plain(kept, checkpoint)
        saving = self._hass.async_create_task(self._async_write(plain))
        problem: str | None = "no answer in time"
        with suppress(TimeoutError):
            async with asyncio.timeout(SAVE_SECONDS):
                problem = await asyncio.shield(saving)
        self._show(problem)
        return problem is None

    async def _async_write(self, plain: dict[str, Any]) -> str | None:
        """Write the state down, and return why that is not possible, None if it is."""
        try:
            await self._store.async_save_surely(plain)
        except OSError as err:
            return str(err) or type(err).__name__
        return None

    @callback
    def _show(self, problem: str | None) -> None:
        """Show that the state cannot be written down, or that it can be again."""
        if problem is None:
            ir.async_delete_issue(self._hass, DOMAIN, _UNWRITABLE)
            return
        LOGGER.debug("The alerts cannot be written down: %s", problem)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _UNWRITABLE,
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=_UNWRITABLE,
            translation_placeholders=as_placeholders(reason=problem),
        )

    async def async_remove(self) -> None:
        """Leave nothing behind."""
        await self._store.async_remove()
        self._show(None)
