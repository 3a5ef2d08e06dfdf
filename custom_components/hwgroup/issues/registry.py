"""Deletes repair issues that no longer apply."""

from collections.abc import Container
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN


def issue_id(entry: ConfigEntry[Any], kind: str, about: str = "") -> str:
    """Return the ID of an issue of a device's entry; a prefix of them without `about`."""
    return f"{entry.entry_id}_{kind}_{about}"


@callback
def async_keep_issues(
    hass: HomeAssistant, prefix: str, kept: Container[str] = ()
) -> list[str]:
    """Delete the issues whose IDs begin with a prefix, except those that are kept.

    Return the IDs of those that were deleted.
    """
    deleted = [
        known
        for domain, known in ir.async_get(hass).issues
        if domain == DOMAIN and known.startswith(prefix) and known not in kept
    ]
    for known in deleted:
        ir.async_delete_issue(hass, DOMAIN, known)
    return deleted
