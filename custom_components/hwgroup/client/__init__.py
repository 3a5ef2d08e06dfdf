"""Reading HW group monitoring devices."""

from .errors import (
    AuthenticationError,
    CannotConnectError,
    CertificateError,
    HwgError,
    MalformedAnswerError,
    NotHwGroupDeviceError,
    ResponseTimeoutError,
)
from .http import Address, HttpClient
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
from .snmp import Community, Credentials, SnmpClient, User
from .traps import TrapListener
from .values_xml import ValuesReader

__all__ = [
    "Address",
    "AuthenticationError",
    "CannotConnectError",
    "CertificateError",
    "Community",
    "Credentials",
    "Device",
    "HttpClient",
    "HwgError",
    "Identity",
    "Input",
    "Limits",
    "MalformedAnswerError",
    "NotHwGroupDeviceError",
    "Output",
    "Quantity",
    "ReadingState",
    "ResponseTimeoutError",
    "Sensor",
    "SnmpClient",
    "TrapListener",
    "Unit",
    "User",
    "ValuesReader",
]
