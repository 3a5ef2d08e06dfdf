"""Hours that nobody has observed, and what a device has logged of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from custom_components.hwgroup.device.pushed import async_last_pushes
from custom_components.hwgroup.observed.gaps import Cause, Gap, PastValue
from custom_components.hwgroup.push.hours import (
    Hour,
    TotalHour,
    continued,
    means_of,
    totals_of,
    whole_hours,
    within,
)
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_import_statistics,
    statistics_during_period,
)
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from simulator import MODELS, Pusher
from simulator.state import DeviceState

from .conftest import AddPush, Elapse
from .push import add_pushing, service_of

PROBE = "sensor.cold_store_cold_room_1"


# Which hours, by themselves


def _gap(begin: float, end: float) -> Gap:
    return Gap(begin, end, Cause.HELD)


def _values(*pairs: tuple[float, float]) -> list[PastValue]:
    return [PastValue(time, value) for time, value in pairs]


def test_only_whole_hours_are_filled_in() -> None:
    """Those of which a part was observed have statistics of their own."""
    values = _values(*((600.0 * number, float(number)) for number in range(30)))
    assert means_of(values, [_gap(3500.0, 10900.0)]) == [
        Hour(3600.0, 8.5, 6.0, 11.0),
        Hour(7200.0, 14.5, 12.0, 17.0),
    ]
    assert means_of(values, [_gap(3700.0, 7100.0)]) == []
    assert means_of(values, []) == []


def test_gaps_that_follow_each_other() -> None:
    """Are one: a device was silent, and then Home Assistant was down."""
    values = _values((3700.0, 1.0), (5000.0, 3.0))
    assert means_of(values, [_gap(5000.0, 9000.0), _gap(3000.0, 5000.5)]) == [
        Hour(3600.0, 2.0, 1.0, 3.0)
    ]
    assert means_of(values, [_gap(3000.0, 5000.0), _gap(5002.0, 9000.0)]) == []


def test_what_was_observed_is_not_kept() -> None:
    """Between the gaps there are the states of the recorder."""
    values = _values((1.0, 1.0), (5.0, 2.0), (9.0, 3.0))
    assert within(values, [_gap(4.0, 6.0), _gap(8.5, 9.0)]) == values[1:]


def test_a_later_log_has_all_since_its_first_value() -> None:
    """The same values come at about the same time, and count once."""
    before = _values((10, 1), (20, 2), (30, 3))
    assert continued(before, _values((20.4, 2), (30.4, 3), (40.4, 4))) == _values(
        (10, 1), (20.4, 2), (30.4, 3), (40.4, 4)
    )
    assert continued((), before) == before


def test_a_total_grows_from_what_it_was() -> None:
    """To the end of the gap, also in hours without a value."""
    values = _values((3700, 101), (7100, 104), (11000, 109))
    hours = [0.0 + 3600 * number for number in range(1, 5)]
    assert whole_hours(values, [_gap(3500, 18100)]) == [hours]
    assert whole_hours(values, [_gap(3650, 18100)]) == [hours[2:]]
    assert whole_hours(values, [_gap(18000, 19000)]) == []
    before = TotalHour(0.0, 100.0, 7.0)
    assert totals_of(values, hours, before, 110) == [
        TotalHour(3600.0, 104.0, 11.0),
        TotalHour(7200.0, 104.0, 11.0),
        TotalHour(10800.0, 109.0, 16.0),
        TotalHour(14400.0, 109.0, 16.0),
    ]


@pytest.mark.parametrize(
    ("values", "now"), [((101, 99), 110), ((99, 101), 110), ((101, 103), 102)]
)
def test_a_total_that_was_reset(values: tuple[float, float], now: float) -> None:
    """Nobody knows what it was before that: its hours stay as they are."""
    logged = _values((3700, values[0]), (5000, values[1]))
    assert totals_of(logged, [3600.0], TotalHour(0.0, 100.0, 7.0), now) == []


# With a recorder


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Let Home Assistant begin with a recorder."""


@pytest.fixture
async def receiver(
    recorder_mock: Recorder, hass: HomeAssistant, add_push: AddPush
) -> MockConfigEntry:
    """Return the entry that receives pushes, with a recorder."""
    assert await async_setup_component(hass, "sensor", {})
    return await add_push()


