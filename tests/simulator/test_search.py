"""The answers to the UDP search, byte by byte."""

import asyncio
from collections.abc import AsyncIterator
import socket

import pytest

from simulator import MODELS, SearchFault, SearchResponder, SimulatedDevice
from simulator.search import LOOPBACK_BROADCAST, SEARCH_FRAME


@pytest.fixture
async def unit() -> AsyncIterator[SimulatedDevice]:
    """Return a device at an address of its own."""
    made = SimulatedDevice(MODELS["ste"], mac="00:0A:59:01:02:03")
    await made.start("127.0.0.31")
    yield made
    await made.stop()


@pytest.fixture
async def responder(unit: SimulatedDevice) -> AsyncIterator[SearchResponder]:
    """Return the answer of a device to the search."""
    async with SearchResponder([unit]) as running:
        yield running


async def _ask(
    responder: SearchResponder, frame: bytes = SEARCH_FRAME, seconds: float = 0.2
) -> list[tuple[bytes, str]]:
    """Send a frame to all, and return the answers with their senders."""
    answers: list[tuple[bytes, str]] = []
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        client.bind(("127.0.0.1", 0))
        client.sendto(frame, (LOOPBACK_BROADCAST, responder.port))
        try:
            async with asyncio.timeout(seconds):
                while True:
                    data, (host, _) = await loop.sock_recvfrom(client, 512)
                    answers.append((data, host))
        except TimeoutError:
            return answers


async def test_layout(responder: SearchResponder, unit: SimulatedDevice) -> None:
    """The fields: MAC, address, mask, allowed addresses, type, gateway, bits, port, key."""
    [(reply, sender)] = await _ask(responder)
    assert sender == "127.0.0.31"
    assert len(reply) == 0x32
    assert reply[:6].hex(":") == "00:0a:59:01:02:03"
    assert reply[6:10] == bytes((127, 0, 0, 31))
    assert reply[0x0A:0x0E] == bytes((255, 0, 0, 0))
    assert reply[0x1A:0x1E] == bytes((127, 0, 0, 1))
    assert int.from_bytes(reply[0x20:0x22]) == unit.port


@pytest.mark.parametrize("frame", [b"", SEARCH_FRAME[:-1], SEARCH_FRAME + b"\0"])
async def test_any_other_frame(responder: SearchResponder, frame: bytes) -> None:
    """Only the exact search frame is answered."""
    assert await _ask(responder, frame) == []
    assert responder.searches == 0


async def test_faults(responder: SearchResponder) -> None:
    """Each fault changes the answer in its own way."""
    replies = {}
    for fault in SearchFault:
        responder.fault = fault
        [(replies[fault], _)] = await _ask(responder)
    good = replies[SearchFault.NONE]
    assert replies[SearchFault.WRONG_OUI][1:] == good[1:]
    assert replies[SearchFault.WRONG_OUI][0] == 2
    assert replies[SearchFault.SHORT] == good[:0x21]
    assert replies[SearchFault.OTHER_ADDRESS][6:10] == bytes((192, 0, 2, 1))


async def test_plugged_devices_only(
    responder: SearchResponder, unit: SimulatedDevice
) -> None:
    """An unplugged device does not answer."""
    await unit.unplug()
    assert await _ask(responder) == []
    assert responder.searches == 1


async def test_stopped_twice(unit: SimulatedDevice) -> None:
    """Stopping twice is allowed."""
    responder = SearchResponder([unit])
    await responder.start()
    await responder.stop()
    await responder.stop()
