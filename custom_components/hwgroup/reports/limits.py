"""What is beyond some limits, from the spans of a reading. Pure, in bounded memory."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final, Self

from .numbers import Beyond, Stretch, Threshold
from .spans import Span
from .stretches import Stretches, excursion_of

# Limits that differ by less are the same one in another unit.
_DECIMALS: Final = 6


class _Excursions:
    """Takes spans, and finds what is beyond a limit."""

    def __init__(self, threshold: Threshold) -> None:
        self.threshold = threshold
        self.seconds = self.undecided = 0.0
        self.found = Stretches(max if threshold.above else min)

    def add(self, span: Span) -> None:
        if (seen := span.seen) is None:
            return
        above = self.threshold.above
        near, far = (seen.low, seen.high) if above else (seen.high, seen.low)
        if not self._is_beyond(far):
            self.found.end()
            return
        if self._is_beyond(near):
            self.seconds += span.seconds
        else:
            self.undecided += span.seconds
        self.found.extend(
            Stretch(span.seconds, span.begin, worst=far, is_hourly=seen.is_hourly)
        )

    def _is_beyond(self, value: float) -> bool:
        limit = self.threshold.value
        return value > limit if self.threshold.above else value < limit

    def join(self, later: Self) -> None:
        self.seconds += later.seconds
        self.undecided += later.undecided
        self.found.join(later.found)


class Limits:
    """Takes spans, and finds what is beyond some limits, and on which days they were set."""

    def __init__(self, thresholds: Iterable[Threshold]) -> None:
        """Begin with the limits that are set."""
        self._known = {each: _Excursions(each) for each in thresholds}
        self._days: dict[Threshold, tuple[float, float]] = {}
        self._joined: float | None = None
        """Seconds out of range of all that was joined, None before that."""

    def add(self, span: Span) -> None:
        """Take the next span."""
        for each in self._known.values():
            each.add(span)

    def join(self, later: Self, begin: float, end: float) -> None:
        """Take what was found in the time that follows, with the limits of then."""
        self._joined = (self._joined or 0.0) + later.out_of_range
        for threshold in self._known.keys() - later._known.keys():
            self._known[threshold].found.end()
        for threshold, found in later._known.items():
            self._known.setdefault(threshold, _Excursions(threshold)).join(found)
            since, _ = self._days.get(threshold, (begin, end))
            self._days[threshold] = since, end

    @property
    def out_of_range(self) -> float:
        """Return seconds beyond any limit; beyond two limits on one side counts once."""
        if self._joined is not None:
            return self._joined
        return sum(
            max(
                (
                    each.seconds + each.undecided
                    for each in self._known.values()
                    if each.threshold.above is above
                ),
                default=0.0,
            )
            for above in (False, True)
        )

    def result(self, begin: float, end: float) -> tuple[Beyond, ...]:
        """Return what was beyond each limit."""
        found = []
        for threshold, each in self._known.items():
            since, until = self._days.get(threshold, (begin, end))
            found.append(
                Beyond(
                    threshold=threshold,
                    begin=since,
                    end=until,
                    seconds=each.seconds,
                    undecided=each.undecided,
                    count=each.found.count,
                    longest=each.found.by_begin(),
                )
            )
        return tuple(found)

    def convert(self, convert: Callable[[float], float]) -> None:
        """Have limits and values be in another unit."""
        for each in self._known.values():
            value = round(convert(each.threshold.value), _DECIMALS)
            each.threshold = replace(each.threshold, value=value)
            each.found.convert(convert)
        self._known = {each.threshold: each for each in self._known.values()}

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """Return the limits."""
        return tuple(self._known)

    def to_list(self) -> list[Any]:
        """Return it as plain data."""
        return [
            [
                *(threshold.value, threshold.above),
                *(each.seconds, each.undecided, each.found.to_list()),
            ]
            for threshold, each in self._known.items()
        ]

    @classmethod
    def from_list(cls, data: list[Any]) -> Self:
        """Read what `to_list` wrote."""
        new = cls(())
        for value, above, seconds, undecided, found in data:
            threshold = Threshold(float(value), bool(above))
            each = new._known[threshold] = _Excursions(threshold)
            each.seconds, each.undecided = float(seconds), float(undecided)
            each.found.take_up(found, excursion_of)
        return new
