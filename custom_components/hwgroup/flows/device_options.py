"""The options of a device."""

from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.const import UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)

from ..const import (
    CONF_ANSWER_PATH,
    CONF_ANSWERS,
    CONF_FOLLOW,
    CONF_GRACE,
    CONF_MORE_ENTITIES,
    CONF_POLL_INTERVAL,
    CONF_PUSH_PERIOD,
    DASHBOARDS,
    DEFAULT_GRACE,
    DEFAULT_POLL_INTERVAL,
    DEFAULT_PUSH_PERIOD,
    LONGEST_GRACE,
    LONGEST_POLL_INTERVAL,
    LONGEST_PUSH_PERIOD,
    SHORTEST_POLL_INTERVAL,
    SHORTEST_PUSH_PERIOD,
)
from ..device.intervals import is_only_pushed
from ..device.readable import options_of
from ..more_entities import async_switch_more
from ..plain import as_placeholders
from ..settings import Settings
from ..sms.answers import new_answer_path
from ..sms.hub import is_gateway
from ..sms.view import async_answer_url


def _seconds(shortest: timedelta, longest: timedelta) -> vol.All:
    return vol.All(
        NumberSelector(
            NumberSelectorConfig(
                min=shortest.total_seconds(),
                max=longest.total_seconds(),
                step=1,
                mode=NumberSelectorMode.BOX,
                unit_of_measurement=UnitOfTime.SECONDS,
            )
        ),
        vol.Coerce(int),
    )


_GRACE: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_GRACE): vol.All(
        NumberSelector(
            NumberSelectorConfig(
                min=0, max=LONGEST_GRACE, step=1, mode=NumberSelectorMode.BOX
            )
        ),
        vol.Coerce(int),
    ),
}
_MORE: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_MORE_ENTITIES, default=False): BooleanSelector(),
}
_POLLED: Final = vol.Schema(
    {
        vol.Required(CONF_POLL_INTERVAL): _seconds(
            SHORTEST_POLL_INTERVAL, LONGEST_POLL_INTERVAL
        ),
        **_GRACE,
        vol.Required(CONF_FOLLOW, default=True): BooleanSelector(),
        **_MORE,
    }
)
_PUSHED: Final = vol.Schema(
    {
        vol.Required(CONF_PUSH_PERIOD): _seconds(
            SHORTEST_PUSH_PERIOD, LONGEST_PUSH_PERIOD
        ),
        **_GRACE,
        **_MORE,
    }
)
_ANSWERS: Final[dict[vol.Marker, Any]] = {vol.Optional(CONF_ANSWERS): BooleanSelector()}


class DeviceOptionsFlow(OptionsFlowWithReload):
    """How often a device is polled or pushes, what it may miss, and what is shown of it."""

    _chosen: dict[str, Any]

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options."""
        entry = self.config_entry
        path = options_of(Settings(entry.options)).answer_path
        if user_input is not None:
            if not user_input.pop(CONF_ANSWERS, bool(path)):
                return self._keep(user_input)
            self._chosen = {
                **user_input,
                CONF_ANSWER_PATH: path or new_answer_path(),
            }
            return await self.async_step_answers()
        shown = {
            CONF_POLL_INTERVAL: DEFAULT_POLL_INTERVAL.total_seconds(),
            CONF_PUSH_PERIOD: DEFAULT_PUSH_PERIOD.total_seconds(),
            CONF_GRACE: DEFAULT_GRACE,
            CONF_ANSWERS: bool(path),
        } | entry.options
        schema = _PUSHED if is_only_pushed(entry.data) else _POLLED
        if path or is_gateway(entry):
            schema = schema.extend(_ANSWERS)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            description_placeholders=DASHBOARDS,
        )

    async def async_step_answers(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what has to be typed into a gateway, so that it reports answers."""
        if user_input is not None:
            return self._keep(self._chosen)
        url = async_answer_url(self.hass, self._chosen[CONF_ANSWER_PATH])
        return self.async_show_form(
            step_id="answers",
            data_schema=vol.Schema({}),
            description_placeholders=as_placeholders(url=url),
        )

    def _keep(self, chosen: dict[str, Any]) -> ConfigFlowResult:
        """Keep what was chosen in all forms."""
        wanted = chosen[CONF_MORE_ENTITIES]
        if wanted != self.config_entry.options.get(CONF_MORE_ENTITIES, False):
            async_switch_more(self.hass, self.config_entry, wanted=wanted)
        return self.async_create_entry(data=chosen)
