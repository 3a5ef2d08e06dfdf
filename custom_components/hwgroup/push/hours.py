"""Which hours a log can fill in, and with what: those that nobody has observed. Pure.

Times are seconds since 1970 (UTC).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Final, NamedTuple

from ..observed.gaps import Gap, PastValue, stretches

_HOUR: Final = 3600.0


class Hour(NamedTuple):
    """The statistics of an hour that begins at a time."""

    begin: float
    mean: float
    low: float
    high: float


class TotalHour(NamedTuple):
    """The statistics of an hour of a total: at its end, and what it has grown by in all."""

    begin: float
    state: float
    sum: float


def within(values: Iterable[PastValue], gaps: Sequence[Gap]) -> list[PastValue]:
    """Return the values of which the time is in a gap."""
    return [
        each
        for each in values
        if any(gap.begin <= each.time <= gap.end for gap in gaps)
    ]


def continued(
    before: Sequence[PastValue], values: Sequence[PastValue]
) -> list[PastValue]:
    """Return older values with those of a later log, which has all since its first one."""
    begin = min((each.time for each in values), default=0.0)
    kept = (each for each in before if each.time < begin - 1)
    return sorted((*kept, *values), key=lambda each: each.time)


def means_of(values: Iterable[PastValue], gaps: Iterable[Gap]) -> list[Hour]:
    """Return the hours that lie in a gap as a whole, by what was measured in them."""
    whole = list(stretches(gaps))
    found: defaultdict[float, list[float]] = defaultdict(list)
    for time, value, _ in values:
        begin = time - time % _HOUR
        if any(since <= begin and begin + _HOUR <= until for since, until in whole):
            found[begin].append(value)
    return [
        Hour(begin, fmean(known), min(known), max(known))
        for begin, known in sorted(found.items())
    ]


def whole_hours(values: Sequence[PastValue], gaps: Iterable[Gap]) -> list[list[float]]:
    """Return all whole hours of each gap from the first one of a value on."""
    found = []
    for since, until in stretches(gaps):
        begins = (each.time - each.time % _HOUR for each in values)
        first = next((begin for begin in begins if since <= begin < until), None)
        if first is not None and (count := int((until - first) // _HOUR)):
            found.append([first + number * _HOUR for number in range(count)])
    return found


def totals_of(
    values: Sequence[PastValue], hours: Sequence[float], before: TotalHour, now: float
) -> list[TotalHour]:
    """Return hours, one after the other, by a total that has grown in them.

    `before` is the hour before, and `now` the total of now. There are none if it has not
    only grown since: then nobody knows by how much.
    """
    end = hours[-1] + _HOUR
    known = [each for each in values if hours[0] <= each.time < end]
    totals = (before.state, *(each.value for each in known), now)
    if any(later < earlier for earlier, later in pairwise(totals)):
        return []
    rows = []
    for begin in hours:
        state = before.state
        for each in known:
            if each.time < begin + _HOUR:
                state = each.value
        rows.append(TotalHour(begin, state, before.sum + state - before.state))
    return rows
