"""What agents tell unasked."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..dialects import Condition
from ..parts import Input, Sensor
from .values import SYS_NAME, Content, Oid, Value, value_of

if TYPE_CHECKING:
    from ..device import SimulatedDevice
    from .tables import Table

ENTERPRISE_SPECIFIC = 6
STANDARD: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5)
TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)


class TrapKind(StrEnum):
    """The reasons to send traps."""

    COLD_START = "cold_start"
    LINK_UP = "link_up"
    ALARM_START = "alarm_start"
    ALARM_END = "alarm_end"
    ALARM_PERIODIC = "alarm_periodic"


GENERIC = {TrapKind.COLD_START: 0, TrapKind.LINK_UP: 3}

type Reported = Input | Sensor
type Pick = Callable[[SimulatedDevice, Reported], Iterator[tuple[Oid, Content]]]


@dataclass(frozen=True, slots=True)
class Trap:
    """One packet: its number and what it tells."""

    specific: int
    picks: tuple[Pick, ...]
    enterprise: Oid | None = None
    """Under whose name it is sent, if not the family's."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One packet, ready to be written."""

    enterprise: Oid
    generic: int
    specific: int
    ticks: int
    varbinds: tuple[tuple[Oid, Value], ...] = ()

    @property
    def oid(self) -> Oid:
        """Return how version 2c names it."""
        if self.generic == ENTERPRISE_SPECIFIC:
            return (*self.enterprise, 0, self.specific)
        return (*STANDARD, self.generic + 1)


def sys_name(device: SimulatedDevice, part: Reported) -> Iterator[tuple[Oid, Content]]:
    """Tell the name of the device."""
    yield SYS_NAME, device.name


def scalar(*path: int) -> Pick:
    """Tell a scalar of the family."""

    def pick(device: SimulatedDevice, part: Reported) -> Iterator[tuple[Oid, Content]]:
        family = device.family
        yield (*family.base, *path), family.scalars[path](device)

    return pick


def _itself(device: SimulatedDevice, part: Any) -> Any:
    """Return the part that a trap is about."""
    return part


def cells(
    table: Table[Any],
    *columns: int,
    of: Callable[[SimulatedDevice, Any], Any] = _itself,
) -> Pick:
    """Tell cells of a row."""

    def pick(device: SimulatedDevice, part: Reported) -> Iterator[tuple[Oid, Content]]:
        entry = table.entry(device, of(device, part))
        for column in columns:
            oid = (*device.family.base, *table.oid(column, entry))
            yield oid, table.columns[column](entry)

    return pick


IDENTITY: tuple[Pick, ...] = (sys_name, scalar(70, 1, 0))


def _packet(device: SimulatedDevice, trap: Trap, part: Reported) -> Notification:
    """Return what a trap says of a part now."""
    return Notification(
        trap.enterprise or device.family.base,
        ENTERPRISE_SPECIFIC,
        trap.specific,
        device.ticks,
        tuple(
            (oid, value_of(content, device.encoding))
            for pick in trap.picks
            for oid, content in pick(device, part)
            if content is not None
        ),
    )


def _alarming(device: SimulatedDevice, part: Reported) -> bool:
    """Return whether there is something to tell of a part."""
    if isinstance(part, Input):
        return part.active
    return device.model.dialect.condition(part) is not Condition.NORMAL


def _choose(device: SimulatedDevice, types: Collection[type]) -> Reported:
    """Return the first part that alarms, or else the first one."""
    everything: list[Reported] = [*device.inputs, *device.sensors]
    parts = [part for part in everything if type(part) in types]
    return next((part for part in parts if _alarming(device, part)), parts[0])


def notifications(
    device: SimulatedDevice, kind: TrapKind, part: Reported | None = None
) -> list[Notification]:
    """Return the packets that a device sends for a reason, in their order."""
    family = device.family
    if kind not in family.traps:
        raise ValueError(f"{device.model.product} sends no {kind}")
    if kind in GENERIC:
        return [Notification(family.object_id, GENERIC[kind], 0, device.ticks)]
    traps = family.traps[kind]
    reported = _choose(device, traps.keys()) if part is None else part
    return [_packet(device, trap, reported) for trap in traps[type(reported)]]
