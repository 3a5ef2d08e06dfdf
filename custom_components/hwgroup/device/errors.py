"""The errors of the protocol library as translated errors of Home Assistant."""

from typing import Final

from homeassistant.exceptions import HomeAssistantError

from ..client import (
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
    SmsQueueFullError,
    SmsRefusedError,
    TakenBackError,
    UnknownAgentError,
    UnknownLimitError,
    UnknownOutputError,
    WriteRefusedError,
    is_not_here,
)
from ..const import DOMAIN


class OtherDeviceError(HwgError):
    """Another device answers where this one should."""


class NoPushError(HwgError):
    """A device has not pushed when it should have."""


# Keys below `config.error` and `exceptions` of the translations.
ERROR_KEYS: Final[dict[type[HwgError], str]] = {
    AmbiguousCoilsError: "coils_ambiguous",
    AuthenticationError: "invalid_auth",
    AutomaticOutputError: "output_automatic",
    CannotConnectError: "cannot_connect",
    CertificateChangedError: "certificate_changed",
    CertificateError: "certificate",
    CoilsDifferError: "coils_differ",
    CoilsUnknownError: "coils_unknown",
    HwgError: "unknown",
    LimitNotSetError: "limit_not_set",
    MalformedAnswerError: "malformed",
    ModbusRefusedError: "modbus_refused",
    NoPushError: "no_push",
    NotHwGroupDeviceError: "not_hwgroup",
    NotSwitchedError: "not_switched",
    NothingChangedError: "nothing_changed",
    OtherAgentError: "other_device",
    OtherDeviceError: "other_device",
    OtherOutputError: "other_output",
    RedirectError: "redirected",
    ResponseTimeoutError: "timeout",
    SeveralChangedError: "several_changed",
    SilentAgentError: "snmp_silent",
    TakenBackError: "taken_back",
    UnknownAgentError: "agent_unnamed",
    UnknownLimitError: "no_limit",
    NoGatewayError: "no_gateway",
    NoNetworkError: "no_network",
    SmsQueueFullError: "sms_queue_full",
    SmsRefusedError: "sms_refused",
    UnknownOutputError: "no_output",
    WriteRefusedError: "write_refused",
}


def error_key(err: HwgError) -> str:
    """Return the translation key for an error of the protocol library."""
    return next(ERROR_KEYS[kind] for kind in type(err).__mro__ if kind in ERROR_KEYS)


def port_problem(err: OSError) -> str:
    """Return the translation key of what keeps a port from being listened on."""
    if is_not_here(err):
        return "address_not_here"
    return "port_forbidden" if isinstance(err, PermissionError) else "port_in_use"


def translated[ErrorT: HomeAssistantError](
    error_type: type[ErrorT], err: HwgError
) -> ErrorT:
    """Return an error of the protocol library as one that Home Assistant shows."""
    return error_type(translation_domain=DOMAIN, translation_key=error_key(err))
