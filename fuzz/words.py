"""The words of messages: whatever a device calls its parts, and whatever it measures."""

from dataclasses import replace
from math import isfinite
import struct

from custom_components.hwgroup.alerts.messages.compose import compose, compose_item
from custom_components.hwgroup.alerts.messages.digest import (
    compose_digest,
    is_short_enough,
    shortened,
)
from custom_components.hwgroup.alerts.messages.last_resort import compose_plain
from custom_components.hwgroup.alerts.messages.words import LANGUAGES
from custom_components.hwgroup.alerts.model import Alert, Change, Message, Reading
from custom_components.hwgroup.alerts.rules.built_in import BUILT_IN
from custom_components.hwgroup.alerts.rules.conditions import Range, Rule
from custom_components.hwgroup.client import unit_from_text
from custom_components.hwgroup.client.text import clean
from worlds.examples import DEVICE, HOUR, INPUT, NOON, NOW, SENSOR, alert, rule

from .source import Source

# The longest wording of a title, beside the name of a reading or a device.
_LONGEST_TITLE = 160
_RULES = (
    rule(Range(high=8), name="Too warm"),
    *(each for each in BUILT_IN if each.words != "network"),
)


def _value(source: Source) -> float | None:
    """Return a value as the client reads one: finite, or None."""
    if source.number() % 4 == 3:
        return None
    value: float = struct.unpack(">d", source.take(8).rjust(8, b"\0"))[0]
    return value if isfinite(value) and abs(value) < 1e15 else 0.0


def _reading(source: Source) -> Reading:
    reading = source.choice((SENSOR, INPUT, DEVICE))
    return replace(
        reading,
        device_name=clean(source.text()),
        name=clean(source.text()) if reading is not DEVICE else "",
        value=_value(source),
        unit=unit_from_text(clean(source.text())).symbol,
        decimals=source.choice((None, 0, 1, 3)),
        heard=source.number() % 2 == 0,
        in_alarm=source.choice((None, True, False)),
        low=_value(source),
        high=_value(source),
        facts={"reason": clean(source.text()), "address": clean(source.text())},
    )


def _alert(source: Source, rule: Rule) -> Alert:
    return alert(
        rule=rule.id,
        limit=_value(source),
        above=source.choice((None, True, False)),
        value=_value(source),
        worst=_value(source),
        count=source.number(),
        flapping=source.number() % 2 == 1,
        ended=source.choice((None, NOON + HOUR)),
        acknowledged=source.choice((None, NOON + HOUR / 2)),
        acknowledged_by=source.text() or None,
        last_seen=source.choice((None, NOON)),
    )


def _check(message: Message) -> None:
    assert message.title
    assert message.text
    assert "\n" not in message.title
    assert len(message.title) <= _LONGEST_TITLE
    message.title.encode()
    message.text.encode()
    plain = compose_plain(message)
    assert len(plain) <= 160
    assert "\n" not in plain


def words(data: bytes) -> None:
    """Each message has a title in one line that is not too long, and can be shortened."""
    source = Source(data)
    language = source.choice(sorted(LANGUAGES))
    messages: list[Message] = []
    while not messages or (not source.is_used_up and len(messages) < 8):
        watching, reading = source.choice(_RULES), _reading(source)
        change, about = source.choice(list(Change)), _alert(source, watching)
        message = compose(change, about, watching, reading, NOW, language)
        _check(message)
        messages.append(replace(message, alert=str(len(messages))))
        for text in compose_item(about, watching, reading, NOW, language):
            text.encode()
    digest = shortened(compose_digest(messages, language), language)
    assert is_short_enough(digest) or len(digest.parts) == 1
