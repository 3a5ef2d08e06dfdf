"""What devices have pushed last, on disk before they are told so.

A push that comes while another one is written waits for the next write: however many
come at once, each write and each wait for the disk is one for all of them.
"""

import asyncio
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from itertools import repeat
import json
import os
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import STORAGE_DIR

from ..client import Device, PartId
from ..compat import WriteError, write_utf8_file_atomic
from ..const import DOMAIN, LOGGER
from ..observed.gaps import PastValue
from .backfill import Owed

# More than these do not wait for the disk.
_MOST_WAITING: Final = 256
# A file that is smaller is never written anew.
_SMALL: Final = 1024 * 1024
_LARGER_THAN_NEEDED: Final = 4
_POSITIONS: Final[tuple[Literal["input", "output"], ...]] = ("input", "output")


class QueueFullError(OSError):
    """The disk does not keep up."""


class ClosedError(OSError):
    """Nothing is written any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was pushed to a path, and when (seconds since 1970).

    `period` is after how many seconds the device is going to push again.
    """

    path: str
    received: float
    period: float
    device: Device
    log: Owed = field(default_factory=dict)
    """What nobody has looked at yet."""

    def to_line(self) -> str:
        """Return the record as one line of text."""
        data = {
            "path": self.path,
            "received": self.received,
            "period": self.period,
            "device": self.device.to_dict(),
            **_plain_log(self.log),
        }
        return json.dumps(data, separators=(",", ":")) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Read what `to_line` wrote; raises KeyError, TypeError or ValueError."""
        data: dict[str, Any] = json.loads(line)
        return cls(
            path=str(data["path"]),
            received=float(data["received"]),
            period=float(data["period"]),
            device=Device.from_dict(data["device"]),
            log=_log(data),
        )


def _plain_log(log: Owed) -> dict[str, Any]:
    """Return a log as plain data: `log` is what there was at first, of sensors only."""
    plain: dict[str, Any] = {"log": {}, "alarms": {}, "positions": {}}
    for (kind, key), values in log.items():
        pairs = [(each.time, each.value) for each in values]
        if kind == "sensor":
            plain["log"][key] = pairs
            plain["alarms"][key] = [each.in_alarm for each in values]
        else:
            plain["positions"].setdefault(kind, {})[key] = pairs
    return plain


def _log(data: dict[str, Any]) -> dict[PartId, list[PastValue]]:
    alarms = data.get("alarms", {})
    log: dict[PartId, list[PastValue]] = {
        ("sensor", str(key)): [
            PastValue(float(time), float(value), in_alarm)
            for (time, value), in_alarm in zip(
                values, alarms.get(key) or repeat(None), strict=False
            )
        ]
        for key, values in data.get("log", {}).items()
    }
    positions = data.get("positions", {})
    for kind in _POSITIONS:
        for key, values in positions.get(kind, {}).items():
            log[kind, str(key)] = [PastValue(float(at), float(on)) for at, on in values]
    return log


class _Batch(NamedTuple):
    """Lines that are written together, and the task that does so."""

    lines: list[str]
    task: asyncio.Task[None]


def journal_file(hass: HomeAssistant) -> Path:
    """Return where the journal is."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.push_journal"))


class Journal:
    """A file with a line for each push; of each path, the last one counts."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Name the file; nothing is read yet."""
        self._hass = hass
        self._file = journal_file(hass)
        self._lock = asyncio.Lock()
        self._next: _Batch | None = None
        self._last: dict[str, str] = {}
        self._size = 0
        self._closed = False
        self._broken = False
        """Whether the last write has failed, maybe in the middle of a line."""

    async def async_load(self, paths: Container[str]) -> Iterable[Record]:
        """Return the last push to each of the paths, and forget all others.

        Raises OSError where the file can neither be read nor written.
        """
        records = await self._hass.async_add_executor_job(self._read)
        kept = {path: record for path, record in records.items() if path in paths}
        self._last = {path: record.to_line() for path, record in kept.items()}
        await self._hass.async_add_executor_job(
            self._rewrite, list(self._last.values())
        )
        return kept.values()

    async def async_write(self, record: Record) -> None:
        """Return when the record is on disk.

        Raises OSError where that is not possible, QueueFullError where too many wait,
        ClosedError after `async_close`.
        """
        if self._closed:
            raise ClosedError("The journal is closed")
        batch = self._next or self._begin()
        if len(batch.lines) >= _MOST_WAITING:
            raise QueueFullError("Too many pushes wait for the disk")
        batch.lines.append(line := record.to_line())
        await asyncio.shield(batch.task)
        self._last[record.path] = line

    async def async_close(self) -> None:
        """Return when all is on disk that waits for it, and take nothing more.

        Whoever reads the file next would lose what comes to it then.
        """
        self._closed = True
        if self._next is not None:
            await asyncio.wait([self._next.task])
        async with self._lock:
            pass

    @callback
    def forget(self, path: str) -> None:
        """Let a path be gone when the file is written anew."""
        self._last.pop(path, None)

    def _begin(self) -> _Batch:
        lines: list[str] = []
        # Not at once, so that the first one has company.
        task = self._hass.async_create_task(
            self._async_commit(lines), "hwgroup push journal", eager_start=False
        )
        self._next = batch = _Batch(lines, task)
        return batch

    async def _async_commit(self, lines: list[str]) -> None:
        async with self._lock:
            self._next = None  # who comes from now on waits for the next one
            needed = sum(map(len, self._last.values()))
            too_large = self._size > max(_SMALL, needed * _LARGER_THAN_NEEDED)
            anew = list(self._last.values()) if too_large or self._broken else None
            await self._hass.async_add_executor_job(self._append, lines, anew)

    def _read(self) -> dict[str, Record]:
        """Return the last record of each path; a line that is torn counts as none."""
        records: dict[str, Record] = {}
        try:
            text = self._file.read_text("utf-8", "replace")
        except FileNotFoundError:
            return records
        for line in text.splitlines():
            try:
                record = Record.from_line(line)
            except KeyError, TypeError, ValueError:
                LOGGER.debug("A line of %s cannot be read", self._file)
            else:
                records[record.path] = record
        return records

    def _rewrite(self, lines: list[str]) -> None:
        """Write the file anew, at once and to the disk."""
        self._file.parent.mkdir(exist_ok=True)
        try:
            write_utf8_file_atomic(str(self._file), "".join(lines), private=True)
        except WriteError as err:
            raise OSError(f"{self._file} cannot be written") from err
        self._size = self._file.stat().st_size

    def _append(self, lines: list[str], anew: list[str] | None) -> None:
        """Add lines, to a file that is written anew first where it has to be."""
        self._broken = True  # until it turns out not to be
        if anew is not None:
            self._rewrite(anew)
        with self._file.open("ab") as file:
            file.write("".join(lines).encode())
            file.flush()
            os.fsync(file.fileno())
            self._size = file.tell()
        self._broken = False

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._hass.async_add_executor_job(self._remove)

    def _remove(self) -> None:
        self._file.unlink(missing_ok=True)
