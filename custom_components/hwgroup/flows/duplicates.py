"""Whether a device that is added has an entry already, under whatever name of its host."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant

from ..client import Device
from ..const import CONF_SNMP, CONF_TRANSPORT
from ..coordinator import HwgConfigEntry
from ..device.addresses import async_addresses_of
from ..device.evidence import same_probes
from ..device.failover import Transport
from ..device.readable import unreadable
from ..entries import async_device_entries


async def async_has_entry(
    hass: HomeAssistant, device: Device, data: Mapping[str, Any]
) -> bool:
    """Return whether an entry is surely of the same device."""
    addresses = await async_addresses_of(hass, data[CONF_HOST]) | {data[CONF_HOST]}
    for entry in async_device_entries(hass):
        if _is_same_by_what_it_says(entry, device):
            return True
        if device.identity.unique_id and entry.unique_id:
            continue  # that tells them apart, wherever they are
        if unreadable(entry.data):
            continue
        if _port(entry.data) == _port(data):
            host = entry.data[CONF_HOST]
            if addresses & (await async_addresses_of(hass, host) | {host}):
                return True
    return False


def _is_same_by_what_it_says(entry: HwgConfigEntry, device: Device) -> bool:
    """Compare with what an entry has read: MAC or serial number, or name and probes.

    Over HTTP a device may tell its serial number only, over SNMP its MAC.
    """
    if entry.state is not ConfigEntryState.LOADED:
        return False
    known, name = entry.runtime_data.last_read, device.identity.name
    if device.identity.is_same_as(known.identity):
        return True
    if device.identity.differs_from(known.identity):
        return False
    return bool(name) and name == known.identity.name and same_probes(known, device)


def _port(data: Mapping[str, Any]) -> tuple[str, int]:
    """Return the protocol and the port that tell devices behind one address apart."""
    snmp = data[CONF_SNMP]
    if snmp[CONF_TRANSPORT] == Transport.SNMP:
        return Transport.SNMP, snmp[CONF_PORT]
    return Transport.HTTP, data[CONF_PORT]
