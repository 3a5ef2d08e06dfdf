"""How long it takes from a bad value at the device until a notifier has the message."""

import asyncio

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DEFAULT_POLL_INTERVAL
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import AddDevice, AddTraps, Elapse
from ..traps import Sender, v1_trap
from .conftest import AddAlerts, Notifier, add_subentry

ROOM = "sensor.server_room_cold_room_1"
HOT = ["Cold room 1: 9.5 °C, above 8 °C · Server room"]
POLL = DEFAULT_POLL_INTERVAL.total_seconds()
STEP = 0.5


@pytest.fixture
async def alerts(
    freezer: FrozenDateTimeFactory,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return the alerts of a device that is well and calls nothing an alarm itself."""
    device.sensors[0].value = 5.0
    device.sensors[0].low = device.sensors[0].high = None
    await add_device(device)
    return await add_alerts(notifier)


async def _elapse_until_told(elapse: Elapse, notifier: Notifier) -> float:
    """Return the seconds until something is accepted, in steps."""
    begin = dt_util.utcnow()
    while not notifier.titles:
        await elapse(STEP)
    return (dt_util.utcnow() - begin).total_seconds()


@pytest.mark.parametrize("minutes", [0, 1])
@pytest.mark.parametrize("since_poll", [STEP, POLL / 2, POLL - STEP])
async def test_without_traps(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    minutes: int,
    since_poll: float,
) -> None:
    """The rule's delay, a poll and a second; never less than the delay."""
    add_subentry(
        hass, alerts, "range_rule", "Fridges", delay=minutes, high=8,
        quantity="temperature",
    )  # fmt: skip
    await hass.async_block_till_done(wait_background_tasks=True)
    polls = device.requests
    while device.requests == polls:
        await elapse(STEP)
    await elapse(since_poll)
    device.sensors[0].value = 9.5

    delay = minutes * 60
    assert delay <= await _elapse_until_told(elapse, notifier) <= delay + POLL + 1
    assert notifier.titles == HOT


@pytest.mark.parametrize("minutes", [0, 1])
async def test_with_traps(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    add_traps: AddTraps,
    notifier: Notifier,
    elapse: Elapse,
    minutes: int,
) -> None:
    """The rule's delay and a second; without a delay no clock has to move at all."""
    add_subentry(
        hass, alerts, "range_rule", "Fridges", delay=minutes, high=8,
        quantity="temperature",
    )  # fmt: skip
    traps = await add_traps()
    device.sensors[0].value = 9.5
    with Sender(traps.data["port"], "127.0.0.1") as sender:
        sender.send(v1_trap())
        while (state := hass.states.get(ROOM)) is None or state.state != "9.5":
            await asyncio.sleep(0)
    if minutes == 0:
        while not notifier.titles:
            await asyncio.sleep(0)
    else:
        assert not notifier.titles
        await elapse(minutes * 60)
    assert notifier.titles == HOT
