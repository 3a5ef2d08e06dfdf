"""Cards of devices: offers that wait until somebody takes them."""

import asyncio
from collections.abc import Sequence
from typing import Final

from homeassistant.config_entries import SOURCE_IGNORE, SOURCE_INTEGRATION_DISCOVERY
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ..client import Identity
from ..compat import gather_with_limited_concurrency
from ..const import DOMAIN
from .known import async_entry_of
from .sighting import Sighting

# How many devices are read and set up at the same time.
_CONCURRENCY: Final = 8
# How often, in seconds, a slow device is looked after.
_PAUSE: Final = 0.5


async def async_add_by_cards(
    hass: HomeAssistant, sightings: Sequence[Sighting]
) -> list[Sighting]:
    """Make a card for each device and take the offer; return those that are left.

    The card of a device that asks for credentials, or cannot be read, stays.
    """
    tasks = (_async_add(hass, sighting) for sighting in sightings)
    added = await gather_with_limited_concurrency(_CONCURRENCY, *tasks)
    return [each for each, done in zip(sightings, added, strict=True) if not done]


async def _async_add(hass: HomeAssistant, sighting: Sighting) -> bool:
    """Return whether the device has an entry now."""
    await _async_make_way(hass, sighting.identity)
    flows = hass.config_entries.flow
    result = await flows.async_init(
        DOMAIN,
        context={"source": SOURCE_INTEGRATION_DISCOVERY},
        data=sighting.to_dict(),
    )
    if result["type"] is FlowResultType.FORM and not sighting.asks_credentials:
        result = await flows.async_configure(result["flow_id"], {})
    while result["type"] is FlowResultType.SHOW_PROGRESS:
        await asyncio.sleep(_PAUSE)
        result = await flows.async_configure(result["flow_id"])
    return (
        result["type"] is FlowResultType.CREATE_ENTRY
        or result.get("reason") == "already_configured"
    )


async def _async_make_way(hass: HomeAssistant, identity: Identity) -> None:
    """Withdraw what would refuse a new card: an older one, and being ignored."""
    if unique_id := identity.unique_id:
        for card in hass.config_entries.flow.async_progress_by_handler(
            DOMAIN, match_context={"unique_id": unique_id}
        ):
            hass.config_entries.flow.async_abort(card["flow_id"])
    entry = async_entry_of(hass, identity)
    if entry is not None and entry.source == SOURCE_IGNORE:
        await hass.config_entries.async_remove(entry.entry_id)
