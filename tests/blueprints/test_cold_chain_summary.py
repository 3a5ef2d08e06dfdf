"""The blueprint for the daily summary."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import RecorderInstanceContextManager

from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.db_schema import StatisticsShortTerm
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.util import dt as dt_util
from simulator import Sensor

from ..conftest import AddDevice, MakeDevice
from .conftest import Automate

FRIDGE = "sensor.unit_fridge"
FREEZER = "sensor.unit_freezer"
SLOT = timedelta(minutes=5)


@pytest.fixture
def mock_recorder_before_hass(
    async_test_recorder: RecorderInstanceContextManager,
) -> None:
    """Let there be a database before there is a Home Assistant."""


@pytest.fixture
async def morning(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> datetime:
    """Return when the summary comes; there are a fridge and a freezer."""
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-25 06:59:00+00:00")
    device = await make_device("ste2", name="Unit")
    device.sensors = [Sensor(1, "Fridge", "C", 5.0), Sensor(2, "Freezer", "C", 5.0)]
    await add_device(device)
    return datetime(2026, 11, 25, 7, tzinfo=dt_util.UTC)


@pytest.fixture
def summarize(automate: Automate, tell: Callable[..., Any]) -> Automate:
    """Return a function that makes the automation."""
    return partial(
        automate,
        "cold_chain_summary",
        sensors=[FRIDGE, FREEZER],
        at="07:00:00",
        low=2,
        high=8,
        summary_actions=tell("summary", "rows", "all_in_range"),
    )


def _slot(start: datetime, low: float, mean: float, high: float) -> StatisticData:
    return StatisticData(start=start, min=low, mean=mean, max=high)


def _day(end: datetime) -> list[StatisticData]:
    """Return 24 hours that end five minutes before another time."""
    return [_slot(end - SLOT * (back + 2), 4.0, 5.0, 6.0) for back in range(288)]


async def _record(
    hass: HomeAssistant, sensor: str, statistics: list[StatisticData]
) -> None:
    metadata = StatisticMetaData(
        has_sum=False,
        mean_type=StatisticMeanType.ARITHMETIC,
        name=None,
        source="recorder",
        statistic_id=sensor,
        unit_class="temperature",
        unit_of_measurement="°C",
    )
    get_instance(hass).async_import_statistics(
        metadata, statistics, StatisticsShortTerm
    )
    await async_wait_recording_done(hass)


async def _reach(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, time: datetime
) -> None:
    freezer.move_to(time)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_day_in_range(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    morning: datetime,
    summarize: Automate,
    told: list[ServiceCall],
) -> None:
    """What was before and what is after these 24 hours does not count."""
    others = [morning - SLOT, morning - SLOT * 290]
    for sensor in (FRIDGE, FREEZER):
        await _record(hass, sensor, _day(morning))
        await _record(hass, sensor, [_slot(start, 0.0, 50.0, 99.0) for start in others])
    await summarize()
    assert not told
    await _reach(hass, freezer, morning)
    [call] = told
    assert call.data["title"] == "Cold chain: all in range"
    assert call.data["all_in_range"] is True
    assert call.data["message"].splitlines() == [
        "Unit Fridge: 4.0 to 6.0 °C, mean 5.0 °C, never out of range",
        "Unit Freezer: 4.0 to 6.0 °C, mean 5.0 °C, never out of range",
    ]
    assert call.data["rows"][0] == {
        "entity_id": FRIDGE,
        "name": "Unit Fridge",
        "unit": "°C",
        "min": 4.0,
        "max": 6.0,
        "mean": 5.0,
        "minutes_out": 0,
        "minutes_missing": 0,
    }
    await _reach(hass, freezer, morning + timedelta(days=1))
    assert len(told) == 2


async def test_a_day_with_gaps_and_out_of_range(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    morning: datetime,
    summarize: Automate,
    told: list[ServiceCall],
) -> None:
    """Minutes are counted by fives, and missing ones are not called good."""
    day = _day(morning)
    day[10] = _slot(day[10]["start"], 4.0, 7.0, 8.5)
    day[11] = _slot(day[11]["start"], 1.0, 3.0, 4.0)
    day[12] = _slot(day[12]["start"], 2.0, 5.0, 8.0)
    await _record(hass, FRIDGE, day[:-12])
    await summarize()
    await _reach(hass, freezer, morning)
    [call] = told
    assert call.data["title"] == "Cold chain: check needed"
    assert call.data["all_in_range"] is False
    assert call.data["message"].splitlines() == [
        (
            "Unit Fridge: 1.0 to 8.5 °C, mean 5.0 °C, out of range for up to 10 min, "
            "no readings for 60 min"
        ),
        "Unit Freezer: no readings",
    ]
    assert call.data["rows"][1]["minutes_missing"] == 1440
    assert call.data["rows"][1]["mean"] is None


async def test_a_sensor_without_readings_is_not_in_range(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    morning: datetime,
    summarize: Automate,
    told: list[ServiceCall],
) -> None:
    """Nobody knows."""
    await _record(hass, FRIDGE, _day(morning))
    await summarize(low="")
    await _reach(hass, freezer, morning)
    assert told[0].data["all_in_range"] is False


async def test_what_is_missing_is_not_in_range(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    morning: datetime,
    summarize: Automate,
    told: list[ServiceCall],
) -> None:
    """A few good minutes prove nothing of the day."""
    await _record(hass, FRIDGE, _day(morning)[:2])
    await _record(hass, FREEZER, _day(morning))
    await summarize()
    await _reach(hass, freezer, morning)
    assert told[0].data["rows"][0]["minutes_missing"] == 1430
    assert told[0].data["all_in_range"] is False
    assert told[0].data["title"] == "Cold chain: check needed"


async def test_one_limit_is_enough(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    morning: datetime,
    summarize: Automate,
    told: list[ServiceCall],
) -> None:
    """A limit that is left empty is never crossed."""
    await _record(hass, FRIDGE, _day(morning))
    await summarize(sensors=[FRIDGE], low="", high=5.5)
    await _reach(hass, freezer, morning)
    assert told[0].data["rows"][0]["minutes_out"] == 1440


async def test_the_summary_is_in_the_language_that_was_chosen(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    morning: datetime,
    summarize: Automate,
    told: list[ServiceCall],
) -> None:
    """With the spaces that French puts before a colon."""
    await _record(hass, FRIDGE, _day(morning)[:-12])
    await summarize(language="fr")
    await _reach(hass, freezer, morning)
    [call] = told
    assert call.data["title"] == (
        "Chaîne du froid\N{NO-BREAK SPACE}: vérification nécessaire"
    )
    assert call.data["message"].splitlines() == [
        (
            "Unit Fridge: 4.0 à 6.0 °C, moyenne 5.0 °C, jamais hors plage, "
            "aucune mesure pendant 60 min"
        ),
        "Unit Freezer: aucune mesure",
    ]
