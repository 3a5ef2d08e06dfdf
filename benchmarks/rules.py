"""What a thousand rules over all readings cost, by the state writes of the same cycle.

In a cycle each device is polled once and every reading has changed. The floor is what
the coordinators and the entities do then; measured is what the alerts do: making the
readings, and looking at them by the rules.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count, cycle
import tracemalloc

from custom_components.hwgroup.alerts.clock import Clock, Machine
from custom_components.hwgroup.alerts.model import ReadingKind, part_key
from custom_components.hwgroup.alerts.readings.agreed import AgreedLimits
from custom_components.hwgroup.alerts.readings.device import DeviceReadings
from custom_components.hwgroup.alerts.rules.conditions import Range, Rule, Selection
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.client import Device, ValuesReader
from custom_components.hwgroup.coordinator import HwgCoordinator
from homeassistant.core import HomeAssistant

from .documents import READINGS, Shape, documents, of_device
from .installation import add_device, home_assistant, run, serving
from .report import Row
from .size import size
from .timing import paired

COUNT = size(250, 5)
RULES = size(1000, 100)
_WATCHED = COUNT * READINGS // RULES  # by each rule that names its readings
_HOT_DEVICES = COUNT * READINGS // 100  # with one hot reading each: 1 % of all
_HOT = 45.0
_LOW, _ABOVE_ALL, _BELOW_HOT = 10.0, 60.0, 40.0
_REPETITIONS = size(10)
_NOTE = "CPU, by the state writes of the cycle"


class _Fleet:
    """Devices whose readings all change with each cycle, and the alerts over them."""

    def __init__(
        self, hass: HomeAssistant, coordinators: list[HwgCoordinator], seed: int
    ) -> None:
        """Read what the devices will say."""
        self._hass = hass
        self._coordinators = coordinators
        read = ValuesReader().read
        served = documents(Shape(changed=READINGS), seed)
        # Read twice, so that the first one follows the last one, too.
        self._devices = [read(of_device(page, 0, 0)) for page in served * 2]
        self._cycle = count()
        self.hot_devices = 0
        self.follow(())

    @property
    def keys(self) -> list[str]:
        """Return the keys of all readings."""
        return [
            part_key(coordinator.config_entry.entry_id, ReadingKind.SENSOR, key)
            for coordinator in self._coordinators
            for key in coordinator.data.sensors
        ]

    def follow(self, rules: Iterable[Rule]) -> None:
        """Let these rules look from now on, as after a start."""
        agreed, clock = AgreedLimits(), Clock(Machine())
        self.clock = clock
        self.engine = RuleEngine(rules)
        self._readings = [
            DeviceReadings(self._hass, coordinator.config_entry, agreed, clock.at)
            for coordinator in self._coordinators
        ]

    def write(self) -> None:
        """Give all devices their next readings, and write the states."""
        device = self._devices[next(self._cycle) % len(self._devices)]
        hot = _with_a_hot_reading(device)
        for index, coordinator in enumerate(self._coordinators):
            coordinator.data = hot if index < self.hot_devices else device
            coordinator.async_update_listeners()

    def look(self) -> None:
        """Look at all readings."""
        now = self.clock.now()
        for device in self._readings:
            readings = device.now()
            self.engine.observe(readings[0].device, readings, now)


def _with_a_hot_reading(device: Device) -> Device:
    key, sensor = next(iter(device.sensors.items()))
    hot = replace(sensor, value=_HOT + (sensor.value or 0) / 100)
    return replace(device, sensors={**device.sensors, key: hot})


def _rules(selections: Iterable[Selection], alarming: int = 0) -> Iterator[Rule]:
    """Yield rules with limits of their own, of which some are crossed by hot readings."""
    for index, selection in enumerate(selections):
        high = _BELOW_HOT if index < alarming else _ABOVE_ALL
        yield Rule(
            id=f"rule {index}",
            words="range",
            condition=Range(low=_LOW, high=high + index / RULES, hysteresis=0.5),
            selection=selection,
        )


def _all() -> list[Selection]:
    return [Selection(kinds=frozenset((ReadingKind.SENSOR,)))] * RULES


def _named(keys: list[str]) -> list[Selection]:
    return [
        Selection(
            kinds=frozenset((ReadingKind.SENSOR,)), keys=frozenset(keys[index::RULES])
        )
        for index in range(RULES)
    ]


def measure(seed: int) -> list[Row]:
    """Measure calm cycles, cycles with alerts, the first cycle and the memory."""
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    async with serving(COUNT, Shape(), seed) as devices, home_assistant() as hass:
        coordinators = [await add_device(hass, devices, n) for n in range(COUNT)]
        await hass.async_block_till_done()
        fleet = _Fleet(hass, coordinators, seed)
        fleet.write()
        named, everything = _named(fleet.keys), _all()
        few = RULES // 100
        return [
            *_rows(fleet, f"{_WATCHED} each", list(_rules(named))),
            *_rows(fleet, "all each", list(_rules(everything))),
            _hot(fleet, list(_rules(everything, few)), goal=1),
            _hot(fleet, list(_rules(everything, RULES))),
        ]


def _rows(fleet: _Fleet, what: str, rules: list[Rule]) -> Iterator[Row]:
    """Yield what rules cost that watch so many readings, all of them calm."""
    what = f"{RULES} rules x {COUNT * READINGS} readings, {what}"
    fleet.hot_devices = 0
    fleet.follow(rules)
    tracemalloc.start()
    fleet.look()
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    yield Row(what, _ratios(fleet, fleet.look), goal=1, note=_NOTE)
    first = partial(_start, fleet, rules)
    yield Row(f"{what}: first cycle", _ratios(fleet, first), note=_NOTE)
    others = cycle(([replace(rule, name="Other") for rule in rules], rules))

    def change() -> None:
        fleet.engine.set_rules(next(others), fleet.clock.now())

    yield Row(f"{what}: other rules", _ratios(fleet, change), note=_NOTE)
    yield Row(f"{what}: memory", [megabytes], "MB", note="with the readings")


def _start(fleet: _Fleet, rules: list[Rule]) -> None:
    fleet.follow(rules)
    fleet.look()


def _hot(fleet: _Fleet, rules: list[Rule], goal: float | None = None) -> Row:
    """Return what a cycle costs in which some readings are out of range."""
    fleet.hot_devices = _HOT_DEVICES
    fleet.follow(rules)
    fleet.write()
    fleet.look()
    what = f"1 % out of range, {sum(1 for _ in fleet.engine.active)} alerts"
    return Row(what, _ratios(fleet, fleet.look), goal=goal, note=_NOTE)


def _ratios(fleet: _Fleet, measured: Callable[[], object]) -> list[float]:
    return paired(fleet.write, measured, repetitions=_REPETITIONS, calls=1).cpu
