"""What people get to read: short enough for the lock screen of a phone."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...dates import time_text
from ...plain import escaped
from ..model import Alert, Change, Message, Reading, ReadingKind, Severity
from ..notes import Note
from ..rules.answers import acknowledgement_end
from ..rules.conditions import DeviceAlarm, Range, Rule, has_no_limit
from ..rules.event import BY, FATE, LASTS, UNOBSERVED
from ..rules.outages import ELSEWHERE
from ..timeline import Instant, Now
from .formats import duration_text, number_text, quantity_text
from .title import short, title_of
from .words import Words, words

# What the words call a rule that is crossed in one of two ways: above, and below.
_TWO_WAYS: Final = {"range": ("above", "below"), "rate": ("rising", "falling")}
# The messages that say what is wrong now: a user may have other words for it.
_LASTING: Final = (Change.STARTED, Change.REPEATED, Change.ESCALATED)
_OF_NOW: Final = (*_LASTING, Change.ACKNOWLEDGED)
# What the words tell of in full when it is over.
_TOLD_AT_THE_END: Final = ("above", "below", "alarm")
_NAMES: Final = ("name", "device")
# The title and the text where no value tells of what is not watched any more.
_UNWATCHED: Final = {
    ReadingKind.DEVICE: ("unwatched_whole_title", "unwatched_text"),
    ReadingKind.SENSORS: ("unwatched_whole_title", "unwatched_text"),
    ReadingKind.NETWORK: ("unwatched_network_title", "unwatched_network_text"),
}


def compose(
    change: Change,
    alert: Alert,
    rule: Rule,
    reading: Reading,
    now: Now,
    language: str,
    own_text: str | None = None,
) -> Message:
    """Return the message about a change of an alert to somebody who reads it at `now`.

    `own_text` is the user's own text for it. It is used while the alert lasts, and
    nobody has acknowledged it.
    """
    text = words(language)
    values = variables(alert, rule, reading, now, language)
    title_key, text_key = _keys(change, alert, rule, reading)
    if change is Change.UNWATCHED and not rule.name:
        values["rule"] = text[f"rule_{rule.id}"]
    known = change not in _OF_NOW or not is_stale(alert, reading)
    wording, stale = _wording(text, title_key, known=known)
    title, has_device = title_of(
        _told(wording, values),
        [text[f"mark_{mark}"] for mark in _marks(change, rule)],
        "" if "{device}" in wording else short(_device(reading)),
    )
    lines = [text[text_key].format_map(values)]
    if change in _LASTING:
        lines = lines if own_text is None else [own_text]
        if stale:
            lines.append(text["unreadable_text"].format_map(values))
        if alert.last_seen is not None:
            lines.append(text["held_before"].format_map(values))
        if own_text is None:
            lines += _added(alert, values, text)
    elif change in (Change.CLEARED, Change.PAST) and alert.flapping:
        lines.append(text["flapped"].format_map(values))
    if change is Change.PAST:
        lines += _of_the_past(reading, values, text)
    if not has_device:
        where = "in_network" if reading.kind is ReadingKind.NETWORK else "device"
        lines.append(text[where].format_map(values))
    return Message(
        title=title,
        text="\n".join(lines),
        alert=alert.id,
        change=change,
        severity=rule.severity,
    )


def compose_item(
    alert: Alert, rule: Rule, reading: Reading, now: Now, language: str
) -> tuple[str, str]:
    """Return what a list says of an alert: what is wrong, and the rest.

    Cards cut the first one after some 40 characters on a phone. The second one is
    Markdown: how much it matters, where it is, since when, and who sees to it.
    """
    text = words(language)
    values = variables(alert, rule, reading, now, language)
    title_key, _ = _keys(Change.STARTED, alert, rule, reading)
    wording, _ = _wording(text, title_key, known=not is_stale(alert, reading))
    parts = [f"**{text[f'mark_{mark}']}**" for mark in _marks(Change.STARTED, rule)]
    if "{device}" not in wording and (device := _device(reading)):
        parts.append(escaped(device))
    parts.append(text["since"].format_map(values))
    told = [" · ".join(parts)]
    if alert.acknowledged is not None:
        key = "acknowledged_by_text" if alert.acknowledged_by else "acknowledged_text"
        by = escaped(alert.acknowledged_by or "")
        told.append(text[key].format_map({**values, "by": by}))
    notes = (_note_text(note, now, language) for note in alert.notes)
    return _told(wording, values), "\n\n".join((" ".join(told), *notes))


def _note_text(note: Note, now: Now, language: str) -> str:
    by = f", {escaped(note.by)}" if note.by else ""
    return f"{_time(note.time, now, language)}{by}: {escaped(note.text)}"


def _wording(text: Words, title_key: str, *, known: bool) -> tuple[str, bool]:
    """Return the words of a title, and whether they are those for an unknown value."""
    wording = text[title_key]
    if known or "{value}" not in wording:
        return wording, False
    return text["unreadable_title"], True


def _told(wording: str, values: Mapping[str, Any]) -> str:
    """Return what a title tells, with names as long as it has room for."""
    names = {key: short(values[key]) for key in _NAMES}
    return wording.format_map({**values, **names})


def variables(
    alert: Alert, rule: Rule, reading: Reading, now: Now, language: str
) -> dict[str, Any]:
    """Return what there is to tell of an alert, in words.

    These are the variables of a user's own message, too.
    """
    text = words(language)
    acknowledged_until = acknowledgement_end(rule, alert) or now.instant
    since, until = alert.since or now.instant, alert.ended or now.instant
    reason = reading.facts.get("reason", "")
    value = alert.value if is_stale(alert, reading) else reading.value
    network = "the_network" if reading.device_name != ELSEWHERE else "their_network"
    return {
        "device": reading.device_name,
        "name": reading.name or reading.device_name,
        "value": quantity_text(reading, value, text, alert.limit),
        "limit": _limit_text(alert.limit, reading, text["unreadable"], text),
        "worst": quantity_text(reading, alert.worst, text, alert.limit),
        "since": _time(since, now, language),
        "until": _time(until, now, language),
        "seen": _time(alert.seen, now, language),
        "last_seen": _time(alert.last_seen or alert.seen, now, language),
        "acknowledged": _time(alert.acknowledged or now.instant, now, language),
        "acknowledged_until": _time(acknowledged_until, now, language),
        "duration": duration_text(until - since, text),
        "rule": rule.name,
        "severity": rule.severity.value,
        "count": alert.count,
        "lately": len(alert.starts),
        "by": alert.acknowledged_by,
        "address": reading.facts.get("address", ""),
        "reason": text.get(f"reason_{reason}", ""),
        "readings": ", ".join(_part_text(part, text) for part in reading.parts),
        "new_address": reading.facts.get("new_address", ""),
        "network": text[network].format(device=reading.device_name),
        "down": reading.facts.get("down", ""),
        "total": reading.facts.get("total", ""),
        "removed": _removed(reading, text),
        "alarm": text["in_alarm" if reading.in_alarm else "not_in_alarm"],
    } | _limits(reading, text)


def is_stale(alert: Alert, reading: Reading) -> bool:
    """Return whether only the last value of a reading is known, not that of now."""
    known = reading.heard and reading.value is not None
    return not known and alert.value is not None


def _removed(reading: Reading, text: Words) -> str:
    """Return by whom something was removed or disabled, or else where."""
    if by := reading.facts.get(BY):
        return text["removed_by"].format(by=by)
    return text["removed_here"]


def _time(instant: Instant, now: Now, language: str) -> str:
    return time_text(now.utc(instant), now.wall, language)


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
        name: _limit_text(limit, reading, text["no_limit"], text)
        for name, limit in limits.items()
    }


def _limit_text(limit: float | None, reading: Reading, none: str, text: Words) -> str:
    return none if limit is None else number_text(limit, reading.unit, text)


def _part_text(part: Reading, text: Words) -> str:
    return text["part"].format(
        name=short(part.name), value=quantity_text(part, part.value, text)
    )


def _keys(
    change: Change, alert: Alert, rule: Rule, reading: Reading
) -> tuple[str, str]:
    """Return what the words call the title and the text of a message."""
    subject = rule.words
    if rule.words in _TWO_WAYS:
        subject = _TWO_WAYS[rule.words][0 if alert.above else 1]
    elif reading.facts.get("own"):
        subject = "own_network"
    if change is Change.UNWATCHED:
        if fate := reading.facts.get(FATE):
            return "removed_title", f"{fate}_text"
        return _UNWATCHED.get(reading.kind, ("unwatched_title", "unwatched_text"))
    if change is Change.CLEARED:
        if (
            _is_by_device(rule)
            and not alert.harder
            and has_no_limit(reading, alert.above)
        ):
            subject = "no_limit"
        return f"{subject}_cleared_title", f"{subject}_cleared_text"
    title, text = f"{subject}_started_title", f"{subject}_started_text"
    if subject == "forecast" and _has_come_true(alert, reading):
        side = _TWO_WAYS["range"][0 if alert.above else 1]
        title, text = f"{side}_started_title", "beyond_started_text"
    if change is Change.PAST:
        whole = subject in _TOLD_AT_THE_END
        return title, f"{subject}_cleared_text" if whole else "past_text"
    if change is Change.ACKNOWLEDGED:
        text = "acknowledged_by_text" if alert.acknowledged_by else "acknowledged_text"
    return title, text


def _is_by_device(rule: Rule) -> bool:
    """Return whether the limits of a rule are those that are set on the device."""
    condition = rule.condition
    if isinstance(condition, Range):
        return condition.of_device
    return isinstance(condition, DeviceAlarm)


def _has_come_true(alert: Alert, reading: Reading) -> bool:
    """Return whether a value that was heading for a limit is beyond it."""
    value = alert.value if is_stale(alert, reading) else reading.value
    if value is None or alert.limit is None:
        return False
    return value > alert.limit if alert.above else value < alert.limit


def _marks(change: Change, rule: Rule) -> Iterator[str]:
    """Yield what a title says besides: as little as can be."""
    if change is Change.PAST:
        yield "past"
    elif change is Change.ACKNOWLEDGED:
        yield "acknowledged"
    elif not change.is_end and rule.severity is Severity.CRITICAL:
        yield "critical"
    if change in (Change.REPEATED, Change.ESCALATED):
        yield "unanswered"


def _device(reading: Reading) -> str:
    """Return the device that a title has to name, "" for none."""
    if reading.facts.get("own") or reading.device_name in (reading.name, ELSEWHERE):
        return ""
    return reading.device_name


def _added(alert: Alert, values: Mapping[str, Any], text: Words) -> Iterator[str]:
    """Yield what a text says besides while an alert lasts."""
    for fact in ("readings", "new_address"):
        if values[fact]:
            yield text[fact].format_map(values)
    if alert.flapping:
        yield text["flapping"].format_map(values)
    if values["rule"]:
        yield text["rule"].format_map(values)


def _of_the_past(
    reading: Reading, values: dict[str, Any], text: Words
) -> Iterator[str]:
    """Yield why nobody was told at the time, and by which rule they are told now."""
    if reading.facts.get(LASTS):
        yield text["past_lasts"].format_map(values)
    why = reading.facts.get(UNOBSERVED, "silent")
    yield text[f"past_{why}"].format_map(values)
    if values["rule"]:
        yield text["rule"].format_map(values)
