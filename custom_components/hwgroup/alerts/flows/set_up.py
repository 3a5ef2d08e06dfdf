"""Setting up the alerts, and changing their options where devices are reconfigured."""

from typing import Any, override

from homeassistant.config_entries import (
    ConfigFlow,
    ConfigFlowResult,
    FlowType,
    SubentryFlowContext,
)

from ...common_texts import async_common_texts
from ...const import ALERTS_UNIQUE_ID, DASHBOARDS, SUBENTRY_RECIPIENT
from .first_test import SOURCE_SET_UP
from .options import OPTIONS, async_options_errors, kept_options, typed_options
from .recipient import recipient_errors, recipient_schema, recipient_subentry


class AlertsSteps(ConfigFlow):
    """The steps of the integration's flow that are about the alerts."""

    async def async_step_alerts(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the first recipient of the alerts."""
        await self.async_set_unique_id(ALERTS_UNIQUE_ID)
        self._abort_if_unique_id_configured()
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := recipient_errors(user_input)):
            texts = await async_common_texts(self.hass)
            return self.async_create_entry(
                title=texts["alerts_title"],
                data={},
                subentries=[recipient_subentry(self.hass, user_input)],
            )
        return self.async_show_form(
            step_id="alerts",
            data_schema=self.add_suggested_values_to_schema(
                recipient_schema(self.hass), user_input or {}
            ),
            errors=errors,
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on with a first test message, once there are alerts."""
        entry = result["result"]
        if entry.unique_id == ALERTS_UNIQUE_ID:
            after = await self.hass.config_entries.subentries.async_init(
                (entry.entry_id, SUBENTRY_RECIPIENT),
                context=SubentryFlowContext(source=SOURCE_SET_UP),
            )
            result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, after["flow_id"])
        return await super().async_on_create_entry(result)

    async def async_step_reconfigure_alerts(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the options of the alerts, as they are changed elsewhere, too."""
        errors: dict[str, str] = {}
        entry = self._get_reconfigure_entry()
        if user_input is not None:
            options = kept_options(user_input, entry.options)
            errors = await async_options_errors(self.hass, options, entry.options)
            if not errors:
                return self.async_update_and_abort(entry, options=options)
        return self.async_show_form(
            step_id="reconfigure_alerts",
            data_schema=self.add_suggested_values_to_schema(
                OPTIONS, user_input or typed_options(entry.options)
            ),
            description_placeholders=DASHBOARDS,
            errors=errors,
        )
