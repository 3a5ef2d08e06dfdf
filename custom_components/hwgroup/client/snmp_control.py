"""Switching outputs and setting limits over SNMP, and seeing what came of it.

SET of outValue and of the limits is in POSEIDON-MIB and DAMOCLES-MIB, and a commercial driver uses the former;
that of a Perseus' values stands in its MIB only.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from .agent import StatusError, WritingSession
from .errors import (
    AuthenticationError,
    AutomaticOutputError,
    LimitNotSetError,
    OtherAgentError,
    ResponseTimeoutError,
    UnknownAgentError,
    UnknownLimitError,
    UnknownOutputError,
    WriteRefusedError,
)
from .family import Column, Family, Oid, Row, Table, Value
from .model import Unit
from .read_back import refuse_unless_switched, seen_twice
from .rows import is_automatic, limit_of, limit_rows, output_rows, position, sensor_rows
from .snmp import Answers, SnmpClient
from .snmp_requests import Requests
from .units import limit_to_celsius

# noSuchName, readOnly, noAccess, wrongType, notWritable: another column may take it.
_NOT_THIS_COLUMN: Final = frozenset((2, 4, 6, 7, 17))


class _Target(NamedTuple):
    """A row of the agent's tables, for what is written there."""

    family: Family
    table: Table
    suffix: Oid
    row: Row

    def oid(self, column: int) -> Oid:
        return (*self.family.oid, *self.table.oid, column, *self.suffix)

    def oid_of(self, column: Column) -> Oid:
        return self.oid(self.table.columns[column])


class SnmpControl:
    """Switches the outputs of one device and sets its limits, one command at a time.

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
        answers = await self._read()
        oids = ((*answers.family.oid, *path) for path in answers.family.scalars)
        known = next(oid for oid in oids if answers.scalars.get(oid) is not None)
        async with self._reader.alone():
            try:
                await self._writer.get([known])
            except (AuthenticationError, ResponseTimeoutError, StatusError) as err:
                raise WriteRefusedError("No answer to these credentials") from err
            finally:
                self._writer.close()

    async def switch(self, key: str, *, on: bool) -> None:
        """Switch an output, and return when the device has shown that twice.

        Raises one of the HwgError family, SwitchingError among them.
        """
        target = await self._output(key)
        column = Column.VALUE if Column.VALUE in target.row else Column.VALUE_TEXT

        def is_so(value: Value | None) -> bool:
            row = {key: old for key, old in target.row.items() if key is not column}
            if value is not None:
                row[column] = value
            return position(target.family, row) is on

        async with self._reader.alone() as requests:
            await _refuse_automatic(requests, target)
            answered = await self._write(_switching(target, on=on))
            was_there = await _saw_twice(requests, target.oid_of(column), is_so)
        refuse_unless_switched(was_there, answered=answered)

    async def pulse(self, key: str) -> None:
        """Start a pulse, and return when the device has accepted that.

        A pulse may be over before it can be seen. Raises what `switch` does.
        """
        target = await self._output(key)
        async with self._reader.alone() as requests:
            await _refuse_automatic(requests, target)
            if not await self._write(_switching(target, on=True)):
                raise WriteRefusedError("No answer to the command")

    async def set_limit(
        self, key: str, limit: Column, value: float, unit: Unit
    ) -> None:
        """Set a limit of a sensor, and return when the device has shown that twice.

        `limit` is LOW, HIGH or HYSTERESIS, and the value in the unit of the reading.
        Raises one of the HwgError family, SwitchingError among them.
        """
        answers = await self._read()
        _, suffix, _ = sensor_rows(answers.family, answers.rows).get(
            key, (None, (), {})
        )
        place = limit_rows(answers.family, answers.rows).get(suffix)
        if place is None or limit not in place[2]:
            raise UnknownLimitError("The agent has no such limit")
        target = _Target(answers.family, *place)
        if target.family.limits_in_celsius:
            difference = limit is Column.HYSTERESIS
            value = limit_to_celsius(value, unit, difference=difference)
        oid, kept = target.oid_of(limit), _as_kept(value, target.row[limit])

        def is_so(told: Value | None) -> bool:
            return limit_of(told) == limit_of(kept)

        async with self._reader.alone() as requests:
            answered = await self._write([(oid, kept)])
            was_there = await _saw_twice(requests, oid, is_so)
        self._reader.survey_next()
        if was_there is None:
            return
        if not answered:
            raise WriteRefusedError("No answer to the command")
        raise LimitNotSetError("The limit is still the old one")

    async def _read(self) -> Answers:
        """Read the device, and return what it said, once it has said who it is."""
        device = await self._reader.read()
        answers = self._reader.last_answers
        identity = device.identity.unique_id
        if identity is None or answers is None:
            raise UnknownAgentError("The agent does not say which device it is")
        if identity != self._identity:
            raise OtherAgentError("The agent is another device's")
        return answers

    async def _output(self, key: str) -> _Target:
        answers = await self._read()
        rows = output_rows(answers.family, answers.rows)
        if key not in rows:
            raise UnknownOutputError("The agent has no such output")
        return _Target(answers.family, *rows[key])

    async def _write(self, commands: Sequence[tuple[Oid, Value]]) -> bool:
        """Send the first command that the agent takes, once.

        Return whether the agent has answered it.
        """
        try:
            for command in commands:
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
        raise WriteRefusedError("The agent does not let this be written")


def _as_kept(value: float, before: Value) -> Value:
    """Return a limit as it is kept: as text where it is one, else in tenths."""
    if isinstance(before, bytes):
        return f"{value:.3f}".rstrip("0").rstrip(".").encode()
    return round(value * 10)


def _switching(target: _Target, *, on: bool) -> list[tuple[Oid, Value]]:
    """Return the commands of which one switches an output."""
    return [
        (target.oid(switch.column), switch.value(on=on))
        for switch in target.table.switches
    ]


async def _refuse_automatic(requests: Requests, target: _Target) -> None:
    """Ask for the mode now: it may have been changed since it was read."""
    if Column.MODE in target.row:
        oid = target.oid_of(Column.MODE)
        if is_automatic((await requests.get([oid]))[oid]):
            raise AutomaticOutputError("The device switches the output itself")


async def _saw_twice(
    requests: Requests, oid: Oid, is_so: Callable[[Value | None], bool]
) -> bool | None:
    """Return what `seen_twice` does of a new value.

    A device that does not answer now may do so at the next look.
    """

    async def is_now() -> bool:
        try:
            return is_so((await requests.get([oid]))[oid])
        except ResponseTimeoutError:
            return False

    return await seen_twice(is_now)
