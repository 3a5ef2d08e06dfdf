"""What the forms of the subentries of a device share."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)


def choice_of(options: list[SelectOptionDict]) -> SelectSelector:
    """Return the choice of one part of the device."""
    return SelectSelector(
        SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)
    )


class PartFlow(ConfigSubentryFlow):
    """Adds or changes what a device has besides what it tells itself."""

    def _show(
        self,
        step_id: str,
        schema: dict[vol.Marker, Any],
        shown: Mapping[str, Any],
        errors: dict[str, str],
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(vol.Schema(schema), shown),
            errors=errors,
        )
