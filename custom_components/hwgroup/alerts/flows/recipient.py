"""The forms of recipients."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.notify import (
    DOMAIN as NOTIFY_DOMAIN,
    SERVICE_SEND_MESSAGE,
)
from homeassistant.config_entries import ConfigSubentryData, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    LanguageSelector,
    LanguageSelectorConfig,
    ObjectSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TimeSelector,
)

from ...const import (
    CONF_ACTIONS,
    CONF_AFTER,
    CONF_CRITICAL_ACTIONS,
    CONF_CRITICAL_ENTITIES,
    CONF_DATA,
    CONF_ENTITIES,
    CONF_FALLBACK_ACTIONS,
    CONF_FALLBACK_ENTITIES,
    CONF_LANGUAGE,
    CONF_QUIET_BEGIN,
    CONF_QUIET_END,
    CONF_SEVERITIES,
    SUBENTRY_RECIPIENT,
)
from ...settings import Settings, text
from ..messages.words import LANGUAGES, words
from ..model import Severity
from ..notify.channels import async_caution
from .fields import choice, flat, minutes_selector, nested
from .first_test import FirstTestSteps

SECTION_WHEN: Final = "when"
SECTION_HOW: Final = "how"


def recipient_schema(hass: HomeAssistant, *chosen: str) -> vol.Schema:
    """Return the fields of a recipient; actions already chosen stay on the list."""
    known = hass.services.async_services_for_domain(NOTIFY_DOMAIN)
    actions = {
        f"{NOTIFY_DOMAIN}.{action}"
        for action in known
        if action != SERVICE_SEND_MESSAGE
    }
    entity_field = EntitySelector(
        EntitySelectorConfig(domain=NOTIFY_DOMAIN, multiple=True)
    )
    action_field = SelectSelector(
        SelectSelectorConfig(
            options=[_option(hass, each) for each in sorted(actions.union(chosen))],
            multiple=True,
        )
    )
    when = vol.Schema(
        {
            vol.Optional(
                CONF_SEVERITIES, default=[severity.value for severity in Severity]
            ): choice("severity", Severity, multiple=True),
            vol.Optional(CONF_CRITICAL_ENTITIES, default=list): entity_field,
            vol.Optional(CONF_CRITICAL_ACTIONS, default=list): action_field,
            vol.Optional(CONF_AFTER, default=0): minutes_selector(),
            vol.Optional(CONF_QUIET_BEGIN): TimeSelector(),
            vol.Optional(CONF_QUIET_END): TimeSelector(),
        }
    )
    how = vol.Schema(
        {
            vol.Optional(CONF_LANGUAGE): LanguageSelector(
                LanguageSelectorConfig(languages=sorted(LANGUAGES))
            ),
            vol.Optional(CONF_FALLBACK_ENTITIES, default=list): entity_field,
            vol.Optional(CONF_FALLBACK_ACTIONS, default=list): action_field,
            vol.Optional(CONF_DATA): ObjectSelector(),
        }
    )
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Optional(CONF_ENTITIES, default=list): entity_field,
            vol.Optional(CONF_ACTIONS, default=list): action_field,
            # With defaults of their own, a browser would show none of those inside.
            vol.Optional(SECTION_WHEN): section(when, {"collapsed": True}),
            vol.Optional(SECTION_HOW): section(how, {"collapsed": True}),
        }
    )


def _option(hass: HomeAssistant, action: str) -> SelectOptionDict:
    """Return an action, with a warning where it is none of one recipient."""
    label, caution = action, async_caution(hass, action)
    if caution is not None:
        label = f"{action} – {words(hass.config.language)[caution]}"
    return SelectOptionDict(value=action, label=label)


def recipient_errors(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what keeps a recipient from being told as it was meant."""
    if not user_input[CONF_ENTITIES] and not user_input[CONF_ACTIONS]:
        return {"base": "no_channel"}
    when = user_input.get(SECTION_WHEN, {})
    if not when.get(CONF_SEVERITIES, Severity):
        return {"base": "no_severity"}
    if (CONF_QUIET_BEGIN in when) != (CONF_QUIET_END in when):
        return {"base": "half_quiet"}
    if not isinstance(user_input.get(SECTION_HOW, {}).get(CONF_DATA, {}), dict):
        return {"base": "invalid_data"}
    return {}


def recipient_subentry(
    hass: HomeAssistant, user_input: Mapping[str, Any]
) -> ConfigSubentryData:
    """Return a recipient as the alerts keep it."""
    return ConfigSubentryData(
        data=_data(hass, user_input),
        subentry_type=SUBENTRY_RECIPIENT,
        title=user_input[CONF_NAME],
        unique_id=None,
    )


def _data(hass: HomeAssistant, user_input: Mapping[str, Any]) -> dict[str, Any]:
    data = flat(recipient_schema(hass), user_input)
    del data[CONF_NAME]
    return data


class RecipientFlow(FirstTestSteps):
    """Adds or changes a recipient."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a recipient."""
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := recipient_errors(user_input)):
            return self.async_create_entry(
                title=user_input[CONF_NAME], data=_data(self.hass, user_input)
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
                data=_data(self.hass, user_input),
            )
        kept = {CONF_NAME: subentry.title, **subentry.data}
        settings = Settings(subentry.data)
        chosen = (
            *settings.each(CONF_ACTIONS, text),
            *settings.each(CONF_CRITICAL_ACTIONS, text),
            *settings.each(CONF_FALLBACK_ACTIONS, text),
        )
        shown = user_input or nested(recipient_schema(self.hass), kept)
        return self._show("reconfigure", shown, errors, *chosen)

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
