"""An SMS gateway: sending, its queue and its modem.

netGSM (Poseidon2 family manual p. 94): SOAP to /service.xml. The HTTP GET and status.xml
are known from what others have published of their HWg-SMS-GW3. What a gateway receives is
read by `sms_event.py`.
"""

from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from .document import LOCAL_NAMES, parse
from .errors import HwgError
from .http import HttpClient
from .text import clean

_NUMBER: Final = re.compile(r"\+?[0-9]{3,15}")
_SEPARATORS: Final = re.compile(r"[\s()./-]")
ENVELOPE: Final = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:pos="poseidonService.xsd"><soapenv:Header/><soapenv:Body>{}'
    "</soapenv:Body></soapenv:Envelope>"
)
_SIGNAL: Final = re.compile(r"(-\d{1,3})\s*dBm")
_NO_NETWORK: Final = re.compile(
    r"\b(not|no|search\w*|denied|unregistered)\b", re.IGNORECASE
)


class SmsInterface(StrEnum):
    """How a gateway is asked to send."""

    SOAP = "soap"
    GET = "get"


@dataclass(frozen=True, slots=True)
class SmsReply:
    """What a gateway answers: an ID where it has taken a message, and a code.

    What the code means differs: 0 in the manual, 1 for what others have published.
    """

    id: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class SmsQueue:
    """How many messages wait in a gateway, and how many it can hold."""

    waiting: int
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsStatus:
    """What a gateway says of its modem; None where it does not say."""

    signal: int | None
    """In dBm."""
    operator: str | None
    registration: str | None
    sent: int | None
    failed: int | None

    @property
    def has_network(self) -> bool | None:
        """Whether the modem is registered in a network, None where nobody knows."""
        if not self.registration:
            return None
        return not _NO_NETWORK.search(self.registration)


def phone_number(text: str) -> str:
    """Return a phone number as a gateway takes it.

    Raises ValueError for anything else.
    """
    number = _SEPARATORS.sub("", text)
    if not _NUMBER.fullmatch(number):
        raise ValueError("No phone number")
    return number


def international(text: str) -> str | None:
    """Return a phone number from its country code on, as `+420601234567`.

    None for a number without one: whose that is depends on the country. Raises ValueError
    for what is no number.
    """
    number = phone_number(text)
    number = f"+{number[2:]}" if number.startswith("00") else number
    return number if number.startswith("+") else None


class SmsGateway:
    """Asks one gateway. All raise one of the HwgError family."""

    def __init__(self, http: HttpClient) -> None:
        """Remember how to reach the gateway; nothing is sent yet."""
        self._http = http

    async def send(
        self, number: str, text: str | None, interface: SmsInterface
    ) -> SmsReply:
        """Ask for an SMS, or for a call where there is no text; once.

        The answer may be lost although the gateway sends.
        """
        command = "Call" if text is None else "SMS"
        if interface is SmsInterface.GET:
            query = {"Cmd": command, "Nmr": number}
            query |= {} if text is None else {"Text": text}
            return _reply(await self._http.ask("GET", "/values.xml", query=query))
        said = "" if text is None else f"<Text>{escape(text)}</Text>"
        return _reply(
            await self._call(
                "QueueAdd",
                f"<Queue>GsmOut</Queue><Gsm><Cmd>{command}</Cmd>"
                f"<Nmr>{escape(number)}</Nmr>{said}</Gsm>",
            )
        )

    async def queue(self) -> SmsQueue | None:
        """Return how many messages wait, None where the answer does not say.

        The body of the answer is not documented: its numbers are found by their names.
        """
        texts = texts_of(await self._call("QueueStatus", "<Queue>GsmOut</Queue>"))
        waiting, most = _integer(texts.get("cnt")), _integer(texts.get("max"))
        return None if waiting is None else SmsQueue(waiting, most)

    async def status(self) -> SmsStatus:
        """Return how the modem is."""
        texts = texts_of(await self._http.ask("GET", "/status.xml"))
        signal = _SIGNAL.search(texts.get("modemsigq", ""))
        return SmsStatus(
            signal=int(signal[1]) if signal else None,
            operator=texts.get("modemnetop") or None,
            registration=texts.get("modemnetreg") or None,
            sent=_integer(texts.get("cntsmsok")),
            failed=_integer(texts.get("cntsmserror")),
        )

    async def _call(self, service: str, arguments: str) -> bytes:
        body = ENVELOPE.format(f"<pos:{service}>{arguments}</pos:{service}>")
        return await self._http.ask("POST", "/service.xml", body=body.encode())


def texts_of(document: bytes) -> dict[str, str]:
    """Return the texts of a document by local name; of two, the first one counts."""
    found: dict[str, str] = {}
    for element in parse(document).iter():
        if isinstance(element.tag, str) and (text := clean(element.text or "")):
            found.setdefault(LOCAL_NAMES[element.tag], text)
    return found


def _reply(document: bytes) -> SmsReply:
    try:
        texts = texts_of(document)
    except HwgError, ET.ParseError:
        return SmsReply(None, None)
    identifier = texts.get("id", "")
    if "faultstring" in texts or "faultcode" in texts:
        identifier = ""
    return SmsReply(
        identifier if identifier.isdecimal() and int(identifier) else None,
        texts.get("rslt"),
    )


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
