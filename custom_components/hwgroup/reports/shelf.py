"""The reports that are there, by their names: nothing else in their folder is shown. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
import re
from typing import Final

TYPES: Final[Mapping[str, str]] = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".pdf": "application/pdf",
}
_NAME: Final = re.compile(
    r"\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d_\d{8}T\d{6}(-\d+)?(\.(events|raw))?\.(csv|json|pdf)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A report: its period, when it was created (local time), and the names of its files."""

    name: str
    begin: date
    end: date
    created: datetime
    files: tuple[str, ...]


def is_shown(name: str) -> bool:
    """Return whether a file of this name is one of a report.

    The audit trail is none: it is for administrators, and this is for all who log in.
    """
    return _NAME.fullmatch(name) is not None


def shelved(folder: Path) -> list[Shelved]:
    """Return the reports in a folder, the newest first."""
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if is_shown(path.name))
    found = [_shelved(stem, files) for stem, files in groupby(names, _stem)]
    # What stands alone is the sidecar of something else.
    known = (each for each in found if each is not None and each.files[1:])
    return sorted(known, key=lambda each: (each.created, each.name), reverse=True)


def _stem(name: str) -> str:
    return name.partition(".")[0]


def _shelved(stem: str, files: Iterable[str]) -> Shelved | None:
    begin, end, created = stem.split("_")
    try:
        return Shelved(
            name=stem,
            begin=date.fromisoformat(begin),
            end=date.fromisoformat(end),
            created=datetime.fromisoformat(created[:15]),
            files=(*files,),
        )
    except ValueError:  # somebody has put it there
        return None


def file_of(folder: Path | None, name: str) -> Path | None:
    """Return the file of a report by its name, None for anything else."""
    if folder is None or not is_shown(name):
        return None
    path = folder / name
    return path if path.is_file() else None
