"""One report after the other, and none for longer than what it is about is loaded."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..compat import ConfigEntryChange, async_on_entry_changed, singleton
from ..const import ALERTS_UNIQUE_ID, DOMAIN

_ENDING: Final = (CoreState.stopping, CoreState.final_write, CoreState.stopped)


class ReportCancelledError(HomeAssistantError):
    """A report was not made: an entry was unloaded, or Home Assistant stops."""


async def async_in_turn[ResultT](
    hass: HomeAssistant,
    devices: Iterable[str],
    make: Callable[[], Awaitable[ResultT]],
) -> ResultT:
    """Make a report of some devices, by the IDs of their entries, when no other one is made.

    Raises ReportCancelledError where Home Assistant stops meanwhile, or unloads one of
    these entries, or the alerts.
    """
    task = hass.async_create_background_task(
        _async_wait(_async_lock(hass), make), "hwgroup report"
    )
    loaded = {
        entry.entry_id
        for entry in (
            *map(hass.config_entries.async_get_entry, devices),
            hass.config_entries.async_entry_for_domain_unique_id(
                DOMAIN, ALERTS_UNIQUE_ID
            ),
        )
        if entry is not None and entry.state is ConfigEntryState.LOADED
    }

    @callback
    def on_change(_change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        is_unloaded = entry.state is not ConfigEntryState.LOADED
        # Once more would end what removes the files.
        if entry.entry_id in loaded and is_unloaded and not task.cancelling():
            task.cancel()

    stop = async_on_entry_changed(hass, on_change)
    if hass.state in _ENDING:  # it has cancelled its tasks already
        task.cancel()
    try:
        return await task
    except asyncio.CancelledError:
        if (caller := asyncio.current_task()) is not None and caller.cancelling():
            raise
        raise ReportCancelledError(
            translation_domain=DOMAIN, translation_key="report_cancelled"
        ) from None
    finally:
        stop()


async def _async_wait[ResultT](
    lock: asyncio.Lock, make: Callable[[], Awaitable[ResultT]]
) -> ResultT:
    async with lock:
        return await make()


@singleton("hwgroup_report_lock")
@callback
def _async_lock(_hass: HomeAssistant) -> asyncio.Lock:
    """Return what a report holds while it is made."""
    return asyncio.Lock()
