"""What a user could take instead, that Home Assistant ships: automations, and `alert`.

How long it takes from a bad value to the call of the notifier, and what a thousand of
them add to a cycle in which all of five thousand readings change. Core's `snmp` is
beside ours in `snmp`, and core's `rest` in `poll`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from functools import partial
from statistics import median
from time import perf_counter

from custom_components.hwgroup.client import Device, Quantity
from custom_components.hwgroup.const import SUBENTRY_RANGE_RULE, SUBENTRY_RECIPIENT
from custom_components.hwgroup.coordinator import HwgCoordinator
from homeassistant.components import alert, automation
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.setup import async_setup_component
from homeassistant.util.file import write_utf8_file_atomic

from .documents import READINGS, Shape
from .installation import add_alerts, add_device, home_assistant, run, serving
from .report import Row
from .size import size
from .timing import paired

DEVICES = size(4)
_MESSAGES = size(1000, 2)  # at most, of what gets hot
RULES = size(1000, 20)
_WATCHED = 5
_HOT, _COLD, _LIMIT = 45.0, 20.0, 40.0
_NOTIFIER = "benchmark"
_GOAL = 2.0  # milliseconds more than an automation and a write to the disk
_OCTETS = 8000  # as many as the state of some alerts has
_WRITES = size(40, 2)


class _Notified:
    """Waits for the calls of a notifier."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Offer the notifier."""
        self._called = asyncio.Event()
        self.at = 0.0
        hass.services.async_register("notify", _NOTIFIER, self._on_call)

    @callback
    def _on_call(self, _call: ServiceCall) -> None:
        self.at = perf_counter()
        self._called.set()

    async def after(self, change: Callable[[], None]) -> float:
        """Return the milliseconds from a change to the next call."""
        self._called.clear()
        start = perf_counter()
        change()
        async with asyncio.timeout(30):
            await self._called.wait()
        return (self.at - start) * 1000


def measure(seed: int) -> list[Row]:
    """Measure messages and cycles."""
    ours = run(lambda: _latency(seed, _with_rule))
    theirs = run(lambda: _latency(seed, _with_automation))
    automated = run(lambda: _added(_with_automations))
    alerted = run(lambda: _added(_with_alerts))
    note = "CPU of a cycle, by its state writes alone; ours is in `rules`"
    disk = run(_writes)
    more = median(ours) - median(theirs) - median(disk)
    return [
        Row("bad value to notifier", ours, "ms", note="wall; written to disk before"),
        Row("the same: an automation", theirs, "ms", note="wall; nothing is written"),
        Row("the same: the disk", disk, "ms", note="wall; one file, written surely"),
        Row(
            "the same: ours beyond both",
            [more],
            "ms",
            goal=_GOAL,
            note="of the medians",
        ),
        Row(
            f"{RULES} automations x {RULES * _WATCHED} readings",
            automated,
            note=note,
        ),
        Row(
            f"{RULES * _WATCHED} alerts of core's alert, a reading each",
            alerted,
            note=f"{note}; without what compares the values for them",
        ),
    ]


async def _latency(
    seed: int, prepare: Callable[[HomeAssistant, list[str]], Awaitable[None]]
) -> list[float]:
    """Let each temperature get hot once: what comes and goes is told only once."""
    async with serving(DEVICES, Shape(), seed) as devices, home_assistant() as hass:
        notified = _Notified(hass)
        coordinators = [await add_device(hass, devices, n) for n in range(DEVICES)]
        await hass.async_block_till_done()
        temperatures = [
            state.entity_id
            for state in hass.states.async_all("sensor")
            if state.attributes.get("device_class") == "temperature"
        ]
        await prepare(hass, temperatures)
        await hass.async_block_till_done()
        times = []
        for coordinator, key in _temperatures(coordinators)[:_MESSAGES]:
            hot = _with_hot(coordinator.data, key)
            times.append(await notified.after(partial(_show, coordinator, hot)))
            await asyncio.sleep(0.05)
        return times


async def _writes() -> list[float]:
    """Write a file as a store of Home Assistant does, and return how long that takes."""
    async with home_assistant() as hass:
        path, times = hass.config.path("state"), []
        for number in range(_WRITES):
            text = f"{number:0{_OCTETS}}"
            start = perf_counter()
            await hass.async_add_executor_job(write_utf8_file_atomic, path, text, True)
            times.append((perf_counter() - start) * 1000)
            await asyncio.sleep(0.05)
        return times


