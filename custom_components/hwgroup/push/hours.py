"""Which hours a log can fill in: those that nobody has observed. Pure.

Times are seconds since 1970 (UTC).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean
from typing import Final, NamedTuple

_HOUR: Final = 3600.0
# Two gaps with less than that in between are one: nothing was polled or pushed there.
_AT_ONCE: Final = 1.0

type Gap = tuple[float, float]
type Values = Iterable[tuple[float, float]]


class Hour(NamedTuple):
    """The statistics of an hour that begins at a time."""

    begin: float
    mean: float
    low: float
    high: float


def within(values: Values, gaps: Iterable[Gap]) -> list[tuple[float, float]]:
    """Return the values, with their times, of which the time is in a gap."""
    spans = list(gaps)
    return [
        (time, value)
        for time, value in values
        if any(begin <= time <= end for begin, end in spans)
    ]


def hours_of(values: Values, gaps: Sequence[Gap]) -> list[Hour]:
    """Return the hours that lie in a gap as a whole, by what was measured in them."""
    whole = list(_merged(gaps))
    found: defaultdict[float, list[float]] = defaultdict(list)
    for time, value in values:
        begin = time - time % _HOUR
        if any(since <= begin and begin + _HOUR <= until for since, until in whole):
            found[begin].append(value)
    return [
        Hour(begin, fmean(known), min(known), max(known))
        for begin, known in sorted(found.items())
    ]


def _merged(gaps: Iterable[Gap]) -> Iterator[Gap]:
    last: Gap | None = None
    for begin, end in sorted(gaps):
        if last is not None and begin <= last[1] + _AT_ONCE:
            last = last[0], max(last[1], end)
            continue
        if last is not None:
            yield last
        last = begin, end
    if last is not None:
        yield last
