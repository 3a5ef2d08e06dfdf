"""A device as the device registry shows it, and what people call it."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo

from ..client import Address, Identity
from ..compat import by_itself
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
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    before: Identity,
    identity: Identity,
    address: Address,
) -> None:
    """Show a new name, firmware or address without a reload.

    The title of the entry follows the name, unless people gave it another one.
    """
    if entry.title == title_of(before, address.host):
        title = title_of(identity, address.host)
        with by_itself():
            hass.config_entries.async_update_entry(entry, title=title)
    if (device := _registered(hass, entry)) is not None:
        dr.async_get(hass).async_update_device(
            device.id,
            configuration_url=str(address.url),
            model=identity.model,
            name=identity.name or entry.title,
            serial_number=identity.serial,
            sw_version=identity.firmware,
        )


@callback
def async_device_name(hass: HomeAssistant, entry: ConfigEntry[Any]) -> str:
    """Return what people call a device: the name that they gave it, else its own."""
    device = _registered(hass, entry)
    return (device and device.name_by_user) or entry.title


@callback
def async_device_id(hass: HomeAssistant, entry: ConfigEntry[Any]) -> str | None:
    """Return the ID of the device of an entry, None where it has none yet."""
    device = _registered(hass, entry)
    return device.id if device else None


def title_of(identity: Identity, host: str) -> str:
    """Return the title of an entry to which nobody has given another one."""
    return identity.name or identity.model or host


def _registered(hass: HomeAssistant, entry: ConfigEntry[Any]) -> dr.DeviceEntry | None:
    return dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or entry.entry_id), entry.entry_id
    )
