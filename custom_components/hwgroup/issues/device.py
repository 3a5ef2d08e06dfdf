"""All repair issues of a device."""

from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..client import Device
from ..device.failover import Failover
from ..device.probes import ProbeTracker
from .address import async_clear_new_address
from .certificate import async_clear_certificate
from .coils import async_show_unknown_coils
from .firmware import async_show_advisories
from .other_device import async_clear_swapped
from .probe_replaced import async_show_replaced
from .registry import async_keep_issues
from .transport_failing import (
    async_clear_transport_failing,
    async_show_transport_failing,
)


@callback
def async_show_upkeep(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    device: Device,
    probes: ProbeTracker,
    failover: Failover,
) -> None:
    """Show the repair issues of a device that answers, and take back the others."""
    async_show_transport_failing(hass, entry, failover)
    if failover.failure is None:
        _async_ask_no_more(hass, entry)
    async_clear_swapped(hass, entry)
    async_clear_new_address(hass, entry)
    async_show_advisories(hass, entry, device.identity)
    async_show_replaced(hass, entry, probes.replacements(device))
    async_show_unknown_coils(hass, entry)


@callback
def _async_ask_no_more(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Withdraw the form for other credentials: the device takes those that it has."""
    for flow in [*entry.async_get_active_flows(hass, {SOURCE_REAUTH})]:
        hass.config_entries.flow.async_abort(flow["flow_id"])


@callback
def async_clear_issues(
    hass: HomeAssistant, entry: ConfigEntry[Any], *, known: bool
) -> None:
    """Take all issues back when an entry is unloaded.

    Two of them stay while a device was never read: they are about why it is not.
    """
    if known:
        async_clear_new_address(hass, entry)
        async_clear_certificate(hass, entry)
    async_clear_transport_failing(hass, entry)
    async_keep_issues(hass, f"{entry.entry_id}_")
