"""Messages of versions 1 and 2c, decoded and encoded by pysnmp."""

from collections.abc import Iterable
from typing import Any

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pysnmp.error import PySnmpError
from pysnmp.proto import api
from pysnmp.proto.rfc1905 import endOfMibView, noSuchInstance, noSuchObject

from .answers import Operation, Request, Response, VarBind
from .notification import TRAP_OID, Notification
from .values import NULL, NUMBERS, SYS_UPTIME, Kind, Missing, Value

MODULES: dict[str, Any] = {
    "1": api.PROTOCOL_MODULES[api.SNMP_VERSION_1],
    "2c": api.PROTOCOL_MODULES[api.SNMP_VERSION_2C],
}
VERSION_OF = {0: "1", 1: "2c", 3: "3"}
"""The versions by their numbers in a message."""
UNREADABLE = (
    *(PySnmpError, PyAsn1Error),
    *(ArithmeticError, LookupError, RecursionError, TypeError, ValueError),
)
"""What decoding can raise for a datagram that is no request."""
_COMMON = {
    Kind.INTEGER: "Integer",
    Kind.STRING: "OctetString",
    Kind.NULL: "Null",
    Kind.OID: "ObjectIdentifier",
    Kind.ADDRESS: "IpAddress",
    Kind.TICKS: "TimeTicks",
    Kind.OPAQUE: "Opaque",
}
TYPES: dict[str, dict[Kind, str]] = {
    "1": _COMMON | {Kind.COUNTER: "Counter", Kind.GAUGE: "Gauge"},
    "2c": _COMMON
    | {
        Kind.COUNTER: "Counter32",
        Kind.GAUGE: "Gauge32",
        Kind.COUNTER64: "Counter64",
    },
}
EXCEPTIONS = {
    Missing.NO_OBJECT: noSuchObject,
    Missing.NO_INSTANCE: noSuchInstance,
    Missing.END: endOfMibView,
}


def version_of(data: bytes) -> str:
    """Return the version of a message."""
    return VERSION_OF[int(api.decodeMessageVersion(data))]


def _read_value(value: Any) -> Value:
    """Decode a value; only a SET has values."""
    tag = value.tagSet.superTags[-1]
    try:
        kind = Kind(tag.tagClass | tag.tagId)
    except ValueError:
        return NULL
    if kind in NUMBERS:
        return Value(kind, int(value))
    if kind is Kind.OID:
        return Value(kind, tuple(value))
    return Value(kind, bytes(value))


def _write_value(version: str, value: Value | Missing) -> Any:
    """Return the pysnmp object of a value."""
    if isinstance(value, Missing):
        return EXCEPTIONS[value]
    return getattr(MODULES[version], TYPES[version][value.kind])(value.content)


def read_pdu(version: str, pdu: Any, community: bytes = b"") -> Request:
    """Decode the PDU of a request."""
    operation = Operation(pdu.tagSet.superTags[-1].tagId)
    module = MODULES["1" if version == "1" else "2c"]
    varbinds = [
        (tuple(oid), _read_value(value))
        for oid, value in module.apiPDU.get_varbinds(pdu)
    ]
    request_id = int(module.apiPDU.get_request_id(pdu))
    return Request(version, operation, request_id, varbinds, community)


def write_varbinds(
    version: str, pdu: Any, varbinds: Iterable[VarBind], writer: Any
) -> None:
    """Put varbinds into a PDU."""
    writer.set_varbinds(
        pdu, [(oid, _write_value(version, value)) for oid, value in varbinds]
    )


def write_pdu(version: str, pdu: Any, response: Response) -> None:
    """Put an answer into a PDU."""
    module = MODULES[version]
    module.apiPDU.set_request_id(pdu, response.request_id)
    module.apiPDU.set_error_status(pdu, int(response.status))
    module.apiPDU.set_error_index(pdu, response.index)
    write_varbinds(version, pdu, response.varbinds, module.apiPDU)


class PlainExchange:
    """A request with a community, and the way to answer it."""

    def __init__(self, request: Request, message: Any) -> None:
        """Keep the message that is answered."""
        self.request = request
        self._message = message

    def answer(self, response: Response) -> bytes:
        """Return the message that carries the response."""
        version = self.request.version
        module = MODULES[version]
        message = module.apiMessage.get_response(self._message)
        write_pdu(version, module.apiMessage.get_pdu(message), response)
        return bytes(encoder.encode(message))


def read_plain(version: str, data: bytes) -> PlainExchange:
    """Decode a message of version 1 or 2c."""
    module = MODULES[version]
    message, _ = decoder.decode(data, asn1Spec=module.Message())
    community = bytes(module.apiMessage.get_community(message))
    request = read_pdu(version, module.apiMessage.get_pdu(message), community)
    return PlainExchange(request, message)


def _trap_1(notification: Notification, host: str) -> Any:
    """Return a Trap-PDU of version 1, which has fields of its own."""
    module = MODULES["1"]
    pdu = module.TrapPDU()
    module.apiTrapPDU.set_defaults(pdu)
    module.apiTrapPDU.set_enterprise(pdu, notification.enterprise)
    module.apiTrapPDU.set_agent_address(pdu, host)
    module.apiTrapPDU.set_generic_trap(pdu, notification.generic)
    module.apiTrapPDU.set_specific_trap(pdu, notification.specific)
    module.apiTrapPDU.set_timestamp(pdu, notification.ticks)
    write_varbinds("1", pdu, notification.varbinds, module.apiTrapPDU)
    return pdu


def _trap_2c(notification: Notification, host: str) -> Any:
    """Return an SNMPv2-Trap-PDU, which has everything in varbinds."""
    module = MODULES["2c"]
    pdu = module.SNMPv2TrapPDU()
    module.apiPDU.set_defaults(pdu)
    varbinds = (
        (SYS_UPTIME, Value(Kind.TICKS, notification.ticks)),
        (TRAP_OID, Value(Kind.OID, notification.oid)),
        *notification.varbinds,
    )
    write_varbinds("2c", pdu, varbinds, module.apiPDU)
    return pdu


TRAPS = {"1": _trap_1, "2c": _trap_2c}


def write_trap(
    version: str, community: str, notification: Notification, host: str
) -> bytes:
    """Return the message of a trap."""
    module = MODULES[version]
    message = module.Message()
    module.apiMessage.set_defaults(message)
    module.apiMessage.set_community(message, community.encode())
    module.apiMessage.set_pdu(message, TRAPS[version](notification, host))
    return bytes(encoder.encode(message))
