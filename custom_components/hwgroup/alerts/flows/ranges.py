"""The forms of rules of limits."""

from collections.abc import Mapping
from math import inf
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import Platform
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector

from ...const import (
    CONF_CRITICAL_HIGH,
    CONF_CRITICAL_LOW,
    CONF_DELAY,
    CONF_DEVICE_LIMITS,
    CONF_HIGH,
    CONF_HYSTERESIS,
    CONF_LOW,
    CONF_QUANTITY,
    CONF_UNIT,
)
from .fields import DELAY, more
from .rules import DISTANCE, MEASURED, NUMBER, RuleFlow, limit_errors, which
from .usual import usual_handling, usual_hysteresis

SECTION_CRITICAL: Final = "critical"
READINGS: Final = vol.Schema(dict(which(Platform.SENSOR, MEASURED)))
_CRITICAL: Final = vol.Schema(
    {
        vol.Optional(CONF_CRITICAL_LOW): NUMBER,
        vol.Optional(CONF_CRITICAL_HIGH): NUMBER,
    }
)
LIMITS: Final = vol.Schema(
    {
        vol.Optional(CONF_LOW): NUMBER,
        vol.Optional(CONF_HIGH): NUMBER,
        **DELAY,
        **more(
            {
                vol.Required(CONF_DEVICE_LIMITS, default=False): BooleanSelector(),
                vol.Required(CONF_HYSTERESIS, default=0): DISTANCE,
            }
        ),
        vol.Optional(SECTION_CRITICAL): section(_CRITICAL, {"collapsed": True}),
    }
)


class RangeRuleFlow(RuleFlow):
    """Adds or changes a rule of limits."""

    first = READINGS

    @override
    async def _async_second(self) -> SubentryFlowResult:
        return await self.async_step_limits()

    async def async_step_limits(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask where the range ends, and what happens then."""
        errors: dict[str, str] = {}
        readings = self._readings()
        unit = self._unit(readings)
        if user_input is not None:
            self._take(LIMITS, user_input)
            errors = range_errors(self._data)
            if not errors:
                self._data[CONF_UNIT] = unit
                return await self.async_step_preview()
        elif CONF_DELAY not in self._data:
            quantity = self._data[CONF_QUANTITY]
            self._data |= usual_handling(quantity) | usual_hysteresis(quantity, unit)
        return self._form(
            "limits",
            LIMITS,
            errors,
            count=str(len(readings)),
            unit=unit or "–",
        )


def range_errors(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with limits and their hysteresis."""
    if data[CONF_DEVICE_LIMITS]:
        return {}
    if errors := limit_errors(data):
        return errors
    low, high = data.get(CONF_LOW), data.get(CONF_HIGH)
    width = inf if low is None or high is None else high - low
    if data[CONF_HYSTERESIS] >= width:
        return {"base": "hysteresis_too_wide"}
    if not (
        _is_beyond(data.get(CONF_CRITICAL_HIGH), high)
        and _is_beyond(low, data.get(CONF_CRITICAL_LOW))
    ):
        return {"base": "critical_inside"}
    return {}


def _is_beyond(high: float | None, low: float | None) -> bool:
    return high is None or low is None or high > low
