"""The figures of a local day, which outlast the states that they come from. Pure."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Self

from .curve import Curve
from .numbers import Kelvin, Threshold
from .periods import Slice
from .spans import Span
from .tally import Tally

# So many days are read at a time: the executor of the recorder is shared.
BATCH: Final = 7
# A point of the curve of a day.
STEP: Final = 900.0
# For so long, what was logged may still arrive.
_FINAL_AFTER: Final = timedelta(days=3).total_seconds()
# Polls that failed are known to have failed by then, and the recorder has written all.
_SETTLED_AFTER: Final = timedelta(hours=1).total_seconds()


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a reading: its numbers and its curve. Times are seconds since 1970."""

    begin: float
    end: float
    unit: str | None
    computed: float
    """When."""
    tally: Tally
    curve: Curve
    is_whole: bool = True
    """Whether it is a whole local day, and no part of one."""

    @property
    def is_final(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.computed >= self.end + _FINAL_AFTER

    def in_unit(self, unit: str | None, convert: Callable[[float], float]) -> Self:
        """Return the same day in another unit."""
        other = self.from_dict(self.to_dict() | {"unit": unit})
        other.tally.convert(convert)
        other.curve.convert(convert)
        return other

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "begin": self.begin,
            "end": self.end,
            "unit": self.unit,
            "computed": self.computed,
            "curve": self.curve.to_list(),
            **self.tally.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises AttributeError, KeyError, TypeError or ValueError for anything else.
        """
        begin, end = float(data["begin"]), float(data["end"])
        return cls(
            begin=begin,
            end=end,
            unit=data["unit"],
            computed=float(data["computed"]),
            tally=Tally.from_dict(data),
            curve=Curve.from_list(data["curve"], begin, end),
        )


def is_settled(day: Day, now: float) -> bool:
    """Return whether a day is worth keeping: all of it is known, but for what comes late."""
    return day.is_whole and day.end + _SETTLED_AFTER <= now and not day.tally.is_unknown


def composed(period: Sequence[Slice], known: Iterable[Day]) -> Iterator[Slice | Day]:
    """Yield the days that are known, and between them what has to be read.

    Days that were kept in another time zone begin at other times: they are taken where
    no other one is known, and what is left beside them is read.
    """
    coming = deque(_chosen(period, known))
    at = period[0].begin
    for part in period:
        while coming and coming[0].begin < part.end:
            day = coming.popleft()
            if day.begin > at:
                yield Slice(at, day.begin, is_day=False)
            yield day
            at = day.end
        if at < part.end:
            yield Slice(at, part.end, part.is_day and at == part.begin)
            at = part.end


def _chosen(period: Sequence[Slice], known: Iterable[Day]) -> list[Day]:
    """Return days within a period that do not overlap, by their begin."""
    bounds = {(part.begin, part.end) for part in period}
    chosen: list[Day] = []
    for day in sorted(known, key=lambda each: (each.begin, each.end) not in bounds):
        is_within = period[0].begin <= day.begin and day.end <= period[-1].end
        if is_within and not any(
            day.begin < other.end and other.begin < day.end for other in chosen
        ):
            chosen.append(day)
    return sorted(chosen, key=lambda each: each.begin)


class Cutter:
    """Takes the spans of some slices that follow one another, and makes days of them."""

    def __init__(
        self,
        parts: Sequence[Slice],
        thresholds: Iterable[Threshold],
        kelvin: Kelvin | None,
        step: float,
    ) -> None:
        """Begin; `step` is how far apart the points are where a part is no day."""
        self._parts = deque(parts)
        self._thresholds, self._kelvin, self._step = [*thresholds], kelvin, step
        self._tally, self._curve = self._begin()
        self._found: list[tuple[Slice, Tally, Curve]] = []

    def _begin(self) -> tuple[Tally, Curve]:
        part = self._parts[0]
        length = part.end - part.begin
        step = STEP if part.is_day else self._step
        curve = Curve(part.begin, part.end, max(1, round(length / step)))
        return Tally(self._thresholds, self._kelvin), curve

    def add(self, span: Span) -> None:
        """Take the next span."""
        while span.end > (end := self._parts[0].end):
            if span.begin < end:
                self._take(replace(span, end=end))
                span = replace(span, begin=end)
            self._next()
        self._take(span)
        if span.end == self._parts[0].end:
            self._next()

    def _take(self, span: Span) -> None:
        self._tally.add(span)
        self._curve.add(span)

    def _next(self) -> None:
        self._found.append((self._parts.popleft(), self._tally, self._curve))
        if self._parts:
            self._tally, self._curve = self._begin()

    def days(self, unit: str | None, now: float) -> Iterator[Day]:
        """Yield what was found of each slice, as it is when it was kept."""
        for part, tally, curve in self._found:
            day = Day(part.begin, part.end, unit, now, tally, curve, part.is_day)
            yield Day.from_dict(day.to_dict()) if part.is_day else day
