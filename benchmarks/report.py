"""What a measurement yields, and the table of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

RATIO = "x"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured, once per repetition; less is better."""

    what: str
    values: Sequence[float]
    unit: str = RATIO
    goal: float | None = None
    """The most that the median may be; None where nobody has set a goal."""
    note: str = ""
    before: Sequence[float] = ()
    """The same of another checkout, in the same run."""

    @property
    def met(self) -> bool | None:
        """Return whether the goal is met, None where there is none."""
        return None if self.goal is None else median(self.values) <= self.goal

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row as the table shows it."""
        spread = f"{_text(min(self.values))} - {_text(max(self.values))}"
        return (
            self.what,
            f"{_text(median(self.before))} {self.unit}" if self.before else "",
            f"{_text(median(self.values))} {self.unit}",
            spread if len(self.values) > 1 else "",
            "" if self.goal is None else f"{_text(self.goal)} {self.unit}",
            {None: "", True: "met", False: "MISSED"}[self.met],
            self.note,
        )


_HEAD = ("what", "before", "median", "min - max", "at most", "", "")
_BEFORE = 1


def _text(value: float) -> str:
    if value == int(value):
        return f"{value:.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.1g}"


def table(rows: Iterable[Row]) -> str:
    """Return the rows as lines of text."""
    lines = [_HEAD, *(row.cells for row in rows)]
    if not any(cells[_BEFORE] for cells in lines[1:]):
        lines = [(*cells[:_BEFORE], *cells[_BEFORE + 1 :]) for cells in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(map(str.ljust, cells, widths, strict=True)).rstrip()
        for cells in lines
    )
