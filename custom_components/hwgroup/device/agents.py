"""The SNMP agent of a device, asked with any of its credentials."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant

from ..client import Community, Credentials, Device, User
from ..compat import singleton
from ..const import (
    CONF_AUTHENTICATION,
    CONF_AUTHENTICATION_KEY,
    CONF_COMMUNITY,
    CONF_PRIVACY,
    CONF_PRIVACY_KEY,
    CONF_SNMP,
    CONF_VERSION,
    SNMP_VERSION_OF_USERS,
)
from .loading import async_load_client, whole

if TYPE_CHECKING:
    from ..client import AgentSession, SnmpClient
    from ..client.snmp import Answers
    from ..client.snmp_session import Conversation
    from ..client.snmp_user import Engine


class AgentAccess:
    """Loads what SNMP needs when it is needed first."""

    def __init__(
        self,
        hass: HomeAssistant,
        data: Mapping[str, Any],
        credentials: Mapping[str, Any],
    ) -> None:
        """Reach the agent of the device of an entry, with some of its credentials."""
        self._hass = hass
        self._host: str = data[CONF_HOST]
        self._port: int = data[CONF_SNMP][CONF_PORT]
        self.credentials = _credentials(credentials)

    async def open(self) -> AgentSession:
        """Return a session; nothing is sent yet."""
        conversation = await self._conversation()
        sessions = await async_load_client(self._hass, "snmp_session")
        session: AgentSession = sessions.AgentSession(
            self._host, self._port, conversation
        )
        return session

    async def _conversation(self) -> Conversation:
        credentials = self.credentials
        if isinstance(credentials, Community):
            messages = await async_load_client(self._hass, "snmp_community")
            plain: Conversation = messages.CommunityConversation(credentials)
            return plain
        messages = await async_load_client(self._hass, "snmp_user")
        number = _engine_number(self._hass, self)
        engine = await whole(
            self._hass, _async_get_engine(self._hass, messages.Engine, number)
        )
        secured: Conversation = messages.UserConversation(engine, credentials)
        return secured


class SnmpReader:
    """Loads what SNMP needs when it is needed first."""

    def __init__(self, hass: HomeAssistant, data: Mapping[str, Any]) -> None:
        """Ask the device of an entry, by its credentials for reading."""
        self._hass = hass
        self._access = AgentAccess(hass, data, data[CONF_SNMP])
        self.session: AgentSession | None = None
        self._client: SnmpClient | None = None
        self.asked: asyncio.Future[float] = hass.loop.create_future()

    @property
    def last_answers(self) -> Answers | None:
        """What came last."""
        return self._client.last_answers if self._client else None

    @property
    def heard(self) -> bool:
        """Whether the agent has ever answered."""
        return self._client is not None and self._client.heard

    def expect_changes(self) -> None:
        """Survey the device soon."""
        if self._client is not None:
            self._client.expect_changes()

    async def read(self) -> Device:
        """Read the device; raises one of the HwgError family."""
        return await (await self.client()).read()

    async def client(self) -> SnmpClient:
        """Return what reads the device, made when it is needed first."""
        if self._client is None:
            clients = await async_load_client(self._hass, "snmp")
            self.session = await self._access.open()
            self._client = clients.SnmpClient(self.session)
            if not self.asked.done():
                self.asked.set_result(self._hass.loop.time())
        return self._client


def _credentials(snmp: Mapping[str, Any]) -> Credentials:
    if (version := snmp[CONF_VERSION]) != SNMP_VERSION_OF_USERS:
        return Community(version, snmp[CONF_COMMUNITY])
    return User(
        name=snmp[CONF_USERNAME],
        authentication=snmp[CONF_AUTHENTICATION],
        authentication_key=snmp[CONF_AUTHENTICATION_KEY],
        privacy=snmp[CONF_PRIVACY],
        privacy_key=snmp[CONF_PRIVACY_KEY],
    )


@singleton("hwgroup_snmp_users")
def _users_of_engines(_hass: HomeAssistant) -> list[WeakSet[AgentAccess]]:
    return []


def _engine_number(hass: HomeAssistant, access: AgentAccess) -> int:
    """Return which engine is for a session: one for all, as long as that can be.

    An engine knows one user of a name; where devices have other keys for it, requests
    at the same time would take each other's.
    """
    engines = _users_of_engines(hass)
    fitting = (
        number
        for number, users in enumerate(engines)
        if not any(_clash(access.credentials, other.credentials) for other in users)
    )
    if (number := next(fitting, len(engines))) == len(engines):
        engines.append(WeakSet())
    engines[number].add(access)
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
