"""A trap as a value: why it is sent, and what it says."""

from dataclasses import dataclass
from enum import StrEnum

from .values import Oid, Value

ENTERPRISE_SPECIFIC = 6
"""The generic number of a trap that only its own specific number explains."""
STANDARD: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5)
TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)


class TrapKind(StrEnum):
    """The reasons to send traps."""

    COLD_START = "cold_start"
    LINK_UP = "link_up"
    ALARM_START = "alarm_start"
    ALARM_END = "alarm_end"
    ALARM_PERIODIC = "alarm_periodic"


@dataclass(frozen=True, slots=True)
class Notification:
    """One packet, ready to be encoded."""

    enterprise: Oid
    generic: int
    specific: int
    ticks: int
    varbinds: tuple[tuple[Oid, Value], ...] = ()

    @property
    def oid(self) -> Oid:
        """Return the snmpTrapOID of version 2c, by the rules of RFC 3584."""
        if self.generic == ENTERPRISE_SPECIFIC:
            return (*self.enterprise, 0, self.specific)
        return (*STANDARD, self.generic + 1)
