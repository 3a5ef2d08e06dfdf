"""A device as the device registry shows it, and what people call it."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..client import Address, Identity
from ..compat import by_itself
from ..const import DOMAIN, MANUFACTURER


@callback
def async_register(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    before: Identity,
    identity: Identity,
    address: Address,
) -> None:
    """Have a device in the registry as it is now, without a reload.

    The title of the entry follows the name, unless people gave it another one.
    """
    if entry.title == title_of(before, address.host):
        title = title_of(identity, address.host)
        with by_itself():
            hass.config_entries.async_update_entry(entry, title=title)
    connections = {(dr.CONNECTION_NETWORK_MAC, identity.mac)} if identity.mac else set()
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.unique_id or entry.entry_id)},
        connections=connections,
        manufacturer=MANUFACTURER,
        model=identity.model,
        name=identity.name or entry.title,
        serial_number=identity.serial,
        sw_version=identity.firmware,
        configuration_url=_page_of(address),
    )


@callback
def async_device_name(hass: HomeAssistant, entry: ConfigEntry[Any]) -> str:
    """Return what people call a device: the name that they gave it, else its own."""
    device = async_registered(hass, entry)
    return (device and device.name_by_user) or entry.title


@callback
def async_device_id(hass: HomeAssistant, entry: ConfigEntry[Any]) -> str | None:
    """Return the ID of the device of an entry, None where it has none yet."""
    device = async_registered(hass, entry)
    return device.id if device else None


def title_of(identity: Identity, host: str) -> str:
    """Return the title of an entry to which nobody has given another one."""
    return identity.name or identity.model or host


@callback
def async_registered(
    hass: HomeAssistant, entry: ConfigEntry[Any]
) -> dr.DeviceEntry | None:
    """Return the device of an entry, None where it has none yet."""
    return dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or entry.entry_id), entry.entry_id
    )


def _page_of(address: Address) -> str | None:
    """Return the device's own page, None where its settings name no address."""
    try:
        return str(address.url)
    except TypeError, ValueError:
        return None
