"""How late an event loop is."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import gc
from statistics import quantiles
from time import perf_counter, thread_time
from typing import NamedTuple

from .report import Row

_STEP = 0.005
_FINE = 0.001  # what is done between two beats counts as one block


@dataclass(slots=True)
class Collections:
    """How long the garbage collector holds up everything, the loop among it."""

    longest: float = 0.0
    """Milliseconds."""
    largest: float = 0.0
    """Milliseconds of the CPU that one of them took at most."""
    cpu: float = 0.0
    """Seconds of the CPU that all of them took."""
    _start: float = 0.0
    _start_cpu: float = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note the collections of the block."""
        gc.callbacks.append(self._note)
        try:
            yield
        finally:
            gc.callbacks.remove(self._note)

    def _note(self, phase: str, _info: object) -> None:
        now, cpu = perf_counter(), thread_time()
        if phase == "stop":
            self.longest = max(self.longest, (now - self._start) * 1000)
            self.largest = max(self.largest, (cpu - self._start_cpu) * 1000)
            self.cpu += cpu - self._start_cpu
        self._start, self._start_cpu = now, cpu


class Lag:
    """Notes at a steady beat how late the loop comes to it.

    A loop that is busy for ten beats is late for each of them, as it would have been
    for anything else that was due then.
    """

    def __init__(self, collections: Collections | None = None) -> None:
        """Start without a beat.

        With garbage collections, which do not count for the busiest, the beat is fine.
        """
        self._step = _FINE if collections else _STEP
        self._loop = asyncio.get_running_loop()
        self._late: list[float] = []
        self._due = 0.0
        self._collections = collections or Collections()
        self._spent = 0.0
        self._busiest = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note the beats of the block."""
        self._due = self._loop.time() + self._step
        self._spent = thread_time() - self._collections.cpu
        self._timer = self._loop.call_at(self._due, self._beat)
        try:
            yield
        finally:
            self._timer.cancel()
            # The beat that was next may be overdue; a short block has no other one.
            self._late.append(max(self._loop.time() - self._due, 0.0))

    def _beat(self) -> None:
        spent = thread_time() - self._collections.cpu
        self._busiest = max(self._busiest, spent - self._spent)
        self._spent = spent
        now = self._loop.time()
        while self._due <= now:
            self._late.append(now - self._due)
            self._due += self._step
        self._timer = self._loop.call_at(self._due, self._beat)

    @property
    def busiest(self) -> float:
        """Return how many milliseconds of CPU the loop took at most from beat to beat.

        That is a block of the loop as it would be on a machine with nothing else to do.
        """
        return self._busiest * 1000

    def percentile(self, percent: int) -> float:
        """Return how many milliseconds late that share of the beats was at most."""
        return quantiles(self._late, n=100)[percent - 1] * 1000

    @property
    def longest(self) -> float:
        """Return how many milliseconds late the latest beat was."""
        return max(self._late) * 1000


class Block(NamedTuple):
    """How long a loop was held up at most, in milliseconds of CPU."""

    longest: float
    """Without the garbage collections."""
    collection: float
    """The longest of them."""

    def row(self, what: str, goal: float | None = None) -> Row:
        """Return it as a row of the table."""
        note = f"CPU; besides garbage collection, at most {self.collection:.0f} ms"
        return Row(what, [self.longest], "ms", goal=goal, note=note)


async def blocked_by(work: Awaitable[None], collections: Collections) -> Block:
    """Return how long some work holds up the loop, and note the garbage collections."""
    lag = Lag(collections)
    with collections.watching(), lag.watching():
        await work
        await asyncio.sleep(0.05)  # a beat that is late is still to come
    return Block(lag.busiest, collections.largest)
