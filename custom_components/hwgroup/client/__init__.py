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
    LimitNotSetError,
    MalformedAnswerError,
    NoGatewayError,
    NoNetworkError,
    NotHwGroupDeviceError,
    NotSwitchedError,
    OtherAgentError,
    RedirectError,
    ResponseTimeoutError,
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
from .models import model_of
from .naming import Names
from .push_http import Call, PushListener, Reply, is_not_here, try_to_listen
from .push_xml import Log, Logged, PartId, Push, merged, push_answer, read_push
from .reading import with_unit
from .search import Found, find_devices, parse_reply, sweep, sweepable
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
from .snmp_control import OutputControl
from .snmp_session import AgentSession
from .traps import TrapListener
from .units import limit_to_celsius, unit_from_text
from .values_xml import ValuesReader

__all__ = [
    "Address",
    "AgentSession",
    "AuthenticationError",
    "AutomaticOutputError",
    "Call",
    "CannotConnectError",
    "CertificateChangedError",
    "CertificateError",
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
    "Limits",
    "Log",
    "Logged",
    "MalformedAnswerError",
    "Names",
    "NoGatewayError",
    "NoNetworkError",
    "NotHwGroupDeviceError",
    "NotSwitchedError",
    "OtherAgentError",
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
    "limit_to_celsius",
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
