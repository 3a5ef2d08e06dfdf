"""What only the Home Assistant app on a phone can do: buttons, and breaking silence.

The names of the fields are those of the app's documentation on notifications.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback

from ..messages.compose import DRILL
from ..messages.words import words
from ..model import Change, Message, Severity
from .recipients import Channel, ChannelKind, Recipient

_EVENT: Final = "mobile_app_notification_action"
_APP: Final = "notify.mobile_app_"
_PREFIX: Final = "HWGROUP"
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
    alert: str
    recipient: str

    @property
    def action(self) -> str:
        """The answer as the app returns it."""
        return f"{_PREFIX}|{self.verb}|{self.alert}|{self.recipient}"

    @classmethod
    def from_action(cls, action: object) -> Self | None:
        """Read what `action` wrote, None for somebody else's button."""
        match str(action).split("|"):
            case [prefix, verb, alert, recipient] if prefix == _PREFIX:
                return cls(verb, alert, recipient)
        return None


def extras_for(
    channel: Channel, recipient: Recipient, message: Message, language: str
) -> dict[str, Any]:
    """Return what an action gets besides the words; the user's own data come last."""
    if channel.kind is not ChannelKind.ACTION:
        return {}
    extras: dict[str, Any] = {}
    if channel.target.startswith(_APP) and message.alert:
        # A later message about the same alert takes the place of this one.
        extras["tag"] = message.alert
        if verbs := _BUTTONS.get(message.change):
            extras["actions"] = _buttons(verbs, recipient, message, language)
            if message.severity is Severity.CRITICAL:
                extras |= _CRITICAL
    return extras | dict(recipient.extras)


def _buttons(
    verbs: Iterable[str], recipient: Recipient, message: Message, language: str
) -> list[dict[str, str]]:
    text = words(language)
    return [
        {
            "action": Answer(verb, message.alert, recipient.id).action,
            "title": text[verb],
        }
        for verb in verbs
    ]


@callback
def async_listen_to_answers(
    hass: HomeAssistant, on_answer: Callable[[Answer], None]
) -> CALLBACK_TYPE:
    """Call back with each answer from now on, until what is returned is called."""

    @callback
    def on_button(event: Event) -> None:
        if (answer := Answer.from_action(event.data.get("action"))) is not None:
            on_answer(answer)

    return hass.bus.async_listen(_EVENT, on_button)
