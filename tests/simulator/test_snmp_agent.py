"""The SNMP agent, read through a UDP socket."""

import asyncio
from random import Random
import sys

from pysnmp.proto.rfc1905 import noSuchObject
import pytest

from simulator import MODELS, SimulatedDevice, SnmpUser
from simulator.snmp.reading import Reader
from simulator.snmp.values import Oid, Value, oid_of

from .helpers import until
from .snmp_client import (
    MODULES,
    SYS_DESCR,
    SYS_NAME,
    SYS_OBJECT_ID,
    SYS_UPTIME,
    V2C,
    E,
    Manager,
    message,
)

POSEIDON = f"{E}.3.3"
DISCOVERY = (
    "303e0201033011020400aaad96020300ffe30401040201030410300e0400020100"
    "020100040004000400301404000400a00e0204009de4850201000201003000"
)
"""The first message of a manager of version 3, recorded."""
OUTPUT_1 = f"{POSEIDON}.2.1.2.1"
OUTPUT_2 = f"{POSEIDON}.2.1.2.2"


def _without_uptime(device: SimulatedDevice) -> dict[Oid, Value]:
    """Return the rows of the device, without the uptime."""
    rows = dict(device.snmp_rows())
    del rows[oid_of(SYS_UPTIME)]
    return rows


@pytest.mark.parametrize("version", MODULES)
async def test_get(agent: SimulatedDevice, manager: Manager, version: str) -> None:
    """Values come in the order of the request."""
    agent.name = "Attic"
    values = await manager.get(
        agent.snmp_port, SYS_NAME, SYS_OBJECT_ID, SYS_DESCR, version=version
    )
    assert values == [b"Attic", POSEIDON, b"Poseidon2 3268 SNMP Supervisor v3.5.0"]


async def test_types(agent: SimulatedDevice, manager: Manager) -> None:
    """Values have the types of their objects."""
    oids = (SYS_DESCR, SYS_OBJECT_ID, SYS_UPTIME, f"{POSEIDON}.50.1.0", OUTPUT_1)
    answer = await manager.ask(agent.snmp_port, "get", *oids)
    assert answer.types == [
        "OctetString",
        "ObjectIdentifier",
        "TimeTicks",
        "Gauge32",
        "Integer",
    ]
    answer = await manager.ask(agent.snmp_port, "get", *oids, version="1")
    assert answer.types == [
        "OctetString",
        "ObjectIdentifier",
        "TimeTicks",
        "Gauge",
        "Integer",
    ]


async def test_missing_in_version_1(agent: SimulatedDevice, manager: Manager) -> None:
    """In version 1 a missing value makes the whole answer an error with its index."""
    oids = (SYS_NAME, f"{POSEIDON}.1.1.6.1", f"{POSEIDON}.1.1.7.1")
    answer = await manager.ask(agent.snmp_port, "get", *oids, version="1")
    assert (answer.status, answer.index) == (2, 2)
    assert answer.varbinds == [(oid, None) for oid in oids]


async def test_missing_in_version_2c(agent: SimulatedDevice, manager: Manager) -> None:
    """In version 2c a missing value is an exception beside the other values."""
    oids = (SYS_NAME, f"{POSEIDON}.1.1.2.9", f"{POSEIDON}.1.1.6.1", f"{E}.9.9.1")
    answer = await manager.ask(agent.snmp_port, "get", *oids)
    assert answer.status == 0
    assert answer.values == [
        b"Server room",
        "NoSuchInstance",
        "NoSuchObject",
        "NoSuchObject",
    ]


@pytest.mark.parametrize("version", MODULES)
async def test_next(agent: SimulatedDevice, manager: Manager, version: str) -> None:
    """GETNEXT works from inside and outside of a table."""
    asked = (
        f"{POSEIDON}.1.1.2",
        f"{POSEIDON}.1.1.2.4",
        SYS_DESCR.removesuffix(".0"),
        "1.3",
    )
    answer = await manager.ask(agent.snmp_port, "next", *asked, version=version)
    assert answer.varbinds == [
        (f"{POSEIDON}.1.1.2.1", 1),
        (f"{POSEIDON}.1.1.3.1", b"Server room door"),
        (SYS_DESCR, agent.description.encode()),
        (SYS_DESCR, agent.description.encode()),
    ]


