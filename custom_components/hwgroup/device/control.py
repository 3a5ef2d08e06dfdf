"""Switching the outputs of the device of an entry, and setting its limits, over SNMP."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from homeassistant.core import HomeAssistant

from ..client import Column, Identity, OtherAgentError, Unit, UnknownAgentError
from ..const import CONF_CONTROL, CONF_IDENTITY
from .agents import AgentAccess, SnmpReader
from .loading import async_load_client

if TYPE_CHECKING:
    from ..client import SnmpControl


class AgentControl:
    """Loads what SNMP needs when something is written first.

    Raises what `SnmpControl` raises.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        data: Mapping[str, Any],
        reader: SnmpReader | None = None,
    ) -> None:
        """Prepare for the device of an entry, which may be read over SNMP as well."""
        self._hass = hass
        self._reader = reader or SnmpReader(hass, data)
        self._access = AgentAccess(hass, data, data[CONF_CONTROL])
        self._identity: str = data[CONF_CONTROL].get(CONF_IDENTITY, "")
        self._control: SnmpControl | None = None

    async def learn(self, known: Identity) -> str:
        """Return who the agent is, once it has answered the credentials for writing.

        `known` is what the device says of itself over its first transport.
        """
        identity = (await self._reader.read()).identity
        if identity.differs_from(known):
            raise OtherAgentError("The agent is another device's")
        if identity.unique_id is None:
            raise UnknownAgentError("The agent does not say which device it is")
        self._identity = identity.unique_id
        await (await self._opened()).prove()
        return self._identity

    async def switch(self, key: str, *, on: bool) -> None:
        """Switch an output."""
        await (await self._opened()).switch(key, on=on)

    async def pulse(self, key: str) -> None:
        """Start the pulse of an output."""
        await (await self._opened()).pulse(key)

    async def set_limit(
        self, key: str, limit: Column, value: float, unit: Unit
    ) -> None:
        """Set a limit of a sensor, in the unit of the reading."""
        await (await self._opened()).set_limit(key, limit, value, unit)

    async def _opened(self) -> SnmpControl:
        if self._control is None:
            controls = await async_load_client(self._hass, "snmp_control")
            reader, writer = await self._reader.client(), await self._access.open()
            self._control = controls.SnmpControl(reader, writer, self._identity)
        return self._control
