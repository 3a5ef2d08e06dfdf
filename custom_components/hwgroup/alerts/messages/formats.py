"""Values and durations as people read them in their language."""

from datetime import timedelta
from typing import Final

from ..model import Reading, ReadingKind
from .words import Words

_UNITS: Final = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
_MINUS: Final = "−"
_POSITIONS: Final = ("leak", "switch", ReadingKind.INPUT, ReadingKind.OUTPUT)


def quantity_text(reading: Reading, value: float | None, text: Words) -> str:
    """Return a value of a reading in words, with a real minus sign: `4.2 °C`, `open`."""
    if value is None:
        return text["unreadable"]
    for has_positions in (reading.quantity, reading.kind):
        if has_positions in _POSITIONS:
            return text[f"{has_positions}_{'on' if value else 'off'}"]
    return number_text(value, reading.unit, text)


def number_text(value: float, unit: str | None, text: Words) -> str:
    """Return a number with its unit: `4.2 °C`."""
    rounded = round(value, 3) + 0.0  # not -0
    number = f"{rounded:.12g}".replace(".", text["decimal"]).replace("-", _MINUS)
    return f"{number} {unit}" if unit else number


def duration_text(length: timedelta, text: Words) -> str:
    """Return a duration by its two largest units."""
    seconds = int(length.total_seconds())
    parts: list[str] = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count or (unit == "seconds" and not parts):
            parts.append(text[unit].format(count=count))
    return " ".join(parts[:2])
