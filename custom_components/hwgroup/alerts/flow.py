"""Who is told, and after how long: the forms of the alerts."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.notify import (
    DOMAIN as NOTIFY_DOMAIN,
    SERVICE_SEND_MESSAGE,
)
from homeassistant.config_entries import (
    ConfigFlowResult,
    ConfigSubentryData,
    ConfigSubentryFlow,
    OptionsFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
)

from ..const import (
    CONF_ACTIONS,
    CONF_ENTITIES,
    CONF_OFFLINE_DELAY,
    DEFAULT_OFFLINE_DELAY,
    LONGEST_OFFLINE_DELAY,
    SUBENTRY_RECIPIENT,
)

_OPTIONS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_OFFLINE_DELAY): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=0,
                    max=LONGEST_OFFLINE_DELAY.total_seconds() / 60,
                    step=1,
                    mode=NumberSelectorMode.BOX,
                    unit_of_measurement=UnitOfTime.MINUTES,
                )
            ),
            vol.Coerce(int),
        )
    }
)


def recipient_schema(hass: HomeAssistant, *chosen: str) -> vol.Schema:
    """Return the fields of a recipient; actions already chosen stay on the list."""
    actions = {
        f"{NOTIFY_DOMAIN}.{action}"
        for action in hass.services.async_services_for_domain(NOTIFY_DOMAIN)
        if action != SERVICE_SEND_MESSAGE
    }
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Optional(CONF_ENTITIES, default=list): EntitySelector(
                EntitySelectorConfig(domain=NOTIFY_DOMAIN, multiple=True)
            ),
            vol.Optional(CONF_ACTIONS, default=list): SelectSelector(
                SelectSelectorConfig(
                    options=sorted(actions.union(chosen)), multiple=True
                )
            ),
        }
    )


def recipient_errors(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what keeps a recipient from ever being told anything."""
    if not user_input[CONF_ENTITIES] and not user_input[CONF_ACTIONS]:
        return {"base": "no_channel"}
    return {}


def recipient_subentry(user_input: Mapping[str, Any]) -> ConfigSubentryData:
    """Return a recipient as the alerts keep it."""
    return ConfigSubentryData(
        data=_channels(user_input),
        subentry_type=SUBENTRY_RECIPIENT,
        title=user_input[CONF_NAME],
        unique_id=None,
    )


def _channels(user_input: Mapping[str, Any]) -> dict[str, Any]:
    return {key: user_input[key] for key in (CONF_ENTITIES, CONF_ACTIONS)}


class RecipientFlow(ConfigSubentryFlow):
    """Adds or changes somebody who is told."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a recipient."""
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := recipient_errors(user_input)):
            return self.async_create_entry(
                title=user_input[CONF_NAME], data=_channels(user_input)
            )
        return self._show("user", user_input or {}, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a recipient."""
        errors: dict[str, str] = {}
        subentry = self._get_reconfigure_subentry()
        if user_input is not None and not (errors := recipient_errors(user_input)):
            return self.async_update_and_abort(
                self._get_entry(),
                subentry,
                title=user_input[CONF_NAME],
                data=_channels(user_input),
            )
        shown = user_input or {CONF_NAME: subentry.title, **subentry.data}
        return self._show("reconfigure", shown, errors, *subentry.data[CONF_ACTIONS])

    def _show(
        self,
        step_id: str,
        shown: Mapping[str, Any],
        errors: dict[str, str],
        *chosen: str,
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                recipient_schema(self.hass, *chosen), shown
            ),
            errors=errors,
        )


class AlertsOptionsFlow(OptionsFlow):
    """When people are told; the alerts follow a change without a reload."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        shown = {
            CONF_OFFLINE_DELAY: DEFAULT_OFFLINE_DELAY.total_seconds() / 60
        } | self.config_entry.options
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_OPTIONS_SCHEMA, shown),
        )