async def test_order_is_by_number(agent: SimulatedDevice, manager: Manager) -> None:
    """Column 10 comes after column 9, not after column 1."""
    answer = await manager.ask(agent.snmp_port, "next", f"{POSEIDON}.3.1.9.5")
    assert answer.varbinds == [(f"{POSEIDON}.3.1.10.1", b"C")]


async def test_end_of_the_tree(agent: SimulatedDevice, manager: Manager) -> None:
    """Each version has its own answer at the end of the data."""
    last = f"{POSEIDON}.99.9"
    answer = await manager.ask(agent.snmp_port, "next", SYS_DESCR, last)
    assert (answer.status, answer.values) == (0, [POSEIDON, "EndOfMibView"])
    answer = await manager.ask(agent.snmp_port, "next", SYS_DESCR, last, version="1")
    assert (answer.status, answer.index) == (2, 2)
    assert answer.varbinds == [(SYS_DESCR, None), (last, None)]


@pytest.mark.parametrize("version", MODULES)
async def test_walk_is_what_the_device_serves(
    agent: SimulatedDevice, manager: Manager, version: str
) -> None:
    """A walk returns every row once."""
    rows = await manager.walk(agent.snmp_port, version=version)
    assert len(rows) == len(agent.snmp_rows()) > 100


async def test_bulk_is_not_answered(agent: SimulatedDevice, manager: Manager) -> None:
    """A GETBULK is counted, and not answered."""
    manager.send(agent.snmp_port, "bulk", f"{POSEIDON}.1")
    assert await manager.get(agent.snmp_port, SYS_NAME) == [b"Server room"]
    assert (agent.agent.bulk_requests, agent.agent.requests) == (1, 2)
    assert manager.received.empty()


async def test_counting(agent: SimulatedDevice, manager: Manager) -> None:
    """The agent keeps which values were requested, and how many at once."""
    assert agent.agent.asked == []
    await manager.get(agent.snmp_port, SYS_NAME, SYS_DESCR)
    await manager.get(agent.snmp_port, SYS_NAME)
    name, describe = (1, 3, 6, 1, 2, 1, 1, 5, 0), (1, 3, 6, 1, 2, 1, 1, 1, 0)
    assert agent.agent.asked == [name, describe, name]
    assert (agent.agent.requests, agent.agent.largest_request) == (2, 2)
    assert (agent.agent.bulk_requests, agent.agent.refused) == (0, 0)
    for _ in range(3):
        await manager.get(agent.snmp_port, *[SYS_DESCR] * 400)
    assert agent.agent.asked == [describe] * 1000


async def test_communities(agent: SimulatedDevice, manager: Manager) -> None:
    """Both communities can read; others get no answer."""
    agent.community, agent.write_community = "looking", "touching"
    for community in ("public", "private", "Looking", ""):
        manager.send(agent.snmp_port, "get", SYS_NAME, community=community)
    for community in ("looking", "touching"):
        await manager.get(agent.snmp_port, SYS_NAME, community=community)
    assert (agent.agent.requests, agent.agent.refused) == (2, 4)
    assert manager.received.empty()


@pytest.mark.parametrize(("spoken", "other"), [("1", "2c"), ("2c", "1")])
async def test_versions(
    agent: SimulatedDevice, manager: Manager, spoken: str, other: str
) -> None:
    """A version that the agent does not speak gets no answer."""
    agent.snmp_versions = {spoken}
    manager.send(agent.snmp_port, "get", SYS_NAME, version=other)
    await manager.get(agent.snmp_port, SYS_NAME, version=spoken)
    assert (agent.agent.requests, agent.agent.refused) == (1, 1)
    assert manager.received.empty()


