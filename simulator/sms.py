"""The modem of an SMS gateway: what it sends, its odd answers, and what it reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

QUEUE = 5
_ENVELOPE = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:pos="poseidonService.xsd"><soapenv:Header/><soapenv:Body>{}'
    "</soapenv:Body></soapenv:Envelope>"
)


def event(number: str, text: str | None) -> bytes:
    """Return the report of an SMS, or of a call, that has come in."""
    command = "Call" if text is None else "SMS"
    said = "" if text is None else f"<Text>{escape(text)}</Text>"
    return _ENVELOPE.format(
        f"<pos:NotificationEvent><Queue>GsmIn</Queue><Gsm><Cmd>{command}</Cmd>"
        f"<Nmr>{escape(number)}</Nmr>{said}</Gsm></pos:NotificationEvent>"
    ).encode()


@dataclass(slots=True)
class Modem:
    """What the gateway has sent, and how it answers."""

    signal: int = -75
    operator: str = "Alps Mobile"
    registration: str = "Registered, home network"
    sent: list[tuple[str, str | None]] = field(default_factory=list)
    """The number and the text of each SMS; the text of a call is None."""
    failed: int = 0
    queued: int = 0
    missed: int = 0
    keeps: bool = False
    """Whether it leaves messages in its queue."""
    lingers: bool = False
    """Whether a message is still in the queue when that is looked at the next time."""
    peak: int = 0
    """How many messages were in the queue at most."""
    code: int = 0
    """What it answers for success."""
    names_id: bool = True
    refuses: bool = False
    lies: bool = False
    """Whether it accepts a message and never sends it."""
    garbles: bool = False
    """Whether its answers are no XML, although it sends."""
    allows_get: bool = True
    hangs: bool = False
    """Whether no question about SMS is answered."""
    reports_to: str | None = None
    """The URL for what comes in."""

    def status(self) -> bytes:
        """Return the status.xml."""
        tags = {
            "ModemSigQ": f"{self.signal} dBm (61 %)",
            "ModemNetOp": self.operator,
            "ModemNetReg": self.registration,
            "CntSmsOK": str(len(self.sent)),
            "CntSmsError": str(self.failed),
        }
        body = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in tags.items())
        return f"<Root>{body}</Root>".encode()

    def get(self, query: Mapping[str, str]) -> bytes:
        """Answer a message by HTTP GET."""
        if not self.allows_get:
            return b"<Root></Root>"
        return self._add(query.get("Nmr", ""), query.get("Text"))

    def soap(self, body: bytes) -> bytes:
        """Answer a SOAP request."""
        root = ET.fromstring(body)  # noqa: S314
        service = next(
            element.tag.rpartition("}")[2]
            for element in root.iter()
            if "poseidonService" in element.tag
        )
        if service == "QueueStatus":
            waiting = self.queued
            if self.lingers:
                self.queued = max(0, waiting - 1)
            return (
                f"<r><max>{QUEUE}</max><cnt>{waiting}</cnt>"
                f"<missed>{self.missed}</missed></r>"
            ).encode()
        return self._add(root.findtext(".//Nmr") or "", root.findtext(".//Text"))

    def _add(self, number: str, text: str | None) -> bytes:
        if self.refuses:
            return b"<r><rslt>7</rslt></r>"
        if self.queued >= QUEUE:
            self.missed += 1
            return b"<r><rslt>4</rslt></r>"
        if self.keeps or self.lingers:
            self.queued += 1
            self.peak = max(self.peak, self.queued)
        if not self.lies:
            self.sent.append((number, text))
        if self.garbles:
            return b"OK"
        identifier = f"<ID>{100 + len(self.sent)}</ID>" if self.names_id else ""
        return f"<r><Rslt>{self.code}</Rslt>{identifier}</r>".encode()
