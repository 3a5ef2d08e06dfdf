"""Turning traps on, and changing their port: the forms."""

from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_PORT
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)

from ..common_texts import async_common_texts
from ..const import DEFAULT_TRAP_PORT, PUSH_UNIQUE_ID, TRAPS_UNIQUE_ID
from ..settings import Settings, whole
from .port import async_try_port

_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_PORT): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=1, max=65535, step=1, mode=NumberSelectorMode.BOX
                )
            ),
            vol.Coerce(int),
        )
    }
)


class TrapsSteps(ConfigFlow):
    """The steps of the integration's flow that are about traps."""

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        """Return False for traps and pushes: their entry is all there is to set."""
        return config_entry.unique_id not in (TRAPS_UNIQUE_ID, PUSH_UNIQUE_ID)

    async def async_step_traps(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the port, and try it before it is used."""
        await self.async_set_unique_id(TRAPS_UNIQUE_ID)
        self._abort_if_unique_id_configured()
        if user_input is None:
            return self._show_port_form("traps", DEFAULT_TRAP_PORT)
        port = user_input[CONF_PORT]
        if error := async_try_port(port):
            return self._show_port_form("traps", port, error)
        texts = await async_common_texts(self.hass)
        return self.async_create_entry(title=texts["traps_title"], data=user_input)

    async def async_step_reconfigure_traps(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the port."""
        entry = self._get_reconfigure_entry()
        known = Settings(entry.data).get(CONF_PORT, whole, DEFAULT_TRAP_PORT)
        if user_input is None:
            return self._show_port_form("reconfigure_traps", known)
        port = user_input[CONF_PORT]
        # The port of a loaded entry is in use, by the entry itself.
        own = port == known and entry.state is ConfigEntryState.LOADED
        if not own and (error := async_try_port(port)):
            return self._show_port_form("reconfigure_traps", port, error)
        return self.async_update_reload_and_abort(entry, data=user_input)

    def _show_port_form(
        self, step_id: str, port: int, error: str | None = None
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, {CONF_PORT: port}),
            errors={CONF_PORT: error} if error else {},
            description_placeholders={"port": str(port)},
        )