def _temperatures(
    coordinators: Iterable[HwgCoordinator],
) -> list[tuple[HwgCoordinator, str]]:
    return [
        (coordinator, key)
        for coordinator in coordinators
        for key, sensor in coordinator.data.sensors.items()
        if sensor.unit.quantity is Quantity.TEMPERATURE
    ]


def _with_hot(device: Device, key: str) -> Device:
    hot = replace(device.sensors[key], value=_HOT)
    return replace(device, sensors={**device.sensors, key: hot})


def _show(coordinator: HwgCoordinator, device: Device) -> None:
    coordinator.data = device
    coordinator.async_update_listeners()


async def _with_rule(hass: HomeAssistant, entity_ids: list[str]) -> None:
    rule = {
        "quantity": "temperature",
        "unit": "°C",
        "target": {"entity_id": entity_ids},
        "device_limits": False,
        "high": _LIMIT,
        "hysteresis": 0,
        "severity": "warning",
        "delay": 0,
        "repeat": 0,
    }
    await add_alerts(
        hass,
        [
            _subentry(SUBENTRY_RANGE_RULE, "Hot", rule),
            _subentry(
                SUBENTRY_RECIPIENT, "Operator", {"actions": [f"notify.{_NOTIFIER}"]}
            ),
        ],
        {"collect_seconds": 0},
    )


def _subentry(kind: str, title: str, data: dict[str, object]) -> ConfigSubentryData:
    return ConfigSubentryData(
        data=data, subentry_type=kind, title=title, unique_id=None
    )


async def _with_automation(hass: HomeAssistant, entity_ids: list[str]) -> None:
    await _automate(hass, [[entity_id] for entity_id in entity_ids])


async def _automate(hass: HomeAssistant, watched: Iterable[list[str]]) -> None:
    await async_setup_component(
        hass,
        automation.DOMAIN,
        {
            automation.DOMAIN: [
                {
                    "id": f"automation {number}",
                    "alias": f"Too hot {number}",
                    "trigger": {
                        "platform": "numeric_state",
                        "entity_id": entity_ids,
                        "above": _LIMIT,
                    },
                    "action": {
                        "service": f"notify.{_NOTIFIER}",
                        "data": {"message": "Too hot"},
                    },
                }
                for number, entity_ids in enumerate(watched)
            ]
        },
    )


async def _with_automations(hass: HomeAssistant, entity_ids: list[str]) -> None:
    await _automate(hass, (entity_ids[start::RULES] for start in range(RULES)))


async def _with_alerts(hass: HomeAssistant, entity_ids: list[str]) -> None:
    alerts = {
        f"too_hot_{number}": {
            "name": f"Too hot {number}",
            "entity_id": entity_id,
            "state": str(_HOT),
            "repeat": 30,
            "notifiers": [_NOTIFIER],
        }
        for number, entity_id in enumerate(entity_ids)
    }
    await async_setup_component(hass, alert.DOMAIN, {alert.DOMAIN: alerts})


async def _added(
    prepare: Callable[[HomeAssistant, list[str]], Awaitable[None]],
) -> list[float]:
    """Return what somebody who watches makes of the cost of writing states."""
    async with home_assistant() as alone, home_assistant() as watched:
        entity_ids = [f"sensor.plain_{number}" for number in range(RULES * _WATCHED)]
        cycles = [_Cycle(hass, entity_ids) for hass in (alone, watched)]
        await prepare(watched, entity_ids)
        await watched.async_block_till_done()
        return paired(*cycles, repetitions=size(10), calls=1).cpu


class _Cycle:
    """Writes all states, each time with other values."""

    def __init__(self, hass: HomeAssistant, entity_ids: list[str]) -> None:
        """Write them for the first time."""
        self._hass = hass
        self._entity_ids = entity_ids
        self._number = 0
        self()

    def __call__(self) -> None:
        """Write the next values, which are all in range."""
        self._number += 1
        value = str(_COLD + self._number % READINGS)
        for entity_id in self._entity_ids:
            self._hass.states.async_set(entity_id, value)