async def test_nonsense_is_ignored(agent: SimulatedDevice, manager: Manager) -> None:
    """A datagram that is no request is ignored."""
    _, request = message("2c", "get", [(SYS_NAME, V2C.Null(""))])
    answer = request.replace(b"\xa0", b"\xa2", 1)
    unknown_version = request.replace(b"\x02\x01\x01", b"\x02\x01\x07", 1)
    assert len({request, answer, unknown_version}) == 3
    nonsense = (
        b"",
        b"0",
        b"\x00" * 40,
        b"\xff" * 40,
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x30\x03\x04\x01\x01",
        request[:-4],
        b"\x30\x05\x02\x01\x01\x04\x00",
        answer,
        unknown_version,
    )
    for data in nonsense:
        manager.send_bytes(agent.snmp_port, data)
    assert await manager.get(agent.snmp_port, SYS_NAME) == [b"Server room"]
    assert (agent.agent.requests, agent.agent.refused) == (1, len(nonsense))
    assert manager.received.empty()


def test_damaged_requests_are_survived() -> None:
    """A request that is damaged or cut off anywhere raises nothing."""
    null = V2C.Null("")
    whole = [
        message("1", "set", [(SYS_NAME, MODULES["1"].Null(""))])[1],
        message("2c", "get", [(SYS_NAME, null), (SYS_DESCR, null)])[1],
        bytes.fromhex(DISCOVERY),
    ]
    reader = Reader(b"\x80\x00\x55\x24\x05test", 1)
    user = SnmpUser("watch", "authenticate me", "keep me private")
    readable = 0
    chance = Random(9)
    for _ in range(400):
        damaged = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.choice(
                (0, 0x7F, 0xFF, chance.randrange(256))
            )
        length = chance.choice((len(damaged), chance.randrange(len(damaged))))
        found = reader.read(bytes(damaged[:length]), {"1", "2c", "3"}, user)
        readable += found is not None
    assert 20 < readable < 380
    for data in whole:
        assert reader.read(data, {"1", "2c", "3"}, user) is not None


async def test_exception_as_a_value(agent: SimulatedDevice, manager: Manager) -> None:
    """A SET with an exception as its value is refused."""
    answer = await manager.ask(
        agent.snmp_port, "set", OUTPUT_1, community="private", value=noSuchObject
    )
    assert (answer.status, answer.index) == (7, 1)


@pytest.mark.parametrize("version", MODULES)
async def test_set_output(
    agent: SimulatedDevice, manager: Manager, version: str
) -> None:
    """An output can be switched on and off with the write community."""
    for on in (1, 0):
        answer = await manager.ask(
            agent.snmp_port,
            "set",
            OUTPUT_1,
            version=version,
            community="private",
            value=MODULES[version].Integer(on),
        )
        assert (answer.status, answer.varbinds) == (0, [(OUTPUT_1, on)])
        assert agent.output(151).on is bool(on)
        assert await manager.get(agent.snmp_port, OUTPUT_1) == [on]


@pytest.mark.parametrize(
    ("oid", "community", "value", "errors"),
    [
        (OUTPUT_1, "public", V2C.Integer(1), (2, 6)),
        (OUTPUT_2, "private", V2C.Integer(1), (3, 12)),  # in an automatic mode
        (OUTPUT_1, "private", V2C.Integer(2), (3, 10)),
        (OUTPUT_1, "private", V2C.OctetString("1"), (3, 7)),
        (OUTPUT_1, "private", V2C.ObjectIdentifier("1.3"), (3, 7)),
        (OUTPUT_1, "private", V2C.Opaque("1"), (3, 7)),
        (OUTPUT_1, "private", V2C.Null(""), (3, 7)),
        (OUTPUT_1, "private", V2C.IpAddress("192.0.2.1"), (3, 7)),
        (f"{POSEIDON}.2.1.3.1", "private", V2C.OctetString("Fan"), (2, 17)),
        (f"{POSEIDON}.2.1.2.3", "private", V2C.Integer(1), (2, 17)),
        (f"{POSEIDON}.1.1.2.1", "private", V2C.Integer(1), (2, 17)),
        (f"{POSEIDON}.30.5.0", "private", V2C.Integer(1), (2, 17)),
    ],
)
async def test_refused_set(
    agent: SimulatedDevice,
    manager: Manager,
    oid: str,
    community: str,
    value: object,
    errors: tuple[int, int],
) -> None:
    """A refused SET has the error that its version knows."""
    before = _without_uptime(agent)
    for version, error in zip(MODULES, errors, strict=True):
        answer = await manager.ask(
            agent.snmp_port,
            "set",
            oid,
            version=version,
            community=community,
            value=value,
        )
        assert (answer.status, answer.index) == (error, 1)
    assert _without_uptime(agent) == before


