"""A document's bytes → Device.

Reads `values.xml` of every family that has one, by local names: firmware differs in
namespaces, in the order of the tags and in which of them it sends.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from math import nan
from operator import attrgetter
import re
from typing import NamedTuple
from xml.etree import ElementTree as ET

from .dialects import ALARM_FLAGS, DIALECTS, LEAK_MODELS, MODELS, POSEIDON, STE, Dialect
from .errors import MalformedAnswerError, NotHwGroupDeviceError
from .model import (
    Device,
    Identity,
    Input,
    Limits,
    Output,
    Quantity,
    ReadingState,
    Sensor,
)
from .units import LEAK, UNKNOWN, limits_from_celsius, unit_from_text

# Display range of the devices (Poseidon2 family manual p. 20): at it or beyond, the
# number says that there is no value.
VALUE_LIMIT = 999.9

_LONGEST_TEXT = 255
_HTML = re.compile(r"<!doctype\s+html|<html", re.IGNORECASE)
_HTML_WITHIN = 2000
_PARTS = frozenset({"agent", "senset", "binaryinset", "binaryoutset"})
# Only encodings that a device may speak: Python knows some that cost an attacker little
# and the decoder much.
_DECLARED_ENCODING = re.compile(
    rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']"""
    rb"""(utf-?8|us-ascii|windows-125\d|cp125\d|iso-8859-\d{1,2})["']""",
    re.IGNORECASE,
)
_HEX_MAC = re.compile(r"[0-9a-f]{12}")

type _Fields = dict[str, str | None]


class _Source(NamedTuple):
    """What an entry's meaning depends on besides its own tags."""

    dialect: Dialect
    leaks_only: bool


class _LocalNames(dict[str, str]):
    """A cache of tag → local name in lower case."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2].lower()
        # Documents have some fifty short ones; a hostile one fills no memory.
        if len(self) < 1000 and len(tag) < _LONGEST_TEXT:
            self[tag] = name
        return name


_LOCAL_NAMES = _LocalNames()
_as_received = attrgetter("tag", "text")


class ValuesReader:
    """Reads one device's documents, and each unchanged entry of them only once."""

    def __init__(self) -> None:
        """Start without a document before."""
        self._sensors = _EntrySet(_sensor)
        self._inputs = _EntrySet(_input)
        self._outputs = _EntrySet(_output)

    def read(self, document: bytes) -> Device:
        """Read a device's `values.xml`.

        Raises NotHwGroupDeviceError for anything that is no such document, and
        MalformedAnswerError for one that is cut off, not well-formed or has a DTD.
        """
        root = _root(_decode(document))
        namespace, _, name = root.tag.rpartition("}")
        parts = {_LOCAL_NAMES[part.tag]: part for part in root}
        if name.lower() != "root" or not parts.keys() & _PARTS:
            raise NotHwGroupDeviceError("The document is not an HW group device's")

        agent = _fields(parts.get("agent", ()))
        source = _Source(
            dialect=DIALECTS.get(namespace.removeprefix("{"), STE),
            leaks_only=_text(agent, "model") in LEAK_MODELS,
        )
        return Device(
            identity=_identity(agent, _text(_fields(root), "devicename")),
            sensors=self._sensors.read(parts.get("senset", ()), source),
            inputs=self._inputs.read(parts.get("binaryinset", ()), source),
            outputs=self._outputs.read(parts.get("binaryoutset", ()), source),
            uptime=_integer(_text(agent, "uptime")),
        )


