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
    r"\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d_\d{8}T\d{6}(-\d+)?(\.raw)?\.(csv|json|pdf)",
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


def shelved(folder: Path) -> list[Shelved]:
    """Return the reports in a folder, the newest first."""
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))
    found = [_shelved(stem, files) for stem, files in groupby(names, _stem)]
    known = (report for report in found if report is not None)
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
    if folder is None or not _NAME.fullmatch(name):
        return None
    path = folder / name
    return path if path.is_file() else None
