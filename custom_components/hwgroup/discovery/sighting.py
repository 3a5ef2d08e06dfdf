"""A look at an address: who answers there?"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from homeassistant.const import CONF_HOST
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
from ..device.transports import readers_of
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
    asking: list[str] = []
    for address in addresses:
        try:
            device = await _async_read(hass, address, Transport.HTTP)
        except AuthenticationError:
            asking.append(address)
        except HwgError:
            continue
        else:
            return Sighting(
                address=address, identity=device.identity.completed_by(announced)
            )
    identity = announced
    address = [*asking, *addresses][0]
    try:
        device = await _async_read(hass, address, Transport.SNMP)
    except HwgError:
        if not (is_hwgroup and asking):
            return None
    else:
        identity = device.identity.completed_by(announced)
    return Sighting(address=address, identity=identity, asks_credentials=bool(asking))


async def _async_read(hass: HomeAssistant, address: str, way: Transport) -> Device:
    read = readers_of(hass, entry_data({CONF_HOST: address}))[way]
    try:
        async with asyncio.timeout(_SECONDS):
            return await read()
    except TimeoutError as err:
        raise ResponseTimeoutError("Too slow for a look") from err
