"""Keeps the figures of days in Home Assistant's storage, a file for each month.

The recorder purges its states after some days. What was computed while they were there is
kept for 25 months, in 100 MB at most: then the oldest month goes first.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util

from ..alerts.rules.units import converter
from ..compat import singleton
from ..const import DOMAIN
from ..storage import KeptStore
from .days import Day
from .subjects import Subject

MINOR_VERSION: Final = 1
_VERSION: Final = 1
_PREFIX: Final = f"{DOMAIN}.days."
_NAME: Final = re.compile(rf"{re.escape(_PREFIX)}\d{{4}}-\d\d")
_LONGEST: Final = timedelta(days=25 * 31)
_MOST_BYTES: Final = 100_000_000
_ERRORS: Final = (AttributeError, KeyError, TypeError, ValueError)


def month_of(time: float) -> str:
    """Return the month that has a time, such as `2026-11`; a day is in that of its begin."""
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m}"


class Month:
    """The days of a month of all readings, as far as they are kept."""

    def __init__(self, days: dict[str, list[dict[str, Any]]]) -> None:
        """Take what was kept, by the keys of readings."""
        self.days = days
        self.is_changed = False
        self.damage: str | None = None
        """Why something of it cannot be read."""

    def of(self, subject: Subject) -> list[Day]:
        """Return the days of a reading in its unit. What makes no sense is left out."""
        try:
            return [*self._of(subject)]
        except _ERRORS as err:
            self.damage, self.is_changed = repr(err), True
            del self.days[subject.key]
            return []

    def _of(self, subject: Subject) -> Iterator[Day]:
        for data in self.days.get(subject.key, ()):
            day = Day.from_dict(data)
            convert = converter(subject.quantity, day.unit, subject.unit)
            if day.unit == subject.unit:
                yield day
            elif convert is not None:
                yield day.in_unit(subject.unit, convert)

    def keep(self, key: str, day: Day) -> None:
        """Keep a day of a reading, in place of the same one."""
        others = [
            each
            for each in self.days.get(key, ())
            if (each["begin"], each["end"]) != (day.begin, day.end)
        ]
        self.days[key] = [*others, day.to_dict()]
        self.is_changed = True

    def forget(self, entry_id: str) -> None:
        """Forget all readings of a device."""
        gone = [key for key in self.days if key.startswith(f"{entry_id}/")]
        for key in gone:
            del self.days[key]
        self.is_changed |= bool(gone)


class Ledger:
    """The months; whoever opens one has all of them alone."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Read nothing yet."""
        self._hass = hass
        self._lock = asyncio.Lock()
        self._folder = Path(hass.config.path(STORAGE_DIR))

    @asynccontextmanager
    async def async_open(self, name: str) -> AsyncIterator[Month]:
        """Open a month, and write down what has changed when it is closed."""
        async with self._lock:
            store = KeptStore(
                self._hass,
                _VERSION,
                f"{_PREFIX}{name}",
                about="HW group",
                minor_version=MINOR_VERSION,
                # Nobody changes a month while it is written, and it may be large.
                serialize_in_event_loop=False,
            )
            data = await store.async_load() or {"days": {}}
            days = data.get("days")
            month = Month(days if isinstance(days, dict) else {})
            if days is not month.days:
                month.damage = "it has no days"
            yield month
            if month.damage is not None:
                await store.async_keep_aside(month.damage)
            if month.days and month.is_changed:
                await store.async_save({"days": month.days})
            elif month.is_changed and month.damage is None:
                await store.async_remove()

    async def async_remove_old(self) -> None:
        """Remove the months whose time is over."""
        now = dt_util.utcnow()
        async with self._lock:
            await self._hass.async_add_executor_job(_remove_old, self._folder, now)

    async def async_forget(self, entry_id: str) -> None:
        """Forget all readings of a device."""
        names = await self._hass.async_add_executor_job(_names, self._folder)
        for name in names:
            async with self.async_open(name.removeprefix(_PREFIX)) as month:
                month.forget(entry_id)


@singleton("hwgroup_ledger")
async def async_ledger(hass: HomeAssistant) -> Ledger:
    """Return the days that are kept."""
    return Ledger(hass)


def _names(folder: Path) -> list[str]:
    """Return the names of the months that are there, the oldest first."""
    with suppress(OSError):
        names = (path.name for path in folder.iterdir())
        return sorted(name for name in names if _NAME.fullmatch(name))
    return []


def _remove_old(folder: Path, now: datetime) -> None:
    names = _names(folder)
    oldest = f"{_PREFIX}{now - _LONGEST:%Y-%m}"
    sizes = {name: (folder / name).stat().st_size for name in names}
    for name in names[:-1]:
        if name < oldest or sum(sizes.values()) > _MOST_BYTES:
            (folder / name).unlink(missing_ok=True)
            del sizes[name]
