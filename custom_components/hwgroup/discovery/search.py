"""Searching the networks of Home Assistant for devices, now and in the background."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY
from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import discovery_flow
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started

from ..client import Found, Identity, find_devices
from ..compat import gather_with_limited_concurrency
from ..const import DOMAIN, LOGGER, SERVICE_UNIQUE_IDS
from ..settings import Settings, port
from .known import async_entry_of
from .limits import async_may_look, async_may_offer
from .moves import async_announce
from .networks import async_broadcast_addresses
from .sighting import HTTPS_PORT, Sighting, async_look

_SEARCH_EVERY: Final = timedelta(hours=4)
# How long answers are waited for; the devices are on the same network.
_SECONDS: Final = 3.0
# How many of those that answer are read at the same time.
_CONCURRENCY: Final = 8


async def async_search(hass: HomeAssistant) -> list[Found]:
    """Return who answers the search frame on any enabled network."""
    try:
        return await find_devices(await async_broadcast_addresses(hass), _SECONDS)
    except OSError as err:
        LOGGER.debug("No search for devices: %s", err)
        return []


async def async_see(hass: HomeAssistant) -> list[Sighting]:
    """Return the devices that answer the search frame, each one read."""
    looks = (_async_look(hass, found) for found in await async_search(hass))
    seen = await gather_with_limited_concurrency(_CONCURRENCY, *looks)
    return [sighting for sighting in seen if sighting is not None]


async def _async_look(hass: HomeAssistant, found: Found) -> Sighting | None:
    return await async_look(
        hass,
        found.address,
        Identity(mac=found.mac),
        port=found.port if found.port in _known_ports(hass) else None,
        is_hwgroup=True,
    )


@callback
def _known_ports(hass: HomeAssistant) -> set[int]:
    """Return the ports that are asked when a reply tells them, besides that of HTTP.

    They are those that a user has typed for a device: a forged reply could have any
    service on the network asked.
    """
    named = {
        Settings(entry.data).get(CONF_PORT, port, HTTPS_PORT)
        for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        if entry.unique_id not in SERVICE_UNIQUE_IDS
    }
    return {HTTPS_PORT} | named


@callback
def async_start_searching(hass: HomeAssistant) -> None:
    """Search in the background: when Home Assistant has started, and now and then."""

    @callback
    def begin(_when: HomeAssistant | datetime) -> None:
        hass.async_create_background_task(_async_run(hass), "hwgroup search")

    async_at_started(hass, begin)
    async_track_time_interval(hass, begin, _SEARCH_EVERY, cancel_on_shutdown=True)


async def _async_run(hass: HomeAssistant) -> None:
    tasks = (_async_handle(hass, found) for found in await async_search(hass))
    await gather_with_limited_concurrency(_CONCURRENCY, *tasks)


async def _async_handle(hass: HomeAssistant, found: Found) -> None:
    """Take note of where a known device is, and offer one that is new."""
    if entry := async_entry_of(hass, Identity(mac=found.mac)):
        async_announce(hass, entry, found.address)
        return
    if not async_may_look(hass, found.address):
        return
    sighting = await _async_look(hass, found)
    if sighting is not None and async_may_offer(hass):
        discovery_flow.async_create_flow(
            hass,
            DOMAIN,
            context={"source": SOURCE_INTEGRATION_DISCOVERY},
            data=sighting.to_dict(),
        )
