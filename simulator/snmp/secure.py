"""Messages of version 3, decoded and encoded by an engine of pysnmp."""

from typing import Any

from pysnmp.carrier.base import AbstractTransportDispatcher
from pysnmp.entity.config import USM_AUTH_HMAC96_SHA, USM_PRIV_CFB128_AES, add_v3_user
from pysnmp.entity.engine import SnmpEngine
from pysnmp.proto.api import v2c
from pysnmp.proto.rfc1905 import (
    GetBulkRequestPDU,
    GetNextRequestPDU,
    GetRequestPDU,
    SetRequestPDU,
)

from .answers import Request, Response
from .messages import read_pdu, write_pdu
from .user import SnmpUser

_DOMAIN = (1, 3, 6, 1, 6, 1, 1)
_ADDRESS = ("", 0)
_PDU = 7
_REQUESTS = (GetRequestPDU, GetNextRequestPDU, GetBulkRequestPDU, SetRequestPDU)


class _Outbox(AbstractTransportDispatcher):  # type: ignore[misc]
    """A transport without sockets: it keeps the message that the engine sends."""

    sent = b""

    def send_message(self, data: Any, domain: Any, address: Any) -> None:
        """Keep a message."""
        self.sent = bytes(data)


class SecureExchange:
    """A request of a user, and the way to answer it."""

    def __init__(self, reader: SecureReader, request: Request, state: Any) -> None:
        """Keep the state that the engine has of the request."""
        self.request = request
        self._reader = reader
        self._state = state

    def answer(self, response: Response) -> bytes:
        """Return the message that carries the response."""
        return self._reader.answer(response, self._state)


class SecureReader:
    """Decodes messages of one user; the engine has no socket."""

    def __init__(self, user: SnmpUser, engine_id: bytes, boots: int) -> None:
        """Make an engine that knows the user."""
        self.user = user
        self._outbox = _Outbox()
        self._exchange: SecureExchange | None = None
        # With an ID as its argument the engine would write files.
        self._engine = engine = SnmpEngine()
        builder = engine.get_mib_builder()
        for name, value in (("ID", engine_id), ("Boots", boots)):
            [symbol] = builder.import_symbols(
                "__SNMP-FRAMEWORK-MIB", f"snmpEngine{name}"
            )
            symbol.syntax = symbol.syntax.clone(value)
        [symbol] = builder.import_symbols("__SNMP-FRAMEWORK-MIB", "snmpEngineID")
        engine.snmpEngineID = symbol.syntax
        add_v3_user(
            engine,
            user.name,
            USM_AUTH_HMAC96_SHA,
            user.auth_key,
            USM_PRIV_CFB128_AES,
            user.priv_key,
        )
        engine.transport_dispatcher = self._outbox
        engine.message_dispatcher.register_context_engine_id(
            engine.snmpEngineID, [pdu.tagSet for pdu in _REQUESTS], self._process
        )

    def read(self, data: bytes) -> SecureExchange | bytes | None:
        """Return the request, a report to send back, or None to send nothing."""
        self._outbox.sent, self._exchange = b"", None
        self._engine.message_dispatcher.receive_message(
            self._engine, _DOMAIN, _ADDRESS, data
        )
        return self._exchange or self._outbox.sent or None

    def answer(self, response: Response, state: Any) -> bytes:
        """Return the message that answers a request."""
        *known, request_pdu, limit, reference = state
        pdu = v2c.apiPDU.get_response(request_pdu)
        write_pdu("2c", pdu, response)
        self._engine.message_dispatcher.return_response_pdu(
            self._engine, *known, pdu, limit, reference, {}
        )
        return self._outbox.sent

    def _process(self, engine: Any, *state: Any) -> None:
        """Keep the request that the engine has decoded."""
        self._exchange = SecureExchange(self, read_pdu("3", state[_PDU]), state)
