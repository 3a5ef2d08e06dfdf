"""Values and durations as people read them in their language."""

from datetime import timedelta
from typing import Final

from ..model import Reading, ReadingKind
from .words import Words

_UNITS: Final = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
_MINUS: Final = "−"
_MOST_DECIMALS: Final = 3
_POSITIONS: Final = ("leak", "switch", ReadingKind.INPUT, ReadingKind.OUTPUT)


def quantity_text(
    reading: Reading, value: float | None, text: Words, beside: float | None = None
) -> str:
    """Return a value of a reading in words, with a real minus sign: `4.2 °C`, `open`.

    It has as many decimals as are shown, or as it takes to be unlike a limit beside it.
    """
    if value is None:
        return text["unreadable"]
    for has_positions in (reading.quantity, reading.kind):
        if has_positions in _POSITIONS:
            return text[f"{has_positions}_{'on' if value else 'off'}"]
    if reading.decimals is None:
        return number_text(value, reading.unit, text)
    decimals = _decimals(value, reading.decimals, beside)
    return fixed_text(value, decimals, reading.unit, text)


def fixed_text(value: float, decimals: int, unit: str | None, text: Words) -> str:
    """Return a number with its unit, and so many decimals: `4.0 °C`."""
    return _number_text(f"{value:z.{decimals}f}", unit, text)


def number_text(value: float, unit: str | None, text: Words) -> str:
    """Return a number with its unit, and no more decimals than it has: `4.2 °C`."""
    return _number_text(f"{rounded(value):.12g}", unit, text)


def rounded(
    value: float, decimals: int | None = None, beside: float | None = None
) -> float:
    """Return a number as it is told; `beside` is a limit that it has to be unlike."""
    if decimals is None:
        decimals = _MOST_DECIMALS
    return round(value, _decimals(value, decimals, beside)) + 0.0  # not -0


def _decimals(value: float, decimals: int, beside: float | None) -> int:
    """Return with how many decimals a value is still on its side of a limit."""
    while (
        beside is not None
        and decimals < _MOST_DECIMALS
        and (round(value, decimals) > beside, round(value, decimals) < beside)
        != (value > beside, value < beside)
    ):
        decimals += 1
    return decimals


def _number_text(number: str, unit: str | None, text: Words) -> str:
    number = number.replace(".", text["decimal"]).replace("-", _MINUS)
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
