"""Finds what receives pushes, which is at most one entry and may not be loaded, and who pushes."""

from typing import TYPE_CHECKING, Any, TypeIs

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_PUSH_PATH, DOMAIN, PUSH_UNIQUE_ID
from ..settings import Settings, text

if TYPE_CHECKING:
    from .service import PushConfigEntry, PushService


def is_push(entry: ConfigEntry[Any]) -> TypeIs[PushConfigEntry]:
    """Return whether an entry is the one that receives pushes."""
    return entry.unique_id == PUSH_UNIQUE_ID


@callback
def async_push_service(hass: HomeAssistant) -> PushService | None:
    """Return what receives pushes, None while nothing can be kept."""
    entry: PushConfigEntry | None = (
        hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, PUSH_UNIQUE_ID)
    )
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        return None
    return entry.runtime_data


def push_path_of(entry: ConfigEntry[Any]) -> str | None:
    """Return the secret path that a device pushes to, None for none."""
    return Settings(entry.data).get(CONF_PUSH_PATH, text, None)


@callback
def async_owner_of(hass: HomeAssistant, path: str) -> ConfigEntry[Any] | None:
    """Return whose path one is, also of a device that is disabled."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    return next((entry for entry in entries if push_path_of(entry) == path), None)
