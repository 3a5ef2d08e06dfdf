"""What it takes to ask an SNMP agent: credentials, requests and answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, Protocol

from .errors import HwgError
from .family import Oid, Value

type Binding = tuple[Oid, Value | None]
"""A variable and its value, None where the variable does not exist."""


class Operation(Enum):
    """What is asked of an agent."""

    GET = auto()
    GET_NEXT = auto()
    SET = auto()


@dataclass(frozen=True, slots=True)
class Community:
    """What SNMP v1 and v2c have for a password."""

    version: Literal["1", "2c"] = "1"
    name: str = field(default="public", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user of SNMP v3; an empty key leaves its protocol out."""

    name: str
    authentication: str = "SHA"
    authentication_key: str = field(default="", repr=False)
    privacy: str = "AES-128"
    privacy_key: str = field(default="", repr=False)


type Credentials = Community | User


class StatusError(HwgError):
    """An agent refuses a request; `index` counts from 1, 0 names no variable."""

    def __init__(self, status: int, index: int) -> None:
        """Keep what the agent says."""
        super().__init__(f"The agent answers with error status {status}")
        self.status = status
        self.index = index


class Session(Protocol):
    """One request at a time to one agent.

    Requests raise StatusError, ResponseTimeoutError, AuthenticationError and
    CannotConnectError.
    """

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for variables."""

    async def get_next(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for the variables that follow."""

    def close(self) -> None:
        """Release the socket; the next request opens another one."""


class WritingSession(Session, Protocol):
    """A session that may write, too."""

    async def set(self, bindings: Sequence[Binding]) -> Sequence[Binding]:
        """Write variables, once: a request that is lost is not sent again."""
