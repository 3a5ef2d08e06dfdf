"""The search frame and its answers, and the sweep, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import IPv4Network
import socket

import pytest

from custom_components.hwgroup.client import (
    Found,
    find_devices,
    parse_reply,
    search as client_search,
    sweep,
    sweepable,
)
from custom_components.hwgroup.client.search import SEARCH_FRAME
from simulator import MODELS, SearchFault, SearchResponder, SimulatedDevice
from simulator.search import LOOPBACK_BROADCAST, search_reply
from tests.simulator.helpers import until

SECONDS = 0.3
MACS = ("00:0A:59:00:00:01", "00:0A:59:00:00:02")


@pytest.fixture(autouse=True)
def real_sockets(socket_enabled: None) -> None:
    """Let all these tests use the loopback."""


@pytest.fixture
async def responder() -> AsyncIterator[SearchResponder]:
    """Return two devices at addresses of their own that answer the search."""
    devices = [SimulatedDevice(MODELS["ste"], mac=mac) for mac in MACS]
    for number, device in enumerate(devices, start=21):
        await device.start(f"127.0.0.{number}")
    async with SearchResponder(devices) as running:
        yield running
    for device in devices:
        await device.stop()


def _reply(
    mac: str = "000a59012345",
    ip: str = "0a000005",
    port: str = "1f90",
    length: int = 50,
) -> bytes:
    start = bytes.fromhex(mac + ip).ljust(0x20, b"\xff") + bytes.fromhex(port)
    return start.ljust(0x32, b"\xff")[:length]


def test_the_frame_is_the_published_one() -> None:
    """Six bytes of ones, and 42 letters."""
    assert SEARCH_FRAME.hex().upper() == (
        "FFFFFFFFFFFF494949494D4D4D4D464646465757575755433132333435363738"
        "28632948572D7365727665722E636F6D"
    )
    assert len(SEARCH_FRAME) == 48


@pytest.mark.parametrize("length", [0x22, 0x32, 0x200])
def test_a_reply_tells_who_is_where(length: int) -> None:
    """Whatever follows what is documented."""
    datagram = _reply(length=0x22).ljust(length, b"\0")
    assert parse_reply(datagram, "10.0.0.5") == Found(
        "00:0a:59:01:23:45", "10.0.0.5", 8080
    )


def test_a_reply_need_not_tell_a_port() -> None:
    """Zero is none."""
    found = parse_reply(_reply(port="0000"), "10.0.0.5")
    assert found == Found("00:0a:59:01:23:45", "10.0.0.5", None)


@pytest.mark.parametrize(
    ("datagram", "sender"),
    [
        (b"", "10.0.0.5"),
        (_reply(length=0x21), "10.0.0.5"),
        (_reply(mac="020a59012345"), "10.0.0.5"),
        (_reply(), "10.0.0.6"),
        (_reply(), "5.0.0.10"),
        (_reply(), "::1"),
        (SEARCH_FRAME, "10.0.0.5"),
        (b"\xff" * 0x32, "255.255.255.255"),
    ],
)
def test_what_is_no_reply(datagram: bytes, sender: str) -> None:
    """Too short, another maker's, or of another address than it comes from."""
    assert parse_reply(datagram, sender) is None


def test_anything_is_a_reply_or_none() -> None:
    """Nothing that arrives raises."""
    whole = _reply()
    for length in range(len(whole)):
        parse_reply(whole[:length], "10.0.0.5")
        parse_reply(whole[length:], "10.0.0.5")


async def test_devices_answer_one_frame(responder: SearchResponder) -> None:
    """Each is found once, however often it answers, at its own address."""
    responder.copies = 3
    found = await find_devices([LOOPBACK_BROADCAST], SECONDS, responder.port)
    one, other = responder.devices
    assert set(found) == {
        Found("00:0a:59:00:00:01", "127.0.0.21", one.port),
        Found("00:0a:59:00:00:02", "127.0.0.22", other.port),
    }
    assert len(found) == 2
    assert responder.searches == 1


async def test_an_unplugged_device_is_not_found(responder: SearchResponder) -> None:
    """Only the other one answers."""
    await responder.devices[0].unplug()
    found = await find_devices([LOOPBACK_BROADCAST], SECONDS, responder.port)
    assert [device.address for device in found] == ["127.0.0.22"]


