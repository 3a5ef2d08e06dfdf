"""How much is measured, read from the environment that all processes share."""

import os
from typing import Final

_VARIABLE: Final = "HWGROUP_BENCHMARK_SMALLEST"


def choose_smallest() -> None:
    """Measure as little as there can be, in this process and in those it starts."""
    os.environ[_VARIABLE] = "1"


def is_smallest() -> bool:
    """Return whether as little is measured as there can be."""
    return bool(os.environ.get(_VARIABLE))


def size(usual: int, smallest: int = 1) -> int:
    """Return how much of something to measure."""
    return smallest if is_smallest() else usual
