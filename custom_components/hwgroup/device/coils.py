"""The outputs of the device of an entry, as coils over Modbus/TCP."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant

from ..const import CONF_FIRST_COIL, CONF_IDENTITY, CONF_MODBUS, CONF_UNIT_ID
from ..settings import Settings
from .loading import async_load_client

if TYPE_CHECKING:
    from ..client import CoilLearner, Coils, ModbusControl
    from ..client.modbus_control import ReadDevice


class CoilControl:
    """Loads what Modbus needs when an output is switched first.

    Raises what `ModbusControl` raises.
    """

    def __init__(
        self, hass: HomeAssistant, data: Mapping[str, Any], read: ReadDevice
    ) -> None:
        """Prepare for the device of an entry, whose coils were seen to follow."""
        self._hass, self._data, self._read = hass, data, read
        self._control: ModbusControl | None = None

    async def switch(self, key: str, *, on: bool) -> None:
        """Switch an output."""
        await (await self._opened()).switch(key, on=on)

    async def _opened(self) -> ModbusControl:
        if self._control is None:
            modbus = self._data[CONF_MODBUS]
            controls = await async_load_client(self._hass, "modbus_control")
            self._control = controls.ModbusControl(
                self._read,
                await _async_coils(self._hass, self._data),
                identity=modbus[CONF_IDENTITY],
                first_coil=modbus[CONF_FIRST_COIL],
            )
        return self._control


def is_known(data: Mapping[str, Any]) -> bool:
    """Return whether it was seen which coil of a device is which output."""
    return CONF_FIRST_COIL in Settings(data).within(CONF_MODBUS)


async def async_coil_learner(
    hass: HomeAssistant, data: Mapping[str, Any], read: ReadDevice
) -> CoilLearner:
    """Return what learns which coil of a device is which output."""
    controls = await async_load_client(hass, "modbus_control")
    learner: CoilLearner = controls.CoilLearner(read, await _async_coils(hass, data))
    return learner


async def _async_coils(hass: HomeAssistant, data: Mapping[str, Any]) -> Coils:
    modbus = data[CONF_MODBUS]
    client = await async_load_client(hass, "modbus")
    coils: Coils = client.ModbusCoils(
        data[CONF_HOST], modbus[CONF_PORT], modbus[CONF_UNIT_ID]
    )
    return coils
