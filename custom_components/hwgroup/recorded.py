"""What the recorder knows of an entity: the only module that asks it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from homeassistant.components.recorder import DOMAIN as RECORDER, get_instance
from homeassistant.components.recorder.history import state_changes_during_period
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_import_statistics,
    get_metadata,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN

# Seconds: it writes once in a few.
_PATIENCE: Final = 30.0

type Metadata = StatisticMetaData
"""How the recorder keeps the hours of an entity."""


class HourlyRow(NamedTuple):
    """The statistics of an hour, which begins at a time in seconds since 1970."""

    begin: float
    mean: float
    low: float
    high: float


class HourlyTotal(NamedTuple):
    """The statistics of an hour of what only grows: at its end, and by how much in all."""

    begin: float
    state: float
    sum: float


@callback
def async_records(hass: HomeAssistant) -> bool:
    """Return whether there is a recorder."""
    return RECORDER in hass.config.components


async def async_check_recorder(hass: HomeAssistant) -> None:
    """Raise HomeAssistantError where there is no recorder, or where it is behind.

    It writes nothing while its database is locked, as during a backup: the last value
    that it has would seem to have lasted.
    """
    if not async_records(hass):
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="no_recorder"
        )
    try:
        async with asyncio.timeout(_PATIENCE):
            await async_caught_up(hass)
    except TimeoutError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="recorder_behind"
        ) from err


async def async_in_recorder[*Ts, ResultT](
    hass: HomeAssistant, work: Callable[[*Ts], ResultT], *args: *Ts
) -> ResultT:
    """Do what reads the recorder in the executor that it has for that."""
    return await get_instance(hass).async_add_executor_job(work, *args)


def states(
    hass: HomeAssistant, entity_id: str, begin: datetime, end: datetime
) -> Sequence[State]:
    """Return the states between two times, and the one that there was before."""
    found = state_changes_during_period(
        hass, begin, end, entity_id, include_start_time_state=True
    )
    return found.get(entity_id, ())


def hourly(
    hass: HomeAssistant,
    entity_id: str,
    begin: datetime,
    end: datetime,
    unit: str | None,
) -> list[HourlyRow]:
    """Return the statistics of the hours that begin between two times, in a unit.

    There are none where the recorder has another unit that it cannot convert.
    """
    known = get_metadata(hass, statistic_ids={entity_id}).get(entity_id)
    if known is None:
        return []
    unit_class = known[1]["unit_class"]
    if known[1]["unit_of_measurement"] != unit and unit_class is None:
        return []
    rows = statistics_during_period(
        hass,
        begin,
        end,
        {entity_id},
        "hour",
        {unit_class: unit} if unit_class and unit else None,
        {"mean", "min", "max"},
    )
    found = (
        (row["start"], row.get("mean"), row.get("min"), row.get("max"))
        for row in rows.get(entity_id, ())
    )
    return [
        HourlyRow(start, mean, low, high)
        for start, mean, low, high in found
        if mean is not None and low is not None and high is not None
    ]


async def async_caught_up(hass: HomeAssistant) -> None:
    """Return when the recorder has written all that it had to write so far.

    After a start that is also the hours that it has missed. It does not do them in one
    go, and puts itself at the end of its own queue in between.
    """
    instance = get_instance(hass)
    await instance.async_block_till_done()
    while instance.backlog:
        await instance.async_block_till_done()


async def async_metadata(hass: HomeAssistant, entity_id: str) -> Metadata | None:
    """Return how the recorder keeps the hours of an entity, by means or by sums.

    None for none, and for another kind of means.
    """
    found = await async_in_recorder(hass, _metadata, hass, entity_id)
    if found is None:
        return None
    is_mean = found["mean_type"] is StatisticMeanType.ARITHMETIC
    return found if is_mean is not found["has_sum"] else None


def _metadata(hass: HomeAssistant, entity_id: str) -> Metadata | None:
    known = get_metadata(hass, statistic_ids={entity_id}).get(entity_id)
    return None if known is None else known[1]


async def async_total(
    hass: HomeAssistant, metadata: Metadata, begin: float
) -> HourlyTotal | None:
    """Return an hour of a total by when it begins, in the unit of the metadata."""
    return await async_in_recorder(hass, _total, hass, metadata, begin)


def _total(hass: HomeAssistant, metadata: Metadata, begin: float) -> HourlyTotal | None:
    entity_id, unit_class = metadata["statistic_id"], metadata["unit_class"]
    start = datetime.fromtimestamp(begin, UTC)
    unit = metadata["unit_of_measurement"]
    rows = statistics_during_period(
        hass,
        start,
        start + timedelta(hours=1),
        {entity_id},
        "hour",
        {unit_class: unit} if unit_class and unit else None,
        {"state", "sum"},
    )
    for row in rows.get(entity_id, ()):
        if (state := row.get("state")) is not None and (
            total := row.get("sum")
        ) is not None:
            return HourlyTotal(row["start"], state, total)
    return None


@callback
def async_replace_hours(
    hass: HomeAssistant,
    metadata: Metadata,
    hours: Iterable[HourlyRow | HourlyTotal],
) -> None:
    """Have hours of the statistics of an entity be these, in the unit of the metadata."""
    async_import_statistics(hass, metadata, [_data(hour) for hour in hours])


def _data(hour: HourlyRow | HourlyTotal) -> StatisticData:
    start = datetime.fromtimestamp(hour.begin, UTC)
    if isinstance(hour, HourlyTotal):
        return StatisticData(start=start, state=hour.state, sum=hour.sum)
    return StatisticData(start=start, mean=hour.mean, min=hour.low, max=hour.high)
