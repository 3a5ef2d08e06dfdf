"""The repair issue for a device that is read over its second transport only."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, FALLBACK_TOLERATED
from ..dates import moment_text
from ..device.failover import Failover
from ..device.registered import async_device_name
from ..plain import as_placeholders


@callback
def async_show_transport_failing(
    hass: HomeAssistant, entry: ConfigEntry[Any], failover: Failover
) -> None:
    """Show a repair issue while the first transport has failed for too long."""
    since = failover.failing_since
    if since is None:
        async_clear_transport_failing(hass, entry)
        return
    if dt_util.utcnow() - since < FALLBACK_TOLERATED:
        return  # one from before a restart stays ignored, if it was
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry),
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="first_transport_failing",
        translation_placeholders=as_placeholders(
            name=async_device_name(hass, entry),
            since=moment_text(since, hass.config.language),
            reason=str(failover.failure),
        ),
    )


@callback
def async_clear_transport_failing(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete the issue."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(entry))


def _issue_id(entry: ConfigEntry[Any]) -> str:
    return f"fallback_{entry.entry_id}"
