"""A file in Home Assistant's storage that is kept where it cannot be read."""

import asyncio
from collections.abc import Callable
from itertools import count
import os
from pathlib import Path
import shutil
from typing import Any, Final, override

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .plain import as_placeholders

UNREADABLE: Final = "store_unreadable"
PARTLY: Final = "store_partly_unreadable"
# What reading raises for a dead disk, a file of a later version, or one without sense.
_ERRORS: Final = (
    AttributeError,
    HomeAssistantError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    TypeError,
    ValueError,
)
_NO_FILE: Final = (0, 0)

type Upgrade = Callable[[dict[str, Any], dict[str, Any] | None], dict[str, Any]]
"""Returns what code of another minor version has written as it is written today.

The second is what the code of today has kept for that case, None for nothing.
"""


class KeptStore(Store[dict[str, Any]]):
    """A store that starts from nothing where its file cannot be read.

    The file is kept beside it, and a repair issue names it. `about` is the name of the
    device or service whose store it is. With `upgrade`, a copy is kept of what earlier
    code would leave out.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        version: int,
        key: str,
        *,
        about: str,
        minor_version: int = 1,
        upgrade: Upgrade | None = None,
        serialize_in_event_loop: bool = True,
    ) -> None:
        """Name the file; nothing is read yet."""
        # What is written has to outlast a power cut, too.
        super().__init__(
            hass,
            version,
            key,
            atomic_writes=True,
            minor_version=minor_version,
            serialize_in_event_loop=serialize_in_event_loop,
        )
        self._about = about
        self._upgrade = upgrade
        # What was to be written surely last. Nothing older may be written after it.
        self._in_order = asyncio.Lock()
        self._asked = self._done = 0
        self._last: dict[str, Any] = {}
        self._seen: tuple[int, int] | None = None
        """The version of the file that was written surely last."""

    @property
    def _newest(self) -> Store[dict[str, Any]]:
        """Where a copy is kept for the case that earlier code leaves some out."""
        return Store(
            self.hass,
            self.version,
            f"{self.key}.newest",
            atomic_writes=True,
            minor_version=self.minor_version,
        )

    @override
    async def async_load(self) -> dict[str, Any] | None:
        """Return what was saved last; None for no file, and for one that was kept aside."""
        try:
            data: object = await super().async_load()
        except _ERRORS as err:
            await self.async_keep_aside(str(err) or type(err).__name__)
            return None
        if isinstance(data, dict) and data:
            return data
        if data is not None or await self._async_exists():
            await self.async_keep_aside("it holds no data")
        return None

    async def async_save_surely(
        self, data: dict[str, Any], on_written: Callable[[], None]
    ) -> None:
        """Write the data down, or what was to be written after it meanwhile.

        `on_written` is called as soon as that is over; whether it worked is seen only then.
        Raises OSError where it did not, which Home Assistant only logs. While that stops,
        it writes later.
        """
        self._asked += 1
        asked, self._last = self._asked, data
        async with self._in_order:
            if self._done < asked:
                done = self._asked
                await self._async_write_surely(self._last, on_written)
                self._done = done

    async def _async_write_surely(
        self, data: dict[str, Any], on_written: Callable[[], None]
    ) -> None:
        if self.hass.state is CoreState.stopping:
            await self.async_save(data)
            return
        # Messages wait for this: each turn of the executor counts.
        before, self._seen = self._seen, None
        before = before or await self.hass.async_add_executor_job(self._written)
        await self.async_save(data)
        on_written()
        after = await self.hass.async_add_executor_job(self._written)
        if after is not None and after in (before, _NO_FILE):
            raise OSError(f"{self.path} cannot be written")
        self._seen = after

    def _written(self) -> tuple[int, int] | None:
        """Return what tells one version of the file from another.

        None where there is not even a folder: a storage that is no disk.
        """
        try:
            file = Path(self.path).stat()
        except OSError:
            return _NO_FILE if Path(self.path).parent.exists() else None
        return file.st_ino, file.st_mtime_ns

    async def _async_exists(self) -> bool:
        return await self.hass.async_add_executor_job(os.path.lexists, self.path)

    @override
    async def _async_migrate_func(
        self,
        old_major_version: int,
        old_minor_version: int,
        old_data: dict[str, Any],
    ) -> dict[str, Any]:
        """Take over what code of another minor version has written.

        Raises NotImplementedError for another version, TypeError where there is no data.
        """
        if old_major_version != self.version:
            raise NotImplementedError(f"version {old_major_version}")
        if not isinstance(old_data, dict) or not old_data:
            raise TypeError("it holds no data")
        if self._upgrade is None or old_minor_version >= self.minor_version:
            return old_data
        return self._upgrade(old_data, await self._async_newest())

    async def _async_newest(self) -> dict[str, Any] | None:
        try:
            newest: object = await self._newest.async_load()
        except _ERRORS as err:
            LOGGER.warning("%s cannot be read: %s", self._newest.path, err)
            return None
        return newest if isinstance(newest, dict) else None

    async def async_keep_newest(self, data: dict[str, Any]) -> None:
        """Keep a copy of what is saved now, for the case that earlier code leaves some out."""
        async with self._in_order:  # what was written last may still be looked at
            await self._newest.async_save(data)

    async def async_keep_aside(self, reason: str) -> None:
        """Move the file out of the way, and show where it is."""
        kept = await self._async_keep(os.replace)
        LOGGER.error(
            "%s cannot be read, and is kept as %s: %s", self.path, kept, reason
        )
        self._show(UNREADABLE, kept, reason=reason)

    async def async_keep_copy(self, **lost: str) -> None:
        """Keep a copy of a file of which a part cannot be read, and show where it is.

        `lost` fills in the words of the issue: how much of what cannot be read.
        """
        kept = await self._async_keep(shutil.copy2)
        LOGGER.error("%s cannot all be read, and is kept as %s", self.path, kept)
        self._show(PARTLY, kept, **lost)

    async def _async_keep(self, keep: Callable[[str, str], object]) -> str:
        """Keep the file under another name, and return its path."""
        now = dt_util.utcnow().strftime("%Y%m%dT%H%M%S")
        try:
            return await self.hass.async_add_executor_job(
                _keep, self.path, f"{self.path}.unreadable.{now}", keep
            )
        except OSError as err:
            LOGGER.error("%s cannot be kept: %s", self.path, err)
            return str(self.path)

    @override
    async def async_remove(self) -> None:
        """Remove the file, and the issue about one that was kept."""
        await super().async_remove()
        await self._newest.async_remove()
        ir.async_delete_issue(self.hass, DOMAIN, f"{UNREADABLE}_{self.key}")

    def _show(self, translation_key: str, kept: str, **texts: str) -> None:
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            f"{UNREADABLE}_{self.key}",
            data={"key": self.key},
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=translation_key,
            translation_placeholders=as_placeholders(
                name=self._about, file=Path(kept).name, **texts
            ),
        )


def _keep(path: str, kept: str, keep: Callable[[str, str], object]) -> str:
    """Keep a file under a name that no other one has yet, and return that name."""
    names = (kept if not copy else f"{kept}.{copy}" for copy in count())
    unused = next(name for name in names if not os.path.lexists(name))
    keep(path, unused)
    return unused
