"""How much is measured, read from the environment that all processes share."""

from collections.abc import Iterable
import os
from typing import Final

_VARIABLE: Final = "HWGROUP_BENCHMARK_SMALLEST"
_DEVICES: Final = "HWGROUP_BENCHMARK_DEVICES"


def choose_smallest() -> None:
    """Measure as little as there can be, in this process and in those it starts."""
    os.environ[_VARIABLE] = "1"


def is_smallest() -> bool:
    """Return whether as little is measured as there can be."""
    return bool(os.environ.get(_VARIABLE))


def size(usual: int, smallest: int = 1) -> int:
    """Return how much of something to measure."""
    return smallest if is_smallest() else usual


def choose_devices(counts: Iterable[int]) -> None:
    """Measure what grows with the devices at these numbers of them."""
    os.environ[_DEVICES] = " ".join(map(str, counts))


def devices(*usual: int) -> list[int]:
    """Return at which numbers of devices to measure what grows with them."""
    chosen = os.environ.get(_DEVICES)
    if chosen is None:
        return sorted({*map(size, usual)})
    return sorted({*map(int, chosen.split())})
