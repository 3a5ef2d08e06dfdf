"""The repair issue for an output that somebody else switches back."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..device.registered import async_device_name
from ..plain import as_placeholders
from .registry import async_keep_issues, issue_id

_KIND: Final = "output_contested"


@callback
def async_show_contested(
    hass: HomeAssistant, entry: ConfigEntry[Any], names: Mapping[str, str]
) -> None:
    """Show an issue for each of these outputs, by key, and take back the others."""
    shown = {issue_id(entry, _KIND, key): name for key, name in names.items()}
    async_keep_issues(hass, issue_id(entry, _KIND), shown)
    for issue, name in shown.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="output_contested",
            translation_placeholders=as_placeholders(
                name=async_device_name(hass, entry), output=name
            ),
        )
