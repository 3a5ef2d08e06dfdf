"""Computes the figures of the last days; loaded in the first night."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from homeassistant.core import HomeAssistant

from .gather import Gatherer
from .ledger import async_ledger, month_of
from .periods import slices
from .subjects import async_subjects

# The recorder keeps states for so long, unless somebody has set another time.
_LOOK_BACK: Final = timedelta(days=10)
# What is kept of more would be too much for one file.
_MOST_READINGS: Final = 250


async def async_renew(hass: HomeAssistant, end: datetime) -> None:
    """Compute the days up to a midnight, as far as their states are there."""
    days = slices(end - _LOOK_BACK, end)
    ledger, gatherer = await async_ledger(hass), Gatherer(hass)
    subjects = async_subjects(hass, None)[:_MOST_READINGS]
    for name, group in groupby(days, lambda day: month_of(day.begin)):
        some = [*group]
        async with ledger.async_open(name) as month:
            for subject in subjects:
                await gatherer.async_renew(subject, some, month, end.timestamp())
    await ledger.async_remove_old()
