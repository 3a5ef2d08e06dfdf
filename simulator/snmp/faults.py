"""The ways in which an agent can fail."""

from collections.abc import Callable
from enum import StrEnum

from .answers import Request, Response, Status, failure, misnumbered


class SnmpFault(StrEnum):
    """What an agent does instead of the correct answer."""

    NONE = "none"
    SILENT = "silent"
    TOO_BIG = "too_big"
    GEN_ERR = "gen_err"
    NO_SUCH_NAME = "no_such_name"
    OTHER_PORT = "other_port"
    GARBAGE = "garbage"
    WRONG_ID = "wrong_id"


OVER_LIMIT = frozenset((SnmpFault.SILENT, SnmpFault.TOO_BIG, SnmpFault.GEN_ERR))
"""The faults that are limited to requests with too many varbinds, if there is a limit."""

type Answer = Callable[[], Response]


def _proper(request: Request, answer: Answer) -> Response | None:
    """Answer correctly."""
    return answer()


def _silence(request: Request, answer: Answer) -> Response | None:
    """Send nothing."""
    return None


def _too_big(request: Request, answer: Answer) -> Response | None:
    """Answer tooBig."""
    echo = request.varbinds if request.version == "1" else ()
    return Response(request.request_id, echo, Status.TOO_BIG)


def _gen_err(request: Request, answer: Answer) -> Response | None:
    """Answer genErr."""
    return failure(request, Status.GEN_ERR, 1)


def _no_such_name(request: Request, answer: Answer) -> Response | None:
    """Answer noSuchName."""
    return failure(request, Status.NO_SUCH_NAME, 1)


def _wrong_id(request: Request, answer: Answer) -> Response | None:
    """Answer with the ID of another request."""
    return misnumbered(answer())


ANSWERS: dict[SnmpFault, Callable[[Request, Answer], Response | None]] = {
    SnmpFault.NONE: _proper,
    SnmpFault.SILENT: _silence,
    SnmpFault.TOO_BIG: _too_big,
    SnmpFault.GEN_ERR: _gen_err,
    SnmpFault.NO_SUCH_NAME: _no_such_name,
    SnmpFault.OTHER_PORT: _proper,
    SnmpFault.GARBAGE: _proper,
    SnmpFault.WRONG_ID: _wrong_id,
}
