"""Asking an agent politely → rows → Device.

Nothing here imports an SNMP library; a session of `snmp_session.py` does the talking.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic
from typing import Final, NamedTuple

from .agent import Session
from .errors import MalformedAnswerError, NotHwGroupDeviceError, ResponseTimeoutError
from .families import FAMILIES
from .family import (
    DESCRIPTION,
    ENTERPRISE,
    UPTIME,
    Family,
    Oid,
    Row,
    Table,
    Value,
    text_of,
)
from .model import OBJECT_ID, Device
from .rows import System, device_from_rows
from .snmp_known import Known, Scalars
from .snmp_requests import Requests
from .snmp_walk import Walked, is_below, walk

# A survey reads all there is, one poll of this many; the others read what changes.
SURVEY_EVERY: Final = 20
# However rarely it is read, as where HTTP serves: what stays is not believed for longer.
SURVEY_SECONDS: Final = 3600
# One poll of this many looks for new rows.
LOOK_EVERY: Final = 4
READ_TIMEOUT_SECONDS: Final = 25.0
_SURVEYS: Final = 3

_OBJECT_ID: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 2, 0)
_NAME: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 5, 0)
_SYSTEM: Final = (DESCRIPTION, _OBJECT_ID, UPTIME, _NAME)


class Answers(NamedTuple):
    """All that one read was made of."""

    family: Family
    scalars: Mapping[Oid, Value | None]
    rows: Mapping[Table, Mapping[Oid, Row]]


class SnmpClient:
    """Asks one device for its values over SNMP.

    The first read is a survey of all that the device tells: names, IDs, units, limits,
    values. Later reads ask for what changes, until the agent restarts, something does
    not agree with the survey, somebody expects changes, or it is time for the next.
    """

    def __init__(self, session: Session) -> None:
        """Remember how to reach the device; nothing is sent yet."""
        self.last_answers: Answers | None = None
        self.heard = False
        """Whether the agent has ever answered."""
        self._session = session
        self._lock = asyncio.Lock()
        self._requests = Requests(session)
        self._known: Known | None = None
        self._polls_left = 0
        self._surveyed = 0.0

    def expect_changes(self) -> None:
        """Survey the device with the read after the next one, which stays quick."""
        self._polls_left = min(self._polls_left, 1)

    def survey_next(self) -> None:
        """Survey the device with the next read: what stays was changed."""
        self._polls_left = 0

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Requests]:
        """Let nothing else be asked of the agent meanwhile; then release the socket."""
        async with self._lock:
            try:
                yield self._requests
            finally:
                self._session.close()

    async def read(self) -> Device:
        """Ask for all that the device tells.

        Raises one of the HwgError family.
        """
        async with self.alone():
            try:
                async with asyncio.timeout(READ_TIMEOUT_SECONDS):
                    known = await self._read()
            except TimeoutError as err:
                raise ResponseTimeoutError("The agent is too slow") from err
        self.last_answers = Answers(known.family, known.scalars, known.rows)
        device = device_from_rows(known.family, _system(known), known.rows)
        if _said_family(known.scalars) not in (known.family, None):
            device = replace(device, doubts=(OBJECT_ID,))
        return device

    async def _read(self) -> Known:
        known = self._known
        if known is not None and not self._is_due and await self._poll(known):
            self._polls_left -= 1
        else:
            self._known = known = await self._survey()
            self._polls_left = SURVEY_EVERY - 1
            self._surveyed = monotonic()
        return known

    @property
    def _is_due(self) -> bool:
        """Whether it is time for a survey."""
        return not self._polls_left or monotonic() - self._surveyed > SURVEY_SECONDS

    async def _poll(self, known: Known) -> bool:
        """Bring what is known up to date; return False where it is in doubt."""
        answers = await self._requests.get(known.oids)
        if not known.agrees_with(answers):
            return False
        if self._polls_left % LOOK_EVERY == 0 and await self._has_new_rows(known):
            return False
        known.update(answers)
        return True

    async def _has_new_rows(self, known: Known) -> bool:
        ends = known.ends
        answers = await self._requests.get_next([end for end, _ in ends])
        return any(
            value is not None and is_below(oid, column) and oid > end
            for (end, column), (oid, value) in zip(ends, answers, strict=True)
        )

    async def _survey(self) -> Known:
        """Read all that the device tells, and again if rows move meanwhile."""
        self._requests.size.try_again()
        for _ in range(_SURVEYS):
            scalars = await self._requests.get(_SYSTEM)
            self.heard = True
            family, rows = await self._identify(scalars)
            scalars |= await self._requests.get(
                (*family.oid, *path) for path in family.scalars
            )
            known = Known(family, scalars, rows)
            if known.agrees_with(await self._requests.get(known.fixed)):
                return known
        raise MalformedAnswerError("The rows of the agent move while they are read")

    async def _identify(self, scalars: Scalars) -> tuple[Family, Walked]:
        """Return the agent's family and its rows.

        Agents differ in what they say of themselves: where that is unknown, or the
        tables that belong to it are empty, the tables of other families decide.
        """
        object_id = scalars.get(_OBJECT_ID)
        if isinstance(object_id, tuple) and not is_below(object_id, ENTERPRISE):
            raise NotHwGroupDeviceError("The agent is another maker's")
        said = _said_family(scalars)
        rows: Walked = {}
        if said is not None:
            rows = await walk(self._requests, said)
            if any(rows[table] for table in said.readings):
                return said, rows
        for family in FAMILIES:
            if family is not said and await self._has_rows(family):
                return family, await walk(self._requests, family)
        if said is None:
            raise NotHwGroupDeviceError("The agent has none of the known tables")
        return said, rows

    async def _has_rows(self, family: Family) -> bool:
        tables = [(*family.oid, *table.oid) for table in family.readings]
        answers = await self._requests.get_next(tables)
        return any(
            value is not None and is_below(oid, table)
            for table, (oid, value) in zip(tables, answers, strict=True)
        )


def _said_family(scalars: Scalars) -> Family | None:
    """Return the family that an agent says it is of, None for an unknown one."""
    object_id = scalars.get(_OBJECT_ID)
    if isinstance(object_id, tuple):
        description = text_of(scalars.get(DESCRIPTION))
        for family in FAMILIES:
            if family.answers_to(object_id, description):
                return family
    return None


def _system(known: Known) -> System:
    scalars, family = known.scalars, known.family

    def text(oid: Oid) -> str:
        return text_of(scalars.get(oid))

    object_id = scalars.get(_OBJECT_ID)
    return System(
        description=text(DESCRIPTION),
        object_id=object_id if isinstance(object_id, tuple) else (),
        name=text(_NAME),
        ticks=known.uptime,
        mac=text((*family.oid, *family.mac)),
        serial=text((*family.oid, *family.serial)) if family.serial else "",
    )
