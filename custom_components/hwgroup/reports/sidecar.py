"""The file beside a report: all its numbers, and the SHA-256 of each other file.

The same data give the same text, but for the time at which the report was made.
"""

from collections.abc import Mapping
from dataclasses import asdict
import json
from typing import Any, Final

from .event_rows import plain_events
from .model import Report, Result
from .numbers import Extreme, Stretch

_VERSION: Final = 1
_DECIMALS: Final = 6


def sidecar(report: Report, hashes: Mapping[str, str], keep_until: str | None) -> str:
    """Return the text of the file; `hashes` has the SHA-256 of the files by name."""
    content = {
        "version": _VERSION,
        "created": report.created.isoformat(),
        "keep_until": keep_until,
        "site": report.site,
        "begin": report.begin.isoformat(),
        "end": report.end.isoformat(),
        "observations_known_since": report.local(report.known_since).isoformat(),
        "files": dict(hashes),
        "readings": [_reading(report, result) for result in report.results],
        **plain_events(report),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _reading(report: Report, result: Result) -> dict[str, Any]:
    numbers = result.numbers
    subject = asdict(result.subject)
    del subject["thresholds"], subject["key"]
    if (calibration := result.subject.calibration) is not None:
        subject["calibration"] = {
            "certificate": calibration.certificate,
            "calibrated": calibration.calibrated.isoformat(),
            "due": calibration.due.isoformat(),
            "offset": calibration.offset,
        }
    return subject | {
        "coverage": _rounded(numbers.coverage),
        "observed": _rounded(numbers.observed),
        "by_hourly_means": _rounded(numbers.hourly),
        "missing": {
            cause.value: _rounded(seconds)
            for cause, seconds in sorted(numbers.missing.items())
        },
        "lowest": _extreme(report, numbers.lowest),
        "highest": _extreme(report, numbers.highest),
        "mean": _rounded(numbers.mean),
        "mean_kinetic_temperature": _rounded(numbers.kinetic),
        "out_of_range": _rounded(numbers.out_of_range),
        "limits": [
            {
                "value": _rounded(beyond.threshold.value),
                "is": "high" if beyond.threshold.above else "low",
                "begin": report.local(beyond.begin).isoformat(),
                "end": report.local(beyond.end).isoformat(),
                "out_of_range": _rounded(beyond.seconds),
                "undecided": _rounded(beyond.undecided),
                "excursions": beyond.count,
                "longest": [_stretch(report, each) for each in beyond.longest],
            }
            for beyond in numbers.beyond
        ],
        "gaps": [_stretch(report, each) for each in numbers.gaps],
    }


def _extreme(report: Report, extreme: Extreme | None) -> dict[str, Any] | None:
    if extreme is None:
        return None
    return {
        "value": _rounded(extreme.value),
        "at": report.local(extreme.time).isoformat(),
        "within_hour": extreme.is_hourly,
    }


def _stretch(report: Report, stretch: Stretch) -> dict[str, Any]:
    return {
        "begin": report.local(stretch.begin).isoformat(),
        "end": report.local(stretch.end).isoformat(),
        "seconds": _rounded(stretch.seconds),
    } | (
        {"worst": _rounded(stretch.worst), "by_hourly_means": stretch.is_hourly}
        if stretch.cause is None
        else {"cause": stretch.cause.value}
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)
