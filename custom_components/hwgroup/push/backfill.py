"""Fills the hours that nobody has observed with what a device has logged of them.

After a stop, the recorder writes the last state into each hour that it has missed, as if
that had been observed. Those very hours are replaced, when it is done with that.
"""

import asyncio
from collections.abc import Mapping

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.start import async_at_started

from ..alerts.rules.units import converter
from ..client import Sensor
from ..const import DOMAIN, LOGGER
from ..coordinator import HwgConfigEntry
from ..observed.observer import async_gaps
from ..recorded import (
    HourlyRow,
    async_caught_up,
    async_metadata_of_means,
    async_records,
    async_replace_hours,
)
from .hours import Gap, Hour, hours_of, within

type Logged = Mapping[str, list[tuple[float, float]]]
"""The values of sensors by their keys, with their times (seconds since 1970)."""


class Backfill:
    """What devices have logged and the recorder does not have yet, by their paths."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing."""
        self.hours = 0
        """How many hours of how many readings were filled in."""
        self._hass = hass
        self._owed: dict[str, dict[str, list[tuple[float, float]]]] = {}
        self._lock = asyncio.Lock()

    def owed(self, path: str) -> Logged:
        """Return what is not in the recorder yet."""
        return self._owed.get(path, {})

    async def async_gather(
        self, entry: HwgConfigEntry, path: str, logged: Logged, now: float
    ) -> None:
        """Owe the recorder what was logged while the device was not observed."""
        if not logged or not async_records(self._hass):
            return
        gaps = await self._async_gaps(entry, now)
        for key, values in logged.items():
            if found := within(values, gaps):
                owed = self._owed.setdefault(path, {}).setdefault(key, [])
                owed += [each for each in found if each not in owed]

    def take_up(self, path: str, logged: Logged) -> None:
        """Owe what was owed before a restart."""
        if logged:
            self._owed[path] = {key: list(values) for key, values in logged.items()}

    @callback
    def forget(self, path: str) -> None:
        """Owe nothing of a path any more."""
        self._owed.pop(path, None)

    @callback
    def fill_soon(self, entry: HwgConfigEntry, path: str) -> None:
        """Fill the hours in, as soon as the recorder is done with its own."""
        if path not in self._owed:
            return

        async def fill(_hass: HomeAssistant) -> None:
            async with self._lock:
                await self._async_fill(entry, path)

        @callback
        def begin(hass: HomeAssistant) -> None:
            entry.async_create_background_task(hass, fill(hass), "hwgroup backfill")

        entry.async_on_unload(async_at_started(self._hass, begin))

    async def _async_fill(self, entry: HwgConfigEntry, path: str) -> None:
        if (owed := self._owed.get(path)) is None:
            return
        await async_caught_up(self._hass)
        sensors = entry.runtime_data.last_read.sensors
        end = max(time for values in owed.values() for time, _ in values) + 3600
        gaps = await self._async_gaps(entry, end)
        for key, values in owed.items():
            if (sensor := sensors.get(key)) is not None:
                await self._async_replace(entry, sensor, hours_of(values, gaps))
        if self._owed.get(path) is owed:
            del self._owed[path]

    async def _async_replace(
        self, entry: HwgConfigEntry, sensor: Sensor, hours: list[Hour]
    ) -> None:
        entity_id = er.async_get(self._hass).async_get_entity_id(
            Platform.SENSOR,
            DOMAIN,
            f"{entry.runtime_data.unique_id}_sensor_{sensor.key}",
        )
        if entity_id is None or not hours:
            return
        metadata = await async_metadata_of_means(self._hass, entity_id)
        if metadata is None:
            return
        unit = metadata["unit_of_measurement"]
        convert = converter(sensor.unit.quantity, sensor.unit.symbol, unit)
        if convert is None:
            return
        rows = [HourlyRow(each.begin, *map(convert, each[1:])) for each in hours]
        async_replace_hours(self._hass, metadata, rows)
        self.hours += len(hours)
        LOGGER.info("%s: %s hours filled in from its log", entity_id, len(hours))

    async def _async_gaps(self, entry: HwgConfigEntry, end: float) -> list[Gap]:
        gaps = await async_gaps(self._hass, entry.entry_id, end)
        return [(gap.begin, gap.end) for gap in gaps]
