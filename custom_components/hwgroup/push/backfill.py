"""Fills the hours that nobody has observed with what a device has logged of them.

After a stop, the recorder writes the last state into each hour that it has missed, as if
that had been observed. Those very hours are replaced, when it is done with that. Before,
whoever looks back is told, as the alerts.
"""

import asyncio
from collections.abc import Mapping, Sequence
from math import isclose

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..alerts.early_answers import async_are_awaited
from ..alerts.rules.units import converter
from ..client import PartId, Sensor
from ..const import DOMAIN, LOGGER
from ..coordinator import HwgConfigEntry
from ..observed.gaps import Gap, Past, PastValue
from ..observed.observer import async_gaps
from ..observed.past import async_past_readers
from ..recorded import (
    HourlyRow,
    HourlyTotal,
    Metadata,
    async_caught_up,
    async_metadata,
    async_records,
    async_replace_hours,
    async_total,
)
from .hours import TotalHour, continued, means_of, totals_of, whole_hours, within

type Owed = Mapping[PartId, Sequence[PastValue]]
"""What parts have measured, in the order of its times."""


class Backfill:
    """What devices have logged and nobody has looked at yet, by their paths."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing."""
        self.hours = 0
        """How many hours of how many readings were filled in."""
        self._hass = hass
        self._owed: dict[str, Owed] = {}
        self._lock = asyncio.Lock()

    def owed(self, path: str) -> Owed:
        """Return what nobody has looked at yet."""
        return self._owed.get(path, {})

    async def async_gather(
        self, entry: HwgConfigEntry, path: str, logged: Owed, now: float
    ) -> None:
        """Owe what was logged while the device was not observed."""
        if not logged:
            return
        gaps = await async_gaps(self._hass, entry.entry_id, now)
        owed = dict(self.owed(path))
        for part, values in logged.items():
            if found := within(values, gaps):
                owed[part] = continued(owed.get(part, ()), found)
        if owed:
            # Anew, so that what is being filled in is not taken for this.
            self._owed[path] = owed

    def take_up(self, path: str, owed: Owed) -> None:
        """Owe what was owed before a restart."""
        if owed:
            self._owed[path] = owed

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
        if async_are_awaited(self._hass):
            return  # the alerts look at it with the next push
        device, now = entry.entry_id, dt_util.utcnow().timestamp()
        gaps = await async_gaps(self._hass, device, now)
        values = {f"{device}/{kind}/{key}": owed[kind, key] for kind, key in owed}
        past = Past(device=device, gaps=gaps, values=values)
        await async_past_readers(self._hass).async_tell(past)
        if async_records(self._hass):
            await async_caught_up(self._hass)
            for (kind, key), logged in owed.items():
                sensor = entry.runtime_data.last_read.sensors.get(key)
                if kind == "sensor" and sensor is not None:
                    await self._async_replace(entry, sensor, logged, gaps)
        if self._owed.get(path) is owed:
            del self._owed[path]

    async def _async_replace(
        self,
        entry: HwgConfigEntry,
        sensor: Sensor,
        logged: Sequence[PastValue],
        gaps: Sequence[Gap],
    ) -> None:
        entity_id = er.async_get(self._hass).async_get_entity_id(
            Platform.SENSOR,
            DOMAIN,
            f"{entry.runtime_data.unique_id}_sensor_{sensor.key}",
        )
        if entity_id is None:
            return
        metadata = await async_metadata(self._hass, entity_id)
        if metadata is None:
            return
        unit = metadata["unit_of_measurement"]
        convert = converter(sensor.unit.quantity, sensor.unit.symbol, unit)
        if convert is None:
            return
        values = [each._replace(value=convert(each.value)) for each in logged]
        if not metadata["has_sum"]:
            means = means_of(values, gaps)
            self._replace(metadata, [HourlyRow(*each) for each in means])
        elif sensor.value is not None:
            now = convert(sensor.value)
            if self._shows(entity_id, now, unit, sensor):
                for hours in whole_hours(values, gaps):
                    await self._async_replace_totals(metadata, values, hours, now)

    async def _async_replace_totals(
        self,
        metadata: Metadata,
        values: Sequence[PastValue],
        hours: Sequence[float],
        now: float,
    ) -> None:
        found = await async_total(self._hass, metadata, hours[0] - 3600)
        if found is not None:
            totals = totals_of(values, hours, TotalHour(*found), now)
            self._replace(metadata, [HourlyTotal(*each) for each in totals])

    def _shows(
        self, entity_id: str, value: float, unit: str | None, sensor: Sensor
    ) -> bool:
        """Return whether an entity shows a total as the device has it, in whatever unit.

        One whose scale was changed on the device goes on where it was.
        """
        if (state := self._hass.states.get(entity_id)) is None:
            return False
        shown = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        if (convert := converter(sensor.unit.quantity, shown, unit)) is None:
            return False
        try:
            return isclose(convert(float(state.state)), value, rel_tol=1e-6)
        except ValueError:
            return False

    def _replace(
        self, metadata: Metadata, rows: Sequence[HourlyRow | HourlyTotal]
    ) -> None:
        if rows:
            async_replace_hours(self._hass, metadata, rows)
            self.hours += len(rows)
            name = metadata["statistic_id"]
            LOGGER.info("%s: %s hours filled in from its log", name, len(rows))
