"""Timing two things against each other on a machine that has other things to do."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Final

from .size import size

_REPETITIONS: Final = size(40)
_CALLS: Final = size(20)


@dataclass(slots=True)
class Spent:
    """Seconds that went by: on the wall, and on this process's account."""

    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Add what the block takes."""
        wall, cpu = perf_counter(), process_time()
        try:
            yield
        finally:
            self.cpu += process_time() - cpu
            self.wall += perf_counter() - wall


@dataclass(frozen=True, slots=True)
class Ratios:
    """What was measured by the floor beside it, once per repetition."""

    wall: list[float]
    cpu: list[float]


def seconds_of(call: Callable[[], object], repetitions: int) -> list[float]:
    """Return the time of each call, on the wall."""
    times = []
    for _ in range(repetitions):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return times


def paired(
    floor: Callable[[], object],
    measured: Callable[[], object],
    *,
    repetitions: int = _REPETITIONS,
    calls: int = _CALLS,
) -> Ratios:
    """Return the ratios of calls that take turns, as disturbances meet both."""
    ratios = Ratios([], [])
    for _ in range(repetitions):
        beneath, above = Spent(), Spent()
        for _ in range(calls):
            with beneath.counting():
                floor()
            with above.counting():
                measured()
        _append(ratios, beneath, above)
    return ratios


async def async_paired(
    floor: Callable[[], Awaitable[object]],
    measured: Callable[[], Awaitable[object]],
    *,
    repetitions: int = _REPETITIONS,
    calls: int = _CALLS,
) -> Ratios:
    """Return the ratios of coroutines that take turns."""
    ratios = Ratios([], [])
    for _ in range(repetitions):
        beneath, above = Spent(), Spent()
        for _ in range(calls):
            with beneath.counting():
                await floor()
            with above.counting():
                await measured()
        _append(ratios, beneath, above)
    return ratios


def _append(ratios: Ratios, floor: Spent, measured: Spent) -> None:
    ratios.wall.append(measured.wall / floor.wall)
    ratios.cpu.append(measured.cpu / floor.cpu)
