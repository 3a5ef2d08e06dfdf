"""What an SMS gateway reports by itself: an SMS or a call has come in.

netGSM (Poseidon2 family manual p. 94): the gateway calls the service NotificationEvent of
a host and port that are set on it, with the kind of command, the phone number and, for an
SMS, the text. The body itself is not known: it is taken to be like that of QueueAdd, in
the same envelope, and the names of the manual count, too.
"""

from dataclasses import dataclass, field
from typing import Final

from .errors import MalformedAnswerError
from .sms import ENVELOPE, texts_of

_NUMBERS: Final = ("nmr", "phonenumber")
_COMMANDS: Final = ("cmd", "cmdtype")
# Signs that people put after a word.
_SIGNS: Final = " \t\r\n.,!"


@dataclass(frozen=True, slots=True)
class SmsEvent:
    """An SMS, or a call, that a gateway has received."""

    number: str = field(repr=False)
    text: str | None = field(repr=False)
    """None for a call."""

    @property
    def agrees(self) -> bool:
        """Whether it is an "OK": that word alone, or a call, which has no words."""
        return self.text is None or self.text.strip(_SIGNS).casefold() == "ok"


def read_sms_event(document: bytes) -> SmsEvent:
    """Read what a gateway reports.

    Raises one of the HwgError family where it is no report of an SMS or a call.
    """
    texts = texts_of(document)
    number = next((texts[name] for name in _NUMBERS if name in texts), None)
    command = next((texts[name] for name in _COMMANDS if name in texts), "").casefold()
    if number is None or command not in ("sms", "call"):
        raise MalformedAnswerError("No SMS and no call")
    text = None if command == "call" else texts.get("text", "")
    return SmsEvent(number, text)


def sms_answer() -> bytes:
    """Return what a gateway is told: its report was received.

    0 is success for the services of the manual that answer with a code.
    """
    return ENVELOPE.format(
        "<pos:NotificationEventResponse><Rslt>0</Rslt></pos:NotificationEventResponse>"
    ).encode()
