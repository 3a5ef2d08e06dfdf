"""Each HTTP fault, over a real socket."""

import asyncio
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from simulator import Fault, SimulatedDevice
from simulator.faults import ANSWERS

from .helpers import ask, until


def test_every_fault_has_an_answer() -> None:
    """Every fault has an answer."""
    assert set(ANSWERS) == set(Fault)


async def _body(device: SimulatedDevice, session: aiohttp.ClientSession) -> bytes:
    """Return the body of a complete and successful answer."""
    async with session.get(f"{device.url}/values.xml") as answer:
        assert answer.status == 200
        return await answer.read()


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.ERROR_500, 500),
        (Fault.ERROR_503, 503),
        (Fault.NOT_FOUND, 404),
    ],
)
async def test_error_pages(
    device: SimulatedDevice,
    session: aiohttp.ClientSession,
    fault: Fault,
    status: int,
) -> None:
    """An error has its status, and ends when the fault ends."""
    device.fault = fault
    async with session.get(f"{device.url}/values.xml") as answer:
        assert answer.status == status
    device.fault = Fault.NONE
    assert await _body(device, session) == device.document


async def test_silent(device: SimulatedDevice) -> None:
    """A silent device accepts the connection and sends no byte."""
    device.fault = Fault.SILENT
    reader, writer = await ask(device)
    await until(lambda: device.requests == 1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.005)
    writer.close()
    await until(lambda: device.connections == 0)


async def test_stalled(device: SimulatedDevice) -> None:
    """A stalled device announces the whole document and sends half."""
    device.fault = Fault.STALLED
    reader, writer = await ask(device)
    head = await reader.readuntil(b"\r\n\r\n")
    assert b"Content-Length: %d\r\n" % len(device.document) in head
    half = device.document[: len(device.document) // 2]
    assert await reader.readexactly(len(half)) == half
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.005)
    writer.close()


async def test_truncated(
    device: SimulatedDevice, session: aiohttp.ClientSession
) -> None:
    """A truncated document is a complete answer, but not well-formed XML."""
    device.fault = Fault.TRUNCATED
    body = await _body(device, session)
    assert body == device.document[: len(device.document) // 2]
    with pytest.raises(ET.ParseError):
        ET.fromstring(body)


async def test_html(device: SimulatedDevice, session: aiohttp.ClientSession) -> None:
    """A page of another device has status 200."""
    device.fault = Fault.HTML
    async with session.get(f"{device.url}/values.xml") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        with pytest.raises(ET.ParseError):
            ET.fromstring(await answer.read())


async def test_foreign_xml(
    device: SimulatedDevice, session: aiohttp.ClientSession
) -> None:
    """Foreign XML is well-formed, but has no tag of a device."""
    device.fault = Fault.FOREIGN_XML
    root = ET.fromstring(await _body(device, session))
    assert root.find("Agent") is None
    assert not root.tag.endswith("Root")


async def test_dtd(device: SimulatedDevice, session: aiohttp.ClientSession) -> None:
    """The entity bomb is small on the wire and huge when expanded."""
    device.fault = Fault.DTD
    body = await _body(device, session)
    assert len(body) < 2000
    assert b"<!DOCTYPE" in body
    assert body.count(b"<!ENTITY") == 10
    assert body.count(b"&a0;") == 10


async def test_huge(device: SimulatedDevice, session: aiohttp.ClientSession) -> None:
    """The huge document continues as long as the client reads."""
    device.fault = Fault.HUGE
    async with session.get(f"{device.url}/values.xml") as answer:
        assert answer.headers.get("Content-Length") is None
        read = 0
        async for chunk in answer.content.iter_any():
            read += len(chunk)
            if read > 5_000_000:
                break
    assert read > 5_000_000
    await until(lambda: device.connections == 0)


async def test_empty(device: SimulatedDevice, session: aiohttp.ClientSession) -> None:
    """An empty answer has status 200 and no body."""
    device.fault = Fault.EMPTY
    assert await _body(device, session) == b""


async def test_redirect(
    device: SimulatedDevice, session: aiohttp.ClientSession
) -> None:
    """A client that follows the redirect makes a request each time."""
    device.fault = Fault.REDIRECT
    url = f"{device.url}/values.xml"
    async with session.get(url, allow_redirects=False) as answer:
        assert answer.status == 302
    assert device.requests == 1
    with pytest.raises(aiohttp.TooManyRedirects):
        await session.get(url, max_redirects=3)
    assert device.requests > 2
