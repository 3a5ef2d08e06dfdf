"""Finds what receives pushes: there is at most one entry, and it may not be loaded."""

from typing import TYPE_CHECKING, Any, TypeIs

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN, PUSH_UNIQUE_ID

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
