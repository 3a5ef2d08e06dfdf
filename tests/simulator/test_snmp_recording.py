"""Recordings, and the agents that serve them."""

from pathlib import Path

import pytest

from simulator import SimulatedAgent, SnmpRecording
from simulator.snmp.values import Kind, Value

from .snmp_client import MODULES, SYS_DESCR, V2C, E, Manager

RECORDED = f"""\
# An invented device, not in order.
{E}.3.3.3.1.10.1|4|C
{E}.3.3.3.1.9.1|2|-223
1.3.6.1.2.1.1.1.0|4|Poseidon 1|2 SNMP Supervisor v9.9.9

1.3.6.1.2.1.1.2.0|6|{E}.3.3
1.3.6.1.2.1.1.3.0|67|4294967295
1.3.6.1.2.1.1.5.0|4x|536B6C6164E8
1.3.6.1.2.1.1.6.0|4|Trailing space\N{SPACE}
1.3.6.1.2.1.4.20.0|64|192.0.2.17
1.3.6.1.2.1.4.21.0|64x|C0000212
1.3.6.1.2.1.11.1.0|65|7
1.3.6.1.2.1.11.2.0|70|18446744073709551615
1.3.6.1.2.1.11.3.0|68x|00FF
1.3.6.1.2.1.11.4.0|4|
1.3.6.1.2.1.11.5.0|4|Dílna
{E}.3.3.50.1.0|66|0
"""
SYSTEM = (1, 3, 6, 1, 2, 1, 1)
SNMP = (1, 3, 6, 1, 2, 1, 11)


@pytest.fixture
def recording(tmp_path: Path) -> SnmpRecording:
    """Return an invented recording."""
    path = tmp_path / "invented.snmprec"
    path.write_text(RECORDED, encoding="utf-8")
    return SnmpRecording.load(path)


def test_load(recording: SnmpRecording) -> None:
    """Values keep their types and bytes, and come in order."""
    assert list(recording) == sorted(recording)
    assert len(recording) == 15
    assert recording[*SYSTEM, 1, 0].content == b"Poseidon 1|2 SNMP Supervisor v9.9.9"
    assert recording[*SYSTEM, 3, 0] == Value(Kind.TICKS, 4294967295)
    assert recording[*SYSTEM, 5, 0] == Value(Kind.STRING, b"Sklad\xe8")
    assert recording[*SYSTEM, 6, 0] == Value(Kind.STRING, b"Trailing space ")
    assert recording[1, 3, 6, 1, 2, 1, 4, 20, 0] == Value(Kind.ADDRESS, b"\xc0\0\2\x11")
    assert recording[1, 3, 6, 1, 2, 1, 4, 21, 0] == Value(Kind.ADDRESS, b"\xc0\0\2\x12")
    assert recording[*SNMP, 3, 0] == Value(Kind.OPAQUE, b"\x00\xff")
    assert recording[*SNMP, 4, 0] == Value(Kind.STRING, b"")
    assert recording[*SNMP, 5, 0] == Value(Kind.STRING, "Dílna".encode())


def test_round_trip(recording: SnmpRecording, tmp_path: Path) -> None:
    """A saved recording loads as the same values, whatever bytes are in it."""
    recording[*SYSTEM, 4, 0] = Value(Kind.STRING, b"two\nlines\r")
    path = tmp_path / "again.snmprec"
    recording.save(path)
    assert dict(SnmpRecording.load(path)) == dict(recording)
    assert b"1.3.6.1.2.1.1.6.0|4|Trailing space \n" in path.read_bytes()
    assert b"1.3.6.1.2.1.1.4.0|4x|74776F0A6C696E65730D\n" in path.read_bytes()


@pytest.mark.parametrize(
    "line",
    ["1.3.6.1|4", "1.3.x|4|A", "1.3|9|A", "1.3|2|one", "1.3|4x|0", "1.3|2:random|"],
)
def test_bad_line(tmp_path: Path, line: str) -> None:
    """The error of a wrong line has its number."""
    path = tmp_path / "bad.snmprec"
    path.write_text(f"1.3.6.1.1|2|1\n{line}\n")
    with pytest.raises(ValueError, match=r"^bad\.snmprec, line 2: "):
        SnmpRecording.load(path)


async def test_agent_serves_the_recording(
    recording: SnmpRecording, manager: Manager
) -> None:
    """A walk returns the whole recording, in numeric order."""
    async with SimulatedAgent(recording) as agent:
        rows = await manager.walk(agent.port)
        assert len(rows) == len(recording)
        assert rows[f"{E}.3.3.3.1.9.1"] == -223
        assert rows["1.3.6.1.2.1.1.2.0"] == f"{E}.3.3"
        assert rows["1.3.6.1.2.1.11.2.0"] == 2**64 - 1
        assert rows["1.3.6.1.2.1.4.20.0"] == b"\xc0\0\2\x11"
        assert list(rows)[-3:] == [
            f"{E}.3.3.3.1.9.1",
            f"{E}.3.3.3.1.10.1",
            f"{E}.3.3.50.1.0",
        ]
        assert agent.requests == len(rows) + 1
        # Version 1 has no Counter64.
        assert set(rows) - set(await manager.walk(agent.port, version="1")) == {
            "1.3.6.1.2.1.11.2.0"
        }


@pytest.mark.parametrize(("version", "status"), [("1", 2), ("2c", 17)])
async def test_recording_is_read_only(
    recording: SnmpRecording, manager: Manager, version: str, status: int
) -> None:
    """Nothing can be set, even with a community for it."""
    one = MODULES[version].Integer(1)
    oid = f"{E}.3.3.3.1.9.1"
    async with SimulatedAgent(recording) as agent:
        agent.write_community = "private"
        answer = await manager.ask(
            agent.port, "set", oid, version=version, community="private", value=one
        )
        assert answer.status == status
        assert await manager.get(agent.port, oid) == [-223]


async def test_agent_stops_and_starts(
    recording: SnmpRecording, manager: Manager
) -> None:
    """An agent listens on a given port, and releases it."""
    agent = SimulatedAgent(recording)
    assert not agent.is_open
    await agent.start()
    await agent.stop()
    await agent.stop()
    port = agent.port
    manager.send(port, "get", SYS_DESCR)
    await agent.start(port=port)
    assert agent.port == port
    manager.send(port, "set", SYS_DESCR, community="private", value=V2C.Integer(1))
    assert len(await manager.get(port, SYS_DESCR)) == 1
    assert (agent.requests, agent.refused) == (1, 1)
    await agent.stop()
