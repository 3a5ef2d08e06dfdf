"""Thousands of devices that push: each to a loaded installation, and all at once with logs."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import gc
from itertools import count
import time
from time import perf_counter
from xml.etree import ElementTree as ET

from custom_components.hwgroup.client import Device, PushListener, read_push
from custom_components.hwgroup.client.push_http import MOST_CONNECTIONS
from custom_components.hwgroup.const import DEFAULT_PUSH_PERIOD
from custom_components.hwgroup.coordinator import HwgCoordinator
from custom_components.hwgroup.observed.gaps import Cause, Past
from custom_components.hwgroup.observed.observer import async_observer
from custom_components.hwgroup.observed.past import async_past_readers
from custom_components.hwgroup.push.paths import new_path
from custom_components.hwgroup.push.service import PushService
from homeassistant.core import HomeAssistant
from simulator import Pusher

from .documents import CHANGED, READINGS
from .installation import add_alerts, home_assistant, run
from .lag import Collections, Lag
from .push import KEY, add_receiver, call_to, full_device, pushing_entry
from .report import Row
from .server import HOST
from .size import size
from .timing import Spent

DEVICES = size(2000, 3)
# As a device logs that has not been heard for three hours.
_LOGGED = 36
_EVERY = 300.0
# A sender that was told that nothing was kept waits for so many seconds.
_AGAIN = size(5, 1)


@dataclass(frozen=True, slots=True)
class _Device:
    """A device that pushes, and what it pushes next."""

    pusher: Pusher
    path: str
    coordinator: HwgCoordinator
    documents: tuple[bytes, bytes]
    read: Device
    """What the first document says."""


def measure(seed: int) -> list[Row]:
    """Measure a push of each of all devices, and all of them at once with their logs."""
    return run(_measure)


async def _measure() -> list[Row]:
    async with home_assistant() as hass:
        await add_alerts(hass)
        service = await add_receiver(hass)
        with _without_collections():
            devices = [await _add(hass, service, number) for number in range(DEVICES)]
            await hass.async_block_till_done()
        rows = await _one_by_one(service, devices)
        return [*rows, *await _all_at_once(hass, service, devices)]


@contextmanager
def _without_collections() -> Iterator[None]:
    """Collect no garbage in what is not measured: it takes longer with each device."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _add(hass: HomeAssistant, service: PushService, number: int) -> _Device:
    device, path = full_device(number), new_path(KEY)
    source = f"127.1.{number // 250}.{number % 250 + 1}"
    url = f"http://{HOST}:{service.listener.port}/{path}"
    pusher = Pusher(device, url, source=source)
    entry = pushing_entry(device, path)
    service.know(entry)
    await service.receive(call_to(path), pusher.document())
    await hass.config_entries.async_add(entry)
    documents = []
    for _ in range(2):
        for sensor in device.sensors[:CHANGED]:
            sensor.nudge(1)
        pusher.pushes += 1
        documents.append(pusher.document())
    first, second = documents
    read = read_push(first).device
    return _Device(pusher, path, entry.runtime_data, (first, second), read)


