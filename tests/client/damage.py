"""Damage at random, but repeatable, to what devices send.

A longer run: HWGROUP_FUZZ_ITERATIONS=1000000.
"""

from collections.abc import Callable, Sequence
import os
from random import Random
from typing import Final

ITERATIONS: Final = int(os.environ.get("HWGROUP_FUZZ_ITERATIONS", "4000"))

type Mutation = Callable[[bytearray, Random], None]

# Lengths without end or beyond it, nesting, numbers and names that are too long, and
# types that stand where others should.
BER_PIECES: Final = (
    *(b"\x30\x80", b"\x80", b"\x00\x00", b"\x84\xff\xff\xff\xff", b"\x82\x10\x00"),
    *(b"\x30\x80" * 200, b"\x24\x80" * 50, b"\x30\x84\x00\x00\x00\x02\x05\x00"),
    *(b"\x02\x00", b"\x02\x09" + b"\xff" * 9, b"\x02\x82\x02\x00" + b"\x7f" * 512),
    *(b"\x06\x00", b"\x06\x01\x80", b"\x06\x81\xc8" + b"\xff" * 199 + b"\x7f"),
    *(b"\x05\x00", b"\x80\x00", b"\x81\x00", b"\x82\x00", b"\x09\x03\x80\x01\x01"),
    *(b"\x40\x04\x7f\x00\x00\x01", b"\x41\x00", b"\x44\x01\x00", b"\x46\x01\xff"),
    *(b"\xa0\x00", b"\xa2\x80", b"\xa4\x02\x06\x00", b"\xa8\x00", b"\x1f\xff\xff\x7f"),
)


def flip(data: bytearray, chance: Random) -> None:
    """Turn a bit."""
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def overwrite(data: bytearray, chance: Random) -> None:
    """Change a byte."""
    data[chance.randrange(len(data))] = chance.randrange(256)


def delete(data: bytearray, chance: Random) -> None:
    """Leave some bytes out."""
    start = chance.randrange(len(data))
    del data[start : start + chance.choice((1, 2, 10, 100))]


def duplicate(data: bytearray, chance: Random) -> None:
    """Say something twice."""
    start = chance.randrange(len(data))
    part = data[start : start + chance.choice((1, 10, 100, 1000))]
    at = chance.randrange(len(data))
    data[at:at] = part


def truncate(data: bytearray, chance: Random) -> None:
    """End too early."""
    del data[chance.randrange(len(data)) :]


def insert(pieces: Sequence[bytes]) -> Mutation:
    """Return what puts one of some pieces anywhere."""

    def put(data: bytearray, chance: Random) -> None:
        at = chance.randrange(len(data))
        data[at:at] = chance.choice(pieces)

    return put


_BER_MUTATIONS: Final[Sequence[Mutation]] = (
    *(flip, flip, overwrite, overwrite, delete, duplicate, truncate),
    insert(BER_PIECES),
    insert(BER_PIECES),
)


def damaged(
    data: bytes, chance: Random, mutations: Sequence[Mutation] = _BER_MUTATIONS
) -> bytes:
    """Return what became of a message."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if changed:
            chance.choice(mutations)(changed, chance)
    return bytes(changed)
