"""What people get to read: short enough for the lock screen of a phone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from ...dates import time_text
from ..model import Alert, Change, Message, Reading, Severity
from ..rules.conditions import Rule
from .formats import duration_text, quantity_text
from .words import Words, words

# What stands for the alert in a drill.
DRILL: Final = "drill"
# What stands for the change in a message that takes the place of many.
DIGEST: Final = "digest"
_MOST_LINES: Final = 1000
_SEVERITIES: Final = list(Severity)


def compose(
    change: Change,
    alert: Alert,
    rule: Rule,
    reading: Reading,
    now: datetime,
    language: str,
    own_text: str | None = None,
) -> Message:
    """Tell of a change of an alert to somebody who reads it at `now`.

    `own_text` are the words of the user for it.
    """
    text = words(language)
    values = variables(alert, rule, reading, now, language)
    key = f"{_subject(rule, alert, reading)}_{_told_as(change)}"
    title = text[f"{key}_title"].format_map(values)
    if rule.severity is Severity.CRITICAL and change is not Change.CLEARED:
        title = text["critical"].format(title=title)
    if f"{change}_title" in text:
        title = text[f"{change}_title"].format(title=title)
    if own_text is None or change in (Change.ACKNOWLEDGED, Change.CLEARED):
        lines = list(_lines(key, change, alert, rule, values, text))
    else:
        lines = [own_text]
    return Message(
        title=title,
        text="\n".join(lines),
        alert=alert.id,
        change=change,
        severity=rule.severity,
    )


def variables(
    alert: Alert, rule: Rule, reading: Reading, now: datetime, language: str
) -> dict[str, Any]:
    """Return what there is to tell of an alert, in words.

    These are the variables of a user's own message, too.
    """
    text = words(language)
    since, until = alert.since or now, alert.ended or now
    reason = reading.facts.get("reason", "")
    return {
        "device": reading.device_name,
        "name": reading.name or reading.device_name,
        "value": quantity_text(reading, reading.value, text),
        "limit": quantity_text(reading, alert.limit, text),
        "worst": quantity_text(reading, alert.worst, text),
        "since": time_text(since, now, language),
        "until": time_text(until, now, language),
        "acknowledged": time_text(alert.acknowledged or now, now, language),
        "duration": duration_text(until - since, text),
        "rule": rule.name,
        "severity": rule.severity.value,
        "count": alert.count,
        "lately": len(alert.starts),
        "by": alert.acknowledged_by,
        "address": reading.facts.get("address", ""),
        "reason": text.get(f"reason_{reason}", ""),
        "readings": reading.facts.get("readings", ""),
        "down": reading.facts.get("down", ""),
        "total": reading.facts.get("total", ""),
        "alarm": text["in_alarm" if reading.in_alarm else "not_in_alarm"],
    } | _limits(reading, text)


def _limits(reading: Reading, text: Words) -> dict[str, str]:
    """Return the limits of the device, and those that people know of."""
    low, high = reading.agreed or (None, None)
    limits = {
        "low": reading.low,
        "high": reading.high,
        "agreed_low": low,
        "agreed_high": high,
    }
    return {
        name: text["no_limit"] if limit is None else quantity_text(reading, limit, text)
        for name, limit in limits.items()
    }


# What the words call a rule that is crossed in one of two ways: above, and below.
_TWO_WAYS: Final = {"range": ("above", "below"), "rate": ("rising", "falling")}


def _subject(rule: Rule, alert: Alert, reading: Reading) -> str:
    if rule.words in _TWO_WAYS:
        return _TWO_WAYS[rule.words][0 if alert.above else 1]
    return "own_network" if reading.facts.get("own") else rule.words


def _told_as(change: Change) -> Change:
    return Change.CLEARED if change is Change.CLEARED else Change.STARTED


def _lines(
    key: str,
    change: Change,
    alert: Alert,
    rule: Rule,
    values: dict[str, Any],
    text: Words,
) -> Iterator[str]:
    if change is Change.ACKNOWLEDGED:
        by = "acknowledged_by_text" if alert.acknowledged_by else "acknowledged_text"
        yield text[by].format_map(values)
        return
    yield text[f"{key}_text"].format_map(values)
    if change is Change.CLEARED:
        if alert.flapping:
            yield text["flapped"].format_map(values)
        return
    if values["readings"]:
        yield text["readings"].format_map(values)
    if alert.flapping:
        yield text["flapping"].format_map(values)
    if rule.name:
        yield text["rule"].format_map(values)


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


def compose_digest(one: Message, other: Message, language: str) -> Message:
    """Return one message in the place of two, as many more may have to be before."""
    lines = [
        line
        for message in (one, other)
        for line in (
            message.text.splitlines() if message.change == DIGEST else [message.title]
        )
    ]
    return Message(
        title=words(language)["digest_title"].format(count=len(lines)),
        text="\n".join(lines[-_MOST_LINES:]),
        change=DIGEST,
        severity=max(one.severity, other.severity, key=_SEVERITIES.index),
    )
