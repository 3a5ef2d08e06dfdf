"""What a device costs beside none, and beside thousands, with the alerts loaded.

Each size has processes of its own: one for time, and one for memory, which slows down. The
floor is what Home Assistant takes for as many plain entities.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
import gc
import tracemalloc

from homeassistant.core import HomeAssistant

from .apart import apart
from .documents import CHANGED, READINGS, Shape
from .installation import Devices, add_alerts, add_device, home_assistant, run, serving
from .lag import Block, Collections, blocked_by
from .plain import ENTITIES, add_plain_device
from .report import Row
from .size import devices, size
from .timing import Spent

_SIZES = devices(1, 50, 500, 2000)
_FEW = next((count for count in _SIZES if count > 1), 1)
_MOST = _SIZES[-1]
_PLAIN = 500  # at most
_MORE = size(5)
_MEASURED_MEMORY = size(60)


@dataclass(frozen=True, slots=True)
class _Scale:
    """What devices cost at one size."""

    device: float
    """Milliseconds of CPU for each of all."""
    collecting: float
    """How many of them the garbage collections took."""
    plain: float
    """The same for as many plain entities."""
    one_more: list[float]
    block: Block
    """While all are added in one step of the loop."""


def measure(seed: int) -> list[Row]:
    """Measure set-up, one device more, the longest block and the memory."""
    found = {count: apart(_run, count, seed) for count in _SIZES}
    ours, plain = (apart(_memory, seed, way) for way in (True, False))
    rows = [row for count, scale in found.items() for row in _rows(count, scale)]
    few, many = found[_FEW], found[_MOST]
    return [
        *rows,
        Row(
            f"scale: growth from {_FEW} to {_MOST} devices",
            [many.device / few.device],
            goal=1.2,
            note=f"set-up of one; plain entities {many.plain / few.plain:.2f}",
        ),
        Row(
            "scale: the same without garbage collection",
            [(many.device - many.collecting) / (few.device - few.collecting)],
            note="what is collected grows with Home Assistant, whoever adds to it",
        ),
        Row(
            "scale: memory of one",
            [ours],
            "kB",
            goal=250,
            note=f"{plain:.0f} kB for {ENTITIES} plain entities",
        ),
    ]


def _rows(count: int, scale: _Scale) -> list[Row]:
    what = f"scale {count} x {READINGS}"
    return [
        Row(
            f"{what}: set-up of one",
            [scale.device],
            "ms",
            goal=8,
            note=(
                f"CPU, {scale.collecting:.1f} ms of garbage collection; "
                f"{scale.plain:.1f} ms for {ENTITIES} plain entities"
            ),
        ),
        Row(f"{what}: the same", [scale.device / scale.plain], note="by plain ones"),
        Row(f"{what}: one more", scale.one_more, "ms", goal=10, note="CPU"),
        scale.block.row(f"{what}: all added in one step, longest block"),
    ]


def _run(count: int, seed: int) -> _Scale:
    return run(lambda: _measure(count, seed))


async def _measure(count: int, seed: int) -> _Scale:
    async with (
        serving(count + _MORE + 1, Shape(changed=CHANGED), seed) as served,
        home_assistant() as hass,
    ):
        await add_alerts(hass)
        await add_device(hass, served, 0)  # which imports what all of them need
        await hass.async_block_till_done()
        plain = await _plain(hass, min(count, _PLAIN))
        spent, collections = Spent(), Collections()
        with spent.counting():
            adding = _add(hass, served, range(1, count + 1))
            block = await blocked_by(adding, collections)
        more = []
        gc.disable()
        for index in range(count + 1, count + 1 + _MORE):
            one = Spent()
            with one.counting():
                await _add(hass, served, [index])
            more.append(one.cpu * 1000)
        gc.enable()
        return _Scale(
            device=spent.cpu / count * 1000,
            collecting=collections.cpu / count * 1000,
            plain=plain,
            one_more=more,
            block=block,
        )


async def _add(hass: HomeAssistant, served: Devices, indexes: Iterable[int]) -> None:
    await asyncio.gather(*(add_device(hass, served, index) for index in indexes))
    await hass.async_block_till_done()


async def _plain(hass: HomeAssistant, count: int) -> float:
    spent = Spent()
    with spent.counting():
        for index in range(count):
            await add_plain_device(hass, index)
        await hass.async_block_till_done()
    return spent.cpu / count * 1000


def _memory(seed: int, ours: bool) -> float:
    """Return the kilobytes of a device, or of as many plain entities."""
    return run(lambda: _measure_memory(seed, ours))


async def _measure_memory(seed: int, ours: bool) -> float:
    first = size(5)
    last = first + _MEASURED_MEMORY
    async with (
        serving(last, Shape(changed=CHANGED), seed) as served,
        home_assistant() as hass,
    ):
        await add_alerts(hass)

        async def add(indexes: range) -> None:
            if ours:
                await _add(hass, served, indexes)
                return
            for index in indexes:
                await add_plain_device(hass, index)

        await add(range(first))
        gc.collect()
        tracemalloc.start()
        await add(range(first, last))
        gc.collect()
        kilobytes = tracemalloc.get_traced_memory()[0] / 1000
        tracemalloc.stop()
    return kilobytes / _MEASURED_MEMORY
