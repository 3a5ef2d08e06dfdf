"""What silent devices cost a healthy one; the floor is its poll without them."""

import asyncio
from logging import CRITICAL
from statistics import median

from custom_components.hwgroup.const import LOGGER
from custom_components.hwgroup.coordinator import HwgCoordinator
from homeassistant.core import HomeAssistant

from .documents import CHANGED, Shape
from .installation import Devices, add_device, home_assistant, run, serving
from .report import Row
from .size import size
from .timing import Spent

COUNT = size(200)
INTERVAL = size(10)  # the shortest, which is also how long they are waited for
_WAITED_FOR = size(150)  # of them at the same time, before the polls that count
_POLLS = size(150)
_PAUSE = 0.1


def measure(seed: int) -> list[Row]:
    """Measure a healthy device's poll before, among and after silent ones."""
    LOGGER.setLevel(CRITICAL)  # that these do not answer is no news
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    served = serving(COUNT + 1, Shape(changed=CHANGED), seed, answers=1)
    async with served as devices, home_assistant() as hass:
        healthy = await add_device(hass, devices, 0)
        before = await _walls(healthy)
        silent = await _fall_silent(hass, devices)
        among = await _walls(healthy)
        pending = (await devices.ask())["pending"]
        for coordinator in silent:
            await hass.config_entries.async_remove(coordinator.config_entry.entry_id)
        after = await _walls(healthy)
    floor = median(before + after)
    return [
        Row(
            f"silent {COUNT}: a healthy device's poll",
            [wall / floor for wall in among],
            goal=2.0,
            note=f"wall, by the same without them; {pending} pending at the end",
        ),
        Row(
            "silent 0: the same",
            [wall / floor for wall in before + after],
            note="its own noise",
        ),
    ]


async def _fall_silent(hass: HomeAssistant, devices: Devices) -> list[HwgCoordinator]:
    """Set up the devices that answer once, and wait until most have fallen silent."""
    silent = await asyncio.gather(
        *(add_device(hass, devices, 1 + index, INTERVAL) for index in range(COUNT))
    )
    while (await devices.ask())["pending"] < _WAITED_FOR:  # noqa: ASYNC110
        await asyncio.sleep(_PAUSE)
    return silent


async def _walls(coordinator: HwgCoordinator) -> list[float]:
    """Return how long each of some polls takes."""
    walls = []
    for _ in range(_POLLS):
        await asyncio.sleep(_PAUSE)
        spent = Spent()
        with spent.counting():
            await coordinator.async_refresh()
        if not coordinator.last_update_success:
            raise RuntimeError("The healthy device was not reached")
        walls.append(spent.wall)
    return walls