class _EntrySet[ItemT: Sensor | Input | Output]:
    """Reads the entries of one set, each under a key of its own.

    Between two polls most entries are the same to the letter. They yield the very
    objects of the document before, so reading and comparing them costs little.
    """

    def __init__(self, read_entry: Callable[[str, _Fields, _Source], ItemT]) -> None:
        self._read_entry = read_entry
        self._before: dict[tuple[object, ...], ItemT] = {}

    def read(self, entries: Iterable[ET.Element], source: _Source) -> dict[str, ItemT]:
        items: dict[str, ItemT] = {}
        now: dict[tuple[object, ...], ItemT] = {}
        for entry in entries:
            if _LOCAL_NAMES[entry.tag] != "entry":
                continue  # older Poseidons keep settings of the whole set here, too
            raw = (source, *map(len, entry), *map(_as_received, entry.iter()))
            item = self._before.get(raw)
            if item is None or item.key in items:
                fields = _fields(entry)
                if "state" not in fields:
                    fields |= _status(entry)
                identifier = _text(fields, "id") or "unnumbered"
                key = _unused_key(identifier, items)
                item = self._read_entry(key, fields, source)
            else:
                identifier = key = item.key
            items[key] = item
            # Another entry with the same ID is read anew each time: its key depends
            # on the one before it, which may have changed.
            if key == identifier:
                now[raw] = item
        self._before = now
        return items


def _decode(document: bytes) -> str:
    """Decode as declared, else as the devices' makers would have meant it."""
    declared = _DECLARED_ENCODING.match(document)
    encodings = [declared[1].decode("ascii")] if declared else []
    for encoding in (*encodings, "utf-8", "cp1250"):
        try:
            return document.decode(encoding)
        except LookupError, UnicodeError:
            continue
    return document.decode("latin-1")


def _root(text: str) -> ET.Element:
    """Return the root element of a document without a DTD."""
    text = text.lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        raise NotHwGroupDeviceError("The answer is not an XML document")
    try:
        # Without a DTD there are no entities to expand, so nothing that grows. The
        # parser would take text with null characters for UTF-16, and find one there.
        if "<!DOCTYPE" in text or "\0" in text:
            raise MalformedAnswerError("The document has a DTD or a null character")
        return ET.fromstring(text)  # noqa: S314
    except (MalformedAnswerError, ET.ParseError, ValueError) as err:
        if _HTML.search(text, 0, _HTML_WITHIN):
            raise NotHwGroupDeviceError("The answer is an HTML page") from err
        raise MalformedAnswerError(f"The document cannot be read: {err}") from err


def _fields(entry: Iterable[ET.Element]) -> _Fields:
    """Return the texts of an element's children by local name in lower case."""
    return {_LOCAL_NAMES[child.tag]: child.text for child in entry}


def _unused_key(identifier: str, used: Container[str]) -> str:
    """Return an entry's ID, numbered where another entry has it already."""
    key, copy = identifier, 1
    while key in used:
        copy += 1
        key = f"{identifier}_{copy}"
    return key


def _status(entry: ET.Element) -> _Fields:
    """Return the sub-element that a STE2 LITE has beside State, or instead of it."""
    for child in entry:
        if _LOCAL_NAMES[child.tag] == "status":
            return _fields(child)
    return {}


def _text(fields: _Fields, name: str) -> str:
    """Return a field's text, empty where there is none."""
    return (fields.get(name) or "").strip()[:_LONGEST_TEXT]


def _number(text: str | None) -> float:
    """Read a decimal number with a point or a comma; anything else is not-a-number."""
    if not text:
        return nan
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return nan


