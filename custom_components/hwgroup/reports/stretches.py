"""Stretches of time, out of range or without an observation. Pure, in bounded memory."""

from collections.abc import Callable
from dataclasses import replace
from heapq import heappush, heappushpop
from typing import Any, Final, Self

from ..observed.gaps import Cause
from .numbers import Stretch

# So many of the longest excursions and gaps are kept; all of them count.
MOST_LISTED: Final = 100


class Stretches:
    """Stretches that may go on: how many there are, and the longest of them.

    The first and the last one stand apart, as they may be parts of longer ones that
    begin before or end after what was taken here.
    """

    def __init__(self, worst: Callable[[float, float], float] = max) -> None:
        """Begin; `worst` is max or min, for what is above or below a limit."""
        self._worst = worst
        self._is_whole = True
        """Whether nothing has ended what may have been open at the begin."""
        self._first: Stretch | None = None
        self._open: Stretch | None = None
        self._count = 0
        self._longest: list[Stretch] = []

    def extend(self, stretch: Stretch) -> None:
        """Take it that what is open goes on, or that something begins."""
        if (known := self._open) is None:
            self._open = stretch
            return
        if known.cause is not stretch.cause:
            self.end()
            self._open = stretch
            return
        worst = known.worst
        if worst is not None and stretch.worst is not None:
            worst = self._worst(worst, stretch.worst)
        self._open = replace(
            known,
            seconds=stretch.end - known.begin,
            worst=worst,
            is_hourly=known.is_hourly or stretch.is_hourly,
        )

    def end(self) -> None:
        """Take it that whatever is open is over."""
        if self._is_whole:
            self._is_whole, self._first = False, self._open
        elif self._open is not None:
            self._count += 1
            self._push(self._open)
        self._open = None

    def join(self, later: Self) -> None:
        """Take later ones, of which the first may go on with what is open here."""
        if (first := later._open if later._is_whole else later._first) is not None:
            self.extend(first)
        if later._is_whole:
            return
        self.end()
        self._count += later._count
        for each in later._longest:
            self._push(each)
        self._open = later._open

    def _push(self, stretch: Stretch) -> None:
        if len(self._longest) < MOST_LISTED:
            heappush(self._longest, stretch)
        else:
            heappushpop(self._longest, stretch)

    @property
    def count(self) -> int:
        """How many there are."""
        return self._count + len(self._ends)

    @property
    def _ends(self) -> list[Stretch]:
        return [each for each in (self._first, self._open) if each is not None]

    def by_begin(self) -> tuple[Stretch, ...]:
        """Return all of them, or so many of the longest."""
        longest = sorted([*self._longest, *self._ends], reverse=True)[:MOST_LISTED]
        return tuple(sorted(longest, key=lambda stretch: stretch.begin))

    def convert(self, convert: Callable[[float], float]) -> None:
        """Have the worst values be in another unit."""

        def other(stretch: Stretch) -> Stretch:
            if stretch.worst is None:
                return stretch
            return replace(stretch, worst=convert(stretch.worst))

        self._first = self._first and other(self._first)
        self._open = self._open and other(self._open)
        self._longest = [*map(other, self._longest)]

    def to_list(self) -> list[Any]:
        """Return it as plain data."""
        return [
            self._is_whole,
            self._first and _plain(self._first),
            self._open and _plain(self._open),
            self._count,
            [*map(_plain, self._longest)],
        ]

    def take_up(self, data: list[Any], read: Callable[[list[Any]], Stretch]) -> Self:
        """Take over what `to_list` wrote."""
        is_whole, first, last, count, longest = data
        self._is_whole, self._count = bool(is_whole), int(count)
        self._first, self._open = first and read(first), last and read(last)
        self._longest = [*map(read, longest)]
        return self


def _plain(stretch: Stretch) -> list[Any]:
    about = stretch.worst if stretch.cause is None else stretch.cause.value
    return [stretch.begin, stretch.seconds, about, stretch.is_hourly]


def excursion_of(data: list[Any]) -> Stretch:
    """Read an excursion that `to_list` wrote."""
    begin, seconds, worst, is_hourly = data
    return Stretch(
        float(seconds), float(begin), worst=float(worst), is_hourly=bool(is_hourly)
    )


def gap_of(data: list[Any]) -> Stretch:
    """Read a gap that `to_list` wrote."""
    begin, seconds, cause, _ = data
    return Stretch(float(seconds), float(begin), cause=Cause(cause))