async def _one_by_one(service: PushService, devices: list[_Device]) -> list[Row]:
    """Let each push twice; the second time, write the states of another one besides."""
    for each in devices:
        await _receive(service, each, 0)
    ours, floor, collections = Spent(), Spent(), Collections()
    with collections.watching():
        for number, each in enumerate(devices):
            with ours.counting():
                await _receive(service, each, 1)
            other = devices[number - DEVICES // 2]
            with floor.counting():
                ET.fromstring(other.documents[0])  # noqa: S314
                other.coordinator.data = other.read
                other.coordinator.async_update_listeners()
    what = f"pushers: {DEVICES} x {READINGS}"
    share = 100 / DEFAULT_PUSH_PERIOD.total_seconds()
    return [
        Row(
            f"{what}: a push",
            [ours.cpu / DEVICES * 1000],
            "ms",
            note=f"CPU, {collections.cpu / DEVICES * 1000:.2f} ms of garbage collection",
        ),
        Row(
            f"{what}: the same",
            [ours.cpu / floor.cpu],
            goal=3.5,
            note="by parse and state writes; each device once, so nothing is warm",
        ),
        Row(
            f"{what}: all of them every 5 min",
            [ours.cpu * share],
            "%",
            note=f"of a core; parse and state writes {floor.cpu * share:.1f} %",
        ),
    ]


async def _receive(service: PushService, device: _Device, number: int) -> None:
    reply = await service.receive(call_to(device.path), device.documents[number])
    if reply.status != 200:
        raise RuntimeError("A push was refused")


@dataclass(slots=True)
class _Burst:
    """What became of what was sent when all did so at once."""

    listener: PushListener
    answers: Counter[str] = field(default_factory=Counter)
    most_open: int = 0

    async def push(self, pusher: Pusher, document: bytes) -> int:
        """Push until that is kept, as a device does that is told to keep its log."""
        for tries in count(1):
            try:
                reply = await pusher.send(document)
            except OSError, TimeoutError:
                self.answers["cut"] += 1
            else:
                if reply.erases_log:
                    return tries
                self.answers[f"status {reply.tag('Status')}"] += 1
            self.most_open = max(self.most_open, self.listener.connections)
            await asyncio.sleep(_AGAIN)
        raise AssertionError


async def _all_at_once(
    hass: HomeAssistant, service: PushService, devices: list[_Device]
) -> list[Row]:
    """Let nobody have heard them for hours, and then all push at once with their logs."""
    with _without_collections():
        documents = await _log(hass, devices)
    each_has = READINGS * _LOGGED
    values = DEVICES * each_has
    looked: dict[str, int] = {}

    def missing() -> int:
        # One that was not answered in time has pushed twice.
        return values - sum(min(each, each_has) for each in looked.values())

    async def look(past: Past) -> None:
        looked[past.device] = sum(map(len, past.values.values()))

    async_past_readers(hass).async_add(look)
    burst = _Burst(service.listener)
    lag, begun, spent = Lag(), perf_counter(), Spent()
    with lag.watching(), spent.counting():
        tries = await asyncio.gather(
            *(
                burst.push(each.pusher, document)
                for each, document in zip(devices, documents, strict=True)
            )
        )
        pushed = perf_counter() - begun
        await hass.async_block_till_done(wait_background_tasks=True)
    what = f"pushers: {DEVICES} at once with {each_has} logged values each"
    return [
        Row(what, [pushed], "s", note="until each was kept, senders included"),
        Row(f"{what}: not kept", [DEVICES - len(looked)], "", goal=0),
        Row(f"{what}: values lost", [missing()], "", goal=0, note=f"of {values}"),
        Row(
            f"{what}: tries",
            [max(tries)],
            "",
            note=f"of the one that needed most, every {_AGAIN:.0f} s",
        ),
        Row(
            f"{what}: answered Status 1",
            [burst.answers["status 1"]],
            "",
            note=f"of {sum(tries)} tries; {burst.answers['cut']} were cut",
        ),
        Row(
            f"{what}: answered something else",
            [burst.answers.total() - burst.answers["status 1"] - burst.answers["cut"]],
            "",
            goal=0,
        ),
        Row(f"{what}: open at a time", [burst.most_open], "", goal=MOST_CONNECTIONS),
        Row(
            f"{what}: all looked at",
            [spent.wall],
            "s",
            note=f"{spent.cpu / DEVICES * 1000:.0f} ms of CPU each, senders included",
        ),
        Row(f"{what}: loop lag p99", [lag.percentile(99)], "ms"),
    ]


async def _log(hass: HomeAssistant, devices: list[_Device]) -> list[bytes]:
    """Let all have logged for hours what nobody heard, and return what they push."""
    now = time.time()
    observer = await async_observer(hass)
    documents = []
    for each in devices:
        entry_id = each.coordinator.config_entry.entry_id
        begin = now - (_LOGGED + 1) * _EVERY
        observer.gaps.lose(entry_id, begin, Cause.HELD, now)
        for number in range(_LOGGED):
            each.pusher.device.sensors[0].nudge(1 if number % 2 else -1)
            each.pusher.measure(now - (_LOGGED - number) * _EVERY)
        each.pusher.now = now
        documents.append(each.pusher.document())
        each.pusher.log.clear()
    return documents
