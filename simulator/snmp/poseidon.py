"""The agents of Poseidon and Damocles."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ..dialects import Condition
from ..parts import AlarmWhen, Input, Output, Sensor
from .answers import Commit, RefusedError, Status
from .device import AgentDevice
from .family import Family
from .notification import TrapKind
from .tables import Change, Entry, Table, limit, mac, name, part_id, row, state, tenths
from .traps import IDENTITY, Trap, cells
from .values import HW_GROUP, Content, Kind, Value

ALARM_SETUP: dict[int, int] = {AlarmWhen.OPEN: 1, AlarmWhen.CLOSED: 2}
UNIVERSAL = 12
UNITS = {"C": 0, "F": 1, "K": 2, "%RH": 3, "V": 4, "mA": 5, "": 6, "p": 7, "s": 8}
SCALE = {
    Condition.INVALID: 0,
    Condition.NORMAL: 1,
    Condition.LOW: 2,
    Condition.HIGH: 2,
    Condition.ALARM_LOW: 3,
    Condition.ALARM_HIGH: 3,
}
ALARM = SCALE[Condition.ALARM_HIGH]
LOST = -999.9
"""The reading of a lost probe, as in the document of the family."""
INPUT_ALARM = 1
SENSOR_ALARM = 2


def _text(entry: Entry[Sensor]) -> Content:
    """Return the value with its unit."""
    sensor = entry.part
    return f"{sensor.reading if sensor.valid else LOST} {sensor.unit}".rstrip()


def _value(entry: Entry[Sensor]) -> Content:
    """Return the value in tenths."""
    return tenths(entry.part) if entry.part.valid else limit(LOST)


def _flags(entry: Entry[Sensor]) -> Content:
    """Return the flags: enabled, has a range, sends mails."""
    sensor = entry.part
    ranged = sensor.low is not None or sensor.high is not None
    return 0x08 | 0x01 * ranged | 0x20 * (ranged and sensor.notifies)


def _in_alarm(entry: Entry[Input | Sensor]) -> bool:
    """Return whether a part is in alarm."""
    if isinstance(entry.part, Input):
        return entry.part.active
    return entry.device.family.state(entry.device, entry.part) == ALARM


def _alarm_kind(entry: Entry[Input | Sensor]) -> Content:
    """Return the code of the kind of part."""
    return INPUT_ALARM if isinstance(entry.part, Input) else SENSOR_ALARM


def _alarm_candidates(device: AgentDevice) -> Sequence[Input | Sensor]:
    """Return all parts that can be in alarm."""
    return [*device.inputs, *device.sensors]


def _alarms(device: AgentDevice) -> Content:
    """Return how many parts are in alarm."""
    count = sum(_in_alarm(entry) for entry in ALARMS.entries(device))
    return Value(Kind.GAUGE, count)


def _switch(entry: Entry[Output], value: Value) -> Commit:
    """Return the function that switches an output; it must be in manual mode."""
    if value.kind is not Kind.INTEGER:
        raise RefusedError(Status.WRONG_TYPE)
    if value.content not in (0, 1):
        raise RefusedError(Status.WRONG_VALUE)
    if entry.part.mode != 0:
        raise RefusedError(Status.INCONSISTENT_VALUE)
    return partial(entry.part.command, on=bool(value.content))


def _set(name: str) -> Change[Sensor]:
    """Return what sets a limit, which is an integer of tenths."""

    def change(entry: Entry[Sensor], value: Value) -> Commit:
        if not isinstance(value.content, int):
            raise RefusedError(Status.WRONG_TYPE)
        return partial(setattr, entry.part, name, value.content / 10)

    return change


INPUTS = Table[Input](
    path=(1, 1),
    parts=lambda device: device.inputs,
    columns={
        1: row,
        2: lambda entry: int(entry.part.closed),
        3: name,
        4: lambda entry: ALARM_SETUP.get(entry.part.alarm_when, 0),
        5: lambda entry: int(entry.part.active),
        6: lambda entry: entry.part.counter,
    },
)
OUTPUTS = Table[Output](
    path=(2, 1),
    parts=lambda device: device.outputs,
    columns={
        1: row,
        2: lambda entry: int(entry.part.on),
        3: name,
        4: lambda entry: entry.part.type,
        5: lambda entry: entry.part.mode,
    },
    changes={2: _switch},
)
SENSORS = Table[Sensor](
    path=(3, 1),
    parts=lambda device: device.sensors,
    columns={
        1: row,
        2: name,
        4: state,
        5: _text,
        6: _value,
        7: _value,
        8: part_id,
        9: lambda entry: UNITS.get(entry.part.unit, UNIVERSAL),
        10: lambda entry: entry.part.unit,
        11: row,
    },
)
ALARMS = Table[Input | Sensor](
    path=(50, 2, 1),
    parts=_alarm_candidates,
    # Column 5, the time, is left out: its type is not documented.
    columns={
        1: row,
        2: part_id,
        3: _alarm_kind,
        4: name,
    },
    lists=_in_alarm,
)
SETUP = Table[Sensor](
    path=(99, 1, 2, 1),
    parts=lambda device: device.sensors,
    columns={
        2: name,
        5: _flags,
        6: lambda entry: limit(entry.part.low),
        7: lambda entry: limit(entry.part.high),
        8: lambda entry: limit(entry.part.hysteresis),
    },
    changes={6: _set("low"), 7: _set("high"), 8: _set("hysteresis")},
)

_INPUT_CHANGE = Trap(1, (*IDENTITY, cells(INPUTS, 3, 2, 5)))
_SENSOR_CHANGE = Trap(2, (*IDENTITY, cells(SENSORS, 2, 8, 4, 6, 9)))
_STARTED = Trap(3, (*IDENTITY, cells(ALARMS, 2, 3)))
_ENDED = Trap(4, (*IDENTITY, cells(ALARMS, 2, 3)))

POSEIDON2 = Family(
    object_id=(*HW_GROUP, 3, 3),
    base=(*HW_GROUP, 3, 3),
    description="{product} SNMP Supervisor v{firmware}",
    tables=(INPUTS, OUTPUTS, SENSORS, ALARMS, SETUP),
    scalars={
        (50, 1, 0): _alarms,
        (70, 1, 0): mac,
        (99, 1, 1, 0): lambda device: UNITS["C"],
    },
    scale=SCALE,
    traps={
        TrapKind.COLD_START: {},
        TrapKind.LINK_UP: {},
        TrapKind.ALARM_START: {
            Input: (_STARTED, _INPUT_CHANGE),
            Sensor: (_STARTED, _SENSOR_CHANGE),
        },
        TrapKind.ALARM_END: {
            Input: (_ENDED, _INPUT_CHANGE),
            Sensor: (_ENDED, _SENSOR_CHANGE),
        },
    },
)
POSEIDON = replace(
    POSEIDON2,
    tables=(
        INPUTS.without(1, 6),
        OUTPUTS.without(1),
        SENSORS.without(1, 11),
        ALARMS,
        SETUP,
    ),
)
"""The older generation: no index columns, no counters and no port."""
DAMOCLES = replace(
    POSEIDON2,
    object_id=(*HW_GROUP, 3, 4),
    base=(*HW_GROUP, 3, 4),
    tables=(INPUTS, OUTPUTS, SENSORS.without(11), ALARMS, SETUP),
)
