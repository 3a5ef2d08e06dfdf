"""The recording of one poll over SNMP: a row for each request, with what it asks for."""

from collections.abc import Sequence
from itertools import groupby

from custom_components.hwgroup.client import AgentSession, Community, SnmpClient
from custom_components.hwgroup.client.agent import Binding, Operation
from custom_components.hwgroup.client.families import FAMILIES
from custom_components.hwgroup.client.family import UPTIME, Oid
from custom_components.hwgroup.client.snmp_community import CommunityConversation
from custom_components.hwgroup.client.snmp_session import Send

from .documents import Shape
from .installation import answering, run
from .report import Row
from .server import HOST
from .size import size

READINGS = size(30, 3)
_FAMILY = next(family for family in FAMILIES if family.name == "Poseidon")
_SCALARS = {UPTIME: "uptime", (*_FAMILY.oid, *_FAMILY.mac): "MAC"}


class _Recorder:
    """A conversation that notes the datagrams it sends."""

    def __init__(self) -> None:
        self.sent: list[tuple[Operation, Sequence[Oid], int]] = []
        self._conversation = CommunityConversation(Community())

    async def ask(
        self, operation: Operation, bindings: Sequence[Binding], send: Send
    ) -> Sequence[Binding]:
        """Note what is sent."""

        def note(datagram: bytes) -> None:
            oids = [oid for oid, _ in bindings]
            self.sent.append((operation, oids, len(datagram)))
            send(datagram)

        return await self._conversation.ask(operation, bindings, note)

    def take(self, datagram: bytes) -> bool:
        """Read a datagram."""
        return self._conversation.take(datagram)


def measure(seed: int) -> list[Row]:
    """Record the poll that comes after the first one."""
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    async with answering(1, Shape(sensors=READINGS), seed) as devices:
        recorder = _Recorder()
        session = AgentSession(HOST, devices.ports[0], recorder)
        client = SnmpClient(session)
        await client.read()
        recorder.sent.clear()
        await client.read()
        session.close()
    return [
        Row(
            f"SNMP packet {number}: {operation.name}",
            [len(oids)],
            "variables",
            note=f"{octets} octets: {_described(oids)}",
        )
        for number, (operation, oids, octets) in enumerate(recorder.sent, 1)
    ]


def _described(oids: Sequence[Oid]) -> str:
    """Return what is asked for, in the words of the MIB."""
    named = [_named(oid) for oid in oids]
    groups = (
        (place, [what for _, what in group])
        for place, group in groupby(named, lambda each: each[0])
    )
    return "; ".join(f"{place} {', '.join(parts)}".strip() for place, parts in groups)


def _named(oid: Oid) -> tuple[str, str]:
    """Return the row and the column of a variable."""
    if oid in _SCALARS:
        return "", _SCALARS[oid]
    for table in _FAMILY.tables:
        for column, number in table.columns.items():
            if oid[:-1] == (*_FAMILY.oid, *table.oid, number):
                return f"{table.kind} {oid[-1]}:", column.value
    raise RuntimeError(f"Nothing is known of {oid}")
