"""What a poll over SNMP costs, by the same requests sent as cheaply as pysnmp can.

The two ways of pysnmp share an engine. The floor resolves its variables once, looks nothing
up and throws the answers away; the naive way makes its variables for each request, and
looks up all that comes back.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import cycle
from typing import Any, Self

from pysnmp.hlapi.v3arch.asyncio import (
    CommunityData,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    get_cmd,
    next_cmd,
)
from pysnmp.smi.view import MibViewController

from custom_components.hwgroup.client import AgentSession, Community, SnmpClient
from custom_components.hwgroup.client.agent import Binding, Session
from custom_components.hwgroup.client.family import Oid
from custom_components.hwgroup.client.snmp import LIMITS_EVERY
from custom_components.hwgroup.client.snmp_community import CommunityConversation

from .documents import Shape
from .installation import answering, run
from .report import Row
from .server import HOST
from .timing import Ratios, async_paired

READINGS = 30

type _Command = Callable[..., Awaitable[tuple[Any, ...]]]
type _Poll = Sequence[tuple[_Command, Sequence[Oid]]]


class _Noted:
    """A session whose requests are noted."""

    def __init__(self, session: Session) -> None:
        """Note nothing yet."""
        self._session = session
        self._requests: list[tuple[_Command, Sequence[Oid]]] = []

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for variables."""
        self._requests.append((get_cmd, tuple(oids)))
        return await self._session.get(oids)

    async def get_next(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for the variables that follow."""
        self._requests.append((next_cmd, tuple(oids)))
        return await self._session.get_next(oids)

    def close(self) -> None:
        """Release the socket."""
        self._session.close()

    def taken(self) -> _Poll:
        """Return what was noted, and forget it."""
        requests, self._requests = self._requests, []
        return requests


class _Pysnmp:
    """An agent as pysnmp's own interface reaches it."""

    def __init__(self, engine: SnmpEngine, target: UdpTransportTarget) -> None:
        """Keep all that can be kept."""
        # As cheap as it gets: the same objects for all requests.
        community = CommunityData("public", mpModel=0)  # noqa: S508
        self._fixed = (engine, community, target)
        self._context = ContextData()
        self._controller = engine.cache["mibViewController"]
        self._resolved: dict[Oid, ObjectType] = {}

    @classmethod
    async def reach(cls, engine: SnmpEngine, port: int) -> Self:
        """Return the agent at a port."""
        target = await UdpTransportTarget.create((HOST, port), timeout=4, retries=0)
        return cls(engine, target)

    async def send(self, command: _Command, variables: Iterable[ObjectType]) -> None:
        """Send a request and wait for the answer, as raw as it can be had."""
        await self._send(command, variables, lookupMib=False)

    async def send_naively(self, command: _Command, oids: Sequence[Oid]) -> None:
        """Send a request and wait for the answer, as the manual shows it."""
        await self._send(command, (ObjectType(ObjectIdentity(oid)) for oid in oids))

    async def _send(
        self, command: _Command, variables: Iterable[ObjectType], **options: bool
    ) -> None:
        problem, *_ = await command(*self._fixed, self._context, *variables, **options)
        if problem:
            raise RuntimeError(f"The agent is not reached: {problem}")

    def resolve(self, oids: Sequence[Oid]) -> list[ObjectType]:
        """Return variables that are resolved, each of them once."""
        for oid in oids:
            if oid not in self._resolved:
                variable = ObjectType(ObjectIdentity(oid))
                self._resolved[oid] = variable.resolve_with_mib(self._controller)
        return [self._resolved[oid] for oid in oids]


def measure(seed: int) -> list[Row]:
    """Measure a steady poll, and the naive way beside it."""
    # Before there is a loop that reading its files would hold up.
    engine = SnmpEngine()
    builder = engine.get_mib_builder()
    engine.cache["mibViewController"] = MibViewController(builder)
    builder.load_modules()
    return run(lambda: _measure(engine, seed))


async def _measure(engine: SnmpEngine, seed: int) -> list[Row]:
    async with answering(1, Shape(sensors=READINGS), seed) as devices:
        port = devices.ports[0]
        polls = await _steady_polls(port)
        client = SnmpClient(_session(port))
        await client.read()
        agent = await _Pysnmp.reach(engine, port)
        measured = await _ratios(agent, polls, client.read, repetitions=10)
        naive = await _ratios(agent, polls, _naive(agent, polls), repetitions=2)
        if len((await client.read()).sensors) != READINGS:
            raise RuntimeError("The measured polls bring something else")
    engine.close_dispatcher()
    what = f"SNMP poll of {READINGS} readings"
    sizes = sorted(len(poll) for poll in polls)
    note = f"by pysnmp's cheapest; {sizes[0]} requests, {sizes[-1]} with limits"
    return [
        Row(what, measured.cpu, goal=1.3, note=f"CPU, {note}"),
        Row("SNMP poll: the same", measured.wall, note="wall, by pysnmp's cheapest"),
        Row("SNMP poll: the naive way", naive.cpu, note="CPU, by pysnmp's cheapest"),
    ]


def _session(port: int) -> AgentSession:
    return AgentSession(HOST, port, CommunityConversation(Community()))


async def _steady_polls(port: int) -> list[_Poll]:
    """Return the requests of all polls from the second one until they repeat."""
    session = _Noted(_session(port))
    client = SnmpClient(session)
    await client.read()
    session.taken()
    polls = []
    for _ in range(LIMITS_EVERY):
        await client.read()
        polls.append(session.taken())
    return polls


async def _ratios(
    agent: _Pysnmp,
    polls: Sequence[_Poll],
    measured: Callable[[], Awaitable[object]],
    repetitions: int,
) -> Ratios:
    """Let whole rounds of polls take turns with the floor."""
    prepared = cycle(
        [[(command, agent.resolve(oids)) for command, oids in poll] for poll in polls]
    )

    async def floor() -> None:
        for command, variables in next(prepared):
            await agent.send(command, variables)

    return await async_paired(
        floor, measured, repetitions=repetitions, calls=len(polls)
    )


def _naive(agent: _Pysnmp, polls: Sequence[_Poll]) -> Callable[[], Awaitable[object]]:
    turn = cycle(polls)

    async def poll() -> None:
        for command, oids in next(turn):
            await agent.send_naively(command, oids)

    return poll
