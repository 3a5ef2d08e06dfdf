"""The transports by which the device of an entry is read."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

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

from ..client import Address, Device, HttpClient, HwgError, Pin
from ..const import (
    CONF_CONTROL,
    CONF_FINGERPRINT,
    CONF_PUSH_PATH,
    CONF_SNMP,
    CONF_TRANSPORT,
    TRANSPORT_AUTO,
)
from .agents import SnmpReader
from .coils import CoilControl, is_known
from .control import AgentControl
from .failover import Transport
from .pushed import PushedReader

if TYPE_CHECKING:
    from ..client import AgentSession, OutputControl
    from ..client.snmp import Answers

# In this order they are tried.
TRANSPORTS: Final[Mapping[str, tuple[Transport, ...]]] = {
    TRANSPORT_AUTO: (Transport.HTTP, Transport.SNMP, Transport.PUSH),
    Transport.HTTP: (Transport.HTTP,),
    Transport.SNMP: (Transport.SNMP,),
    Transport.PUSH: (Transport.PUSH,),
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

    def __init__(
        self,
        http: HttpClient | None,
        snmp: SnmpReader | None,
        pushed: PushedReader | None = None,
    ) -> None:
        """Read by those that there are, HTTP first."""
        self.outputs: OutputControl | None = None
        """What switches the outputs, None where nobody has said how."""
        self.writer: AgentControl | None = None
        """What sets limits and starts pulses, None where nobody has said how."""
        ways = {
            Transport.HTTP: http,
            Transport.SNMP: snmp,
            Transport.PUSH: pushed,
        }
        super().__init__({way: reader.read for way, reader in ways.items() if reader})
        self._http, self._snmp, self._pushed = http, snmp, pushed

    @property
    def first(self) -> Callable[[], Awaitable[Device]]:
        """The best transport that there is."""
        return next(iter(self.values()))

    @property
    def writing(self) -> AgentControl:
        """What sets limits and starts pulses, of a device that is written to.

        Another one when the device has moved, or shows another certificate.
        """
        return cast(AgentControl, self.writer)

    @property
    def only_pushed(self) -> bool:
        """Whether the device is never asked."""
        return list(self) == [Transport.PUSH]

    @property
    def interval(self) -> timedelta | None:
        """After how long a push is missing, None where the device is asked, too."""
        return self._pushed.interval if self._pushed and self.only_pushed else None

    def age(self, transport: Transport) -> timedelta:
        """Return how old the readings are that a transport has returned just now."""
        pushed = self._pushed if transport is Transport.PUSH else None
        return pushed.age if pushed else timedelta(0)

    @property
    def http(self) -> HttpClient | None:
        """What asks the device over HTTP, None where that is no way."""
        return self._http

    @property
    def last_document(self) -> bytes | None:
        """What came over HTTP."""
        return self._http.last_document if self._http else None

    @property
    def last_push(self) -> bytes | None:
        """The last document that the device has pushed."""
        return self._pushed.last_document if self._pushed else None

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
    http = _http_client(hass, data) if Transport.HTTP in chosen else None
    snmp = SnmpReader(hass, data) if Transport.SNMP in chosen else None
    path = data.get(CONF_PUSH_PATH)
    is_a_way = Transport.PUSH in chosen and (path is not None or len(chosen) == 1)
    pushed = PushedReader(hass, path or "") if is_a_way else None
    readers = DeviceReaders(http, snmp, pushed)
    if CONF_CONTROL in data:
        readers.outputs = readers.writer = AgentControl(hass, data, snmp)
    if is_known(data):
        # Somebody has chosen it for this device; limits and pulses are no coils.
        readers.outputs = CoilControl(hass, data, readers.first)
    return readers


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
