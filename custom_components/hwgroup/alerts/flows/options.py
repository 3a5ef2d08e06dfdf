"""The options of the alerts: built-in rules, drills and the heartbeat."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.const import UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ...const import (
    CONF_COLLECT_SECONDS,
    CONF_DRILL_DAYS,
    CONF_ENABLED,
    CONF_HEARTBEAT_MINUTES,
    CONF_HEARTBEAT_RULES,
    CONF_HEARTBEAT_URL,
    DASHBOARDS,
)
from ...settings import Settings
from ..config.built_in import built_in_data
from ..config.older import with_older_keys
from ..config.options import (
    DEFAULT_COLLECT_SECONDS,
    DEFAULT_DRILL_DAYS,
    DEFAULT_HEARTBEAT_MINUTES,
    beat_of,
)
from ..health.heartbeat import async_call
from ..rules.built_in import BUILT_IN
from .fields import HANDLING, SECTION_MORE

CONF_RULES: Final = "rules"


def _box(least: int, most: int, unit: str) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(
            min=least,
            max=most,
            mode=NumberSelectorMode.BOX,
            unit_of_measurement=unit,
        )
    )


_MORE: Final = vol.Schema(
    {
        vol.Required(CONF_COLLECT_SECONDS, default=DEFAULT_COLLECT_SECONDS): _box(
            0, 600, UnitOfTime.SECONDS
        ),
        vol.Required(CONF_DRILL_DAYS, default=DEFAULT_DRILL_DAYS): _box(
            0, 366, UnitOfTime.DAYS
        ),
        vol.Optional(CONF_HEARTBEAT_URL): TextSelector(
            TextSelectorConfig(type=TextSelectorType.URL)
        ),
        vol.Required(CONF_HEARTBEAT_MINUTES, default=DEFAULT_HEARTBEAT_MINUTES): _box(
            1, 60, UnitOfTime.MINUTES
        ),
        vol.Required(CONF_HEARTBEAT_RULES, default=False): BooleanSelector(),
    }
)
# A list shows at a glance which rules are on; how each is handled stands below it.
OPTIONS: Final = vol.Schema(
    {
        vol.Required(CONF_RULES): SelectSelector(
            SelectSelectorConfig(
                options=[rule.id for rule in BUILT_IN],
                translation_key="built_in_rule",
                multiple=True,
                mode=SelectSelectorMode.LIST,
            )
        ),
        **{
            vol.Optional(rule.id): section(
                vol.Schema(dict(HANDLING)), {"collapsed": True}
            )
            for rule in BUILT_IN
        },
        vol.Optional(SECTION_MORE): section(_MORE, {"collapsed": True}),
    }
)


def typed_options(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options as their form would have been filled in."""
    rules = {rule.id: built_in_data(rule, kept) for rule in BUILT_IN}
    on = [rule for rule, data in rules.items() if data[CONF_ENABLED]]
    return {CONF_RULES: on, **rules, SECTION_MORE: kept}


def kept_options(typed: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filled-in form as the entry keeps it."""
    rules = {
        rule.id: built_in_data(rule, before)
        | typed.get(rule.id, {})
        | {CONF_ENABLED: rule.id in typed[CONF_RULES]}
        for rule in BUILT_IN
    }
    return with_older_keys({**typed.get(SECTION_MORE, {}), **rules})


async def async_options_errors(
    hass: HomeAssistant, options: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, str]:
    """Return what is wrong: nobody would notice that a heartbeat never arrives."""
    beat = beat_of(Settings(options))
    if beat in (None, beat_of(Settings(before))) or await async_call(hass, beat.url):
        return {}
    return {"base": "heartbeat_unreachable"}


class AlertsOptionsFlow(OptionsFlow):
    """Which rules are built in; the alerts follow a change without a reload."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options."""
        errors: dict[str, str] = {}
        before = self.config_entry.options
        if user_input is not None:
            options = kept_options(user_input, before)
            if not (errors := await async_options_errors(self.hass, options, before)):
                return self.async_create_entry(data=options)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                OPTIONS, user_input or typed_options(before)
            ),
            description_placeholders=DASHBOARDS,
            errors=errors,
        )
