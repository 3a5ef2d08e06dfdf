"""Records of the audit trail → what happened in a period: alerts, drills, changes. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from ..trail.record import Record

# What people do to an alert.
_ANSWERS: Final = ("acknowledged", "unacknowledged", "snoozed", "noted")
_CHANGES: Final = ("added", "changed", "removed", "limit_set")
_MESSAGES: Final = ("message_accepted", "message_failed", "message_undeliverable")
_ENDS: Final = ("alert_ended", "alert_given_up")
_DRILL: Final = "drill"
# So long after a drill an answer is one to it.
_ANSWERED_WITHIN: Final = timedelta(days=30)


@dataclass(slots=True, kw_only=True)
class ReportedAlert:
    """An alert, and all that is recorded about it, also after the period."""

    began: Record
    begin: datetime
    end: datetime | None = None
    """None while it lasts."""
    is_given_up: bool = False
    """Whether it ended because nobody knows more of it."""
    worst: float | None = None
    """So far, where it is not over; None where it has no value."""
    limit: float | None = None
    """The one that the worst value is beyond."""
    unit: str | None = None
    """That of both."""
    answers: list[Record] = field(default_factory=list)
    messages: list[Record] = field(default_factory=list)

    @property
    def details(self) -> list[Record]:
        """Its messages, and what people did about it, in their order."""
        return sorted([*self.messages, *self.answers], key=lambda each: each.time)


@dataclass(slots=True, kw_only=True)
class Drill:
    """A test alarm that a recipient has got, or has not, and when they confirmed it."""

    message: Record
    confirmed: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Silence:
    """A time without messages: the record of its begin, and when it has ended or will."""

    began: Record
    begin: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happenings:
    """What happened in a period, in the order of time."""

    alerts: list[ReportedAlert] = field(default_factory=list)
    drills: list[Drill] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    changes: list[Record] = field(default_factory=list)
    since: datetime | None = None
    """When the first of all records was made, None where there are none."""


def happenings(
    records: Iterable[Record],
    begin: datetime,
    end: datetime,
    chosen: Collection[str] | None,
) -> Happenings:
    """Return what happened in a period, of all records that there are.

    `chosen` has the keys of readings; of their devices as a whole there are alerts, too.
    It is None for everything.
    """
    story = _Story(_Chosen(chosen), begin, end)
    for record in records:
        story.take(record)
    return story.told()


class _Chosen:
    """Which readings and devices a report is about."""

    def __init__(self, keys: Collection[str] | None) -> None:
        self._keys = keys
        self._devices = {key.partition("/")[0] for key in keys or ()}

    def reading(self, key: str) -> bool:
        if self._keys is None or key in self._keys:
            return True
        device, _, part = key.partition("/")
        # Whether it answers; its other parts were not chosen.
        return device in self._devices and "/" not in part

    def devices(self, devices: Iterable[str] | None) -> bool:
        if self._keys is None or devices is None:
            return True
        return not self._devices.isdisjoint(devices)


class _Story:
    """Takes one record after the other, and keeps what the period has to do with."""

    def __init__(self, chosen: _Chosen, begin: datetime, end: datetime) -> None:
        self._chosen = chosen
        self._begin, self._end = begin, end
        self._earlier: list[ReportedAlert] = []
        self._alerts: dict[str, ReportedAlert] = {}
        """The last one of each ID: what ends and soon begins again has the same."""
        self._drills: list[Drill] = []
        self._silences: list[Silence] = []
        self._open: dict[str | None, Silence] = {}
        """Pauses by the device, None for all, and windows by their IDs."""
        self._changes: list[Record] = []
        self._since: datetime | None = None

    def take(self, record: Record) -> None:
        action = record.action
        self._since = self._since or record.time
        if action in _CHANGES:
            if self._is_within(record):
                self._changes.append(record)
        elif action == "alert_started":
            self._begin_alert(record)
        elif action in _ENDS:
            self._end_alert(record)
        elif action == "alert_past":
            self._begin_alert(record)
            self._end_alert(record)
        elif action in _MESSAGES:
            self._take_message(record)
        elif action == "confirmed":
            self._confirm(record.name, record.time)
        elif action in _ANSWERS:
            self._take_answer(record)
        else:
            self._take_silence(record)

    def _begin_alert(self, record: Record) -> None:
        key, data = str(record.data.get("alert")), record.data
        if not self._chosen.reading(str(data.get("reading"))):
            return
        known = self._alerts.get(key)
        if known is not None and known.end is None:
            return  # it was told anew
        if known is not None:
            self._earlier.append(self._alerts.pop(key))
        begin = _moment(data.get("begin")) or record.time
        if begin < self._end:
            known = self._alerts[key] = ReportedAlert(began=record, begin=begin)
            known.limit, known.unit = _number(data.get("limit")), data.get("unit")

    def _end_alert(self, record: Record) -> None:
        if (known := self._alerts.get(str(record.data.get("alert")))) is None:
            return
        known.end = _moment(record.data.get("end")) or record.time
        known.is_given_up = record.action == "alert_given_up"
        data = record.data
        known.worst = _number(data.get("value"))
        # From below a low limit, a value can go above a high one.
        known.limit = _number(data.get("limit", known.limit))
        known.unit = data.get("unit", known.unit)
        if known.end < self._begin:
            del self._alerts[str(record.data.get("alert"))]

    def _take_message(self, record: Record) -> None:
        if record.data.get("change") == _DRILL and self._is_within(record):
            self._drills.append(Drill(message=record))
        for alert in record.data.get("alerts", ()):
            if (known := self._alerts.get(alert)) is not None:
                known.messages.append(record)

    def _take_answer(self, record: Record) -> None:
        if (known := self._alerts.get(str(record.data.get("alert")))) is None:
            return
        known.answers.append(record)
        until = _moment(record.data.get("until"))
        if record.action == "snoozed" and until is not None and until > record.time:
            silence = Silence(began=record, begin=record.time, end=until)
            self._silences.append(silence)
        if record.action == "acknowledged" and record.via:
            self._confirm(str(record.by), record.time)

    def _confirm(self, recipient: str, time: datetime) -> None:
        for drill in self._drills:
            message = drill.message
            is_recent = time - message.time <= _ANSWERED_WITHIN
            if message.name == recipient and is_recent and drill.confirmed is None:
                drill.confirmed = time

    def _take_silence(self, record: Record) -> None:
        data, key = record.data, record.data.get("entry_id")
        match record.action:
            case "paused":
                if self._chosen.devices(None if key is None else [key]):
                    self._begin_silence(key, record, _moment(data.get("until")))
            case "resumed":
                for each in [key] if key else [*self._open]:
                    if each in self._open and self._open[each].began.action == "paused":
                        self._end_silence(each, record.time)
            case "window_opened":
                if self._chosen.devices(data.get("devices")):
                    self._begin_silence(str(data.get("window")), record, None)
            case "window_closed":
                self._end_silence(str(data.get("window")), record.time)

    def _begin_silence(
        self, key: str | None, record: Record, end: datetime | None
    ) -> None:
        self._end_silence(key, record.time)
        silence = Silence(began=record, begin=record.time, end=end)
        self._open[key] = silence
        self._silences.append(silence)

    def _end_silence(self, key: str | None, time: datetime) -> None:
        if (silence := self._open.pop(key, None)) is not None:
            silence.end = time if silence.end is None else min(silence.end, time)

    def _is_within(self, record: Record) -> bool:
        return self._begin <= record.time < self._end

    def told(self) -> Happenings:
        period = self._begin, self._end
        known = (*self._earlier, *self._alerts.values())
        alerts = [each for each in known if _overlaps(each, *period)]
        silences = [each for each in self._silences if _overlaps(each, *period)]
        return Happenings(
            alerts=sorted(alerts, key=lambda each: each.begin),
            drills=self._drills,
            silences=sorted(silences, key=lambda each: each.begin),
            changes=self._changes,
            since=self._since,
        )


def _overlaps(each: ReportedAlert | Silence, begin: datetime, end: datetime) -> bool:
    return each.begin < end and (each.end is None or each.end >= begin)


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) else None


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
