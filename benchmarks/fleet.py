"""What a large installation leaves of an event loop; the floor is the same loop idle.

Its states are recorded, which Python does in turns with the loop.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
import time

from homeassistant.components.recorder import get_instance
from homeassistant.core import HomeAssistant

from .documents import CHANGED, READINGS, Shape
from .installation import Devices, add_alerts, add_device, recording, run, serving
from .lag import Collections, Lag
from .report import Row
from .size import size
from .timing import Spent

COUNT = size(500, 2)
INTERVAL = size(30)
_SETTLE = size(30, 0)  # until each device was polled in its turn
_WATCH = size(600, 12) / 10
_IDLE = size(50, 2) / 10


@dataclass(slots=True)
class _Watched:
    """What happened meanwhile."""

    lag: Lag = field(default_factory=Lag)
    collections: Collections = field(default_factory=Collections)
    spent: Spent = field(default_factory=Spent)
    recorded: float = 0.0
    """Seconds of CPU of the recorder's thread."""

    @property
    def share(self) -> float:
        """Return how much of a core was used, in percent."""
        return self.spent.cpu / self.spent.wall * 100


def measure(seed: int) -> list[Row]:
    """Measure set-up, CPU share and lag of many devices whose polls are spread."""
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    shape = Shape(changed=CHANGED)
    async with serving(COUNT, shape, seed) as devices, recording() as hass:
        await add_alerts(hass)
        idle = await _watch(hass, asyncio.sleep(_IDLE))
        set_up = await _watch(hass, _set_up(hass, devices))
        await asyncio.sleep(_SETTLE)
        before = (await devices.ask())["requests"]
        polling = await _watch(hass, asyncio.sleep(_WATCH))
        polls = (await devices.ask())["requests"] - before
    what = f"fleet {COUNT} x {READINGS}"
    return [
        *_polling_rows(what, polling, idle, polls),
        *_set_up_rows(f"{what}: set-up", set_up),
    ]


def _recorded(hass: HomeAssistant) -> float:
    thread = get_instance(hass).ident or 0
    return time.clock_gettime(time.pthread_getcpuclockid(thread))


async def _watch(hass: HomeAssistant, activity: Awaitable[None]) -> _Watched:
    watched, recorded = _Watched(), _recorded(hass)
    with (
        watched.lag.watching(),
        watched.collections.watching(),
        watched.spent.counting(),
    ):
        await activity
    watched.recorded = _recorded(hass) - recorded
    return watched


async def _set_up(hass: HomeAssistant, devices: Devices) -> None:
    """Set up all devices at once, as a start of Home Assistant does."""
    await asyncio.gather(
        *(add_device(hass, devices, index, INTERVAL) for index in range(COUNT))
    )
    await hass.async_block_till_done()


def _polling_rows(
    what: str, polling: _Watched, idle: _Watched, polls: int
) -> list[Row]:
    seconds = polling.spent.wall
    per_poll = (polling.share - idle.share) / 100 * seconds / polls * 1000
    recorded = polling.recorded / polls * 1000
    return [
        *(
            Row(
                f"{what}: loop lag p{percent}",
                [polling.lag.percentile(percent)],
                "ms",
                note=f"idle {idle.lag.percentile(percent):.2f} ms",
            )
            for percent in (50, 99)
        ),
        Row(
            f"{what}: loop lag max",
            [polling.lag.longest],
            "ms",
            note=f"idle {idle.lag.longest:.2f} ms; {_collected(polling)}",
        ),
        Row(
            f"{what}: CPU share",
            [polling.share],
            "%",
            note=f"of one core; idle {idle.share:.1f} %",
        ),
        Row(
            f"{what}: a poll",
            [per_poll],
            "ms",
            note=f"CPU; {polls} polls in {seconds:.0f} s, {CHANGED} readings changed",
        ),
        Row(
            f"{what}: of that, the recorder", [recorded], "ms", note="CPU, with SQLite"
        ),
    ]


def _set_up_rows(what: str, set_up: _Watched) -> list[Row]:
    return [
        Row(f"{what} of one", [set_up.spent.cpu / COUNT * 1000], "ms", note="CPU"),
        Row(f"{what} of all", [set_up.spent.wall], "s", note="wall"),
        Row(
            f"{what}, loop lag max",
            [set_up.lag.longest],
            "ms",
            note=_collected(set_up),
        ),
    ]


def _collected(watched: _Watched) -> str:
    return f"longest garbage collection {watched.collections.longest:.0f} ms"
