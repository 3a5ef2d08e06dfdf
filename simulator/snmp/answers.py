"""A request as a value, and the correct answer to it."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Protocol

from .values import Kind, Missing, Oid, Rows, Value

type VarBind = tuple[Oid, Value | Missing]
type Commit = Callable[[], None]


class Operation(IntEnum):
    """The operations of a manager, with their PDU tags."""

    GET = 0
    NEXT = 1
    SET = 3
    BULK = 5


class Status(IntEnum):
    """The error-status of an answer (RFC 3416)."""

    OK = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    BAD_VALUE = 3
    GEN_ERR = 5
    NO_ACCESS = 6
    WRONG_TYPE = 7
    WRONG_VALUE = 10
    INCONSISTENT_VALUE = 12
    NOT_WRITABLE = 17


IN_VERSION_1 = {
    Status.NO_ACCESS: Status.NO_SUCH_NAME,
    Status.NOT_WRITABLE: Status.NO_SUCH_NAME,
    Status.WRONG_TYPE: Status.BAD_VALUE,
    Status.WRONG_VALUE: Status.BAD_VALUE,
    Status.INCONSISTENT_VALUE: Status.BAD_VALUE,
}
"""The errors of version 1 that stand for newer ones (RFC 3584)."""


class RefusedError(Exception):
    """A SET that the device refuses."""

    def __init__(self, status: Status) -> None:
        """Keep the error-status of the refusal."""
        super().__init__(status.name)
        self.status = status


class Tree(Protocol):
    """The data that an agent serves."""

    def snmp_rows(self) -> Rows:
        """Return all current values, in the order of their identifiers."""

    def snmp_change(self, oid: Oid, value: Value) -> Commit:
        """Check a change and return the function that makes it.

        Raises RefusedError.
        """


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a manager."""

    version: str
    operation: Operation
    request_id: int
    varbinds: Sequence[VarBind]
    community: bytes = b""

    @property
    def oids(self) -> tuple[Oid, ...]:
        """Return the requested identifiers."""
        return tuple(oid for oid, _ in self.varbinds)


@dataclass(frozen=True, slots=True)
class Response:
    """The answer of an agent."""

    request_id: int
    varbinds: Sequence[VarBind] = field(default=())
    status: Status = Status.OK
    index: int = 0


class Exchange(Protocol):
    """A request that was read, and the way to answer it."""

    request: Request

    def answer(self, response: Response) -> bytes:
        """Return the message that carries the response."""


def failure(request: Request, status: Status, index: int) -> Response:
    """Return an answer with the error of one of the varbinds, counted from 1."""
    if request.version == "1":
        status = IN_VERSION_1.get(status, status)
    return Response(request.request_id, request.varbinds, status, index)


def _get(rows: Rows, oid: Oid) -> VarBind:
    """Return the value of an identifier, or in which way it is missing."""
    if oid in rows:
        return oid, rows[oid]
    siblings = any(known[:-1] == oid[:-1] for known in rows)
    return oid, Missing.NO_INSTANCE if siblings else Missing.NO_OBJECT


def _next(rows: Rows, order: Sequence[Oid], oid: Oid) -> VarBind:
    """Return the first value after an identifier."""
    place = bisect_right(order, oid)
    if place == len(order):
        return oid, Missing.END
    return order[place], rows[order[place]]


def _read(request: Request, tree: Tree) -> Sequence[VarBind]:
    """Return the values that are requested."""
    rows = tree.snmp_rows()
    if request.version == "1":
        # Version 1 has no Counter64; agents skip such values (RFC 3584).
        rows = {
            oid: value
            for oid, value in rows.items()
            if value.kind is not Kind.COUNTER64
        }
    if request.operation is Operation.GET:
        return [_get(rows, oid) for oid in request.oids]
    order = list(rows)
    return [_next(rows, order, oid) for oid in request.oids]


def _first_missing(varbinds: Sequence[VarBind]) -> int:
    """Return the number of the first varbind without a value, or 0."""
    missing = (
        number
        for number, (_, value) in enumerate(varbinds, 1)
        if isinstance(value, Missing)
    )
    return next(missing, 0)


def read(request: Request, tree: Tree) -> Response:
    """Answer GET and GETNEXT."""
    varbinds = _read(request, tree)
    if request.version == "1" and (index := _first_missing(varbinds)):
        return failure(request, Status.NO_SUCH_NAME, index)
    return Response(request.request_id, varbinds)


def write(request: Request, tree: Tree, *, allowed: bool) -> Response:
    """Answer SET: make all changes, or none if one is refused."""
    commits: list[Commit] = []
    for index, (oid, value) in enumerate(request.varbinds, 1):
        try:
            if not allowed or isinstance(value, Missing):
                raise RefusedError(Status.NO_ACCESS)
            commits.append(tree.snmp_change(oid, value))
        except RefusedError as refused:
            return failure(request, refused.status, index)
    for commit in commits:
        commit()
    return Response(request.request_id, request.varbinds)


def misnumbered(response: Response) -> Response:
    """Return the answer with the ID of another request."""
    return replace(response, request_id=response.request_id ^ 1)
