"""Finds the alerts: there is at most one entry, and it may not be loaded."""

from typing import Any, TypeIs

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import Context, HomeAssistant, callback

from ..const import ALERTS_UNIQUE_ID, DOMAIN
from .manager import AlertManager, AlertsConfigEntry


def is_alerts(entry: ConfigEntry[Any]) -> TypeIs[AlertsConfigEntry]:
    """Return whether an entry is the one of the alerts."""
    return entry.unique_id == ALERTS_UNIQUE_ID


@callback
def async_manager(hass: HomeAssistant) -> AlertManager | None:
    """Return the manager of the alerts, None while they are not loaded."""
    entry: AlertsConfigEntry | None = (
        hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, ALERTS_UNIQUE_ID)
    )
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        return None
    return entry.runtime_data


async def async_name_of(hass: HomeAssistant, context: Context | None) -> str | None:
    """Return the name of the person who asks for something, None for an automation."""
    if context is None or context.user_id is None:
        return None
    user = await hass.auth.async_get_user(context.user_id)
    return user.name if user else None
