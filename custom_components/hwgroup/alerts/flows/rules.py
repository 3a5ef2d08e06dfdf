"""The forms of the rules of the user."""

from abc import abstractmethod
from collections.abc import Mapping
from math import inf
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME, Platform
from homeassistant.data_entry_flow import section
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TargetSelector,
    TargetSelectorConfig,
    TextSelector,
)

from ...const import (
    CONF_CRITICAL_HIGH,
    CONF_CRITICAL_LOW,
    CONF_DEVICE_LIMITS,
    CONF_HIGH,
    CONF_HYSTERESIS,
    CONF_LOW,
    CONF_QUANTITY,
    CONF_STATE,
    CONF_TARGET,
    CONF_UNIT,
    DOMAIN,
)
from ...plain import as_placeholders
from ..backtest.recorder import DEFAULT_DAYS, async_try
from ..config.user_rules import async_chosen_by, user_rule
from ..model import Reading
from ..readings.shown import async_shown
from ..rules.conditions import Selection
from ..rules.units import converter
from .fields import HANDLING, MESSAGE, choice, field_names, flat, nested

MEASURED: Final = (
    "temperature",
    "humidity",
    "percentage",
    "voltage",
    "current",
    "power",
    "energy",
    "volume",
    "pressure",
    "carbon_dioxide",
    "carbon_monoxide",
    "illuminance",
    "irradiance",
    "sound_pressure",
    "dust",
    "absolute_humidity",
    "speed",
    "volume_flow_rate",
    "frequency",
    "apparent_power",
    "reactive_power",
    "reactive_energy",
    "power_factor",
    "duration",
    "distance",
    "weight",
    "conductivity",
    "ph",
    "pulses",
    "other",
)
POSITIONED: Final = ("input", "leak", "switch", "output")
NUMBER: Final = NumberSelector(
    NumberSelectorConfig(mode=NumberSelectorMode.BOX, step="any")
)
SECTION_CRITICAL: Final = "critical"
DISTANCE: Final = NumberSelector(
    NumberSelectorConfig(mode=NumberSelectorMode.BOX, step="any", min=0)
)


def which(platform: Platform, quantities: tuple[str, ...]) -> Mapping[Any, Any]:
    """Return the fields that say what a rule watches."""
    return {
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required(CONF_QUANTITY, default=quantities[0]): choice(
            "quantity", quantities
        ),
        vol.Optional(CONF_TARGET): TargetSelector(
            TargetSelectorConfig(
                entity={"integration": DOMAIN, "domain": [platform.value]}
            )
        ),
    }


RANGE_READINGS: Final = vol.Schema(dict(which(Platform.SENSOR, MEASURED)))
RANGE_LIMITS: Final = vol.Schema(
    {
        vol.Optional(CONF_LOW): NUMBER,
        vol.Optional(CONF_HIGH): NUMBER,
        vol.Required(CONF_DEVICE_LIMITS, default=False): BooleanSelector(),
        vol.Required(CONF_HYSTERESIS, default=0): DISTANCE,
        **HANDLING,
        vol.Optional(SECTION_CRITICAL): section(
            vol.Schema(
                {
                    vol.Optional(CONF_CRITICAL_LOW): NUMBER,
                    vol.Optional(CONF_CRITICAL_HIGH): NUMBER,
                }
            ),
            {"collapsed": True},
        ),
        **MESSAGE,
    }
)
INPUT: Final = vol.Schema(
    {
        **which(Platform.BINARY_SENSOR, POSITIONED),
        vol.Required(CONF_STATE, default="on"): choice("position", ("on", "off")),
        **HANDLING,
        **MESSAGE,
    }
)


