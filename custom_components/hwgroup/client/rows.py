"""An agent's rows → Device (pure)."""

from collections.abc import Iterator, Mapping
import re
from typing import Final, NamedTuple

from .errors import MalformedAnswerError
from .family import Column, Family, Kind, Oid, Row, Table, Value, number_of, text_of
from .model import (
    MOST_PARTS,
    Device,
    Identity,
    Input,
    Limits,
    Output,
    ReadingState,
    Sensor,
    Unit,
    mac_from_text,
    unused_key,
)
from .reading import interpreted
from .units import unit_from_text

type _Place = tuple[Table, Oid, Row]
type Rows = Mapping[Table, Mapping[Oid, Row]]

# As in: Poseidon 4002 SNMP Supervisor v2.0.15; STE2 r2 1.4.5; STE2 r2, fw:1.5.5_2394
_FIRMWARE: Final = re.compile(r"(?:, fw:| v| )(\d+\.\d+\.\d+(?:_\d+)?)$")
_TICKS_PER_SECOND: Final = 100


class System(NamedTuple):
    """What an agent tells of itself; texts are empty where it does not."""

    description: str
    object_id: Oid
    name: str
    ticks: int | None
    mac: str
    serial: str


def device_from_rows(family: Family, system: System, rows: Rows) -> Device:
    """Read what an agent of a family has answered.

    Raises MalformedAnswerError for more rows than any device has.
    """
    limits = {
        index: _limits(row) for index, (_, _, row) in limit_rows(family, rows).items()
    }
    sensors = {
        key: _sensor(family, table, key, row, limits.get(index, Limits()))
        for key, (table, index, row) in sensor_rows(family, rows).items()
    }
    inputs: dict[str, Input] = {}
    for table, index, row in _rows_of(Kind.INPUT, family, rows):
        key = unused_key(_key(table, index, row), inputs)
        inputs[key] = _input(family, key, row)
    outputs = {
        key: _output(family, key, row)
        for key, (_, _, row) in output_rows(family, rows).items()
    }
    return Device(
        identity=_identity(system),
        sensors=sensors,
        inputs=inputs,
        outputs=outputs,
        uptime=None if system.ticks is None else system.ticks // _TICKS_PER_SECOND,
    )


def sensor_rows(family: Family, rows: Rows) -> Mapping[str, _Place]:
    """Return the rows of the sensors, by the keys of these."""
    return _by_key(Kind.SENSOR, family, rows)


def limit_rows(family: Family, rows: Rows) -> Mapping[Oid, _Place]:
    """Return the rows of limits, by the indexes of their sensors.

    A sensor with more than one, as a Perseus may have, has none that is its limits.
    """
    found: dict[Oid, list[_Place]] = {}
    for table, index, row in _rows_of(Kind.LIMITS, family, rows):
        part = index[: table.of_part or None]
        found.setdefault(part, []).append((table, index, row))
    return {part: places[0] for part, places in found.items() if len(places) == 1}


def output_rows(family: Family, rows: Rows) -> Mapping[str, _Place]:
    """Return the rows of the outputs, by the keys of these."""
    return _by_key(Kind.OUTPUT, family, rows)


def _by_key(kind: Kind, family: Family, rows: Rows) -> Mapping[str, _Place]:
    found: dict[str, _Place] = {}
    for table, index, row in _rows_of(kind, family, rows):
        found[unused_key(_key(table, index, row), found)] = table, index, row
    return found


def _rows_of(kind: Kind, family: Family, rows: Rows) -> Iterator[_Place]:
    count = 0
    for table in family.tables:
        for index, row in sorted(rows.get(table, {}).items()):
            code = row.get(Column.TYPE)
            row_kind = table.kinds.get(code) if isinstance(code, int) else None
            if (row_kind or table.kind) is kind:
                if (count := count + 1) > MOST_PARTS:
                    raise MalformedAnswerError("The agent has too many rows")
                yield table, index, row


