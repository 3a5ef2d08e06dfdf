"""Devices that answer HW group's UDP search."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Self

from .device import SimulatedDevice
from .snmp.port import Address, Port, send_from_new_port

SEARCH_FRAME = b"\xff" * 6 + b"IIIIMMMMFFFFWWWWUC12345678(c)HW-server.com"
LOOPBACK_BROADCAST = "127.255.255.255"


class SearchFault(StrEnum):
    """What can be wrong with an answer."""

    NONE = "none"
    WRONG_OUI = "wrong_oui"
    SHORT = "short"
    OTHER_ADDRESS = "other_address"


_FAULTS: Mapping[SearchFault, Callable[[bytes], bytes]] = {
    SearchFault.NONE: lambda reply: reply,
    SearchFault.WRONG_OUI: lambda reply: b"\x02" + reply[1:],
    SearchFault.SHORT: lambda reply: reply[:0x21],
    SearchFault.OTHER_ADDRESS: lambda reply: (
        reply[:6] + b"\xc0\x00\x02\x01" + reply[10:]
    ),
}


def search_reply(device: SimulatedDevice) -> bytes:
    """Return the answer of a device, as HW group's application note describes it."""
    parts = (
        bytes.fromhex(device.mac.replace(":", "")),
        IPv4Address(device.host).packed,
        IPv4Address("255.0.0.0").packed,
        bytes(4),  # which addresses may configure it,
        bytes(4),  # and their netmask
        bytes(4),  # the type of the device; there is no public list of them
        IPv4Address("127.0.0.1").packed,  # the gateway
        bytes(2),  # which settings it accepts
        device.port.to_bytes(2),
        bytes(16),  # the key to encrypt settings with
    )
    return b"".join(parts)


class SearchResponder:
    """Answers the search, for each device from its own address."""

    def __init__(self, devices: Iterable[SimulatedDevice]) -> None:
        """Keep the devices; those that are unplugged do not answer."""
        self.devices = list(devices)
        self.fault = SearchFault.NONE
        self.copies = 1
        """How often each device answers."""
        self.searches = 0
        self.port = 0
        self._port: Port | None = None

    async def start(self, host: str = LOOPBACK_BROADCAST, port: int = 0) -> None:
        """Listen at a broadcast address; port 0 is any free port."""
        _, self._port = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Port(self._answer), local_addr=(host, port)
        )
        _, self.port = self._port.address

    async def stop(self) -> None:
        """Release the port."""
        if self._port is not None:
            port, self._port = self._port, None
            await port.close()

    async def __aenter__(self) -> Self:
        """Start on any free port of the loopback."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    def _answer(self, _port: Port, data: bytes, sender: Address) -> None:
        if data != SEARCH_FRAME:
            return
        self.searches += 1
        for device in self.devices:
            reply = _FAULTS[self.fault](search_reply(device))
            for _ in range(self.copies if device.plugged else 0):
                send_from_new_port(device.host, reply, sender)
