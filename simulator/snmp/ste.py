"""The agents of STE, STE2 and WLD."""

from dataclasses import replace

from ..dialects import STE_SCALE, Condition
from ..parts import Input, Sensor
from .family import Family
from .notification import TrapKind
from .tables import Table, mac, name, part_id, row, state, tenths, while_valid
from .traps import IDENTITY, Trap, cells
from .values import HW_GROUP

UNITS = {"C": 1, "F": 2, "K": 3, "%RH": 4, "WLD": 5}
NO_PROBE = "0" * 16
_CHIPS = {"%RH": 0x26}
_TEMPERATURE_CHIP = 0x28

FLOOD_INVALID = 3
FLOOD_SCALE = {
    Condition.INVALID: 0,
    Condition.NORMAL: 1,
    Condition.LOW: 3,
    Condition.HIGH: 3,
    Condition.ALARM_LOW: 3,
    Condition.ALARM_HIGH: 3,
}


def _serial(sensor: Sensor) -> str:
    """Return a 1-Wire ROM from which the ID of the sensor follows."""
    chip = _CHIPS.get(sensor.unit, _TEMPERATURE_CHIP)
    start = bytes((chip,)) + sensor.id.to_bytes(2, "little") + bytes((2, 5, 0, 0))
    return f"{start.hex()}{sum(start) & 0xFF:02x}".upper()


def _unit(sensor: Sensor) -> int:
    """Return the code of the unit, 0 for units without a code."""
    return UNITS.get(sensor.unit, 0)


def _flooded(sensor: Sensor) -> int:
    """Return 1 if the detector found water, 0 if not."""
    return tenths(sensor) // 10


INPUTS = Table[Input](
    path=(1, 1),
    parts=lambda device: device.inputs,
    columns={
        1: row,
        2: lambda entry: int(entry.part.closed),
        3: name,
        4: lambda entry: int(entry.part.active),
    },
)
SENSORS = Table[Sensor](
    path=(3, 1),
    parts=lambda device: device.sensors,
    columns={
        1: row,
        2: while_valid(lambda sensor: sensor.name, ""),
        3: state,
        4: while_valid(lambda sensor: sensor.reading, ""),
        5: while_valid(tenths, 0),
        6: while_valid(_serial, NO_PROBE),
        7: while_valid(_unit, 0),
        8: part_id,
    },
)
INDEXED_BY_ID = replace(SENSORS, columns={**SENSORS.columns, 1: part_id})
DETECTORS = Table[Sensor](
    path=(4, 1),
    parts=lambda device: device.sensors,
    columns={
        1: row,
        2: name,
        3: state,
        4: lambda entry: "\x01q ",  # described as a serial number, but it is none
        5: part_id,
        6: while_valid(_flooded, FLOOD_INVALID),
    },
)

STE = Family(
    object_id=(*HW_GROUP, 4, 1),
    base=(*HW_GROUP, 4, 1),
    description="{product}",
    tables=(INPUTS.without(1), SENSORS),
    scalars={(70, 1, 0): mac},
    scale=STE_SCALE,
    services=72,
    whole_seconds=True,
    traps={TrapKind.COLD_START: {}},
)
STE2 = replace(
    STE,
    object_id=(*HW_GROUP, 4, 9),
    base=(*HW_GROUP, 4, 9),
    tables=(INPUTS, INDEXED_BY_ID),
)
"""The first generation: the index column has the ID of a sensor, the suffix its row."""
STE2_LITE = replace(
    STE2, description="STE2 LITE, fw:{firmware}_2086", tables=(INPUTS, SENSORS)
)
STE2_R2 = replace(
    STE2, description="STE2 r2, fw:{firmware}_2107", tables=(INPUTS, SENSORS)
)

_IN_TRAPS = cells(DETECTORS, 1, 2, 3, 4, 5, 6)

WLD = replace(
    STE,
    base=(*HW_GROUP, 4, 5),
    tables=(DETECTORS,),
    scale=FLOOD_SCALE,
    traps={
        TrapKind.COLD_START: {},
        TrapKind.ALARM_START: {Sensor: (Trap(1, (*IDENTITY, _IN_TRAPS)),)},
        TrapKind.ALARM_END: {Sensor: (Trap(2, (*IDENTITY, _IN_TRAPS)),)},
        TrapKind.ALARM_PERIODIC: {Sensor: (Trap(3, (*IDENTITY, _IN_TRAPS)),)},
    },
)
"""A WLD has the sysObjectID of an STE, but its data under another base."""
WLD_ALARM_2 = replace(
    WLD, scale={condition: min(code, 2) for condition, code in FLOOD_SCALE.items()}
)
"""A variant: sources disagree whether the alarm of a WLD is 3 or 2."""
