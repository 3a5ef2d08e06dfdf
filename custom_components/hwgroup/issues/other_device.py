"""The repair issue for another device that answers at the address."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client import Identity
from ..const import DOMAIN
from ..device.registered import async_device_name
from ..plain import as_placeholders
from .registry import async_keep_issues, issue_id

_KIND: Final = "swapped"


@callback
def async_show_swapped(
    hass: HomeAssistant, entry: ConfigEntry[Any], stranger: Identity
) -> None:
    """Show which device answers, and what can be done."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(entry, _KIND),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key="other_device_answers",
        translation_placeholders=as_placeholders(
            name=async_device_name(hass, entry),
            expected=entry.unique_id or "–",
            stranger=_described(stranger),
        ),
    )


@callback
def async_clear_swapped(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete the issue."""
    async_keep_issues(hass, issue_id(entry, _KIND))


def _described(identity: Identity) -> str:
    """Return its name, its model and its MAC or serial number, as far as told."""
    parts = (identity.name, identity.model, identity.unique_id)
    return ", ".join(part for part in parts if part)
