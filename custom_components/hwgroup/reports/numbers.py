"""The numbers of a report, from the spans of a reading. Pure, in bounded memory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from math import exp, log
from typing import Final

from ..observed.gaps import Cause
from .spans import Span

# The heat of activation by the gas constant, in kelvin: 83.144 kJ/mol by 8.3144 J/(mol K),
# as for the mean kinetic temperature of USP <1160>.
_ACTIVATION: Final = 10_000.0
# Where it is computed from, so that no exponent is out of reach.
_REFERENCE: Final = 293.15
# No probe measures less; what is said to be colder is no temperature.
_COLDEST: Final = 50.0
# So many of the longest excursions and gaps are kept; all of them count.
MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Extreme:
    """The lowest or highest value, and when it was seen first.

    `is_hourly` says that it was at some time of the hour that begins then.
    """

    value: float
    time: float
    is_hourly: bool


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch of time out of range or without an observation; the longest is the greatest."""

    seconds: float
    begin: float
    worst: float | None = field(default=None, compare=False)
    cause: Cause | None = field(default=None, compare=False)
    is_hourly: bool = field(default=False, compare=False)
    """Whether it is known by the hour only: then it is at most so long."""

    @property
    def end(self) -> float:
        """When it ended."""
        return self.begin + self.seconds


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit; with `above`, what lies above it is out of range, else what lies below."""

    value: float
    above: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """What was beyond a limit.

    An excursion lasts from the first value beyond the limit to the next one that is not.
    Time without an observation is part of no excursion at its end, and of one in the
    middle; `seconds` never has it.
    """

    threshold: Threshold
    seconds: float
    undecided: float
    """Seconds of hours that had values on both sides of the limit."""
    count: int
    longest: tuple[Stretch, ...]
    """Excursions, by their begin: all of them, or so many of the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What there is to say of a reading in a period, in its unit. Times are in seconds."""

    begin: float
    end: float
    observed: float
    hourly: float
    """How much of it is known by hourly means only."""
    lowest: Extreme | None
    highest: Extreme | None
    mean: float | None
    """Weighted by time."""
    kinetic: float | None
    """The mean kinetic temperature."""
    beyond: tuple[Beyond, ...]
    missing: dict[Cause, float]
    gaps: tuple[Stretch, ...]

    @property
    def coverage(self) -> float | None:
        """The share of the period that was observed, 0 to 1; None for no time at all."""
        length = self.end - self.begin
        return self.observed / length if length > 0 else None


@dataclass(frozen=True, slots=True)
class Kelvin:
    """How the unit of a temperature becomes kelvin, and back."""

    of: Callable[[float], float]
    back: Callable[[float], float]


class _Longest:
    """Stretches of time: how many there are, and the longest of them."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Stretch] = []

    def add(self, stretch: Stretch) -> None:
        self.count += 1
        if len(self._kept) < MOST_LISTED:
            heappush(self._kept, stretch)
        else:
            heappushpop(self._kept, stretch)

    def by_begin(self) -> tuple[Stretch, ...]:
        return tuple(sorted(self._kept, key=lambda stretch: stretch.begin))


class _Excursions:
    """Takes spans, and finds what is beyond a limit."""

    def __init__(self, threshold: Threshold) -> None:
        self._threshold = threshold
        self._seconds = self._undecided = 0.0
        self._found = _Longest()
        self._begin: float | None = None
        self._end = self._worst = 0.0
        self._is_hourly = False

    def add(self, span: Span) -> None:
        if (seen := span.seen) is None:
            return
        limit, above = self._threshold.value, self._threshold.above
        near, far = (seen.low, seen.high) if above else (seen.high, seen.low)
        if not self._is_beyond(far):
            self._close()
            return
        if self._is_beyond(near):
            self._seconds += span.seconds
        else:
            self._undecided += span.seconds
        if self._begin is None:
            self._begin, self._worst, self._is_hourly = span.begin, limit, False
        self._worst = max(self._worst, far) if above else min(self._worst, far)
        self._is_hourly |= seen.is_hourly
        self._end = span.end

    def _is_beyond(self, value: float) -> bool:
        limit = self._threshold.value
        return value > limit if self._threshold.above else value < limit

    def _close(self) -> None:
        if self._begin is not None:
            self._found.add(
                Stretch(
                    self._end - self._begin,
                    self._begin,
                    worst=self._worst,
                    is_hourly=self._is_hourly,
                )
            )
            self._begin = None

    def result(self) -> Beyond:
        self._close()
        return Beyond(
            threshold=self._threshold,
            seconds=self._seconds,
            undecided=self._undecided,
            count=self._found.count,
            longest=self._found.by_begin(),
        )