@pytest.mark.parametrize("fault", [f for f in SearchFault if f is not SearchFault.NONE])
async def test_wrong_answers(responder: SearchResponder, fault: SearchFault) -> None:
    """They are dropped, as if nobody had answered."""
    responder.fault = fault
    assert await find_devices([LOOPBACK_BROADCAST], SECONDS, responder.port) == []
    assert responder.searches == 1


async def test_a_flood_is_bounded(
    responder: SearchResponder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more is kept than there can be."""
    monkeypatch.setattr(client_search, "_MOST_FOUND", 1)
    assert len(await find_devices([LOOPBACK_BROADCAST], SECONDS, responder.port)) == 1


def _is_taken(port: int) -> bool:
    """Return whether somebody listens at a port of UDP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        try:
            other.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


async def test_answers_to_the_port_of_the_search() -> None:
    """Where a device does not answer to the port of the sender, it is heard, too."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    device = SimulatedDevice(MODELS["ste"], mac=MACS[0])
    device.host, device.port = "127.0.0.21", 80
    searching = asyncio.create_task(find_devices(["127.0.0.1"], SECONDS, port))
    await until(lambda: _is_taken(port))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((device.host, 0))
        sender.sendto(search_reply(device), ("127.0.0.1", port))
    # What is heard of the search itself is no answer.
    assert await searching == [Found("00:0a:59:00:00:01", "127.0.0.21", 80)]


async def test_a_network_that_cannot_be_reached(responder: SearchResponder) -> None:
    """It keeps no other from being searched."""
    found = await find_devices(
        ["240.0.0.1", LOOPBACK_BROADCAST], SECONDS, responder.port
    )
    assert len(found) == 2


async def test_nowhere_to_search() -> None:
    """Without a network there is no socket and no waiting."""
    assert await find_devices([], 3600) == []


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("192.168.1.0/24", "192.168.1.0/24"),
        (" 192.168.1.77/24 ", "192.168.1.0/24"),
        ("10.0.0.0/22", "10.0.0.0/22"),
        ("10.0.0.5", "10.0.0.5/32"),
    ],
)
def test_networks_as_they_are_typed(text: str, network: str) -> None:
    """The address of a host in it does, too."""
    assert str(sweepable(text)) == network


@pytest.mark.parametrize(
    "text", ["", "here", "10.0.0.0/21", "0.0.0.0/0", "fe80::/64", "10.0.0.0/33"]
)
def test_what_is_not_swept(text: str) -> None:
    """No IPv4 network, or too large a one."""
    with pytest.raises(ValueError):  # noqa: PT011
        sweepable(text)


async def test_a_sweep_asks_each_address_once() -> None:
    """So many at a time, with progress, and the answers in order."""
    asked: list[str] = []
    busy = peak = 0
    progress: list[float] = []

    async def probe(address: str) -> str | None:
        nonlocal busy, peak
        asked.append(address)
        busy += 1
        peak = max(peak, busy)
        for _ in range(20 - int(address.rsplit(".", 1)[1])):
            await asyncio.sleep(0)  # the last ones answer first
        busy -= 1
        return address if address.endswith(("2", "7", "9")) else None

    found = await sweep(IPv4Network("10.0.0.0/28"), probe, 4, progress.append)
    assert found == ["10.0.0.2", "10.0.0.7", "10.0.0.9", "10.0.0.12"]
    assert sorted(asked) == sorted(f"10.0.0.{host}" for host in range(1, 15))
    assert peak == 4
    assert progress == [pytest.approx(asked / 14) for asked in range(1, 15)]


async def test_a_sweep_that_is_cancelled_stops() -> None:
    """Nothing is asked afterwards."""
    asked = 0

    async def probe(_address: str) -> None:
        nonlocal asked
        asked += 1
        await asyncio.Event().wait()

    task = asyncio.create_task(
        sweep(IPv4Network("10.0.0.0/24"), probe, 8, lambda _: None)
    )
    for _ in range(50):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asked == 8


async def test_a_network_too_large_is_not_swept() -> None:
    """Whoever asks."""

    async def probe(_address: str) -> None:
        raise AssertionError

    with pytest.raises(ValueError, match="22"):
        await sweep(IPv4Network("10.0.0.0/21"), probe, 1, lambda _: None)
