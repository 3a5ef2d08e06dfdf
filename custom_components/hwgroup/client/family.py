"""What a family of SNMP agents is: tables, columns, and how a value is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Final

from .model import ReadingState, Unit
from .text import clean
from .units import PLAIN

type Oid = tuple[int, ...]
type Value = int | bytes | Oid
type Row = Mapping[Column, Value]

ENTERPRISE: Final[Oid] = (1, 3, 6, 1, 4, 1, 21796)
# Of the system group of MIB-2, which every agent has.
DESCRIPTION: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 1, 0)
UPTIME: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 3, 0)


class Column(StrEnum):
    """What a column of a table holds."""

    NAME = "name"
    STATE = "state"
    VALUE = "value"
    VALUE_TEXT = "value_text"
    EXPONENT = "exponent"
    OFFSET = "offset"
    UNIT = "unit"
    UNIT_TEXT = "unit_text"
    ID = "id"
    COUNTER = "counter"
    TYPE = "type"
    MODE = "mode"
    PULSE = "pulse"
    LOW = "low"
    HIGH = "high"
    HYSTERESIS = "hysteresis"


class Kind(StrEnum):
    """What a row is."""

    SENSOR = "sensor"
    INPUT = "input"
    OUTPUT = "output"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class Switch:
    """A column that switches an output: 0 or 1, as a number or as text."""

    column: int
    as_text: bool = False

    def value(self, *, on: bool) -> Value:
        """Return what is written."""
        return b"01"[on : on + 1] if self.as_text else int(on)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table below its family's OID, and what its rows are.

    Where `kinds` is given, the TYPE column of a row says what that row is.
    """

    oid: Oid
    columns: Mapping[Column, int]
    kind: Kind
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    totals: frozenset[int] = frozenset()
    """The types whose rows are totals."""
    of_part: int = 0
    """How many numbers of a row's index name the part that it is about; 0 for all."""
    first_id: int = 0
    """Added to the row's index where a row has no ID of its own."""
    switches: tuple[Switch, ...] = ()
    """What switches an output of it; the next one where the agent refuses that."""


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
    on_display: bool = False
    """Whether values are those of a display, whose numbers can stand for none."""
    limits_in_celsius: bool = False

    @property
    def scalars(self) -> tuple[Oid, ...]:
        """What tells one agent of the family from another."""
        return (self.mac, self.serial) if self.serial else (self.mac,)

    @property
    def readings(self) -> tuple[Table, ...]:
        """The tables of sensors, inputs and outputs."""
        return tuple(table for table in self.tables if table.kind is not Kind.LIMITS)

    def answers_to(self, object_id: Oid, description: str) -> bool:
        """Return whether an agent that identifies itself so is of this family."""
        return object_id == self.oid or (
            object_id == self.shared_object_id and self.described_as in description
        )


def text_of(value: Value | None) -> str:
    """Decode a text as its maker meant it, in one line; anything else is empty."""
    return clean(_decoded(value)) if isinstance(value, bytes) else ""


def _decoded(value: bytes) -> str:
    for encoding in ("utf-8", "cp1250"):
        try:
            return value.decode(encoding)
        except UnicodeError:
            continue
    return value.decode("latin-1")


def tenths_value(row: Row) -> float | None:
    """An integer of tenths."""
    value = row.get(Column.VALUE)
    return value / 10 if isinstance(value, int) else None


def text_value(row: Row) -> float | None:
    """A decimal number as text: the integer beside it loses digits on a Perseus."""
    return number_of(row.get(Column.VALUE_TEXT))


def number_of(value: Value | None) -> float | None:
    """Read a decimal number that an agent tells as text."""
    try:
        number = float(text_of(value).replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


def final_value(row: Row) -> float | None:
    """The value that a HWg-PWR shows: with its exponent, and its zero offset added.

    The agent tells it as a text of eight characters at most, and apart from it the value
    of the meter, the exponent and the offset as integers. The text counts as long as the
    integers make the same: one that is cut off, or older, they correct.
    """
    shown, possible = text_value(row), _final_values(row)
    if shown is None or not possible:
        return shown if shown is not None else next(iter(possible), None)
    text = text_of(row.get(Column.VALUE_TEXT))
    decimals = len(text.partition(".")[2])
    nearest = min(possible, key=lambda value: abs(value - shown))
    if round(abs(nearest - shown), decimals + 3) < 10**-decimals:
        return shown
    whole = (value for value in possible if f"{value:.0f}".startswith(text))
    return next(whole, nearest)


def _final_values(row: Row) -> list[float]:
    """Return what the integers make, the likeliest first.

    HWG-PWR-MIB does not say whether the offset is of the meter's value, as its type is,
    or of the one that is shown, which the manual (p. 32) says of it; nor whether the text
    has it.
    """
    value, exponent = row.get(Column.VALUE), row.get(Column.EXPONENT, 0)
    offset = row.get(Column.OFFSET, 0)
    if not isinstance(value, int) or not isinstance(exponent, int):
        return []
    if not isinstance(offset, int):
        offset = 0
    return [
        _scaled(value + offset, exponent),
        _scaled(value, exponent) + offset,
        _scaled(value, exponent),
    ]


def _scaled(value: int, exponent: int) -> float:
    # Dividing keeps decimals exact: 231 / 10 is 23.1, 231 * 0.1 is not.
    exponent = max(-15, min(exponent, 15))
    return value / 10**-exponent if exponent < 0 else float(value * 10**exponent)


def integer_value(row: Row) -> float | None:
    """An integer as it is."""
    value = row.get(Column.VALUE)
    return float(value) if isinstance(value, int) else None
