"""Adding and changing rules of a trend: a step for what to look for, and one for each."""

from collections.abc import Mapping
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME, Platform, UnitOfTime
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
)

from ...const import (
    CONF_BY,
    CONF_DIRECTION,
    CONF_HIGH,
    CONF_HOURS,
    CONF_KIND,
    CONF_LOW,
    CONF_PER_HOUR,
    CONF_TARGET,
    CONF_UNIT,
    CONF_WINDOW,
    CONF_WITHIN,
)
from ..config.user_rules import POWER_ON, TREND_KINDS, TWINS
from ..model import Reading
from ..readings.device import entity_of
from ..rules.trends import PowerOn
from .fields import DELAY, choice, minutes_selector, more
from .rules import DISTANCE, MEASURED, NUMBER, RuleFlow, limit_errors, which

# In less time a poll or two are all that there is, and no trend.
_SHORTEST: Final = 5
_WINDOW: Final = {vol.Required(CONF_WINDOW, default=30): minutes_selector(_SHORTEST)}
_LIMITS: Final = {vol.Optional(CONF_LOW): NUMBER, vol.Optional(CONF_HIGH): NUMBER}
_HOURS: Final = NumberSelector(
    NumberSelectorConfig(
        min=1,
        max=7 * 24,
        mode=NumberSelectorMode.BOX,
        unit_of_measurement=UnitOfTime.HOURS,
    )
)
_FIRST: Final = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required(CONF_KIND, default=TREND_KINDS[0]): choice("trend", TREND_KINDS),
        **{
            field: selector
            for field, selector in which(Platform.SENSOR, MEASURED).items()
            if field != CONF_NAME
        },
    }
)
# What each kind asks besides what all rules do.
_KINDS: Final[Mapping[str, Mapping[Any, Any]]] = {
    "rate": {
        vol.Required(CONF_PER_HOUR): DISTANCE,
        vol.Required(CONF_DIRECTION, default="both"): choice(
            "direction", ("both", "rising", "falling")
        ),
        **_WINDOW,
    },
    "forecast": {
        **_LIMITS,
        vol.Required(CONF_WITHIN, default=60): minutes_selector(_SHORTEST),
        **_WINDOW,
    },
    "stuck": {vol.Required(CONF_HOURS, default=24): _HOURS},
    POWER_ON: {},
    TWINS: {vol.Required(CONF_BY): DISTANCE},
}
SCHEMAS: Final = {
    kind: vol.Schema({**fields, **DELAY, **more()}) for kind, fields in _KINDS.items()
}


class TrendRuleFlow(RuleFlow):
    """Adds or changes a rule of a trend."""

    first = _FIRST

    @override
    def _errors(self, readings: list[Reading]) -> dict[str, str]:
        kind = self._data[CONF_KIND]
        if kind == POWER_ON:
            readings = [each for each in readings if PowerOn().fitted(each)]
        if kind == TWINS and len(readings) not in {0, 2}:
            return {"base": "not_two"}
        return super()._errors(readings)

    @override
    async def _async_second(self) -> SubentryFlowResult:
        if self._data[CONF_KIND] == TWINS:
            # These two, whatever else the target comes to mean.
            twins = [entity_of(self.hass, reading) for reading in self._readings()]
            self._data[CONF_TARGET] = {"entity_id": twins}
        return await self._async_kind(None)

    async def _async_kind(
        self, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Ask what the chosen kind needs to know."""
        kind, readings = self._data[CONF_KIND], self._readings()
        unit = self._unit(readings)
        errors: dict[str, str] = {}
        if user_input is not None:
            self._take(SCHEMAS[kind], user_input)
            if kind == "forecast":
                errors = limit_errors(user_input)
            if not errors:
                self._data[CONF_UNIT] = unit
                return await self.async_step_preview()
        return self._form(
            kind,
            SCHEMAS[kind],
            errors,
            count=str(len(readings)),
            unit=unit or "–",
        )

    async_step_rate = _async_kind
    async_step_forecast = _async_kind
    async_step_stuck = _async_kind
    async_step_power_on = _async_kind
    async_step_twins = _async_kind
