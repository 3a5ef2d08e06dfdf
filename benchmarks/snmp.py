"""What a poll over SNMP costs, by the least that pysnmp can bring the same for.

The floor asks for the uptime and for the ID, the value and the state of each reading, in
GETs of eight variables. It resolves them once, looks nothing up and throws the answers
away. Core's `snmp` asks for each value by itself, as its sensors do.
"""

from collections.abc import Awaitable, Callable, Sequence
from itertools import batched
from typing import Self

from pysnmp.hlapi.v3arch.asyncio import (
    CommunityData,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    get_cmd,
)
from pysnmp.smi.view import MibViewController

from custom_components.hwgroup.client import AgentSession, Community, SnmpClient
from custom_components.hwgroup.client.agent import Binding, Session
from custom_components.hwgroup.client.family import Oid
from custom_components.hwgroup.client.snmp import SURVEY_EVERY
from custom_components.hwgroup.client.snmp_community import CommunityConversation

from .documents import Shape
from .installation import answering, run
from .report import Row
from .server import HOST
from .size import size
from .timing import async_paired

READINGS = size(30, 3)
VARIABLES = 8

_UPTIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
# Of POSEIDON-MIB, which the measured agent has.
_SENSORS: Oid = (1, 3, 6, 1, 4, 1, 21796, 3, 3, 3, 1)
_STATE, _VALUE, _ID = 4, 6, 8

type _Poll = Callable[[], Awaitable[None]]


class _Counted:
    """A session whose requests are counted."""

    def __init__(self, session: Session) -> None:
        """Count from nothing."""
        self.requests = 0
        self._session = session

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for variables."""
        self.requests += 1
        return await self._session.get(oids)

    async def get_next(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for the variables that follow."""
        self.requests += 1
        return await self._session.get_next(oids)

    def close(self) -> None:
        """Release the socket."""
        self._session.close()


class _Pysnmp:
    """An agent as pysnmp's own interface reaches it."""

    def __init__(self, engine: SnmpEngine, target: UdpTransportTarget) -> None:
        """Keep all that can be kept."""
        community = CommunityData("public", mpModel=0)  # noqa: S508
        self._fixed = (engine, community, target, ContextData())
        self._controller = engine.cache["mibViewController"]

    @classmethod
    async def reach(cls, engine: SnmpEngine, port: int) -> Self:
        """Return the agent at a port."""
        target = await UdpTransportTarget.create((HOST, port), timeout=4, retries=0)
        return cls(engine, target)

    def least(self) -> _Poll:
        """Return the cheapest poll of all readings."""
        oids = [_UPTIME] + [
            (*_SENSORS, column, row)
            for row in range(1, READINGS + 1)
            for column in (_ID, _VALUE, _STATE)
        ]
        variables = [self._resolved(oid) for oid in oids]
        requests = list(batched(variables, VARIABLES, strict=False))

        async def poll() -> None:
            for request in requests:
                await self._send(*request, lookupMib=False)

        return poll

    def one_by_one(self) -> _Poll:
        """Return a poll as core's `snmp` makes it, by a sensor for each value."""
        variables = [
            ObjectType(ObjectIdentity((*_SENSORS, _VALUE, row)))
            for row in range(1, READINGS + 1)
        ]

        async def poll() -> None:
            for variable in variables:
                await self._send(variable)

        return poll

    def _resolved(self, oid: Oid) -> ObjectType:
        return ObjectType(ObjectIdentity(oid)).resolve_with_mib(self._controller)

    async def _send(self, *variables: ObjectType, **options: bool) -> None:
        problem, *_ = await get_cmd(*self._fixed, *variables, **options)
        if problem:
            raise RuntimeError(f"The agent is not reached: {problem}")


def measure(seed: int) -> list[Row]:
    """Measure polls from one survey to the next, and core's way beside them."""
    # Before there is a loop that reading its files would hold up.
    engine = SnmpEngine()
    builder = engine.get_mib_builder()
    engine.cache["mibViewController"] = MibViewController(builder)
    builder.load_modules()
    return run(lambda: _measure(engine, seed))


async def _measure(engine: SnmpEngine, seed: int) -> list[Row]:
    async with answering(1, Shape(sensors=READINGS), seed) as devices:
        port = devices.ports[0]
        requests = await _requests(port)
        client = SnmpClient(_session(port))
        await client.read()
        agent = await _Pysnmp.reach(engine, port)
        floor = agent.least()
        measured = await async_paired(
            floor, client.read, repetitions=size(10), calls=SURVEY_EVERY
        )
        core = await async_paired(floor, agent.one_by_one(), repetitions=size(5))
        if len((await client.read()).sensors) != READINGS:
            raise RuntimeError("The measured polls bring something else")
    engine.close_dispatcher()
    note = f"by GETs of {VARIABLES} through pysnmp's cheapest"
    mean = sum(requests) / len(requests)
    return [
        Row(
            f"SNMP poll of {READINGS} readings",
            measured.cpu,
            goal=1.15,
            note=f"CPU, {note}; with all surveys",
        ),
        Row("SNMP poll: the same", measured.wall, note=f"wall, {note}"),
        Row("SNMP poll: core's snmp", core.cpu, note=f"CPU, {note}; values only"),
        Row(
            "SNMP poll: requests",
            requests,
            "requests",
            goal=12,
            note=f"{mean:.1f} on average, a survey of each {SURVEY_EVERY} included",
        ),
    ]


def _session(port: int) -> AgentSession:
    return AgentSession(HOST, port, CommunityConversation(Community()))


async def _requests(port: int) -> list[float]:
    """Return how many requests each poll takes, from one survey to the next."""
    session = _Counted(_session(port))
    client = SnmpClient(session)
    await client.read()
    requests = []
    for _ in range(SURVEY_EVERY):
        session.requests = 0
        await client.read()
        requests.append(float(session.requests))
    return requests
