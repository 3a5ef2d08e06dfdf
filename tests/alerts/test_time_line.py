"""Wrong clocks: each decision comes as late as it should, whatever they show."""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import timedelta
from itertools import pairwise
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, flush_store

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice
from worlds.examples import HOUR, MINUTE

from ..conftest import AddDevice, Elapse, MakeDevice
from .conftest import AddAlerts, Clocks, Notifier, add_subentry, marked

DAY = 24 * HOUR
YEAR = 365 * DAY
HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
BACK = "Cold room 1: 5.0 °C, back in range · Server room"
STORE = f"{DOMAIN}.alerts"
# How far a wall clock is from the truth: minutes to decades, both ways.
WRONG = [
    pytest.param(wrong, id=name)
    for name, wrong in {
        "10 min behind": -10 * MINUTE,
        "40 min behind": -40 * MINUTE,
        "200 days behind": -200 * DAY,
        "56 years behind": -56 * YEAR,
        "10 h ahead": 10 * HOUR,
        "30 years ahead": 30 * YEAR,
    }.items()
]

type Live = Callable[..., Awaitable[None]]
type Restart = Callable[..., Awaitable[None]]


@pytest.fixture
def live(elapse: Elapse) -> Live:
    """Return a function that lets minutes pass, a poll at each step of them."""

    async def live(minutes: float, step: int = 1) -> None:
        for _ in range(round(minutes / step)):
            await elapse(step * 60)

    return live


