"""Telling traps from all else, and who sent them."""

import asyncio
from collections.abc import Callable, Iterator
import errno
import logging
from random import Random
import socket

import pytest

from custom_components.hwgroup.client import TrapListener, traps

from ..traps import (
    GET,
    INFORM,
    V1,
    V1_TRAP,
    V2C,
    V2C_TRAP,
    V3,
    Sender,
    element,
    integer,
    message,
    v1_trap,
    v2c_trap,
)

PDU = element(V1_TRAP, integer(1))


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listen on the loopback only."""
    monkeypatch.setattr(traps, "EVERYWHERE", ("127.0.0.1",))


@pytest.fixture
def senders() -> list[str]:
    """Return who has sent a trap so far."""
    return []


@pytest.fixture
async def listener(senders: list[str]) -> Iterator[TrapListener]:
    """Return a listener that is not open yet."""
    listener = TrapListener(senders.append)
    yield listener
    listener.close()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    "datagram",
    [
        v1_trap(),
        v1_trap(generic=0, specific=0),
        v1_trap(community=b""),
        v1_trap(community=b"c" * 200),
        v2c_trap(),
        message(V1, PDU, long_form=True),
        message(V1, element(V1_TRAP, integer(1), long_form=True)),
        message(V2C, element(V2C_TRAP, b"x" * 3000)),
    ],
    ids=len,
)
def test_traps(datagram: bytes) -> None:
    """Of both versions, with any community and either form of length."""
    assert traps.is_trap(datagram)


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"0",
        b"\x30\x00",
        b"\x30\x80" + v1_trap()[2:] + b"\x00\x00",  # of no definite length
        b"\x30\xff" + v1_trap()[2:],
        b"\x31" + v1_trap()[1:],
        v1_trap() + b"\x00",
        v1_trap() * 2,
        message(V1, PDU + integer(1)),
        message(V1, element(V1_TRAP)),
        message(V1, element(GET, integer(1))),
        message(V1, element(V2C_TRAP, integer(1))),
        message(V2C, PDU),
        message(V2C, element(INFORM, integer(1))),
        message(V3, PDU),
        element(0x30, element(0x02), element(0x04), PDU),
        element(0x30, element(0x02, b"\x00\x00"), element(0x04), PDU),
        element(0x30, integer(V1), element(0x05), PDU),
        element(0x30, integer(V1), PDU),
        element(0x30, integer(V1), element(0x04)),
        b"GET / HTTP/1.1\r\n\r\n",
    ],
    ids=bytes.hex,
)
def test_anything_else(datagram: bytes) -> None:
    """Is no trap."""
    assert not traps.is_trap(datagram)


@pytest.mark.parametrize("trap", [v1_trap(), v2c_trap()])
def test_a_trap_cut_off(trap: bytes) -> None:
    """Is none, wherever it ends."""
    assert not any(traps.is_trap(trap[:end]) for end in range(len(trap)))


def test_chance_raises_nothing() -> None:
    """Whatever a datagram holds, it is a trap or it is not."""
    chance = Random(162)
    for _ in range(20_000):
        datagram = bytearray(chance.choice((v1_trap(), v2c_trap())))
        for _ in range(chance.randint(1, 4)):
            datagram[chance.randrange(len(datagram))] = chance.randrange(256)
        traps.is_trap(bytes(datagram[: chance.randint(0, 200)]))
        traps.is_trap(chance.randbytes(chance.randint(0, 40)))


async def test_the_sender_of_each_trap(
    listener: TrapListener, senders: list[str]
) -> None:
    """Is told by address; what is no trap is counted."""
    listener.open(0)
    with (
        Sender(listener.port, "127.0.0.1") as one,
        Sender(listener.port, "127.0.0.2") as other,
    ):
        one.send(v1_trap())
        other.send(v2c_trap())
        other.send(b"noise")
        other.send(b"")
        one.send(v2c_trap())
        await _until(lambda: len(senders) + listener.malformed == 5)
    assert senders == ["127.0.0.1", "127.0.0.2", "127.0.0.1"]
    assert listener.malformed == 2


@pytest.mark.parametrize(
    ("address", "source"), [("::1", "::1"), ("::ffff:127.0.0.1", "127.0.0.1")]
)
async def test_both_families(
    listener: TrapListener,
    senders: list[str],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    source: str,
) -> None:
    """An IPv4 sender is one, also where the socket is for both."""
    monkeypatch.setattr(traps, "EVERYWHERE", (address, "127.0.0.1"))
    listener.open(0)
    if listener._socket.family is not socket.AF_INET6:
        pytest.skip("no IPv6 here")
    with Sender(listener.port, source, to=source) as sender:
        sender.send(v1_trap())
        await _until(lambda: bool(senders))
    assert senders == [source]


@pytest.mark.parametrize("missing", [errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL])
async def test_ipv4_alone(
    listener: TrapListener,
    senders: list[str],
    monkeypatch: pytest.MonkeyPatch,
    missing: int,
) -> None:
    """A system without IPv6 listens, too."""
    bound = traps._bound

    def without_ipv6(address: str, port: int) -> socket.socket:
        if ":" in address:
            raise OSError(missing, "not here")
        return bound(address, port)

    monkeypatch.setattr(traps, "EVERYWHERE", ("::", "127.0.0.1"))
    monkeypatch.setattr(traps, "_bound", without_ipv6)
    listener.open(0)
    with Sender(listener.port, "127.0.0.1") as sender:
        sender.send(v1_trap())
        await _until(lambda: bool(senders))
    assert senders == ["127.0.0.1"]


async def test_a_port_in_use(
    listener: TrapListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is told, not evaded; and it is free as soon as the other one is closed."""
    other = TrapListener(lambda _: None)
    other.open(0)
    port = other.port
    for addresses in (("127.0.0.1",), ("127.0.0.1", "127.0.0.2")):
        monkeypatch.setattr(traps, "EVERYWHERE", addresses)
        with pytest.raises(OSError, match="in use") as err:
            listener.open(port)
        assert err.value.errno == errno.EADDRINUSE
        assert listener.port == 0
    other.close()
    other.close()
    listener.open(port)
    assert listener.port == port


async def test_nothing_to_read_after_all(listener: TrapListener) -> None:
    """As after a datagram whose checksum was wrong."""
    listener.open(0)
    listener._take(listener._socket)
    assert listener.malformed == 0


async def test_nothing_is_logged(
    listener: TrapListener, senders: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A community is a password."""
    caplog.set_level(logging.DEBUG)
    listener.open(0)
    with Sender(listener.port, "127.0.0.1") as sender:
        sender.send(v1_trap(community=b"s3cret"))
        sender.send(b"s3cret")
        await _until(lambda: bool(senders) and bool(listener.malformed))
    assert "s3cret" not in caplog.text
    assert "s3cret" not in str(vars(listener))
