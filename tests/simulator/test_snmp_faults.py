"""Each SNMP fault, over a real socket."""

import pytest

from simulator import SimulatedDevice, SnmpFault
from simulator.snmp.faults import ANSWERS

from .helpers import until
from .snmp_client import MODULES, SYS_DESCR, SYS_NAME, V2C, E, Manager, parse

OUTPUT = f"{E}.3.3.2.1.2.1"


def test_every_fault_has_an_answer() -> None:
    """Every fault has an answer."""
    assert set(ANSWERS) == set(SnmpFault)


async def test_silent(agent: SimulatedDevice, manager: Manager) -> None:
    """A silent agent counts requests and does not answer."""
    agent.agent.fault = SnmpFault.SILENT
    manager.send(agent.snmp_port, "get", SYS_NAME)
    await until(lambda: agent.agent.requests == 1)
    agent.agent.fault = SnmpFault.NONE
    await manager.get(agent.snmp_port, SYS_NAME)
    assert manager.received.empty()


@pytest.mark.parametrize("version", MODULES)
@pytest.mark.parametrize(
    ("fault", "status", "index"),
    [
        (SnmpFault.TOO_BIG, 1, 0),
        (SnmpFault.GEN_ERR, 5, 1),
        (SnmpFault.NO_SUCH_NAME, 2, 1),
    ],
)
async def test_errors(
    agent: SimulatedDevice,
    manager: Manager,
    version: str,
    fault: SnmpFault,
    status: int,
    index: int,
) -> None:
    """An error comes instead of the values, and ends when the fault ends."""
    agent.agent.fault = fault
    answer = await manager.ask(agent.snmp_port, "get", SYS_NAME, version=version)
    assert (answer.status, answer.index) == (status, index)
    empty = version == "2c" and fault is SnmpFault.TOO_BIG
    assert answer.varbinds == ([] if empty else [(SYS_NAME, None)])
    agent.agent.fault = SnmpFault.NONE
    await manager.get(agent.snmp_port, SYS_NAME, version=version)


@pytest.mark.parametrize(
    ("fault", "status"),
    [(SnmpFault.NONE, 1), (SnmpFault.TOO_BIG, 1), (SnmpFault.GEN_ERR, 5)],
)
async def test_over_the_limit(
    agent: SimulatedDevice, manager: Manager, fault: SnmpFault, status: int
) -> None:
    """An agent with a limit of one varbind answers one, and fails for two."""
    agent.agent.fault, agent.agent.max_varbinds = fault, 1
    for operation in ("get", "next"):
        answer = await manager.ask(agent.snmp_port, operation, SYS_NAME, SYS_DESCR)
        assert answer.status == status
        answer = await manager.ask(agent.snmp_port, operation, SYS_NAME)
        assert answer.status == 0
    assert agent.agent.largest_request == 2


async def test_silent_over_the_limit(agent: SimulatedDevice, manager: Manager) -> None:
    """An agent can be silent above its limit."""
    agent.agent.fault, agent.agent.max_varbinds = SnmpFault.SILENT, 2
    manager.send(agent.snmp_port, "get", SYS_NAME, SYS_DESCR, SYS_NAME)
    await manager.get(agent.snmp_port, SYS_NAME, SYS_DESCR)
    assert agent.agent.requests == 2
    assert manager.received.empty()


async def test_other_faults_know_no_limit(
    agent: SimulatedDevice, manager: Manager
) -> None:
    """The other faults apply to requests of every size."""
    agent.agent.fault, agent.agent.max_varbinds = SnmpFault.NO_SUCH_NAME, 1
    for oids in ((SYS_NAME,), (SYS_NAME, SYS_DESCR)):
        answer = await manager.ask(agent.snmp_port, "get", *oids)
        assert answer.status == 2


async def test_failing_set_changes_nothing(
    agent: SimulatedDevice, manager: Manager
) -> None:
    """A SET that is answered with an error changes nothing."""
    agent.agent.fault = SnmpFault.GEN_ERR
    answer = await manager.ask(
        agent.snmp_port, "set", OUTPUT, community="private", value=V2C.Integer(1)
    )
    assert answer.status == 5
    assert not agent.output(151).on


async def test_other_port(agent: SimulatedDevice, manager: Manager) -> None:
    """The correct answer comes from another port."""
    assert (await manager.ask(agent.snmp_port, "get", SYS_NAME)).sender == (
        "127.0.0.1",
        agent.snmp_port,
    )
    agent.agent.fault = SnmpFault.OTHER_PORT
    answer = await manager.ask(agent.snmp_port, "get", SYS_NAME)
    assert answer.values == [b"Server room"]
    assert answer.sender[0] == "127.0.0.1"
    assert answer.sender[1] != agent.snmp_port


async def test_garbage(agent: SimulatedDevice, manager: Manager) -> None:
    """The answer is no SNMP message."""
    agent.agent.fault = SnmpFault.GARBAGE
    for _ in range(5):
        manager.send(agent.snmp_port, "get", SYS_NAME)
        data, sender = await manager.datagram()
        assert len(data) > 20
        assert sender[1] == agent.snmp_port
        with pytest.raises(Exception, match=r"."):
            parse("2c", data, sender)


async def test_wrong_id(agent: SimulatedDevice, manager: Manager) -> None:
    """The answer has the ID of another request."""
    agent.agent.fault = SnmpFault.WRONG_ID
    for _ in range(2):
        request_id = manager.send(agent.snmp_port, "get", SYS_NAME)
        answer = parse("2c", *await manager.datagram())
        assert answer.request_id != request_id
        assert answer.values == [b"Server room"]
