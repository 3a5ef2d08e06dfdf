"""What is known of an agent, and what of it each poll asks for (pure)."""

from collections.abc import Mapping, Sequence
from typing import Final

from .family import UPTIME, Column, Family, Kind, Oid, Table, Value
from .snmp_walk import Walked

# What changes only when somebody changes it.
_STAYS: Final = frozenset(
    (
        *(Column.ID, Column.NAME, Column.UNIT, Column.UNIT_TEXT, Column.TYPE),
        *(Column.MODE, Column.PULSE),
        *(Column.LOW, Column.HIGH, Column.HYSTERESIS),
    )
)

type Scalars = Mapping[Oid, Value | None]
type _Cell = tuple[dict[Column, Value], Column]


class Known:
    """The rows of an agent, and which variables bring them up to date.

    Walked move when a sensor is removed. So each poll asks, after the values of a row,
    for what says whose row it is: if that is the same, so is the sensor. One row for
    each unit shows whether the device displays other units now, and the MAC address
    whether it is another device.
    """

    def __init__(self, family: Family, scalars: Scalars, rows: Walked) -> None:
        """Decide what a poll asks for."""
        self.family = family
        self.scalars = dict(scalars)
        self.rows = rows
        self._oids: list[Oid] = []
        self._cells: dict[Oid, _Cell] = {}
        self._fixed: dict[Oid, Value] = {}
        for table in family.readings:
            units: set[Value] = set()
            for index, row in sorted(rows[table].items()):
                prefix = (*family.oid, *table.oid)
                oids = {c: (*prefix, table.columns[c], *index) for c in row}
                self._add_row(table, row, oids)
                self._add_unit(row, oids, units)
        for path in family.scalars:
            self._fix((*family.oid, *path), scalars.get((*family.oid, *path)))
        if self.uptime is not None:
            self._oids.append(UPTIME)

    @property
    def uptime(self) -> int | None:
        """Hundredths of a second since the agent started, None if it does not say."""
        ticks = self.scalars.get(UPTIME)
        return ticks if isinstance(ticks, int) else None

    @property
    def oids(self) -> Sequence[Oid]:
        """The variables of a poll, in the order in which they have to be read."""
        return self._oids

    @property
    def fixed(self) -> Sequence[Oid]:
        """Those variables of a poll whose values must not have changed."""
        return list(self._fixed)

    @property
    def ends(self) -> Sequence[tuple[Oid, Oid]]:
        """The last cell of each table and its column, or an empty table twice.

        What follows the cell is in that column only if there is a new row.
        """
        ends = []
        for table in self.family.readings:
            end = column = (*self.family.oid, *table.oid)
            if rows := self.rows[table]:
                last = max(rows)
                column = (*end, table.columns[next(iter(rows[last]))])
                end = (*column, *last)
            ends.append((end, column))
        return ends

    def agrees_with(self, answers: Scalars) -> bool:
        """Return whether answers can be of these rows.

        They cannot if something is missing or another row, or the agent has restarted.
        """
        if any(value is None for value in answers.values()):
            return False
        if any(answers[oid] != value for oid, value in self._fixed.items()):
            return False
        ticks = answers.get(UPTIME, self.uptime)
        return not isinstance(ticks, int) or ticks >= (self.uptime or 0)

    def update(self, answers: Scalars) -> None:
        """Take the answers of a poll that agree."""
        for oid, value in answers.items():
            if oid in self.scalars:
                self.scalars[oid] = value
            elif oid in self._cells and value is not None:
                row, column = self._cells[oid]
                row[column] = value

    def _add_row(
        self, table: Table, row: dict[Column, Value], oids: Mapping[Column, Oid]
    ) -> None:
        for column in row:
            if column not in _STAYS:
                self._oids.append(oids[column])
                self._cells[oids[column]] = row, column
        # Inputs and outputs are numbered as on the device; a meter's value has a name.
        named = Column.NAME if table.kind is Kind.SENSOR else None
        whose = Column.ID if Column.ID in row else named
        if whose in row:
            self._fix(oids[whose], row[whose])

    def _add_unit(
        self, row: dict[Column, Value], oids: Mapping[Column, Oid], units: set[Value]
    ) -> None:
        column = Column.UNIT_TEXT if row.get(Column.UNIT_TEXT) else Column.UNIT
        if column in row and row[column] not in units:
            units.add(row[column])
            self._fix(oids[column], row[column])

    def _fix(self, oid: Oid, value: Value | None) -> None:
        if value is not None:
            self._oids.append(oid)
            self._fixed[oid] = value
