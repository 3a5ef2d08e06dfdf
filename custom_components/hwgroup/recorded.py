"""What the recorder knows of an entity: the only module that asks it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from homeassistant.components.recorder import DOMAIN as RECORDER, get_instance
from homeassistant.components.recorder.history import state_changes_during_period
from homeassistant.components.recorder.statistics import (
    get_metadata,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN


class HourlyRow(NamedTuple):
    """The statistics of an hour, which begins at a time in seconds since 1970."""

    begin: float
    mean: float
    low: float
    high: float


@callback
def async_check_recorder(hass: HomeAssistant) -> None:
    """Raise HomeAssistantError where there is no recorder."""
    if RECORDER not in hass.config.components:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="no_recorder"
        )


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
