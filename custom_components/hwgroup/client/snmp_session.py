"""Requests to one agent through pysnmp.

Importing this module loads the library and making its engine reads MIBs from disk:
both belong in an executor, never on an event loop.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from pyasn1.type.univ import Integer, Null, ObjectIdentifier, OctetString
from pysnmp.entity.rfc3413.cmdgen import (
    CommandGenerator,
    GetCommandGenerator,
    NextCommandGeneratorSingleRun,
)
from pysnmp.error import PySnmpError
from pysnmp.hlapi.v3arch.asyncio import (
    CommunityData,
    SnmpEngine,
    Udp6TransportTarget,
    UdpTransportTarget,
    UsmUserData,
    usm3DESEDEPrivProtocol,
    usmAesCfb128Protocol,
    usmAesCfb256Protocol,
    usmDESPrivProtocol,
    usmHMAC192SHA256AuthProtocol,
    usmHMAC384SHA512AuthProtocol,
    usmHMACMD5AuthProtocol,
    usmHMACSHAAuthProtocol,
)
from pysnmp.hlapi.v3arch.asyncio.cmdgen import LCD
from pysnmp.proto import errind
from pysnmp.proto.rfc1902 import ObjectName
from pysnmp.smi.view import MibViewController

from .errors import (
    AuthenticationError,
    CannotConnectError,
    HwgError,
    ResponseTimeoutError,
)
from .family import Oid, Value
from .snmp import Binding, Community, Credentials, StatusError, User

TIMEOUT_SECONDS: Final = 2.0
RETRIES: Final = 1
# The engine's clock is coarse: it only forgets what is given up here before.
_PATIENCE: Final = {"timeout": 4, "retries": 0}

_AUTHENTICATION: Final = {
    "MD5": usmHMACMD5AuthProtocol,
    "SHA": usmHMACSHAAuthProtocol,
    "SHA-256": usmHMAC192SHA256AuthProtocol,
    "SHA-512": usmHMAC384SHA512AuthProtocol,
}
_PRIVACY: Final = {
    "DES": usmDESPrivProtocol,
    "3DES": usm3DESEDEPrivProtocol,
    "AES-128": usmAesCfb128Protocol,
    "AES-256": usmAesCfb256Protocol,
}
_MODEL: Final = {"1": 0, "2c": 1}
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


type Engine = SnmpEngine


def create_engine() -> Engine:
    """Make the engine that all sessions share. Reads files: call it in an executor."""
    engine = SnmpEngine()
    builder = engine.message_dispatcher.mib_instrum_controller.get_mib_builder()
    engine.cache["mibViewController"] = MibViewController(builder)
    builder.load_modules()
    return engine


def close_engine(engine: Engine) -> None:
    """Close the engine's sockets and stop its clock."""
    engine.close_dispatcher()


class AgentSession:
    """One request at a time to the agent of one device."""

    def __init__(
        self, engine: Engine, host: str, port: int, credentials: Credentials
    ) -> None:
        """Remember how to reach the agent; nothing is sent yet."""
        self._engine = engine
        self._address = (host, port)
        self._auth = _auth_data(credentials)
        self._target: UdpTransportTarget | Udp6TransportTarget | None = None

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for variables.

        Raises StatusError, ResponseTimeoutError, AuthenticationError and
        CannotConnectError.
        """
        return await self._send(GetCommandGenerator(), oids)

    async def get_next(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for the variables that follow; raises what `get` does."""
        return await self._send(NextCommandGeneratorSingleRun(), oids)

    async def _send(
        self, generator: CommandGenerator, oids: Sequence[Oid]
    ) -> Sequence[Binding]:
        for _ in range(1 + RETRIES):
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    return await self._exchange(generator, oids)
            except TimeoutError:
                self._target = None  # the host may have another address by now
            except (PySnmpError, OSError, UnicodeError) as err:
                self._target = None
                raise CannotConnectError(type(err).__name__) from err
        raise ResponseTimeoutError("The agent does not answer")

    async def _exchange(
        self, generator: CommandGenerator, oids: Sequence[Oid]
    ) -> Sequence[Binding]:
        answer = asyncio.get_running_loop().create_future()

        def answered(_engine: SnmpEngine, _handle: int, *parts: Any) -> None:
            if not answer.done():
                answer.set_result(parts[:-1])

        if self._target is None:
            self._target = await self._resolve()
        # Each time, for another device may have a user of this name with other keys.
        target, _ = LCD.configure(self._engine, self._auth, self._target)
        # Names and nulls as they go on the wire: looking them up in MIBs costs ten
        # times what the request does.
        generator.send_varbinds(
            self._engine,
            target,
            None,
            "",
            [(ObjectName(oid), Null("")) for oid in oids],
            answered,
            None,
        )
        problem, status, index, bindings = await answer
        if problem:
            raise _error(problem)
        if status:
            raise StatusError(int(status), int(index))
        return [(tuple(oid), _value(value)) for oid, value in bindings]

    async def _resolve(self) -> UdpTransportTarget | Udp6TransportTarget:
        try:
            return await UdpTransportTarget.create(self._address, **_PATIENCE)
        except PySnmpError:
            return await Udp6TransportTarget.create(self._address, **_PATIENCE)


def _auth_data(credentials: Credentials) -> CommunityData | UsmUserData:
    if isinstance(credentials, Community):
        return CommunityData(credentials.name, mpModel=_MODEL[credentials.version])
    return _user_data(credentials)


def _user_data(user: User) -> UsmUserData:
    if not user.authentication_key:
        return UsmUserData(user.name)  # noqa: S509
    authentication = _AUTHENTICATION[user.authentication]
    if not user.privacy_key:
        return UsmUserData(
            user.name, user.authentication_key, authProtocol=authentication
        )
    return UsmUserData(
        user.name,
        user.authentication_key,
        user.privacy_key,
        authProtocol=authentication,
        privProtocol=_PRIVACY[user.privacy],
    )


def _error(problem: object) -> HwgError:
    if isinstance(problem, _REFUSED):
        return AuthenticationError("The agent refuses the SNMP credentials")
    return CannotConnectError(str(problem))


def _value(value: Any) -> Value | None:
    """Return a value of the wire as Python has it; what does not exist is None."""
    if isinstance(value, Null):  # and what says that nothing is there
        return None
    if isinstance(value, Integer):  # and all counters, gauges and ticks
        return int(value)
    if isinstance(value, OctetString):
        return bytes(value)
    return tuple(value) if isinstance(value, ObjectIdentifier) else None
