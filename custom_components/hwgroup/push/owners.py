"""Which device has which secret path."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_PUSH_PATH, DOMAIN
from ..settings import Settings, text


def push_path_of(entry: ConfigEntry[Any]) -> str | None:
    """Return the secret path that a device pushes to, None for none."""
    return Settings(entry.data).get(CONF_PUSH_PATH, text, None)


@callback
def async_owner_of(hass: HomeAssistant, path: str) -> ConfigEntry[Any] | None:
    """Return whose path one is, also of a device that is disabled."""
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    return next((entry for entry in entries if push_path_of(entry) == path), None)
