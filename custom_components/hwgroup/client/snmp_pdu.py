"""What the messages of all SNMP versions have inside, as pysnmp has it."""

import asyncio
from collections.abc import Sequence
from secrets import randbelow
from typing import Any, Final

from pyasn1.type.base import Asn1Type
from pyasn1.type.univ import Integer, Null, ObjectIdentifier, OctetString
from pysnmp.proto.rfc1902 import ObjectName

from .agent import Binding, StatusError
from .family import Value

_LARGEST_ID: Final = 2**31 - 1


def new_request_id() -> int:
    """Return an ID that nobody can guess, positive in 32 bits."""
    return 1 + randbelow(_LARGEST_ID)


def variables(
    bindings: Sequence[Binding], library: Any
) -> list[tuple[ObjectName, Asn1Type]]:
    """Return the variables of a request; what has no value is asked for.

    Names and values as they go on the wire: looking them up in MIBs would cost ten
    times what the request does.
    """
    return [(ObjectName(oid), _written(value, library)) for oid, value in bindings]


def _written(value: Value | None, library: Any) -> Asn1Type:
    if value is None:
        return Null("")
    return (
        library.Integer(value) if isinstance(value, int) else library.OctetString(value)
    )


def settle(answer: asyncio.Future[Sequence[Binding]], pdu: Any, library: Any) -> None:
    """Give an answer what a response holds: variables, or a StatusError."""
    if status := int(library.get_error_status(pdu)):
        index = int(library.get_error_index(pdu, muteErrors=True))
        answer.set_exception(StatusError(status, index))
    else:
        answer.set_result(
            [(tuple(oid), _value(value)) for oid, value in library.get_varbinds(pdu)]
        )


def _value(value: Any) -> Value | None:
    """Return a value of the wire as Python has it; what does not exist is None."""
    if isinstance(value, Null):  # and what says that nothing is there
        return None
    if isinstance(value, Integer):  # and all counters, gauges and ticks
        return int(value)
    if isinstance(value, OctetString):
        return bytes(value)
    return tuple(value) if isinstance(value, ObjectIdentifier) else None
