"""The agent of PWR: meters and their values."""

from dataclasses import replace

from ..dialects import Condition
from ..parts import Input, Meter, Sensor
from .family import Family
from .notification import TrapKind
from .tables import Entry, Table, mac, name, part_id, row, scaled, state, while_valid
from .traps import IDENTITY, Trap, cells
from .values import HW_GROUP, Content, Oid

SCALE = {
    Condition.INVALID: 0,
    Condition.NORMAL: 1,
    Condition.LOW: 2,
    Condition.HIGH: 2,
    Condition.ALARM_LOW: 2,
    Condition.ALARM_HIGH: 2,
}
CONTACTS = ("Open", "Closed")


def _size(entry: Entry[Meter]) -> Content:
    """Return how many values a meter has."""
    return sum(sensor.meter == entry.part.id for sensor in entry.device.sensors)


def _offset(sensor: Sensor) -> int:
    """Return the zero offset, in units of the last decimal."""
    return round(sensor.offset * 10.0 ** (sensor.decimals or 0))


def _by_meter(entry: Entry[Sensor]) -> Oid:
    """Return the suffix: the meter and the value."""
    return entry.part.meter, entry.part.id


def _by_value(entry: Entry[Sensor]) -> Oid:
    """Return the suffix: the value alone."""
    return (entry.part.id,)


METERS = Table[Meter](
    path=(1, 2, 1),
    parts=lambda device: device.meters,
    columns={
        1: row,
        2: name,
        3: lambda entry: entry.part.address,
        4: lambda entry: int(entry.part.serial),
        5: _size,
        6: lambda entry: entry.part.serial,
    },
)
VALUES = Table[Sensor](
    path=(1, 3, 1),
    parts=lambda device: device.sensors,
    columns={
        1: part_id,
        2: name,
        3: lambda entry: entry.part.unit,
        4: lambda entry: 0,
        5: lambda entry: -(entry.part.decimals or 0),
        6: while_valid(lambda sensor: round(scaled(sensor)) - _offset(sensor), 0),
        7: while_valid(lambda sensor: sensor.reading, ""),
        8: state,
        9: lambda entry: _offset(entry.part),
    },
    suffix=_by_meter,
)
INPUTS = Table[Input](
    path=(2, 2, 1),
    parts=lambda device: device.inputs,
    columns={
        1: row,
        2: name,
        3: lambda entry: int(entry.part.closed),
        4: lambda entry: CONTACTS[entry.part.closed],
        5: lambda entry: 2 if entry.part.active else 1,
    },
)

_VALUE = cells(VALUES, 1, 2, 3, 4, 5, 6, 7, 8)
_CONTACT = cells(INPUTS, 1, 2, 3, 4, 5)

PWR = Family(
    object_id=(*HW_GROUP, 4, 6),
    base=(*HW_GROUP, 4, 6),
    description="HWg-PWR",
    tables=(METERS, VALUES, INPUTS),
    scalars={
        (1, 1, 0): lambda device: len(device.meters),
        (2, 1, 0): lambda device: len(device.inputs),
        (70, 1, 0): mac,
    },
    scale=SCALE,
    traps={
        TrapKind.COLD_START: {},
        TrapKind.ALARM_START: {
            Sensor: (Trap(1, (_VALUE,)),),
            Input: (Trap(3, (*IDENTITY, _CONTACT)),),
        },
        TrapKind.ALARM_END: {
            Sensor: (Trap(2, (_VALUE,)),),
            Input: (Trap(4, (*IDENTITY, _CONTACT)),),
        },
    },
)
PWR_ONE_INDEX = replace(PWR, tables=(METERS, replace(VALUES, suffix=_by_value), INPUTS))
"""A variant that was seen in the field: the suffix of a value has no meter."""
