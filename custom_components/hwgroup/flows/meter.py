"""The form of a meter that a pulse counter stands for."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry, SubentryFlowResult
from homeassistant.const import (
    CONF_NAME,
    CONF_UNIT_OF_MEASUREMENT,
    UnitOfEnergy,
    UnitOfVolume,
)
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from ..const import CONF_INPUT, CONF_KIND, CONF_PULSES, CONF_READING, SUBENTRY_METER
from ..entries import known_device
from ..subentries import subentries_of
from .parts import PartFlow, choice_of

# By the device class of the sensor.
_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "energy": (UnitOfEnergy.KILO_WATT_HOUR,),
    "gas": (UnitOfVolume.CUBIC_METERS, UnitOfVolume.LITERS),
    "water": (UnitOfVolume.CUBIC_METERS, UnitOfVolume.LITERS),
}
_NUMBER: Final = NumberSelectorConfig(min=0, step="any", mode=NumberSelectorMode.BOX)
_METER: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_NAME): TextSelector(),
    vol.Required(CONF_KIND): SelectSelector(
        SelectSelectorConfig(options=list(_UNITS), translation_key="meter_kind")
    ),
    vol.Required(CONF_UNIT_OF_MEASUREMENT): SelectSelector(
        SelectSelectorConfig(
            options=sorted({unit for units in _UNITS.values() for unit in units}),
            mode=SelectSelectorMode.DROPDOWN,
        )
    ),
    vol.Required(CONF_PULSES): NumberSelector(_NUMBER),
}


def has_counters(entry: ConfigEntry[Any]) -> bool:
    """Return whether a device counts pulses, or has a meter already."""
    return bool(subentries_of(entry, SUBENTRY_METER) or _counters(entry))


def _counters(entry: ConfigEntry[Any]) -> list[SelectOptionDict]:
    if (device := known_device(entry)) is None:
        return []
    return [
        SelectOptionDict(value=key, label=entry.runtime_data.name_of(contact) or key)
        for key, contact in device.inputs.items()
        if contact.counter is not None
    ]


def _errors(typed: Mapping[str, Any]) -> dict[str, str]:
    if typed[CONF_UNIT_OF_MEASUREMENT] not in _UNITS[typed[CONF_KIND]]:
        return {CONF_UNIT_OF_MEASUREMENT: "unit_mismatch"}
    if not typed[CONF_PULSES]:
        return {CONF_PULSES: "no_pulses"}
    return {}


class MeterFlow(PartFlow):
    """Adds or changes a meter."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Describe the meter behind a pulse counter."""
        counters = _counters(self._get_entry())
        if not counters:
            return self.async_abort(reason="no_counters")
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := _errors(user_input)):
            title = user_input.pop(CONF_NAME)
            return self.async_create_entry(title=title, data=user_input)
        schema = {
            vol.Required(CONF_INPUT): choice_of(counters),
            **_METER,
            vol.Required(CONF_READING, default=0): NumberSelector(_NUMBER),
        }
        return self._show("user", schema, user_input or {}, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change how it counts from now on; what was counted stays."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := _errors(user_input)):
            title = user_input.pop(CONF_NAME)
            return self.async_update_and_abort(
                self._get_entry(),
                subentry,
                title=title,
                data={**subentry.data, **user_input},
            )
        shown = user_input or {CONF_NAME: subentry.title, **subentry.data}
        return self._show("reconfigure", _METER, shown, errors)