class _Gaps:
    """Takes spans, and finds the time without an observation by its causes."""

    def __init__(self) -> None:
        self.missing: dict[Cause, float] = {}
        self._found = _Longest()
        self._open: Stretch | None = None

    def add(self, span: Span) -> None:
        before, self._open = self._open, None
        if span.seen is None:
            self.missing[span.cause] = self.missing.get(span.cause, 0) + span.seconds
            self._open = Stretch(span.seconds, span.begin, cause=span.cause)
            if before is None:
                return
            if before.cause is span.cause:
                length = before.seconds + span.seconds
                self._open = Stretch(length, before.begin, cause=span.cause)
                return
        if before is not None:
            self._found.add(before)

    def result(self) -> tuple[Stretch, ...]:
        if self._open is not None:
            self._found.add(self._open)
            self._open = None
        return self._found.by_begin()


class _Means:
    """Takes spans, and finds the means, weighted by time."""

    def __init__(self, kelvin: Kelvin | None) -> None:
        self.observed = self.hourly = 0.0
        self._sum = self._kinetic = 0.0
        self._kelvin = kelvin

    def add(self, span: Span) -> None:
        if (seen := span.seen) is None:
            return
        self.observed += span.seconds
        if seen.is_hourly:
            self.hourly += span.seconds
        self._sum += seen.mean * span.seconds
        if self._kelvin is not None:
            temperature = max(self._kelvin.of(seen.mean), _COLDEST)
            exponent = _ACTIVATION * (1 / _REFERENCE - 1 / temperature)
            self._kinetic += exp(exponent) * span.seconds

    @property
    def mean(self) -> float | None:
        return self._sum / self.observed if self.observed else None

    @property
    def kinetic(self) -> float | None:
        if self._kelvin is None or not self.observed:
            return None
        rate = log(self._kinetic / self.observed)
        return self._kelvin.back(1 / (1 / _REFERENCE - rate / _ACTIVATION))


def _extreme(
    known: Extreme | None, value: float, span: Span, *, above: bool
) -> Extreme:
    if known is not None and (value <= known.value if above else value >= known.value):
        return known
    return Extreme(value, span.begin, span.seen is not None and span.seen.is_hourly)


class Tally:
    """Takes the spans of a reading in a period, which follow one another."""

    def __init__(
        self, thresholds: Iterable[Threshold] = (), kelvin: Kelvin | None = None
    ) -> None:
        """Begin; `kelvin` is for temperatures: nothing else has a mean kinetic one."""
        self._means, self._gaps = _Means(kelvin), _Gaps()
        self._excursions = [_Excursions(threshold) for threshold in thresholds]
        self._lowest: Extreme | None = None
        self._highest: Extreme | None = None

    def add(self, span: Span) -> None:
        """Take the next span."""
        self._means.add(span)
        self._gaps.add(span)
        for each in self._excursions:
            each.add(span)
        if span.seen is not None:
            self._lowest = _extreme(self._lowest, span.seen.low, span, above=False)
            self._highest = _extreme(self._highest, span.seen.high, span, above=True)

    def result(self, begin: float, end: float) -> Numbers:
        """Return the numbers of the period that all spans together are."""
        means, gaps = self._means, self._gaps
        return Numbers(
            begin=begin,
            end=end,
            observed=means.observed,
            hourly=means.hourly,
            lowest=self._lowest,
            highest=self._highest,
            mean=means.mean,
            kinetic=means.kinetic,
            beyond=tuple(each.result() for each in self._excursions),
            gaps=gaps.result(),
            missing=gaps.missing,
        )
