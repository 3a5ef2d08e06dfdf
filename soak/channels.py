"""The ways to people, each of which fails, hangs, vanishes and comes back."""

import asyncio
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.policy import default
from enum import StrEnum
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from launcher import HOST


class Mode(StrEnum):
    """What a channel does with a message."""

    WORKS = "works"
    REFUSES = "refuses"
    DECLINES = "declines"
    """For now, as mail servers say it."""
    HANGS = "hangs"
    DROPS = "drops"
    """Hangs up in the middle."""
    GONE = "gone"


type Accept = Callable[[str, Mapping[str, Any]], None]


class Mail:
    """A mail server."""

    name = "mail"
    modes = tuple(Mode)

    def __init__(self, accept: Accept) -> None:
        """Hand each mail that is accepted over."""
        self.mode = Mode.WORKS
        self.port = 0
        self._accept = accept
        self._server: asyncio.Server | None = None

    async def become(self, mode: Mode) -> None:
        """Work in another way; what hangs is never accepted later."""
        if mode is self.mode and self._server is not None:
            return
        self.mode = mode
        await self.close()
        if mode is not Mode.GONE:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._protocol, HOST, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop to listen, and cut what is open."""
        if self._server is not None:
            server, self._server = self._server, None
            server.close()
            server.abort_clients()
            await server.wait_closed()

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname="localhost", loop=asyncio.get_running_loop())

    async def handle_RCPT(  # noqa: N802 - the call of the library
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Decline what has to wait."""
        if self.mode is Mode.DECLINES:
            return "451 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name that the library calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail, or do not."""
        match self.mode:
            case Mode.HANGS:
                await asyncio.Event().wait()
            case Mode.DROPS:
                _hang_up(server.transport)
                return "421 Closing"
            case Mode.REFUSES:
                return "554 Not wanted"
        mail = message_from_bytes(envelope.original_content or b"", policy=default)
        body = mail.get_body(("plain",))
        text = "" if body is None else str(body.get_content()).strip()
        self._accept(self.name, {"title": mail["Subject"], "message": text})
        return "250 OK"


class Target:
    """A notify action."""

    modes = (Mode.WORKS, Mode.REFUSES, Mode.HANGS, Mode.DROPS, Mode.GONE)

    def __init__(self, name: str) -> None:
        """Name the action."""
        self.name = name
        self.mode = Mode.WORKS
        self.changed = asyncio.Event()

    async def become(self, mode: Mode) -> None:
        """Work in another way."""
        self.mode = mode
        self.changed.set()
        self.changed = asyncio.Event()


class Targets:
    """Where the notify actions bring their messages, and what Home Assistant shows."""

    def __init__(
        self,
        names: tuple[str, ...],
        accept: Accept,
        pulse: Callable[[Mapping[str, Any]], dict[str, Any]],
    ) -> None:
        """Hand each message over; `pulse` gets what is seen, and returns what to do."""
        self.targets = {name: Target(name) for name in names}
        self.url = ""
        self._accept = accept
        self._pulse = pulse
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        application = web.Application()
        application.router.add_post("/message/{name}", self._message)
        application.router.add_post("/pulse", self._beat)
        self._runner = web.AppRunner(application, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, 0)
        await site.start()
        self.url = f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Stop to listen."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _message(self, request: web.Request) -> web.Response:
        target = self.targets[request.match_info["name"]]
        message = await request.json()
        if target.mode is Mode.HANGS:
            await target.changed.wait()
        elif target.mode is Mode.WORKS:
            self._accept(target.name, message)
            return web.Response()
        if target.mode is Mode.DROPS:
            _hang_up(request.transport)
        return web.Response(status=500)

    async def _beat(self, request: web.Request) -> web.Response:
        told = self._pulse(await request.json())
        actions = {
            name: target.mode is not Mode.GONE for name, target in self.targets.items()
        }
        return web.json_response({**told, "actions": actions})


def _hang_up(transport: asyncio.BaseTransport | None) -> None:
    if isinstance(transport, asyncio.Transport):
        transport.abort()
