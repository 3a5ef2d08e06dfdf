"""The period of a report: whole days, weeks or months of local time. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


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
