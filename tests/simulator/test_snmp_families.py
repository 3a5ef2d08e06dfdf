"""The data of the agents of each family, read through a real socket."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from simulator import MODELS, AlarmWhen, Sensor, SimulatedDevice
from simulator.parts import one_wire_id
from simulator.snmp.pwr import PWR_ONE_INDEX
from simulator.snmp.ste import WLD_ALARM_2
from simulator.snmp.values import HW_GROUP, dotted

from .snmp_client import E, Manager, Read, below

type MakeAgent = Callable[[str], Awaitable[SimulatedDevice]]

IDENTITIES = {
    "ste": ("4.1", "4.1", "HWg-STE"),
    "ste_plus": ("4.1", "4.1", "HWg-STE plus"),
    "ste2": ("4.9", "4.9", "STE2"),
    "ste2_lite": ("4.9", "4.9", "STE2 LITE, fw:1.5.3_2086"),
    "ste2_r2": ("4.9", "4.9", "STE2 r2, fw:1.4.6_2107"),
    "poseidon2_3266": ("3.3", "3.3", "Poseidon2 3266 SNMP Supervisor v3.4.2"),
    "poseidon2_3268": ("3.3", "3.3", "Poseidon2 3268 SNMP Supervisor v3.5.0"),
    "poseidon_4002": ("3.3", "3.3", "Poseidon 4002 SNMP Supervisor v2.0.17"),
    "damocles2_mini": ("3.4", "3.4", "Damocles2 MINI SNMP Supervisor v1.1.5"),
    "damocles2_1208": ("3.4", "3.4", "Damocles2 1208 SNMP Supervisor v1.1.5"),
    "wld": ("4.1", "4.5", "HWg-WLD"),
    "pwr": ("4.6", "4.6", "HWg-PWR"),
    "perseus": ("5.1", "5.1", "Perseus Energy 240, fw:1.0.6_12034"),
}
SERVICES = {"ste", "ste_plus", "ste2", "ste2_lite", "ste2_r2", "wld"}


async def _rows(device: SimulatedDevice, manager: Manager) -> dict[str, Read]:
    """Return all rows below the base of the family."""
    oids = [dotted(oid) for oid in device.snmp_rows()]
    values = await manager.get(device.snmp_port, *oids)
    rows = dict(zip(oids, values, strict=True))
    return below(rows, dotted(device.family.base))


def _table(rows: dict[str, Read], path: str) -> dict[int, list[Read]]:
    """Return the columns of a table."""
    table: dict[int, list[Read]] = {}
    for place, value in below(rows, path).items():
        table.setdefault(int(place.split(".")[0]), []).append(value)
    return table


def _suffixes(rows: dict[str, Read], column: str) -> list[str]:
    """Return the suffixes of the rows of a column."""
    return list(below(rows, column))


def test_every_family_is_known() -> None:
    """These tests cover every model with an agent."""
    assert set(IDENTITIES) == {key for key, model in MODELS.items() if model.snmp}


@pytest.mark.parametrize(("model", "identity"), IDENTITIES.items())
async def test_identity(
    make_agent: MakeAgent,
    manager: Manager,
    model: str,
    identity: tuple[str, str, str],
) -> None:
    """The system group has the family and often the model; the data are under the base."""
    device = await make_agent(model)
    object_id, base, description = identity
    rows = await manager.walk(device.snmp_port)
    assert list(rows) == [dotted(oid) for oid in device.snmp_rows()]
    system = below(rows, "1.3.6.1.2.1.1")
    services = system.pop("7.0", None)
    assert services == (72 if model in SERVICES else None)
    assert isinstance(system.pop("3.0"), int)
    assert system == {
        "1.0": description.encode(),
        "2.0": f"{E}.{object_id}",
        "4.0": b"",
        "5.0": device.name.encode(),
        "6.0": b"",
    }
    data = below(rows, f"{E}.{base}")
    assert len(data) == len(rows) - len(system) - 1 - (services is not None)
    assert data.get("70.1.0") == (None if model == "perseus" else device.mac.encode())


async def test_description_can_be_spelled_otherwise(
    make_agent: MakeAgent, manager: Manager
) -> None:
    """The sysDescr and the sysObjectID can be set as other firmware has them."""
    device = await make_agent("ste2_r2")
    device.description = "STE2 r2 1.4.6"
    device.family = replace(device.family, object_id=(*HW_GROUP, 4, 1))
    oids = ("1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0")
    assert await manager.get(device.snmp_port, *oids) == [b"STE2 r2 1.4.6", f"{E}.4.1"]


async def test_poseidon2(make_agent: MakeAgent, manager: Manager) -> None:
    """Poseidon2 has every column."""
    rows = await _rows(await make_agent("poseidon2_3268"), manager)
    assert _table(rows, "1.1") == {
        1: [1, 2, 3, 4],
        2: [1, 0, 0, 0],
        3: [b"Server room door", b"Fire panel", b"Generator running", b"Spare 4"],
        4: [1, 2, 0, 0],
        5: [0, 0, 0, 0],
    }
    assert _table(rows, "2.1") == {
        1: [1, 2],
        2: [0, 0],
        3: [b"Extra fan", b"Beacon"],
        4: [0, 0],
        5: [0, 1],
    }
    values: list[Read] = [215, 410, 3042, 63, 0]
    assert _table(rows, "3.1") == {
        1: [1, 2, 3, 4, 5],
        2: [
            b"Air intake",
            b"Air intake humidity",
            b"Air exhaust",
            b"Rack current",
            b"Leak cable",
        ],
        4: [1, 1, 1, 1, 1],
        5: [b"21.5 C", b"41.0 %RH", b"304.2 K", b"6.3 A", b"0 s"],
        6: values,
        7: values,
        8: [52, 53, one_wire_id("284c93120a0000f5"), 54, 55],
        9: [0, 3, 2, 12, 8],
        10: [b"C", b"%RH", b"K", b"A", b"s"],
        11: [1, 2, 3, 4, 5],
    }
    assert rows["50.1.0"] == 0
    assert _table(rows, "50.2.1") == {}
    assert rows["99.1.1.0"] == 0
    setup = _table(rows, "99.1.2.1")
    assert setup[5] == [0x29, 0x29, 0x29, 0x29, 0x08]
    # In Celsius whatever the unit is; a sensor without limits has no cells.
    assert setup[6] == [150, 200, 150]
    assert setup[7] == [280, 700, 380, 130]
    assert setup[8] == [5, 0, 0, 0, 0]
    assert _suffixes(rows, "99.1.2.1.6") == ["1", "2", "3"]
    assert set(setup) == {2, 5, 6, 7, 8}


async def test_old_poseidon_has_fewer_columns(
    make_agent: MakeAgent, manager: Manager
) -> None:
    """The older generation has no index, no counter and no port."""
    device = await make_agent("poseidon_4002")
    device.input(1).counter = 7
    rows = await _rows(device, manager)
    assert set(_table(rows, "1.1")) == {2, 3, 4, 5}
    assert set(_table(rows, "2.1")) == {2, 3, 4, 5}
    sensors = _table(rows, "3.1")
    assert set(sensors) == {2, 4, 5, 6, 7, 8, 9, 10}
    assert sensors[5] == [b"33.0 %RH", b"6.8 C", b"-4.7 C"]
    assert sensors[6] == [330, 68, -47]
    assert _suffixes(rows, "1.1.2") == ["1", "2", "3", "4", "5", "6"]
    assert _suffixes(rows, "2.1.2") == ["1", "2"]


@pytest.mark.parametrize(
    ("model", "inputs", "outputs"),
    [("damocles2_mini", 4, 2), ("damocles2_1208", 12, 8)],
)
async def test_damocles(
    make_agent: MakeAgent, manager: Manager, model: str, inputs: int, outputs: int
) -> None:
    """Damocles has the tables of Poseidon, and counters."""
    device = await make_agent(model)
    device.input(2).move(closed=False)
    device.input(2).move(closed=True)
    rows = await _rows(device, manager)
    table = _table(rows, "1.1")
    assert table[1] == list(range(1, inputs + 1))
    assert table[6] == [contact.counter for contact in device.inputs]
    assert table[6][1] == 3
    assert len(_table(rows, "2.1")[2]) == outputs
    assert _table(rows, "3.1") == {}
    device.sensors.append(Sensor(7, "Pump", "C", 12.5))
    sensors = _table(await _rows(device, manager), "3.1")
    assert (sensors[6], 11 in sensors) == ([125], False)


@pytest.mark.parametrize(
    ("value", "notifies", "state"),
    [(20.0, True, 1), (4.9, False, 2), (30.1, False, 2), (4.9, True, 3), (31, True, 3)],
)
async def test_poseidon_states(
    agent: SimulatedDevice, manager: Manager, value: float, notifies: bool, state: int
) -> None:
    """Out of range and alarm are two different states."""
    agent.sensors = [Sensor(7, "A", "C", value, 5.0, 30.0, notifies=notifies)]
    rows = await _rows(agent, manager)
    assert rows["3.1.4.1"] == state
    assert rows["50.1.0"] == (state == 3)
    assert rows["99.1.2.1.5.1"] == (0x29 if notifies else 0x09)
    agent.sensors[0].state = 7
    assert (await _rows(agent, manager))["3.1.4.1"] == 7


async def test_poseidon_lost_sensor(agent: SimulatedDevice, manager: Manager) -> None:
    """A lost probe is invalid, and has the same reading as in the document."""
    agent.sensors = [Sensor(7, "A", "C", 20.0, valid=False)]
    rows = await _rows(agent, manager)
    assert {c: v[0] for c, v in _table(rows, "3.1").items()} == {
        1: 1,
        2: b"A",
        4: 0,
        5: b"-999.9 C",
        6: -9999,
        7: -9999,
        8: 7,
        9: 0,
        10: b"C",
        11: 1,
    }
    assert rows["50.1.0"] == 0


async def test_poseidon_value_that_is_text(
    agent: SimulatedDevice, manager: Manager
) -> None:
    """A value that is no number stays text, and has no space behind it without a unit."""
    agent.sensors = [Sensor(7, "A", "", "n/a"), Sensor(8, "B", "C", "7.5")]
    sensors = _table(await _rows(agent, manager), "3.1")
    assert (sensors[5], sensors[6], sensors[9]) == ([b"n/a", b"7.5 C"], [0, 75], [6, 0])


async def test_poseidon_alarm_table(agent: SimulatedDevice, manager: Manager) -> None:
    """The table of alarms has the rows of parts in alarm; other rows are missing."""
    agent.input(2).closed = True
    agent.sensor(53).value = 90.0
    rows = await _rows(agent, manager)
    assert rows["50.1.0"] == 2
    assert below(rows, "50.2.1") == {
        "1.2": 2,
        "1.6": 6,
        "2.2": 2,
        "2.6": 53,
        "3.2": 1,
        "3.6": 2,
        "4.2": b"Fire panel",
        "4.6": b"Air intake humidity",
    }


@pytest.mark.parametrize(
    ("alarm_when", "setup"),
    [(AlarmWhen.NEVER, 0), (AlarmWhen.OPEN, 1), (AlarmWhen.CLOSED, 2), (9, 0)],
)
async def test_poseidon_alarm_setup(
    agent: SimulatedDevice, manager: Manager, alarm_when: int, setup: int
) -> None:
    """The alarm setting of an input has other numbers than in the document."""
    agent.input(2).alarm_when = alarm_when
    assert (await _rows(agent, manager))["1.1.4.2"] == setup


async def test_ste(make_agent: MakeAgent, manager: Manager) -> None:
    """STE has sensors and no inputs; its text has no unit."""
    rows = await _rows(await make_agent("ste"), manager)
    assert _table(rows, "1.1") == {}
    assert _table(rows, "3.1") == {
        1: [1, 2],
        2: [b"Shelf", b"Shelf humidity"],
        3: [1, 1],
        4: [b"18.4", b"47.0"],
        5: [184, 470],
        6: [b"28D7000205000006", b"26D8000205000005"],
        7: [1, 4],
        8: [215, 216],
    }
    assert [key for key in rows if not key.startswith("3.1.")] == ["70.1.0"]


async def test_ste_plus_has_inputs_without_an_index(
    make_agent: MakeAgent, manager: Manager
) -> None:
    """The alarm of an input is in column 4, and there is no column 1."""
    device = await make_agent("ste_plus")
    device.input(2).closed = True
    assert _table(await _rows(device, manager), "1.1") == {
        2: [1, 1],
        3: [b"Greenhouse door", b"Water tank float"],
        4: [0, 1],
    }


@pytest.mark.parametrize("model", ["ste2", "ste2_lite", "ste2_r2"])
async def test_ste2_index(make_agent: MakeAgent, manager: Manager, model: str) -> None:
    """The first generation has the ID in the index column, and the row as suffix."""
    device = await make_agent(model)
    rows = await _rows(device, manager)
    ids = [sensor.id for sensor in device.sensors]
    sensors = _table(rows, "3.1")
    assert sensors[8] == ids
    assert sensors[1] == (ids if model == "ste2" else [1, 2])
    assert _suffixes(rows, "3.1.1") == ["1", "2"]
    serials = [value.decode() for value in sensors[6] if isinstance(value, bytes)]
    assert [one_wire_id(serial) for serial in serials] == ids
    inputs = _table(rows, "1.1")
    assert inputs.get(1) == ([1, 2] if device.inputs else None)


@pytest.mark.parametrize(
    ("changes", "state", "unit"),
    [
        ({"unit": "C"}, 1, 1),
        ({"unit": "F"}, 1, 2),
        ({"unit": "K"}, 1, 3),
        ({"unit": "%RH"}, 1, 4),
        ({"unit": "ppm"}, 1, 0),
        ({"value": 4.9, "notifies": False}, 2, 1),
        ({"value": 30.1, "notifies": False}, 3, 1),
        ({"value": 4.9}, 4, 1),
        ({"value": 30.1}, 5, 1),
        ({"state": 9}, 9, 1),
    ],
)
async def test_ste_states_and_units(
    make_agent: MakeAgent,
    manager: Manager,
    changes: dict[str, Any],
    state: int,
    unit: int,
) -> None:
    """States and units have the codes of the family."""
    device = await make_agent("ste2")
    sensor = Sensor(7, "A", "C", 20.0, 5.0, 30.0)
    device.sensors = [replace(sensor, **changes)]
    sensors = _table(await _rows(device, manager), "3.1")
    assert (sensors[3], sensors[7]) == ([state], [unit])


async def test_ste_lost_sensor(make_agent: MakeAgent, manager: Manager) -> None:
    """A lost probe leaves its ID, zeros and empty texts."""
    device = await make_agent("ste")
    device.sensors[1].valid = False
    sensors = _table(await _rows(device, manager), "3.1")
    assert {column: values[1] for column, values in sensors.items()} == {
        1: 2,
        2: b"",
        3: 0,
        4: b"",
        5: 0,
        6: b"0000000000000000",
        7: 0,
        8: 216,
    }


async def test_wld(make_agent: MakeAgent, manager: Manager) -> None:
    """WLD has a table of its own, not under its sysObjectID."""
    device = await make_agent("wld")
    rows = await _rows(device, manager)
    table = {1: 1, 2: b"Boiler floor", 3: 1, 4: b"\x01q ", 5: 215, 6: 0}
    assert {c: v[0] for c, v in _table(rows, "4.1").items()} == table
    assert set(rows) == {*(f"4.1.{column}.1" for column in table), "70.1.0"}


@pytest.mark.parametrize(
    ("changes", "state", "other", "value"),
    [
        ({"value": 0.0}, 1, 1, 0),
        ({"value": 1.0}, 3, 2, 1),
        ({"value": 2.0}, 3, 2, 2),  # the cable is cut
        ({"value": "n/a"}, 1, 1, 0),
        ({"valid": False}, 0, 0, 3),
        ({"state": 2}, 2, 2, 0),
    ],
)
async def test_wld_states(
    make_agent: MakeAgent,
    manager: Manager,
    changes: dict[str, Any],
    state: int,
    other: int,
    value: int,
) -> None:
    """The alarm of a WLD is 3, or 2 in the variant."""
    device = await make_agent("wld")
    device.sensors[0] = replace(device.sensors[0], **changes)
    rows = await _rows(device, manager)
    assert (rows["4.1.3.1"], rows["4.1.6.1"]) == (state, value)
    device.family = WLD_ALARM_2
    rows = await _rows(device, manager)
    assert (rows["4.1.3.1"], rows["4.1.6.1"]) == (other, value)


async def test_pwr(make_agent: MakeAgent, manager: Manager) -> None:
    """Values of meters have exponents, and suffixes of two parts."""
    device = await make_agent("pwr")
    device.input(1).closed = False
    device.sensor(1003).value = 199.0
    device.sensor(2001).valid = False
    rows = await _rows(device, manager)
    assert (rows["1.1.0"], rows["2.1.0"]) == (2, 2)
    assert _table(rows, "1.2.1") == {
        1: [1, 2],
        2: [b"Main electricity", b"Cold water"],
        3: [5, 9],
        4: [20817345, 71200468],
        5: [4, 1],
        6: [b"20817345", b"71200468"],
    }
    assert _suffixes(rows, "1.3.1.6") == [
        "1.1001",
        "1.1002",
        "1.1003",
        "1.1004",
        "2.2001",
    ]
    assert _table(rows, "1.3.1") == {
        1: [1001, 1002, 1003, 1004, 2001],
        2: [
            b"Energy import",
            b"Active power",
            b"Voltage L1",
            b"Power factor",
            b"Volume",
        ],
        3: [b"kWh", b"W", b"V", b"", b"m3"],
        4: [0] * 5,
        5: [-1, 1, -1, -2, -3],
        6: [482136, 534, 1990, 97, 0],
        7: [b"48213.6", b"5340", b"199.0", b"0.97", b""],
        8: [1, 1, 2, 1, 0],
        9: [0] * 5,
    }
    assert _table(rows, "2.2.1") == {
        1: [1, 2],
        2: [b"Cabinet door", b"Surge arrester"],
        3: [0, 0],
        4: [b"Open", b"Open"],
        5: [2, 1],
    }
    device.family = PWR_ONE_INDEX
    rows = await _rows(device, manager)
    assert _suffixes(rows, "1.3.1.6") == ["1001", "1002", "1003", "1004", "2001"]


async def test_pwr_values_are_exact(make_agent: MakeAgent, manager: Manager) -> None:
    """The integer and the exponent make the same value as the text."""
    device = await make_agent("pwr")
    rows = await _rows(device, manager)
    for sensor in device.sensors:
        suffix = f"{sensor.meter}.{sensor.id}"
        number, exponent = rows[f"1.3.1.6.{suffix}"], rows[f"1.3.1.5.{suffix}"]
        assert isinstance(number, int)
        assert isinstance(exponent, int)
        assert number * 10.0**exponent == pytest.approx(sensor.value)
        text = rows[f"1.3.1.7.{suffix}"]
        assert isinstance(text, bytes)
        assert float(text) == pytest.approx(sensor.value)


async def test_perseus(make_agent: MakeAgent, manager: Manager) -> None:
    """The text of a variable is rounded, its integer is cut off."""
    device = await make_agent("perseus")
    rows = await _rows(device, manager)
    assert rows["1.1.0"] == 3
    assert _table(rows, "2.1") == {
        1: [1, 3, 402],
        2: [b"Terminals", b"Self-test", b"Mast"],
        3: [1, 1, 1],
        4: [1, 1, 1],
        5: [1, 8, 5],
        6: [0, 0, 17],
        7: [1, 1, 1],
    }
    assert _suffixes(rows, "3.1.4") == [
        "1.1001",
        "1.1101",
        "3.3001",
        *(f"402.40200{n}" for n in range(1, 6)),
    ]
    table = _table(rows, "3.1")
    assert set(table) == set(range(1, 13))
    assert table[3] == [1] * 8
    assert table[4] == [b"1", b"0", b"1205", b"-3.26", b"61.5", b"1013", b"3.0", b"311"]
    assert table[12] == [1, 0, 1204, -326, 614, 1012, 29, 310]
    assert table[9] == [0, 0, 0, 2, 1, 0, 1, 0]
    assert table[8] == [b"0", b"0", b"0", b"0.00", b"0.0", b"0", b"0.0", b"0"]
    units = "".join(u.decode() for u in table[5] if isinstance(u, bytes))
    assert units == "h℃%RHhPam/s°"
    assert table[5][3] == b"\xe2\x84\x83"
    assert table[7] == [0, 1, 4, 2, 2, 2, 2, 2]
    assert table[11] == [1] * 8
    assert below(rows, "100") == {"2.0": device.serial.encode(), "3.0": b"1.0.6_12034"}
    assert device.serial.isdigit()


async def test_perseus_states(make_agent: MakeAgent, manager: Manager) -> None:
    """A variable is invalid if it or its meter is."""
    device = await make_agent("perseus")
    device.sensor(402001).valid = False
    device.sensor(402004).value = 15.1
    device.input(1001).closed = False
    device.output(1101).on = True
    device.meter(3).valid = False
    rows = await _rows(device, manager)
    assert _table(rows, "2.1")[3] == [1, 3, 1]
    table = _table(rows, "3.1")
    assert table[3] == [5, 1, 3, 2, 1, 1, 5, 1]
    assert (table[4][:2], table[12][:2]) == ([b"0", b"1"], [0, 1])
    assert (table[4][3], table[12][3]) == (b"", 0)
    device.sensor(402001).valid = True
    device.sensor(402001).value = -20.5
    device.sensor(402003).value = "n/a"
    table = _table(await _rows(device, manager), "3.1")
    assert (table[3][3], table[4][5], table[12][5]) == (4, b"n/a", 0)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(5.26, None, "5.3"), (5.26, 2, "5.26"), (5.26, 0, "5"), (5264.0, -2, "5300")],
)
def test_decimals(value: float, decimals: int | None, text: str) -> None:
    """The number of decimals can be set per sensor."""
    assert Sensor(1, "A", "C", value, decimals=decimals).reading == text
