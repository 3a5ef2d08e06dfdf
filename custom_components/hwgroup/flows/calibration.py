"""The form of the calibration of a probe."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry, SubentryFlowResult
from homeassistant.helpers.selector import (
    DateSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    TextSelector,
)

from ..const import (
    CONF_CALIBRATED,
    CONF_CERTIFICATE,
    CONF_DUE,
    CONF_OFFSET,
    CONF_SENSOR,
)
from ..entries import known_device
from .parts import PartFlow, choice_of

_CERTIFICATE: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_CERTIFICATE): TextSelector(),
    vol.Required(CONF_CALIBRATED): DateSelector(),
    vol.Required(CONF_DUE): DateSelector(),
    vol.Optional(CONF_OFFSET): NumberSelector(
        NumberSelectorConfig(step="any", mode=NumberSelectorMode.BOX)
    ),
}


def _sensors(entry: ConfigEntry[Any]) -> dict[str, str]:
    """Return the names of the probes of a device by their keys, none while it is not known."""
    if (device := known_device(entry)) is None:
        return {}
    name_of = entry.runtime_data.name_of
    return {key: name_of(sensor) or key for key, sensor in device.sensors.items()}


def _errors(typed: Mapping[str, Any]) -> dict[str, str]:
    # Dates as the form gives them are in the order of their texts.
    if typed[CONF_DUE] <= typed[CONF_CALIBRATED]:
        return {CONF_DUE: "due_too_early"}
    return {}


class CalibrationFlow(PartFlow):
    """Adds or changes the calibration of a probe."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Choose a probe, and type what its certificate says."""
        if not (sensors := _sensors(self._get_entry())):
            return self.async_abort(reason="no_sensors")
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := _errors(user_input)):
            title = sensors.get(user_input[CONF_SENSOR], user_input[CONF_SENSOR])
            return self.async_create_entry(title=title, data=user_input)
        options = [
            SelectOptionDict(value=key, label=name) for key, name in sensors.items()
        ]
        schema = {vol.Required(CONF_SENSOR): choice_of(options), **_CERTIFICATE}
        return self._show("user", schema, user_input or {}, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Type what the next certificate of the same probe says."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := _errors(user_input)):
            sensor = {CONF_SENSOR: subentry.data[CONF_SENSOR]}
            return self.async_update_and_abort(
                self._get_entry(), subentry, data=sensor | user_input
            )
        shown = user_input or subentry.data
        return self._show("reconfigure", _CERTIFICATE, shown, errors)
