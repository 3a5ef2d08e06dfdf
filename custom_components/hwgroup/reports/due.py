"""Looks for scheduled reports that are due; what makes them is loaded then."""

from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..alerts.access import async_manager
from ..compat import async_import_module

_LOOK_EVERY: Final = timedelta(minutes=10)


@callback
def async_start_reporting(hass: HomeAssistant) -> None:
    """Make the reports that are due, from now on."""

    @callback
    def look(_now: datetime) -> None:
        if hass.state is CoreState.running and async_manager(hass) is not None:
            hass.async_create_background_task(_async_look(hass), "hwgroup reports")

    async_track_time_interval(hass, look, _LOOK_EVERY, cancel_on_shutdown=True)


async def _async_look(hass: HomeAssistant) -> None:
    await (await _async_schedule(hass)).async_look()


async def async_forget_reports(hass: HomeAssistant) -> None:
    """Forget what was made and what has failed, as the alerts are gone."""
    await (await _async_schedule(hass)).async_forget()


async def _async_schedule(hass: HomeAssistant) -> Any:
    schedule = await async_import_module(hass, f"{__package__}.schedule")
    return await schedule.async_schedule(hass)
