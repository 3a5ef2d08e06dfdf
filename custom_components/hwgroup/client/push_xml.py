"""What a device pushes (HWg-Push) → Push, and what it is answered. Pure.

The documents are those of HW group's "HWg-Push – Portal PUSH documentation 4.8.1", which
differ from `values.xml`: a value is an integer and an exponent, and states have a scale
of their own. No document of a real device has been seen: whatever may be missing is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from ipaddress import ip_address
import re
from typing import Final, Literal, NamedTuple
from xml.etree import ElementTree as ET

from .dialects import PUSH
from .document import LOCAL_NAMES, Fields, fields_of, parse, text_of
from .errors import MalformedAnswerError, NotHwGroupDeviceError
from .model import (
    MOST_PARTS,
    Device,
    Input,
    Output,
    ReadingState,
    Sensor,
    Unit,
    unused_key,
)
from .models import model_of
from .reading import interpreted
from .units import LEAK, unit_from_code
from .values_xml import flag_of, identity_of, integer_of, number_of

MOST_BYTES: Final = 256 * 1024
"""A full device with a long log has a third of that."""
# Root, Meters, Entry, Values, Entry, Value; one for what nobody has seen yet.
_DEEPEST: Final = 7
_WHOLE: Final = re.compile(r"[+-]?\d{1,15}")
_EXPONENT: Final = re.compile(r"[+-]?\d")
_EVENT: Final = "1"
_LAST_PORT: Final = 65535
# AutoPushes that a device may send in one period.
_MOST_EVENTS: Final = 30
# As a STE2 does from the factory: twelve values for the mean of an hour.
_LOG_PERIOD: Final = 300
_LONGEST: Final = 31 * 86400.0


type _Kind = Literal["sensor", "input", "output"]
type PartId = tuple[_Kind, str]
"""The kind of a part, and its key."""


class Logged(NamedTuple):
    """What a part has measured after so many seconds, which are below zero: before now."""

    offset: float
    value: float
    """A position is 0 or 1."""
    in_alarm: bool | None
    """What the device called it, None where it does not say."""


type Log = Mapping[PartId, Sequence[Logged]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What a device has pushed.

    `event` tells that it does so because something changed (AutoPush), not because it is
    time. `period` is after how many seconds it means to push again, None where it does
    not say so. `host` and `port` are where it says that its web server is. `dated` tells that
    two such documents are never the same to the letter.
    """

    device: Device
    event: bool
    period: int | None
    host: str | None
    port: int
    dated: bool
    log: Log = field(default_factory=dict)
    """What it has measured before."""


def read_push(document: bytes) -> Push:
    """Read what a device has pushed.

    Raises NotHwGroupDeviceError for anything that is no such document or names no device,
    and MalformedAnswerError for one that is too large, too deep, cut off, not well-formed
    or has a DTD.
    """
    if len(document) > MOST_BYTES:
        raise MalformedAnswerError("The document is too large")
    root = parse(document)
    _refuse_depth(root)
    parts = {LOCAL_NAMES[part.tag]: part for part in root}
    if LOCAL_NAMES[root.tag] != "root" or not parts.keys() >= {"agent", "portal"}:
        raise NotHwGroupDeviceError("The document is not pushed by an HW group device")
    agent, portal, network, time = (
        fields_of(parts.get(name, ()))
        for name in ("agent", "portal", "network", "time")
    )
    identity = identity_of(agent, text_of(portal, "devicename"))
    if identity.unique_id is None:
        raise NotHwGroupDeviceError("The document does not say whose it is")
    model = model_of(text_of(agent, "model"))
    log: dict[PartId, list[Logged]] = {}
    read_sensor = _leak if model and model.leaks_only else _sensor
    sensors = _read(parts.get("sensors", ()), read_sensor, log, "sensor")
    for meter in _named(parts.get("meters", ()), "entry"):
        sensors |= _meter(meter, log)
    if len(sensors) > MOST_PARTS:
        raise MalformedAnswerError("The document has too many meters")
    port = integer_of(text_of(network, "httpport"))
    return Push(
        device=Device(
            identity=identity,
            sensors=sensors,
            inputs=_read(parts.get("inputs", ()), _input, log, "input"),
            outputs=_read(parts.get("outputs", ()), _output, log, "output"),
            uptime=integer_of(text_of(time, "uptime")),
        ),
        event=text_of(portal, "pushsource") == _EVENT,
        period=integer_of(text_of(portal, "pushperiod")) or None,
        host=_host(text_of(network, "ipaddr")),
        port=port if port is not None and 0 < port <= _LAST_PORT else 80,
        dated=bool(text_of(time, "uptime") or text_of(time, "timestamp")),
        log=log,
    )


def merged(before: Device, event: Device) -> Device:
    """Return a device after an AutoPush, which may hold only what has changed."""
    return replace(
        event,
        sensors={**before.sensors, **event.sensors},
        inputs={**before.inputs, **event.inputs},
        outputs={**before.outputs, **event.outputs},
    )


