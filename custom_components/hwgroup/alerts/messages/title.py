"""Titles that fit the lock screen of a phone: what matters first, the device last."""

from collections.abc import Sequence
from typing import Final

# What a phone shows of a title in its two lines, whatever its width.
FITS_A_PHONE: Final = 60
# A longer name would push the value out of sight; the text has it whole.
_LONGEST_NAME: Final = 40


def short(name: str) -> str:
    """Return a name as a title has room for it."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def title_of(told: str, marks: Sequence[str], device: str) -> tuple[str, bool]:
    """Return a title, and whether there was room for the device in it.

    `marks` say how much it matters and whether somebody sees to it; where there is no
    room for all of them, the first is kept. A device that is "" needs no room.
    """
    title = _marked(told, marks)
    whole = f"{title} · {device}" if device else title
    if len(whole) <= FITS_A_PHONE:
        return whole, True
    if len(title) > FITS_A_PHONE:
        title = _marked(told, marks[:1])
    return title, not device


def _marked(told: str, marks: Sequence[str]) -> str:
    return f"{told} – {', '.join(marks)}" if marks else told
