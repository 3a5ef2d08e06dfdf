"""The transports by which the device of an entry is read."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from importlib.util import resolve_name
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Protocol
from weakref import WeakSet

from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_SSL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.singleton import singleton

from ..client import (
    Address,
    AgentSession,
    Community,
    Credentials,
    Device,
    HttpClient,
    HwgError,
    Pin,
    SnmpClient,
    User,
)
from ..const import (
    CONF_AUTHENTICATION,
    CONF_AUTHENTICATION_KEY,
    CONF_COMMUNITY,
    CONF_FINGERPRINT,
    CONF_PRIVACY,
    CONF_PRIVACY_KEY,
    CONF_SNMP,
    CONF_TRANSPORT,
    CONF_VERSION,
    TRANSPORT_AUTO,
)
from .failover import Transport

if TYPE_CHECKING:
    from ..client.snmp import Answers
    from ..client.snmp_session import Conversation
    from ..client.snmp_user import Engine

# In this order they are tried.
TRANSPORTS: Final[Mapping[str, tuple[Transport, ...]]] = {
    TRANSPORT_AUTO: (Transport.HTTP, Transport.SNMP),
    Transport.HTTP: (Transport.HTTP,),
    Transport.SNMP: (Transport.SNMP,),
}


def address_of(data: Mapping[str, Any]) -> Address:
    """Return where the device of an entry answers HTTP."""
    return Address(data[CONF_HOST], data[CONF_PORT], data[CONF_SSL])


class Agent(Protocol):
    """How far asking an SNMP agent has come."""

    asked: asyncio.Future[float]
    """The time of the event loop when it was asked first."""

    @property
    def heard(self) -> bool:
        """Whether it has ever answered."""


class DeviceReaders(dict[Transport, Callable[[], Awaitable[Device]]]):
    """The transports of a device in their order, and what each received last."""

    def __init__(self, http: HttpClient | None, snmp: _SnmpReader | None) -> None:
        """Read by those that there are, HTTP first."""
        ways = {Transport.HTTP: http, Transport.SNMP: snmp}
        super().__init__({way: reader.read for way, reader in ways.items() if reader})
        self._http, self._snmp = http, snmp

    @property
    def last_document(self) -> bytes | None:
        """What came over HTTP."""
        return self._http.last_document if self._http else None

    @property
    def last_answers(self) -> Answers | None:
        """What came over SNMP."""
        return self._snmp.last_answers if self._snmp else None

    def expect_changes(self) -> None:
        """Read names, units and limits again soon, too, where they are not each time."""
        if self._snmp is not None:
            self._snmp.expect_changes()

    @property
    def pin(self) -> Pin | None:
        """What certificate is accepted, None where that is not decided by a pin."""
        return self._http.pin if self._http else None

    @property
    def fingerprint(self) -> str | None:
        """That of the certificate which is accepted, None where there is no pin."""
        return self.pin.fingerprint if self.pin else None

    @property
    def trusted(self) -> bool | None:
        """Whether the accepted certificate was shown last, None where there is no pin."""
        return None if self.pin is None else self.pin.stranger is None

    @property
    def agent(self) -> Agent | None:
        """How far asking by SNMP has come, None where that is no way."""
        return self._snmp

    @property
    def session(self) -> AgentSession | None:
        """The session with the agent, None where it was never asked."""
        return self._snmp.session if self._snmp else None


def readers_of(hass: HomeAssistant, data: Mapping[str, Any]) -> DeviceReaders:
    """Return the transports of the device of an entry, in their order.

    Only what the chosen transports need is read from the entry.
    """
    chosen = TRANSPORTS[data[CONF_SNMP][CONF_TRANSPORT]]
    return DeviceReaders(
        _http_client(hass, data) if Transport.HTTP in chosen else None,
        _SnmpReader(hass, data) if Transport.SNMP in chosen else None,
    )


def _http_client(hass: HomeAssistant, data: Mapping[str, Any]) -> HttpClient:
    pinned = data[CONF_SSL] and not data[CONF_VERIFY_SSL]
    return HttpClient(
        async_get_clientsession(hass),
        address_of(data),
        username=data[CONF_USERNAME],
        password=data[CONF_PASSWORD],
        pin=Pin(data.get(CONF_FINGERPRINT)) if pinned else None,
    )


async def async_fingerprint_of(
    hass: HomeAssistant, data: Mapping[str, Any]
) -> str | None:
    """Return the fingerprint of the certificate that is shown, None if there is none."""
    try:
        return await _http_client(hass, data).fingerprint()
    except HwgError:
        return None


class _SnmpReader:
    """Loads what SNMP needs when it is needed first."""

    def __init__(self, hass: HomeAssistant, data: Mapping[str, Any]) -> None:
        self._hass = hass
        self._host: str = data[CONF_HOST]
        self._port: int = data[CONF_SNMP][CONF_PORT]
        self.credentials = _credentials(data[CONF_SNMP])
        self.session: AgentSession | None = None
        self._client: SnmpClient | None = None
        self.asked: asyncio.Future[float] = hass.loop.create_future()

    @property
    def last_answers(self) -> Answers | None:
        return self._client.last_answers if self._client else None

    @property
    def heard(self) -> bool:
        return self._client is not None and self._client.heard

    def expect_changes(self) -> None:
        if self._client is not None:
            self._client.expect_changes()

    async def read(self) -> Device:
        if self._client is None:
            self.session = AgentSession(
                self._host, self._port, await self._conversation()
            )
            self._client = SnmpClient(self.session)
            if not self.asked.done():
                self.asked.set_result(self._hass.loop.time())
        return await self._client.read()

    async def _conversation(self) -> Conversation:
        credentials = self.credentials
        if isinstance(credentials, Community):
            messages = await _async_load(self._hass, "snmp_community")
            plain: Conversation = messages.CommunityConversation(credentials)
            return plain
        messages = await _async_load(self._hass, "snmp_user")
        number = _engine_number(self._hass, self)
        engine = await _whole(
            self._hass, _async_get_engine(self._hass, messages.Engine, number)
        )
        secured: Conversation = messages.UserConversation(engine, credentials)
        return secured


def _credentials(snmp: Mapping[str, Any]) -> Credentials:
    if (version := snmp[CONF_VERSION]) != "3":
        return Community(version, snmp[CONF_COMMUNITY])
    return User(
        name=snmp[CONF_USERNAME],
        authentication=snmp[CONF_AUTHENTICATION],
        authentication_key=snmp[CONF_AUTHENTICATION_KEY],
        privacy=snmp[CONF_PRIVACY],
        privacy_key=snmp[CONF_PRIVACY_KEY],
    )


@singleton("hwgroup_snmp_readers")
def _readers_by_engine(_hass: HomeAssistant) -> list[WeakSet[_SnmpReader]]:
    return []


def _engine_number(hass: HomeAssistant, reader: _SnmpReader) -> int:
    """Return which engine is for a reader: one for all, as long as that can be.

    An engine knows one user of a name; where devices have other keys for it, reads at
    the same time would take each other's.
    """
    engines = _readers_by_engine(hass)
    fitting = (
        number
        for number, readers in enumerate(engines)
        if not any(_clash(reader.credentials, other.credentials) for other in readers)
    )
    if (number := next(fitting, len(engines))) == len(engines):
        engines.append(WeakSet())
    engines[number].add(reader)
    return number


def _clash(one: Credentials, other: Credentials) -> bool:
    return one.name == other.name and one != other


async def _async_get_engine(
    hass: HomeAssistant, make: type[Engine], number: int
) -> Engine:
    """Return an SNMP engine, made off the event loop when it is needed first."""

    async def made(hass: HomeAssistant) -> Engine:
        return await hass.async_add_executor_job(make)

    return await singleton(f"hwgroup_snmp_engine_{number}")(made)(hass)


async def _async_load(hass: HomeAssistant, module: str) -> ModuleType:
    """Import a module of the client off the event loop: it loads the library."""
    name = resolve_name(f"..client.{module}", __package__)
    return await _whole(hass, async_import_module(hass, name))


async def _whole[T](hass: HomeAssistant, making: Coroutine[Any, Any, T]) -> T:
    """Wait for what all share: whoever gives up waiting must not end it for others."""
    return await asyncio.shield(hass.async_create_task(making))
