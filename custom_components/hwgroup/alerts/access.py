"""Finds the alerts: there is at most one entry, and it may not be loaded."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeIs

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import (
    async_dispatcher_connect,
    async_dispatcher_send,
)
from homeassistant.util.signal_type import SignalType

from ..compat import ConfigEntryChange, async_on_entry_changed
from ..const import ALERTS_UNIQUE_ID, DOMAIN

if TYPE_CHECKING:
    from .manager import AlertManager, AlertsConfigEntry

_SIGNAL_MANAGER: Final[SignalType[AlertManager | None]] = SignalType("hwgroup_alerts")


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


@callback
def async_start_announcing_manager(hass: HomeAssistant) -> None:
    """Tell whoever follows the manager when it comes and goes, from now on.

    Hundreds may follow it, so each does not look at every change of every entry.
    """
    known: AlertManager | None = None

    @callback
    def on_entry_changed(_change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        nonlocal known
        if is_alerts(entry):
            before, known = known, async_manager(hass)
            if before is not known:
                async_dispatcher_send(hass, _SIGNAL_MANAGER, known)

    async_on_entry_changed(hass, on_entry_changed)


@callback
def async_follow_manager(
    hass: HomeAssistant, on_change: Callable[[AlertManager | None], None]
) -> CALLBACK_TYPE:
    """Call back with the manager now and with each change, until the result is called."""
    on_change(async_manager(hass))
    return async_dispatcher_connect(hass, _SIGNAL_MANAGER, on_change)
