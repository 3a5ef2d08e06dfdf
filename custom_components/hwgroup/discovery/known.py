"""Devices that have an entry already, and where they have moved to."""

from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..client import HwgError, Identity
from ..const import DOMAIN, LOGGER, SERVICE_UNIQUE_IDS
from ..device.failover import Failover
from ..device.transports import readers_of


@callback
def async_entry_of(
    hass: HomeAssistant, identity: Identity, *, include_ignored: bool = True
) -> ConfigEntry[Any] | None:
    """Return the entry of a device, which may be disabled or ignored."""
    for entry in hass.config_entries.async_entries(
        DOMAIN, include_ignore=include_ignored
    ):
        if entry.unique_id not in SERVICE_UNIQUE_IDS and _belongs(entry, identity):
            return entry
    return None


def _belongs(entry: ConfigEntry[Any], identity: Identity) -> bool:
    if identity.is_same_as(Identity.from_unique_id(entry.unique_id)):
        return True
    return entry.state is ConfigEntryState.LOADED and identity.is_same_as(
        entry.runtime_data.last_read.identity
    )


async def async_follow(
    hass: HomeAssistant, entry: ConfigEntry[Any], address: str, announced: Identity
) -> None:
    """Let an entry follow its device to another address.

    Only when the device does not answer where it was, for it may have two addresses
    or a name, and only when it is surely the one that answers at the new one.
    """
    if entry.source == SOURCE_IGNORE or entry.disabled_by is not None:
        return
    if entry.data[CONF_HOST] == address or await _async_is_still_there(entry):
        return
    data = {**entry.data, CONF_HOST: address}
    try:
        device = await Failover(readers_of(hass, data)).read(dt_util.utcnow())
    except HwgError as err:
        LOGGER.debug("%s is not followed to %s: %s", entry.title, address, err)
        return
    if not _belongs(entry, device.identity.completed_by(announced)):
        LOGGER.debug("Another device than %s answers at %s", entry.title, address)
        return
    LOGGER.info("%s has moved to %s", entry.title, address)
    hass.config_entries.async_update_entry(entry, data=data)
    hass.config_entries.async_schedule_reload(entry.entry_id)


async def _async_is_still_there(entry: ConfigEntry[Any]) -> bool:
    """Return whether the device answers at the address of its entry."""
    if entry.state is not ConfigEntryState.LOADED:
        return False
    await entry.runtime_data.async_follow_hint()
    return entry.runtime_data.problem is None
