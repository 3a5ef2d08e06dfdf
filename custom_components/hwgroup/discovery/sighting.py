"""A look at an address: who answers there?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

from homeassistant.const import CONF_HOST, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant

from ..client import (
    Address,
    AuthenticationError,
    Device,
    HwgError,
    Identity,
    ResponseTimeoutError,
)
from ..device.failover import Transport
from ..device.transports import DeviceReaders, readers_of
from ..flows.device_form import entry_data

HTTP_PORT: Final = 80
HTTPS_PORT: Final = 443
# What a device has for either protocol; less than a poll has, for most addresses of a
# network are silent.
_SECONDS: Final = 5.0
_NOBODY: Final = Identity()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A device that was seen at an address."""

    address: str
    """As it would be typed into the form of a device."""
    identity: Identity
    asks_credentials: bool = False
    fingerprint: str | None = None
    """That of its certificate, for a device with HTTPS; none can be verified."""

    @property
    def host(self) -> str:
        """The address without a port."""
        return Address.parse(self.address).host

    @property
    def name(self) -> str:
        """What the device calls itself, or what else it is known by."""
        return self.identity.name or self.identity.mac or self.address

    @property
    def model(self) -> str:
        """The model, as far as the device tells it."""
        return self.identity.model or "HW group"

    def to_dict(self) -> dict[str, Any]:
        """Return the sighting as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**{**data, "identity": Identity(**data["identity"])})


async def async_look(
    hass: HomeAssistant,
    host: str,
    announced: Identity = _NOBODY,
    *,
    port: int | None = None,
    is_hwgroup: bool = False,
) -> Sighting | None:
    """Read whatever is at an address: by HTTP, also at another port, then by SNMP.

    One that is known to be an HW group device is seen also where it asks for
    credentials; anybody else's web server may do so, too.
    """
    addresses = [
        str(Address(host, each, tls=each == HTTPS_PORT))
        for each in dict.fromkeys((HTTP_PORT, port or HTTP_PORT))
    ]
    asking: list[Sighting] = []
    for address in addresses:
        readers = _readers_of(hass, address)
        sighting = Sighting(address=address, identity=announced)
        try:
            device = await _async_read(readers[Transport.HTTP])
        except AuthenticationError:
            sighting = replace(sighting, asks_credentials=True)
            asking.append(replace(sighting, fingerprint=readers.fingerprint))
        except HwgError:
            continue
        else:
            identity = device.identity.completed_by(announced)
            return replace(sighting, identity=identity, fingerprint=readers.fingerprint)
    sighting = [*asking, Sighting(address=addresses[0], identity=announced)][0]
    try:
        readers = _readers_of(hass, sighting.address)
        device = await _async_read(readers[Transport.SNMP])
    except HwgError:
        return sighting if is_hwgroup and asking else None
    return replace(sighting, identity=device.identity.completed_by(announced))


def _readers_of(hass: HomeAssistant, address: str) -> DeviceReaders:
    return readers_of(hass, entry_data({CONF_HOST: address, CONF_VERIFY_SSL: False}))


async def _async_read(read: Callable[[], Awaitable[Device]]) -> Device:
    try:
        async with asyncio.timeout(_SECONDS):
            return await read()
    except TimeoutError as err:
        raise ResponseTimeoutError("Too slow for a look") from err
