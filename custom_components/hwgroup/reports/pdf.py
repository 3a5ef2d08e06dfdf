"""The report as PDF. Loaded in an executor only: reportlab takes its time.

The same report gives the same bytes: the file has no date but that in its text.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
import re
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    CondPageBreak,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from .events import Part
from .layout import Layout, Section
from .model import Report, Result
from .plot import drawing

_FONTS: Final = Path(__file__).parent / "fonts"
_REGULAR, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_MARGIN: Final = 42.0
# What reportlab leaves free within the margins.
_PADDING: Final = 6.0
_WIDTH: Final = A4[0] - 2 * (_MARGIN + _PADDING)
_GREY = HexColor(0x666666)
_RULE = HexColor(0xCCCCCC)
_SUMMARY: Final = (0.28, 0.105, 0.105, 0.12, 0.10, 0.16, 0.13)
_EXCURSION: Final = (0.24, 0.22, 0.22, 0.18, 0.14)
_FACTS: Final = (0.27, 0.73)
_HEIGHT: Final = 150.0
# A row that is higher goes on on the next page.
_HIGHEST_ROW: Final = 600.0
_AIR: Final = 4.0
# Between a number and its unit.
_NUMBER: Final = re.compile(r"(?<=\d) (?=[^\d\s]{1,3}(?:\W|$))")


def _style(name: str, size: float, **more: Any) -> Any:
    return ParagraphStyle(
        name, fontName=_REGULAR, fontSize=size, leading=size * 1.3, **more
    )


_TEXT: Final = _style("text", 8)
_SMALL: Final = _style("small", 7, textColor=_GREY)
_STRONG: Final = _style("strong", 8).clone("strong", fontName=_BOLD)
_TITLE: Final = _style("title", 18, spaceAfter=10).clone("title", fontName=_BOLD)
_HEADING: Final = _style("heading", 11, spaceBefore=12, spaceAfter=4).clone(
    "heading", fontName=_BOLD
)


def write_pdf(
    report: Report, language: str, path: Path, check: Callable[[], None]
) -> None:
    """Write the report in a language.

    `check` is called for each reading and page, and may raise to end that.
    """
    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
    layout = Layout(report, language)
    # How many pages there are is known after the first time.
    pages = _build(report, layout, language, 0, BytesIO(), check)
    with path.open("wb") as file:
        _build(report, layout, language, pages, file, check)


def _build(
    report: Report,
    layout: Layout,
    language: str,
    pages: int,
    file: Any,
    check: Callable[[], None],
) -> int:
    """Write the document, and return how many pages it has."""
    title = layout.text["title"]
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 10,
        title=title,
        author=report.site,
        lang=language,
        invariant=True,
    )

    def foot(canvas: Any, page: Any) -> None:
        check()
        canvas.saveState()
        canvas.setFont(_REGULAR, 7)
        canvas.setFillColor(_GREY)
        number = layout.text["page"].format(page=page.page, pages=pages)
        canvas.drawRightString(A4[0] - _MARGIN - _PADDING, _MARGIN - 8, number)
        period = dict(layout.cover())[layout.text["period"]]
        canvas.drawString(_MARGIN + _PADDING, _MARGIN - 8, f"{title} · {period}")
        canvas.restoreState()

    story = [*_cover(layout)]
    for result in report.results:
        check()
        story += _reading(report, result, layout, language)
    for part in layout.events.parts():
        story += _events(part)
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    count: int = document.page
    return count


def _cover(layout: Layout) -> Iterator[Any]:
    yield _paragraph(layout.text["title"], _TITLE)
    yield _facts(layout.cover())
    yield Spacer(0, 10)
    yield _table([*layout.summary()], _SUMMARY)
    yield _paragraph(layout.text["notes"], _HEADING)
    for note in layout.notes():
        yield _paragraph(note, _SMALL)


def _reading(
    report: Report, result: Result, layout: Layout, language: str
) -> Iterator[Any]:
    section: Section = layout.section(result)
    yield CondPageBreak(_HEIGHT * 2)
    yield KeepTogether(
        [
            _paragraph(section.title, _HEADING),
            _facts(section.place),
            Spacer(0, 4),
            drawing(
                report,
                result,
                language,
                font=_REGULAR,
                width=_WIDTH,
                height=_HEIGHT,
            ),
            _paragraph(layout.text["legend"], _SMALL),
            Spacer(0, 5),
            _facts(section.numbers),
        ]
    )
    if section.excursions:
        yield Spacer(0, 4)
        yield _table(section.excursions, _EXCURSION)
    if section.remark:
        yield _paragraph(section.remark, _SMALL)


def _events(part: Part) -> Iterator[Any]:
    yield CondPageBreak(_HEIGHT)
    yield _paragraph(part.title, _HEADING)
    if part.rows:
        yield _table(part.rows, part.shares)
    if part.remark:
        yield _paragraph(part.remark, _SMALL)


def _paragraph(text: str, style: Any) -> Any:
    text = _NUMBER.sub("\N{NO-BREAK SPACE}", text)
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _facts(facts: Sequence[tuple[str, str]]) -> Any:
    rows = [(_paragraph(name, _SMALL), _paragraph(fact, _TEXT)) for name, fact in facts]
    return Table(
        rows,
        colWidths=[share * _WIDTH for share in _FACTS],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ],
    )


def _table(rows: Sequence[Sequence[str]], shares: Sequence[float]) -> Any:
    """Return a table whose first row stands above it on each page."""
    cells = [
        [_paragraph(cell, _TEXT if number else _STRONG) for cell in row]
        for number, row in enumerate(rows)
    ]
    widths = [share * _WIDTH for share in shares]
    highest = max(
        cell.wrap(width - _AIR, _HIGHEST_ROW)[1]
        for row in cells
        for cell, width in zip(row, widths, strict=True)
    )
    begins = [number for number, row in enumerate(rows) if row[0]]
    return Table(
        cells,
        colWidths=widths,
        repeatRows=1,
        # Not for all: reportlab repeats the first row on the same page, too.
        splitInRow=int(highest > _HIGHEST_ROW),
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *(("LINEABOVE", (0, row), (-1, row), 0.4, _RULE) for row in begins[1:]),
            ("LINEBELOW", (0, 0), (-1, 0), 0.4, _RULE),
            ("LINEBELOW", (0, -1), (-1, -1), 0.4, _RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), _AIR),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ],
    )
