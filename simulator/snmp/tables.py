"""The tables of an agent: their columns are read from the parts of the device."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ..parts import Sensor
from .answers import Commit
from .device import AgentDevice
from .values import Content, Oid, Value


@dataclass(frozen=True, slots=True)
class Entry[Part]:
    """A row of a table: a part of a device and the number of the row, from 1."""

    device: AgentDevice
    part: Part
    row: int


type Column[Part] = Callable[[Entry[Part]], Content]
type Scalar = Callable[[AgentDevice], Content]
type Change[Part] = Callable[[Entry[Part], Value], Commit]


def by_row(entry: Entry[Any]) -> Oid:
    """Return the number of the row as its suffix."""
    return (entry.row,)


def always(entry: Entry[Any]) -> bool:
    """Return True, to list every part."""
    return True


@dataclass(frozen=True, slots=True)
class Table[Part]:
    """One row per part, at a path under the base of the family."""

    path: Oid
    parts: Callable[[AgentDevice], Sequence[Part]]
    columns: Mapping[int, Column[Part]]
    suffix: Callable[[Entry[Part]], Oid] = by_row
    lists: Callable[[Entry[Part]], bool] = always
    changes: Mapping[int, Change[Part]] = field(default_factory=dict)

    def without(self, *columns: int) -> Self:
        """Return the table without some of its columns."""
        kept = {
            number: read
            for number, read in self.columns.items()
            if number not in columns
        }
        return replace(self, columns=kept)

    def entries(self, device: AgentDevice) -> Iterator[Entry[Part]]:
        """Yield all rows, also those that are not listed."""
        for row, part in enumerate(self.parts(device), 1):
            yield Entry(device, part, row)

    def entry(self, device: AgentDevice, part: Part) -> Entry[Part]:
        """Return the row of a part."""
        return next(entry for entry in self.entries(device) if entry.part is part)

    def oid(self, column: int, entry: Entry[Part]) -> Oid:
        """Return the path of a cell under the base of the family."""
        return (*self.path, column, *self.suffix(entry))

    def cells(self, device: AgentDevice) -> Iterator[tuple[Oid, Content]]:
        """Yield the path and the content of every listed cell."""
        for entry in self.entries(device):
            if self.lists(entry):
                for column, read in self.columns.items():
                    yield self.oid(column, entry), read(entry)


def tenths(sensor: Sensor) -> int:
    """Return the value in tenths, 0 for text that is no number."""
    try:
        return round(float(sensor.value) * 10)
    except ValueError:
        return 0


def scaled(sensor: Sensor) -> float:
    """Return the value in units of its last decimal, 0 for text that is no number."""
    try:
        # Rounded, as 2.3 * 100 is a little less than 230.
        return round(float(sensor.value) * 10.0 ** (sensor.decimals or 0), 6)
    except ValueError:
        return 0.0


def while_valid[Read: (str, int)](
    read: Callable[[Sensor], Read], lost: Read
) -> Column[Sensor]:
    """Return a column that has another content while the probe is lost."""
    return lambda entry: read(entry.part) if entry.part.valid else lost


def limit(value: float | None) -> int | None:
    """Return a limit in tenths, None without one."""
    return None if value is None else round(value * 10)


def mac(device: AgentDevice) -> Content:
    """Return the MAC as text."""
    return device.mac


def row(entry: Entry[Any]) -> Content:
    """Return the number of the row."""
    return entry.row


def part_id(entry: Entry[Any]) -> Content:
    """Return the ID of the part on the device."""
    number: int = entry.part.id
    return number


def name(entry: Entry[Any]) -> Content:
    """Return the name of a part."""
    text: str = entry.part.name
    return text


def state(entry: Entry[Sensor]) -> Content:
    """Return the state code of a sensor."""
    return entry.device.family.state(entry.device, entry.part)
