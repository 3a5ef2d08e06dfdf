"""What a trap says: values that are picked from the device at that moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..parts import Input, Sensor
from .device import AgentDevice
from .tables import Scalar, Table, mac
from .values import SYS_NAME, Content, Oid

type Reported = Input | Sensor
type Pick = Callable[[AgentDevice, Reported], Iterator[tuple[Oid, Content]]]


@dataclass(frozen=True, slots=True)
class Trap:
    """One packet: its specific number and what it says."""

    specific: int
    picks: tuple[Pick, ...]
    enterprise: Oid | None = None
    """The enterprise that it names; None is the one of the family."""


def sys_name(device: AgentDevice, part: Reported) -> Iterator[tuple[Oid, Content]]:
    """Pick the name of the device."""
    yield SYS_NAME, device.name


def scalar(*path: int, read: Scalar) -> Pick:
    """Pick one value of the device, at a path under the base of the family."""

    def pick(device: AgentDevice, part: Reported) -> Iterator[tuple[Oid, Content]]:
        yield (*device.family.base, *path), read(device)

    return pick


def _itself(device: AgentDevice, part: Any) -> Any:
    """Return the part that a trap is about."""
    return part


def cells(
    table: Table[Any],
    *columns: int,
    of: Callable[[AgentDevice, Any], Any] = _itself,
) -> Pick:
    """Pick columns of the row of a part."""

    def pick(device: AgentDevice, part: Reported) -> Iterator[tuple[Oid, Content]]:
        entry = table.entry(device, of(device, part))
        for column in columns:
            oid = (*device.family.base, *table.oid(column, entry))
            yield oid, table.columns[column](entry)

    return pick


IDENTITY: tuple[Pick, ...] = (sys_name, scalar(70, 1, 0, read=mac))
