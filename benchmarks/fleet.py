"""What a large installation leaves of an event loop; the floor is the same loop idle."""

import asyncio

from homeassistant.core import HomeAssistant

from .documents import CHANGED, READINGS, Shape
from .installation import Devices, add_device, home_assistant, run, serving
from .lag import Lag
from .report import Row
from .timing import Spent

COUNT = 500
INTERVAL = 30
_SETTLE = INTERVAL  # until each device was polled in its turn
_WATCH = 2 * INTERVAL
_IDLE = 5


def measure(seed: int) -> list[Row]:
    """Measure set-up, CPU share and lag of many devices whose polls are spread."""
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    shape = Shape(changed=CHANGED)
    async with serving(COUNT, shape, seed) as devices, home_assistant() as hass:
        idle_lag, idle = await _watch(_IDLE)
        set_up_lag, set_up = await _set_up(hass, devices)
        await asyncio.sleep(_SETTLE)
        before = (await devices.ask())["requests"]
        lag, spent = await _watch(_WATCH)
        polls = (await devices.ask())["requests"] - before
    share, floor = spent.cpu / spent.wall * 100, idle.cpu / idle.wall * 100
    what = f"fleet {COUNT} x {READINGS}"
    return [
        *_lag_rows(f"{what}: loop lag", lag, idle_lag),
        Row(
            f"{what}: CPU share",
            [share],
            "%",
            note=f"of one core; idle {floor:.1f} %",
        ),
        Row(
            f"{what}: a poll",
            [(share - floor) / 100 * spent.wall / polls * 1000],
            "ms",
            note=f"CPU; {polls} polls in {spent.wall:.0f} s, {CHANGED} readings changed",
        ),
        Row(f"{what}: set-up of one", [set_up.cpu / COUNT * 1000], "ms", note="CPU"),
        Row(f"{what}: set-up of all", [set_up.wall], "s", note="wall"),
        Row(f"{what}: set-up, longest lag", [set_up_lag.longest], "ms"),
    ]


def _lag_rows(what: str, lag: Lag, idle: Lag) -> list[Row]:
    return [
        *(
            Row(
                f"{what} p{percent}",
                [lag.percentile(percent)],
                "ms",
                note=f"idle {idle.percentile(percent):.2f} ms",
            )
            for percent in (50, 99)
        ),
        Row(f"{what} max", [lag.longest], "ms", note=f"idle {idle.longest:.2f} ms"),
    ]


async def _watch(seconds: float) -> tuple[Lag, Spent]:
    lag, spent = Lag(), Spent()
    with lag.watching(), spent.counting():
        await asyncio.sleep(seconds)
    return lag, spent


async def _set_up(hass: HomeAssistant, devices: Devices) -> tuple[Lag, Spent]:
    """Set up all devices at once, as a start of Home Assistant does."""
    lag, spent = Lag(), Spent()
    with lag.watching(), spent.counting():
        await asyncio.gather(
            *(add_device(hass, devices, index, INTERVAL) for index in range(COUNT))
        )
        await hass.async_block_till_done()
    return lag, spent
