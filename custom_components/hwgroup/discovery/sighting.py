"""A look at an address: who answers there?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..client import (
    AuthenticationError,
    Device,
    HwgError,
    Identity,
    ResponseTimeoutError,
)
from ..device_form import entry_data
from ..failover import Failover
from ..transports import readers_of

HTTP_PORT: Final = 80
# What a device has for either protocol; less than a poll has, for most addresses of a
# network are silent.
_SECONDS: Final = 5.0
_NOBODY: Final = Identity()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A device that was seen at an address."""

    address: str
    identity: Identity
    asks_credentials: bool = False

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


def typed_address(address: str) -> str:
    """Return an address as it would be typed into the form of a device."""
    return address if HTTP_PORT == 80 else f"{address}:{HTTP_PORT}"


async def async_look(
    hass: HomeAssistant,
    address: str,
    announced: Identity = _NOBODY,
    *,
    is_hwgroup: bool = False,
) -> Sighting | None:
    """Read whatever is at an address, by HTTP and then by SNMP.

    One that is known to be an HW group device is seen also where it asks for
    credentials; anybody else's web server may do so, too.
    """
    data = entry_data({CONF_HOST: typed_address(address)})
    readers = readers_of(hass, data).items()
    failover = Failover({way: _within(read, _SECONDS) for way, read in readers})
    identity = announced
    try:
        device = await failover.read(dt_util.utcnow())
    except HwgError:
        if not (is_hwgroup and isinstance(failover.failure, AuthenticationError)):
            return None
    else:
        identity = device.identity.completed_by(announced)
    return Sighting(
        address=address,
        identity=identity,
        asks_credentials=isinstance(failover.failure, AuthenticationError),
    )


def _within(
    read: Callable[[], Awaitable[Device]], seconds: float
) -> Callable[[], Awaitable[Device]]:
    async def limited() -> Device:
        try:
            async with asyncio.timeout(seconds):
                return await read()
        except TimeoutError as err:
            raise ResponseTimeoutError("Too slow for a look") from err

    return limited
