"""The repair issue for options of a device that cannot be read."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..device.registered import async_device_name
from ..plain import as_placeholders
from .registry import issue_id


@callback
def async_show_unreadable(
    hass: HomeAssistant, entry: ConfigEntry[Any], settings: list[str]
) -> None:
    """Show which options take their default; it is taken back with the entry."""
    if not settings:
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(entry, "settings"),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key="settings_unreadable",
        translation_placeholders=as_placeholders(
            name=async_device_name(hass, entry), settings=", ".join(settings)
        ),
    )
