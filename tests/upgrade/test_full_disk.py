"""A disk that takes no more: the alerts go on in memory, and people learn of it."""

from collections.abc import AsyncIterator

import pytest

from homeassistant.core import CoreState
from simulator import SimulatedDevice

from ..alerts.alarms import heat
from ..outside import Outside
from .house import House, ask, issues


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    """Return whoever waits for the heartbeats."""
    async with Outside.serve() as outside:
        yield outside


async def test_a_full_disk(
    house: House, device: SimulatedDevice, outside: Outside
) -> None:
    """Everybody is notified as ever, the heartbeat stops; all is well once it works again."""
    file = house.storage / "hwgroup.alerts"
    async with house.run() as hass:
        await house.add(hass, device, heartbeat=outside.url)
        await house.elapse(hass, 6)
        assert outside.beats > 0
        assert issues(hass) == {}
        # What cannot be replaced by a file: root may write everywhere.
        file.unlink(missing_ok=True)
        file.mkdir()
        (file / "in the way").touch()

        heat(device)
        await house.elapse(hass, 1)
        assert len(house.notifier.titles) == 1
        assert issues(hass).keys() == {"store_unwritable"}
        outside.beats = 0
        await house.elapse(hass, 11)
        assert outside.beats == 0
        await hass.services.async_call("hwgroup", "acknowledge", blocking=True)
        [alert] = await ask(hass, "get_alerts")
        assert alert["phase"] == "acknowledged"

        (file / "in the way").unlink()
        file.rmdir()
        await house.elapse(hass, 6)
        assert issues(hass) == {}
        await house.elapse(hass, 6)
        assert outside.beats > 0
    assert house.read("hwgroup.alerts")["data"]["alerts"]
    async with house.run() as hass:
        await house.elapse(hass, 2)
        [alert] = await ask(hass, "get_alerts")
        assert alert["phase"] == "acknowledged"
        assert issues(hass) == {}


async def test_a_stop_is_no_full_disk(house: House, device: SimulatedDevice) -> None:
    """Home Assistant writes the files of a stop when all else has stopped."""
    async with house.run() as hass:
        await house.add(hass, device)
        heat(device)
        await house.elapse(hass, 2)
        hass.set_state(CoreState.stopping)
        await hass.services.async_call("hwgroup", "acknowledge", blocking=True)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert issues(hass) == {}
