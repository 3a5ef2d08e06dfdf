"""A TCP port that can be closed and opened again, like a cable that is unplugged."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ssl import SSLContext

from .connection import Connection

# What a client can cause while its request is answered.
_LOST = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


class Listener:
    """Accept connections and hand each to a handler."""

    def __init__(self, handle: Callable[[Connection], Awaitable[None]]) -> None:
        """Prepare; nothing listens yet."""
        self._handle = handle
        self._server: asyncio.Server | None = None
        self._tls: SSLContext | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_open(self) -> bool:
        """Return whether connections are accepted."""
        return self._server is not None

    @property
    def connections(self) -> int:
        """Return how many connections are open."""
        return len(self._tasks)

    async def open(self, host: str, port: int, tls: SSLContext | None) -> int:
        """Listen, and return the port."""
        self._tls = tls
        self._server = await asyncio.start_server(self._accept, host, port)
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def close(self) -> None:
        """Refuse new connections and cut the open ones."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        server.abort_clients()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve a connection in a task of its own."""
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve a connection until it is answered or lost."""
        connection = Connection(reader, writer)
        try:
            with suppress(*_LOST):
                if self._tls is not None:
                    # Not by the server, which would log a handshake that the client refuses.
                    await writer.start_tls(self._tls)
                await self._handle(connection)
                await connection.close()
        finally:
            writer.transport.abort()
