"""Reading HW group monitoring devices.

What not everybody needs is loaded when it is imported from here first: SNMP, Modbus, traps,
pushes and SMS. How an agent is asked is in `snmp_community` and `snmp_user`, which alone
load pysnmp, and how coils are, in `modbus`, which alone loads pymodbus: who only reads over
HTTP does without them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from .agent import Community, Credentials, User
from .errors import (
    AmbiguousCoilsError,
    AuthenticationError,
    AutomaticOutputError,
    CannotConnectError,
    CertificateChangedError,
    CertificateError,
    CoilsDifferError,
    CoilsUnknownError,
    HwgError,
    LimitNotSetError,
    MalformedAnswerError,
    ModbusRefusedError,
    NoGatewayError,
    NoNetworkError,
    NothingChangedError,
    NotHwGroupDeviceError,
    NotSwitchedError,
    OtherAgentError,
    OtherOutputError,
    RedirectError,
    ResponseTimeoutError,
    SeveralChangedError,
    SilentAgentError,
    SmsError,
    SmsQueueFullError,
    SmsRefusedError,
    SwitchingError,
    TakenBackError,
    UnknownAgentError,
    UnknownLimitError,
    UnknownOutputError,
    WriteRefusedError,
)
from .family import Column
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
from .models import LimitRange, model_of
from .naming import Names
from .reading import with_unit
from .search import Found, find_devices, parse_reply, sweep, sweepable
from .units import unit_from_text
from .values_xml import ValuesReader

if TYPE_CHECKING:
    from .modbus_control import CoilLearner, Coils, ModbusControl
    from .push_http import Call, PushListener, Reply, is_not_here, try_to_listen
    from .push_xml import Log, Logged, PartId, Push, merged, push_answer, read_push
    from .read_back import OutputControl
    from .sms import (
        SmsGateway,
        SmsInterface,
        SmsQueue,
        SmsReply,
        SmsStatus,
        international,
        phone_number,
    )
    from .sms_event import SmsEvent, read_sms_event, sms_answer
    from .snmp import SnmpClient
    from .snmp_control import SnmpControl
    from .snmp_session import AgentSession
    from .traps import TrapListener

__all__ = [
    "Address",
    "AgentSession",
    "AmbiguousCoilsError",
    "AuthenticationError",
    "AutomaticOutputError",
    "Call",
    "CannotConnectError",
    "CertificateChangedError",
    "CertificateError",
    "CoilLearner",
    "Coils",
    "CoilsDifferError",
    "CoilsUnknownError",
    "Column",
    "Community",
    "Credentials",
    "Device",
    "Found",
    "HttpClient",
    "HwgError",
    "Identity",
    "Input",
    "LimitNotSetError",
    "LimitRange",
    "Limits",
    "Log",
    "Logged",
    "MalformedAnswerError",
    "ModbusControl",
    "ModbusRefusedError",
    "Names",
    "NoGatewayError",
    "NoNetworkError",
    "NotHwGroupDeviceError",
    "NotSwitchedError",
    "NothingChangedError",
    "OtherAgentError",
    "OtherOutputError",
    "Output",
    "OutputControl",
    "PartId",
    "Pin",
    "Push",
    "PushListener",
    "Quantity",
    "ReadingState",
    "RedirectError",
    "Reply",
    "ResponseTimeoutError",
    "Sensor",
    "SeveralChangedError",
    "SilentAgentError",
    "SmsError",
    "SmsEvent",
    "SmsGateway",
    "SmsInterface",
    "SmsQueue",
    "SmsQueueFullError",
    "SmsRefusedError",
    "SmsReply",
    "SmsStatus",
    "SnmpClient",
    "SnmpControl",
    "SwitchingError",
    "TakenBackError",
    "TrapListener",
    "Unit",
    "UnknownAgentError",
    "UnknownLimitError",
    "UnknownOutputError",
    "User",
    "ValuesReader",
    "WriteRefusedError",
    "find_devices",
    "international",
    "is_not_here",
    "merged",
    "model_of",
    "parse_reply",
    "phone_number",
    "push_answer",
    "read_push",
    "read_sms_event",
    "sms_answer",
    "sweep",
    "sweepable",
    "try_to_listen",
    "unit_from_text",
    "with_unit",
]

_MODULES: Final = {
    "modbus_control": (
        "CoilLearner",
        "Coils",
        "ModbusControl",
    ),
    "push_http": (
        "Call",
        "PushListener",
        "Reply",
        "is_not_here",
        "try_to_listen",
    ),
    "push_xml": (
        "Log",
        "Logged",
        "PartId",
        "Push",
        "merged",
        "push_answer",
        "read_push",
    ),
    "read_back": ("OutputControl",),
    "sms": (
        "SmsGateway",
        "SmsInterface",
        "SmsQueue",
        "SmsReply",
        "SmsStatus",
        "international",
        "phone_number",
    ),
    "sms_event": (
        "SmsEvent",
        "read_sms_event",
        "sms_answer",
    ),
    "snmp": ("SnmpClient",),
    "snmp_control": ("SnmpControl",),
    "snmp_session": ("AgentSession",),
    "traps": ("TrapListener",),
}
"""Those that are loaded when they are needed first, with what they have."""


def __getattr__(name: str) -> Any:
    """Load what is asked for first."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
