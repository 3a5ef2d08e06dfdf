"""Messages that are about no alert, and what is added to any on its way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ...dates import moment_text, time_text
from ..model import Message, Severity
from ..timeline import Instant, Now
from .formats import duration_text
from .title import short
from .words import words

# What stands for the alert in a drill.
DRILL: Final = "drill"
# What the reminder of a maintenance window calls what has happened.
LEFT_OPEN: Final = "left_open"
_MOST_NAMED: Final = 20


def compose_test(recipient: str, language: str) -> Message:
    """Return the message that proves a channel."""
    text = words(language)
    return Message(
        title=text["test_title"], text=text["test_text"].format(recipient=recipient)
    )


def compose_drill(recipient: str, language: str) -> Message:
    """Return the message that somebody has to answer."""
    text = words(language)
    return Message(
        title=text["drill_title"],
        text=text["drill_text"].format(recipient=recipient),
        alert=DRILL,
        change=DRILL,
    )


def compose_left_open(
    window: str,
    name: str,
    devices: Sequence[str] | None,
    opened: Instant,
    now: Now,
    language: str,
) -> Message:
    """Return the reminder of a window by its ID, for these devices or all of them."""
    text = words(language)
    told = text["left_open_text"].format(
        name=name,
        since=time_text(now.utc(opened), now.wall, language),
        duration=duration_text(now.instant - opened, text),
        devices=text["all_devices"] if devices is None else _listed(devices),
    )
    return Message(
        title=text["left_open_title"].format(name=short(name)),
        text=told,
        alert=window,
        change=LEFT_OPEN,
        severity=Severity.WARNING,
    )


def _listed(names: Sequence[str]) -> str:
    """Return names in a text that no service refuses for its length."""
    most = [*map(short, names[:_MOST_NAMED])]
    return ", ".join([*most, "…"] if len(names) > _MOST_NAMED else most)


def compose_late(
    message: Message, written: Instant, now: Now, language: str
) -> Message:
    """Return a message as it is sent now: its times were those of the day it is of."""
    if now.local(written).date() == now.wall.date():
        return message
    late = words(language)["late"].format(when=moment_text(now.utc(written), language))
    return replace(message, text=f"{message.text}\n{late}")


def compose_again(message: Message, attempt: int, language: str) -> Message:
    """Return a message that may have come before, since an attempt had no answer."""
    again = words(language)["again"].format(attempt=attempt)
    return replace(message, text=f"{message.text}\n{again}")
