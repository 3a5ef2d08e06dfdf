"""Traps as bytes, and somebody who sends them."""

import socket
from typing import Self

V1, V2C, V3 = 0, 1, 3
# What a PDU's tag says it is.
GET, INFORM, V1_TRAP, V2C_TRAP = 0xA0, 0xA6, 0xA4, 0xA7


def element(tag: int, *contents: bytes, long_form: bool = False) -> bytes:
    """Return a BER element, its length in the short form where that is possible."""
    content = b"".join(contents)
    if len(content) < 0x80 and not long_form:
        return bytes((tag, len(content))) + content
    return bytes((tag, 0x82)) + len(content).to_bytes(2) + content


def integer(value: int) -> bytes:
    """Return a small number."""
    return element(0x02, bytes((value,)))


def oid(*numbers: int) -> bytes:
    """Return an object identifier below 1.3."""
    octets = bytearray((0x2B,))
    for number in numbers:
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.insert(0, number & 0x7F | 0x80)
        octets += bytes(septets)
    return element(0x06, bytes(octets))


def message(
    version: int, pdu: bytes, community: bytes = b"public", long_form: bool = False
) -> bytes:
    """Return an SNMP message."""
    return element(
        0x30, integer(version), element(0x04, community), pdu, long_form=long_form
    )


def v1_trap(generic: int = 6, specific: int = 3, community: bytes = b"public") -> bytes:
    """Return a trap as a Poseidon2 sends it; generic 0 is a coldStart."""
    variables = element(0x30, element(0x30, oid(6, 1, 2, 1, 1, 5, 0), element(4, b"U")))
    pdu = element(
        V1_TRAP,
        oid(6, 1, 4, 1, 21796, 3, 3),
        element(0x40, bytes((192, 0, 2, 1))),
        integer(generic),
        integer(specific),
        element(0x43, b"\x01\x02"),
        variables,
    )
    return message(V1, pdu, community)


def v2c_trap() -> bytes:
    """Return the same trap in the form of SNMPv2."""
    uptime = element(0x30, oid(6, 1, 2, 1, 1, 3, 0), element(0x43, b"\x01\x02"))
    name = element(
        0x30,
        oid(6, 1, 6, 3, 1, 1, 4, 1, 0),
        oid(6, 1, 4, 1, 21796, 3, 3, 0, 3),
    )
    variables = element(0x30, uptime, name)
    pdu = element(V2C_TRAP, integer(1), integer(0), integer(0), variables)
    return message(V2C, pdu)


class Sender:
    """Sends datagrams from one address of the loopback to one port of another."""

    def __init__(self, port: int, source: str, to: str = "127.0.0.1") -> None:
        """Take any free port of the address to send from."""
        family = socket.AF_INET6 if ":" in source else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.bind((source, 0))
        self._destination = (to, port)

    def __enter__(self) -> Self:
        """Be used within a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the port."""
        self._socket.close()

    def send(self, datagram: bytes) -> None:
        """Send a datagram."""
        self._socket.sendto(datagram, self._destination)


def free_port() -> int:
    """Return a UDP port of the loopback that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