@pytest.fixture
async def entry(
    clocks: Clocks, device: SimulatedDevice, add_device: AddDevice
) -> MockConfigEntry:
    """Return the cold store, which sets off no alarm of its own."""
    device.sensors[0].low = device.sensors[0].high = None
    return await add_device(device)


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return alerts that are told ten minutes after a probe is too warm."""
    alerts = await add_alerts(notifier)
    hass.config_entries.async_update_entry(alerts, options={"drill_days": 0})
    add_subentry(
        hass, alerts, "range_rule", "Cold", quantity="temperature", high=8, delay=10
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return alerts


@pytest.fixture
def restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    alerts: MockConfigEntry,
    clocks: Clocks,
    elapse: Elapse,
) -> Restart:
    """Return a function that restarts Home Assistant after a while.

    With the machine, if a wall clock is given that it starts with.
    """

    async def restart(
        off: timedelta = MINUTE, *, ahead: timedelta | None = None
    ) -> None:
        await flush_store(entry.runtime_data._store)
        for each in (entry, alerts):
            await hass.config_entries.async_unload(each.entry_id)
        await elapse(off.total_seconds())
        if ahead is not None:
            clocks.reboot()
            clocks.set_wall(ahead)
        for each in (entry, alerts):
            await hass.config_entries.async_setup(each.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    return restart


def _change(
    hass: HomeAssistant, alerts: MockConfigEntry, title: str, **data: Any
) -> None:
    [subentry] = [each for each in alerts.subentries.values() if each.title == title]
    hass.config_entries.async_update_subentry(
        alerts, subentry, data={**subentry.data, **data}
    )


async def _do(hass: HomeAssistant, action: str, **data: Any) -> Any:
    return await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=action.startswith("get")
    )


# A clock that is wrong at the start, and is set right later


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_delay(
    device: SimulatedDevice,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """Ten minutes, however late the clock is set."""
    await restart(ahead=wrong)
    device.sensors[0].value = 9.5
    await live(5)
    clocks.set_wall(timedelta(0))
    await live(5)
    assert notifier.titles == []
    await live(2)
    assert notifier.titles == [HOT]


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_delay_that_began_before_the_start(
    device: SimulatedDevice,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """It is over no later than ten minutes after the start."""
    device.sensors[0].value = 9.5
    await live(5)
    await restart(ahead=wrong)
    await live(3)
    clocks.set_wall(timedelta(0))
    await live(9)
    assert notifier.titles == [HOT]


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_pause(
    hass: HomeAssistant,
    device: SimulatedDevice,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """An hour is an hour, whether it begins before or after the clock is set."""
    await restart(ahead=wrong)
    await _do(hass, "pause", duration={"hours": 1})
    device.sensors[0].value = 9.5
    await live(20)
    clocks.set_wall(timedelta(0))
    await live(39)
    assert notifier.titles == []
    await live(2)
    assert notifier.titles == [HOT]
    clocks.set_wall(wrong)
    await _do(hass, "pause", duration={"hours": 1})
    device.sensors[0].value = 5.0
    await live(2)
    device.sensors[0].value = 9.5
    await live(57)
    assert notifier.titles == [HOT, BACK]
    await live(2)
    assert notifier.titles == [HOT, BACK, HOT]


@pytest.mark.parametrize("wrong", WRONG)
async def test_repetition_escalation_and_snooze(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """Half an hour, three quarters of an hour, and an hour."""
    add_subentry(
        hass,
        alerts,
        "recipient",
        "Pharmacist",
        after=45,
        actions=["notify.pharmacist"],
    )
    _change(hass, alerts, "Cold", delay=0, repeat=30)
    await restart(ahead=wrong)
    device.sensors[0].value = 9.5
    await live(10)
    assert notifier.titles == [HOT]
    clocks.set_wall(timedelta(0))
    await live(20)
    assert notifier.titles == [HOT]
    await live(2)
    again = marked(HOT, "unanswered")
    assert notifier.titles == [HOT, again]
    await live(12)
    assert second_notifier.titles == []
    clocks.set_wall(wrong)
    await live(3)
    assert second_notifier.titles == [again]
    await _do(hass, "snooze", duration={"hours": 1})
    clocks.set_wall(timedelta(0))
    await live(58)
    assert (len(notifier.titles), len(second_notifier.titles)) == (2, 1)
    await live(3)
    assert (len(notifier.titles), len(second_notifier.titles)) == (3, 2)


@pytest.mark.parametrize("wrong", WRONG)
async def test_repetition_and_escalation_across_a_start(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """They come later by no more than it took.

    By a clock that is ahead the gap was long: then all of it begins anew at the start.
    """
    add_subentry(
        hass,
        alerts,
        "recipient",
        "Pharmacist",
        after=45,
        actions=["notify.pharmacist"],
    )
    _change(hass, alerts, "Cold", delay=0, repeat=30)
    device.sensors[0].value = 9.5
    await live(10)
    await restart(5 * MINUTE, ahead=wrong)
    await live(5)
    clocks.set_wall(timedelta(0))
    if wrong < timedelta(0):
        await live(8)
        assert (notifier.titles, second_notifier.titles) == ([HOT], [])
    await live(10)
    assert len(notifier.titles) >= 2
    await live(15 if wrong < timedelta(0) else 32)
    assert len(second_notifier.titles) >= 1


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_message_that_failed(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """It is tried again after half a minute, two minutes and ten."""
    _change(hass, alerts, "Cold", delay=0)
    notifier.break_down()
    clocks.set_wall(wrong)
    device.sensors[0].value = 9.5
    await live(1)
    assert notifier.attempts == 1
    clocks.set_wall(timedelta(0))
    await live(1)
    clocks.set_wall(wrong)
    await live(3)
    assert notifier.attempts == 3
    clocks.set_wall(-wrong)
    notifier.failing = None
    await live(11)
    assert notifier.titles == [HOT]


@pytest.mark.parametrize("wrong", WRONG)
async def test_flapping(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """Three starts within an hour are flapping, and three within days are not."""
    _change(hass, alerts, "Cold", delay=0)
    for ahead, hours in ((wrong, 2), (wrong, 2), (timedelta(0), 1)):
        await restart(ahead=ahead)
        device.sensors[0].value = 9.5
        await live(2)
        device.sensors[0].value = 5.0
        await live(2)
        clocks.set_wall(timedelta(0))
        for _ in range(hours):
            await live(1)
            clocks.set_wall(-wrong)
            await live(60, step=5)
    assert notifier.titles == [HOT, BACK] * 3
    for ahead in (timedelta(0), wrong, timedelta(0), -wrong):
        clocks.set_wall(ahead)
        device.sensors[0].value = 9.5
        await live(2)
        device.sensors[0].value = 5.0
        await live(2)
    assert notifier.titles == [HOT, BACK] * 5 + [HOT]
    assert "3 times within an hour" in notifier.accepted[-1]["message"]


@pytest.mark.parametrize("wrong", WRONG)
async def test_devices_that_are_lost_together(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    add_device: AddDevice,
    make_device: MakeDevice,
    device: SimulatedDevice,
    notifier: Notifier,
    live: Live,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """Before and after the clock is set: it is still the network."""
    others = [
        await make_device("ste", name=f"Device {n}", mac=f"00:0A:59:00:00:0{n}")
        for n in range(3)
    ]
    for other in others:
        await add_device(other)
    options = {"offline": {"delay": 15}, "drill_days": 0}
    hass.config_entries.async_update_entry(alerts, options=options)
    await live(2)
    await device.unplug()
    await live(4)
    clocks.set_wall(wrong)
    for other in others:
        await other.unplug()
    await live(15)
    [title] = notifier.titles
    assert title.startswith("4 of 4 devices are offline")


@pytest.mark.parametrize("wrong", [-30 * YEAR, -200 * DAY, 200 * DAY, 30 * YEAR])
async def test_drills_come_after_a_clock_was_years_away(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    elapse: Elapse,
    restart: Restart,
    clocks: Clocks,
    wrong: timedelta,
) -> None:
    """For some minutes at a start: one within a month, and one each month from then."""
    hass.config_entries.async_update_entry(alerts, options={"drill_days": 30})
    await restart(ahead=wrong)
    await live(6)
    clocks.set_wall(timedelta(0))
    drilled = []
    for day in range(90):
        for _ in range(2):
            await elapse(12 * 3600)
        if notifier.accepted:
            drilled.append(day)
            notifier.accepted.clear()
            await _do(hass, "confirm", recipient="IT on call")
    first, *others = drilled
    assert first <= 27
    assert [later - day for day, later in pairwise(drilled)] == [27] * len(others)
    assert len(others) >= 2


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_waits_for_the_morning(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    clocks: Clocks,
    freezer: FrozenDateTimeFactory,
    wrong: timedelta,
) -> None:
    """It waits for the true morning: quiet hours are by the wall clock."""
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to(dt_util.utcnow().replace(hour=21, minute=0) + DAY)
    _change(hass, alerts, "Cold", delay=0)
    _change(hass, alerts, "IT on call", quiet_begin="22:00:00", quiet_end="06:00:00")
    await live(1)
    device.sensors[0].value = 9.5
    await live(2)
    assert notifier.titles == [HOT]
    await live(57, step=3)
    clocks.set_wall(wrong)
    await live(1)
    clocks.set_wall(timedelta(0))
    told = len(notifier.titles)
    device.sensors[0].value = 5.0
    await live(8 * 60 - 5, step=19)
    assert len(notifier.titles) == told
    await live(10)
    assert notifier.titles[-1] == BACK


async def test_old_times_are_shown_by_the_clock_of_today(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    clocks: Clocks,
) -> None:
    """An alert that began by a wrong clock says when that was by the right one."""
    _change(hass, alerts, "Cold", delay=0)
    clocks.set_wall(-200 * DAY)
    await live(1)
    device.sensors[0].value = 9.5
    await live(2)
    begin = dt_util.utcnow() + 200 * DAY - 2 * MINUTE
    clocks.set_wall(timedelta(0))
    await live(6)
    [alert] = (await _do(hass, "get_alerts"))["alerts"]
    assert abs(dt_util.parse_datetime(alert["since"]) - begin) <= 2 * MINUTE
    deliveries = (await _do(hass, "get_deliveries"))["deliveries"]
    for key in ("created", "settled"):
        shown = dt_util.parse_datetime(deliveries[0][key])
        assert abs(shown - begin) <= 2 * MINUTE
    device.sensors[0].value = 5.0
    await live(2)
    assert "for 8 min" in notifier.accepted[-1]["message"]


# Long gaps: what held before one and holds after it may have ended in between


async def _acknowledged(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    live: Live,
) -> None:
    """Let the probe be too warm, and somebody see to it."""
    _change(hass, alerts, "Cold", delay=0)
    device.sensors[0].value = 9.5
    await live(2)
    await _do(hass, "acknowledge", by="Ann")
    await hass.async_block_till_done(wait_background_tasks=True)
    await live(10)
    assert notifier.titles == [HOT, marked(HOT, "acknowledged")]
    notifier.accepted.clear()


@pytest.mark.parametrize("reboot", [False, True])
@pytest.mark.parametrize("days", [2.5, 90])
async def test_what_holds_after_a_long_gap_is_told_once(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    reboot: bool,
    days: float,
) -> None:
    """An acknowledgement of before has ended, and nothing has lasted meanwhile."""
    await _acknowledged(hass, alerts, device, notifier, live)
    before = dt_util.now()
    await restart(days * DAY, ahead=timedelta(0) if reboot else None)
    await live(30)
    assert notifier.titles == [HOT]
    said = notifier.accepted[0]["message"]
    assert f"when it was last known ({before.day} {before:%b}" in said
    assert f"{before:%H:%M})" in said
    [alert] = (await _do(hass, "get_alerts"))["alerts"]
    assert (alert["phase"], alert["acknowledged_by"]) == ("active", None)
    device.sensors[0].value = 5.0
    await live(2)
    assert notifier.titles == [HOT, BACK]
    assert "for 31 min" in notifier.accepted[-1]["message"]


@pytest.mark.parametrize("reboot", [False, True])
async def test_a_backup_is_restored(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    reboot: bool,
) -> None:
    """Of 90 days ago, while it ran and all was well in between."""
    await _acknowledged(hass, alerts, device, notifier, live)
    backup = deepcopy(hass_storage[STORE])
    device.sensors[0].value = 5.0
    await live(5)
    notifier.accepted.clear()
    await restart(90 * DAY)
    device.sensors[0].value = 9.5
    await hass.config_entries.async_unload(alerts.entry_id)
    hass_storage[STORE] = backup
    await restart(ahead=timedelta(0) if reboot else None)
    await live(5)
    assert notifier.titles == [HOT]


@pytest.mark.parametrize("reboot", [False, True])
async def test_what_has_ended_in_a_long_gap(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    reboot: bool,
) -> None:
    """It has lasted until it was seen last."""
    await _acknowledged(hass, alerts, device, notifier, live)
    device.sensors[0].value = 5.0
    await restart(2 * DAY, ahead=timedelta(0) if reboot else None)
    await live(2)
    assert notifier.titles == [BACK]
    assert "for 11 min" in notifier.accepted[0]["message"]


@pytest.mark.parametrize("reboot", [False, True])
async def test_a_short_gap_is_none(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    reboot: bool,
) -> None:
    """Nobody is told again, and the acknowledgement stands."""
    await _acknowledged(hass, alerts, device, notifier, live)
    await restart(50 * MINUTE, ahead=timedelta(0) if reboot else None)
    await live(30)
    assert notifier.titles == []


@pytest.mark.parametrize("reboot", [False, True])
async def test_a_crash_is_no_long_gap(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    elapse: Elapse,
    restart: Restart,
    reboot: bool,
) -> None:
    """Though nothing had changed for hours that had to be written down."""
    await _acknowledged(hass, alerts, device, notifier, live)
    for _ in range(20 * 12):
        await elapse(300)
    crashed = deepcopy(hass_storage[STORE])
    await hass.config_entries.async_unload(alerts.entry_id)
    hass_storage[STORE] = crashed
    await restart(ahead=timedelta(0) if reboot else None)
    await live(30)
    assert notifier.titles == []


@pytest.mark.usefixtures("alerts", "clocks")
async def test_a_crash_loses_no_more_than_a_day_of_the_time_line(
    hass_storage: dict[str, Any], live: Live, elapse: Elapse
) -> None:
    """Though nothing has happened for weeks that had to be written down."""
    await live(1)
    for _ in range(20 * 4):
        await elapse(6 * 3600)
    saved = dt_util.parse_datetime(hass_storage[STORE]["data"]["clock"]["wall"])
    assert dt_util.utcnow() - saved <= DAY + 6 * HOUR


@pytest.mark.parametrize("behind", [2 * DAY, 2 * DAY - 20 * MINUTE])
async def test_a_clock_that_is_set_after_the_start_tells_of_the_gap(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
    behind: timedelta,
) -> None:
    """As of a computer that takes up its clock where it was when it was switched off."""
    await _acknowledged(hass, alerts, device, notifier, live)
    before = dt_util.now()
    await restart(2 * DAY, ahead=-behind)
    await live(6)
    assert notifier.titles == []
    clocks.set_wall(timedelta(0))
    await live(9)
    assert notifier.titles == [HOT]
    said = notifier.accepted[0]["message"]
    assert f"last known ({before.day} {before:%b} {before:%H:%M})" in said
    clocks.set_wall(2 * DAY)
    await live(9)
    device.sensors[0].value = 5.0
    await live(2)
    assert notifier.titles == [HOT, BACK]


async def test_a_clock_that_is_never_set_leaves_the_gap_unknown(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
) -> None:
    """It is behind where it was before: the gap may have been long."""
    await _acknowledged(hass, alerts, device, notifier, live)
    await restart(2 * DAY, ahead=-56 * YEAR)
    await live(12)
    assert notifier.titles == []
    await live(13)
    assert notifier.titles == [HOT]
    assert "last known" not in notifier.accepted[0]["message"]


async def test_a_clock_that_begins_anew_is_no_long_gap_by_itself(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
) -> None:
    """Where it is set right soon, that says how long the gap was."""
    await _acknowledged(hass, alerts, device, notifier, live)
    await restart(5 * MINUTE, ahead=-56 * YEAR)
    await live(6)
    clocks.set_wall(timedelta(0))
    await live(30)
    assert notifier.titles == []


@pytest.mark.parametrize(("hours", "told"), [(0.5, []), (8, [HOT])])
async def test_a_machine_that_slept(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    clocks: Clocks,
    hours: float,
    told: list[str],
) -> None:
    """What holds when it wakes up is told once; waiting goes on where it was."""
    await _acknowledged(hass, alerts, device, notifier, live)
    before = dt_util.now()
    clocks.sleep(hours * HOUR)
    await live(12)
    assert notifier.titles == told
    if told:
        assert f"{before:%H:%M})" in notifier.accepted[0]["message"]
    await live(30)
    assert notifier.titles == told


async def test_a_delay_does_not_pass_asleep(
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    clocks: Clocks,
) -> None:
    """Nobody knows what was meanwhile: it begins anew."""
    device.sensors[0].value = 9.5
    await live(6)
    clocks.sleep(8 * HOUR)
    await live(9)
    assert notifier.titles == []
    await live(6)
    assert notifier.titles == [HOT]


async def test_a_device_that_was_silent_for_long(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
) -> None:
    """What it says then is told anew; what it has said before is not repeated."""
    await _acknowledged(hass, alerts, device, notifier, live)
    await device.unplug()
    await live(3 * 60)
    offline = ["Server room is offline"]
    assert notifier.titles == offline
    await device.plug()
    await live(3)
    assert sorted(notifier.titles[1:]) == [HOT, "Server room is back online"]
    [warm] = [each for each in notifier.accepted if each["title"] == HOT]
    assert "Nothing is known of the time between." in warm["message"]


# What is written down


async def test_older_code_reads_the_times_by_the_wall_clock(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    live: Live,
    clocks: Clocks,
) -> None:
    """As it is set when they are written, also those of before."""
    _change(hass, alerts, "Cold", delay=0)
    clocks.set_wall(-56 * YEAR)
    await live(1)
    device.sensors[0].value = 9.5
    await live(2)
    clocks.set_wall(timedelta(0))
    await _do(hass, "pause", duration={"hours": 2})
    await live(6)
    stored = hass_storage[STORE]
    assert stored["version"] == 1  # of which older code reads each minor version
    data = stored["data"]
    [alert], [until] = data["alerts"], data["pauses"].values()
    times = [alert["since"], alert["seen"], alert["started"], *alert["starts"]]
    times += [*alert["told"].values(), data["ledger"][-1]["settled"]]
    for time in times:
        age = dt_util.utcnow() - dt_util.parse_datetime(time)
        assert timedelta(0) <= age <= 12 * MINUTE
    left = dt_util.parse_datetime(until) - dt_util.utcnow()
    assert abs(left - 2 * HOUR) <= 10 * MINUTE


@pytest.mark.parametrize("ahead", [0, -200, 10000])
async def test_what_code_without_a_time_line_left_goes_on(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Live,
    restart: Restart,
    clocks: Clocks,
    ahead: int,
) -> None:
    """Its times are those of the wall clock, which may be wrong by so many days."""
    clocks.set_wall(ahead * DAY)
    await live(6)
    _change(hass, alerts, "Cold", delay=0)
    device.sensors[0].value = 9.5
    await live(2)
    await _do(hass, "pause", duration={"hours": 2})
    await live(1)
    device.sensors[0].value = 5.0
    await hass.config_entries.async_unload(alerts.entry_id)
    stored = hass_storage[STORE]
    del stored["data"]["clock"]
    stored["minor_version"] = 1
    await restart(ahead=ahead * DAY)
    clocks.set_wall(timedelta(0))
    await live(1)
    assert notifier.titles == [HOT, BACK]
    device.sensors[0].value = 9.5
    await live(110)
    assert notifier.titles == [HOT, BACK]
    await live(10)
    assert notifier.titles == [HOT, BACK, HOT]
