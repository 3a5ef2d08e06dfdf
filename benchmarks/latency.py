"""How long it takes from a bad value to the call of the notifier, beside the least.

The least is an automation of Home Assistant, which writes nothing down, and one write of
the same file. All three take turns, so that they meet the same machine.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from custom_components.hwgroup.alerts.manager import AlertManager
from custom_components.hwgroup.alerts.model import Change, Message, Severity
from custom_components.hwgroup.alerts.notify.recipients import Channel, ChannelKind
from custom_components.hwgroup.client import Quantity
from custom_components.hwgroup.const import SUBENTRY_RANGE_RULE, SUBENTRY_RECIPIENT
from custom_components.hwgroup.coordinator import HwgCoordinator
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util.file import write_utf8_file_atomic

from .documents import Shape
from .installation import add_alerts, add_device, home_assistant, run, serving
from .peers import HOT, LIMIT, automate
from .report import Row
from .size import size

_DEVICES = size(8, 2)  # half of them watched by a rule, and half by an automation
_MESSAGES = size(1000, 2)  # at most, of what gets hot
_LOGGED = 300  # messages, as many as the log has after a while
_PAUSE = 0.05  # seconds in which what follows a message is done
_OURS, _THEIRS = "benchmark", "automation"
_GOAL = 2.0  # milliseconds more than an automation and a write to the disk


class _Notified:
    """Waits for the calls of a notifier."""

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        """Offer the notifier."""
        self._called = asyncio.Event()
        self._at = 0.0
        hass.services.async_register("notify", name, self._on_call)

    @callback
    def _on_call(self, _call: ServiceCall) -> None:
        self._at = perf_counter()
        self._called.set()

    async def after(self, change: Callable[[], None]) -> float:
        """Return the milliseconds from a change to the next call."""
        self._called.clear()
        start = perf_counter()
        change()
        async with asyncio.timeout(30):
            await self._called.wait()
        return (self._at - start) * 1000


@dataclass(slots=True)
class _Times:
    """Milliseconds of each message, and of a write of the file after each of ours."""

    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    disk: list[float] = field(default_factory=list)


def measure(seed: int) -> list[Row]:
    """Measure messages, and what they cannot take less than."""
    times = run(lambda: _latency(seed))
    least = median(times.theirs)
    more = [
        ours - disk - least for ours, disk in zip(times.ours, times.disk, strict=True)
    ]
    return [
        Row("bad value to notifier", times.ours, "ms", note="wall; written before"),
        Row("the same: an automation", times.theirs, "ms", note="nothing is written"),
        Row("the same: the disk", times.disk, "ms", note="one write of the same file"),
        Row(
            "the same: ours beyond both",
            more,
            "ms",
            goal=_GOAL,
            note=f"with {_LOGGED} messages in the log",
        ),
    ]


async def _latency(seed: int) -> _Times:
    """Let each temperature get hot once: what comes and goes is told only once."""
    async with serving(_DEVICES, Shape(), seed) as devices, home_assistant() as hass:
        ours, theirs = _Notified(hass, _OURS), _Notified(hass, _THEIRS)
        coordinators = [await add_device(hass, devices, n) for n in range(_DEVICES)]
        await hass.async_block_till_done()
        watched, automated = coordinators[::2], coordinators[1::2]
        await automate(hass, ([each] for each in _entities(hass, automated)), _THEIRS)
        _fill_log(await _add_rule(hass, [*_entities(hass, watched)]))
        await hass.async_block_till_done()
        times, file = _Times(), Path(hass.config.path(".storage", "hwgroup.alerts"))
        pairs = zip(_changes(watched), _changes(automated), strict=True)
        for heat, heat_other in [*pairs][:_MESSAGES]:
            times.ours.append(await ours.after(heat))
            await asyncio.sleep(_PAUSE)
            times.disk.append(await _write_again(hass, file))
            times.theirs.append(await theirs.after(heat_other))
            await asyncio.sleep(_PAUSE)
        return times


async def _write_again(hass: HomeAssistant, file: Path) -> float:
    """Write what is in a file to another, and return how long that takes."""
    content = await hass.async_add_executor_job(file.read_bytes)
    start = perf_counter()
    await hass.async_add_executor_job(
        write_utf8_file_atomic, hass.config.path("state"), content, False, "wb"
    )
    return (perf_counter() - start) * 1000


def _changes(coordinators: Iterable[HwgCoordinator]) -> Iterator[Callable[[], None]]:
    """Yield what lets one temperature after the other get hot."""
    for coordinator in coordinators:
        for key, sensor in coordinator.data.sensors.items():
            if sensor.unit.quantity is Quantity.TEMPERATURE:
                yield partial(_heat, coordinator, key)


def _heat(coordinator: HwgCoordinator, key: str) -> None:
    sensors = coordinator.data.sensors
    sensors = {**sensors, key: replace(sensors[key], value=HOT)}
    coordinator.data = replace(coordinator.data, sensors=sensors)
    coordinator.async_update_listeners()


def _entities(
    hass: HomeAssistant, coordinators: Iterable[HwgCoordinator]
) -> Iterator[str]:
    """Yield the entities of the temperatures of some devices."""
    registry = er.async_get(hass)
    for coordinator in coordinators:
        entry_id = coordinator.config_entry.entry_id
        for entity in er.async_entries_for_config_entry(registry, entry_id):
            if entity.original_device_class == "temperature":
                yield entity.entity_id


def _fill_log(manager: AlertManager) -> None:
    channel = Channel(
        recipient=next(iter(manager.notifier.recipients)).id,
        kind=ChannelKind.ACTION,
        target=f"notify.{_OURS}",
    )
    for number in range(_LOGGED):
        message = Message(
            title=f"Freezer {number}: -12.3 °C, above -15 °C · Laboratory",
            text="Since 14:32. The limit is -15 °C, and the worst value was -11.9 °C.",
            alert=f"{number:016x}",
            change=Change.CLEARED,
            severity=Severity.WARNING,
            group="range/cleared/laboratory",
        )
        manager.notifier.log.add_accepted(channel, message, manager.clock.now())


async def _add_rule(hass: HomeAssistant, entity_ids: list[str]) -> AlertManager:
    rule = {
        "quantity": "temperature",
        "unit": "°C",
        "target": {"entity_id": entity_ids},
        "device_limits": False,
        "high": LIMIT,
        "hysteresis": 0,
        "severity": "warning",
        "delay": 0,
        "repeat": 0,
    }
    operator = {"actions": [f"notify.{_OURS}"]}
    return await add_alerts(
        hass,
        [
            _subentry(SUBENTRY_RANGE_RULE, "Hot", rule),
            _subentry(SUBENTRY_RECIPIENT, "Operator", operator),
        ],
        {"collect_seconds": 0},
    )


def _subentry(kind: str, title: str, data: Mapping[str, object]) -> ConfigSubentryData:
    return ConfigSubentryData(
        data=data, subentry_type=kind, title=title, unique_id=None
    )
