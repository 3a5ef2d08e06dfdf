"""SNMP families as data: columns, scales and codes, and rows → Device.

OIDs and codes are those of HW group's MIBs (POSEIDON-MIB 2.10, DAMOCLES-MIB 1.11,
STE-MIB 1.03, STE2-MIB 1.01, HWg-WLD-MIB 1.01, HWG-PWR-MIB, Perseus-MIB 1.10) and of
recordings of real agents. A new family is one more row in `FAMILIES`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Final

from .model import ReadingState, Unit
from .units import CELSIUS, FAHRENHEIT, KELVIN, LEAK, PLAIN, UNITS

type Oid = tuple[int, ...]
type Value = int | bytes | Oid
type Row = Mapping[Column, Value]

ENTERPRISE: Final[Oid] = (1, 3, 6, 1, 4, 1, 21796)


class Column(StrEnum):
    """What a column of a table holds."""

    NAME = "name"
    STATE = "state"
    VALUE = "value"
    VALUE_TEXT = "value_text"
    EXPONENT = "exponent"
    UNIT = "unit"
    UNIT_TEXT = "unit_text"
    ID = "id"
    COUNTER = "counter"
    TYPE = "type"
    LOW = "low"
    HIGH = "high"
    HYSTERESIS = "hysteresis"


class Kind(StrEnum):
    """What a row is."""

    SENSOR = "sensor"
    INPUT = "input"
    OUTPUT = "output"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table below its family's OID, and what its rows are.

    Where `kinds` is given, the TYPE column of a row says what that row is.
    """

    oid: Oid
    columns: Mapping[Column, int]
    kind: Kind
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    first_id: int = 0
    """Added to the row's index where a row has no ID of its own."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Family:
    """How one family of agents tells what it knows."""

    name: str
    oid: Oid
    shared_object_id: Oid | None = None
    described_as: str = ""
    """What sysDescr contains where the sysObjectID is another family's `oid`."""
    mac: Oid = (70, 1, 0)
    serial: Oid | None = None
    tables: tuple[Table, ...]
    states: Mapping[int, ReadingState]
    input_states: Mapping[int, ReadingState]
    units: Mapping[int, Unit] = field(default_factory=dict)
    unit: Unit = PLAIN
    """The unit of a row that names none."""
    value: Callable[[Row], float | None]
    limits_in_celsius: bool = False

    @property
    def scalars(self) -> tuple[Oid, ...]:
        """What tells one agent of the family from another."""
        return (self.mac, self.serial) if self.serial else (self.mac,)

    def answers_to(self, object_id: Oid, description: str) -> bool:
        """Tell whether an agent that identifies itself so is of this family."""
        return object_id == self.oid or (
            object_id == self.shared_object_id and self.described_as in description
        )


def text_of(value: Value | None) -> str:
    """Decode a text as its maker meant it; anything else is empty."""
    if not isinstance(value, bytes):
        return ""
    for encoding in ("utf-8", "cp1250"):
        try:
            return value.decode(encoding).strip("\0 \t\r\n")
        except UnicodeError:
            continue
    return value.decode("latin-1").strip("\0 \t\r\n")


def _tenths(row: Row) -> float | None:
    """An integer of tenths; beyond ±999.9 it says that there is no value."""
    value = row.get(Column.VALUE)
    if not isinstance(value, int) or not -9999 < value < 9999:
        return None
    return value / 10


def _scaled(row: Row) -> float | None:
    """An integer and its decimal exponent."""
    value, exponent = row.get(Column.VALUE), row.get(Column.EXPONENT, 0)
    if not isinstance(value, int) or not isinstance(exponent, int):
        return None
    # Dividing keeps decimals exact: 231 / 10 is 23.1, 231 * 0.1 is not.
    exponent = max(-15, min(exponent, 15))
    return value / 10**-exponent if exponent < 0 else float(value * 10**exponent)


def _text(row: Row) -> float | None:
    """A decimal number as text: the integer beside it loses digits on a Perseus."""
    try:
        value = float(text_of(row.get(Column.VALUE_TEXT)).replace(",", "."))
    except ValueError:
        return None
    return value if isfinite(value) else None


def _wetness(row: Row) -> float | None:
    """Zero is dry and one is flooded; two and three are a broken cable or probe."""
    value = row.get(Column.VALUE)
    return float(value) if isinstance(value, int) and value in (0, 1) else None


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
_POSEIDON_UNITS: Final = {
    0: CELSIUS,
    1: FAHRENHEIT,
    2: KELVIN,
    3: UNITS["%"],
    4: UNITS["V"],
    5: UNITS["mA"],
    7: UNITS["p"],
    8: UNITS["s"],
}
# The only percentage that these models measure is relative humidity.
_STE_UNITS: Final = {1: CELSIUS, 2: FAHRENHEIT, 3: KELVIN, 4: UNITS["%RH"]}

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
    Table((2, 1), {Column.VALUE: 2, Column.NAME: 3}, Kind.OUTPUT, first_id=150),
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

FAMILIES: Final = (
    Family(
        name="Poseidon",
        oid=(*ENTERPRISE, 3, 3),
        tables=_POSEIDON_TABLES,
        states=_POSEIDON_STATES,
        input_states=_ALARM_FLAG,
        units=_POSEIDON_UNITS,
        value=_tenths,
        limits_in_celsius=True,
    ),
    Family(
        name="Damocles",
        oid=(*ENTERPRISE, 3, 4),
        tables=_POSEIDON_TABLES,
        states=_POSEIDON_STATES,
        input_states=_ALARM_FLAG,
        units=_POSEIDON_UNITS,
        value=_tenths,
        limits_in_celsius=True,
    ),
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
        value=_wetness,
    ),
    Family(
        name="HWg-STE",
        oid=(*ENTERPRISE, 4, 1),
        tables=_STE_TABLES,
        states=_STE_STATES,
        input_states=_ALARM_FLAG,
        units=_STE_UNITS,
        value=_tenths,
    ),
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
                    Column.STATE: 8,
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
        value=_scaled,
    ),
    Family(
        name="STE2",
        oid=(*ENTERPRISE, 4, 9),
        tables=_STE_TABLES,
        states=_STE_STATES,
        input_states=_ALARM_FLAG,
        units=_STE_UNITS,
        value=_tenths,
    ),
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
                },
                Kind.SENSOR,
                kinds={0: Kind.INPUT, 1: Kind.OUTPUT},
            ),
        ),
        states=_PERSEUS_STATES,
        input_states=_PERSEUS_STATES,
        value=_text,
    ),
)
