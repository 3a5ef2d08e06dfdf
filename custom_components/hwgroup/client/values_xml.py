"""A document's bytes → Device.

Reads `values.xml` of every family that has one, by local names: firmware differs in
namespaces, in the order of the tags and in which of them it sends.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple
from xml.etree import ElementTree as ET

from .dialects import ALARM_FLAGS, POSEIDON, STE, Dialect, dialect_of
from .document import LOCAL_NAMES, Fields, fields_of, parse, text_of
from .errors import MalformedAnswerError, NotHwGroupDeviceError
from .model import (
    MOST_PARTS,
    STATE_SCALE,
    Device,
    Identity,
    Input,
    Limits,
    Output,
    ReadingState,
    Sensor,
    mac_from_text,
    unused_key,
)
from .models import BY_NUMBER, model_of
from .reading import interpreted
from .repeated import LastDocument
from .units import LEAK, unit_from_code

_PARTS = frozenset({"agent", "senset", "binaryinset", "binaryoutset"})


class _Source(NamedTuple):
    """What an entry's meaning depends on besides its own tags."""

    dialect: Dialect
    leaks_only: bool


class ValuesReader:
    """Reads one device's documents, and each unchanged entry of them only once."""

    def __init__(self) -> None:
        """Start without a document before."""
        self._sensors = _EntrySet(_sensor)
        self._inputs = _EntrySet(_input)
        self._outputs = _EntrySet(_output)
        self._told: tuple[Fields, str] | None = None
        self._identity = Identity()
        self._last = LastDocument()

    def read(self, document: bytes) -> Device:
        """Read a device's `values.xml`.

        Raises NotHwGroupDeviceError for anything that is no such document, and
        MalformedAnswerError for one that is cut off, not well-formed or has a DTD.
        """
        if (device := self._last.read(document)) is None:
            device = self._parsed(document)
            self._last.keep(document, device)
        return device

    def _parsed(self, document: bytes) -> Device:
        root = parse(document)
        namespace, _, name = root.tag.rpartition("}")
        # What stands in several parts of one name counts as if it stood in one.
        parts: defaultdict[str, list[ET.Element]] = defaultdict(list)
        for part in root:
            parts[LOCAL_NAMES[part.tag]].extend(part)
        if name.lower() != "root" or not parts.keys() & _PARTS:
            raise NotHwGroupDeviceError("The document is not an HW group device's")

        agent = fields_of(parts["agent"])
        number = text_of(agent, "model")
        products = text_of(agent, "productname"), text_of(agent, "title")
        told = dialect_of(
            namespace.removeprefix("{"), (_model_name(number) or number, *products)
        )
        model = model_of(number, *products)
        source = _Source(
            told or POSEIDON, leaks_only=model is not None and model.leaks_only
        )
        sensors = self._sensors.read(parts["senset"], source)
        doubts: tuple[str, ...] = ()
        if told is None and _all_raise_an_unlikely_alarm(sensors.values()):
            sensors = self._sensors.read(parts["senset"], source._replace(dialect=STE))
            doubts = (STATE_SCALE,)
        return Device(
            identity=self._identity_of(agent, text_of(fields_of(root), "devicename")),
            sensors=sensors,
            inputs=self._inputs.read(parts["binaryinset"], source),
            outputs=self._outputs.read(parts["binaryoutset"], source),
            uptime=integer_of(text_of(agent, "uptime")),
            doubts=doubts,
        )

    def _identity_of(self, agent: Fields, device_name: str) -> Identity:
        """Return who the device is: of all that it tells, only the uptime changes."""
        told = ({**agent, "uptime": None}, device_name)
        if told != self._told:
            self._told, self._identity = told, identity_of(agent, device_name)
        return self._identity


def _all_raise_an_unlikely_alarm(sensors: Iterable[Sensor]) -> bool:
    """Return whether the states of a document are probably of another scale.

    "Normal" of a STE is "out of range" of a Poseidon: that every sensor is, and one of
    them without being near a limit, is no alarm of a Poseidon.
    """
    valid = [sensor for sensor in sensors if sensor.valid]
    return all(sensor.in_alarm for sensor in valid) and any(
        sensor.state is ReadingState.OUT_OF_RANGE and not _is_near_a_limit(sensor)
        for sensor in valid
    )


def _is_near_a_limit(sensor: Sensor) -> bool:
    """Return whether a value within the limits may not be back by the hysteresis yet."""
    limits, value = sensor.limits, sensor.value
    hysteresis = limits.hysteresis or 0.0
    return value is not None and (
        (limits.low is not None and value < limits.low + hysteresis)
        or (limits.high is not None and value > limits.high - hysteresis)
    )


