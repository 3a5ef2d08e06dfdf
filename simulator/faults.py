"""The ways in which a device can fail over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from http import HTTPStatus

from .connection import HTML, Connection


class Fault(StrEnum):
    """What a device does instead of the correct answer."""

    NONE = "none"
    SILENT = "silent"
    STALLED = "stalled"
    TRUNCATED = "truncated"
    ERROR_500 = "error_500"
    ERROR_503 = "error_503"
    NOT_FOUND = "not_found"
    HTML = "html"
    FOREIGN_XML = "foreign_xml"
    DTD = "dtd"
    HUGE = "huge"
    EMPTY = "empty"
    REDIRECT = "redirect"
    FORBIDDEN = "forbidden"
    RESET = "reset"
    DRIP = "drip"
    SHORT = "short"
    TWICE = "twice"


type Answer = Callable[[Connection, bytes], Awaitable[None]]

_LOGIN_PAGE = b"<!DOCTYPE html><title>Router</title><p>Log in<br>to continue"
_FOREIGN_XML = b"""<?xml version="1.0"?>
<root xmlns="urn:example:printer"><tray id="1"><sheets>250</sheets></tray></root>"""
_ENTITY_BOMB = b"".join(
    (
        b'<?xml version="1.0"?>\n<!DOCTYPE Root [<!ENTITY a0 "ha">',
        *(
            b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10)
            for level in range(1, 10)
        ),
        b"]>\n<Root><Agent><DeviceName>&a9;</DeviceName></Agent></Root>",
    )
)
_HUGE_START = b'<?xml version="1.0" encoding="utf-8"?>\n<Root><SenSet>'
_HUGE_CHUNK = b"<Entry><ID>1</ID><Value>1.0</Value></Entry>" * 1500


async def _document(connection: Connection, document: bytes) -> None:
    """Send the document."""
    await connection.send(document)


async def _silence(connection: Connection, document: bytes) -> None:
    """Send nothing."""
    await connection.stay_silent()


async def _stall(connection: Connection, document: bytes) -> None:
    """Announce the whole document, send half and stop."""
    await connection.send_head(length=len(document))
    await connection.write(document[: len(document) // 2])
    await connection.stay_silent()


async def _truncate(connection: Connection, document: bytes) -> None:
    """Send half of the document as a complete answer."""
    await connection.send(document[: len(document) // 2])


async def _reset(connection: Connection, document: bytes) -> None:
    """Send half of the document, then break the connection off."""
    await connection.send_head(length=len(document))
    await connection.write(document[: len(document) // 2])
    connection.reset()


async def _drip(connection: Connection, document: bytes) -> None:
    """Send a byte a second."""
    await connection.send_head(length=len(document))
    for byte in document:
        await connection.write(bytes((byte,)))
        if await connection.is_abandoned_within(1):
            return


async def _shorten(connection: Connection, document: bytes) -> None:
    """Announce more than is sent, and end."""
    await connection.send_head(length=2 * len(document))
    await connection.write(document)


async def _repeat(connection: Connection, document: bytes) -> None:
    """Send the whole answer, and a second one right behind it."""
    await connection.send_head(length=len(document))
    await connection.write(document + b"HTTP/1.1 200 OK\r\n\r\n" + document)


async def _flood(connection: Connection, document: bytes) -> None:
    """Send a document without an end."""
    await connection.send_head()
    await connection.write(_HUGE_START)
    while True:
        await connection.write(_HUGE_CHUNK)
        # Writing does not wait while a fast client reads, so let other tasks run.
        await asyncio.sleep(0)


async def _redirect(connection: Connection, document: bytes) -> None:
    """Redirect to the same page again."""
    headers = {"Location": "/values.xml?moved=1"}
    await connection.send_page(HTTPStatus.FOUND, "Moved", headers)


def _error(status: HTTPStatus) -> Answer:
    """Return an answer that sends an error page."""

    async def answer(connection: Connection, document: bytes) -> None:
        await connection.send_page(status, status.phrase)

    return answer


def _body(body: bytes, content_type: str = "text/xml") -> Answer:
    """Return an answer that sends another body."""

    async def answer(connection: Connection, document: bytes) -> None:
        await connection.send(body, content_type=content_type)

    return answer


ANSWERS: dict[Fault, Answer] = {
    Fault.NONE: _document,
    Fault.SILENT: _silence,
    Fault.STALLED: _stall,
    Fault.TRUNCATED: _truncate,
    Fault.ERROR_500: _error(HTTPStatus.INTERNAL_SERVER_ERROR),
    Fault.ERROR_503: _error(HTTPStatus.SERVICE_UNAVAILABLE),
    Fault.NOT_FOUND: _error(HTTPStatus.NOT_FOUND),
    Fault.HTML: _body(_LOGIN_PAGE, HTML),
    Fault.FOREIGN_XML: _body(_FOREIGN_XML),
    Fault.DTD: _body(_ENTITY_BOMB),
    Fault.HUGE: _flood,
    Fault.EMPTY: _body(b""),
    Fault.REDIRECT: _redirect,
    Fault.FORBIDDEN: _error(HTTPStatus.FORBIDDEN),
    Fault.RESET: _reset,
    Fault.DRIP: _drip,
    Fault.SHORT: _shorten,
    Fault.TWICE: _repeat,
}
