"""Whoever waits outside for the heartbeats of a house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from aiohttp import web


@dataclass
class Outside:
    """A real server on the loopback, which counts."""

    url: str = ""
    beats: int = 0
    status: int = 200

    async def beat(self, _request: web.Request) -> web.Response:
        """Take one."""
        self.beats += 1
        return web.Response(status=self.status)

    @classmethod
    @asynccontextmanager
    async def serve(cls) -> AsyncIterator[Self]:
        """Listen until the end of the block."""
        outside = cls()
        application = web.Application()
        application.router.add_get("/beat", outside.beat)
        runner = web.AppRunner(application, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        outside.url = f"http://127.0.0.1:{runner.addresses[0][1]}/beat"
        yield outside
        await runner.cleanup()
