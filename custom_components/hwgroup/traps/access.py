"""Which entry listens for traps."""

from typing import TYPE_CHECKING, Any, TypeIs

from homeassistant.config_entries import ConfigEntry

from ..const import TRAPS_UNIQUE_ID

if TYPE_CHECKING:
    from .service import TrapsConfigEntry


def is_traps(entry: ConfigEntry[Any]) -> TypeIs[TrapsConfigEntry]:
    """Return whether an entry is the one that listens for traps."""
    return entry.unique_id == TRAPS_UNIQUE_ID
