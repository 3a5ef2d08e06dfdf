"""Somebody outside, who would miss a sign of life."""

from contextlib import AsyncExitStack

from aiohttp import web


class Heartbeat:
    """Somebody outside who wants a sign of life."""

    def __init__(self) -> None:
        """Have heard none yet."""
        self.url = ""
        self.heard = 0

    async def start(self, stack: AsyncExitStack) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.add_routes([web.get("/", self._get)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/"

    async def _get(self, _request: web.Request) -> web.Response:
        self.heard += 1
        return web.Response(text="OK")
