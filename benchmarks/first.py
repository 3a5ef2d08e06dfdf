"""The first device of a process, and how long it holds up the event loop."""

import asyncio
from collections.abc import Mapping
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
from .size import size
from .stall import SetUp, Way
from .timing import Spent

_IDLE = size(10) / 10
_LIBRARY = "pysnmp"
_WAYS: Mapping[Way, Mapping[str, str]] = {
    Way.SNMP_1: SNMP_1,
    Way.SNMP_3: SNMP_3,
    Way.HTTP: HTTP,
}


def set_up(way: Way, seed: int) -> SetUp:
    """Set a device up in this process."""
    found = run(lambda: _set_up(_WAYS[way], seed))
    if (_LIBRARY in sys.modules) is (way is Way.HTTP):
        raise RuntimeError("The library is loaded for the wrong way")
    return found


async def _set_up(snmp: Mapping[str, str], seed: int) -> SetUp:
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
    return SetUp(lag.longest, idle.longest, collections.longest, spent.wall * 1000)
