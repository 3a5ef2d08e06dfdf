"""Finding devices: HW group's UDP search, and asking each address of a network.

The search is that of UDP Config, which HW group's application note AN20 describes: a
frame sent to a broadcast address, which each device answers with its MAC and its IP
settings. A device that has answered would accept new settings for a while, so there
is never a second frame, and nothing but the search is ever sent.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Any, Final, override

from .model import mac_from_text

SEARCH_FRAME: Final = b"\xff" * 6 + b"IIIIMMMMFFFFWWWWUC12345678(c)HW-server.com"
SEARCH_PORT: Final = 9999

_ANYWHERE: Final = "0.0.0.0"  # noqa: S104
_OUI: Final = bytes.fromhex("000A59")
_MAC: Final = slice(0, 6)
_IP: Final = slice(6, 10)
_PORT: Final = slice(0x20, 0x22)
_SHORTEST_REPLY: Final = 0x22
# A flood of forged replies ends there.
_MOST_FOUND: Final = 256
# The largest network that a sweep takes: some 1000 addresses.
_SHORTEST_PREFIX: Final = 22


@dataclass(frozen=True, slots=True)
class Found:
    """A device that has answered the search."""

    mac: str
    """Lower-case, colon-separated."""
    address: str
    port: int | None
    """The TCP port that it tells, None for 0. Which one that is, is not documented."""


def parse_reply(datagram: bytes, sender: str) -> Found | None:
    """Read an answer to the search, None for anything else.

    The address inside has to be the sender's: what a device behind a router, or
    somebody who pretends to be one, tells of another address is not believed.
    """
    if len(datagram) < _SHORTEST_REPLY or not datagram.startswith(_OUI):
        return None
    mac = mac_from_text(datagram[_MAC].hex())
    if mac is None or str(IPv4Address(datagram[_IP])) != sender:
        return None
    return Found(mac, sender, int.from_bytes(datagram[_PORT]) or None)


async def find_devices(
    addresses: Collection[str], seconds: float, port: int = SEARCH_PORT
) -> list[Found]:
    """Send one frame to each broadcast address, and collect answers for a while.

    Raises OSError where there is no socket to be had.
    """
    if not addresses:
        return []
    transport, replies = await _open(port)
    try:
        for address in addresses:
            transport.sendto(SEARCH_FRAME, (address, port))
        await asyncio.sleep(seconds)
    finally:
        transport.close()
    return list(replies.found.values())


class _Replies(asyncio.DatagramProtocol):
    """Keeps who has answered: one device at each address, however much that one sends."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}

    @override
    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        found = parse_reply(data, addr[0])
        if found is not None and len(self.found) < _MOST_FOUND:
            self.found.setdefault(found.address, found)


async def _open(port: int) -> tuple[asyncio.DatagramTransport, _Replies]:
    """Return a socket at the port of the search where it is free, else at any.

    Whether devices answer to the port of the sender or to that of the search is not
    documented; this takes both.
    """
    try:
        return await _opened(port)
    except OSError:
        return await _opened(0)


async def _opened(port: int) -> tuple[asyncio.DatagramTransport, _Replies]:
    transport, replies = await asyncio.get_running_loop().create_datagram_endpoint(
        _Replies, local_addr=(_ANYWHERE, port), allow_broadcast=True
    )
    return transport, replies


def sweepable(text: str) -> IPv4Network:
    """Read a network in CIDR notation as a person types it; a host stands for its own.

    Raises ValueError where it is none, or too large to be swept.
    """
    network = IPv4Network(text.strip(), strict=False)
    if network.prefixlen < _SHORTEST_PREFIX:
        raise ValueError(f"Larger than a /{_SHORTEST_PREFIX}: {network}")
    return network


async def sweep[AnswerT](
    network: IPv4Network,
    probe: Callable[[str], Awaitable[AnswerT | None]],
    concurrency: int,
    on_progress: Callable[[float], None],
) -> list[AnswerT]:
    """Ask each address of a network, so many at a time, and return what answers.

    Progress is told from 0 to 1. Raises ValueError for a network beyond /22.
    """
    addresses = list(sweepable(str(network)).hosts())
    answers: dict[IPv4Address, AnswerT] = {}
    waiting = iter(addresses)
    asked = 0

    async def work() -> None:
        nonlocal asked
        for address in waiting:
            answer = await probe(str(address))
            if answer is not None:
                answers[address] = answer
            asked += 1
            on_progress(asked / len(addresses))

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(work())
    return [answers[address] for address in sorted(answers)]
