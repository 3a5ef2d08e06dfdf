"""The forms of rules of a position: a contact, a detector, an output."""

from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import Platform

from ...const import CONF_DELAY, CONF_QUANTITY, CONF_STATE
from .fields import DELAY, choice, more
from .rules import RuleFlow, which
from .usual import usual_handling

POSITIONED: Final = ("input", "leak", "switch", "output")
CONTACTS: Final = vol.Schema(dict(which(Platform.BINARY_SENSOR, POSITIONED)))
POSITION: Final = vol.Schema(
    {
        vol.Required(CONF_STATE, default="on"): choice("position", ("on", "off")),
        **DELAY,
        **more(),
    }
)


class InputRuleFlow(RuleFlow):
    """Adds or changes a rule of a position."""

    first = CONTACTS

    @override
    async def _async_second(self) -> SubentryFlowResult:
        return await self.async_step_position()

    async def async_step_position(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which position is a problem, and what happens then."""
        if user_input is not None:
            self._take(POSITION, user_input)
            return await self.async_step_preview()
        if CONF_DELAY not in self._data:
            self._data |= usual_handling(self._data[CONF_QUANTITY])
        count = str(len(self._readings()))
        return self._form("position", POSITION, {}, count=count)
