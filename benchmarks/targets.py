"""What the targets of a thousand rules cost: at a start, and with changes of registries.

All in CPU time of the loop, from beat to beat: what else had to wait for so long.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from custom_components.hwgroup.client import Device, ValuesReader
from custom_components.hwgroup.const import SUBENTRY_RANGE_RULE
from custom_components.hwgroup.coordinator import HwgCoordinator
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er

from .documents import READINGS, Shape, documents
from .installation import add_alerts, add_device, home_assistant, run, serving
from .lag import Collections, Lag
from .report import Row
from .size import size
from .timing import Spent

COUNT = size(500, 2)
RULES = size(1000, 10)
_BY_AREA = 2  # rules that name an area; the others name readings
_SETTLE = size(25, 21) / 10  # seconds until a change is applied: they come in bursts
_CHANGES = size(5)
_AFTER_START = size(25, 0) / 10


@dataclass(slots=True)
class _Watched:
    collections: Collections = field(default_factory=Collections)
    lag: Lag = field(init=False)
    spent: Spent = field(default_factory=Spent)

    def __post_init__(self) -> None:
        self.lag = Lag(self.collections)

    @contextmanager
    def watching(self) -> Iterator[None]:
        with self.collections.watching(), self.lag.watching(), self.spent.counting():
            yield


class _Cycle:
    """Gives all devices other readings, all of them calm, as a poll of each does."""

    def __init__(self, coordinators: list[HwgCoordinator]) -> None:
        """Prepare what they will say."""
        served = documents(Shape(changed=READINGS), 0)
        self._coordinators = coordinators
        self._devices = [ValuesReader().read(page) for page in served]

    def take(self) -> float:
        """Return the milliseconds of CPU of a cycle, the least of several."""
        return min(map(self._run, self._devices))

    def _run(self, device: Device) -> float:
        spent = Spent()
        with spent.counting():
            for coordinator in self._coordinators:
                coordinator.data = device
                coordinator.async_update_listeners()
        return spent.cpu * 1000


def measure(seed: int) -> list[Row]:
    """Measure the set-up of rules, changes of registries, and a start."""
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    async with serving(COUNT, Shape(), seed) as devices, home_assistant() as hass:
        coordinators = await asyncio.gather(
            *(add_device(hass, devices, index) for index in range(COUNT))
        )
        await hass.async_block_till_done()
        readings = _readings(hass)
        area = ar.async_get(hass).async_create("Cold store")
        cycle = _Cycle(coordinators)
        alone = cycle.take()
        unwatched = await _move(hass, readings[-1], area.id)
        rules = await _busy(lambda: _add_rules(hass, readings, area.id), 0.05)
        watched = cycle.take()
        registry = er.async_get(hass)
        lamp = registry.async_get_or_create("light", "lamps", "lamp").entity_id
        names, places = [], []
        for number in range(_CHANGES):
            change = registry.async_update_entity
            spent = Spent()
            with spent.counting():
                change(lamp, name=f"Lamp {number}", area_id=area.id)
                change(lamp, area_id=None)
            names.append(spent.cpu / 2 * 1000)
            places.append(await _move(hass, readings[number], area.id))
        for coordinator in coordinators:
            await hass.config_entries.async_unload(coordinator.config_entry.entry_id)

        async def start() -> None:
            await asyncio.gather(
                *(
                    hass.config_entries.async_setup(each.config_entry.entry_id)
                    for each in coordinators
                )
            )

        started = await _busy(start, _AFTER_START)
    what = f"{RULES} rules, {COUNT} devices"
    return [
        Row(f"{what}: set-up of the rules", [rules.spent.cpu * 1000], "ms", goal=600),
        _block(f"{what}: set-up of the rules, longest block", rules, goal=50),
        Row(
            f"{what}: a cycle in which each reading changes, more",
            [watched - alone],
            "ms",
            note=f"CPU of all; {alone:.0f} ms without the alerts",
        ),
        Row(f"{what}: a change of an unrelated lamp", names, "ms", goal=1),
        Row(
            f"{what}: another area of a reading",
            places,
            "ms",
            goal=5,
            note=f"{unwatched:.1f} ms without the alerts",
        ),
        Row(f"{what}: start of a device", [started.spent.cpu / COUNT * 1000], "ms"),
        _block(f"{what}: start of all, longest block", started, goal=100),
    ]


def _block(what: str, watched: _Watched, goal: float) -> Row:
    longest = watched.collections.longest
    note = f"besides garbage collection, at most {longest:.0f} ms"
    return Row(what, [watched.lag.busiest], "ms", goal=goal, note=note)


async def _busy(work: Callable[[], Awaitable[None]], seconds: float) -> _Watched:
    """Watch what something costs, and what comes of it within some seconds."""
    watched = _Watched()
    with watched.watching():
        await work()
        await asyncio.sleep(seconds)
    return watched


async def _move(hass: HomeAssistant, entity_id: str, area_id: str) -> float:
    """Return how long the loop is held up, in milliseconds, as an entity gets an area."""

    async def move() -> None:
        er.async_get(hass).async_update_entity(entity_id, area_id=area_id)

    return (await _busy(move, _SETTLE)).lag.busiest


def _readings(hass: HomeAssistant) -> list[str]:
    """Return the entities of all temperatures."""
    return [
        state.entity_id
        for state in hass.states.async_all("sensor")
        if state.attributes.get("device_class") == "temperature"
    ]


async def _add_rules(hass: HomeAssistant, readings: list[str], area: str) -> None:
    await add_alerts(hass, [_rule(number, readings, area) for number in range(RULES)])
    await hass.async_block_till_done()


def _rule(number: int, readings: list[str], area: str) -> ConfigSubentryData:
    named = {"entity_id": readings[number::RULES]}
    return ConfigSubentryData(
        data={
            "quantity": "temperature",
            "unit": "°C",
            "target": {"area_id": [area]} if number < _BY_AREA else named,
            "device_limits": False,
            "high": 60.0 + number / RULES,
            "hysteresis": 0.5,
            "severity": "warning",
            "delay": 5,
            "repeat": 0,
        },
        subentry_type=SUBENTRY_RANGE_RULE,
        title=f"Rule {number}",
        unique_id=None,
    )
