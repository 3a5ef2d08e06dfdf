"""Adding and changing windows of planned maintenance."""

from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME, UnitOfTime
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TargetSelector,
    TargetSelectorConfig,
    TextSelector,
)

from ...const import CONF_REMIND_HOURS, CONF_SCHEDULE, CONF_TARGET, DOMAIN
from ..config.options import DEFAULT_REMIND_HOURS

_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required(CONF_SCHEDULE): EntitySelector(
            EntitySelectorConfig(
                domain=["schedule", "calendar", "input_boolean", "switch"]
            )
        ),
        vol.Optional(CONF_TARGET): TargetSelector(
            TargetSelectorConfig(device={"integration": DOMAIN})
        ),
        vol.Required(CONF_REMIND_HOURS, default=DEFAULT_REMIND_HOURS): NumberSelector(
            NumberSelectorConfig(
                min=0,
                max=720,
                mode=NumberSelectorMode.BOX,
                unit_of_measurement=UnitOfTime.HOURS,
            )
        ),
    }
)


class MaintenanceFlow(ConfigSubentryFlow):
    """Adds or changes a window of maintenance."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a window."""
        if user_input is None:
            return self.async_show_form(step_id="user", data_schema=_SCHEMA)
        name = user_input.pop(CONF_NAME)
        return self.async_create_entry(title=name, data=user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a window."""
        subentry = self._get_reconfigure_subentry()
        if user_input is None:
            kept = {CONF_NAME: subentry.title, **subentry.data}
            return self.async_show_form(
                step_id="reconfigure",
                data_schema=self.add_suggested_values_to_schema(_SCHEMA, kept),
            )
        name = user_input.pop(CONF_NAME)
        return self.async_update_and_abort(
            self._get_entry(), subentry, title=name, data=user_input
        )
