"""Reads what the recorder knows of a reading."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from math import isfinite

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, State

from ..alerts.rules.units import converter
from ..observed.gaps import Gap
from ..recorded import async_in_recorder, hourly, states
from .spans import Hour, Point, Span, from_hours, from_points, without
from .subjects import Subject

type Take = Callable[[Span], None]


async def async_read(
    hass: HomeAssistant,
    subject: Subject,
    begin: float,
    end: float,
    gaps: Sequence[Gap],
    take: Take,
) -> None:
    """Hand on all spans of a reading from `begin` to `end`, in the recorder's executor.

    Where states were purged, hourly means take their place.
    """
    await async_in_recorder(hass, _read, hass, subject, begin, end, gaps, take)


def _read(
    hass: HomeAssistant,
    subject: Subject,
    begin: float,
    end: float,
    gaps: Sequence[Gap],
    take: Take,
) -> None:
    for span in without(_spans(hass, subject, begin, end), gaps):
        take(span)


def _spans(
    hass: HomeAssistant, subject: Subject, begin: float, end: float
) -> Iterator[Span]:
    points = _points(hass, subject, begin, end)
    known = min(points[0].time, end) if points else end
    if known > begin:
        yield from from_hours(_hours(hass, subject, begin, known), begin, known)
    yield from from_points(points, max(known, begin), end)


def _points(
    hass: HomeAssistant, subject: Subject, begin: float, end: float
) -> list[Point]:
    """Return the states from `begin` to `end`, and the one that there was before."""
    known = states(
        hass,
        subject.entity_id,
        datetime.fromtimestamp(begin, UTC),
        datetime.fromtimestamp(end, UTC),
    )
    return [_point(state, subject) for state in known]


def _point(state: State, subject: Subject) -> Point:
    time = state.last_changed.timestamp()
    try:
        value = float(state.state)
    except ValueError:
        return Point(time, None)
    if not isfinite(value):
        return Point(time, None)
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, subject.unit)
    convert = converter(subject.quantity, unit, subject.unit)
    return Point(time, None if convert is None else convert(value))


def _hours(
    hass: HomeAssistant, subject: Subject, begin: float, end: float
) -> Iterator[Hour]:
    rows = hourly(
        hass,
        subject.entity_id,
        datetime.fromtimestamp(begin - begin % 3600, UTC),
        datetime.fromtimestamp(end, UTC),
        subject.unit,
    )
    return (Hour(*row) for row in rows)
