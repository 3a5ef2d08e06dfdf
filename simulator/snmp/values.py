"""Object identifiers and their values."""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

type Oid = tuple[int, ...]
type Rows = Mapping[Oid, Value]
type Content = str | int | Value | None
"""The content of a cell of a table; None where there is no such cell."""


class Kind(IntEnum):
    """The types of values, with their numbers on the wire and in recordings."""

    INTEGER = 2
    STRING = 4
    NULL = 5
    OID = 6
    ADDRESS = 64
    COUNTER = 65
    GAUGE = 66
    TICKS = 67
    OPAQUE = 68
    COUNTER64 = 70


class Value(NamedTuple):
    """A value with its type."""

    kind: Kind
    content: int | bytes | Oid


class Missing(IntEnum):
    """The exceptions of version 2c in place of a value."""

    NO_OBJECT = 128
    NO_INSTANCE = 129
    END = 130


NUMBERS = frozenset(
    (Kind.INTEGER, Kind.COUNTER, Kind.GAUGE, Kind.TICKS, Kind.COUNTER64)
)
NULL = Value(Kind.NULL, b"")

HW_GROUP: Oid = (1, 3, 6, 1, 4, 1, 21796)
SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
SYS_UPTIME: Oid = (*SYSTEM, 3, 0)
SYS_NAME: Oid = (*SYSTEM, 5, 0)


def oid_of(text: str) -> Oid:
    """Parse an object identifier with dots."""
    return tuple(int(number) for number in text.split("."))


def dotted(oid: Oid) -> str:
    """Return an object identifier with dots."""
    return ".".join(map(str, oid))


def value_of(content: str | int | Value, encoding: str) -> Value:
    """Return the value of a cell; texts are encoded as given."""
    if isinstance(content, Value):
        return content
    if isinstance(content, str):
        return Value(Kind.STRING, content.encode(encoding, "replace"))
    return Value(Kind.INTEGER, int(content))
