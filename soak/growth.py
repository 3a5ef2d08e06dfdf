"""What must not grow: how much there is of it, week by week, and whether that grows."""

from collections.abc import Iterator, Sequence
import ctypes
from dataclasses import asdict, dataclass
import gc
from math import sqrt
from pathlib import Path
import sys
from typing import ClassVar, Final

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)

_MEGABYTE: Final = 2**20
# What comes first is not counted: caches and logs fill up.
_WARM_UP: Final = 0.25
_FEWEST: Final = 8
# Growth by this share of the mean in a year is none, nor is what chance may have made.
_TOLERATED: Final = 0.02
_SURE: Final = 3.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What there is at one moment; `at` is in years."""

    at: float
    memory: float
    """Megabytes that the libraries have in use, 0 where it cannot be asked."""
    blocks: float
    """Pieces of memory that Python has in use."""
    objects: float
    """What the garbage collector knows."""
    tasks: float
    timers: float
    listeners: float
    files: float
    """Open files and sockets."""
    stores: float
    """Bytes of what the integration has written down, without the times that were not
    observed: they are kept up to a number of them."""
    registered: float
    """Entities and devices of the integration."""
    issues: float
    states: float


def sample(
    hass: HomeAssistant, folder: Path, at: float, tasks: int, timers: int
) -> Sample:
    """Count, after the garbage is gone."""
    gc.collect()
    entities = er.async_get(hass).entities.values()
    devices = dr.async_get(hass).devices
    known = {entry.entry_id for entry in hass.config_entries.async_entries(DOMAIN)}
    return Sample(
        at=at,
        memory=_in_use() / _MEGABYTE,
        blocks=sys.getallocatedblocks(),
        objects=len(gc.get_objects()),
        tasks=tasks,
        timers=timers,
        listeners=sum(hass.bus.async_listeners().values()),
        files=len([*Path("/proc/self/fd").iterdir()]),
        stores=sum(file.stat().st_size for file in _stores(folder)),
        registered=sum(entity.platform == DOMAIN for entity in entities)
        + sum(device.config_entry_id in known for device in devices),
        issues=sum(
            issue.domain == DOMAIN for issue in ir.async_get(hass).issues.values()
        ),
        states=len(hass.states.async_all()),
    )


class _Malloc(ctypes.Structure):
    """What `mallinfo2` of glibc tells, in bytes and pieces (malloc.h)."""

    _fields_: ClassVar = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


def _in_use() -> int:
    """Return how many bytes are in use of what the system has given, 0 without glibc.

    The process has more: glibc keeps what is free, and with each start of Home Assistant
    in it that is in more pieces.
    """
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if ask is None:
        return 0
    ask.restype = _Malloc
    told = ask()
    in_use: int = told.uordblks + told.hblkhd
    return in_use


def _stores(folder: Path) -> Iterator[Path]:
    for file in (folder / ".storage").glob(f"{DOMAIN}.*"):
        if not file.name.startswith(f"{DOMAIN}.observed"):
            yield file


@dataclass(frozen=True, slots=True)
class Slope:
    """By how much something grows in a year, and how unsure that is."""

    name: str
    mean: float
    slope: float
    error: float

    @property
    def is_growth(self) -> bool:
        """Whether it surely grows by more than is tolerated."""
        return self.slope - _SURE * self.error > _TOLERATED * max(self.mean, 1.0)

    def __str__(self) -> str:
        """Return the numbers."""
        sign = "GROWS " if self.is_growth else ""
        return f"{self.name:12}{self.mean:12.1f}  {sign}{self.slope:+.2f} ± {self.error:.2f} a year"


def slopes(samples: Sequence[Sample]) -> list[Slope]:
    """Return how everything grows after the warm-up, [] while there is too little."""
    counted = samples[int(len(samples) * _WARM_UP) :]
    if len(counted) < _FEWEST:
        return []
    times = [each.at for each in counted]
    return [
        _fit(name, times, [asdict(each)[name] for each in counted])
        for name in asdict(counted[0])
        if name != "at"
    ]


def _fit(name: str, times: Sequence[float], values: Sequence[float]) -> Slope:
    """Return the line with the least squares."""
    count = len(times)
    middle, mean = sum(times) / count, sum(values) / count
    spread = sum((at - middle) ** 2 for at in times)
    pairs = list(zip(times, values, strict=True))
    slope = sum((at - middle) * (value - mean) for at, value in pairs) / spread
    rest = sum((value - mean - slope * (at - middle)) ** 2 for at, value in pairs)
    return Slope(name, mean, slope, sqrt(rest / (count - 2) / spread))
