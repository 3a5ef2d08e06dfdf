"""The graph of a reading as a drawing, with its limits; gaps are gaps."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import floor, log10
from typing import Any, Final

from reportlab.graphics.shapes import Drawing, Line, Path, Rect, String
from reportlab.lib.colors import HexColor

from ..alerts.messages.formats import fixed_text
from ..alerts.messages.words import words
from ..dates import day_text
from .model import Report, Result

_LEFT, _RIGHT, _TOP, _BOTTOM = 42.0, 8.0, 6.0, 16.0
_GRID, _GAP = HexColor(0xDDDDDD), HexColor(0xD0D0D0)
_BAND, _LINE, _LIMIT = HexColor(0xBBD7F0), HexColor(0x1565C0), HexColor(0xC62828)
_SMALL: Final = 6.5
# How far apart two marks on the time axis are, at least so wide that their texts fit.
_HOURS: Final = (1, 2, 3, 6, 12, 24, 48, 7 * 24, 14 * 24, 31 * 24)
_MOST_MARKS: Final = 16
# A limit farther away from the values than their range is not drawn to scale.
_FAR: Final = 1.0


class _Axes:
    """Where a time and a value are on the drawing."""

    def __init__(self, result: Result, width: float, height: float) -> None:
        numbers = result.numbers
        self._begin, self._end = numbers.begin, numbers.end
        low, high = _range(result)
        self.step = _step(high - low)
        self.low = floor(low / self.step) * self.step
        self.high = -floor(-high / self.step) * self.step
        self.left, self.right = _LEFT, width - _RIGHT
        self.bottom, self.top = _BOTTOM, height - _TOP

    def x(self, time: float) -> float:
        share = (time - self._begin) / (self._end - self._begin)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.bottom + min(max(share, 0), 1) * (self.top - self.bottom)

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high


def _range(result: Result) -> tuple[float, float]:
    """Return what the graph has to show: the values, and the limits that are near."""
    numbers = result.numbers
    limits = [each.threshold.value for each in numbers.beyond]
    if numbers.lowest is None or numbers.highest is None:
        values = limits or [0.0, 1.0]
        return min(values) - 1, max(values) + 1
    low, high = numbers.lowest.value, numbers.highest.value
    far = max((high - low) * _FAR, 5.0)
    near = [limit for limit in limits if low - far <= limit <= high + far]
    low, high = min((low, *near)), max((high, *near))
    margin = max((high - low) * 0.05, 0.1)
    return low - margin, high + margin


def _step(length: float) -> float:
    """Return a round step by which a range has about five marks."""
    rough = length / 5
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)


def drawing(
    report: Report,
    result: Result,
    language: str,
    *,
    font: str,
    width: float,
    height: float,
) -> Any:
    """Return the graph, `width` by `height` points, as a flowable of reportlab."""
    axes = _Axes(result, width, height)
    shapes = Drawing(width, height)
    for shape in (
        *_values(axes, result.subject.unit, language, font),
        *_times(report, axes, language, font),
        *_curve(result, axes),
        # A point can be of a time that was observed in part: gaps hide the rest of it.
        *_gaps(result, axes),
        *_limits(result, axes),
        Rect(
            axes.left,
            axes.bottom,
            axes.right - axes.left,
            axes.top - axes.bottom,
            fillColor=None,
            strokeColor=HexColor(0x888888),
            strokeWidth=0.5,
        ),
    ):
        shapes.add(shape)
    return shapes


def _gaps(result: Result, axes: _Axes) -> Iterator[Any]:
    for gap in result.numbers.gaps:
        x = axes.x(gap.begin)
        yield Rect(
            x,
            axes.bottom,
            max(axes.x(gap.end) - x, 0.3),
            axes.top - axes.bottom,
            fillColor=_GAP,
            strokeColor=None,
        )


def _values(axes: _Axes, unit: str | None, language: str, font: str) -> Iterator[Any]:
    decimals = max(0, -floor(log10(axes.step) + 1e-9))
    count = round((axes.high - axes.low) / axes.step)
    for number in range(count + 1):
        value = axes.low + number * axes.step
        y = axes.y(value)
        yield Line(axes.left, y, axes.right, y, strokeColor=_GRID, strokeWidth=0.4)
        # The one at the top names the unit.
        shown = unit if number == count else None
        yield String(
            axes.left - 4,
            y - 2.2,
            fixed_text(value, decimals, shown, words(language)),
            fontName=font,
            fontSize=_SMALL,
            textAnchor="end",
        )


def _times(report: Report, axes: _Axes, language: str, font: str) -> Iterator[Any]:
    for when, is_day in marks(report.begin, report.end):
        x = axes.x(when.timestamp())
        yield Line(x, axes.bottom, x, axes.top, strokeColor=_GRID, strokeWidth=0.4)
        yield String(
            x,
            axes.bottom - 9,
            day_text(when, language) if is_day else f"{when:%H:%M}",
            fontName=font,
            fontSize=_SMALL,
            textAnchor="middle",
        )


def marks(begin: datetime, end: datetime) -> Iterator[tuple[datetime, bool]]:
    """Yield round local times within a period, and whether they stand for a day."""
    hours = (end.timestamp() - begin.timestamp()) / 3600
    step = next((each for each in _HOURS if hours / each <= _MOST_MARKS), _HOURS[-1])
    when = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    while when <= end:
        if when >= begin:
            yield when, when.hour == 0
        when = _next(when, step)


def _next(when: datetime, step: int) -> datetime:
    if step == _HOURS[-1]:
        return (when.replace(day=1) + timedelta(days=32)).replace(day=1)
    return when + timedelta(hours=step)


def _curve(result: Result, axes: _Axes) -> Iterator[Any]:
    """Yield a band from the lowest to the highest values, and a line of the means."""
    numbers, buckets = result.numbers, result.curve.buckets
    step = (numbers.end - numbers.begin) / len(buckets)
    piece: list[tuple[float, float, float, float]] = []
    for number, bucket in enumerate([*buckets, None]):
        if bucket is not None and bucket.mean is not None:
            begin = axes.x(numbers.begin + number * step)
            middle = axes.x(numbers.begin + (number + 0.5) * step)
            end = 2 * middle - begin
            if not piece:
                piece.append((begin, *_heights(axes, bucket)))
            piece.append((middle, *_heights(axes, bucket)))
            last = (end, *_heights(axes, bucket))
        elif piece:
            yield from _piece([*piece, last])
            piece = []


def _heights(axes: _Axes, bucket: Any) -> tuple[float, float, float]:
    return axes.y(bucket.low), axes.y(bucket.mean), axes.y(bucket.high)


def _piece(points: Sequence[tuple[float, float, float, float]]) -> Iterator[Any]:
    outline = [(x, high) for x, _, _, high in points]
    outline += [(x, low) for x, low, _, _ in reversed(points)]
    yield _path(outline, close=True)
    yield _path([(x, mean) for x, _, mean, _ in points], close=False)


def _path(points: Sequence[tuple[float, float]], *, close: bool) -> Any:
    path = Path(
        fillColor=_BAND if close else None,
        strokeColor=None if close else _LINE,
        strokeWidth=0.8,
        strokeLineJoin=1,
    )
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if close:
        path.closePath()
    return path


def _limits(result: Result, axes: _Axes) -> Iterator[Any]:
    for beyond in result.numbers.beyond:
        if axes.contains(beyond.threshold.value):
            y = axes.y(beyond.threshold.value)
            yield Line(
                axes.x(beyond.begin),
                y,
                axes.x(beyond.end),
                y,
                strokeColor=_LIMIT,
                strokeWidth=0.8,
                strokeDashArray=[4, 2],
            )
