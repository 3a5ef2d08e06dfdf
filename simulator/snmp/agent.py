"""An SNMP agent on a UDP port that can be closed and opened again."""

import asyncio
from collections import deque
from functools import partial
from random import Random
from secrets import token_bytes
from typing import TYPE_CHECKING, Protocol

from .answers import Exchange, Operation, Request, Response, Tree, read, write
from .faults import ANSWERS, OVER_LIMIT, SnmpFault
from .port import Address, Port, send_from_new_port
from .user import SnmpUser
from .values import Oid

if TYPE_CHECKING:
    from .reading import Reader

REMEMBERED = 1000


class Owner(Tree, Protocol):
    """What an agent needs of its owner: the data, and who may read and write it."""

    community: str
    write_community: str | None
    snmp_user: SnmpUser | None
    snmp_versions: set[str]


class Agent:
    """Answer SNMP for an owner."""

    def __init__(self, owner: Owner) -> None:
        """Prepare; nothing listens yet."""
        self._owner = owner
        self.fault = SnmpFault.NONE
        self.max_varbinds: int | None = None
        """The most varbinds in a request; above, the fault, or tooBig without one."""
        self.delay = 0.0

        self.requests = 0
        self.bulk_requests = 0
        self.set_requests = 0
        self.largest_request = 0
        self.concurrent_peak = 0
        self.refused = 0
        """Datagrams without an answer: not SNMP, or not allowed."""

        self._asked: deque[Oid] = deque(maxlen=REMEMBERED)
        self._concurrent = 0
        self._chance = Random(21796)
        self._engine_id = bytes.fromhex("8000552405") + token_bytes(8)
        self._boots = 0
        self._port: Port | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_open(self) -> bool:
        """Return whether the agent listens."""
        return self._port is not None

    @property
    def asked(self) -> list[Oid]:
        """Return the identifiers that were last requested, oldest first."""
        return list(self._asked)

    async def open(self, host: str, port: int) -> int:
        """Listen, and return the port."""
        # Imported here, so that a device with HTTP only does not load pysnmp.
        from .reading import Reader  # noqa: PLC0415

        self._boots += 1
        receive = partial(self._receive, Reader(self._engine_id, self._boots))
        _, self._port = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Port(receive), local_addr=(host, port)
        )
        return self._port.address[1]

    async def close(self) -> None:
        """Release the port; delayed answers are lost."""
        if self._port is None:
            return
        port, self._port = self._port, None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await port.close()

    def _receive(
        self, reader: Reader, port: Port, data: bytes, sender: Address
    ) -> None:
        """Handle a datagram."""
        read_as = reader.read(data, self._owner.snmp_versions, self._owner.snmp_user)
        if isinstance(read_as, bytes):
            port.send(read_as, sender)
        elif read_as is None or not self._admits(read_as.request):
            self.refused += 1
        else:
            self._count(read_as.request)
            self._begin(read_as, port, sender)

    def _admits(self, request: Request) -> bool:
        """Return whether a request may read: version 3, or with one of the communities."""
        communities = (self._owner.community, self._owner.write_community)
        return request.version == "3" or request.community in {
            community.encode() for community in communities if community is not None
        }

    def _may_write(self, request: Request) -> bool:
        """Return whether a request may write."""
        community = self._owner.write_community
        return request.version == "3" or (
            community is not None and request.community == community.encode()
        )

    def _count(self, request: Request) -> None:
        """Count a request."""
        self.requests += 1
        self.bulk_requests += request.operation is Operation.BULK
        self.set_requests += request.operation is Operation.SET
        self.largest_request = max(self.largest_request, len(request.varbinds))
        self._asked.extend(request.oids)

    def _begin(self, exchange: Exchange, port: Port, sender: Address) -> None:
        """Answer, at once or after the delay, and count the request while it is open."""
        self._concurrent += 1
        self.concurrent_peak = max(self.concurrent_peak, self._concurrent)
        if not self.delay:
            self._finish(exchange, port, sender)
            self._concurrent -= 1
            return
        task = asyncio.get_running_loop().create_task(
            self._finish_later(exchange, port, sender)
        )
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        """Stop counting a request that was answered or cancelled."""
        self._tasks.discard(task)
        self._concurrent -= 1

    async def _finish_later(
        self, exchange: Exchange, port: Port, sender: Address
    ) -> None:
        """Answer after the delay."""
        await asyncio.sleep(self.delay)
        self._finish(exchange, port, sender)

    def _finish(self, exchange: Exchange, port: Port, sender: Address) -> None:
        """Answer, or fail in the way of the fault."""
        request = exchange.request
        if request.operation is Operation.BULK:
            return
        fault = self._fault_for(request)
        response = ANSWERS[fault](request, partial(self._answer, request))
        if response is None:
            return
        data = exchange.answer(response)
        if fault is SnmpFault.GARBAGE:
            data = self._chance.randbytes(len(data))
        if fault is SnmpFault.OTHER_PORT:
            send_from_new_port(port.address[0], data, sender)
        else:
            port.send(data, sender)

    def _fault_for(self, request: Request) -> SnmpFault:
        """Return the fault for a request of this size."""
        if self.max_varbinds is None:
            return self.fault
        over = len(request.varbinds) > self.max_varbinds
        if self.fault in OVER_LIMIT:
            return self.fault if over else SnmpFault.NONE
        if self.fault is SnmpFault.NONE and over:
            return SnmpFault.TOO_BIG
        return self.fault

    def _answer(self, request: Request) -> Response:
        """Return the correct answer."""
        if request.operation is Operation.SET:
            return write(request, self._owner, allowed=self._may_write(request))
        return read(request, self._owner)
