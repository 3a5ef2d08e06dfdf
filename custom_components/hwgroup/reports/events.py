"""What happened in a period, in words: alerts, test alarms, silences, changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
import json
from typing import Any, Final

from ..alerts.messages.formats import number_text
from ..alerts.messages.words import words
from ..const import CONF_SEVERITY
from ..dates import moment_text
from ..trail.record import Record
from .happenings import Drill, ReportedAlert, Silence
from .model import Report
from .words import report_words

# So many of a kind are listed on paper.
_MOST: Final = 200
_NOBODY: Final = "Home Assistant"
_NOTHING: Final = "–"
_TOLD: Final = {
    "message_accepted": "told_accepted",
    "message_failed": "told_failed",
    "message_undeliverable": "told_undeliverable",
}
_SILENCES: Final = {
    "paused": "silence_paused",
    "window_opened": "silence_window",
    "snoozed": "silence_snoozed",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A table with what is to be said above and below it."""

    title: str
    rows: Sequence[Sequence[str]]
    """The titles of the columns first; empty where there is nothing.

    A row whose first cell is empty goes on with the one before.
    """
    shares: Sequence[float]
    """How much of the width each column has."""
    remark: str


class Events:
    """The events of a report in a language."""

    def __init__(self, report: Report, language: str) -> None:
        """Take the report, and a language such as `de`."""
        self._report = report
        self._language = language
        self._words = words(language)
        self._text = report_words(language)

    def parts(self) -> list[Part]:
        """Return what there is to show: all kinds, also those without events."""
        found, text = self._report.happenings, self._text
        return [
            self._part(
                "alerts",
                ("alert", "begin", "end", "worst", "done"),
                (0.25, 0.13, 0.13, 0.14, 0.35),
                [self._alert(each) for each in found.alerts],
                text["note_messages"],
            ),
            self._part(
                "drills",
                ("recipient", "sent", "outcome"),
                (0.4, 0.25, 0.35),
                [[self._drill(each)] for each in found.drills],
            ),
            self._part(
                "silences",
                ("scope", "begin", "end", "reason"),
                (0.25, 0.2, 0.2, 0.35),
                [[self._silence(each)] for each in found.silences],
            ),
            self._part(
                "changes",
                ("time", "by", "what", "change"),
                (0.18, 0.16, 0.28, 0.38),
                [[self._change(each)] for each in found.changes],
            ),
        ]

    def note(self) -> str | None:
        """Return what has to be known of the records, None for nothing."""
        since, begin = self._report.happenings.since, self._report.begin
        if since is None:
            return self._text["note_no_trail"]
        if since <= begin:
            return None
        return self._text["note_trail"].format(since=self._moment(since))

    def _part(
        self,
        title: str,
        columns: Iterable[str],
        shares: Sequence[float],
        events: Sequence[Sequence[Sequence[str]]],
        remark: str = "",
    ) -> Part:
        text = self._text
        if not events:
            return Part(text[title], (), shares, text["none"])
        titles = [text[column] for column in columns]
        if len(events) > _MOST:
            remark = " ".join((text["latest"].format(count=_MOST), remark))
        rows = chain.from_iterable(events[-_MOST:])
        return Part(text[title], [titles, *rows], shares, remark.strip())

    # One of them

    def _alert(self, alert: ReportedAlert) -> Sequence[Sequence[str]]:
        """Return a row for each thing that is recorded of an alert."""
        began, text, labels = alert.began, self._text, self._report.labels
        data = began.data
        about = [
            data.get("rule_name") or labels.rule(str(data.get("rule"))),
            labels.severity(str(data.get("severity"))),
        ]
        if (limit := alert.limit) is not None:
            about.append(text["limit_of"].format(limit=self._value(limit, alert)))
        end = text["lasts"] if alert.end is None else self._moment(alert.end)
        if alert.is_given_up:
            end = text["given_up"].format(time=end)
        first, *others = [*self._details(alert)] or [_NOTHING]
        return [
            (
                "\n".join((_named(began.name, began.device), ", ".join(about))),
                self._moment(alert.begin),
                end,
                _NOTHING if alert.worst is None else self._value(alert.worst, alert),
                first,
            ),
            *(("", "", "", "", other) for other in others),
        ]

    def _details(self, alert: ReportedAlert) -> Iterator[str]:
        for record in alert.details:
            data, until = record.data, record.data.get("until")
            told = self._text[_TOLD.get(record.action, record.action)].format(
                name=record.name,
                channel=data.get("channel"),
                by=self._by(record),
                until=self._moment(datetime.fromisoformat(until)) if until else "",
                text=data.get("text"),
            )
            change = self._report.labels.messages.get(str(data.get("change")))
            told = self._pair(change, told) if change else told
            yield f"{self._moment(record.time)} – {told}"

    def _drill(self, drill: Drill) -> Sequence[str]:
        message, text = drill.message, self._text
        outcome = text["drill_open"]
        if drill.confirmed is not None:
            time = self._moment(drill.confirmed)
            outcome = text["drill_confirmed"].format(time=time)
        elif message.action != "message_accepted":
            outcome = text["drill_failed"]
        about = f"{message.name} ({message.data.get('channel')})"
        return about, self._moment(message.time), outcome

    def _silence(self, silence: Silence) -> Sequence[str]:
        began, text = silence.began, self._text
        scope, devices = began.device, began.data.get("devices")
        if devices is not None:
            scope = text["some"].format(count=len(devices))
        reason = text[_SILENCES[began.action]].format(
            by=self._by(began), name=began.name
        )
        if (why := began.data.get("text")) is not None:
            reason = self._pair(reason, why)
        end = _NOTHING if silence.end is None else self._moment(silence.end)
        return scope or text["everything"], self._moment(silence.begin), end, reason

    def _change(self, record: Record) -> Sequence[str]:
        text, labels = self._text, self._report.labels
        kind = text.get(f"kind_{record.kind}") or labels.kind(record.kind)
        what = self._pair(kind, _named(record.name, record.device))
        if record.action in ("added", "removed"):
            change = text[record.action]
        else:
            change = "\n".join(
                self._pair(
                    labels.setting(name),
                    " → ".join(self._setting(name, each) for each in values),
                )
                for name, values in record.changes.items()
            )
        return self._moment(record.time), self._by(record), what, change

    # Values

    def _pair(self, name: str, value: str) -> str:
        return self._text["pair"].format(name=name, value=value)

    def _setting(self, name: str, value: Any) -> str:
        if name.rpartition(".")[2] == CONF_SEVERITY:
            return self._report.labels.severity(_plain(value))
        if isinstance(value, float):
            return number_text(value, None, self._words)
        return _plain(value)

    def _by(self, record: Record) -> str:
        by = record.by or _NOBODY
        return self._text[f"by_{record.via}"].format(by=by) if record.via else by

    def _value(self, value: float, alert: ReportedAlert) -> str:
        return number_text(value, alert.unit, self._words)

    def _moment(self, time: datetime) -> str:
        return moment_text(time, self._language)


def _named(name: str, device: str) -> str:
    return name if device in ("", name) else f"{name} · {device}"


def _plain(value: Any) -> str:
    if value is None or value == "":
        return _NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
