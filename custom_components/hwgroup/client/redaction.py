"""What a device said, without what tells whose device it is.

What is known to be harmless stays; everything else becomes a placeholder, the same one
for the same original, so that what is left reads as the device's own words do.
"""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from .document import LOCAL_NAMES, parse
from .errors import MalformedAnswerError
from .family import DESCRIPTION, UPTIME, Column, Oid, Value, text_of
from .model import Device, mac_from_text
from .text import clean
from .values_xml import ValuesReader

if TYPE_CHECKING:
    from .snmp import Answers

# By the element that they are in: tags whose texts are numbers, codes and models.
_HARMLESS: Final[Mapping[str, frozenset[str]]] = {
    "agent": frozenset(
        ("version", "xmlver", "title", "productname", "model", "vendor_id", "uptime")
    ),
    "entry": frozenset(
        (
            *("id", "units", "unittype", "value", "min", "max", "hyst", "exp"),
            *("state", "alarmstate", "alarm", "emailsms", "alarmmsgrecipid"),
            "status",
            *("resistance", "interface", "color"),
            *("number", "delay", "cnt", "type", "mode"),
        )
    ),
    "status": frozenset(("state", "alarm")),
    # What is pushed has these besides.
    "time": frozenset(("timezone", "summertime", "timestamp", "uptime")),
    "portal": frozenset(("pushsource", "pushperiod", "logperiod", "aplimit")),
    "valuelog": frozenset(("value", "timeoffset", "status")),
}
_NAMES: Final = frozenset(("name", "devicename", "sys_name"))
_SERIALS: Final = frozenset(("serialnumber", "sernum"))
_HARMLESS_COLUMNS: Final = (
    *(Column.UNIT_TEXT, Column.VALUE_TEXT),
    *(Column.LOW, Column.HIGH, Column.HYSTERESIS),
)
# The types of a recording, as they are numbered on the wire.
_INTEGER, _STRING, _OID, _TICKS = "2", "4", "6", "67"


class Placeholders:
    """Stands in for what is secret; what is empty stays so."""

    def __init__(self) -> None:
        """Start without knowing anything."""
        self._known: dict[str, str] = {}
        self._counters: dict[str, Iterator[int]] = {}

    def hide(self, text: str, kind: str = "text") -> str:
        """Return what stands for a text.

        MAC and IP addresses become others, so that they are still read as such.
        """
        original = clean(text)
        if not original or (kind == "serial" and not original.strip("0")):
            return text
        original = mac_from_text(original) or original
        if original not in self._known:
            self._known[original] = self._new(original, kind)
        return self._known[original]

    def _new(self, original: str, kind: str) -> str:
        if mac_from_text(original):
            number = self._next("mac")
            return f"00:0A:59:00:{number >> 8 & 255:02X}:{number & 255:02X}"
        if _is_ip(original):
            return f"192.0.2.{self._next('ip') % 256}"
        return f"{kind} {self._next(kind)}"

    def _next(self, kind: str) -> int:
        return next(self._counters.setdefault(kind, count(1)))


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def redacted_document(document: bytes, placeholders: Placeholders) -> str:
    """Return a document that yields the same readings.

    Raises NotHwGroupDeviceError and MalformedAnswerError for one that yields none.
    """
    ValuesReader().read(document)
    root = parse(document)
    root.text = _hidden(root.text, placeholders)
    for parent in root.iter():
        inside = LOCAL_NAMES[parent.tag]
        parent.attrib.update(
            {key: placeholders.hide(value) for key, value in parent.attrib.items()}
        )
        for child in parent:
            tag = LOCAL_NAMES[child.tag]
            if tag not in _HARMLESS.get(inside, ()):
                child.text = _hidden(child.text, placeholders, _kind(tag))
            child.tail = _hidden(child.tail, placeholders)
    try:
        return ET.tostring(root, encoding="unicode")
    except RecursionError as err:
        raise MalformedAnswerError("The document is too deep") from err


def _kind(tag: str) -> str:
    if tag in _NAMES:
        return "name"
    return "serial" if tag in _SERIALS else "text"


def _hidden(
    text: str | None, placeholders: Placeholders, kind: str = "text"
) -> str | None:
    return text and placeholders.hide(text, kind)


def redacted_rows(answers: Answers, placeholders: Placeholders) -> list[str]:
    """Return an agent's answers as the lines of a recording (snmprec), in order.

    The types are those that the values were read as: counters are integers.
    """
    rows: dict[Oid, Value] = {}
    family, scalars, tables = answers
    for oid, value in scalars.items():
        if value is not None:
            rows[oid] = _row_value(_scalar_kind(answers, oid), value, placeholders)
    for table, entries in tables.items():
        for index, row in sorted(entries.items()):
            for column, value in row.items():
                oid = (*family.oid, *table.oid, table.columns[column], *index)
                kind = None if column in _HARMLESS_COLUMNS else "name"
                rows[oid] = _row_value(kind, value, placeholders)
    return [_line(oid, value) for oid, value in sorted(rows.items())]


def _scalar_kind(answers: Answers, oid: Oid) -> str | None:
    """Return what a text is called, None for one that is harmless."""
    family = answers.family
    if oid == DESCRIPTION:
        return None
    if family.serial and oid == (*family.oid, *family.serial):
        return "serial"
    return "name"


def _row_value(kind: str | None, value: Value, placeholders: Placeholders) -> Value:
    if kind is None or not isinstance(value, bytes):
        return value
    return placeholders.hide(text_of(value), kind).encode()


def _line(oid: Oid, value: Value) -> str:
    if isinstance(value, int):
        return f"{_dotted(oid)}|{_TICKS if oid == UPTIME else _INTEGER}|{value}"
    if isinstance(value, tuple):
        return f"{_dotted(oid)}|{_OID}|{_dotted(value)}"
    text = value.decode("ascii", "replace")
    if text.isascii() and text.isprintable():
        return f"{_dotted(oid)}|{_STRING}|{text}"
    return f"{_dotted(oid)}|{_STRING}x|{value.hex().upper()}"


def _dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))


def redacted_device(device: Device, placeholders: Placeholders) -> dict[str, Any]:
    """Return a device as plain data."""
    data = device.to_dict()
    identity = data["identity"]
    for key, kind in (("mac", "text"), ("serial", "serial"), ("name", "name")):
        identity[key] = _hidden(identity[key], placeholders, kind)
    for kind in ("sensors", "inputs", "outputs"):
        for part in data[kind].values():
            part["name"] = placeholders.hide(part["name"], "name")
    return data
