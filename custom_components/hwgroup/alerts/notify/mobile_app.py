"""What only the Home Assistant app on a phone can do: buttons, and breaking silence.

The names of the fields are those of the app's documentation on notifications.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
import logging
from typing import Any, Final, Self, override

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import slugify

from ..early_answers import PREFIX, async_phone_answers
from ..messages.notices import DRILL
from ..messages.words import words
from ..model import Change, Message, Severity
from .recipients import Channel, ChannelKind, Recipient

_DOMAIN: Final = "mobile_app"
_APP: Final = "notify.mobile_app_"
# The platform behind the actions only logs it if the push service refuses a message.
_PLATFORM: Final = logging.getLogger("homeassistant.components.mobile_app.notify")
# Which buttons a message has, by what it tells.
_BUTTONS: Final[Mapping[str, tuple[str, ...]]] = {
    Change.STARTED: ("acknowledge", "snooze"),
    Change.REPEATED: ("acknowledge", "snooze"),
    Change.ESCALATED: ("acknowledge", "snooze"),
    DRILL: ("confirm",),
}
# For iOS and for Android: through silence, and at once.
_CRITICAL: Final[Mapping[str, Any]] = {
    "push": {
        "interruption-level": "critical",
        "sound": {"name": "default", "critical": 1, "volume": 1.0},
    },
    "ttl": 0,
    "priority": "high",
    "channel": "alarm_stream",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A button that somebody pressed on a notification."""

    verb: str
    about: str
    """The key of the message: the alert's ID, or its own if it is about several."""
    recipient: str

    @property
    def action(self) -> str:
        """The answer as the app returns it."""
        return f"{PREFIX}|{self.verb}|{self.about}|{self.recipient}"

    @classmethod
    def from_action(cls, action: object) -> Self | None:
        """Read what `action` wrote, None for somebody else's button."""
        match str(action).split("|"):
            case [prefix, verb, alert, recipient] if prefix == PREFIX:
                return cls(verb, alert, recipient)
        return None


def is_phone(channel: Channel) -> bool:
    """Return whether a channel is the action of a phone with the app."""
    return channel.kind is ChannelKind.ACTION and channel.target.startswith(_APP)


@callback
def async_entities_of(hass: HomeAssistant, webhook: str) -> set[str]:
    """Return the notify entities of the phone that has a webhook."""
    registry = er.async_get(hass)
    return {
        entity.entity_id
        for phone in hass.config_entries.async_entries(_DOMAIN)
        if phone.data.get(CONF_WEBHOOK_ID) == webhook
        for entity in er.async_entries_for_config_entry(registry, phone.entry_id)
    }


class _Refusals(logging.Handler):
    """Collects what is logged by the call that it was opened for."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.reasons: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if _open.get() is self:
            self.reasons.append(record.getMessage())


_open: ContextVar[_Refusals | None] = ContextVar("hwgroup_refusals", default=None)


@contextmanager
def collected_refusals() -> Iterator[list[str]]:
    """Collect why the push service refuses what is sent meanwhile from this context."""
    refusals = _Refusals()
    token = _open.set(refusals)
    _PLATFORM.addHandler(refusals)
    try:
        yield refusals.reasons
    finally:
        _PLATFORM.removeHandler(refusals)
        _open.reset(token)


def extras_for(
    channel: Channel,
    recipient: Recipient,
    message: Message,
    language: str,
    tag: str,
) -> dict[str, Any]:
    """Return what an action gets besides the words; the user's own data come last.

    A message takes the place of the one that has the same tag.
    """
    if channel.kind is not ChannelKind.ACTION:
        return {}
    extras: dict[str, Any] = {}
    if is_phone(channel):
        extras["tag"] = tag
        asked = [part for part in message.told if part.change in _BUTTONS]
        if asked:
            verbs = _BUTTONS[asked[0].change]
            extras["actions"] = _buttons(verbs, recipient, message, language)
        if any(part.severity is Severity.CRITICAL for part in asked):
            extras |= _CRITICAL
    return extras | dict(recipient.extras)


def _buttons(
    verbs: Iterable[str], recipient: Recipient, message: Message, language: str
) -> list[dict[str, str]]:
    text = words(language)
    return [
        {
            "action": Answer(verb, message.key, recipient.id).action,
            "title": text[verb],
        }
        for verb in verbs
    ]


@callback
def async_listen_to_answers(
    hass: HomeAssistant, on_answer: Callable[[Answer, set[str] | None], None]
) -> CALLBACK_TYPE:
    """Call back with each answer from now on, until what is returned is called.

    With it come the notifiers of the phones of the user who gave it, such as
    `notify.mobile_app_pixel`; None for an answer that an automation gave.
    """

    @callback
    def on_button(event: Event) -> None:
        if (answer := Answer.from_action(event.data.get("action"))) is not None:
            user_id = event.context.user_id
            on_answer(answer, None if user_id is None else _phones_of(hass, user_id))

    return async_phone_answers(hass).follow(on_button)


def _phones_of(hass: HomeAssistant, user_id: str) -> set[str]:
    """Return the notifiers of a user's phones, named as the app's integration does."""
    return {
        f"{_APP}{slugify(entry.data.get('device_name', entry.title))}"
        for entry in hass.config_entries.async_entries(_DOMAIN)
        if entry.data.get("user_id") == user_id
    }


def is_from(recipient: Recipient, phones: Container[str]) -> bool:
    """Return whether one of these phones is a notifier of the recipient.

    What stands behind a group or a script is not known; there, any phone may be one.
    """
    return any(
        channel.target in phones or not channel.target.startswith(_APP)
        for channel in (*recipient.all_channels, *recipient.fallback)
        if channel.kind is ChannelKind.ACTION
    )
