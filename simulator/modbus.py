"""Modbus/TCP: the outputs of a device as coils, served by pymodbus."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from .modbus_faults import ModbusFault
from .parts import Output

if TYPE_CHECKING:
    from pymodbus.server import ModbusTcpServer

FIRST_ID = 151


class ModbusServer:
    """Serves the outputs of a device from a port that can be closed and opened again."""

    def __init__(self, outputs: Callable[[], Sequence[Output]]) -> None:
        """Prepare; nothing listens yet."""
        self._outputs = outputs
        self.unit_id = 2
        self.first_coil = 200
        """Where the first output is on the wire: 199 where the device counts from 1."""
        self.mirrored = 0
        """How many coils on both sides of each output show it, too."""
        self.fault = ModbusFault.NONE
        self.exception = 1
        """The code of the answer to what is refused."""
        self.requests = 0
        """How many came, also for other units."""
        self.writes = 0
        self._server: ModbusTcpServer | None = None

    @property
    def is_open(self) -> bool:
        """Return whether connections are accepted."""
        return self._server is not None

    @property
    def connections(self) -> int:
        """Return how many connections are open."""
        return 0 if self._server is None else len(self._server.active_connections)

    async def open(self, host: str, port: int) -> int:
        """Listen, and return the port."""
        # Imported here, so that a device without it does not load pymodbus.
        from .coils import serve  # noqa: PLC0415

        self._server = await serve(self, host, port)
        listening = cast(asyncio.Server, self._server.transport)
        bound: int = listening.sockets[0].getsockname()[1]
        return bound

    async def close(self) -> None:
        """Refuse new connections and cut the open ones."""
        if self._server is not None:
            server, self._server = self._server, None
            await server.shutdown()

    def cut(self) -> None:
        """Cut the open connections."""
        if self._server is not None:
            for connection in list(self._server.active_connections.values()):
                connection.close()

    def output_at(self, address: int) -> Output | None:
        """Return the output that a coil shows, None where there is no such coil."""
        number = address - self.first_coil
        for near in range(-self.mirrored, self.mirrored + 1):
            for output in self._outputs():
                if output.id - FIRST_ID == number + near:
                    return output
        return None
