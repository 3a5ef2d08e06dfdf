"""Spans of time in which a reading is known, or is not and why. Pure.

All times are seconds since 1970 (UTC): a change to or from summer time has no effect.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..observed.gaps import Cause, Gap


@dataclass(frozen=True, slots=True)
class Point:
    """A value from a time on, until the next point; None where it cannot be read."""

    time: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Hour:
    """What the recorder keeps of an hour."""

    begin: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The value of a reading over a span: constant, or what is known of an hour."""

    mean: float
    low: float
    high: float
    is_hourly: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Time in which a reading was seen, or was not for a cause."""

    begin: float
    end: float
    seen: Seen | None = None
    cause: Cause = Cause.NO_DATA

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.begin


def from_points(points: Iterable[Point], begin: float, end: float) -> Iterator[Span]:
    """Yield the spans from `begin` to `end`, without a break.

    The points are in the order of their times; one before `begin` says what was then.
    """
    since, seen, cause = begin, None, Cause.NO_DATA
    for point in points:
        until = min(max(point.time, begin), end)
        if until > since:
            yield Span(since, until, seen, cause)
            since = until
        value, cause = point.value, Cause.UNAVAILABLE
        seen = None if value is None else Seen(value, value, value)
    if end > since:
        yield Span(since, end, seen, cause)


def from_hours(hours: Iterable[Hour], begin: float, end: float) -> Iterator[Span]:
    """Yield the spans from `begin` to `end`, without a break."""
    since = begin
    for hour in hours:
        start, stop = max(hour.begin, since), min(hour.begin + 3600, end)
        if stop <= start:
            continue
        if start > since:
            yield Span(since, start)
        yield Span(start, stop, Seen(hour.mean, hour.low, hour.high, is_hourly=True))
        since = stop
    if end > since:
        yield Span(since, end)


def without(spans: Iterable[Span], gaps: Iterable[Gap]) -> Iterator[Span]:
    """Yield the spans with the gaps taken out of what was seen.

    The spans follow one another. The gaps are in the order of their begins, and may
    overlap.
    """
    coming = iter(gaps)
    gap = next(coming, None)
    for span in spans:
        rest = span
        while gap is not None and gap.begin < rest.end:
            if gap.end > rest.begin and rest.seen is not None:
                if gap.begin > rest.begin:
                    yield replace(rest, end=gap.begin)
                    rest = replace(rest, begin=gap.begin)
                hidden = min(gap.end, rest.end)
                yield Span(rest.begin, hidden, cause=gap.cause)
                rest = replace(rest, begin=hidden)
            if gap.end > rest.end or rest.seconds <= 0:
                break
            gap = next(coming, None)
        if rest.seconds > 0:
            yield rest
