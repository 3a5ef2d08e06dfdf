"""Asking one agent for any number of variables, in requests of a size that it takes.

Embedded agents are weak: one request at a time, no GETBULK, few variables a request
and one where even that is too much.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from .agent import Binding, Session, StatusError
from .errors import MalformedAnswerError, ResponseTimeoutError
from .family import Oid, Value

# The largest requests that work everywhere are not known: this is cautious.
MOST_VARIABLES: Final = 8

_NO_SUCH_NAME: Final = 2

type _Request = Callable[[Sequence[Oid]], Awaitable[Sequence[Binding]]]


class RequestSize:
    """How many variables an agent takes in one request; learned from what it refuses.

    A refusal is a fact. A silence may be a packet that was lost: only a second one at
    the same size is taken for too large a request.
    """

    def __init__(self) -> None:
        """Begin with as many as most agents take."""
        self.now = MOST_VARIABLES
        self._most = MOST_VARIABLES
        self._silent_at = 0

    def refused(self, size: int) -> None:
        """Ask for half as many from now on."""
        self.now = self._most = max(1, size // 2)

    def unanswered(self, size: int) -> None:
        """Ask for one variable at a time, until `try_again`."""
        if size == self._silent_at:
            self._most = max(1, size // 2)
        self._silent_at = size
        self.now = 1

    def try_again(self) -> None:
        """Ask for as many as were never refused."""
        self.now = self._most


class Requests:
    """Asks one agent, one request at a time.

    All raise ResponseTimeoutError, MalformedAnswerError, AuthenticationError and
    CannotConnectError.
    """

    def __init__(self, session: Session) -> None:
        """Remember how to reach the agent; nothing is sent yet."""
        self.size = RequestSize()
        self._session = session

    async def get(self, oids: Iterable[Oid]) -> dict[Oid, Value | None]:
        """Return the values of variables, None for those that do not exist.

        They are asked for in their order, each one after those before it or with them.
        """
        wanted = list(oids)
        answers = dict(await self._ask(self._session.get, wanted))
        return {oid: answers.get(oid) for oid in wanted}

    async def get_next(self, oids: Sequence[Oid]) -> list[Binding]:
        """Return what follows each of the variables.

        A variable that nothing follows is returned itself, with None.
        """
        return await self._ask(self._session.get_next, oids)

    async def _ask(self, request: _Request, oids: Sequence[Oid]) -> list[Binding]:
        answers: list[Binding] = []
        while len(answers) < len(oids):
            batch = oids[len(answers) : len(answers) + self.size.now]
            answers += await self._ask_batch(request, batch)
        return answers

    async def _ask_batch(
        self, request: _Request, batch: Sequence[Oid]
    ) -> Sequence[Binding]:
        """Send a request; return the answers to the first variables, maybe to none."""
        try:
            return await self._ask_for_existing(request, batch)
        except (StatusError, MalformedAnswerError) as err:
            if len(batch) == 1:
                raise MalformedAnswerError(str(err)) from err
            self.size.refused(len(batch))
            return []
        except ResponseTimeoutError:
            if len(batch) == 1:
                raise
            answers = await self._ask_batch(request, batch[:1])  # unless it is dead
            self.size.unanswered(len(batch))
            return answers

    async def _ask_for_existing(
        self, request: _Request, batch: Sequence[Oid]
    ) -> Sequence[Binding]:
        """Ask again without each variable that spoils a whole answer of version 1."""
        asked = list(batch)
        found: dict[Oid, Binding] = {}
        while asked and not found:
            try:
                answers = await request(asked)
            except StatusError as err:
                del asked[_position_of_missing(err, len(asked))]
                continue
            if len(answers) != len(asked):
                raise MalformedAnswerError("The agent answers something else")
            found = dict(zip(asked, answers, strict=True))
        return [found.get(oid, (oid, None)) for oid in batch]


def _position_of_missing(err: StatusError, count: int) -> int:
    """Return which of the variables an error calls missing; raise any other error."""
    if err.status == _NO_SUCH_NAME:
        if 1 <= err.index <= count:
            return err.index - 1
        if count == 1:
            return 0
    raise err
