"""The repair issues for options and parts of a device that cannot be read."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN, SUBENTRY_CALIBRATION, SUBENTRY_METER, SUBENTRY_PHONE
from ..device.registered import async_device_name
from ..plain import as_placeholders
from .registry import issue_id

LEFT_OUT: Final = {
    SUBENTRY_CALIBRATION: "calibration_left_out",
    SUBENTRY_METER: "meter_left_out",
    SUBENTRY_PHONE: "phone_left_out",
}


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


@callback
def async_show_unreadable_part(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    part: ConfigSubentry,
    settings: list[str],
    *,
    is_left_out: bool,
) -> None:
    """Show what cannot be read of a subentry; it is taken back with the entry."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(entry, part.subentry_type, part.subentry_id),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=(
            LEFT_OUT[part.subentry_type] if is_left_out else "settings_unreadable"
        ),
        translation_placeholders=as_placeholders(
            name=part.title, settings=", ".join(settings)
        ),
    )
