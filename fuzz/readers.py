"""What reads from the network: documents, pushes, SNMP, traps, answers to the search."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from ipaddress import IPv4Address
import json
from math import isfinite
from typing import Any
from unittest.mock import patch

from custom_components.hwgroup.client import (
    Community,
    Device,
    HwgError,
    Quantity,
    ReadingState,
    SnmpClient,
    ValuesReader,
    merged,
    parse_reply,
    read_push,
    read_sms_event,
    snmp_community,
)
from custom_components.hwgroup.client.agent import Operation
from custom_components.hwgroup.client.text import LONGEST_TEXT
from custom_components.hwgroup.client.traps import is_trap

from .agents import Liar
from .source import Source

# Many times what an honest agent needs for two reads.
_MOST_REQUESTS = 4000
_WITHOUT_VALUE = (ReadingState.INVALID, ReadingState.DISCONNECTED)


def _device(read: Callable[[], Device]) -> Device | None:
    try:
        return read()
    except HwgError:
        return None


def _check(device: Device) -> None:
    """Check that a device is what the model promises, and what a store can keep."""
    for sensor in device.sensors.values():
        unknown = sensor.state.is_alarm and sensor.unit.quantity is Quantity.UNKNOWN
        nothing = unknown or sensor.state in _WITHOUT_VALUE
        assert (sensor.value is None) == nothing
        assert sensor.value is None or isfinite(sensor.value)
    for parts in (device.sensors, device.inputs, device.outputs):
        for key, part in parts.items():
            assert part.key == key
            assert len(part.name) <= LONGEST_TEXT
            assert part.name == part.name.strip()
            assert not any(sign < " " for sign in part.name)
    stored = json.loads(json.dumps(device.to_dict(), allow_nan=False))
    assert Device.from_dict(stored) == device


def document(data: bytes) -> None:
    """`values.xml`: a device or an HwgError, and the same again."""
    reader = ValuesReader()
    device = _device(lambda: reader.read(data))
    assert _device(lambda: reader.read(data)) == device
    if device is not None:
        _check(device)


def push(data: bytes) -> None:
    """What is pushed: a device with its log, or an HwgError."""
    try:
        pushed = read_push(data)
    except HwgError:
        return
    assert pushed.device.identity.unique_id
    _check(pushed.device)
    _check(merged(pushed.device, pushed.device))
    assert 0 < pushed.port < 2**16
    device = pushed.device
    parts = {
        "sensor": device.sensors,
        "input": device.inputs,
        "output": device.outputs,
    }
    for (kind, key), logged in pushed.log.items():
        assert key in parts[kind]
        assert all(isfinite(each.value) and each.offset < 0 for each in logged)


def report(data: bytes) -> None:
    """What an SMS gateway reports: an SMS or a call, or an HwgError; short texts only."""
    try:
        told = read_sms_event(data)
    except HwgError:
        return
    assert told.number
    assert max(len(told.number), len(told.text or "")) <= LONGEST_TEXT
    assert told.agrees or told.text is not None


def _run(coroutine: Any) -> Any:
    with closing(asyncio.new_event_loop()) as loop:
        return loop.run_until_complete(coroutine)


async def _answer_to_a_request(datagram: bytes) -> None:
    community = Community("2c" if datagram[4:5] == b"\1" else "1")
    conversation = snmp_community.CommunityConversation(community)
    asking = conversation.ask(Operation.GET, [((1, 3), None)], lambda _request: None)
    asking.send(None)
    try:
        expected = conversation.take(datagram)
    except Exception:  # noqa: BLE001 - so it is promised
        expected = False
    if not expected:
        asking.close()
        return
    try:
        asking.send(None)
    except StopIteration as end:
        for oid, value in end.value:
            assert isinstance(oid, tuple)
            assert value is None or type(value) in (int, bytes, tuple)
    except HwgError:
        pass


def answer(data: bytes) -> None:
    """The bytes of an answer to the request with the ID 1: any error, but an end."""
    with patch.object(snmp_community, "new_request_id", lambda: 1):
        _run(_answer_to_a_request(data))


async def _two_reads(liar: Liar) -> None:
    client = SnmpClient(liar)
    for _ in range(2):
        try:
            device = await client.read()
        except HwgError:
            continue
        _check(device)
    assert liar.requests < _MOST_REQUESTS


def agent(data: bytes) -> None:
    """An agent that lies: a device or an HwgError, after a limited number of requests."""
    _run(_two_reads(Liar(Source(data))))


def trap(data: bytes) -> None:
    """A trap is one as it is, and neither cut off nor with something behind it."""
    if is_trap(data):
        assert not is_trap(data[:-1])
        assert not is_trap(data + b"\0")


def reply(data: bytes) -> None:
    """An answer to the search: a device of HW group at the address of its sender."""
    sender = str(IPv4Address(data[6:10])) if len(data) > 9 else "127.0.0.1"
    found = parse_reply(data, sender)
    if found is not None:
        assert found.mac.startswith("00:0a:59:")
        assert found.address == sender
        assert found.port is None or 0 < found.port < 2**16
    assert parse_reply(data, "192.0.2.255") is None or sender == "192.0.2.255"