async def _statistics(hass: HomeAssistant, begin: datetime) -> dict[int, Any]:
    """Return the statistics of the hours from a time on, by their hour."""
    await async_wait_recording_done(hass)
    rows = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        begin,
        None,
        {PROBE},
        "hour",
        None,
        {"mean", "min", "max"},
    )
    return {
        datetime.fromtimestamp(row["start"], UTC).hour: row
        for row in rows.get(PROBE, ())
    }


async def _observe(
    hass: HomeAssistant, pusher: Pusher, elapse: Elapse, minutes: int
) -> None:
    """Let the device push every five minutes, with statistics of each."""
    for _ in range(minutes // 5):
        await pusher.push()
        await async_wait_recording_done(hass)
        await elapse(300)
        begin = dt_util.utcnow().replace(second=0, microsecond=0)
        begin -= timedelta(minutes=begin.minute % 5 + 5)
        do_adhoc_statistics(hass, start=begin)
        await async_wait_recording_done(hass)


async def _rows(hass: HomeAssistant, entity_id: str) -> dict[int, Any]:
    """Return the hours of a total."""
    await async_wait_recording_done(hass)
    rows = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        datetime(2026, 11, 25, tzinfo=UTC),
        None,
        {entity_id},
        "hour",
        {"energy": "kWh"},
        {"state", "sum"},
    )
    return {
        datetime.fromtimestamp(row["start"], UTC).hour: row
        for row in rows.get(entity_id, ())
    }


def _invent(hass: HomeAssistant, hour: int, unit: str) -> None:
    """Let an hour be what the recorder makes up of one that it has missed."""
    async_import_statistics(
        hass,
        StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=None,
            source="recorder",
            statistic_id=PROBE,
            unit_class="temperature",
            unit_of_measurement=unit,
        ),
        [
            StatisticData(
                start=datetime(2026, 11, 25, hour, tzinfo=UTC), mean=5, min=5, max=5
            )
        ],
    )


def _celsius(value: float) -> float:
    return value


def _fahrenheit(value: float) -> float:
    return value * 1.8 + 32


@pytest.mark.parametrize(
    ("unit", "shown", "recorder_db_url"),
    [
        ("°C", _celsius, "sqlite"),
        ("°F", _fahrenheit, "sqlite"),
        ("°C", _celsius, "postgresql"),
        ("°F", _fahrenheit, "mariadb"),
    ],
    ids=["C", "F", "postgresql", "mariadb"],
    indirect=["recorder_db_url"],
)
async def test_a_device_fills_in_what_nobody_has_observed(
    hass: HomeAssistant,
    elapse: Elapse,
    receiver: MockConfigEntry,
    unit: str,
    shown: Callable[[float], float],
) -> None:
    """Hour by hour as it has logged, whatever the recorder has made up meanwhile."""
    device = DeviceState(MODELS["ste2"])
    device.sensors[0].value = 5.0
    entry, pusher = await add_pushing(hass, receiver, device)
    er.async_get(hass).async_update_entity_options(
        PROBE, "sensor", {"unit_of_measurement": unit}
    )
    await _observe(hass, pusher, elapse, 60)  # 12:00 to 13:00

    # Nobody hears the device from 13:00 to 16:10, and it goes on logging.
    logged: dict[int, list[float]] = {}
    for number in range(38):
        device.sensors[0].value = round(5.0 + number * 0.1, 1)
        now = dt_util.utcnow()
        pusher.measure(now.timestamp())
        logged.setdefault(now.hour, []).append(shown(device.sensors[0].value))
        await elapse(300)
    assert hass.states.get(PROBE).state == "unavailable"  # type: ignore[union-attr]
    for hour in (14, 15):
        _invent(hass, hour, unit)

    pusher.measure(dt_util.utcnow().timestamp())
    assert (await pusher.push()).erases_log
    assert not pusher.log
    await hass.async_block_till_done(wait_background_tasks=True)
    found = await _statistics(hass, datetime(2026, 11, 25, 14, tzinfo=UTC))
    assert set(found) == {14, 15}
    for hour, row in found.items():
        values = logged[hour]
        assert row["mean"] == pytest.approx(sum(values) / len(values))
        assert row["min"] == pytest.approx(min(values))
        assert row["max"] == pytest.approx(max(values))
    # The other sensor has no statistics yet, or the same hours; 13 was observed in part.
    assert service_of(receiver).backfill.hours in (2, 4)
    assert entry.runtime_data.online


