"""What the agents of a family serve and which traps they send."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..dialects import Condition
from ..parts import Input, Sensor
from .answers import Commit, RefusedError, Status
from .device import AgentDevice
from .notification import ENTERPRISE_SPECIFIC, Notification, TrapKind
from .tables import Scalar, Table
from .traps import Reported, Trap
from .values import SYSTEM, Content, Kind, Oid, Value, value_of

GENERIC = {TrapKind.COLD_START: 0, TrapKind.LINK_UP: 3}
"""The traps that SNMP itself defines, by their generic numbers."""


@dataclass(frozen=True, slots=True)
class Family:
    """What the agents of one family have in common."""

    object_id: Oid
    base: Oid
    description: str
    """The sysDescr; `{product}` and `{firmware}` are replaced."""
    tables: tuple[Table[Any], ...] = ()
    scalars: Mapping[Oid, Scalar] = field(default_factory=dict)
    scale: Mapping[Condition, int] = field(default_factory=dict)
    services: int | None = None
    whole_seconds: bool = False
    """Whether the uptime is counted in whole seconds."""
    traps: Mapping[TrapKind, Mapping[type, tuple[Trap, ...]]] = field(
        default_factory=dict
    )

    def state(self, device: AgentDevice, sensor: Sensor) -> int:
        """Return the state code of a sensor."""
        if sensor.state is not None:
            return sensor.state
        return self.scale[device.model.dialect.condition(sensor)]

    def rows(self, device: AgentDevice) -> dict[Oid, Value]:
        """Return all values that the agent serves, in the order of the identifiers."""
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

    def change(self, device: AgentDevice, oid: Oid, value: Value) -> Commit:
        """Check a change and return the function that makes it.

        Raises RefusedError.
        """
        for table in self.tables:
            for entry in table.entries(device):
                for column, change in table.changes.items():
                    if oid == (*self.base, *table.oid(column, entry)):
                        return change(entry, value)
        raise RefusedError(Status.NOT_WRITABLE)

    def notifications(
        self, device: AgentDevice, kind: TrapKind, part: Reported | None = None
    ) -> list[Notification]:
        """Return the packets that a device sends for a reason, in their order.

        Without a part they are about the first one in alarm, or else about the first.
        Raises ValueError for a reason for which the family sends nothing.
        """
        if kind not in self.traps:
            raise ValueError(f"{device.model.product} sends no {kind}")
        if kind in GENERIC:
            return [Notification(self.object_id, GENERIC[kind], 0, device.ticks)]
        traps = self.traps[kind]
        reported = _choose(device, traps.keys()) if part is None else part
        return [
            self._notification(device, trap, reported) for trap in traps[type(reported)]
        ]

    def _system(self, device: AgentDevice) -> Iterator[tuple[Oid, Content]]:
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

    def _notification(
        self, device: AgentDevice, trap: Trap, part: Reported
    ) -> Notification:
        """Return one packet about a part, with the values of this moment."""
        return Notification(
            trap.enterprise or self.base,
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


def _in_alarm(device: AgentDevice, part: Reported) -> bool:
    """Return whether a part is in alarm."""
    if isinstance(part, Input):
        return part.active
    return device.model.dialect.condition(part) is not Condition.NORMAL


def _choose(device: AgentDevice, types: Collection[type]) -> Reported:
    """Return the first part that is in alarm, or else the first one."""
    everything: list[Reported] = [*device.inputs, *device.sensors]
    parts = [part for part in everything if type(part) in types]
    return next((part for part in parts if _in_alarm(device, part)), parts[0])


NO_AGENT = Family(object_id=(), base=(), description="")
