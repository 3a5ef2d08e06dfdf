"""How late an event loop is."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import gc
from statistics import quantiles
from time import perf_counter

STEP = 0.005


@dataclass(slots=True)
class Collections:
    """How long the garbage collector holds up everything, the loop among it."""

    longest: float = 0.0
    """Milliseconds."""
    _start: float = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note the collections of the block."""
        gc.callbacks.append(self._note)
        try:
            yield
        finally:
            gc.callbacks.remove(self._note)

    def _note(self, phase: str, _info: object) -> None:
        now = perf_counter()
        if phase == "stop":
            self.longest = max(self.longest, (now - self._start) * 1000)
        self._start = now


class Lag:
    """Notes at a steady beat how late the loop comes to it.

    A loop that is busy for ten beats is late for each of them, as it would have been
    for anything else that was due then.
    """

    def __init__(self) -> None:
        """Start without a beat."""
        self._loop = asyncio.get_running_loop()
        self._late: list[float] = []
        self._due = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note the beats of the block."""
        self._due = self._loop.time() + STEP
        self._timer = self._loop.call_at(self._due, self._beat)
        try:
            yield
        finally:
            self._timer.cancel()

    def _beat(self) -> None:
        now = self._loop.time()
        while self._due <= now:
            self._late.append(now - self._due)
            self._due += STEP
        self._timer = self._loop.call_at(self._due, self._beat)

    def percentile(self, percent: int) -> float:
        """Return how many milliseconds late that share of the beats was at most."""
        return quantiles(self._late, n=100)[percent - 1] * 1000

    @property
    def longest(self) -> float:
        """Return how many milliseconds late the latest beat was."""
        return max(self._late) * 1000
