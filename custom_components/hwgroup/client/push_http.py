"""Receiving pushes over HTTP: the request of a device, and a listener of its own.

A device erases its log unless it is told that nothing was kept. So every answer that is
not "kept" says "busy", whatever its HTTP status is, and comes without a status of 200.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
import errno
from http import HTTPStatus
import logging
from typing import Final, Protocol, override

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from .push_xml import BUSY, MOST_BYTES

_LOGGER: Final = logging.getLogger(__name__)

type Request = web.BaseRequest
type Response = web.StreamResponse

MOST_CONNECTIONS: Final = 256
MOST_CONNECTIONS_OF_ONE: Final = 32
_LONGEST_HEADER: Final = 2048
# After this time a connection ends, whatever it is doing: a push takes a moment.
_SECONDS: Final = 30.0
# None where asyncio has tried each address of a host.
_NOT_HERE: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, None)


@dataclass(frozen=True, slots=True)
class Call:
    """Who pushes where: the secret path, the address of the sender, its credentials."""

    path: str = field(repr=False)
    peer: str
    authorization: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a device is answered."""

    status: HTTPStatus
    body: bytes = BUSY
    headers: Mapping[str, str] = field(default_factory=dict)


class Reception(Protocol):
    """Who decides what becomes of a push."""

    def admit(self, call: Call) -> Reply | None:
        """Return a refusal, or None: then `leave` is called when all is done."""

    def leave(self, call: Call) -> None:
        """Take note that a push that was admitted is done."""

    def refuse(self, status: HTTPStatus) -> Reply:
        """Count a push whose document could not be received."""

    async def receive(self, call: Call, document: bytes) -> Reply:
        """Keep what an admitted device has pushed."""


async def respond(request: Request, path: str, reception: Reception) -> Response:
    """Answer a request that was sent to a path."""
    call = Call(path, request.remote or "", request.headers.get("Authorization", ""))
    if (refusal := reception.admit(call)) is not None:
        return _response(refusal)
    try:
        document = await _document(request)
        if isinstance(document, HTTPStatus):
            return _response(reception.refuse(document))
        return _response(await _received(call, document, reception))
    finally:
        reception.leave(call)


async def _received(call: Call, document: bytes, reception: Reception) -> Reply:
    """Return what a device is answered, also where a defect keeps its push from being kept."""
    try:
        return await reception.receive(call, document)
    except Exception:
        _LOGGER.exception("What was pushed could not be received")
        return reception.refuse(HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable() -> Response:
    """Return the answer while nobody can keep a push."""
    return _response(Reply(HTTPStatus.SERVICE_UNAVAILABLE))


def _response(reply: Reply) -> Response:
    response = web.Response(
        status=reply.status,
        body=reply.body,
        content_type="text/xml",
        charset="utf-8",
        headers={"Cache-Control": "no-store", **reply.headers},
    )
    # One push, one connection: an idle one would take the place of another device.
    response.force_close()
    return response


async def _document(request: Request) -> bytes | HTTPStatus:
    """Return the body of a request, or why it is refused."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE  # what is small may unpack to much
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MOST_BYTES:
                    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT
    return bytes(body)


class PushListener:
    """Receives pushes over plain HTTP, at a port of its own; the path is all there is."""

    def __init__(self, reception: Reception) -> None:
        """Remember who decides; `open` begins."""
        self._reception = reception
        self._server: asyncio.Server | None = None
        self._web: _BoundedServer | None = None

    @property
    def port(self) -> int | None:
        """Where it listens, None while it does not."""
        return self._server.sockets[0].getsockname()[1] if self._server else None

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return self._web.open if self._web else 0

    @property
    def refused(self) -> int:
        """How many connections were one too many."""
        return self._web.refused if self._web else 0

    async def open(self, host: str, port: int) -> None:
        """Listen at an address of this system.

        Raises OSError where that is not possible.
        """
        self._web = _BoundedServer(
            self._answer,
            access_log=None,
            auto_decompress=False,
            keepalive_timeout=_SECONDS,
            lingering_time=0,
            max_field_size=_LONGEST_HEADER,
            max_line_size=_LONGEST_HEADER,
        )
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._web, host, port)

    async def close(self) -> None:
        """Stop listening, and cut what is open."""
        if self._server is None or self._web is None:
            return
        self._server.close()
        self._server = None
        self._web.pre_shutdown()
        await self._web.shutdown(timeout=1.0)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return _response(Reply(HTTPStatus.METHOD_NOT_ALLOWED))
        return await respond(request, request.path.removeprefix("/"), self._reception)


async def try_to_listen(host: str, port: int) -> None:
    """Listen for a moment, and hear nobody; raises OSError where that is not possible."""
    server = await asyncio.get_running_loop().create_server(
        asyncio.Protocol, host, port, start_serving=False
    )
    server.close()


def is_not_here(err: OSError) -> bool:
    """Return whether an address to listen at is none of this system's."""
    return err.errno in _NOT_HERE


class _BoundedServer(web.Server):
    """A server whose connections are counted, and end in time.

    aiohttp bounds neither their number nor how slowly a request may come in. Where there
    are too many, the oldest one without a request is cut: one that pushes has it at once.
    """

    refused = 0

    def __init__(
        self, answer: Callable[[Request], Awaitable[Response]], **kwargs: object
    ) -> None:
        async def begin(request: Request) -> Response:
            self._idle.pop(request.protocol, None)
            return await answer(request)

        super().__init__(begin, **kwargs)  # type: ignore[arg-type]
        self._of_peer: Counter[str] = Counter()
        self._open: dict[RequestHandler, tuple[str, asyncio.TimerHandle]] = {}
        self._idle: dict[RequestHandler, asyncio.Transport] = {}
        """Those without a request so far, the oldest first."""

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._open)

    @override
    def connection_made(
        self, handler: RequestHandler, transport: asyncio.Transport
    ) -> None:
        super().connection_made(handler, transport)
        peer = str((transport.get_extra_info("peername") or ("",))[0])
        if self._of_peer[peer] >= MOST_CONNECTIONS_OF_ONE or not self._make_room():
            self.refused += 1
            transport.abort()
            return
        loop = asyncio.get_running_loop()
        timer = loop.call_later(_SECONDS, transport.abort)
        self._open[handler] = peer, timer
        self._of_peer[peer] += 1
        self._idle[handler] = transport

    def _make_room(self) -> bool:
        """Return whether there may be another connection, if one is cut for that."""
        if len(self._open) < MOST_CONNECTIONS:
            return True
        if (oldest := next(iter(self._idle), None)) is None:
            return False
        self.refused += 1
        self._idle[oldest].abort()
        self._forget(oldest)
        return True

    @override
    def connection_lost(
        self, handler: RequestHandler, exc: BaseException | None = None
    ) -> None:
        super().connection_lost(handler, exc)
        self._forget(handler)

    def _forget(self, handler: RequestHandler) -> None:
        self._idle.pop(handler, None)
        if (known := self._open.pop(handler, None)) is None:
            return  # it was one too many
        peer, timer = known
        timer.cancel()
        self._of_peer[peer] -= 1
        if not self._of_peer[peer]:
            del self._of_peer[peer]
