"""An SNMP agent that answers as a real one does, but for what the input wants."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from custom_components.hwgroup.client import ResponseTimeoutError
from custom_components.hwgroup.client.agent import Binding, StatusError
from custom_components.hwgroup.client.family import Oid, Value
from simulator import MODELS, SimulatedDevice
from simulator.snmp.values import Kind

from .source import Source

_MODELS: Final = ("ste2", "poseidon2_3268", "damocles2_mini", "wld", "pwr", "perseus")
# Above this, a byte of the input has the agent lie.
_HONEST: Final = 200


@cache
def _rows(model: str) -> dict[Oid, Value]:
    """Return what the agent of a model serves."""
    device = SimulatedDevice(MODELS[model])
    return {
        oid: value.content
        for oid, value in sorted(device.snmp_rows().items())
        if value.kind is not Kind.NULL
    }


class Liar:
    """A session with such an agent."""

    def __init__(self, source: Source) -> None:
        """Choose a model."""
        self.requests = 0
        self._source = source
        self._rows = _rows(source.choice(_MODELS))
        self._order = list(self._rows)

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Answer with variables."""
        return self._answered([(oid, self._rows.get(oid)) for oid in oids])

    async def get_next(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Answer with the variables that follow."""
        return self._answered([self._after(oid) for oid in oids])

    def close(self) -> None:
        """Release nothing."""

    def _after(self, oid: Oid) -> Binding:
        following = next((known for known in self._order if known > oid), None)
        return (oid, None) if following is None else (following, self._rows[following])

    def _answered(self, honest: list[Binding]) -> list[Binding]:
        self.requests += 1
        source = self._source
        if source.is_used_up or (kind := source.number()) < _HONEST:
            return honest
        if kind < _HONEST + 8:
            raise StatusError(source.number(), source.signed(1))
        if kind < _HONEST + 12:
            raise ResponseTimeoutError("The agent does not answer")
        if kind < _HONEST + 16:
            return honest[: source.number() % (len(honest) + 1)]
        at = source.number() % len(honest)
        honest[at] = self._lie(*honest[at])
        return honest

    def _lie(self, oid: Oid, value: Value | None) -> Binding:
        """Return another value, or another name for the same one."""
        source = self._source
        kind = source.number()
        if kind % 2:
            return self._other_name(oid), value
        return oid, self._other_value()

    def _other_value(self) -> Value | None:
        source = self._source
        match source.number() % 4:
            case 0:
                return None
            case 1:
                return source.signed(source.number() % 9)
            case 2:
                return source.block()
            case _:
                return tuple(source.block())

    def _other_name(self, oid: Oid) -> Oid:
        source = self._source
        match source.number() % 3:
            case 0:
                return (*oid, *source.take(source.number() % 8))
            case 1:
                return oid[: source.number() % (len(oid) + 1)]
            case _:
                return source.choice(self._order)
