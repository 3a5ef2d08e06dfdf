"""The ways in which an agent can fail to answer properly."""

from collections.abc import Callable
from enum import StrEnum

from .answers import Request, Response, Status, failure, misnumbered


class SnmpFault(StrEnum):
    """What an agent does instead of a proper answer."""

    NONE = "none"
    SILENT = "silent"
    TOO_BIG = "too_big"
    GEN_ERR = "gen_err"
    NO_SUCH_NAME = "no_such_name"
    OTHER_PORT = "other_port"
    GARBAGE = "garbage"
    WRONG_ID = "wrong_id"


OVER_LIMIT = frozenset((SnmpFault.SILENT, SnmpFault.TOO_BIG, SnmpFault.GEN_ERR))
"""What an agent can do above its limit of varbinds only."""

type Answer = Callable[[], Response]


def _proper(request: Request, answer: Answer) -> Response | None:
    """Answer properly."""
    return answer()


def _silence(request: Request, answer: Answer) -> Response | None:
    """Answer nothing at all."""
    return None


def _too_big(request: Request, answer: Answer) -> Response | None:
    """Tell that the answer would not fit."""
    echo = request.varbinds if request.version == "1" else ()
    return Response(request.request_id, echo, Status.TOO_BIG)


def _gen_err(request: Request, answer: Answer) -> Response | None:
    """Tell that something went wrong."""
    return failure(request, Status.GEN_ERR, 1)


def _no_such_name(request: Request, answer: Answer) -> Response | None:
    """Know nothing, in the words of version 1."""
    return failure(request, Status.NO_SUCH_NAME, 1)


def _wrong_id(request: Request, answer: Answer) -> Response | None:
    """Answer another request."""
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
