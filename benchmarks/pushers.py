"""Thousands of devices that push: each to a loaded installation, and all at once with logs."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
import time
from time import perf_counter
from xml.etree import ElementTree as ET

from custom_components.hwgroup.client import Device, read_push
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
from .lag import Lag
from .push import KEY, add_receiver, call_to, full_device, pushing_entry
from .report import Row
from .server import HOST
from .size import size
from .timing import Spent

DEVICES = size(2000, 3)
# As a device logs that has not been heard for three hours.
_LOGGED = 36
_EVERY = 300.0
_LONGEST = 300  # seconds until all logs were looked at


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
        devices = [await _add(hass, service, number) for number in range(DEVICES)]
        await hass.async_block_till_done()
        rows = await _one_by_one(service, devices)
        return [*rows, *await _all_at_once(hass, service, devices)]


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
    """Let each push once, and write the states of each once, when all is warm."""
    ours, floor = Spent(), Spent()
    for number, spent in enumerate((Spent(), ours)):
        with spent.counting():
            for each in devices:
                document = each.documents[number]
                reply = await service.receive(call_to(each.path), document)
                if reply.status != 200:
                    raise RuntimeError("A push was refused")
    with floor.counting():
        for each in devices:
            ET.fromstring(each.documents[0])  # noqa: S314
            each.coordinator.data = each.read
            each.coordinator.async_update_listeners()
    what = f"pushers: {DEVICES} x {READINGS}"
    share = ours.cpu / DEFAULT_PUSH_PERIOD.total_seconds() * 100
    return [
        Row(f"{what}: a push", [ours.cpu / DEVICES * 1000], "ms", note="CPU"),
        Row(
            f"{what}: the same",
            [ours.cpu / floor.cpu],
            goal=3.5,
            note="by parse and state writes; each device once, so nothing is warm",
        ),
        Row(
            f"{what}: all of them every 5 min",
            [share],
            "%",
            note="of a core; parse and state writes"
            f" {floor.cpu / DEFAULT_PUSH_PERIOD.total_seconds() * 100:.1f} %",
        ),
    ]


async def _all_at_once(
    hass: HomeAssistant, service: PushService, devices: list[_Device]
) -> list[Row]:
    """Let nobody have heard them for hours, and then all push at once with their logs."""
    now = time.time()
    observer = await async_observer(hass)
    for each in devices:
        entry_id = each.coordinator.config_entry.entry_id
        observer.gaps.lose(entry_id, now - (_LOGGED + 1) * _EVERY, Cause.HELD)
        for number in range(_LOGGED):
            each.pusher.device.sensors[0].nudge(1 if number % 2 else -1)
            each.pusher.measure(now - (_LOGGED - number) * _EVERY)
        each.pusher.now = now
    each_has = READINGS * _LOGGED
    values = DEVICES * each_has
    looked: dict[str, int] = {}
    complete = asyncio.Event()

    def missing() -> int:
        # One that was not answered in time has pushed twice.
        return values - sum(min(each, each_has) for each in looked.values())

    async def look(past: Past) -> None:
        looked[past.device] = sum(map(len, past.values.values()))
        if not missing():
            complete.set()

    async_past_readers(hass).async_add(look)
    answers = Counter[str]()
    lag, begun = Lag(), perf_counter()
    with lag.watching():
        tries = await asyncio.gather(*(_push(each.pusher, answers) for each in devices))
        pushed = perf_counter() - begun
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST):
                await complete.wait()
    seconds = perf_counter() - begun
    later = ", ".join(f"{count} {name}" for name, count in sorted(answers.items()))
    what = f"pushers: {DEVICES} at once with {READINGS * _LOGGED} logged values each"
    return [
        Row(what, [pushed * 1000 / DEVICES], "ms", note="each, senders included"),
        Row(f"{what}: not kept", [DEVICES - len(looked)], "", goal=0),
        Row(f"{what}: values lost", [missing()], "", goal=0, note=f"of {values}"),
        Row(
            f"{what}: tries",
            [max(tries)],
            "",
            note=f"of the one that needed most; {later}",
        ),
        Row(f"{what}: all looked at", [seconds], "s"),
        Row(f"{what}: loop lag p99", [lag.percentile(99)], "ms"),
    ]


async def _push(pusher: Pusher, answers: Counter[str]) -> int:
    """Push until that is kept, as a device does that is told to keep its log."""
    tries = 0
    while True:
        tries += 1
        try:
            reply = await pusher.push()
        except OSError, TimeoutError:
            answers["not connected"] += 1
        else:
            if reply.erases_log:
                return tries
            answers[str(reply.status)] += 1
        await asyncio.sleep(1)
