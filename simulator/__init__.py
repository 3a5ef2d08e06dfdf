"""Simulated HW group devices that answer over real sockets, for tests and a demo."""

from .device import SimulatedDevice
from .faults import Fault
from .modbus_faults import ModbusFault
from .models import MODELS, XML_MODELS, Model
from .parts import AlarmWhen, Input, Meter, Output, Sensor
from .push import Pusher, PushReply, PushSource
from .search import SearchFault, SearchResponder
from .snmp import SimulatedAgent, SnmpFault, SnmpRecording, SnmpUser, TrapKind
from .variants import FAMILY

__all__ = [
    "FAMILY",
    "MODELS",
    "XML_MODELS",
    "AlarmWhen",
    "Fault",
    "Input",
    "Meter",
    "ModbusFault",
    "Model",
    "Output",
    "PushReply",
    "PushSource",
    "Pusher",
    "SearchFault",
    "SearchResponder",
    "Sensor",
    "SimulatedAgent",
    "SimulatedDevice",
    "SnmpFault",
    "SnmpRecording",
    "SnmpUser",
    "TrapKind",
]
