"""Computes the figures of each day in the night after it, while its states are there."""

from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..compat import ConfigEntryChange, async_import_module, async_on_entry_changed
from ..entries import is_device
from ..recorded import async_records
from .periods import Every, last

_LOOK_EVERY: Final = timedelta(hours=1)
# After midnight, and before the recorder purges at 4:12.
_FIRST_HOUR: Final = 1


@callback
def async_start_keeping(hass: HomeAssistant) -> None:
    """Keep the days of all readings from now on; those of a removed device are forgotten."""
    keeper = _Keeper(hass)
    async_track_time_interval(hass, keeper.look, _LOOK_EVERY, cancel_on_shutdown=True)

    @callback
    def on_change(change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if change is ConfigEntryChange.REMOVED and is_device(entry):
            hass.async_create_task(_async_forget(hass, entry.entry_id))

    async_on_entry_changed(hass, on_change)


async def _async_forget(hass: HomeAssistant, entry_id: str) -> None:
    kept = await async_import_module(hass, f"{__package__}.ledger")
    await (await kept.async_ledger(hass)).async_forget(entry_id)


class _Keeper:
    """Computes what has not been computed, once a day."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._done: datetime | None = None
        """The midnight up to which all is done."""

    @callback
    def look(self, _now: datetime) -> None:
        """Compute the last days, unless that was done today, or nothing is recorded."""
        hass, now = self._hass, dt_util.now()
        _, end = last(Every.DAY, now)
        if self._done != end and now.hour >= _FIRST_HOUR and async_records(hass):
            self._done = end
            hass.async_create_background_task(self._async_renew(end), "hwgroup days")

    async def _async_renew(self, end: datetime) -> None:
        renewal = await async_import_module(self._hass, f"{__package__}.renewal")
        await renewal.async_renew(self._hass, end)
