"""What a report says, in words: numbers → texts and rows. Pure but for the time zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..alerts.messages.formats import duration_text, fixed_text, number_text
from ..alerts.messages.words import words
from ..dates import day_of_year_text, moment_text
from ..observed.gaps import Cause
from .events import Events
from .model import Report, Result
from .numbers import Beyond, Extreme, Numbers, Stretch
from .words import report_words

# So many excursions are listed on paper.
_MOST_EXCURSIONS = 15
_NOTHING = "–"
# Hours of which only the lowest and the highest values are known.
_AT_MOST = "≤ "


@dataclass(frozen=True, slots=True)
class Section:
    """What is said of one reading."""

    title: str
    place: Sequence[tuple[str, str]]
    """Facts with their names, and so are the numbers and the limits."""
    numbers: Sequence[tuple[str, str]]
    excursions: Sequence[Sequence[str]]
    """Rows, the first of which has the titles; empty where there are none."""
    remark: str
    """What is to be said below them, may be empty."""


class Layout:
    """A report in a language."""

    def __init__(self, report: Report, language: str) -> None:
        """Take the report, and a language such as `de`."""
        self._report = report
        self._language = language
        self._words = words(language)
        self.text = report_words(language)
        self.events = Events(report, language)

    # The cover

    def cover(self) -> list[tuple[str, str]]:
        """Return facts of the report with their names."""
        report, text = self._report, self.text
        begin, end, created = (
            moment_text(when, self._language)
            for when in (report.begin, report.end, report.created)
        )
        return [
            (text["site"], report.site),
            (text["period"], f"{begin} – {end}"),
            (text["created"], created),
        ]

    def summary(self) -> Iterator[Sequence[str]]:
        """Yield the rows of the summary, the titles first."""
        text = self.text
        yield (
            *(text["reading"], text["lowest"], text["highest"], text["mean"]),
            *(text["kinetic_short"], text["out_of_range"], text["coverage"]),
        )
        for result in self._report.results:
            numbers = result.numbers
            yield (
                f"{result.subject.device} · {result.subject.name}",
                self._extreme_value(result, numbers.lowest),
                self._extreme_value(result, numbers.highest),
                self._value(result, numbers.mean),
                self._value(result, numbers.kinetic),
                self._out_of_range(numbers),
                self._share(numbers.coverage),
            )

    def notes(self) -> list[str]:
        """Return what has to be known to read the report."""
        text, report = self.text, self._report
        notes = [text["note_numbers"], text["note_limits"], text["note_coverage"]]
        if report.known_since > report.begin.timestamp():
            since = self._moment(report.known_since)
            notes.append(text["note_since"].format(since=since))
        if (note := self.events.note()) is not None:
            notes.append(note)
        return [*notes, text["note_standard"]]

    # A reading

    def section(self, result: Result) -> Section:
        """Return what is said of a reading."""
        subject = result.subject
        rows, remark = self._excursions(result)
        return Section(
            title=f"{subject.device} · {subject.name}",
            place=self._place(result),
            numbers=[*self._numbers(result), *self._limits(result)],
            excursions=rows,
            remark=remark,
        )

    def _place(self, result: Result) -> list[tuple[str, str]]:
        subject, text = result.subject, self.text
        device = " ".join(filter(None, (subject.device, _bracketed(subject.model))))
        facts = {
            text["area"]: subject.area,
            text["device"]: device,
            text["serial"]: subject.serial,
            text["firmware"]: subject.firmware,
            text["probe"]: subject.probe,
            text["calibration"]: self._calibration(result),
        }
        return [(name, fact) for name, fact in facts.items() if fact]

    def _calibration(self, result: Result) -> str:
        calibration, text = result.subject.calibration, self.text
        if calibration is None:
            return text["not_calibrated"]
        day, due = (
            day_of_year_text(when, self._language)
            for when in (calibration.calibrated, calibration.due)
        )
        told = text["certificate"].format(
            number=calibration.certificate, day=day, due=due
        )
        if calibration.offset is not None:
            offset = number_text(calibration.offset, None, self._words)
            told += text["offset"].format(offset=offset)
        # What ends at midnight ends with the day before, as the calibration does.
        last = self._report.local(result.numbers.end - 1).date()
        return told + text["calibration_over"] if calibration.due < last else told

    def _numbers(self, result: Result) -> Iterator[tuple[str, str]]:
        numbers, text = result.numbers, self.text
        missing = ", ".join(
            text[cause.value].format(length=self._length(numbers.missing[cause]))
            for cause in Cause
            if numbers.missing.get(cause, 0) >= 1
        )
        yield (
            text["coverage"],
            " – ".join(filter(None, (self._share(numbers.coverage), missing))),
        )
        if not numbers.observed:
            yield text["mean"], text["nothing"]
            return
        for name, extreme in (
            ("lowest", numbers.lowest),
            ("highest", numbers.highest),
        ):
            yield text[name], self._extreme(result, extreme)
        yield text["mean"], self._value(result, numbers.mean)
        if numbers.kinetic is not None:
            kinetic = self._value(result, numbers.kinetic)
            yield text["kinetic"], f"{kinetic} ({text[_basis(numbers)]})"

    def _limits(self, result: Result) -> Iterator[tuple[str, str]]:
        for beyond in result.numbers.beyond:
            days = self._days_of(result, beyond)
            yield f"{self._limit(result, beyond)}{days}", self._beyond(beyond)
        if not result.numbers.beyond:
            yield self.text["out_of_range"], self.text["no_limits"]

    def _limit(self, result: Result, beyond: Beyond) -> str:
        """Return the name of a limit: `High limit 8 °C`."""
        threshold = beyond.threshold
        text = self.text["high_limit" if threshold.above else "low_limit"]
        return text.format(limit=self._value(result, threshold.value, exact=True))

    def _days_of(self, result: Result, beyond: Beyond) -> str:
        """Return the days of a limit that was not set all the time, in brackets."""
        numbers = result.numbers
        if (beyond.begin, beyond.end) == (numbers.begin, numbers.end):
            return ""
        begin, end = (self._moment(each) for each in (beyond.begin, beyond.end))
        return f" ({begin} – {end})"

    def _beyond(self, beyond: Beyond) -> str:
        text = self.text
        if not beyond.count:
            return text["no_excursion"]
        longest = max(stretch.seconds for stretch in beyond.longest)
        told = text["excursions"].format(
            length=self._length(beyond.seconds),
            count=beyond.count,
            longest=self._length(longest),
        )
        if not beyond.undecided:
            return told
        more = text["undecided"].format(length=self._length(beyond.undecided))
        return f"{told} – {more}"

    def _excursions(self, result: Result) -> tuple[list[Sequence[str]], str]:
        text = self.text
        found = [
            (stretch, beyond)
            for beyond in result.numbers.beyond
            for stretch in beyond.longest
        ]
        if not found:
            return [], ""
        longest = sorted(found, key=lambda each: each[0], reverse=True)
        listed = sorted(longest[:_MOST_EXCURSIONS], key=lambda each: each[0].begin)
        titles = [text[key] for key in ("excursion", "begin", "end", "length", "worst")]
        rows = [titles, *(self._excursion(result, *each) for each in listed)]
        if len(listed) == sum(each.count for each in result.numbers.beyond):
            return rows, ""
        return rows, text["more"].format(count=len(listed))

    def _excursion(
        self, result: Result, stretch: Stretch, beyond: Beyond
    ) -> Sequence[str]:
        return (
            self._limit(result, beyond),
            self._moment(stretch.begin),
            self._moment(stretch.end),
            f"{_AT_MOST if stretch.is_hourly else ''}{self._length(stretch.seconds)}",
            self._value(result, stretch.worst),
        )

    # Values

    def _extreme(self, result: Result, extreme: Extreme | None) -> str:
        if extreme is None:
            return _NOTHING
        when = self._moment(extreme.time)
        if extreme.is_hourly:
            when = self.text["within_hour"].format(time=when)
        return f"{self._value(result, extreme.value)} ({when})"

    def _extreme_value(self, result: Result, extreme: Extreme | None) -> str:
        return self._value(result, None if extreme is None else extreme.value)

    def _value(
        self, result: Result, value: float | None, *, exact: bool = False
    ) -> str:
        if value is None:
            return _NOTHING
        unit, decimals = result.subject.unit, result.subject.decimals
        if exact or decimals is None:
            return number_text(value, unit, self._words)
        return fixed_text(value, decimals, unit, self._words)

    def _out_of_range(self, numbers: Numbers) -> str:
        if not numbers.beyond:
            return _NOTHING
        is_sure = not any(beyond.undecided for beyond in numbers.beyond)
        return f"{'' if is_sure else _AT_MOST}{self._length(numbers.out_of_range)}"

    def _share(self, share: float | None) -> str:
        if share is None:
            return _NOTHING
        # What is not all is not called all.
        percent = 100.0 if share >= 1 else min(round(share * 100, 1), 99.9)
        return number_text(percent, "%", self._words)

    def _length(self, seconds: float) -> str:
        return duration_text(timedelta(seconds=round(seconds)), self._words)

    def _moment(self, time: float) -> str:
        return moment_text(self._report.local(time), self._language)


def _basis(numbers: Numbers) -> str:
    if not numbers.hourly:
        return "by_states"
    return "by_hours" if numbers.hourly >= numbers.observed else "by_both"


def _bracketed(text: str | None) -> str | None:
    return f"({text})" if text else None
