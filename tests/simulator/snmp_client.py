"""An SNMP manager that keeps every datagram, with the port it came from."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api
from pysnmp.proto.rfc1905 import EndOfMibView, NoSuchInstance, NoSuchObject

from simulator.snmp.values import dotted, oid_of

V1 = api.PROTOCOL_MODULES[api.SNMP_VERSION_1]
V2C = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
MODULES: Mapping[str, Any] = {"1": V1, "2c": V2C}
PDUS = {
    "get": "GetRequestPDU",
    "next": "GetNextRequestPDU",
    "set": "SetRequestPDU",
    "bulk": "GetBulkRequestPDU",
}
MISSING = (NoSuchObject, NoSuchInstance, EndOfMibView)
E = "1.3.6.1.4.1.21796"
SYS_DESCR = "1.3.6.1.2.1.1.1.0"
SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
SYS_UPTIME = "1.3.6.1.2.1.1.3.0"
SYS_NAME = "1.3.6.1.2.1.1.5.0"

type Read = int | bytes | str | None
_REQUEST_IDS = count(1000)


def plain(value: Any) -> Read:
    """Return a value as bytes or a number, or the name of the type without a value."""
    if isinstance(value, MISSING):
        return type(value).__name__
    if isinstance(value, V1.ObjectIdentifier):
        return dotted(tuple(value))
    if isinstance(value, V1.Null):  # which is text to pyasn1
        return None
    return bytes(value) if isinstance(value, V1.OctetString) else int(value)


@dataclass(frozen=True)
class Answer:
    """An answer, and the address it came from."""

    request_id: int
    status: int
    index: int
    varbinds: Sequence[tuple[str, Read]]
    sender: tuple[str, int]
    types: Sequence[str]

    @property
    def values(self) -> list[Read]:
        """Return the values."""
        return [value for _, value in self.varbinds]


def parse(version: str, data: bytes, sender: tuple[str, int]) -> Answer:
    """Decode an answer."""
    module = MODULES[version]
    message, rest = decoder.decode(data, asn1Spec=module.Message())
    assert not rest
    pdu = module.apiMessage.get_pdu(message)
    assert isinstance(pdu, getattr(module, "GetResponsePDU", None) or V2C.ResponsePDU)
    varbinds = module.apiPDU.get_varbinds(pdu)
    return Answer(
        int(module.apiPDU.get_request_id(pdu)),
        int(module.apiPDU.get_error_status(pdu)),
        int(module.apiPDU.get_error_index(pdu)),
        [(dotted(tuple(oid)), plain(value)) for oid, value in varbinds],
        sender,
        [type(value).__name__ for _, value in varbinds],
    )


def message(
    version: str,
    operation: str,
    varbinds: Sequence[tuple[str, Any]],
    community: str = "public",
) -> tuple[int, bytes]:
    """Return an encoded request and its ID."""
    module = MODULES[version]
    pdu = getattr(module, PDUS[operation])()
    api_pdu = module.apiBulkPDU if operation == "bulk" else module.apiPDU
    api_pdu.set_defaults(pdu)
    request_id = next(_REQUEST_IDS)
    api_pdu.set_request_id(pdu, request_id)
    api_pdu.set_varbinds(pdu, [(oid_of(oid), value) for oid, value in varbinds])
    wrapped = module.Message()
    module.apiMessage.set_defaults(wrapped)
    module.apiMessage.set_community(wrapped, community.encode())
    module.apiMessage.set_pdu(wrapped, pdu)
    return request_id, bytes(encoder.encode(wrapped))


class Manager(asyncio.DatagramProtocol):
    """One socket, and the datagrams that arrived on it."""

    def __init__(self) -> None:
        """Prepare; nothing has arrived yet."""
        self.received: asyncio.Queue[tuple[bytes, tuple[str, int]]] = asyncio.Queue()
        self.closed = asyncio.get_running_loop().create_future()
        self._transport: asyncio.DatagramTransport | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Manager]:
        """Open a socket for a while."""
        transport, manager = await asyncio.get_running_loop().create_datagram_endpoint(
            cls, local_addr=("127.0.0.1", 0)
        )
        manager._transport = transport
        yield manager
        transport.close()
        await manager.closed

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Keep a datagram."""
        self.received.put_nowait((data, addr))

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the socket is closed."""
        self.closed.set_result(None)

    @property
    def address(self) -> tuple[str, int]:
        """Return the host and the port on which it listens."""
        assert self._transport is not None
        name: tuple[str, int] = self._transport.get_extra_info("sockname")
        return name

    def send_bytes(self, port: int, data: bytes) -> None:
        """Send a datagram with any content."""
        assert self._transport is not None
        self._transport.sendto(data, ("127.0.0.1", port))

    def send(
        self,
        port: int,
        operation: str,
        *oids: str,
        version: str = "2c",
        community: str = "public",
        value: Any = None,
    ) -> int:
        """Send a request and return its ID."""
        null = MODULES[version].Null("") if value is None else value
        varbinds = [(oid, null) for oid in oids]
        request_id, data = message(version, operation, varbinds, community)
        self.send_bytes(port, data)
        return request_id

    async def datagram(self) -> tuple[bytes, tuple[str, int]]:
        """Return the next datagram."""
        return await asyncio.wait_for(self.received.get(), 5)

    async def ask(
        self, port: int, operation: str, *oids: str, version: str = "2c", **kwargs: Any
    ) -> Answer:
        """Send a request and return the answer to it."""
        request_id = self.send(port, operation, *oids, version=version, **kwargs)
        answer = parse(version, *await self.datagram())
        assert answer.request_id == request_id
        return answer

    async def get(self, port: int, *oids: str, **kwargs: Any) -> list[Read]:
        """Return the values of a GET; fail on an error."""
        answer = await self.ask(port, "get", *oids, **kwargs)
        assert (answer.status, answer.index) == (0, 0)
        assert [oid for oid, _ in answer.varbinds] == list(oids)
        return answer.values

    async def walk(
        self, port: int, root: str = "1.3", version: str = "2c"
    ) -> dict[str, Read]:
        """Return all values below an identifier, in the order of the agent."""
        found: dict[str, Read] = {}
        last = root
        while True:
            answer = await self.ask(port, "next", last, version=version)
            [(oid, value)] = answer.varbinds
            if (
                value == "EndOfMibView"
                or answer.status == 2
                or not oid.startswith(f"{root}.")
            ):
                return found
            assert oid_of(oid) > oid_of(last)
            assert oid not in found
            found[oid] = value
            last = oid


def below(rows: Mapping[str, Read], root: str) -> dict[str, Read]:
    """Return the rest of each identifier below a base."""
    return {
        oid.removeprefix(f"{root}."): value
        for oid, value in rows.items()
        if oid.startswith(f"{root}.")
    }