async def test_set_is_all_or_nothing(agent: SimulatedDevice, manager: Manager) -> None:
    """If one value is refused, none is set."""
    answer = await manager.ask(
        agent.snmp_port,
        "set",
        OUTPUT_1,
        OUTPUT_2,
        community="private",
        value=V2C.Integer(1),
    )
    assert (answer.status, answer.index) == (12, 2)
    assert not agent.output(151).on
    agent.output(152).mode = 0
    answer = await manager.ask(
        agent.snmp_port,
        "set",
        OUTPUT_1,
        OUTPUT_2,
        community="private",
        value=V2C.Integer(1),
    )
    assert answer.status == 0
    assert [output.on for output in agent.outputs] == [True, True]


async def test_no_write_community(agent: SimulatedDevice, manager: Manager) -> None:
    """Without a write community nothing can be set."""
    agent.write_community = None
    one = V2C.Integer(1)
    manager.send(agent.snmp_port, "set", OUTPUT_1, community="private", value=one)
    answer = await manager.ask(agent.snmp_port, "set", OUTPUT_1, value=one)
    assert (answer.status, agent.agent.refused) == (6, 1)
    assert not agent.output(151).on


async def test_values_follow_the_parts(
    agent: SimulatedDevice, manager: Manager
) -> None:
    """A change of the device is in the next answer."""
    agent.sensor(52).value = -22.3
    agent.input(2).closed = True
    oids = [f"{POSEIDON}.{end}" for end in ("3.1.6.1", "3.1.5.1", "1.1.2.2", "50.1.0")]
    assert await manager.get(agent.snmp_port, *oids) == [-223, b"-22.3 C", 1, 2]
    agent.sensors.pop(0)
    assert await manager.get(agent.snmp_port, oids[0]) == [410]


async def test_encoding(agent: SimulatedDevice, manager: Manager) -> None:
    """Names are in the encoding of the device."""
    agent.name = "Sklad č. 3 ♥"
    assert await manager.get(agent.snmp_port, SYS_NAME) == [agent.name.encode()]
    agent.encoding = "cp1250"
    assert await manager.get(agent.snmp_port, SYS_NAME) == [b"Sklad \xe8. 3 ?"]


async def test_unplug_and_plug(agent: SimulatedDevice, manager: Manager) -> None:
    """An unplugged agent does not answer; afterwards it has its old port again."""
    port = agent.snmp_port
    for _ in range(2):
        await agent.unplug()
        assert not agent.plugged
    manager.send(port, "get", SYS_NAME)
    await agent.plug()
    await agent.plug()
    assert agent.snmp_port == port
    assert await manager.get(port, SYS_NAME) == [b"Server room"]
    assert agent.agent.requests == 1


async def test_transports_are_unplugged_alone(manager: Manager) -> None:
    """One transport can be unplugged; the other one and the uptime continue."""
    device = SimulatedDevice(MODELS["ste2"])
    await device.start(snmp=True)
    http, snmp = device.port, device.snmp_port
    try:
        await device.unplug_http()
        assert device.plugged
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", http)
        assert await manager.get(snmp, SYS_NAME) == [b"Cold store"]
        await device.plug_http()
        await device.unplug_snmp()
        assert device.plugged
        _, writer = await asyncio.open_connection("127.0.0.1", http)
        writer.close()
        await device.plug_snmp()
        assert await manager.get(snmp, SYS_NAME) == [b"Cold store"]
        assert (device.port, device.snmp_port) == (http, snmp)
        await device.unplug()
        assert not device.plugged
    finally:
        await device.stop()