ENERGY = "sensor.meters_energy_import"


async def test_the_total_of_a_meter_grows_in_the_hours_in_which_it_did(
    hass: HomeAssistant, elapse: Elapse, receiver: MockConfigEntry
) -> None:
    """Its sum goes on from what it was, and is what it is now when the gap ends.

    The recorder keeps the unit that there was first, whatever is shown since.
    """
    device = DeviceState(MODELS["pwr"], name="Meters")
    total = device.sensors[0]
    total.value = 100.0
    _, pusher = await add_pushing(hass, receiver, device)
    await _observe(hass, pusher, elapse, 60)  # 12:00 to 13:00
    [first] = (await _rows(hass, ENERGY)).values()
    er.async_get(hass).async_update_entity_options(
        ENERGY, "sensor", {"unit_of_measurement": "MWh"}
    )

    grown: dict[int, float] = {}
    for _ in range(38):
        total.value = round(float(total.value) + 0.5, 1)
        now = dt_util.utcnow()
        pusher.measure(now.timestamp())
        grown[now.hour] = float(total.value) - 100
        await elapse(300)
    pusher.measure(dt_util.utcnow().timestamp())
    # The recorder has made up the hour of which a part was observed.
    begin = datetime(2026, 11, 25, 13, tzinfo=UTC)
    for minutes in range(0, 60, 5):
        do_adhoc_statistics(hass, start=begin + timedelta(minutes=minutes))
    await async_wait_recording_done(hass)
    assert (await pusher.push()).erases_log
    await hass.async_block_till_done(wait_background_tasks=True)
    rows = await _rows(hass, ENERGY)
    assert {
        hour: (row["state"] - 100, row["sum"] - first["sum"])
        for hour, row in rows.items()
        if hour in (14, 15)
    } == {hour: pytest.approx((grown[hour], grown[hour])) for hour in (14, 15)}


async def test_the_log_of_a_time_that_was_observed(
    hass: HomeAssistant, elapse: Elapse, receiver: MockConfigEntry
) -> None:
    """It changes nothing, and nothing of it is kept."""
    device = DeviceState(MODELS["ste2"])
    _, pusher = await add_pushing(hass, receiver, device)
    for _ in range(15):
        await pusher.push()
        await elapse(300)
        pusher.measure(dt_util.utcnow().timestamp())
    service = service_of(receiver)
    assert service.backfill.owed(pusher.url.rpartition("/")[2]) == {}
    assert service.backfill.hours == 0


async def test_what_is_owed_over_a_restart(
    hass: HomeAssistant, elapse: Elapse, receiver: MockConfigEntry
) -> None:
    """What was confirmed to the device is not lost where the recorder was not done."""
    device = DeviceState(MODELS["ste2"])
    entry, pusher = await add_pushing(hass, receiver, device)
    await _observe(hass, pusher, elapse, 60)
    for _ in range(38):
        pusher.measure(dt_util.utcnow().timestamp())
        await elapse(300)
    hass.set_state(CoreState.starting)
    pusher.measure(dt_util.utcnow().timestamp())
    assert (await pusher.push()).erases_log
    path = pusher.url.rpartition("/")[2]
    owed = service_of(receiver).backfill.owed(path)
    assert owed
    async_last_pushes(hass).clear()
    await hass.config_entries.async_reload(receiver.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    assert service_of(receiver).backfill.owed(path) == owed
    hass.set_state(CoreState.running)
    await elapse(300)
    await pusher.push()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert service_of(receiver).backfill.owed(path) == {}
    assert set(await _statistics(hass, datetime(2026, 11, 25, 14, tzinfo=UTC))) >= {
        14,
        15,
    }
    await hass.config_entries.async_remove(entry.entry_id)
    assert service_of(receiver).backfill.owed(path) == {}
