"""What a poll over SNMP costs, by the least that pysnmp can bring the same for.

The floor asks for the uptime and for the ID, the value and the state of each reading, in
GETs of eight variables. It resolves them once, looks nothing up and throws the answers
away; a poll is that of the coordinator, whose entities have nothing to write. Core's `snmp` asks for each value by itself, as its sensors do.
"""

from collections.abc import Awaitable, Callable
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

from custom_components.hwgroup.coordinator import HwgCoordinator

from .documents import Shape
from .installation import SNMP_1, Devices, add_device, answering, home_assistant, run
from .report import Row
from .server import HOST
from .size import size
from .timing import async_paired

READINGS = size(30, 3)
VARIABLES = 8
_POLLS = 20  # from one survey of all that there is to the next

type _Oid = tuple[int, ...]

_UPTIME: _Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
# Of POSEIDON-MIB, which the measured agent has.
_SENSORS: _Oid = (1, 3, 6, 1, 4, 1, 21796, 3, 3, 3, 1)
_STATE, _VALUE, _ID = 4, 6, 8

type _Poll = Callable[[], Awaitable[None]]


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

    def _resolved(self, oid: _Oid) -> ObjectType:
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
    shape = Shape(sensors=READINGS)
    async with answering(1, shape, seed) as devices, home_assistant() as hass:
        coordinator = await add_device(hass, devices, 0, snmp=SNMP_1)
        await hass.async_block_till_done()
        requests = await _requests(coordinator, devices)
        agent = await _Pysnmp.reach(engine, devices.ports[0])
        floor = agent.least()
        measured = await async_paired(
            floor, coordinator.async_refresh, repetitions=size(10), calls=_POLLS
        )
        core = await async_paired(floor, agent.one_by_one(), repetitions=size(5))
        if len(coordinator.data.sensors) != READINGS:
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
            note=f"{mean:.1f} on average, a survey of each {_POLLS} included",
        ),
    ]


async def _requests(coordinator: HwgCoordinator, devices: Devices) -> list[float]:
    """Return how many requests each poll takes, from one survey to the next."""
    requests = []
    for _ in range(_POLLS):
        before = (await devices.ask())["requests"]
        await coordinator.async_refresh()
        requests.append(float((await devices.ask())["requests"] - before))
    return requests
