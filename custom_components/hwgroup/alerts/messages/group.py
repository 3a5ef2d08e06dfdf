"""One message about alerts that begin, or end, together."""

from collections.abc import Iterable
from dataclasses import replace

from ..model import Message, Part, Severity

_SEVERITIES = list(Severity)


def severest(severities: Iterable[Severity]) -> Severity:
    """Return the severity that matters most."""
    return max(severities, key=_SEVERITIES.index)


def latest(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return what is said last about each alert, in order."""
    found: dict[str, Part] = {}
    for part in parts:
        found.pop(part.alert, None)
        found[part.alert or f"none {len(found)}"] = part
    return tuple(found.values())


def compose_group(message: Message, parts: Iterable[Part]) -> Message:
    """Return a message with these parts, in the place of one of them.

    The title is that of the last part, and says how many more there are.
    """
    listed = latest(parts)
    more = len(listed) - 1
    return replace(
        message,
        title=f"{listed[-1].title} (+{more})" if more else listed[-1].title,
        text="\n".join(part.title for part in listed),
        alert="",
        severity=severest(part.severity for part in listed),
        parts=listed,
    )


def without(message: Message, alert: str) -> Message | None:
    """Return a message that does not speak of an alert, None if it has nothing new then."""
    parts = tuple(part for part in message.parts if part.alert != alert)
    if all(part.again for part in parts):
        return None
    return compose_group(message, parts)