def _key(table: Table, index: Oid, row: Row) -> str:
    """Return the ID that the row has in the XML, too."""
    if isinstance(identifier := row.get(Column.ID), int):
        return str(identifier)
    if table.first_id:
        return str(table.first_id + index[-1])
    return "_".join(map(str, index))


def _identity(system: System) -> Identity:
    firmware = _FIRMWARE.search(system.description)
    model = _FIRMWARE.sub("", system.description).replace("SNMP Supervisor", "")
    return Identity(
        mac=mac_from_text(system.mac),
        serial=system.serial or None,
        name=system.name or None,
        model=" ".join(model.split()) or None,
        firmware=firmware[1] if firmware else None,
    )


def _sensor(family: Family, table: Table, key: str, row: Row, limits: Limits) -> Sensor:
    said = Sensor(
        key=key,
        name=text_of(row.get(Column.NAME)),
        value=family.value(row),
        unit=_unit(family, row),
        state=_state(family.states, row),
        limits=limits,
        scale=_scale(row),
        counts=row.get(Column.TYPE) in table.totals,
    )
    return interpreted(
        said, on_display=family.on_display, limits_in_celsius=family.limits_in_celsius
    )


def _scale(row: Row) -> str | None:
    """Return the exponent and the zero offset of a meter's value."""
    exponent, offset = row.get(Column.EXPONENT), row.get(Column.OFFSET, 0)
    if not isinstance(exponent, int) or not isinstance(offset, int):
        return None
    return f"{exponent}:{offset}"


def _input(family: Family, key: str, row: Row) -> Input:
    counter = row.get(Column.COUNTER)
    return Input(
        key=key,
        name=text_of(row.get(Column.NAME)),
        closed=position(family, row),
        state=_state(family.input_states, row),
        # Of 32 bits, which the INTEGER of the MIB shows as negative from 2^31 on.
        counter=counter % 2**32 if isinstance(counter, int) else None,
    )


def _output(family: Family, key: str, row: Row) -> Output:
    mode = row.get(Column.MODE)
    pulse = row.get(Column.PULSE)
    return Output(
        key=key,
        name=text_of(row.get(Column.NAME)),
        on=position(family, row),
        automatic=is_automatic(mode),
        pulse=isinstance(pulse, int) and pulse > 0,
    )


def is_automatic(mode: Value | None) -> bool | None:
    """Return whether outMode of POSEIDON-MIB is another one than manual."""
    return mode != 0 if isinstance(mode, int) else None


def _state(states: Mapping[int, ReadingState], row: Row) -> ReadingState:
    """Return what the code means; an undocumented one is at least not "normal"."""
    code = row.get(Column.STATE)
    return (
        ReadingState.OK if code is None else states.get(_code(code), ReadingState.ALARM)
    )


def _code(value: Value) -> int:
    return value if isinstance(value, int) else -1


def position(family: Family, row: Row) -> bool | None:
    """Return the position of a contact or an output, None where the agent calls it invalid: it is an old one."""
    if _state(family.input_states, row) is ReadingState.INVALID:
        return None
    value = row.get(Column.VALUE, text_of(row.get(Column.VALUE_TEXT)).encode())
    return {0: False, 1: True, b"0": False, b"1": True}.get(value)


def _unit(family: Family, row: Row) -> Unit:
    """Return the unit that a row names by its text, else by its code."""
    if text := text_of(row.get(Column.UNIT_TEXT)):
        return unit_from_text(text)
    code = row.get(Column.UNIT)
    return (
        family.units.get(_code(code), family.unit) if code is not None else family.unit
    )


def _limits(row: Row) -> Limits:
    return Limits(
        low=limit_of(row.get(Column.LOW)),
        high=limit_of(row.get(Column.HIGH)),
        hysteresis=limit_of(row.get(Column.HYSTERESIS)),
    )


def limit_of(value: Value | None) -> float | None:
    """Read a limit, which is an integer of tenths, or a text on a Perseus."""
    return value / 10 if isinstance(value, int) else number_of(value)
