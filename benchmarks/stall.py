"""How long an event loop stands still while the first SNMP device is set up.

An executor imports the library, but an import holds the interpreter's lock in bursts.
Each set-up has a process of its own, in which nothing has imported the library yet.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
import sys

from .documents import READINGS, Shape
from .installation import (
    HTTP,
    SNMP_1,
    SNMP_3,
    add_device,
    answering,
    home_assistant,
    run,
    serving,
)
from .lag import Collections, Lag
from .report import Row
from .size import size
from .timing import Spent

PROCESSES = size(5)
GOAL = 50.0
_IDLE = 1
_LIBRARY = "pysnmp"
_WAYS: Mapping[str, Mapping[str, str]] = {
    "SNMP 1": SNMP_1,
    "SNMP 3": SNMP_3,
    "HTTP": HTTP,
}


@dataclass(frozen=True, slots=True)
class _SetUp:
    """What a set-up did to its loop, in milliseconds."""

    stall: float
    idle: float
    collection: float
    wall: float


def measure(seed: int) -> list[Row]:
    """Measure the first device over SNMP, and one over HTTP beside it."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        return [
            _row(way, [pool.submit(_run, way, seed).result() for _ in range(PROCESSES)])
            for way in _WAYS
        ]


def _run(way: str, seed: int) -> _SetUp:
    """Set a device up in this process."""
    set_up = run(lambda: _set_up(_WAYS[way], seed))
    if (_LIBRARY in sys.modules) is (_WAYS[way] is HTTP):
        raise RuntimeError("The library is loaded for the wrong way")
    return set_up


async def _set_up(snmp: Mapping[str, str], seed: int) -> _SetUp:
    devices_of = serving if snmp is HTTP else answering
    shape = Shape(sensors=READINGS)
    async with devices_of(1, shape, seed) as devices, home_assistant() as hass:
        idle = Lag()
        with idle.watching():
            await asyncio.sleep(_IDLE)
        if _LIBRARY in sys.modules:
            raise RuntimeError("The library is loaded already")
        lag, collections, spent = Lag(), Collections(), Spent()
        with lag.watching(), collections.watching(), spent.counting():
            await add_device(hass, devices, 0, snmp=snmp)
            await hass.async_block_till_done()
            await asyncio.sleep(0.05)  # a beat that is late is still to come
    return _SetUp(lag.longest, idle.longest, collections.longest, spent.wall * 1000)


def _row(way: str, set_ups: list[_SetUp]) -> Row:
    stalls = [set_up.stall for set_up in set_ups]
    return Row(
        f"stall: first device over {way}",
        stalls,
        "ms",
        goal=None if _WAYS[way] is HTTP else GOAL,
        note=(
            f"longest, in {len(set_ups)} processes; "
            f"set-up {median(set_up.wall for set_up in set_ups):.0f} ms, "
            f"idle {median(set_up.idle for set_up in set_ups):.2f} ms, "
            f"garbage collection {max(set_up.collection for set_up in set_ups):.0f} ms"
        ),
    )
