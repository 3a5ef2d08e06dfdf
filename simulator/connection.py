"""One HTTP request and its answer."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
import socket
import struct
from urllib.parse import parse_qsl

XML = "text/xml"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """The parts of a request that a device reads."""

    method: str
    path: str
    authorization: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Connection:
    """A connection for one request; it is closed after the answer."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Wrap the streams of an accepted connection."""
        self._reader = reader
        self._writer = writer

    async def receive(self) -> Request:
        """Read the request."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        method, _, rest = line.partition(" ")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (field.partition(":") for field in fields)
        }
        path, _, query = rest.partition(" ")[0].partition("?")
        length = headers.get("content-length", "0")
        body = (
            await self._reader.readexactly(int(length)) if length.isdecimal() else b""
        )
        return Request(
            method,
            path,
            headers.get("authorization", ""),
            dict(parse_qsl(query, keep_blank_values=True)),
            body,
        )

    async def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def send_head(
        self,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        length: int | None = None,
        content_type: str = XML,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send the status line and the headers."""
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            f"Content-Type: {content_type}",
            "Cache-Control: no-store",
            "Connection: close",
            *(f"{name}: {value}" for name, value in (headers or {}).items()),
        ]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        await self.write("\r\n".join([*lines, "", ""]).encode("latin-1"))

    async def send(
        self,
        body: bytes,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        content_type: str = XML,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send a whole answer."""
        await self.send_head(
            status, length=len(body), content_type=content_type, headers=headers
        )
        await self.write(body)

    async def send_page(
        self, status: HTTPStatus, text: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a small HTML page."""
        page = f"<!DOCTYPE html><title>{text}</title><h1>{text}</h1>"
        await self.send(page.encode(), status, content_type=HTML, headers=headers)

    async def stay_silent(self) -> None:
        """Send nothing until the client closes the connection."""
        await self._reader.read()

    async def is_abandoned_within(self, seconds: float) -> bool:
        """Wait for so long; return True at once when the client closes the connection."""
        try:
            await asyncio.wait_for(self.stay_silent(), seconds)
        except TimeoutError:
            return False
        return True

    def reset(self) -> None:
        """Break the connection off, as a device does that loses its power."""
        connected = self._writer.get_extra_info("socket")
        now = struct.pack("ii", 1, 0)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self._writer.transport.abort()

    async def close(self) -> None:
        """Close the connection when everything is sent."""
        self._writer.close()
        await self._writer.wait_closed()
