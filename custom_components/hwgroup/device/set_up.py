"""Whether Home Assistant could set up an entry, and if not, whose failure that is."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState

# What Home Assistant calls the reason where settings of an entry cannot be read.
UNREADABLE: Final = "unreadable"
# Home Assistant does not try it again by itself.
FAILED: Final = (
    ConfigEntryState.SETUP_ERROR,
    ConfigEntryState.MIGRATION_ERROR,
    ConfigEntryState.FAILED_UNLOAD,
)


def is_refused(entry: ConfigEntry[Any]) -> bool:
    """Return whether a device did not answer as it should when it was set up.

    Home Assistant tries it again, or asks for other credentials.
    """
    refused = entry.error_reason_translation_key not in (None, UNREADABLE)
    failed = entry.state is ConfigEntryState.SETUP_ERROR and refused
    return failed or entry.state is ConfigEntryState.SETUP_RETRY


def failed_state(entry: ConfigEntry[Any]) -> ConfigEntryState | None:
    """Return how an entry has failed, None where it has not, or only its device has."""
    has_failed = entry.state in FAILED and not is_refused(entry)
    return entry.state if has_failed else None
