"""The SNMP side of the devices; pysnmp is not imported before an agent starts."""

from .agent import Agent, SnmpUser
from .faults import SnmpFault
from .recording import SimulatedAgent, SnmpRecording
from .traps import TrapKind

__all__ = [
    "Agent",
    "SimulatedAgent",
    "SnmpFault",
    "SnmpRecording",
    "SnmpUser",
    "TrapKind",
]
