"""Adding and changing reports that are made by themselves."""

from typing import Any

import voluptuous as vol

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME, UnitOfTime
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    EntityWithDeviceFilterSelectorConfig,
    LanguageSelector,
    LanguageSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TargetSelector,
    TargetSelectorConfig,
    TextSelector,
    TimeSelector,
)

from ..alerts.config.reports import (
    DEFAULT_AT,
    DEFAULT_KEEP_DAYS,
    DEFAULT_LINK_DAYS,
    FORMATS,
    PERIODS,
)
from ..const import (
    CONF_AT,
    CONF_ENTITIES,
    CONF_FORMATS,
    CONF_KEEP_DAYS,
    CONF_LANGUAGE,
    CONF_LINK_DAYS,
    CONF_PERIOD,
    CONF_RECIPIENTS,
    CONF_TARGET,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from ..settings import Settings, text
from ..subentries import subentries_of
from .links import async_address
from .sending import SENDERS
from .words import LANGUAGES

_DAYS = NumberSelector(
    NumberSelectorConfig(
        min=1,
        max=4000,
        mode=NumberSelectorMode.BOX,
        unit_of_measurement=UnitOfTime.DAYS,
    )
)
_WHAT = {
    vol.Required(CONF_NAME): TextSelector(),
    vol.Required(CONF_PERIOD, default=PERIODS[-1]): SelectSelector(
        SelectSelectorConfig(options=[*PERIODS], translation_key="report_every")
    ),
    vol.Required(CONF_AT, default=DEFAULT_AT.isoformat()): TimeSelector(),
    vol.Optional(CONF_TARGET): TargetSelector(
        TargetSelectorConfig(device={"integration": DOMAIN})
    ),
    vol.Optional(CONF_LANGUAGE): LanguageSelector(
        LanguageSelectorConfig(languages=sorted(LANGUAGES))
    ),
    vol.Required(CONF_FORMATS, default=["pdf", "csv"]): SelectSelector(
        SelectSelectorConfig(
            options=[*FORMATS], multiple=True, translation_key="report_format"
        )
    ),
}
_HOW = {
    vol.Optional(CONF_ENTITIES, default=list): EntitySelector(
        EntitySelectorConfig(
            filter=[
                EntityWithDeviceFilterSelectorConfig(
                    domain=NOTIFY_DOMAIN, integration=each
                )
                for each in SENDERS
            ],
            multiple=True,
        )
    ),
    vol.Required(CONF_LINK_DAYS, default=DEFAULT_LINK_DAYS): _DAYS,
    vol.Required(CONF_KEEP_DAYS, default=DEFAULT_KEEP_DAYS): _DAYS,
}


class ReportFlow(ConfigSubentryFlow):
    """Adds or changes a report."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a report."""
        if user_input is None or (errors := self._errors(user_input)):
            return self._form("user", user_input or {}, user_input and errors)
        return self.async_create_entry(title=user_input.pop(CONF_NAME), data=user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a report."""
        subentry = self._get_reconfigure_subentry()
        if user_input is None:
            kept = {CONF_NAME: subentry.title, **subentry.data}
            known, settings = self._get_entry().subentries, Settings(subentry.data)
            kept[CONF_RECIPIENTS] = [
                each for each in settings.each(CONF_RECIPIENTS, text) if each in known
            ]
            return self._form("reconfigure", kept)
        if errors := self._errors(user_input):
            return self._form("reconfigure", user_input, errors)
        return self.async_update_and_abort(
            self._get_entry(),
            subentry,
            title=user_input.pop(CONF_NAME),
            data=user_input,
        )

    def _errors(self, typed: dict[str, Any]) -> dict[str, str]:
        if not typed[CONF_FORMATS]:
            return {CONF_FORMATS: "no_format"}
        if typed[CONF_RECIPIENTS] and not async_address(self.hass, ""):
            return {CONF_RECIPIENTS: "no_address"}
        return {}

    def _form(
        self, step_id: str, shown: dict[str, Any], errors: dict[str, str] | None = None
    ) -> SubentryFlowResult:
        options = [
            SelectOptionDict(value=each.subentry_id, label=each.title)
            for each in subentries_of(self._get_entry(), SUBENTRY_RECIPIENT)
        ]
        recipients = SelectSelector(
            SelectSelectorConfig(options=options, multiple=True)
        )
        schema = vol.Schema(
            {**_WHAT, vol.Optional(CONF_RECIPIENTS, default=list): recipients, **_HOW}
        )
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )
