"""The SNMP agents of the devices; pysnmp is imported when the first agent starts."""

from .agent import Agent
from .faults import SnmpFault
from .notification import TrapKind
from .recording import SimulatedAgent, SnmpRecording
from .user import SnmpUser

__all__ = [
    "Agent",
    "SimulatedAgent",
    "SnmpFault",
    "SnmpRecording",
    "SnmpUser",
    "TrapKind",
]
