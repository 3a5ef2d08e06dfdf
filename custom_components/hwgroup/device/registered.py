"""A device as the device registry shows it."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo

from ..client import Address, Identity
from ..const import DOMAIN, MANUFACTURER


def device_info(
    entry: ConfigEntry[Any], identity: Identity, address: Address
) -> DeviceInfo:
    """Return what entities of a device tell the registry."""
    connections = {(dr.CONNECTION_NETWORK_MAC, identity.mac)} if identity.mac else set()
    return DeviceInfo(
        identifiers={(DOMAIN, entry.unique_id or entry.entry_id)},
        connections=connections,
        manufacturer=MANUFACTURER,
        model=identity.model,
        name=identity.name or entry.title,
        serial_number=identity.serial,
        sw_version=identity.firmware,
        configuration_url=str(address.url),
    )


@callback
def async_update_registered(
    hass: HomeAssistant, entry: ConfigEntry[Any], identity: Identity, address: Address
) -> None:
    """Show a new name, firmware or address without a reload."""
    registry = dr.async_get(hass)
    device = registry.async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or entry.entry_id), entry.entry_id
    )
    if device is not None:
        registry.async_update_device(
            device.id,
            configuration_url=str(address.url),
            model=identity.model,
            name=identity.name or entry.title,
            serial_number=identity.serial,
            sw_version=identity.firmware,
        )
