"""A UDP port."""

import asyncio
from collections.abc import Callable
import socket
from typing import cast

type Address = tuple[str, int]


class Port(asyncio.DatagramProtocol):
    """A port that hands each datagram to a function."""

    def __init__(self, receive: Callable[[Port, bytes, Address], None]) -> None:
        """Keep the function."""
        self._receive = receive
        self._closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    @property
    def address(self) -> Address:
        """Return the host and the port on which it listens."""
        host, port = self._transport.get_extra_info("sockname")[:2]
        return host, port

    def send(self, data: bytes, to: Address) -> None:
        """Send a datagram from this port."""
        self._transport.sendto(data, to)

    async def close(self) -> None:
        """Close, and wait until the port is free."""
        self._transport.abort()
        await self._closed

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Handle a datagram."""
        self._receive(self, data, addr)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the port is free."""
        self._closed.set_result(None)


def send_from_new_port(host: str, data: bytes, to: Address) -> None:
    """Send a datagram from any free port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.bind((host, 0))
        sender.sendto(data, to)