class RuleFlow(ConfigSubentryFlow):
    """What the forms of all rules share; the first step says what is watched."""

    def __init__(self) -> None:
        """Begin with nothing chosen."""
        self._data: dict[str, Any] = {}

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a rule."""
        return await self._async_first("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a rule."""
        if user_input is None:
            subentry = self._get_reconfigure_subentry()
            self._data = {CONF_NAME: subentry.title, **subentry.data}
        return await self._async_first("reconfigure", user_input)

    @abstractmethod
    async def _async_first(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Show the first form, or take what was typed into it."""

    def _take(self, schema: vol.Schema, user_input: Mapping[str, Any]) -> None:
        """Take over what was typed; what was emptied is gone."""
        for field in field_names(schema):
            self._data.pop(field, None)
        self._data |= flat(schema, user_input)

    async def async_step_preview(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what the rule would have reported, before it is saved."""
        keys = async_chosen_by(self.hass, self._data).keys
        rule = user_rule(self.handler[1], "", self._data[CONF_NAME], self._data, keys)
        try:
            outcome = await async_try(
                self.hass, rule, self._get_entry().runtime_data.readings, DEFAULT_DAYS
            )
        except HomeAssistantError:
            return await self.async_step_save()  # without a recorder there is no past
        return self.async_show_menu(
            step_id="preview",
            menu_options=["save", "change"],
            description_placeholders={
                "outcome": outcome.text(self.hass.config.language)
            },
        )

    async def async_step_change(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Go back to what was typed."""
        return await self._async_first(str(self.source), None)

    async def async_step_save(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Keep the rule."""
        data = dict(self._data)
        name = data.pop(CONF_NAME)
        if self.source == "user":
            return self.async_create_entry(title=name, data=data)
        return self.async_update_and_abort(
            self._get_entry(), self._get_reconfigure_subentry(), title=name, data=data
        )

    def _form(
        self,
        step_id: str,
        schema: vol.Schema,
        errors: dict[str, str],
        **texts: str,
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema, nested(schema, self._data)
            ),
            errors=errors,
            description_placeholders=as_placeholders(**texts),
        )

    def _readings(self) -> list[Reading]:
        """Return the readings that are chosen, as far as they are known now."""
        entry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            return []
        selection: Selection = async_chosen_by(self.hass, self._data)
        return [
            reading
            for reading in entry.runtime_data.readings
            if selection.covers(reading)
        ]

    def _unit(self, readings: list[Reading]) -> str | None:
        """Return the unit that numbers are typed in: that of those already typed."""
        if not readings:
            return None
        first, kept = readings[0], self._data.get(CONF_UNIT)
        if kept and converter(first.quantity, kept, first.unit):
            return str(kept)
        return async_shown(self.hass, first).unit


class RangeRuleFlow(RuleFlow):
    """Adds or changes a rule of limits."""

    @override
    async def _async_first(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        errors: dict[str, str] = {}
        if user_input is not None:
            self._take(RANGE_READINGS, user_input)
            if self._readings():
                return await self.async_step_limits()
            errors["base"] = "no_reading"
        return self._form(step_id, RANGE_READINGS, errors)

    async def async_step_limits(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask where the range ends, and what happens then."""
        errors: dict[str, str] = {}
        readings = self._readings()
        unit = self._unit(readings)
        if user_input is not None:
            self._take(RANGE_LIMITS, user_input)
            errors = range_errors(user_input)
            if not errors:
                self._data[CONF_UNIT] = unit
                return await self.async_step_preview()
        return self._form(
            "limits",
            RANGE_LIMITS,
            errors,
            count=str(len(readings)),
            unit=unit or "–",
        )


class InputRuleFlow(RuleFlow):
    """Adds or changes a rule of a position."""

    @override
    async def _async_first(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        errors: dict[str, str] = {}
        if user_input is not None:
            self._take(INPUT, user_input)
            if not self._readings():
                errors["base"] = "no_reading"
            if not errors:
                return await self.async_step_preview()
        return self._form(step_id, INPUT, errors)


def range_errors(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with limits and their hysteresis."""
    if user_input[CONF_DEVICE_LIMITS]:
        return {}
    critical = user_input.get(SECTION_CRITICAL, {})
    if errors := limit_errors(user_input):
        return errors
    low, high = user_input.get(CONF_LOW), user_input.get(CONF_HIGH)
    width = inf if low is None or high is None else high - low
    if user_input[CONF_HYSTERESIS] >= width:
        return {CONF_HYSTERESIS: "hysteresis_too_wide"}
    if not (
        _is_beyond(critical.get(CONF_CRITICAL_HIGH), high)
        and _is_beyond(low, critical.get(CONF_CRITICAL_LOW))
    ):
        return {"base": "critical_inside"}
    return {}


def _is_beyond(high: float | None, low: float | None) -> bool:
    return high is None or low is None or high > low


def limit_errors(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with limits."""
    low, high = user_input.get(CONF_LOW), user_input.get(CONF_HIGH)
    if low is None and high is None:
        return {"base": "no_limit"}
    if low is not None and high is not None and low >= high:
        return {CONF_HIGH: "low_above_high"}
    return {}
