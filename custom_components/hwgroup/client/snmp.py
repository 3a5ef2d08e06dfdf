"""Asking an agent politely → rows → Device.

Embedded agents are weak: one request at a time, no GETBULK, few variables a request
and one where even that is too much. Nothing here imports an SNMP library; a session
of `snmp_session.py` does the talking.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from .agent import Binding, Session, StatusError
from .errors import MalformedAnswerError, NotHwGroupDeviceError, ResponseTimeoutError
from .families import FAMILIES
from .family import ENTERPRISE, Column, Family, Kind, Oid, Row, Table, Value, text_of
from .model import Device
from .rows import System, device_from_rows

# The largest requests that work everywhere are not known: this is cautious.
MOST_VARIABLES: Final = 8
# What changes only when somebody changes it: limits, and what does not exist.
LIMITS_EVERY: Final = 20
READ_TIMEOUT_SECONDS: Final = 25.0
_MOST_ROWS: Final = 2000

DESCRIPTION: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 1, 0)
_OBJECT_ID: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 2, 0)
UPTIME: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_NAME: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 5, 0)
_SYSTEM: Final = (DESCRIPTION, _OBJECT_ID, UPTIME, _NAME)

type Request = Callable[[Sequence[Oid]], Awaitable[Sequence[Binding]]]
type Scalars = dict[Oid, Value | None]
type Rows = dict[Table, dict[Oid, dict[Column, Value]]]

_NO_SUCH_NAME: Final = 2


class Answers(NamedTuple):
    """All that one read was made of."""

    family: Family
    scalars: Mapping[Oid, Value | None]
    rows: Mapping[Table, Mapping[Oid, Row]]


@dataclass(slots=True)
class _Cursor:
    """How far a column has been walked."""

    table: Table
    column: Column
    oid: Oid
    at: Oid


class SnmpClient:
    """Asks one device for its values over SNMP."""

    def __init__(self, session: Session) -> None:
        """Remember how to reach the device; nothing is sent yet."""
        self.last_answers: Answers | None = None
        self.heard = False
        """Whether the agent has ever answered."""
        self._session = session
        self._lock = asyncio.Lock()
        self._most = MOST_VARIABLES
        self._missing: set[Oid] = set()
        self._family: Family | None = None
        self._said: tuple[Value | None, str] = (None, "")
        self._limits: Rows = {}
        self._reads = 0

    async def read(self) -> Device:
        """Ask for all that the device tells.

        Raises one of the HwgError family.
        """
        async with self._lock:
            try:
                async with asyncio.timeout(READ_TIMEOUT_SECONDS):
                    return await self._read()
            except TimeoutError as err:
                raise ResponseTimeoutError("The agent is too slow") from err
            finally:
                self._session.close()

    async def _read(self) -> Device:
        if self._reads % LIMITS_EVERY == 0:
            self._missing.clear()
            self._most = MOST_VARIABLES  # a packet that was lost may have lowered it
        scalars = await self._get(_SYSTEM)
        self.heard = True
        family = await self._identify(scalars)
        scalars |= await self._get([(*family.oid, *oid) for oid in family.scalars])
        rows = await self._walk(family, self._due_tables(family))
        self._limits |= {
            table: rows[table] for table in rows if table.kind is Kind.LIMITS
        }
        self._reads += 1
        rows = self._limits | rows
        self.last_answers = Answers(family, scalars, rows)
        return device_from_rows(family, _system(family, scalars), rows)

    def _due_tables(self, family: Family) -> Iterable[Table]:
        with_limits = self._reads % LIMITS_EVERY == 0
        return [
            table
            for table in family.tables
            if with_limits or table.kind is not Kind.LIMITS
        ]

    async def _identify(self, scalars: Scalars) -> Family:
        """Return the agent's family, and forget all else where it is a new one."""
        said = (scalars.get(_OBJECT_ID), text_of(scalars.get(DESCRIPTION)))
        if self._family is None or said != self._said:
            self._family = _known_family(*said) or await self._probe(said[0])
            self._said = said
            self._limits.clear()
            self._reads = 0
        return self._family

    async def _probe(self, object_id: Value | None) -> Family:
        """Look where the families keep their data; agents differ in what they say."""
        if isinstance(object_id, tuple) and object_id[: len(ENTERPRISE)] != ENTERPRISE:
            raise NotHwGroupDeviceError("The agent is another maker's")
        for family in FAMILIES:
            [(oid, value)] = await self._ask(self._session.get_next, [family.oid])
            if value is not None and _is_below(oid, family.oid):
                return family
        raise NotHwGroupDeviceError("The agent has none of the known tables")

    async def _get(self, oids: Iterable[Oid]) -> Scalars:
        """Ask for variables, and rarely again for those that do not exist."""
        wanted = [oid for oid in oids if oid not in self._missing]
        answers = dict(await self._ask(self._session.get, wanted))
        found = {oid: answers.get(oid) for oid in wanted}
        self._missing.update(oid for oid, value in found.items() if value is None)
        return found

    async def _walk(self, family: Family, tables: Iterable[Table]) -> Rows:
        """Walk all columns of the tables side by side.

        Each column has its own cursor, so gaps in one do not shift another.
        """
        rows: Rows = {table: {} for table in tables}
        cursors = [
            _Cursor(table, column, oid, at=oid)
            for table in rows
            for column, number in table.columns.items()
            for oid in [(*family.oid, *table.oid, number)]
        ]
        for _ in range(_MOST_ROWS):
            if not cursors:
                return rows
            answers = await self._ask(
                self._session.get_next, [cursor.at for cursor in cursors]
            )
            cursors = [
                cursor
                for cursor, (oid, value) in zip(cursors, answers, strict=True)
                if _advance(cursor, oid, value, rows)
            ]
        raise MalformedAnswerError("The agent's tables have no end")

    async def _ask(self, request: Request, oids: Sequence[Oid]) -> list[Binding]:
        answers: list[Binding] = []
        while len(answers) < len(oids):
            batch = oids[len(answers) : len(answers) + self._most]
            answers += await self._ask_batch(request, batch)
        return answers

    async def _ask_batch(
        self, request: Request, batch: Sequence[Oid]
    ) -> Sequence[Binding]:
        """Send one request; ask for single variables where that is too much."""
        try:
            answers = await request(batch)
        except StatusError as err:
            if len(batch) == 1:
                if err.status == _NO_SUCH_NAME:
                    return [(batch[0], None)]
                raise MalformedAnswerError(str(err)) from err
            if err.status == _NO_SUCH_NAME and 0 < err.index <= len(batch):
                return await self._ask_others(request, batch, err.index - 1)
        except ResponseTimeoutError:
            if len(batch) == 1:
                raise
        else:
            if len(answers) == len(batch):
                return answers
            if len(batch) == 1:
                raise MalformedAnswerError("The agent answers something else")
        singles = [(await self._ask_batch(request, [oid]))[0] for oid in batch]
        self._most = 1
        return singles

    async def _ask_others(
        self, request: Request, batch: Sequence[Oid], missing: int
    ) -> Sequence[Binding]:
        """Ask again without the one variable that spoils a whole answer in v1."""
        others = [oid for index, oid in enumerate(batch) if index != missing]
        answers = list(await self._ask_batch(request, others))
        answers.insert(missing, (batch[missing], None))
        return answers


def _known_family(object_id: Value | None, description: str) -> Family | None:
    if isinstance(object_id, tuple):
        for family in FAMILIES:
            if family.answers_to(object_id, description):
                return family
    return None


def _is_below(oid: Oid, parent: Oid) -> bool:
    return oid[: len(parent)] == parent


def _advance(cursor: _Cursor, oid: Oid, value: Value | None, rows: Rows) -> bool:
    """Take an answer, and tell whether the column goes on behind it."""
    if value is None or not _is_below(oid, cursor.oid) or oid <= cursor.at:
        return False
    index = oid[len(cursor.oid) :]
    rows[cursor.table].setdefault(index, {})[cursor.column] = value
    cursor.at = oid
    return True


def _system(family: Family, scalars: Scalars) -> System:
    def text(oid: Oid) -> str:
        return text_of(scalars.get(oid))

    object_id, ticks = scalars.get(_OBJECT_ID), scalars.get(UPTIME)
    return System(
        description=text(DESCRIPTION),
        object_id=object_id if isinstance(object_id, tuple) else (),
        name=text(_NAME),
        ticks=ticks if isinstance(ticks, int) else None,
        mac=text((*family.oid, *family.mac)),
        serial=text((*family.oid, *family.serial)) if family.serial else "",
    )
