"""Messages that take the place of many."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from ..model import Message, Part, Severity
from .group import latest, severest
from .words import Words, words

# What stands for the change in such a message.
DIGEST: Final = "digest"
# Some services take 4,096 characters, counted in UTF-8 or in UTF-16, and those of phones
# as many bytes with all that goes with a message. No character has more UTF-16 units
# than bytes in UTF-8.
LONGEST_BYTES: Final = 3500


def compose_digest(messages: Sequence[Message], language: str) -> Message:
    """Return one message that lists the titles of others.

    A title is not listed if a later one is about the same alert.
    """
    parts = latest(part for message in messages for part in message.told)
    left_out = sum(message.left_out for message in messages)
    return _listed(messages[0].id, parts, left_out, words(language))


def _listed(
    message_id: str, parts: tuple[Part, ...], left_out: int, text: Words
) -> Message:
    title = text["digest_title"].format(count=len(parts) + left_out)
    severity = severest(part.severity for part in parts)
    if severity is Severity.CRITICAL:
        title = f"{title} – {text['mark_critical']}"
    lines = [part.title for part in parts]
    if left_out:
        lines.insert(0, text["left_out"].format(count=left_out))
    return Message(
        id=message_id,
        title=title,
        text="\n".join(lines),
        change=DIGEST,
        severity=severity,
        parts=parts,
        left_out=left_out,
    )


def shortened(digest: Message, language: str) -> Message:
    """Return a digest without so many of its oldest titles that it is short enough."""
    counts = range(1, len(digest.parts))
    if is_short_enough(digest) or not counts:
        return digest

    def without(count: int) -> Message:
        parts, left_out = digest.parts[count:], digest.left_out + count
        return _listed(digest.id, parts, left_out, words(language))

    # Of thousands, one less at a time would hold up the event loop for seconds.
    found = bisect_left(counts, True, key=lambda count: is_short_enough(without(count)))
    return without(counts[min(found, len(counts) - 1)])


def is_short_enough(message: Message) -> bool:
    """Return whether a message is short enough for all services that have a limit."""
    return len(f"{message.title}\n{message.text}".encode()) <= LONGEST_BYTES
