"""The folder of the reports, and what is removed from it after its time."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
import hashlib
from itertools import count
import json
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

FOLDER: Final = "HW group reports"
SIDECAR: Final = ".json"
# What a file ends with until it is complete.
_PART: Final = ".part"
_REMOVE_EVERY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a report."""

    path: Path
    size: int
    sha256: str


@callback
def async_folder(hass: HomeAssistant) -> Path | None:
    """Return where reports are written, None where Home Assistant has no media folder.

    That is below the first one, which is `local` unless a user has named others.
    """
    folders = hass.config.media_dirs
    local = folders.get("local") or next(iter(folders.values()), None)
    return None if local is None else Path(local) / FOLDER


class AbandonedError(Exception):
    """Nobody wants the files any more that are written."""


class Draft:
    """The files of a report while they are written; nobody sees them before `publish`."""

    def __init__(self, folder: Path, begin: date, end: date, created: datetime) -> None:
        """Make the folder, and take a name that no report there has, or is about to have.

        Raises OSError.
        """
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{begin}_{end}_{created:%Y%m%dT%H%M%S}"
        stems = (f"{stem}-{n}" if n else stem for n in count())
        self._folder = folder
        self._stem = next(each for each in stems if _take(folder, each))
        self._endings = {SIDECAR}
        self._is_abandoned = False

    def path(self, ending: str) -> Path:
        """Return where to write a file with an ending, such as `.csv`."""
        self.check()
        self._endings.add(ending)
        return self._part(ending)

    def _part(self, ending: str) -> Path:
        return _part(self._folder, self._stem, ending)

    def abandon(self) -> None:
        """Have whoever writes the files in another thread end that soon."""
        self._is_abandoned = True

    def check(self) -> None:
        """Raise AbandonedError if nobody wants the files any more."""
        if self._is_abandoned:
            raise AbandonedError

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of what was written, by the later names."""
        return {
            f"{self._stem}{ending}": _sha256(self._part(ending))
            for ending in sorted(self._endings - {SIDECAR})
        }

    def publish(self) -> list[Written]:
        """Give the files their names, the sidecar last."""
        self.check()
        written = []
        for ending in sorted(self._endings, key=lambda each: (each == SIDECAR, each)):
            path, part = self._folder / f"{self._stem}{ending}", self._part(ending)
            part.replace(path)
            written.append(Written(path, path.stat().st_size, _sha256(path)))
        return written

    def discard(self) -> None:
        """Remove what was not published."""
        for ending in self._endings:
            self._part(ending).unlink(missing_ok=True)


def _part(folder: Path, stem: str, ending: str) -> Path:
    return folder / f".{stem}{ending}{_PART}"


def _take(folder: Path, stem: str) -> bool:
    """Return whether a name is free, and let nobody else have it then."""
    part = _part(folder, stem, SIDECAR)
    try:
        part.touch(exist_ok=False)
    except FileExistsError:
        return False
    if (folder / f"{stem}{SIDECAR}").exists():
        part.unlink()
        return False
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@callback
def async_start_removing(hass: HomeAssistant) -> None:
    """Remove reports whose time is over: when Home Assistant has started, and daily."""

    async def remove(_when: HomeAssistant | datetime) -> None:
        if (folder := async_folder(hass)) is not None:
            await hass.async_add_executor_job(remove_expired, folder, dt_util.utcnow())

    async_at_started(hass, remove)
    async_track_time_interval(hass, remove, _REMOVE_EVERY, cancel_on_shutdown=True)


def remove_expired(folder: Path, now: datetime) -> None:
    """Remove the reports whose time is over, by what stands in their sidecars.

    What a crash has left of a report goes, too. A file that is none of a report stays,
    and so does one that cannot be removed.
    """
    for part in folder.glob(f".*{_PART}"):
        with suppress(OSError):
            if part.stat().st_mtime < (now - _REMOVE_EVERY).timestamp():
                part.unlink()
    for sidecar in folder.glob(f"*{SIDECAR}"):
        # Whatever somebody has put there is not ours.
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            content = json.loads(sidecar.read_text(encoding="utf-8"))
            if datetime.fromisoformat(content["keep_until"]) <= now:
                for path in (*_files(folder, content), sidecar):
                    path.unlink(missing_ok=True)


def _files(folder: Path, content: dict[str, dict[str, str]]) -> Iterator[Path]:
    for name in content["files"]:
        # A name is one, and no way out of the folder.
        yield folder / Path(name).name
