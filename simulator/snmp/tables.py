"""How a family is described: tables of columns that are read from the parts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from ..dialects import Condition
from ..parts import Sensor
from .answers import Commit, RefusedError, Status
from .values import SYSTEM, Content, Kind, Oid, Value, value_of

if TYPE_CHECKING:
    from ..device import SimulatedDevice
    from .traps import Trap, TrapKind


@dataclass(frozen=True, slots=True)
class Entry[Part]:
    """A row of a table: a part of a device, and its number there."""

    device: SimulatedDevice
    part: Part
    row: int


type Column[Part] = Callable[[Entry[Part]], Content]
type Scalar = Callable[[SimulatedDevice], Content]
type Change[Part] = Callable[[Entry[Part], Value], Commit]


def by_row(entry: Entry[Any]) -> Oid:
    """Return the suffix of a row that is counted."""
    return (entry.row,)


def every(entry: Entry[Any]) -> bool:
    """List every part."""
    return True


@dataclass(frozen=True, slots=True)
class Table[Part]:
    """Columns over parts, at a path under the base of the family."""

    path: Oid
    parts: Callable[[SimulatedDevice], Sequence[Part]]
    columns: Mapping[int, Column[Part]]
    suffix: Callable[[Entry[Part]], Oid] = by_row
    lists: Callable[[Entry[Part]], bool] = every
    changes: Mapping[int, Change[Part]] = field(default_factory=dict)

    def without(self, *columns: int) -> Self:
        """Return the table as an agent has it that lacks some columns."""
        kept = {
            number: read
            for number, read in self.columns.items()
            if number not in columns
        }
        return replace(self, columns=kept)

    def entries(self, device: SimulatedDevice) -> Iterator[Entry[Part]]:
        """Yield the rows, those that are not listed included."""
        for row, part in enumerate(self.parts(device), 1):
            yield Entry(device, part, row)

    def entry(self, device: SimulatedDevice, part: Part) -> Entry[Part]:
        """Return the row of a part."""
        return next(entry for entry in self.entries(device) if entry.part is part)

    def oid(self, column: int, entry: Entry[Part]) -> Oid:
        """Return where a cell is, under the base of the family."""
        return (*self.path, column, *self.suffix(entry))

    def cells(self, device: SimulatedDevice) -> Iterator[tuple[Oid, Content]]:
        """Yield all cells."""
        for entry in self.entries(device):
            if self.lists(entry):
                for column, read in self.columns.items():
                    yield self.oid(column, entry), read(entry)


@dataclass(frozen=True, slots=True)
class Family:
    """What the agents of one family have in common."""

    object_id: Oid
    base: Oid
    description: str
    """The sysDescr, which may name the product and the firmware."""
    tables: tuple[Table[Any], ...] = ()
    scalars: Mapping[Oid, Scalar] = field(default_factory=dict)
    scale: Mapping[Condition, int] = field(default_factory=dict)
    services: int | None = None
    whole_seconds: bool = False
    """Whether the uptime moves in whole seconds."""
    traps: Mapping[TrapKind, Mapping[type, tuple[Trap, ...]]] = field(
        default_factory=dict
    )

    def state(self, device: SimulatedDevice, sensor: Sensor) -> int:
        """Return the state code of a sensor."""
        if sensor.state is not None:
            return sensor.state
        return self.scale[device.model.dialect.condition(sensor)]

    def rows(self, device: SimulatedDevice) -> dict[Oid, Value]:
        """Return all that the agent serves, in the order of the identifiers."""
        contents = dict(self._system(device))
        for path, read in self.scalars.items():
            contents[*self.base, *path] = read(device)
        for table in self.tables:
            for path, content in table.cells(device):
                contents[*self.base, *path] = content
        return {
            oid: value_of(content, device.encoding)
            for oid, content in sorted(contents.items(), key=lambda item: item[0])
            if content is not None
        }

    def change(self, device: SimulatedDevice, oid: Oid, value: Value) -> Commit:
        """Check a change and return what makes it; raise if it is refused."""
        for table in self.tables:
            for entry in table.entries(device):
                for column, change in table.changes.items():
                    if oid == (*self.base, *table.oid(column, entry)):
                        return change(entry, value)
        raise RefusedError(Status.NOT_WRITABLE)

    def _system(self, device: SimulatedDevice) -> Iterator[tuple[Oid, Content]]:
        """Yield the system group."""
        contents: tuple[Content, ...] = (
            device.description,
            Value(Kind.OID, self.object_id),
            Value(Kind.TICKS, device.ticks),
            "",
            device.name,
            "",
            self.services,
        )
        for number, content in enumerate(contents, 1):
            yield (*SYSTEM, number, 0), content


NO_AGENT = Family(object_id=(), base=(), description="")


def tenths(sensor: Sensor) -> int:
    """Return the value in tenths, whatever it is given as."""
    try:
        return round(float(sensor.value) * 10)
    except ValueError:
        return 0


def scaled(sensor: Sensor) -> float:
    """Return the value in units of its last digit."""
    try:
        # Rounded a little, or 2.3 would be less than 23 tenths.
        return round(float(sensor.value) * 10.0 ** (sensor.decimals or 0), 6)
    except ValueError:
        return 0.0


def while_valid[Read: (str, int)](
    read: Callable[[Sensor], Read], lost: Read
) -> Column[Sensor]:
    """Return a column that a lost probe leaves blank."""
    return lambda entry: read(entry.part) if entry.part.valid else lost


def limit(value: float | None) -> int | None:
    """Return a limit in tenths, which not every sensor has."""
    return None if value is None else round(value * 10)


def mac(device: SimulatedDevice) -> Content:
    """Return the MAC as text."""
    return device.mac


def row(entry: Entry[Any]) -> Content:
    """Return the number of the row."""
    return entry.row


def part_id(entry: Entry[Any]) -> Content:
    """Return the ID that the device itself uses."""
    number: int = entry.part.id
    return number


def name(entry: Entry[Any]) -> Content:
    """Return the name of a part."""
    text: str = entry.part.name
    return text


def state(entry: Entry[Sensor]) -> Content:
    """Return the state code of a sensor."""
    return entry.device.family.state(entry.device, entry.part)
