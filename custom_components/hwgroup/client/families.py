"""SNMP families as data: columns, scales and codes, and rows → Device.

OIDs and codes are those of HW group's MIBs (POSEIDON-MIB 2.10, DAMOCLES-MIB 1.11,
STE-MIB 1.03, STE2-MIB 1.01, HWg-WLD-MIB 1.01, HWG-PWR-MIB, Perseus-MIB 1.10) and of
recordings of real agents. A new family is one more row in `FAMILIES`.
"""

from dataclasses import replace
from typing import Final

from .family import (
    ENTERPRISE,
    Column,
    Family,
    Kind,
    Switch,
    Table,
    final_value,
    integer_value,
    tenths_value,
    text_value,
)
from .model import ReadingState
from .units import LEAK, POSEIDON_UNIT_CODES, STE_UNIT_CODES

_ALARM_FLAG: Final = {0: ReadingState.OK, 1: ReadingState.ALARM}
_ALARM_STATE: Final = {
    0: ReadingState.INVALID,
    1: ReadingState.OK,
    2: ReadingState.ALARM,
}
_POSEIDON_STATES: Final = {
    0: ReadingState.INVALID,
    1: ReadingState.OK,
    2: ReadingState.OUT_OF_RANGE,
    3: ReadingState.ALARM,
}
_STE_STATES: Final = {
    0: ReadingState.INVALID,
    1: ReadingState.OK,
    2: ReadingState.OUT_OF_RANGE_LOW,
    3: ReadingState.OUT_OF_RANGE_HIGH,
    4: ReadingState.ALARM_LOW,
    5: ReadingState.ALARM_HIGH,
}
_WLD_STATES: Final = {
    0: ReadingState.INVALID,
    1: ReadingState.OK,
    # The two known copies of the MIB disagree on the code.
    2: ReadingState.ALARM,
    3: ReadingState.ALARM,
}
_PERSEUS_STATES: Final = {
    0: ReadingState.INVALID,
    1: ReadingState.OK,
    2: ReadingState.INVALID,
    3: ReadingState.INVALID,
    4: ReadingState.ALARM_LOW,
    5: ReadingState.ALARM_HIGH,
    6: ReadingState.INVALID,
}
_POSEIDON_TABLES: Final = (
    Table(
        (3, 1),
        {
            Column.NAME: 2,
            Column.STATE: 4,
            Column.VALUE: 6,
            Column.ID: 8,
            Column.UNIT: 9,
            Column.UNIT_TEXT: 10,
        },
        Kind.SENSOR,
    ),
    Table(
        (99, 1, 2, 1),
        {Column.LOW: 6, Column.HIGH: 7, Column.HYSTERESIS: 8},
        Kind.LIMITS,
    ),
    Table(
        (1, 1),
        {Column.VALUE: 2, Column.NAME: 3, Column.STATE: 5, Column.COUNTER: 6},
        Kind.INPUT,
    ),
    # The same ID as in the XML: output n is 150 + n.
    Table(
        (2, 1),
        {Column.VALUE: 2, Column.NAME: 3, Column.MODE: 5},
        Kind.OUTPUT,
        first_id=150,
        switches=(Switch(2),),
    ),
)
_STE_TABLES: Final = (
    Table(
        (3, 1),
        {
            Column.NAME: 2,
            Column.STATE: 3,
            Column.VALUE: 5,
            Column.UNIT: 7,
            Column.ID: 8,
        },
        Kind.SENSOR,
    ),
    Table((1, 1), {Column.VALUE: 2, Column.NAME: 3, Column.STATE: 4}, Kind.INPUT),
)

_POSEIDON: Final = Family(
    name="Poseidon",
    oid=(*ENTERPRISE, 3, 3),
    tables=_POSEIDON_TABLES,
    states=_POSEIDON_STATES,
    input_states=_ALARM_FLAG,
    units=POSEIDON_UNIT_CODES,
    value=tenths_value,
    on_display=True,
    limits_in_celsius=True,
)
_STE: Final = Family(
    name="HWg-STE",
    oid=(*ENTERPRISE, 4, 1),
    tables=_STE_TABLES,
    states=_STE_STATES,
    input_states=_ALARM_FLAG,
    units=STE_UNIT_CODES,
    value=tenths_value,
    on_display=True,
)

FAMILIES: Final = (
    _POSEIDON,
    replace(_POSEIDON, name="Damocles", oid=(*ENTERPRISE, 3, 4)),
    # Before the STE, whose sysObjectID it has.
    Family(
        name="HWg-WLD",
        oid=(*ENTERPRISE, 4, 5),
        shared_object_id=(*ENTERPRISE, 4, 1),
        described_as="WLD",
        tables=(
            Table(
                (4, 1),
                {Column.NAME: 2, Column.STATE: 3, Column.ID: 5, Column.VALUE: 6},
                Kind.SENSOR,
            ),
        ),
        states=_WLD_STATES,
        input_states={},
        unit=LEAK,
        value=integer_value,
    ),
    _STE,
    Family(
        name="HWg-PWR",
        oid=(*ENTERPRISE, 4, 6),
        tables=(
            Table(
                (1, 3, 1),
                {
                    Column.NAME: 2,
                    Column.UNIT_TEXT: 3,
                    Column.EXPONENT: 5,
                    Column.VALUE: 6,
                    Column.VALUE_TEXT: 7,
                    Column.STATE: 8,
                    Column.OFFSET: 9,
                },
                Kind.SENSOR,
            ),
            Table(
                (2, 2, 1),
                {Column.NAME: 2, Column.VALUE: 3, Column.STATE: 5},
                Kind.INPUT,
            ),
        ),
        states=_ALARM_STATE,
        input_states=_ALARM_STATE,
        value=final_value,
    ),
    replace(_STE, name="STE2", oid=(*ENTERPRISE, 4, 9)),
    Family(
        name="Perseus",
        oid=(*ENTERPRISE, 5, 1),
        mac=(100, 1, 0),
        serial=(100, 2, 0),
        tables=(
            Table(
                (3, 1),
                {
                    Column.NAME: 2,
                    Column.STATE: 3,
                    Column.VALUE_TEXT: 4,
                    Column.UNIT_TEXT: 5,
                    Column.TYPE: 7,
                    Column.PULSE: 10,
                },
                Kind.SENSOR,
                kinds={0: Kind.INPUT, 1: Kind.OUTPUT},
                totals=frozenset((4, 6)),
                # The MIB calls both writable; nobody has published which one works.
                switches=(Switch(12), Switch(4, as_text=True)),
            ),
            # By the meter, the variable, and the number of the condition.
            Table(
                (4, 1),
                {Column.LOW: 6, Column.HIGH: 7, Column.HYSTERESIS: 8},
                Kind.LIMITS,
                of_part=2,
            ),
        ),
        states=_PERSEUS_STATES,
        input_states=_PERSEUS_STATES,
        value=text_value,
    ),
)
