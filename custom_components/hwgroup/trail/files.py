"""The files of the audit trail: one for each year in UTC, a line for each record.

They only grow. A line that a crash has torn is lost, and no other.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
import os
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR

from ..const import DOMAIN
from .record import Record

FIRST: Final = datetime.min.replace(tzinfo=UTC)
LAST: Final = datetime.max.replace(tzinfo=UTC)
_STEM: Final = f"{DOMAIN}.audit_trail."
_SUFFIX: Final = ".jsonl"
_END: Final = b"\n"
_NONSENSE: Final = (AttributeError, KeyError, TypeError, ValueError)


def trail_folder(hass: HomeAssistant) -> Path:
    """Return where the files are."""
    return Path(hass.config.path(STORAGE_DIR))


def append(folder: Path, records: Sequence[Record]) -> None:
    """Add records, and return when they are on disk.

    Raises OSError where that is not possible; then none of those of a year were added.
    """
    folder.mkdir(exist_ok=True)
    for year, chosen in groupby(records, key=lambda record: record.time.year):
        lines = "".join(record.to_line() for record in chosen)
        # Half a character, as a template can make one, keeps no other record from the disk.
        _append(folder / f"{_STEM}{year}{_SUFFIX}", lines.encode("utf-8", "replace"))


def _append(path: Path, lines: bytes) -> None:
    with open(path, "a+b", buffering=0, opener=_private) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        is_torn = file.read(1) not in (_END, b"")
        try:
            left = memoryview(_END + lines if is_torn else lines)
            while left:
                left = left[file.write(left) or 0 :]
            os.fsync(file.fileno())
        except OSError:
            # What is tried again must not stand there twice.
            file.truncate(size)
            raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def measured(folder: Path) -> dict[str, Any]:
    """Return how much there is: files, bytes and records, and when the first one was added.

    Raises OSError for a file that cannot be read.
    """
    paths = sorted(folder.glob(f"{_STEM}*{_SUFFIX}"))
    contents = [path.read_bytes() for path in paths]
    first = next(read(folder, FIRST, LAST), None)
    return {
        "files": len(contents),
        "bytes": sum(map(len, contents)),
        "records": sum(content.count(_END) for content in contents),
        "since": first and first.time.isoformat(),
    }


def read(folder: Path, begin: datetime, end: datetime) -> Iterator[Record]:
    """Yield the records from a time on and before another, in the order they were added.

    What cannot be read is left out. Raises OSError for a file that cannot be opened.
    """
    for path in sorted(folder.glob(f"{_STEM}*{_SUFFIX}")):
        year = path.name.removeprefix(_STEM).removesuffix(_SUFFIX)
        # The year in UTC.
        if not year.isdecimal() or not begin.year - 1 <= int(year) <= end.year + 1:
            continue
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    record = Record.from_line(line)
                except _NONSENSE:
                    continue
                if begin <= record.time < end:
                    yield record
