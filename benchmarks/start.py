"""How long many devices hold up the loop at a start, when all of them are set up at once.

The alerts are loaded, and each size has a process of its own.
"""

import asyncio

from .apart import apart
from .documents import READINGS, Shape
from .installation import add_alerts, add_device, home_assistant, run, serving
from .lag import Block, Collections, blocked_by
from .report import Row
from .size import devices


def measure(seed: int) -> list[Row]:
    """Measure the longest block at each size."""
    return [
        apart(_run, count, seed).row(
            f"start {count} x {READINGS}: longest block", goal=100
        )
        for count in devices(50, 500, 2000)
    ]


def _run(count: int, seed: int) -> Block:
    return run(lambda: _measure(count, seed))


async def _measure(count: int, seed: int) -> Block:
    async with serving(count, Shape(), seed) as served, home_assistant() as hass:
        await add_alerts(hass)
        entries = [
            (await add_device(hass, served, index)).config_entry.entry_id
            for index in range(count)
        ]
        await hass.async_block_till_done()
        for entry_id in entries:
            await hass.config_entries.async_unload(entry_id)

        async def start() -> None:
            await asyncio.gather(*map(hass.config_entries.async_setup, entries))
            await hass.async_block_till_done()

        return await blocked_by(start(), Collections())