async def test_uptime(
    monkeypatch: pytest.MonkeyPatch, agent: SimulatedDevice, manager: Manager
) -> None:
    """The uptime is in hundredths of a second; some families count whole seconds only."""
    start = agent._on_since
    assert start is not None
    monkeypatch.setattr("simulator.state.monotonic", lambda: start + 90.575)
    assert await manager.get(agent.snmp_port, SYS_UPTIME) == [9057]
    await agent.unplug_snmp()
    await agent.plug_snmp()
    assert await manager.get(agent.snmp_port, SYS_UPTIME) == [9057]
    agent.family = agent.family.__class__((), (), "", whole_seconds=True)
    assert await manager.get(agent.snmp_port, SYS_UPTIME) == [9000]
    await agent.unplug()
    assert agent.ticks == 0


async def test_delay_and_concurrency(agent: SimulatedDevice, manager: Manager) -> None:
    """A slow agent handles several requests at the same time."""
    agent.agent.delay = 0.005
    clock = asyncio.get_running_loop()
    start = clock.time()
    for _ in range(3):
        manager.send(agent.snmp_port, "get", SYS_NAME)
    for _ in range(3):
        await manager.datagram()
    # The clock of the loop may wake a task one tick early.
    assert clock.time() - start >= 0.004
    assert agent.agent.concurrent_peak == 3
    agent.agent.concurrent_peak = 0
    await manager.get(agent.snmp_port, SYS_NAME)
    agent.agent.delay = 0
    await manager.get(agent.snmp_port, SYS_NAME)
    assert agent.agent.concurrent_peak == 1


async def test_unplug_loses_slow_answers(
    agent: SimulatedDevice, manager: Manager
) -> None:
    """A delayed answer is lost when the agent is unplugged."""
    agent.agent.delay = 60
    manager.send(agent.snmp_port, "get", SYS_NAME)
    await until(lambda: agent.agent.requests == 1)
    await agent.unplug()
    agent.agent.delay = 0
    await agent.plug()
    assert await manager.get(agent.snmp_port, SYS_NAME) == [b"Server room"]
    assert manager.received.empty()
    agent.agent.concurrent_peak = 0
    await manager.get(agent.snmp_port, SYS_NAME)
    assert agent.agent.concurrent_peak == 1


async def test_taken_port_leaves_nothing_open(agent: SimulatedDevice) -> None:
    """If the agent cannot start, the device does not start."""
    device = SimulatedDevice(MODELS["ste"])
    with pytest.raises(OSError, match="in use"):
        await device.start(snmp=True, snmp_port=agent.snmp_port)
    assert not device.plugged


async def test_model_without_an_agent() -> None:
    """A model without an agent cannot start one."""
    device = SimulatedDevice(MODELS["sms_gw3"])
    with pytest.raises(ValueError, match="HWg-SMS-GW3 has no SNMP agent"):
        await device.start(snmp=True)
    assert not device.plugged
    assert device.description == ""


async def test_pysnmp_is_not_imported_for_http() -> None:
    """A device with HTTP only does not import pysnmp."""
    code = (
        "import asyncio, sys\n"
        "from simulator import MODELS, SimulatedDevice\n"
        "async def run():\n"
        "    async with SimulatedDevice(MODELS['ste2']):\n"
        "        pass\n"
        "asyncio.run(run())\n"
        "print([name for name in sys.modules if name.startswith(('pysnmp', 'pyasn1'))])"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert (process.returncode, output) == (0, b"[]\n")


async def test_client_that_leaves_does_no_harm(agent: SimulatedDevice) -> None:
    """A manager that is gone when its answer comes does not stop the agent."""
    agent.agent.delay = 0.001
    async with Manager.open() as leaving:
        leaving.send(agent.snmp_port, "get", SYS_NAME)
        await until(lambda: agent.agent.requests == 1)
    await until(lambda: not agent.agent._tasks)
    async with Manager.open() as staying:
        assert await staying.get(agent.snmp_port, SYS_NAME) == [b"Server room"]
