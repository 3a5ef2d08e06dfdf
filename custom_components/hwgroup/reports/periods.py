"""The period of a report: whole days, weeks or months of local time. Pure."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple


class Every(StrEnum):
    """The periods that a calendar has."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def last(every: Every, now: datetime) -> tuple[datetime, datetime]:
    """Return the begin and the end of the last whole period before `now`.

    `now` has its time zone, and so have both: a day with a change to or from summer time
    is an hour shorter or longer.
    """
    end = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    match every:
        case Every.DAY:
            return end - timedelta(days=1), end
        case Every.WEEK:
            end -= timedelta(days=end.weekday())
            return end - timedelta(days=7), end
        case Every.MONTH:
            end = end.replace(day=1)
            return (end - timedelta(days=1)).replace(day=1), end


class Slice(NamedTuple):
    """A part of a period, in seconds since 1970, and whether it is a whole local day."""

    begin: float
    end: float
    is_day: bool


def slices(begin: datetime, end: datetime) -> Iterator[Slice]:
    """Yield the local days of a period; the first and the last one may be parts of days.

    Both times have the same time zone.
    """
    day, since = begin.date(), begin.timestamp()
    while since < end.timestamp():
        midnights = [
            datetime.combine(each, time(), begin.tzinfo).timestamp()
            for each in (day, day + timedelta(days=1))
        ]
        until = min(midnights[1], end.timestamp())
        yield Slice(since, until, [since, until] == midnights)
        day, since = day + timedelta(days=1), until