def _integer(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _flag(text: str) -> bool | None:
    return {"0": False, "1": True}.get(text)


def _identity(agent: _Fields, device_name: str) -> Identity:
    serial = _text(agent, "serialnumber") or _text(agent, "sernum")
    return Identity(
        mac=_mac(_text(agent, "mac") or _text(agent, "ethmac")),
        serial=serial if serial.strip("0") else None,
        name=_text(agent, "devicename")
        or device_name
        or _text(agent, "sys_name")
        or None,
        model=_text(agent, "productname")
        or MODELS.get(_text(agent, "model"))
        or _text(agent, "title")
        or None,
        firmware=_text(agent, "version") or None,
    )


def _mac(text: str) -> str | None:
    digits = re.sub(r"[:.\-\s]", "", text).lower()
    if not _HEX_MAC.fullmatch(digits) or not digits.strip("0"):
        return None
    return ":".join(digits[index : index + 2] for index in range(0, 12, 2))


def _sensor(key: str, fields: _Fields, source: _Source) -> Sensor:
    # Only leak detectors have a resistance, and it stays when the unit is gone.
    if source.leaks_only or "resistance" in fields:
        unit = LEAK
    else:
        unit = unit_from_text(_text(fields, "units") or _text(fields, "unittype"))
    state = _state(fields, source.dialect)
    read_value = _VALUES.get(unit.quantity, _measured)
    value = read_value(_number(fields.get("value")), state)
    limits = Limits(
        low=_limit(fields.get("min")),
        high=_limit(fields.get("max")),
        hysteresis=_limit(fields.get("hyst")),
    )
    if source.dialect.limits_in_celsius:
        limits = limits_from_celsius(limits, unit)
    if value is None or state is ReadingState.INVALID or unit is UNKNOWN:
        value, state = None, ReadingState.INVALID
    elif state in _DIRECTED:
        state = _directed(state, value, limits)
    return Sensor(
        key=key,
        name=_text(fields, "name"),
        value=value,
        unit=unit,
        limits=limits,
        state=state,
    )


def _state(fields: _Fields, dialect: Dialect) -> ReadingState:
    """Return the state that the device names, in words that all families share."""
    if code := _text(fields, "state"):
        # A code that nobody documented is at least not the one for "normal".
        return dialect.states.get(code, ReadingState.ALARM)
    if flag := _text(fields, "alarmstate"):
        return ALARM_FLAGS.get(flag.lower(), ReadingState.ALARM)
    return ReadingState.OK


_DIRECTED: Mapping[ReadingState, tuple[ReadingState, ReadingState]] = {
    ReadingState.OUT_OF_RANGE: (
        ReadingState.OUT_OF_RANGE_LOW,
        ReadingState.OUT_OF_RANGE_HIGH,
    ),
    ReadingState.ALARM: (ReadingState.ALARM_LOW, ReadingState.ALARM_HIGH),
}


def _directed(state: ReadingState, value: float, limits: Limits) -> ReadingState:
    """Add the direction where only the limits tell it."""
    below, above = _DIRECTED[state]
    if limits.low is not None and value < limits.low:
        return below
    if limits.high is not None and value > limits.high:
        return above
    return state


def _measured(value: float, _state: ReadingState) -> float | None:
    # Written so that not-a-number is out of range, too.
    return value if -VALUE_LIMIT < value < VALUE_LIMIT else None


def _pulses(value: float, _state: ReadingState) -> float | None:
    # A count goes beyond the display range; the sentinel is no whole number.
    return value if value >= 0 and value.is_integer() else None


def _leak(value: float, state: ReadingState) -> float | None:
    # Reports of wet detectors differ: value 1, or no value and a state of alarm.
    if state not in (ReadingState.OK, ReadingState.INVALID):
        return 1.0
    return value if value in (0.0, 1.0) else None


_VALUES: Mapping[Quantity, Callable[[float, ReadingState], float | None]] = {
    Quantity.PULSES: _pulses,
    Quantity.LEAK: _leak,
}


def _limit(text: str | None) -> float | None:
    return _measured(_number(text), ReadingState.OK)


def _input(key: str, fields: _Fields, _source: _Source) -> Input:
    # "Alarm" is how the alarm is set up; what it does now is State or AlarmState.
    return Input(
        key=key,
        name=_text(fields, "name"),
        closed=_flag(_text(fields, "value")),
        state=_state(fields, POSEIDON),
        counter=_integer(_text(fields, "cnt")),
    )


def _output(key: str, fields: _Fields, _source: _Source) -> Output:
    return Output(key=key, name=_text(fields, "name"), on=_flag(_text(fields, "value")))
