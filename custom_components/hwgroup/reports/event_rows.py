"""What happened in a period as plain data, and as CSV, for programs."""

from collections.abc import Iterator, Mapping
import csv
from datetime import datetime
import json
from pathlib import Path
from typing import Any, Final

from ..trail.record import Record
from .happenings import Drill, ReportedAlert, Silence
from .model import Report
from .tables import plain_text, time_text

type _Row = Mapping[str, Any]

_COLUMNS: Final = (
    *("event", "time", "end", "alert", "severity", "rule", "device", "name"),
    *("worst", "limit", "unit", "by", "via", "channel", "text", "details"),
)
_NOBODY: Final = "Home Assistant"


def plain_events(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Return all events as plain data, with local times."""
    found = report.happenings
    return {
        "alerts": [_alert(report, each) for each in found.alerts],
        "drills": [_drill(report, each) for each in found.drills],
        "silences": [_silence(report, each) for each in found.silences],
        "changes": [_plain(report, each) for each in found.changes],
    }


def _alert(report: Report, alert: ReportedAlert) -> dict[str, Any]:
    began, data = alert.began, alert.began.data
    return {
        "id": data.get("alert"),
        "name": began.name,
        "device": began.device,
        "rule": data.get("rule_name") or data.get("rule"),
        "severity": data.get("severity"),
        "begin": _time(report, alert.begin),
        "end": _time(report, alert.end),
        "no_longer_watched": alert.is_given_up,
        "worst": alert.worst,
        "limit": alert.limit,
        "unit": alert.unit,
        "messages": [_plain(report, each) for each in alert.messages],
        "answers": [_plain(report, each) for each in alert.answers],
    }


def _drill(report: Report, drill: Drill) -> dict[str, Any]:
    return {
        **_plain(report, drill.message),
        "confirmed": _time(report, drill.confirmed),
    }


def _silence(report: Report, silence: Silence) -> dict[str, Any]:
    return {
        **_plain(report, silence.began),
        "begin": _time(report, silence.begin),
        "end": _time(report, silence.end),
    }


def _plain(report: Report, record: Record) -> dict[str, Any]:
    return {
        "time": _time(report, record.time),
        "action": record.action,
        "by": record.by or _NOBODY,
        "via": record.via,
        "kind": record.kind,
        "name": record.name,
        "device": record.device,
        "changes": {key: [*values] for key, values in record.changes.items()},
        **record.data,
    }


def _time(report: Report, time: datetime | None) -> str | None:
    return None if time is None else time_text(report.local(time.timestamp()))


def write_events(report: Report, path: Path) -> None:
    """Write a row for each alert, each message and answer, drill, silence and change."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, _COLUMNS, restval="", extrasaction="ignore")
        rows.writeheader()
        for row in _rows(report):
            rows.writerow({key: _cell(value) for key, value in row.items()})


def _rows(report: Report) -> Iterator[_Row]:
    events = plain_events(report)
    for alert in events["alerts"]:
        yield {**alert, "event": "alert", "time": alert["begin"], "alert": alert["id"]}
        about = {"alert": alert["id"], "device": alert["device"]}
        both = [*alert["messages"], *alert["answers"]]
        for each in sorted(both, key=lambda row: str(row["time"])):
            yield {**each, "event": each["action"], **about}
    for event in ("drills", "silences", "changes"):
        for each in events[event]:
            confirmed, changes = each.get("confirmed"), each["changes"]
            yield {
                **each,
                "event": each["action"],
                "end": each.get("end", confirmed),
                "details": changes or None,
            }


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return plain_text(value) if isinstance(value, str) else value
