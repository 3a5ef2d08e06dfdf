"""What a push costs, by parsing its document and writing its states, and many at once."""

import asyncio
from collections.abc import Iterator
from itertools import cycle
import socket
from time import perf_counter
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

from custom_components.hwgroup.client import Call, Device, read_push
from custom_components.hwgroup.const import (
    CONF_PATH_KEY,
    CONF_PUSH_PATH,
    DOMAIN,
    ENTRY_MINOR_VERSION,
    PUSH_UNIQUE_ID,
)
from custom_components.hwgroup.coordinator import HwgCoordinator
from custom_components.hwgroup.flows.device_form import entry_data
from custom_components.hwgroup.push.paths import new_path
from custom_components.hwgroup.push.service import PushService
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from simulator import MODELS, Pusher, Sensor
from simulator.state import DeviceState

from .documents import CHANGED, READINGS, mac
from .installation import home_assistant, run
from .lag import Lag
from .report import Row
from .server import HOST
from .size import size
from .timing import Ratios, async_paired

SENDERS = size(10_000, 4)
_AT_ONCE = 100
_MOST_TRIES = 20
KEY = "5c" * 32
_DOCUMENTS = size(1000, 3)  # more than there are calls


def measure(seed: int) -> list[Row]:
    """Measure one push of a full device, and a burst of as many as there are senders."""
    ratios = run(_ratios)
    burst = run(_burst)
    note = "by parse and state writes"
    return [
        Row(
            f"push: {CHANGED} of {READINGS} changed",
            ratios.cpu,
            goal=2.5,
            note=f"CPU, {note}",
        ),
        Row("push: the same", ratios.wall, note=f"wall, {note}; waits for the disk"),
        *burst,
    ]


async def _ratios() -> Ratios:
    async with home_assistant() as hass:
        service = await add_receiver(hass)
        device = full_device(0)
        entry = pushing_entry(device, new_path(KEY))
        path = entry.data[CONF_PUSH_PATH]
        pusher = Pusher(device, f"http://{HOST}/{path}")
        service.know(entry)
        await service.receive(call_to(path), pusher.document())
        await hass.config_entries.async_add(entry)
        await hass.async_block_till_done()
        coordinator: HwgCoordinator = entry.runtime_data
        pushes = _documents(device, pusher)
        floor = _documents(device, pusher)
        devices = _devices(device, pusher)

        async def beneath() -> None:
            ET.fromstring(next(floor))  # noqa: S314
            coordinator.data = next(devices)
            coordinator.async_update_listeners()

        async def above() -> None:
            reply = await service.receive(call_to(path), next(pushes))
            if reply.status != 200:
                raise RuntimeError("A push was refused")

        return await async_paired(beneath, above)


def _documents(device: DeviceState, pusher: Pusher) -> Iterator[bytes]:
    """Make documents before anything is measured, no two of them the same."""
    documents = []
    for _ in range(_DOCUMENTS):
        for sensor in device.sensors[:CHANGED]:
            sensor.nudge(1 if pusher.pushes % 2 else -1)
        pusher.pushes += 1
        documents.append(pusher.document())
    return iter(documents)


def _devices(device: DeviceState, pusher: Pusher) -> Iterator[Device]:
    documents = _documents(device, pusher)
    return cycle([read_push(next(documents)).device for _ in range(2)])


async def _burst() -> list[Row]:
    """Let all senders push at once, until each is told that its push was kept."""
    async with home_assistant() as hass:
        service = await add_receiver(hass)
        pushers = []
        for number in range(SENDERS):
            device = full_device(number)
            entry = pushing_entry(device, new_path(KEY))
            service.know(entry)
            url = f"http://{HOST}:{service.listener.port}/{entry.data[CONF_PUSH_PATH]}"
            source = f"127.1.{number // 250}.{number % 250 + 1}"
            pushers.append(Pusher(device, url, source=source))
        turns = asyncio.Semaphore(_AT_ONCE)
        lag = Lag()
        begun = perf_counter()
        with lag.watching():
            tries = await asyncio.gather(*(_push(each, turns) for each in pushers))
        seconds = perf_counter() - begun
        kept = service.counts["kept"]
    what = f"push: {SENDERS} senders at once"
    return [
        Row(what, [seconds * 1000 / SENDERS], "ms", note="each, senders included"),
        Row(f"{what}: not kept", [SENDERS - kept], "", goal=0),
        Row(f"{what}: tries", [max(tries)], "", note="of the one that needed most"),
        Row(f"{what}: loop lag p99", [lag.percentile(99)], "ms"),
    ]


async def _push(pusher: Pusher, turns: asyncio.Semaphore) -> int:
    """Push until that is kept, and return how many tries it took."""
    for tries in range(1, _MOST_TRIES):
        async with turns:
            try:
                if (await pusher.push()).erases_log:
                    return tries
            except OSError, TimeoutError:
                pass
        await asyncio.sleep(1)
    raise RuntimeError("A push was never kept")


async def add_receiver(hass: HomeAssistant) -> PushService:
    """Receive pushes at any free port."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    entry: ConfigEntry[PushService] = _config_entry(
        {
            "host": HOST,
            "port": port,
            "username": "",
            "password": "",
            CONF_PATH_KEY: KEY,
        },
        PUSH_UNIQUE_ID,
    )
    await hass.config_entries.async_add(entry)
    return entry.runtime_data


def _config_entry(data: dict[str, object], unique_id: str) -> ConfigEntry[Any]:
    return ConfigEntry(
        version=1,
        minor_version=ENTRY_MINOR_VERSION,
        domain=DOMAIN,
        title=unique_id,
        data=data,
        options={},
        source=SOURCE_USER,
        unique_id=unique_id,
        discovery_keys=MappingProxyType({}),
        subentries_data=None,
    )


def pushing_entry(device: DeviceState, path: str) -> ConfigEntry[HwgCoordinator]:
    """Return the entry of a device that only pushes, to a path."""
    typed = {"host": HOST, "snmp": {"transport": "push"}}
    return _config_entry(
        {**entry_data(typed), CONF_PUSH_PATH: path}, device.mac.lower()
    )


def full_device(number: int) -> DeviceState:
    """Return a device with many sensors, and a name of its own.

    Of entities of the same name, Home Assistant tries one number after the other.
    """
    device = DeviceState(MODELS["ste2"], mac=mac(number), name=f"Device {number}")
    device.inputs.clear()
    device.sensors = [
        Sensor(index, f"Sensor {index}", "C", 20.0) for index in range(1, READINGS + 1)
    ]
    return device


def call_to(path: str) -> Call:
    """Return a push to a path."""
    return Call(path, HOST, "")
