"""The agent of Perseus: meters and their variables."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import trunc
from typing import Any

from ..dialects import Condition
from ..parts import Input, Meter, Output, Sensor
from .answers import Commit, RefusedError, Status
from .device import AgentDevice
from .family import Family
from .notification import TrapKind
from .tables import Change, Column, Entry, Table, mac, name, part_id, scaled
from .traps import Reported, Trap, cells, scalar, sys_name
from .values import HW_GROUP, Content, Kind, Oid, Value

BASE = (*HW_GROUP, 5, 1)
OK = 1
METER_INVALID = 3
ALARM_HIGH = 5
SCALE = {
    Condition.INVALID: 2,
    Condition.NORMAL: OK,
    Condition.LOW: 4,
    Condition.HIGH: ALARM_HIGH,
    Condition.ALARM_LOW: 4,
    Condition.ALARM_HIGH: ALARM_HIGH,
}
DISCRETE_INPUT, DISCRETE_OUTPUT, ANALOG_SENSOR = 0, 1, 2
INCREMENTAL = {"h": 4, "kWh": 6}


def _variable(entry: Entry[Any]) -> Oid:
    """Return the suffix of a variable."""
    return entry.part.meter, entry.part.id


def _one(entry: Entry[Any]) -> Content:
    """Return 1, for what is always enabled."""
    return 1


def _zero(entry: Entry[Any]) -> Content:
    """Return 0, for what is never set."""
    return 0


def _meter_state(entry: Entry[Meter]) -> Content:
    """Return whether a meter answers."""
    return OK if entry.part.valid else METER_INVALID


def _after_meter[Part: (Sensor, Input, Output)](
    read: Callable[[AgentDevice, Part], int],
) -> Column[Part]:
    """Return a column of states: a variable is invalid while its meter is."""

    def state(entry: Entry[Part]) -> Content:
        if not entry.device.meter(entry.part.meter).valid:
            return METER_INVALID
        return read(entry.device, entry.part)

    return state


def _integer(entry: Entry[Sensor]) -> Content:
    """Return the value as an integer, cut off and not rounded."""
    return trunc(scaled(entry.part)) if entry.part.valid else 0


def _switch(entry: Entry[Output], value: Value) -> Commit:
    """Return the function that switches an output."""
    if value.kind is not Kind.INTEGER:
        raise RefusedError(Status.WRONG_TYPE)
    if value.content not in (0, 1):
        raise RefusedError(Status.WRONG_VALUE)
    return partial(entry.part.command, on=bool(value.content))


def _switch_by_text(entry: Entry[Output], value: Value) -> Commit:
    """Return the function that switches an output."""
    if value.kind is not Kind.STRING:
        raise RefusedError(Status.WRONG_TYPE)
    if value.content not in (b"0", b"1"):
        raise RefusedError(Status.WRONG_VALUE)
    return partial(entry.part.command, on=value.content == b"1")


def _contact(closed: Callable[[Any], bool], kind: int) -> dict[int, Column[Any]]:
    """Return the columns that inputs and outputs have in common."""
    return {
        1: part_id,
        2: name,
        4: lambda entry: str(int(closed(entry.part))),
        5: lambda entry: "",
        6: _one,
        7: lambda entry: kind,
        8: lambda entry: "0",
        9: _zero,
        10: _zero,
        11: _one,
        12: lambda entry: int(closed(entry.part)),
    }


def _text(name: str) -> Column[Sensor]:
    """Return a column of a limit, which is empty where there is none."""

    def read(entry: Entry[Sensor]) -> Content:
        limit: float | None = getattr(entry.part, name)
        return "" if limit is None else f"{limit:.{entry.part.decimals or 0}f}"

    return read


def _set(name: str) -> Change[Sensor]:
    """Return what sets a limit, which is a text."""

    def change(entry: Entry[Sensor], value: Value) -> Commit:
        if value.kind is not Kind.STRING or not isinstance(value.content, bytes):
            raise RefusedError(Status.WRONG_TYPE)
        return partial(setattr, entry.part, name, float(value.content))

    return change


METERS = Table[Meter](
    path=(2, 1),
    parts=lambda device: device.meters,
    columns={
        1: part_id,
        2: name,
        3: _meter_state,
        4: _one,
        5: lambda entry: entry.part.type,
        6: lambda entry: entry.part.address,
        7: _one,
    },
    suffix=lambda entry: (entry.part.id,),
)
SENSORS = Table[Sensor](
    path=(3, 1),
    parts=lambda device: device.sensors,
    columns={
        1: part_id,
        2: name,
        3: _after_meter(lambda device, sensor: device.family.state(device, sensor)),
        4: lambda entry: entry.part.reading if entry.part.valid else "",
        5: lambda entry: entry.part.unit,
        6: _one,
        7: lambda entry: INCREMENTAL.get(entry.part.unit, ANALOG_SENSOR),
        8: lambda entry: f"{0:.{entry.part.decimals or 0}f}",
        9: lambda entry: entry.part.decimals or 0,
        10: _zero,
        11: _one,  # also for variables that cannot be written
        12: _integer,
    },
    suffix=_variable,
)
CONDITIONS = Table[Sensor](
    path=(4, 1),
    parts=lambda device: device.sensors,
    columns={
        1: _one,
        2: lambda entry: "Limits",
        3: _one,
        4: _one,
        5: lambda entry: "",
        6: _text("low"),
        7: _text("high"),
        8: _text("hysteresis"),
        9: _zero,
    },
    suffix=lambda entry: (*_variable(entry), 1),
    lists=lambda entry: (entry.part.low, entry.part.high) != (None, None),
    changes={6: _set("low"), 7: _set("high"), 8: _set("hysteresis")},
)
"""Inferred from the MIB: no condition was ever seen."""
INPUTS = Table[Input](
    path=(3, 1),
    parts=lambda device: device.inputs,
    columns={
        **_contact(lambda contact: contact.closed, DISCRETE_INPUT),
        3: _after_meter(lambda device, contact: ALARM_HIGH if contact.active else OK),
    },
    suffix=_variable,
)
OUTPUTS = Table[Output](
    path=(3, 1),
    parts=lambda device: device.outputs,
    columns={
        **_contact(lambda output: output.on, DISCRETE_OUTPUT),
        3: _after_meter(lambda device, output: OK),
        10: lambda entry: round(entry.part.pulse * 1000),
    },
    suffix=_variable,
    changes={12: _switch},
)


def _meter_of(device: AgentDevice, part: Reported) -> Meter:
    """Return the meter that a variable belongs to."""
    return device.meter(part.meter)


def _alarm(table: Table[Any]) -> tuple[Trap, ...]:
    """Return the trap of a table; it is the same for the start and the end of an alarm."""
    picks = (
        sys_name,
        scalar(5, 1, 1, 1, read=lambda device: 1),
        scalar(5, 1, 2, 1, read=lambda device: "Tell the watch"),
        cells(METERS, 1, 2, 3, of=_meter_of),
        cells(table, 1, 2, 12, 4, 3, 9, 5),
        # Traps have the MAC, the tables have not.
        scalar(100, 1, 0, read=mac),
    )
    return (Trap(3, picks, enterprise=(1, 3, 6, 1, 2, 1, 11)),)


_ALARMS = {Sensor: _alarm(SENSORS), Input: _alarm(INPUTS)}

PERSEUS = Family(
    object_id=BASE,
    base=BASE,
    description="{product}, fw:{firmware}",
    tables=(METERS, SENSORS, INPUTS, OUTPUTS, CONDITIONS),
    scalars={
        (1, 1, 0): lambda device: len(device.meters),
        (100, 2, 0): lambda device: device.serial,
        (100, 3, 0): lambda device: device.model.firmware,
    },
    scale=SCALE,
    traps={
        TrapKind.COLD_START: {},
        TrapKind.ALARM_START: _ALARMS,
        TrapKind.ALARM_END: _ALARMS,
    },
)
PERSEUS_BY_TEXT = replace(
    PERSEUS,
    tables=(
        *(METERS, SENSORS, INPUTS, CONDITIONS),
        replace(OUTPUTS, changes={4: _switch_by_text}),
    ),
)
"""A variant: both columns can be written by the MIB, and no write was ever seen."""
