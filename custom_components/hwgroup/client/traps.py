"""Listening for SNMP traps: who sent one, and nothing of what is in it.

Anybody can send a datagram under any address, so a trap is a hint that its sender
has news, never the news themselves. It is looked into just far enough to know it for
a trap: the message and Trap-PDU of SNMPv1 (RFC 1157 section 4, which is what
TRAP-TYPEs such as those of POSEIDON-MIB and HWg-WLD-MIB become), and the
SNMPv2-Trap-PDU (RFC 3416 section 3) in a message of SNMPv2c (RFC 1901 section 3).
"""

import asyncio
from collections.abc import Callable, Mapping
import errno
import socket
from typing import Final

# In this order; the first one takes IPv4 senders, too, where there is IPv6.
EVERYWHERE: tuple[str, ...] = ("::", "0.0.0.0")  # noqa: S104
# What is longer than any known trap by far is cut off, and no trap then.
_LONGEST_TRAP: Final = 4096
_NO_SUCH_ADDRESS: Final = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)

_INTEGER: Final = 0x02
_OCTET_STRING: Final = 0x04
_SEQUENCE: Final = 0x30
# The PDU of a trap by the version of its message. An inform wants an answer, which
# would tell anybody that somebody listens.
_TRAP_PDU: Final[Mapping[bytes, int]] = {b"\x00": 0xA4, b"\x01": 0xA7}


def is_trap(datagram: bytes) -> bool:
    """Return whether a datagram is an SNMPv1 or SNMPv2c trap, by its headers."""
    try:
        message = _contents(datagram, 0, _SEQUENCE)
        version = _contents(datagram, message.start, _INTEGER)
        community = _contents(datagram, version.stop, _OCTET_STRING)
        tag = _TRAP_PDU[datagram[version.start : version.stop]]
        pdu = _contents(datagram, community.stop, tag)
    except IndexError, KeyError, ValueError:
        return False
    return message.stop == pdu.stop == len(datagram) and len(pdu) > 0


def _contents(datagram: bytes, offset: int, tag: int) -> range:
    """Return where the contents of the BER element with that tag are.

    Raises IndexError or ValueError where there is no such element.
    """
    if datagram[offset] != tag:
        raise ValueError("Another element")
    length, start = datagram[offset + 1], offset + 2
    if length & 0x80:  # that many octets of length follow
        octets, start = start, start + (length & 0x7F)
        length = int.from_bytes(datagram[octets:start])
    if start + length > len(datagram):
        raise ValueError("Cut off")
    return range(start, start + length)


class TrapListener:
    """Calls back with the address of whoever sends a trap.

    One datagram is taken from the system per turn of the event loop: however many
    there are, the rest of the loop has its turns, and none is kept here.
    """

    def __init__(self, on_trap: Callable[[str], None]) -> None:
        """Remember whom to call; `open` begins."""
        self.malformed = 0
        """How many datagrams were no traps."""
        self._on_trap = on_trap
        self._socket: socket.socket | None = None

    def open(self, port: int) -> None:
        """Listen on a UDP port from within the event loop; 0 is any free one.

        Raises PermissionError where the system reserves the port, and any other
        OSError where it is in use.
        """
        self._socket = _bind(port)
        loop = asyncio.get_running_loop()
        loop.add_reader(self._socket, self._take, self._socket)

    def close(self) -> None:
        """Release the port at once."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    @property
    def port(self) -> int:
        """The port that is listened on, 0 for none."""
        return self._socket.getsockname()[1] if self._socket is not None else 0

    def _take(self, readable: socket.socket) -> None:
        try:
            datagram, (sender, *_) = readable.recvfrom(_LONGEST_TRAP)
        except OSError:  # nothing there after all
            return
        if is_trap(datagram):
            # An IPv4 sender as a socket for both families shows it.
            self._on_trap(sender.removeprefix("::ffff:"))
        else:
            self.malformed += 1


def _bind(port: int) -> socket.socket:
    """Return a socket on the first address that this system has."""
    *favourites, last = EVERYWHERE
    for address in favourites:
        try:
            return _bound(address, port)
        except OSError as err:
            if err.errno not in _NO_SUCH_ADDRESS:
                raise
    return _bound(last, port)


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        if family is socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, False)
        bound.bind((address, port))
    except OSError:
        bound.close()
        raise
    return bound
