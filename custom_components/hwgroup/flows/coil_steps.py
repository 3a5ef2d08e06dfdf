"""Seeing which coil is which output, before anything is written over Modbus/TCP."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from ..client import CoilLearner, HwgError, Names
from ..const import CONF_FIRST_COIL, CONF_IDENTITY, CONF_MODBUS
from ..device.coils import async_coil_learner
from ..device.errors import error_key
from ..device.transports import address_of, readers_of
from ..plain import as_placeholders

type Learned = Callable[[Mapping[str, Any]], Awaitable[ConfigFlowResult]]
type Again = Callable[[dict[str, str]], ConfigFlowResult]


class CoilSteps(ConfigFlow):
    """Has somebody switch an output on the device's own page, and watches the coils."""

    _learner: CoilLearner
    _coils_data: Mapping[str, Any]
    _learned: Learned
    _outputs: str

    async def _async_watch(
        self, data: Mapping[str, Any], then: Learned, again: Again
    ) -> ConfigFlowResult:
        """Look at the coils, and ask for a change; `then` gets data that know them."""
        read = readers_of(self.hass, data).first
        self._learner = await async_coil_learner(self.hass, data, read)
        self._coils_data, self._learned = data, then
        try:
            device = await self._learner.begin()
        except HwgError as err:
            return again({"base": error_key(err)})
        names = Names(device, {})
        self._outputs = ", ".join(
            names.of(output) or key for key, output in device.outputs.items()
        )
        self._identity = device.identity.unique_id
        return self._show_coils_form({})

    def _show_coils_form(self, errors: dict[str, str]) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="coils",
            description_placeholders=as_placeholders(
                outputs=self._outputs,
                url=str(address_of(self._coils_data).url.origin()),
            ),
            errors=errors,
        )

    async def async_step_coils(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Look at the coils again, once somebody has switched an output."""
        try:
            first = await self._learner.learn()
        except HwgError as err:
            return self._show_coils_form({"base": error_key(err)})
        data = self._coils_data
        seen = {CONF_FIRST_COIL: first, CONF_IDENTITY: self._identity}
        return await self._learned({**data, CONF_MODBUS: data[CONF_MODBUS] | seen})
