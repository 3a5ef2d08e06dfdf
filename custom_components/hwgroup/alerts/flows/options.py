"""The options of the alerts: built-in rules, drills and the heartbeat."""

from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.const import UnitOfTime
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
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
from ..config.entry import built_in_data
from ..config.options import (
    DEFAULT_COLLECT_SECONDS,
    DEFAULT_DRILL_DAYS,
    DEFAULT_HEARTBEAT_MINUTES,
    beat_of,
)
from ..health.heartbeat import async_call
from ..rules.built_in import BUILT_IN
from .fields import HANDLING


def _box(least: int, most: int, unit: str) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(
            min=least,
            max=most,
            mode=NumberSelectorMode.BOX,
            unit_of_measurement=unit,
        )
    )


_RULE: Final = vol.Schema({vol.Required(CONF_ENABLED): BooleanSelector(), **HANDLING})
_SCHEMA: Final = vol.Schema(
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
        **{
            vol.Optional(rule.id): section(_RULE, {"collapsed": True})
            for rule in BUILT_IN
        },
    }
)


class AlertsOptionsFlow(OptionsFlow):
    """Which rules are built in; the alerts follow a change without a reload."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options."""
        errors: dict[str, str] = {}
        kept = self.config_entry.options
        if user_input is not None:
            beat = beat_of(user_input)
            # Nobody would notice that a heartbeat never arrives.
            if beat in (None, beat_of(kept)) or await async_call(self.hass, beat.url):
                return self.async_create_entry(data=user_input)
            errors[CONF_HEARTBEAT_URL] = "heartbeat_unreachable"
        rules = {
            rule.id: built_in_data(rule) | kept.get(rule.id, {}) for rule in BUILT_IN
        }
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                _SCHEMA, user_input or {**kept, **rules}
            ),
            description_placeholders=DASHBOARDS,
            errors=errors,
        )
