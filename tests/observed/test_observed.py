"""When a device was not observed, whatever Home Assistant shows of that time."""

from typing import Any

import pytest

from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.observed.gaps import MOST_GAPS, Cause, Gap, Gaps, Past
from custom_components.hwgroup.observed.observer import async_gaps, async_observer
from custom_components.hwgroup.observed.past import async_past_readers
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import polls
from ..site import AddDevice, Elapse, MakeDevice, issues

KEY = f"{DOMAIN}.observed"
A = "a/sensor/1"


def _now() -> float:
    return dt_util.utcnow().timestamp()


def _lengths(gaps: list[Gap]) -> list[tuple[Cause, int]]:
    return [(gap.cause, round((gap.end - gap.begin) / 30.5)) for gap in gaps]


# What happens to a device


async def test_polls_that_fail_are_a_gap(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """From the first one that failed to the next one that did not, also in the grace."""
    entry = await add_device(device)
    await polls(elapse, 4)
    assert await async_gaps(hass, entry.entry_id, _now()) == []
    await device.unplug()
    await polls(elapse)
    assert hass.states.get("sensor.server_room_cold_room_1").state == "4.2"
    await polls(elapse)
    assert _lengths(await async_gaps(hass, entry.entry_id, _now())) == [(Cause.HELD, 1)]
    await device.plug()
    await polls(elapse, 10)
    key = f"{entry.entry_id}/sensor/31324"
    assert _lengths(await async_gaps(hass, key, _now())) == [(Cause.HELD, 2)]


async def test_a_part_that_stumbles_is_a_gap_of_its_own(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """The device and its other parts are observed meanwhile."""
    entry = await add_device(device)
    probe, other = device.sensors[:2]
    await polls(elapse, 4)
    value, probe.value = probe.value, -999.9
    await polls(elapse)
    probe.value = value
    await polls(elapse, 4)
    found = {
        sensor.id: _lengths(
            await async_gaps(hass, f"{entry.entry_id}/sensor/{sensor.id}", _now())
        )
        for sensor in (probe, other)
    }
    assert found == {probe.id: [(Cause.HELD, 1)], other.id: []}


async def test_sleep_is_a_gap(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """Nothing was polled while the machine was suspended."""
    entry = await add_device(device)
    await polls(elapse, 20)
    await elapse(3600)
    await polls(elapse, 20)
    [gap] = await async_gaps(hass, entry.entry_id, _now())
    assert gap.cause is Cause.STOPPED
    assert 3600 <= gap.end - gap.begin < 4200


# What a device has logged meanwhile


async def test_one_who_looks_back_and_fails(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are told all the same, and nobody who has left."""
    told = []

    async def fail(_past: Past) -> None:
        raise ValueError("a defect")

    async def look(past: Past) -> None:
        told.append(past)

    readers = async_past_readers(hass)
    readers.async_add(fail)
    remove = readers.async_add(look)
    past = Past(device="a", gaps=[], values={})
    await readers.async_tell(past)
    remove()
    await readers.async_tell(past)
    assert told == [past]
    assert "a defect" in caplog.text


# From one run to the next


async def test_the_time_between_two_runs_is_a_gap(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """From the end of the last run to the first contact of this one."""
    entry = await add_device(device)
    await elapse(300)
    await elapse(900)
    stored = hass_storage[KEY]["data"]
    assert [*stored["gaps"]] == [entry.entry_id]
    assert stored["alive"] == pytest.approx(_now(), abs=1)
    gaps = Gaps.from_dict(stored)
    gaps.resume()
    gaps.see(entry.entry_id, stored["alive"] + 50)
    [gap] = gaps.of([entry.entry_id], _now() + 1000)[-1:]
    assert gap == Gap(stored["alive"], stored["alive"] + 50, Cause.STOPPED)


async def test_what_cannot_be_read_is_kept_aside(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
) -> None:
    """Nothing is known from before, and a user is told."""
    hass_storage[KEY] = {
        "version": 1,
        "minor_version": 1,
        "key": KEY,
        "data": {"since": "long ago", "alive": 0, "gaps": [], "open": {}},
    }
    await add_device(device)
    observer = await async_observer(hass)
    assert observer.gaps.since == pytest.approx(_now(), abs=5)
    assert issues(hass) == ["store_unreadable"]


async def test_nothing_stays_of_a_device_that_was_removed(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    make_device: MakeDevice,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """And no file without any device."""
    entry = await add_device(device)
    other = await add_device(await make_device("poseidon2_3268", name="Store"))
    await elapse(300)
    await elapse(900)
    assert {*hass_storage[KEY]["data"]["gaps"]} == {entry.entry_id, other.entry_id}
    await hass.config_entries.async_remove(entry.entry_id)
    await elapse(300)
    await elapse(900)
    assert {*hass_storage[KEY]["data"]["gaps"]} == {other.entry_id}
    await hass.config_entries.async_remove(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert KEY not in hass_storage


# The pure part


def test_a_gap_that_lasts_ends_where_somebody_asks() -> None:
    """And those that come later are none yet."""
    gaps = Gaps(0)
    gaps.see("a", 1)
    gaps.lose(A, 5, Cause.HELD, 5)
    gaps.lose(A, 7, Cause.STOPPED, 7)
    assert gaps.of(["a", A], 9) == [Gap(5, 9, Cause.HELD)]
    assert gaps.of(["a", A], 5) == []
    gaps.see(A, 8)
    assert gaps.of(["a", A], 9) == [Gap(5, 8, Cause.HELD)]


def test_a_clock_that_is_set_back_makes_no_gap() -> None:
    """A gap does not end before it begins."""
    gaps = Gaps(0)
    gaps.lose("a", 50, Cause.HELD, 50)
    gaps.see("a", 40)
    assert gaps.of(["a"], 99) == []


def test_a_clock_that_is_wrong_at_first() -> None:
    """What was observed before stays so, and what is between the runs is a gap."""
    stored = {"since": 0, "alive": 9e8, "gaps": {"a": [], "b": []}, "open": {}}
    gaps = Gaps.from_dict(stored)
    gaps.resume()
    gaps.see("a", 100)
    gaps.lose("a", 200, Cause.HELD, 200)
    gaps.see("b", 100)
    gaps.tick(300, 750)
    assert gaps.to_dict(400)["alive"] == 9e8
    gaps.see("a", 9e8 + 5000)
    gaps.tick(9e8 + 5100, 750)
    assert gaps.of(["a"], 1e9)[0] == Gap(9e8, 9e8 + 5000, Cause.HELD)
    assert gaps.of(["b"], 1e9) == [Gap(9e8, 9e8 + 5100, Cause.STOPPED)]
    # One that stays before that is right, and was wrong then.
    for number in range(20):
        gaps.tick(300.0 * number, 750)
    assert gaps.to_dict(5800)["alive"] == 5800


def test_what_is_lost_is_known_later() -> None:
    """It was not observed from when it was heard last, though all was running then."""
    gaps = Gaps(0)
    gaps.see("a", 100)
    gaps.tick(300, 750)
    gaps.lose("a", 150, Cause.HELD, 310)
    assert gaps.of(["a"], 400) == [Gap(150, 400, Cause.HELD)]


def test_sleep_that_a_device_does_not_answer_after() -> None:
    """It is lost when its poll fails, and was not observed before that either."""
    gaps = Gaps(0)
    gaps.see("a", 1)
    gaps.lose("a", 5000, Cause.HELD, 5000)
    gaps.tick(5001, 750)
    assert gaps.of(["a"], 6000) == [
        Gap(0, 5000, Cause.STOPPED),
        Gap(5000, 6000, Cause.HELD),
    ]


def test_of_countless_gaps_the_latest_are_kept() -> None:
    """What was before the first one that is kept is not known any more."""
    gaps = Gaps(0)
    for number in range(MOST_GAPS + 10):
        gaps.lose("a", 10 * number, Cause.HELD, 10 * number)
        gaps.see("a", 10 * number + 5)
    kept = gaps.of(["a"], 1e9)
    assert len(kept) == MOST_GAPS
    assert gaps.since == 95
    assert kept[0].begin == 100


def test_what_is_written_is_read_again() -> None:
    """With gaps that last."""
    gaps = Gaps(0)
    gaps.lose("a", 2, Cause.HELD, 2)
    gaps.see("a", 3)
    gaps.lose(A, 4, Cause.STOPPED, 4)
    again = Gaps.from_dict(gaps.to_dict(9))
    assert again.to_dict(9) == gaps.to_dict(9)
    assert again.of(["a", A], 12) == gaps.of(["a", A], 12)
