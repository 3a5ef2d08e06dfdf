"""Messages of SNMP v3, signed and encrypted by an engine of pysnmp.

Importing this module loads the library and making its engine reads MIBs from disk:
both belong in an executor, never on an event loop.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from time import time
from typing import Any, Final, override

from pysnmp.carrier.base import AbstractTransportDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.error import PySnmpError
from pysnmp.proto import errind
from pysnmp.proto.api import decodeMessageVersion, v2c

from .agent import Binding, Operation, User
from .errors import AuthenticationError, CannotConnectError, HwgError
from .snmp_pdu import new_request_id, settle, variables
from .snmp_session import Send

_VERSION: Final = 3  # of the message, its processing and its security alike
_PDU_VERSION: Final = 1  # that of v2c
_DOMAIN: Final = config.SNMP_UDP_DOMAIN
# Longer than anybody waits here; the engine counts ticks of 0.1 s.
_PATIENCE_TICKS: Final = 1000
_MOST_DISCOVERIES: Final = 4
_REQUESTS: Final[Mapping[Operation, Any]] = {
    Operation.GET: v2c.GetRequestPDU,
    Operation.GET_NEXT: v2c.GetNextRequestPDU,
    Operation.SET: v2c.SetRequestPDU,
}
_AUTHENTICATION: Final = {
    "MD5": config.USM_AUTH_HMAC96_MD5,
    "SHA": config.USM_AUTH_HMAC96_SHA,
    "SHA-256": config.USM_AUTH_HMAC192_SHA256,
    "SHA-512": config.USM_AUTH_HMAC384_SHA512,
}
_PRIVACY: Final = {
    "DES": config.USM_PRIV_CBC56_DES,
    "3DES": config.USM_PRIV_CBC168_3DES,
    "AES-128": config.USM_PRIV_CFB128_AES,
    "AES-256": config.USM_PRIV_CFB256_AES,
}
_LEVELS: Final = {(False, False): 1, (True, False): 2, (True, True): 3}
# What tells an engine who the agent is or what time it has: then it asks again.
_LEARNED: Final = (errind.NotInTimeWindow, errind.UnknownEngineID)
# What an engine says when it is the credentials that are wrong.
_REFUSED: Final = (
    errind.AuthenticationFailure,
    errind.AuthenticationError,
    errind.DecryptionError,
    errind.UnknownSecurityName,
    errind.UnknownUserName,
    errind.UnsupportedAuthProtocol,
    errind.UnsupportedPrivProtocol,
    errind.UnsupportedSecurityLevel,
    errind.WrongDigest,
)


class _Outbox(AbstractTransportDispatcher):  # type: ignore[misc]
    """What an engine takes for its sockets: it keeps the message to send."""

    message = b""

    @override
    def send_message(self, message: Any, domain: Any, address: Any) -> None:
        self.message = bytes(message)


class Engine:
    """An engine of pysnmp without sockets, which all users of version 3 share.

    It knows one user of a name at a time.
    """

    def __init__(self) -> None:
        """Load all that it will ever need; this reads files."""
        self._outbox = _Outbox()
        self._engine = SnmpEngine()
        self._engine.register_transport_dispatcher(self._outbox)
        builder = self._engine.get_mib_builder()
        builder.load_modules()
        [self._text] = builder.import_symbols("SNMP-FRAMEWORK-MIB", "SnmpAdminString")
        self._users: dict[str, User] = {}

    def write(
        self, user: User, pdu: Any, address: object, answered: Callable[..., None]
    ) -> tuple[int, bytes]:
        """Return a handle of a request, and the message to send for it.

        `answered` is called by `read` or `write`, as pysnmp calls back. The address is
        what the engine remembers an agent by. Raises PySnmpError.
        """
        self._outbox.handle_timer_tick(time())
        # Each time, for another device may have a user of this name with other keys.
        self._configure(user)
        handle = self._engine.message_dispatcher.send_pdu(
            self._engine,
            _DOMAIN,
            address,
            _VERSION,
            _VERSION,
            self._text(user.name),
            _LEVELS[bool(user.authentication_key), _has_privacy(user)],
            None,
            self._text(""),
            _PDU_VERSION,
            pdu,
            True,
            _PATIENCE_TICKS,
            answered,
        )
        return handle, self._outbox.message

    def read(self, message: bytes, address: object) -> None:
        """Take a message, and call back if it answers a request."""
        self._engine.message_dispatcher.receive_message(
            self._engine, _DOMAIN, address, message
        )

    def forget(self, handle: int) -> None:
        """Let go of a request, answered or not."""
        self._engine.message_dispatcher.release_state_information(
            self._engine, handle, _VERSION
        )

    def _configure(self, user: User) -> None:
        if (known := self._users.get(user.name)) == user:
            return
        if known is not None:
            config.delete_v3_user(self._engine, user.name)
        keys: dict[str, Any] = {}
        if user.authentication_key:
            keys["authProtocol"] = _AUTHENTICATION[user.authentication]
            keys["authKey"] = user.authentication_key
        if _has_privacy(user):
            keys["privProtocol"] = _PRIVACY[user.privacy]
            keys["privKey"] = user.privacy_key
        config.add_v3_user(self._engine, user.name, **keys)
        self._users[user.name] = user


def _has_privacy(user: User) -> bool:
    """Return whether messages are encrypted, which they are only if signed, too."""
    return bool(user.authentication_key and user.privacy_key)


class UserConversation:
    """Requests of a user, through an engine that signs and encrypts."""

    def __init__(self, engine: Engine, user: User) -> None:
        """Prepare; no request is open yet."""
        self._engine = engine
        self._user = user
        self._address = object()
        self._answer: asyncio.Future[Sequence[Binding]] | None = None
        self._handle = 0
        self._pdu: Any = None
        self._send: Send
        self._discoveries = 0
        self._was_expected = False

    async def ask(
        self, operation: Operation, bindings: Sequence[Binding], send: Send
    ) -> Sequence[Binding]:
        """Send a request and wait for its answer, without end.

        Raises StatusError, AuthenticationError and CannotConnectError.
        """
        self._pdu = _REQUESTS[operation]()
        v2c.apiPDU.set_defaults(self._pdu)
        v2c.apiPDU.set_request_id(self._pdu, new_request_id())
        v2c.apiPDU.set_varbinds(self._pdu, variables(bindings, v2c))
        self._send = send
        self._discoveries = 0
        answer: asyncio.Future[Sequence[Binding]]
        self._answer = answer = asyncio.get_running_loop().create_future()
        try:
            self._transmit(answer)
            return await answer
        except asyncio.CancelledError, HwgError:
            # Nobody signs who they are: the agent has to say it again.
            self._address = object()
            raise
        finally:
            self._engine.forget(self._handle)
            self._answer = None

    def take(self, datagram: bytes) -> bool:
        """Read a datagram; return whether the open request was waiting for it.

        Raises any error for a datagram that is no message.
        """
        if self._answer is None or decodeMessageVersion(datagram) != _VERSION:
            return False
        self._was_expected = False
        self._engine.read(datagram, self._address)
        return self._was_expected

    def _transmit(self, answer: asyncio.Future[Sequence[Binding]]) -> None:
        try:
            self._handle, message = self._engine.write(
                self._user, self._pdu, self._address, self._answered
            )
        except PySnmpError as err:
            answer.set_exception(CannotConnectError(type(err).__name__))
        else:
            self._send(message)

    def _answered(self, *parts: Any) -> None:
        """Take what the engine calls back with: a response, or what went wrong."""
        *_, pdu, problem, handle, _ = parts
        answer = self._answer
        if answer is None or answer.done() or handle != self._handle:
            return
        if problem:
            self._was_expected = True
            self._fail(answer, problem.get("errorIndication"))
        elif v2c.apiPDU.get_request_id(pdu) == v2c.apiPDU.get_request_id(self._pdu):
            self._was_expected = True
            settle(answer, pdu, v2c.apiPDU)

    def _fail(
        self, answer: asyncio.Future[Sequence[Binding]], indication: object
    ) -> None:
        if isinstance(indication, _LEARNED) and self._discoveries < _MOST_DISCOVERIES:
            self._discoveries += 1
            self._transmit(answer)
        elif isinstance(indication, _REFUSED):
            answer.set_exception(
                AuthenticationError("The agent refuses the SNMP credentials")
            )
        else:
            answer.set_exception(CannotConnectError(str(indication)))
