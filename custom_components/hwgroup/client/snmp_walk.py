"""Walking the tables of an agent, whatever it answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .errors import MalformedAnswerError
from .family import Column, Family, Oid, Table, Value
from .model import MOST_PARTS
from .snmp_requests import Requests

type Walked = dict[Table, dict[Oid, dict[Column, Value]]]

# Twice what the longest known ones have, a meter and its value.
_LONGEST_INDEX: Final = 4


@dataclass(slots=True)
class _Cursor:
    """How far a column has been walked."""

    table: Table
    column: Column
    oid: Oid
    at: Oid


async def walk(requests: Requests, family: Family) -> Walked:
    """Return the rows of all tables of a family, read side by side.

    Each column has its own cursor, so gaps in one do not shift another. A column ends
    with the first answer that is not behind its question or not in the column. Of a
    row, the ID is read first. Raises MalformedAnswerError for a table without an end.
    """
    rows: Walked = {table: {} for table in family.tables}
    cursors = [
        _Cursor(table, column, oid, at=oid)
        for table in family.tables
        for column in _id_first(table.columns)
        for oid in [(*family.oid, *table.oid, table.columns[column])]
    ]
    for _ in range(MOST_PARTS + 2):
        if not cursors:
            return rows
        answers = await requests.get_next([cursor.at for cursor in cursors])
        cursors = [
            cursor
            for cursor, (oid, value) in zip(cursors, answers, strict=True)
            if _advance(cursor, oid, value, rows)
        ]
    raise MalformedAnswerError("The tables of the agent have no end")


def is_below(oid: Oid, parent: Oid) -> bool:
    """Return whether an OID is one of a subtree."""
    return len(oid) > len(parent) and oid[: len(parent)] == parent


def _id_first(columns: Iterable[Column]) -> list[Column]:
    return sorted(columns, key=lambda column: column is not Column.ID)


def _advance(cursor: _Cursor, oid: Oid, value: Value | None, rows: Walked) -> bool:
    """Take an answer; return whether the column goes on behind it."""
    index = oid[len(cursor.oid) :]
    if (
        value is None
        or oid <= cursor.at
        or not is_below(oid, cursor.oid)
        or len(index) > _LONGEST_INDEX
    ):
        return False
    rows[cursor.table].setdefault(index, {})[cursor.column] = value
    cursor.at = oid
    return True
