"""Wrong clocks: each decision comes as late as it should, whatever they show."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, flush_store

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from simulator import SimulatedDevice
from worlds.examples import HOUR, MINUTE

from ..conftest import AddDevice, Elapse
from .conftest import AddAlerts, Clocks, Notifier, add_subentry

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

type Live = Callable[[float], Awaitable[None]]
type Restart = Callable[..., Awaitable[None]]


@pytest.fixture
def live(elapse: Elapse) -> Live:
    """Return a function that lets minutes pass, poll by poll."""

    async def live(minutes: float) -> None:
        for _ in range(round(minutes * 2)):
            await elapse(30)

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


# One thing after the other, with a clock that starts wrong and is set right later


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
    await live(4)
    clocks.set_wall(timedelta(0))
    await live(5.5)
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
    """An hour is an hour, whether the clock is set before or after it begins."""
    await restart(ahead=wrong)
    await _do(hass, "pause", duration={"hours": 1})
    device.sensors[0].value = 9.5
    await live(20)
    clocks.set_wall(timedelta(0))
    await live(38)
    assert notifier.titles == []
    await live(4)
    assert notifier.titles == [HOT]
    clocks.set_wall(wrong)
    await _do(hass, "pause", duration={"hours": 1})
    device.sensors[0].value = 5.0
    await live(2)
    device.sensors[0].value = 9.5
    await live(56)
    assert notifier.titles == [HOT, BACK]
    await live(6)
    assert notifier.titles == [HOT, BACK, HOT]
