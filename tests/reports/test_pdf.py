"""The report on paper: its words, its graph, and a file that is the same each time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
import re
from zoneinfo import ZoneInfo

import pytest
from reportlab.graphics.shapes import Drawing, Line, Path as DrawnPath, Rect, String
from reportlab.pdfbase.ttfonts import TTFont

from custom_components.hwgroup.device.calibration import Calibration
from custom_components.hwgroup.observed.gaps import Cause, Gap
from custom_components.hwgroup.reports.curve import Curve
from custom_components.hwgroup.reports.layout import Layout
from custom_components.hwgroup.reports.model import Report, Result
from custom_components.hwgroup.reports.numbers import Extreme, Kelvin, Threshold
from custom_components.hwgroup.reports.pdf import _FONTS, _WIDTH, _table, write_pdf
from custom_components.hwgroup.reports.plot import drawing, marks
from custom_components.hwgroup.reports.spans import (
    Hour,
    Point,
    Span,
    from_hours,
    from_points,
    without,
)
from custom_components.hwgroup.reports.subjects import Subject
from custom_components.hwgroup.reports.tally import Tally
from custom_components.hwgroup.reports.words import LANGUAGES
from homeassistant.util import dt as dt_util

from ..packaging.glossary import FORBIDDEN, TERMS

PRAGUE = ZoneInfo("Europe/Prague")
BEGIN = datetime(2026, 10, 24, tzinfo=PRAGUE)
END = datetime(2026, 10, 26, tzinfo=PRAGUE)
HOUR = 3600
CALIBRATION = Calibration(
    sensor="215",
    certificate="K-2026/118",
    calibrated=date(2026, 1, 10),
    due=date(2027, 1, 10),
    offset=-0.2,
)
LIMITS = (Threshold(2.0, above=False), Threshold(8.0, above=True))
ENGLISH = LANGUAGES["en"]
OTHERS = sorted(LANGUAGES.keys() - {"en"})


@pytest.fixture(autouse=True)
def _in_prague() -> Iterator[None]:
    """Let local time be that of a place with summer time."""
    before = dt_util.get_default_time_zone()
    dt_util.set_default_time_zone(PRAGUE)
    yield
    dt_util.set_default_time_zone(before)


def _spans(begin: float, end: float) -> Iterator[Span]:
    """Yield an hour that is known as such, a day, a stop of 6 hours, and an excursion."""
    middle = begin + HOUR
    yield from from_hours([Hour(begin, 5.0, 4.5, 8.5)], begin, middle)
    points = [
        Point(middle, 5.0),
        Point(begin + 30 * HOUR, 9.54),
        Point(begin + 30 * HOUR + 90 * 60, 5.04),
        Point(begin + 40 * HOUR, None),
        Point(begin + 41 * HOUR, 4.0),
    ]
    gaps = [Gap(begin + 10 * HOUR, begin + 16 * HOUR, Cause.STOPPED)]
    yield from without(from_points(points, middle, end), gaps)


def _result(name: str = "Lednice ř", **more: object) -> Result:
    begin, end = BEGIN.timestamp(), END.timestamp()
    kelvin = Kelvin(lambda value: value + 273.15, lambda value: value - 273.15)
    tally, curve = Tally(LIMITS, kelvin), Curve(begin, end, 490)
    for span in _spans(begin, end):
        tally.add(span)
        curve.add(span)
    subject = {
        "key": "a/sensor/215",
        "entity_id": "sensor.fridge",
        "area": "Sklad",
        "device": "Serverovna",
        "model": "STE2",
        "serial": "00:0a:59:10:20:30",
        "firmware": None,
        "name": name,
        "probe": "215",
        "quantity": "temperature",
        "unit": "°C",
        "decimals": 1,
        "calibration": CALIBRATION,
        "thresholds": LIMITS,
    }
    return Result(
        subject=Subject(**subject | more),  # type: ignore[arg-type]
        numbers=tally.result(begin, end),
        curve=curve,
    )


def _report(*results: Result) -> Report:
    return Report(
        site="Lékárna",
        begin=BEGIN,
        end=END,
        created=END + timedelta(hours=6),
        known_since=BEGIN.timestamp() + HOUR,
        results=results or (_result(),),
    )


# Words


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_has_the_same_words(language: str) -> None:
    """With the same placeholders, and the terms of the glossary."""
    text = LANGUAGES[language]
    assert text.keys() == ENGLISH.keys()
    for key, words in text.items():
        fields = re.findall(r"\{\w+\}", words)
        assert sorted(fields) == sorted(re.findall(r"\{\w+\}", ENGLISH[key])), key
        english = re.sub(r"\{\w+\}", "", ENGLISH[key])
        for concept, term in TERMS[language].items():
            if re.search(concept, english, re.IGNORECASE):
                assert re.search(term, words, re.IGNORECASE), (key, concept)
        for word in FORBIDDEN[language]:
            assert not re.search(word, words, re.IGNORECASE), (key, word)


@pytest.mark.parametrize("name", ["DejaVuSans", "DejaVuSans-Bold"])
def test_the_fonts_have_all_letters(name: str) -> None:
    """Of all languages, of Polish, and of Greek and Cyrillic names."""
    letters = {*"ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", *"Ωαβγ", *"Жидкость", *"≤−–°·µ²³€"}
    for text in LANGUAGES.values():
        letters.update(*text.values())
    glyphs = TTFont(name, _FONTS / f"{name}.ttf").face.charToGlyph
    assert not {each for each in letters if ord(each) not in glyphs}


def test_what_is_said_of_a_reading() -> None:
    """Numbers with their unit, where they come from, and what was not observed."""
    section = Layout(_report(), "en").section(_result())
    assert section.title == "Serverovna · Lednice ř"
    assert dict(section.place) == {
        "Area": "Sklad",
        "Device": "Serverovna (STE2)",
        "Serial number or MAC": "00:0a:59:10:20:30",
        "Sensor ID": "215",
        "Calibration": (
            "certificate K-2026/118 of 10 Jan 2026, due 10 Jan 2027, deviation −0.2"
        ),
    }
    assert dict(section.numbers) == {
        "Observed": "85.7 % – no value 1 h, Home Assistant did not run 6 h",
        "Lowest": "4.0 °C (25 Oct 2026 16:00)",
        "Highest": "9.5 °C (25 Oct 2026 05:00)",
        "Mean": "5.0 °C",
        "Mean kinetic temperature": "5.0 °C (in part from hourly means, and so too low)",
        "Low limit 2 °C": "never out of range",
        "High limit 8 °C": (
            "out of range 1 h 30 min, excursions: 2, longest 1 h 30 min"
            " – up to 1 h more: hours with values on both sides"
        ),
    }
    assert [tuple(row) for row in section.excursions[1:]] == [
        (
            "High limit 8 °C",
            "24 Oct 2026 00:00",
            "24 Oct 2026 01:00",
            "≤ 1 h",
            "8.5 °C",
        ),
        (
            *("High limit 8 °C", "25 Oct 2026 05:00", "25 Oct 2026 06:30"),
            *("1 h 30 min", "9.5 °C"),
        ),
    ]
    assert section.remark == ""


def test_a_limit_that_was_changed_has_its_days() -> None:
    """Once, and not with each of its excursions."""
    result = _result()
    numbers = result.numbers
    end = (END - timedelta(days=1)).timestamp()
    _, high = numbers.beyond
    changed = replace(
        result, numbers=replace(numbers, beyond=(replace(high, end=end),))
    )
    section = Layout(_report(changed), "en").section(changed)
    assert "High limit 8 °C (24 Oct 2026 00:00 – 25 Oct 2026 00:00)" in dict(
        section.numbers
    )
    assert {row[0] for row in section.excursions[1:]} == {"High limit 8 °C"}


@pytest.mark.parametrize(
    ("due", "over"), [(date(2026, 10, 24), True), (date(2026, 10, 25), False)]
)
def test_a_calibration_that_has_ended_is_named(due: date, over: bool) -> None:
    """It is the first thing that an auditor looks at; and so is one that is missing.

    The period ends with the 25th, and the last day of a calibration is one of it.
    """
    result = _result(calibration=replace(CALIBRATION, due=due, offset=None))
    told = dict(Layout(_report(result), "en").section(result).place)["Calibration"]
    assert ("ENDED" in told) is over
    result = _result(calibration=None)
    told = dict(Layout(_report(result), "en").section(result).place)["Calibration"]
    assert told == "no certificate entered"


def test_the_summary_has_a_row_for_each_reading() -> None:
    """In the language of the report."""
    layout = Layout(_report(), "cs-CZ")
    _, row = layout.summary()
    assert [*row] == [
        "Serverovna · Lednice ř",
        *("4,0 °C", "9,5 °C", "5,0 °C", "5,0 °C", "≤ 2 h 30 min", "85,7 %"),
    ]
    assert dict(layout.cover())["Období"] == "24. 10. 2026 00:00 – 26. 10. 2026 00:00"
    assert any("24. 10. 2026 01:00" in note for note in layout.notes())


# The graph


def _shapes(kind: type, shapes: Drawing) -> list[object]:
    return [each for each in shapes.contents if type(each) is kind]


def test_gaps_are_gaps() -> None:
    """No line leads over them, and limits are drawn."""
    report = _report()
    shapes = drawing(
        report, report.results[0], "en", font="Helvetica", width=500, height=150
    )
    gaps = _shapes(Rect, shapes)[:-1]
    assert len(gaps) == 2
    curves = [path for path in _shapes(DrawnPath, shapes) if path.fillColor is None]
    assert len(curves) == 3
    for gap in gaps:
        for curve in curves:
            inside = [
                x for x in curve.points[::2] if gap.x + 1 < x < gap.x + gap.width - 1
            ]
            assert not inside
    dashed = [line for line in _shapes(Line, shapes) if line.strokeDashArray]
    assert len(dashed) == 2


def test_values_beside_the_graph_are_those_of_the_language() -> None:
    """With its decimal mark, and a real minus sign."""
    report = _report()
    [result] = report.results
    seen = replace(
        result.numbers,
        lowest=Extreme(-0.2, 0, is_hourly=False),
        highest=Extreme(0.2, 0, is_hourly=False),
        beyond=(),
    )
    shapes = drawing(
        report,
        replace(result, numbers=seen),
        "cs",
        font="Helvetica",
        width=500,
        height=150,
    )
    texts = [each.text for each in _shapes(String, shapes)]
    assert {"−0,4", "0,0", "0,4 °C"} <= {*texts}


@pytest.mark.parametrize("days", [1, 2, 3, 7, 30, 31, 92, 366])
def test_marks_are_round_local_times(days: int) -> None:
    """Not too many, and none of them missing where the clock changes."""
    end = BEGIN + timedelta(days=days)
    found = [*marks(BEGIN, end)]
    assert 5 <= len(found) <= 17
    assert all(when.minute == 0 for when, _ in found)
    assert all(is_day == (when.hour == 0) for when, is_day in found)


# Tables


def test_a_table_that_goes_on_does_so_on_the_next_page(tmp_path: Path) -> None:
    """Its titles are above it once on each page; one row may be higher than a page."""
    write_pdf(_report(), "en", tmp_path / "fonts.pdf", _go_on)
    rows = [["Alert", "Notes"], *([f"{n}.", "Door " * 120] for n in range(30))]
    first, rest = _table(rows, (0.5, 0.5)).split(_WIDTH, 700)
    left = 700 - first.wrap(_WIDTH, 700)[1]
    assert left > 50
    assert not rest.split(_WIDTH, left)
    high, _ = _table([*rows[:1], ["1.", "Door " * 2000]], (0.5, 0.5)).split(_WIDTH, 700)
    assert high.wrap(_WIDTH, 700)[1] > 600


# The file


def _go_on() -> None:
    """Nobody cancels the report."""


def test_the_same_report_gives_the_same_file(tmp_path: Path) -> None:
    """Byte for byte, and each page says how many there are."""
    report = _report(*(_result(f"Č. {number}") for number in range(6)))
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    for path in (one, other):
        write_pdf(report, "cs", path, _go_on)
    assert one.read_bytes() == other.read_bytes()
    [count] = re.findall(rb"/Type /Pages\s|/Count (\d+)", one.read_bytes())[:1]
    assert int(count or 4) > 1
    assert b"DejaVuSans" in one.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_name_can_be_printed(language: str, tmp_path: Path) -> None:
    """Names of devices are no markup, and may be very long."""
    names = ("<b>&amp;</i>", "x" * 400, "Жидкость " * 30, "")
    path = tmp_path / "report.pdf"
    write_pdf(
        _report(*(_result(name, unit=None, decimals=None) for name in names)),
        language,
        path,
        _go_on,
    )
    assert path.read_bytes().startswith(b"%PDF-")


def test_a_reading_that_nobody_saw(tmp_path: Path) -> None:
    """It says so, and has a graph without a line."""
    begin, end = BEGIN.timestamp(), END.timestamp()
    tally = Tally(LIMITS)
    tally.add(Span(begin, end))
    unseen = Result(
        subject=_result().subject,
        numbers=tally.result(begin, end),
        curve=Curve(begin, end, 10),
    )
    section = Layout(_report(unseen), "en").section(unseen)
    assert ("Mean", "Not observed in this period.") in section.numbers
    write_pdf(_report(unseen), "en", tmp_path / "report.pdf", _go_on)