def push_answer(*, period: int, now: int) -> bytes:
    """Return the answer that all was kept: the device may erase its log.

    It sets after how many seconds the device pushes again, how often it logs, and its
    clock (seconds since 1970). It never sends the device to another server, runs no
    command and renames nothing.
    """
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<Root><Portal><Status>0</Status>'
        f"<PushPeriod>{period}</PushPeriod><LogPeriod>{_LOG_PERIOD}</LogPeriod>"
        f"<APLimit>{_MOST_EVENTS}</APLimit></Portal>"
        f"<Time><Timestamp>{now}</Timestamp></Time></Root>\n"
    ).encode()


BUSY: Final = (
    b'<?xml version="1.0" encoding="utf-8"?>\n'
    b"<Root><Portal><Status>1</Status></Portal></Root>\n"
)
"""The answer that nothing was kept. A device takes one without a status for a "kept"."""


def _refuse_depth(root: ET.Element) -> None:
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
    if level:
        raise MalformedAnswerError("The document is too deep")


def _host(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return None if address.is_unspecified else str(address)


def _named(part: Iterable[ET.Element], name: str) -> Iterator[ET.Element]:
    return (child for child in part if LOCAL_NAMES[child.tag] == name)


def _read[PartT: Sensor | Input | Output](
    part: Iterable[ET.Element],
    read_entry: Callable[[str, Fields], PartT],
    log: dict[PartId, list[Logged]],
    kind: _Kind,
    prefix: str = "",
) -> dict[str, PartT]:
    """Read the entries of a part, each under a key of its own, and add their logs."""
    read: dict[str, PartT] = {}
    for entry in _named(part, "entry"):
        if len(read) == MOST_PARTS:
            raise MalformedAnswerError("The document has too many entries")
        fields = fields_of(entry)
        name = text_of(fields, "id") or "unnumbered"
        key = unused_key(f"{prefix}{name}", read)
        read[key] = read_entry(key, fields)
        if logged := [*_logged(entry, partial(read_entry, key), fields)]:
            log[kind, key] = logged
    return read


def _meter(meter: ET.Element, log: dict[PartId, list[Logged]]) -> Mapping[str, Sensor]:
    """Read the values of a meter, under the keys that they have over SNMP."""
    number = text_of(fields_of(meter), "id") or "unnumbered"
    values = next(_named(meter, "values"), ())
    return _read(values, _metered, log, "sensor", f"{number}_")


def _logged(
    entry: ET.Element,
    read_fields: Callable[[Fields], Sensor | Input | Output],
    fields: Fields,
) -> Iterator[Logged]:
    """Yield what a part has measured before, nothing where the lists do not fit."""
    log = next(_named(entry, "valuelog"), None)
    if log is None:
        return
    lists = fields_of(log)
    values, offsets = (
        (lists.get(name) or "").split(";") for name in ("value", "timeoffset")
    )
    # Positions have none.
    states = (lists.get("status") or ";" * (len(values) - 1)).split(";")
    if not len(values) == len(offsets) == len(states):
        return
    for value, text, state in zip(values, offsets, states, strict=True):
        offset = number_of(text)
        # The last one is of now: that is the reading itself.
        if offset is None or not -_LONGEST <= offset < 0:
            continue
        part = read_fields({**fields, "value": value, "status": state})
        if (number := _number(part)) is not None:
            in_alarm = None if isinstance(part, Output) else part.in_alarm
            yield Logged(offset, number, in_alarm)


def _number(part: Sensor | Input | Output) -> float | None:
    """Return the value of a part; of a position, 0 or 1."""
    match part:
        case Sensor():
            return part.value
        case Input():
            return None if part.closed is None else float(part.closed)
        case Output():
            return None if part.on is None else float(part.on)


def _metered(key: str, fields: Fields) -> Sensor:
    return _sensor(key, fields, on_display=False)


def _sensor(
    key: str, fields: Fields, unit: Unit | None = None, *, on_display: bool = True
) -> Sensor:
    if unit is None:
        named = text_of(fields, "units") or text_of(fields, "unit")
        unit = unit_from_code(named, PUSH.unit_codes)
    return interpreted(
        Sensor(
            key=key,
            name=text_of(fields, "name"),
            value=_scaled(text_of(fields, "value"), text_of(fields, "exp")),
            unit=unit,
            state=_state(text_of(fields, "status")),
        ),
        on_display=on_display,
    )


def _leak(key: str, fields: Fields) -> Sensor:
    """Read a sensor of a device that has leak detectors only, whatever unit it names."""
    return _sensor(key, fields, LEAK)


def _state(code: str) -> ReadingState:
    """Return what a code means; an undocumented one is at least not the one for OK."""
    return PUSH.states.get(code, ReadingState.ALARM) if code else ReadingState.OK


def _scaled(value: str, exponent: str) -> float | None:
    """Return Value times 10 to the Exp; a decimal point tells that it is scaled."""
    if not _WHOLE.fullmatch(value):
        return number_of(value)
    if not exponent:
        return float(value)
    if not _EXPONENT.fullmatch(exponent):
        return None
    return float(f"{value}e{exponent}")


def _input(key: str, fields: Fields) -> Input:
    # Whether a position is an alarm is not said.
    return Input(
        key=key,
        name=text_of(fields, "name"),
        closed=flag_of(text_of(fields, "value")),
        state=ReadingState.INVALID,
    )


def _output(key: str, fields: Fields) -> Output:
    return Output(
        key=key, name=text_of(fields, "name"), on=flag_of(text_of(fields, "value"))
    )
