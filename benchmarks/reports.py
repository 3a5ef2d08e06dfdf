"""What a report of a year of fifty readings takes: time, memory, and of the loop.

The last ten days are there as states, all before as hourly statistics, as a recorder has
them by default.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
import gc
from pathlib import Path
from random import Random
import sqlite3
from typing import Final

from custom_components.hwgroup.const import DOMAIN
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .documents import Shape
from .installation import add_alerts, add_device, recording, run, serving
from .lag import Collections, Lag
from .report import Row
from .size import size
from .timing import Spent

DEVICES, READINGS = size(2), size(25, 2)
DAYS: Final = size(365, 12)
_WITH_STATES: Final = size(10, 1)
_EVERY: Final = 150
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_STATUS: Final = Path("/proc/self/status")
_PEAK: Final = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class _Made:
    """What it took to make a report."""

    spent: Spent
    lag: Lag
    collections: Collections
    megabytes: float
    """How much more memory there was at its peak than before."""
    own: float
    """Milliseconds of CPU that a collection takes of what was there before."""


def measure(seed: int) -> list[Row]:
    """Measure a report as CSV, as PDF, and what a year by states alone takes."""
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    async with (
        serving(DEVICES, Shape(sensors=READINGS), seed) as devices,
        _recording() as hass,
    ):
        await add_alerts(hass)
        for index in range(DEVICES):
            await add_device(hass, devices, index)
        await hass.async_block_till_done()
        registry = er.async_get(hass)
        chosen = [
            entity_id
            for entity_id, entity in registry.entities.items()
            if entity.platform == DOMAIN
            and (state := hass.states.get(entity_id)) is not None
            and state.attributes.get("device_class") in ("temperature", "humidity")
        ]
        await _remember(hass, chosen, seed)
        first = await _make(hass, ["csv"], chosen)
        again = await _make(hass, ["csv"], chosen)
        on_paper = await _make(hass, ["pdf"], chosen)
    what = f"reports: {len(chosen)} readings, {DAYS} days"
    return [
        *_rows(f"{what}, CSV", first),
        *_rows(f"{what}, once more from the days that were kept", again),
        *_rows(f"{what}, PDF from the days that were kept", on_paper),
    ]


def _rows(what: str, made: _Made) -> Iterator[Row]:
    yield Row(
        what, [made.spent.cpu], "s", note=f"CPU; {made.spent.wall:.1f} s on the wall"
    )
    yield Row(f"{what}: memory", [made.megabytes], "MB", note="at its peak")
    yield Row(
        f"{what}: longest stall",
        [made.lag.longest],
        "ms",
        note=f"longest garbage collection {made.collections.longest:.0f} ms",
    )
    yield Row(
        f"{what}: longest garbage collection",
        [made.collections.largest],
        "ms",
        note=f"CPU; {made.own:.0f} ms for what was there before",
    )
    yield Row(
        f"{what}: longest work of the loop",
        [made.lag.busiest],
        "ms",
        goal=100,
        note="CPU, besides garbage collection",
    )


@asynccontextmanager
async def _recording() -> AsyncIterator[HomeAssistant]:
    """Run a core with a recorder and a media folder."""
    async with recording() as hass:
        hass.config.media_dirs = {"local": hass.config.path("media")}
        yield hass


async def _remember(hass: HomeAssistant, chosen: list[str], seed: int) -> None:
    """Let the recorder have a year of readings."""
    top = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    for entity_id in chosen:
        shown = hass.states.get(entity_id)
        unit = None if shown is None else shown.attributes["unit_of_measurement"]
        is_temperature = unit == UnitOfTemperature.CELSIUS
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=None,
            source="recorder",
            statistic_id=entity_id,
            unit_class="temperature" if is_temperature else "unitless",
            unit_of_measurement=unit,
        )
        # One hour, so that the recorder makes all that belongs to it.
        hour = StatisticData(start=top, mean=20.0, min=19.5, max=20.5)
        async_import_statistics(hass, metadata, [hour])
    recorder = get_instance(hass)
    await recorder.async_block_till_done()
    await recorder.async_add_executor_job(
        _fill, hass.config.path("home-assistant_v2.db"), chosen, top.timestamp(), seed
    )


def _fill(path: str, chosen: list[str], now: float, seed: int) -> None:
    """Write states and hours as the recorder would have written them."""
    chance = Random(seed)  # noqa: S311
    with sqlite3.connect(path, timeout=60) as database:
        for entity_id in chosen:
            [statistic] = database.execute(
                "SELECT id FROM statistics_meta WHERE statistic_id = ?", [entity_id]
            ).fetchone()
            database.executemany(
                "INSERT OR IGNORE INTO statistics"
                " (created_ts, metadata_id, start_ts, mean, min, max)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (start, statistic, start, mean, mean - 0.4, mean + 0.4)
                    for start in _times(now - DAYS * _DAY, now, _HOUR)
                    for mean in [chance.gauss(5, 1)]
                ],
            )
            [[entity, attributes]] = database.execute(
                "SELECT states.metadata_id, attributes_id FROM states"
                " JOIN states_meta ON states.metadata_id = states_meta.metadata_id"
                " WHERE states_meta.entity_id = ? LIMIT 1",
                [entity_id],
            ).fetchall()
            database.executemany(
                "INSERT INTO states"
                " (state, last_updated_ts, metadata_id, attributes_id, origin_idx)"
                " VALUES (?, ?, ?, ?, 0)",
                [
                    (f"{chance.gauss(5, 1):.1f}", time, entity, attributes)
                    for time in _times(now - _WITH_STATES * _DAY, now, _EVERY)
                ],
            )


def _times(begin: float, end: float, step: int) -> list[float]:
    return [begin + step * number for number in range(round((end - begin) / step))]


async def _make(hass: HomeAssistant, formats: list[str], chosen: list[str]) -> _Made:
    end = dt_util.start_of_local_day()
    begin = dt_util.start_of_local_day((end - timedelta(days=DAYS - 1)).date())
    gc.collect()
    own = Collections()
    with own.watching():
        gc.collect()
    with suppress(OSError):
        _PEAK.write_text("5")  # forget the peak of before
    before = _megabytes("VmRSS")
    collections, spent = Collections(), Spent()
    lag = Lag(collections)
    with collections.watching(), lag.watching(), spent.counting():
        await hass.services.async_call(
            DOMAIN,
            "create_report",
            {
                "begin": begin.isoformat(),
                "end": end.isoformat(),
                "formats": formats,
                "entity_id": chosen,
            },
            blocking=True,
            return_response=True,
        )
    megabytes = _megabytes("VmHWM") - before
    return _Made(spent, lag, collections, megabytes, own.largest)


def _megabytes(name: str) -> float:
    """Return a size of this process; 0 where the system does not tell it."""
    with suppress(OSError):
        for line in _STATUS.read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0
