"""A wire between a manager and an agent, with somebody else on it."""

import asyncio
from collections.abc import Callable, Iterable
import socket
from typing import Any, Self, override

from pyasn1.codec.ber import decoder
from pysnmp.proto import api

type Address = tuple[str, int]
type Answered = Callable[[bytes], Iterable[bytes]]


def request_id(datagram: bytes) -> int:
    """Return the ID of a request of version 1 or 2c."""
    library: Any = api.PROTOCOL_MODULES[int(api.decodeMessageVersion(datagram))]
    message, _ = decoder.decode(datagram, asn1Spec=library.Message())
    return int(library.apiPDU.get_request_id(library.apiMessage.get_pdu(message)))


def _once(answer: bytes) -> Iterable[bytes]:
    return (answer,)


async def ask_raw(agent: Address, request: bytes) -> bytes:
    """Send a datagram to an agent and return what comes back."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setblocking(False)
        asking.connect(agent)
        await loop.sock_sendall(asking, request)
        return await loop.sock_recv(asking, 65535)


class Relay(asyncio.DatagramProtocol):
    """Stands where a manager looks for an agent, and passes requests on.

    `before` is awaited with each request and the manager's address, before the agent
    sees the request; `answered` says which datagrams the manager gets for an answer.
    """

    def __init__(self, agent: Any, answered: Answered = _once) -> None:
        """Stand before an agent."""
        self.before: Callable[[bytes, Address], Any] | None = None
        self.answered = answered
        self.requests: list[bytes] = []
        self.managers: list[Address] = []
        self._agent = (agent.host, getattr(agent, "snmp_port", 0) or agent.port)
        self._tasks: set[asyncio.Task[None]] = set()
        self._transport: asyncio.DatagramTransport

    async def __aenter__(self) -> Self:
        """Stand at any free port."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        self.host, self.port = self._transport.get_extra_info("sockname")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        self._transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, datagram: bytes, manager: Address) -> None:
        """Send to a manager from the agent's own address."""
        self._transport.sendto(datagram, manager)

    @override
    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.requests.append(data)
        self.managers.append(addr)
        task = asyncio.get_running_loop().create_task(self._pass_on(data, addr))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, request: bytes, manager: Address) -> None:
        if self.before is not None:
            await self.before(request, manager)
        for datagram in self.answered(await ask_raw(self._agent, request)):
            self.send(datagram, manager)


class Impostor:
    """Sends to managers from an address of its own."""

    def __init__(self, host: str, port: int = 0) -> None:
        """Take an address."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, port))

    def send(self, datagram: bytes, manager: Address) -> None:
        """Send a datagram."""
        self._socket.sendto(datagram, manager)

    def close(self) -> None:
        """Give the address back."""
        self._socket.close()
