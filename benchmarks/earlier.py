"""What the integration of another checkout takes, by the measurements of this one."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import zip_longest
import json
from pathlib import Path
import subprocess
import sys
from tempfile import TemporaryDirectory

from .report import Row

_ROOT = Path(__file__).parents[1]
_INTEGRATION = "custom_components"
_OF_THIS_CHECKOUT = ("benchmarks", "simulator")


def checkout(path: str) -> Path:
    """Return the path of a checkout; ValueError where there is no integration."""
    if not Path(path, _INTEGRATION, "hwgroup").is_dir():
        raise ValueError(f"{path} is no checkout")
    return Path(path).resolve()


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows down for another process."""
    path.write_text(json.dumps([asdict(row) for row in rows]), "utf-8")


def with_earlier(
    rows: Iterable[Row], source: Path, name: str, seed: int
) -> Iterator[Row]:
    """Yield the rows of a measurement with those of another checkout beside them.

    They stay alone where its integration has not what the measurement reaches into.
    """
    for row, earlier in zip_longest(rows, _measured(source, name, seed)):
        yield replace(row, before=earlier.values) if earlier else row


def _measured(source: Path, name: str, seed: int) -> list[Row]:
    """Measure in a process that finds the integration of the other checkout."""
    with TemporaryDirectory(prefix="hwgroup-") as folder:
        for package in _OF_THIS_CHECKOUT:
            Path(folder, package).symlink_to(_ROOT / package)
        Path(folder, _INTEGRATION).symlink_to(source / _INTEGRATION)
        rows = Path(folder, "rows.json")
        command = [sys.executable, "-m", __package__, name]
        subprocess.call(  # noqa: S603 - our own module
            [*command, f"--seed={seed}", f"--rows={rows}"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        if not rows.exists():
            return []
        return [Row(**row) for row in json.loads(rows.read_text("utf-8"))]
