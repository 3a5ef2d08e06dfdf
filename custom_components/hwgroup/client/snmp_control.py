"""Switching the outputs of a device over SNMP, and seeing what came of it.

SET of outValue is in POSEIDON-MIB and DAMOCLES-MIB, and a commercial driver uses it;
that of a Perseus' values stands in its MIB only.
"""

import asyncio
from typing import Final, NamedTuple

from .agent import StatusError, WritingSession
from .errors import (
    AuthenticationError,
    AutomaticOutputError,
    NotSwitchedError,
    OtherAgentError,
    ResponseTimeoutError,
    TakenBackError,
    UnknownAgentError,
    UnknownOutputError,
    WriteRefusedError,
)
from .family import Column, Family, Oid, Row, Table
from .rows import is_automatic, output_rows, position
from .snmp import SnmpClient
from .snmp_requests import Requests

# Devices are slow: so long it is waited before each look at what became of a command.
READ_BACK_SECONDS: Final = (0.2, 0.3, 0.5, 1.0, 1.0, 2.0)
# As often it has to be seen, one time after the other.
_SEEN_ENOUGH: Final = 2
# noSuchName, readOnly, noAccess, wrongType, notWritable: another column may take it.
_NOT_THIS_COLUMN: Final = frozenset((2, 4, 6, 7, 17))


class _Target(NamedTuple):
    """An output as the agent has it."""

    family: Family
    table: Table
    suffix: Oid
    row: Row

    def oid(self, column: int) -> Oid:
        return (*self.family.oid, *self.table.oid, column, *self.suffix)

    def oid_of(self, column: Column) -> Oid:
        return self.oid(self.table.columns[column])


class OutputControl:
    """Switches the outputs of one device, one command at a time.

    Who the device is, is read with the credentials for reading each time: those for
    writing are sent to no other.
    """

    def __init__(
        self, reader: SnmpClient, writer: WritingSession, identity: str
    ) -> None:
        """Remember how to reach the device, and its MAC address or serial number."""
        self._reader = reader
        self._writer = writer
        self._identity = identity

    async def prove(self) -> None:
        """Read a variable with the credentials for writing, which changes nothing.

        Raises one of the HwgError family.
        """
        target = await self._target(None)
        async with self._reader.alone():
            try:
                await self._writer.get([target.oid_of(Column.NAME)])
            except (AuthenticationError, ResponseTimeoutError, StatusError) as err:
                raise WriteRefusedError("No answer to these credentials") from err
            finally:
                self._writer.close()

    async def switch(self, key: str, *, on: bool) -> None:
        """Switch an output, and return when the device has shown that twice.

        Raises one of the HwgError family, SwitchingError among them.
        """
        target = await self._target(key)
        async with self._reader.alone() as requests:
            await _refuse_automatic(requests, target)
            answered = await self._write(target, on=on)
            was_there = await _saw_twice(requests, target, on=on)
        if was_there is None:
            return
        if was_there:
            raise TakenBackError("The output is in its old state again")
        if not answered:
            raise WriteRefusedError("No answer to the command")
        raise NotSwitchedError("The output is still in its old state")

    async def pulse(self, key: str) -> None:
        """Start a pulse, and return when the device has accepted that.

        A pulse may be over before it can be seen. Raises what `switch` does.
        """
        target = await self._target(key)
        async with self._reader.alone() as requests:
            await _refuse_automatic(requests, target)
            if not await self._write(target, on=True):
                raise WriteRefusedError("No answer to the command")

    async def _target(self, key: str | None) -> _Target:
        """Return an output of the device, None for the first one."""
        device = await self._reader.read()
        identity = device.identity.unique_id
        if identity is None:
            raise UnknownAgentError("The agent does not say which device it is")
        if identity != self._identity:
            raise OtherAgentError("The agent is another device's")
        answers = self._reader.last_answers
        rows = output_rows(answers.family, answers.rows) if answers else {}
        key = next(iter(rows), None) if key is None else key
        if answers is None or key is None or key not in rows:
            raise UnknownOutputError("The agent has no such output")
        return _Target(answers.family, *rows[key])

    async def _write(self, target: _Target, *, on: bool) -> bool:
        """Send a command once; return whether the agent has answered it."""
        try:
            for switch in target.table.switches:
                command = (target.oid(switch.column), switch.value(on=on))
                try:
                    await self._writer.set([command])
                except StatusError as err:
                    if err.status not in _NOT_THIS_COLUMN:
                        raise WriteRefusedError(str(err)) from err
                else:
                    return True
        except ResponseTimeoutError:
            return False  # the answer may be lost, and the command done
        except AuthenticationError as err:
            raise WriteRefusedError(str(err)) from err
        finally:
            self._writer.close()
        raise WriteRefusedError("The agent does not let the output be written")


async def _refuse_automatic(requests: Requests, target: _Target) -> None:
    """Ask for the mode now: it may have been changed since it was read."""
    if Column.MODE in target.row:
        oid = target.oid_of(Column.MODE)
        if is_automatic((await requests.get([oid]))[oid]):
            raise AutomaticOutputError("The device switches the output itself")


async def _saw_twice(requests: Requests, target: _Target, *, on: bool) -> bool | None:
    """Return None once the new state was seen twice in a row, else if it ever was."""
    seen, ever = 0, False
    for pause in READ_BACK_SECONDS:
        await asyncio.sleep(pause)
        seen = seen + 1 if await _is(requests, target, on=on) else 0
        ever = ever or seen > 0
        if seen == _SEEN_ENOUGH:
            return None
    return ever


async def _is(requests: Requests, target: _Target, *, on: bool) -> bool:
    """Read an output; one that does not answer now may do so at the next look."""
    column = Column.VALUE if Column.VALUE in target.row else Column.VALUE_TEXT
    oid = target.oid_of(column)
    try:
        value = (await requests.get([oid]))[oid]
    except ResponseTimeoutError:
        return False
    row = {key: old for key, old in target.row.items() if key is not column}
    if value is not None:
        row[column] = value
    return position(target.family, row) is on
