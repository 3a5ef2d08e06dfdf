"""Repair issues that belong to the entry of a device."""

from collections.abc import Collection
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN


def issue_id(entry: ConfigEntry[Any], kind: str, about: str = "") -> str:
    """Return what an issue of an entry is known by."""
    return f"{entry.entry_id}_{kind}_{about}"


@callback
def async_keep_issues(
    hass: HomeAssistant, entry: ConfigEntry[Any], kind: str, kept: Collection[str] = ()
) -> None:
    """Take all issues of a kind back but those that still stand."""
    _delete(hass, issue_id(entry, kind), kept)


@callback
def async_clear_issues(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Take all issues of an entry back."""
    _delete(hass, f"{entry.entry_id}_", ())


def _delete(hass: HomeAssistant, prefix: str, kept: Collection[str]) -> None:
    for domain, known in list(ir.async_get(hass).issues):
        if domain == DOMAIN and known.startswith(prefix) and known not in kept:
            ir.async_delete_issue(hass, DOMAIN, known)
