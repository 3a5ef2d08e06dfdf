"""Dates and times as people write them in their language. Pure but for the time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from homeassistant.util import dt as dt_util


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    """How a language writes them; `when` is the local time."""

    date: str
    time: str
    moment: str
    """A day and a time."""
    day: str
    """A day where little room is left, without the year."""
    this_year: str
    """The same as a moment where the year need not be said."""
    article: str = ""
    """What comes before a day within a sentence, as after "since"."""


_ENGLISH: Final = _Formats(
    date="{when.day} {when:%b %Y}",  # months are English: nothing sets a locale
    time="{when:%H:%M}",
    moment="{when.day} {when:%b %Y %H:%M}",
    day="{when.day} {when:%b}",
    this_year="{when.day} {when:%b %H:%M}",
)
_FORMATS: Final[Mapping[str, _Formats]] = {
    "en": _ENGLISH,
    "cs": _Formats(
        date="{when.day}. {when.month}. {when.year}",
        time="{when:%H:%M}",
        moment="{when.day}. {when.month}. {when.year} {when:%H:%M}",
        day="{when.day}. {when.month}.",
        this_year="{when.day}. {when.month}. {when:%H:%M}",
    ),
    "de": _Formats(
        date="{when:%d.%m.%Y}",
        time="{when:%H:%M} Uhr",
        moment="{when:%d.%m.%Y, %H:%M} Uhr",
        day="{when:%d.%m.}",
        this_year="{when:%d.%m., %H:%M} Uhr",
    ),
    "fr": _Formats(
        date="{when:%d/%m/%Y}",
        time="{when:%H:%M}",
        moment="{when:%d/%m/%Y à %H:%M}",
        day="{when:%d/%m}",
        this_year="{when:%d/%m à %H:%M}",
        article="le ",
    ),
}


def _formats(language: str) -> _Formats:
    return _FORMATS.get(language.partition("-")[0], _ENGLISH)


def date_text(when: datetime, language: str) -> str:
    """Return a day: `27 Nov 2026`."""
    return _formats(language).date.format(when=dt_util.as_local(when))


def day_of_year_text(day: date, language: str) -> str:
    """Return a date of a calendar, which has no time zone: `27 Nov 2026`."""
    return _formats(language).date.format(when=day)


def period_text(begin: datetime, end: datetime, language: str) -> str:
    """Return the days of a period; one that ends at midnight has none of the next day."""
    last = end - timedelta(microseconds=1)
    first, last_day = (
        day_of_year_text(each.date(), language) for each in (begin, last)
    )
    return first if first == last_day else f"{first} – {last_day}"


def moment_text(when: datetime, language: str) -> str:
    """Return a day and a time: `27 Nov 2026 12:00`."""
    return _formats(language).moment.format(when=dt_util.as_local(when))


def day_text(when: datetime, language: str) -> str:
    """Return a day beside others of about the same time: `27 Nov`."""
    return _formats(language).day.format(when=dt_util.as_local(when))


def time_text(when: datetime, now: datetime, language: str) -> str:
    """Return a time for somebody who reads it at `now`: the day only if it is another."""
    when, now = dt_util.as_local(when), dt_util.as_local(now)
    formats = _formats(language)
    if when.date() == now.date():
        return formats.time.format(when=when)
    same_year = when.year == now.year
    day = formats.this_year if same_year else formats.moment
    return formats.article + day.format(when=when)