class _EntrySet[ItemT: Sensor | Input | Output]:
    """Reads the entries of one set, each under a key of its own.

    Between two polls most entries are the same to the letter. They yield the very
    objects of the document before, so reading and comparing them costs little.
    """

    def __init__(self, read_entry: Callable[[str, Fields, _Source], ItemT]) -> None:
        self._read_entry = read_entry
        self._source: _Source | None = None
        self._before: dict[str, ItemT] = {}

    def read(self, entries: Iterable[ET.Element], source: _Source) -> dict[str, ItemT]:
        if source != self._source:
            self._source, self._before = source, {}
        items: dict[str, ItemT] = {}
        now: dict[str, ItemT] = {}
        for entry in entries:
            if LOCAL_NAMES[entry.tag] != "entry":
                continue  # older Poseidons keep settings of the whole set here, too
            if len(items) == MOST_PARTS:
                raise MalformedAnswerError("The document has too many entries")
            # All of an entry that is read, but for what is within its status.
            raw = _as_received(entry)
            item = self._before.get(raw)
            if item is not None and item.key not in items:
                items[item.key] = now[raw] = item
                continue
            fields = fields_of(entry)
            in_status = "state" not in fields and "status" in fields
            if in_status:
                fields["state"] = _status(entry).get("state")
            identifier = text_of(fields, "id") or "unnumbered"
            key = unused_key(identifier, items)
            items[key] = item = self._read_entry(key, fields, source)
            # Another entry with the same ID is read anew each time: its key depends
            # on the one before it, which may have changed.
            if key == identifier and not in_status:
                now[raw] = item
        self._before = now
        return items


def _as_received(entry: ET.Element) -> str:
    """Return all tags and texts of an entry as one string, the smallest to be kept."""
    return "\0".join([said for part in entry for said in (part.tag, part.text or "")])


def _status(entry: ET.Element) -> Fields:
    """Return the sub-element that a STE2 LITE has beside State, or instead of it."""
    return next(
        fields_of(child) for child in entry if LOCAL_NAMES[child.tag] == "status"
    )


def number_of(text: str | None) -> float | None:
    """Read a decimal number with a point or a comma; anything else is none."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def integer_of(text: str) -> int | None:
    """Read a count; anything else, and what is too large for one, is none."""
    # Devices count in 32 bits; beyond, neither a store nor a calendar can follow.
    number = int(text) if text.isdecimal() else None
    return number if number is None or number < 2**32 else None


def flag_of(text: str) -> bool | None:
    """Read a position, None for what is none."""
    return {"0": False, "1": True}.get(text)


def _model_name(number: str) -> str | None:
    model = BY_NUMBER.get(number)
    return model.name if model else None


def identity_of(agent: Fields, device_name: str) -> Identity:
    """Return who a device is, by what its Agent tells; its name may stand elsewhere."""
    serial = text_of(agent, "serialnumber") or text_of(agent, "sernum")
    return Identity(
        mac=mac_from_text(text_of(agent, "mac") or text_of(agent, "ethmac")),
        serial=serial if serial.strip("0") else None,
        name=text_of(agent, "devicename")
        or device_name
        or text_of(agent, "sys_name")
        or None,
        model=text_of(agent, "productname")
        or _model_name(text_of(agent, "model"))
        or text_of(agent, "title")
        or None,
        firmware=text_of(agent, "version") or None,
    )


def _sensor(key: str, fields: Fields, source: _Source) -> Sensor:
    state = _state(fields, source.dialect)
    # Only leak detectors have a resistance, and it stays when the unit is gone.
    if source.leaks_only or "resistance" in fields:
        unit = LEAK
        # Seen of a STE2 LITE: without a cable there is nothing to measure.
        cut = number_of(fields.get("resistance")) == 0.0
        if cut and state is ReadingState.INVALID:
            state = ReadingState.DISCONNECTED
    else:
        named = (
            text_of(fields, "units")
            or text_of(fields, "unittype")
            or text_of(fields, "unit")
        )
        unit = unit_from_code(named, source.dialect.unit_codes)
    said = Sensor(
        key=key,
        name=text_of(fields, "name"),
        value=number_of(fields.get("value")),
        unit=unit,
        state=state,
        limits=Limits(
            low=number_of(fields.get("min")),
            high=number_of(fields.get("max")),
            hysteresis=number_of(fields.get("hyst")),
        ),
    )
    return interpreted(said, limits_in_celsius=source.dialect.limits_in_celsius)


def _state(fields: Fields, dialect: Dialect) -> ReadingState:
    """Return the state that the device names, in words that all families share."""
    if code := text_of(fields, "state"):
        # A code that nobody documented is at least not the one for "normal".
        return dialect.states.get(code, ReadingState.ALARM)
    if flag := text_of(fields, "alarmstate"):
        return ALARM_FLAGS.get(flag.lower(), ReadingState.ALARM)
    return ReadingState.OK


def _input(key: str, fields: Fields, _source: _Source) -> Input:
    # "Alarm" is how the alarm is set up; what it does now is State or AlarmState.
    return Input(
        key=key,
        name=text_of(fields, "name"),
        closed=flag_of(text_of(fields, "value")),
        state=_state(fields, POSEIDON),
        counter=integer_of(text_of(fields, "cnt")),
    )


def _output(key: str, fields: Fields, _source: _Source) -> Output:
    mode = text_of(fields, "mode")
    return Output(
        key=key,
        name=text_of(fields, "name"),
        on=flag_of(text_of(fields, "value")),
        automatic=mode != "0" if mode else None,
    )
