"""How long it takes from a bad value at the device until a notifier has the message."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from custom_components.hwgroup import hints
from custom_components.hwgroup.const import DEFAULT_POLL_INTERVAL
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, callback
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import AddTraps
from ..site import Site
from ..traps import Sender, v1_trap

COUNT = "sensor.hw_group_alerts_active_alerts"
ROOM = "sensor.server_room_cold_room_1"
HOT = ["Cold room 1: 9.5 °C, above 8 °C · Server room"]
POLL = DEFAULT_POLL_INTERVAL.total_seconds()
STEP = 0.5


@pytest.fixture
def device(device: SimulatedDevice) -> SimulatedDevice:
    """Return a device that is well and calls nothing an alarm itself."""
    device.sensors[0].value = 5.0
    device.sensors[0].low = device.sensors[0].high = None
    return device


async def _elapse_until_told(site: Site) -> float:
    """Return the seconds until something is accepted, in steps."""
    begin = dt_util.utcnow()
    while not site.titles:
        await site.elapse(STEP)
    return (dt_util.utcnow() - begin).total_seconds()


@pytest.mark.parametrize("minutes", [0, 1])
@pytest.mark.parametrize("since_poll", [STEP, POLL / 2, POLL - STEP])
async def test_without_traps(site: Site, minutes: int, since_poll: float) -> None:
    """The rule's delay, a poll and a second; never less than the delay."""
    site.add("range_rule", "Fridges", delay=minutes, high=8, quantity="temperature")
    await site.settle()
    polls = site.device.requests
    while site.device.requests == polls:
        await site.elapse(STEP)
    await site.elapse(since_poll)
    site.probe.value = 9.5

    delay = minutes * 60
    assert delay <= await _elapse_until_told(site) <= delay + POLL + 1
    assert site.titles == HOT


@pytest.mark.parametrize("minutes", [0, 1])
async def test_with_traps(
    site: Site, add_traps: AddTraps, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule's delay and a second; without a delay no clock has to move at all."""
    # With a clock that stands still, what waits for the end of the pause has no end.
    monkeypatch.setattr(hints, "_PAUSE", timedelta(0))
    site.add("range_rule", "Fridges", delay=minutes, high=8, quantity="temperature")
    traps = await add_traps()
    site.probe.value = 9.5
    with Sender(traps.data["port"], "127.0.0.1") as sender:
        sender.send(v1_trap())
        while (state := site.hass.states.get(ROOM)) is None or state.state != "9.5":
            await asyncio.sleep(0)
    if minutes == 0:
        while not site.titles:
            await asyncio.sleep(0)
    else:
        assert not site.titles
        await site.elapse(minutes * 60)
    assert site.titles == HOT


@pytest.mark.parametrize("minutes", [0, 1])
async def test_a_message_waits_for_nothing_that_is_shown(
    site: Site, minutes: int
) -> None:
    """With many alerts, to show them takes longer than all else."""
    site.add("range_rule", "Fridges", delay=minutes, high=8, quantity="temperature")
    await site.settle()
    shown: list[str] = []

    @callback
    def on_call(event: Event[Any]) -> None:
        if event.data["domain"] == "notify":
            shown.append(site.state(COUNT).state)

    site.hass.bus.async_listen(EVENT_CALL_SERVICE, on_call)
    site.probe.value = 9.5
    await site.elapse(POLL + 1)
    await site.elapse(minutes * 60)
    assert shown == ["0"]
    assert site.state(COUNT).state == "1"
