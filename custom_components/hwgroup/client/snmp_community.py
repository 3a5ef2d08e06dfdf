"""Messages of SNMP v1 and v2c, written and read by pysnmp.

Importing this module loads the library from disk: that belongs in an executor.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api

from .agent import Binding, Community, Operation
from .snmp_pdu import new_request_id, settle, variables
from .snmp_session import Send

# Numbered as on the wire.
_VERSIONS: Final[Mapping[str, int]] = {
    "1": api.SNMP_VERSION_1,
    "2c": api.SNMP_VERSION_2C,
}

type _Open = tuple[int, asyncio.Future[Sequence[Binding]]]


class CommunityConversation:
    """Requests with a community, each with an ID that nobody can guess."""

    def __init__(self, community: Community) -> None:
        """Prepare; no request is open yet."""
        self._version = _VERSIONS[community.version]
        self._community = community.name.encode()
        self._library: Any = api.PROTOCOL_MODULES[self._version]
        self._requests: Mapping[Operation, Any] = {
            Operation.GET: self._library.GetRequestPDU,
            Operation.GET_NEXT: self._library.GetNextRequestPDU,
            Operation.SET: self._library.SetRequestPDU,
        }
        self._open: _Open | None = None

    async def ask(
        self, operation: Operation, bindings: Sequence[Binding], send: Send
    ) -> Sequence[Binding]:
        """Send a request and wait for its answer, without end.

        Raises StatusError.
        """
        request_id = new_request_id()
        answer: asyncio.Future[Sequence[Binding]]
        answer = asyncio.get_running_loop().create_future()
        self._open = request_id, answer
        try:
            send(self._request(operation, bindings, request_id))
            return await answer
        finally:
            self._open = None

    def take(self, datagram: bytes) -> bool:
        """Read a datagram; return whether the open request was waiting for it.

        Raises any error for a datagram that is no message.
        """
        if self._open is None:
            return False
        request_id, answer = self._open
        library = self._library
        message, _ = decoder.decode(datagram, asn1Spec=library.Message())
        pdu = library.apiMessage.get_pdu(message)
        if (
            answer.done()
            or pdu.tagSet != library.GetResponsePDU.tagSet
            or library.apiPDU.get_request_id(pdu) != request_id
            or library.apiMessage.get_version(message) != self._version
            or library.apiMessage.get_community(message) != self._community
        ):
            return False
        settle(answer, pdu, library.apiPDU)
        return True

    def _request(
        self, operation: Operation, bindings: Sequence[Binding], request_id: int
    ) -> bytes:
        library = self._library
        pdu = self._requests[operation]()
        library.apiPDU.set_defaults(pdu)
        library.apiPDU.set_request_id(pdu, request_id)
        library.apiPDU.set_varbinds(pdu, variables(bindings, library))
        message = library.Message()
        library.apiMessage.set_defaults(message)
        library.apiMessage.set_community(message, self._community)
        library.apiMessage.set_pdu(message, pdu)
        return bytes(encoder.encode(message))
