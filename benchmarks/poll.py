"""What a poll costs, by fetching and parsing the same documents and no more."""

import asyncio
from collections.abc import Awaitable, Callable

from custom_components.hwgroup.client import Address, HttpClient
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .documents import CHANGED, READINGS, Shape
from .installation import add_device, home_assistant, run, serving
from .report import Row
from .server import HOST
from .timing import Ratios, async_paired


def measure(seed: int) -> list[Row]:
    """Measure a poll that brings changes, and one that brings none."""
    changed = run(lambda: _ratios(seed, CHANGED))
    unchanged = run(lambda: _ratios(seed, 0))
    note = "by fetch and parse"
    return [
        Row(
            f"poll: {CHANGED} of {READINGS} changed",
            changed.cpu,
            goal=1.9,
            note=f"CPU, {note}",
        ),
        Row("poll: the same", changed.wall, note=f"wall, {note}"),
        Row("poll: nothing changed", unchanged.cpu, goal=1.2, note=f"CPU, {note}"),
        Row("poll: the same", unchanged.wall, note=f"wall, {note}"),
    ]


async def _ratios(seed: int, changed: int) -> Ratios:
    shape = Shape(changed=changed)
    async with serving(2, shape, seed) as devices, home_assistant() as hass:
        address = Address(HOST, devices.ports[0])
        client = HttpClient(async_get_clientsession(hass), address)
        coordinator = await add_device(hass, devices, 1)
        await hass.async_block_till_done()
        ratios = await async_paired(
            _to_its_end(client.read), _to_its_end(coordinator.async_refresh)
        )
        if not coordinator.last_update_success:
            raise RuntimeError("The measured polls failed")
        return ratios


def _to_its_end(
    call: Callable[[], Awaitable[object]],
) -> Callable[[], Awaitable[None]]:
    """Let what a call leaves to the loop count as its own."""

    async def whole() -> None:
        await call()
        await asyncio.sleep(0)

    return whole
