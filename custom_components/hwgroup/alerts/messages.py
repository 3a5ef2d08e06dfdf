"""The words, per language."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from homeassistant.util import dt as dt_util

from .lifecycle import Change
from .model import Alert, Message, Snapshot

ENGLISH: Final[Mapping[str, str]] = {
    "started_title": "{name} is offline",
    "started_text": "No answer from {name} at {address} since {since}{reason}.",
    "started_readings": "Last readings: {readings}.",
    "cleared_title": "{name} is back online",
    "cleared_text": (
        "{name} at {address} answers again. It was offline for {duration},"
        " from {since} to {until}."
    ),
    "test_title": "Test message",
    "test_text": (
        "Alerts of your HW group devices will reach {recipient} this way."
        " Nothing has happened; no action is needed."
    ),
    "unreachable_title": "{recipient} cannot be told of alerts",
    "unreachable_text": (
        "A message for {recipient} through {channel} was not accepted: {reason}."
        " Mend the notifier or choose another one, then press the button that sends"
        " a test message."
    ),
    "reason_cannot_connect": ": nothing answers there",
    "reason_certificate": ": its certificate is not trusted",
    "reason_invalid_auth": ": it refuses the user name or password",
    "reason_malformed": ": its answers cannot be read",
    "reason_not_hwgroup": ": something else answers there",
    "reason_other_device": ": another device answers there",
    "reason_timeout": ": it does not answer in time",
    "days": "{count} d",
    "hours": "{count} h",
    "minutes": "{count} min",
    "seconds": "{count} s",
}
LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {"en": ENGLISH}

_UNITS: Final = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))


def words(language: str) -> Mapping[str, str]:
    """Return the words of a language such as `de` or `de-CH`, else the English ones."""
    return LANGUAGES.get(language.partition("-")[0], ENGLISH)


def compose(
    change: Change, alert: Alert, snapshot: Snapshot, now: datetime, language: str
) -> Message:
    """Tell of a change of an alert."""
    text = words(language)
    values = {
        "name": snapshot.name,
        "address": snapshot.address,
        "since": _time(alert.since),
        "until": _time(now),
        "duration": _duration(now - alert.since, text),
        "reason": text.get(f"reason_{snapshot.reason}", ""),
    }
    lines = [text[f"{change}_text"].format_map(values)]
    if change is Change.STARTED and alert.readings:
        readings = ", ".join(alert.readings)
        lines.append(text["started_readings"].format(readings=readings))
    return Message(
        title=text[f"{change}_title"].format_map(values),
        text="\n".join(lines),
        source=alert.source,
    )


def compose_test(recipient: str, language: str) -> Message:
    """Return the message that proves a channel."""
    text = words(language)
    return Message(
        title=text["test_title"], text=text["test_text"].format(recipient=recipient)
    )


def _time(when: datetime) -> str:
    return dt_util.as_local(when).strftime("%Y-%m-%d %H:%M")


def _duration(length: timedelta, text: Mapping[str, str]) -> str:
    """Tell a duration by its two largest units."""
    seconds = int(length.total_seconds())
    parts: list[str] = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count or (unit == "seconds" and not parts):
            parts.append(text[unit].format(count=count))
    return " ".join(parts[:2])
