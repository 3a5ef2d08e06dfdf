"""The report as CSV: its numbers, and each row that they were computed from.

The columns have the same names in each language, for programs. Times are local, with
their offset, and all of the same length: pandas reads no others. Lengths are in seconds.
The file is UTF-8 with a mark at its begin, by which
spreadsheets know that.
"""

from collections.abc import Iterator, Sequence
import csv
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from ..device.calibration import Calibration
from ..observed.gaps import Cause
from .model import Report, Result
from .numbers import Beyond, Extreme
from .spans import Span
from .subjects import Subject

type _Cell = str | float | int | None

_SUBJECT: Final = (
    *("area", "device", "model", "serial_number", "firmware"),
    *("probe", "reading", "entity_id", "unit"),
)
_CALIBRATION: Final = ("certificate", "calibrated", "calibration_due", "offset")
_NUMBERS: Final = (
    *("begin", "end", "coverage", "observed", "by_hourly_means"),
    *("unavailable", "held", "stopped", "no_data"),
    *("lowest", "lowest_at", "highest", "highest_at"),
    *("mean", "mean_kinetic_temperature"),
    *("limit", "limit_is", "limit_begin", "limit_end"),
    *("out_of_range", "undecided", "excursions", "longest"),
)
_RAW: Final = ("begin", "end", "mean", "lowest", "highest", "source")
# A spreadsheet takes a text that begins so for a formula, and names and units come from devices.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_DECIMALS: Final = 6


def write_numbers(report: Report, path: Path) -> None:
    """Write a row for each reading, or for each of its limits."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow((*_SUBJECT, *_CALIBRATION, *_NUMBERS))
        for result in report.results:
            rows.writerows(_rows(report, result))


def _rows(report: Report, result: Result) -> Iterator[Sequence[_Cell]]:
    numbers = result.numbers
    begin, end = report.local(numbers.begin), report.local(numbers.end)
    for beyond in numbers.beyond or (None,):
        yield (
            *_about(result.subject),
            *_calibration(result.subject.calibration),
            *map(time_text, (begin, end)),
            *map(_number, (numbers.coverage, numbers.observed, numbers.hourly)),
            *(_number(numbers.missing.get(cause, 0.0)) for cause in Cause),
            *_extreme(report, numbers.lowest),
            *_extreme(report, numbers.highest),
            *(_number(numbers.mean), _number(numbers.kinetic)),
            *_beyond(report, beyond),
        )


def _extreme(report: Report, extreme: Extreme | None) -> tuple[_Cell, _Cell]:
    if extreme is None:
        return None, None
    return _number(extreme.value), time_text(report.local(extreme.time))


def _beyond(report: Report, beyond: Beyond | None) -> Sequence[_Cell]:
    if beyond is None:
        return (None,) * 8
    lengths = (stretch.seconds for stretch in beyond.longest)
    return (
        _number(beyond.threshold.value),
        "high" if beyond.threshold.above else "low",
        time_text(report.local(beyond.begin)),
        time_text(report.local(beyond.end)),
        _number(beyond.seconds),
        _number(beyond.undecided),
        beyond.count,
        _number(max(lengths, default=0.0)),
    )


class RawRows:
    """Writes each span as a row; `close` ends that."""

    def __init__(self, path: Path, zone: tzinfo) -> None:
        """Open the file, which is written from other threads, one after the other."""
        self._zone = zone
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow((*_SUBJECT, *_RAW))

    def add(self, subject: Subject, span: Span) -> None:
        """Write a span of a reading."""
        seen, source = span.seen, span.cause.value
        if seen is not None:
            source = "hour" if seen.is_hourly else "state"
        self._rows.writerow(
            (
                *_about(subject),
                *(self._time(span.begin), self._time(span.end)),
                *(
                    (None,) * 3
                    if seen is None
                    else map(_number, (seen.mean, seen.low, seen.high))
                ),
                source,
            )
        )

    def _time(self, time: float) -> str:
        return time_text(datetime.fromtimestamp(time, self._zone))

    def close(self) -> None:
        """Write the rest."""
        self._file.close()


def _about(subject: Subject) -> Sequence[_Cell]:
    return (
        *map(plain_text, (subject.area, subject.device, subject.model, subject.serial)),
        *map(plain_text, (subject.firmware, subject.probe, subject.name)),
        *map(plain_text, (subject.entity_id, subject.unit)),
    )


def _calibration(calibration: Calibration | None) -> Sequence[_Cell]:
    if calibration is None:
        return (None,) * len(_CALIBRATION)
    return (
        plain_text(calibration.certificate),
        calibration.calibrated.isoformat(),
        calibration.due.isoformat(),
        calibration.offset,
    )


def plain_text(text: str | None) -> str | None:
    """Return a text that no spreadsheet runs as a formula, as some do after spaces, too."""
    return f"'{text}" if text and text.lstrip(" ").startswith(_FORMULA) else text


def time_text(time: datetime) -> str:
    """Return a time with its offset, to the millisecond."""
    return time.isoformat(timespec="milliseconds")


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)
