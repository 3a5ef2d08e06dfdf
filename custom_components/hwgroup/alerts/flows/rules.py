"""What the forms of the rules of the user share."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME, Platform
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TargetSelector,
    TargetSelectorConfig,
    TextSelector,
)

from ...const import (
    CONF_HIGH,
    CONF_LOW,
    CONF_QUANTITY,
    CONF_TARGET,
    CONF_UNIT,
    DEFAULT_TRIED_DAYS,
    DOMAIN,
)
from ...plain import as_placeholders
from ...settings import Settings, text
from ..backtest.recorder import async_try
from ..config.user_rules import async_chosen_by, user_rule
from ..model import Reading
from ..readings.shown import async_shown
from ..rules.conditions import Selection
from ..rules.units import converter
from .fields import choice, field_names, flat, in_sections, nested, untouched

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
NUMBER: Final = NumberSelector(
    NumberSelectorConfig(mode=NumberSelectorMode.BOX, step="any")
)
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


class RuleFlow(ConfigSubentryFlow):
    """What the forms of all rules share; the first step says what is watched."""

    first: ClassVar[vol.Schema]
    """The form of the first step."""

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

    async def _async_first(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Show the first form, or take what was typed into it."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._take(self.first, user_input)
            if not (errors := self._errors(self._readings())):
                return await self._async_second()
        return self._form(step_id, self.first, errors)

    def _errors(self, readings: list[Reading]) -> dict[str, str]:
        """Return what is wrong with the readings that were chosen."""
        return {} if readings else {"base": "no_reading"}

    @abstractmethod
    async def _async_second(self) -> SubentryFlowResult:
        """Show the form of the second step."""

    def _take(self, schema: vol.Schema, user_input: Mapping[str, Any]) -> None:
        """Take over what was typed; what was emptied is gone.

        A section that is left out is as it was shown.
        """
        known = {
            field: self._data.pop(field)
            for field in field_names(schema)
            if field in self._data
        }
        shown = in_sections(schema, untouched(schema) | known)
        self._data |= flat(schema, shown | dict(user_input))

    async def async_step_preview(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what the rule would have reported, before it is saved."""
        if not (readings := self._readings()):  # they, or the alerts, went meanwhile
            return self._form(str(self.source), self.first, self._errors(readings))
        keys = async_chosen_by(self.hass, self._data).keys
        name, settings = self._data[CONF_NAME], Settings(self._data)
        rule = user_rule(self.handler[1], "", name, settings, keys)
        try:
            outcome = await async_try(
                self.hass,
                rule,
                self._get_entry().runtime_data.readings,
                DEFAULT_TRIED_DAYS,
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
        first, kept = readings[0], Settings(self._data).get(CONF_UNIT, text, None)
        if kept and converter(first.quantity, kept, first.unit):
            return kept
        return async_shown(self.hass, first).unit


def limit_errors(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with limits."""
    low, high = user_input.get(CONF_LOW), user_input.get(CONF_HIGH)
    if low is None and high is None:
        return {"base": "no_limit"}
    if low is not None and high is not None and low >= high:
        return {CONF_HIGH: "low_above_high"}
    return {}
