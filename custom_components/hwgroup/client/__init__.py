"""Reading HW group monitoring devices.

How an agent is asked is in `snmp_community` and `snmp_user`, which alone load pysnmp: who
only reads over HTTP does without it.
"""

from .agent import Community, Credentials, User
from .errors import (
    AuthenticationError,
    AutomaticOutputError,
    CannotConnectError,
    CertificateChangedError,
    CertificateError,
    HwgError,
    MalformedAnswerError,
    NotHwGroupDeviceError,
    NotSwitchedError,
    OtherAgentError,
    RedirectError,
    ResponseTimeoutError,
    SilentAgentError,
    SwitchingError,
    TakenBackError,
    UnknownAgentError,
    UnknownOutputError,
    WriteRefusedError,
)
from .http import Address, HttpClient, Pin
from .model import (
    Device,
    Identity,
    Input,
    Limits,
    Output,
    Quantity,
    ReadingState,
    Sensor,
    Unit,
)
from .naming import Names
from .reading import with_unit
from .search import Found, find_devices, parse_reply, sweep, sweepable
from .snmp import SnmpClient
from .snmp_control import OutputControl
from .snmp_session import AgentSession
from .traps import TrapListener
from .units import unit_from_text
from .values_xml import ValuesReader

__all__ = [
    "Address",
    "AgentSession",
    "AuthenticationError",
    "AutomaticOutputError",
    "CannotConnectError",
    "CertificateChangedError",
    "CertificateError",
    "Community",
    "Credentials",
    "Device",
    "Found",
    "HttpClient",
    "HwgError",
    "Identity",
    "Input",
    "Limits",
    "MalformedAnswerError",
    "Names",
    "NotHwGroupDeviceError",
    "NotSwitchedError",
    "OtherAgentError",
    "Output",
    "OutputControl",
    "Pin",
    "Quantity",
    "ReadingState",
    "RedirectError",
    "ResponseTimeoutError",
    "Sensor",
    "SilentAgentError",
    "SnmpClient",
    "SwitchingError",
    "TakenBackError",
    "TrapListener",
    "Unit",
    "UnknownAgentError",
    "UnknownOutputError",
    "User",
    "ValuesReader",
    "WriteRefusedError",
    "find_devices",
    "parse_reply",
    "sweep",
    "sweepable",
    "unit_from_text",
    "with_unit",
]
