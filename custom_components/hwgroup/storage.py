"""A file in Home Assistant's storage that is kept where it cannot be read."""

import os
from pathlib import Path
from typing import Any, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .plain import as_placeholders

UNREADABLE: Final = "store_unreadable"
# What reading raises for a dead disk, a file of a later version, or one without sense.
_ERRORS: Final = (
    AttributeError,
    HomeAssistantError,
    KeyError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)


class KeptStore(Store[dict[str, Any]]):
    """A store that starts from nothing where its file cannot be read.

    The file is kept beside it, and a repair issue names it. `about` is the name of the
    device or service whose store it is.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        version: int,
        key: str,
        *,
        about: str,
        minor_version: int = 1,
    ) -> None:
        """Name the file; nothing is read yet."""
        # What is written has to outlast a power cut, too.
        super().__init__(
            hass, version, key, atomic_writes=True, minor_version=minor_version
        )
        self._about = about

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

    async def async_save_surely(self, data: dict[str, Any]) -> None:
        """Write the data down.

        Raises OSError where that is not possible, which Home Assistant only logs.
        """
        before = await self.hass.async_add_executor_job(self._written)
        await self.async_save(data)
        after = await self.hass.async_add_executor_job(self._written)
        if after is not None and after == before:
            raise OSError(f"{self.path} cannot be written")

    def _written(self) -> tuple[int, int] | None:
        """Return what tells one version of the file from another.

        None where there is not even a folder: a storage that is no disk.
        """
        try:
            file = Path(self.path).stat()
        except OSError:
            return (0, 0) if Path(self.path).parent.exists() else None
        return file.st_ino, file.st_mtime_ns

    async def _async_exists(self) -> bool:
        return await self.hass.async_add_executor_job(os.path.lexists, self.path)

    async def async_keep_aside(self, reason: str) -> None:
        """Move the file out of the way, and show where it is."""
        now = dt_util.utcnow().strftime("%Y%m%dT%H%M%S")
        kept = f"{self.path}.unreadable.{now}"
        LOGGER.error(
            "%s cannot be read, and is kept as %s: %s", self.path, kept, reason
        )
        try:
            await self.hass.async_add_executor_job(os.replace, self.path, kept)
        except OSError as err:
            LOGGER.error("%s cannot be kept: %s", self.path, err)
            kept = self.path
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            f"{UNREADABLE}_{self.key}",
            data={"key": self.key},
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=UNREADABLE,
            translation_placeholders=as_placeholders(
                name=self._about, file=Path(kept).name, reason=reason
            ),
        )
