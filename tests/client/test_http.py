"""Reading a device over real sockets."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
import gzip
from socket import EAI_NONAME, gaierror
import traceback
import tracemalloc
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from custom_components.hwgroup.client import (
    Address,
    AuthenticationError,
    CannotConnectError,
    CertificateError,
    Device,
    HttpClient,
    HwgError,
    MalformedAnswerError,
    NotHwGroupDeviceError,
    RedirectError,
    ResponseTimeoutError,
    http,
)
from simulator import Fault, SimulatedDevice
from tests.conftest import MakeDevice
from tests.simulator.helpers import until

from .helpers import document, entry, fixture, read

type Serve = Callable[[bytes], Awaitable[Address]]


@contextmanager
def _patience(fault: Fault) -> Iterator[None]:
    """Let the client wait for no more than a moment where nothing more will come."""
    with pytest.MonkeyPatch.context() as patch:
        if fault in (Fault.SILENT, Fault.STALLED, Fault.DRIP):
            patch.setattr(http, "TIMEOUT_SECONDS", 0.1)
        yield


@pytest.fixture
def client(session: aiohttp.ClientSession, device: SimulatedDevice) -> HttpClient:
    """Return a client of a simulated STE2."""
    return HttpClient(session, Address.parse(device.url))


@pytest.fixture
def heads() -> list[str]:
    """Return the heads of the requests to the bare server, which it fills."""
    return []


@pytest.fixture
async def serve(heads: list[str]) -> AsyncIterator[Serve]:
    """Return a function that starts a server which answers with bare bytes."""
    servers: list[asyncio.Server] = []

    async def start(answer: bytes) -> Address:
        async def handle(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            writer.write(answer)
            writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1")
        servers.append(server)
        return Address("127.0.0.1", server.sockets[0].getsockname()[1])

    yield start
    for server in servers:
        server.close()
        server.abort_clients()
        await server.wait_closed()


def _answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


async def test_read(client: HttpClient, device: SimulatedDevice) -> None:
    """A device is read as its document says."""
    assert await client.read() == read(device.document)
    assert device.requests == 1


async def test_changed_reading(client: HttpClient, device: SimulatedDevice) -> None:
    """Each reading is a new one; what has not changed is the same."""
    before = await client.read()
    changed, unchanged = device.sensors
    changed.value = 7.7
    now = await client.read()
    assert now.sensors[str(changed.id)].value == 7.7
    assert now.sensors[str(unchanged.id)] is before.sensors[str(unchanged.id)]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250", "latin-1"])
@pytest.mark.parametrize("declared", [True, False, None])
async def test_encoding(
    client: HttpClient, device: SimulatedDevice, encoding: str, declared: bool | None
) -> None:
    """The document says its encoding, whatever the HTTP header does."""
    device.name = "Kühlhaus é"
    device.encoding = encoding
    device.declare_encoding = declared
    assert (await client.read()).identity.name == "Kühlhaus é"


async def test_other_port(session: aiohttp.ClientSession, serve: Serve) -> None:
    """A device need not be on port 80."""
    address = await serve(_answer(fixture("ste")))
    assert address.port != 80
    assert (await HttpClient(session, address).read()).identity.model == "HWg-STE"


async def test_request(
    session: aiohttp.ClientSession, serve: Serve, heads: list[str]
) -> None:
    """The request is as plain as a small web server can want it."""
    address = await serve(_answer(fixture("ste")))
    await HttpClient(session, address).read()
    (head,) = heads
    line, *fields = head.lower().split("\r\n")
    assert line == "get /values.xml http/1.1"
    assert "connection: close" in fields
    assert "accept-encoding: identity" in fields
    assert f"host: 127.0.0.1:{address.port}" in fields
    assert "authorization:" not in head.lower()
    assert "cookie:" not in head.lower()


@pytest.mark.parametrize(
    "head",
    [
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=cp437\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: rubbish\r\n\r\n",
        "HTTP/1.1 200\r\n\r\n",
    ],
)
async def test_plain_answers(
    session: aiohttp.ClientSession, serve: Serve, head: str
) -> None:
    """Little of the answer's head matters."""
    address = await serve(head.encode() + fixture("ste"))
    assert await HttpClient(session, address).read() == read(fixture("ste"))


async def test_chunked(session: aiohttp.ClientSession, serve: Serve) -> None:
    """The document may come in chunks."""
    body = fixture("ste")
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:50], body[50:])
    )
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    address = await serve(head + chunks + b"0\r\n\r\n")
    assert await HttpClient(session, address).read() == read(body)


@pytest.mark.parametrize(
    "credentials",
    [
        ("admin", "s3cret"),
        ("admin", ""),
        ("", "s3cret"),
        ("správce", "heslo žluťoučké"),
        ("admin", "with:colon"),
        ("with:colon", "s3cret"),
        ("admin", "line\r\nX-Injected: 1"),
    ],
)
async def test_credentials(
    session: aiohttp.ClientSession,
    device: SimulatedDevice,
    credentials: tuple[str, str],
) -> None:
    """Right credentials open a device, also those of which one part is empty."""
    device.credentials = credentials
    username, password = credentials
    client = HttpClient(
        session, Address.parse(device.url), username=username, password=password
    )
    assert await client.read() == read(device.document)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"username": "admin"},
        {"password": "s3cret"},
        {"username": "admin", "password": "S3cret"},
        {"username": "Admin", "password": "s3cret"},
    ],
)
async def test_wrong_credentials(
    session: aiohttp.ClientSession, device: SimulatedDevice, given: dict[str, str]
) -> None:
    """Wrong credentials are told from a device that does not answer."""
    device.credentials = ("admin", "s3cret")
    client = HttpClient(session, Address.parse(device.url), **given)
    with pytest.raises(AuthenticationError):
        await client.read()


async def test_credentials_only_in_the_header(
    session: aiohttp.ClientSession, serve: Serve, heads: list[str]
) -> None:
    """The credentials are one header, encoded, and nothing else."""
    address = await serve(_answer(fixture("ste")))
    client = HttpClient(session, address, username="us3r", password="s3cret")
    await client.read()
    (head,) = heads
    token = b64encode(b"us3r:s3cret").decode()
    assert head.count(f"Authorization: Basic {token}\r\n") == 1
    rest = head.replace(token, "")
    assert "us3r" not in rest
    assert "s3cret" not in rest


SECRET = "s3cret"
TOKEN = b64encode(f"us3r:{SECRET}".encode()).decode()


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE])
async def test_credentials_are_not_told(
    session: aiohttp.ClientSession,
    device: SimulatedDevice,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
) -> None:
    """No error and no log repeats the credentials, nor what the device sent."""
    caplog.set_level("DEBUG")
    device.fault = fault
    client = HttpClient(
        session, Address.parse(device.url), username="us3r", password=SECRET
    )
    with pytest.raises(HwgError) as caught, _patience(fault):
        await client.read()
    told = "".join(traceback.format_exception(caught.value))
    told += f"{client} {client!r} {client.address!r} {caplog.text}"
    for secret in (SECRET, TOKEN, "us3r"):
        assert secret not in told
    assert "<Entry>" not in told
    assert len(str(caught.value)) < 200


FAULTS = {
    Fault.SILENT: ResponseTimeoutError,
    Fault.STALLED: ResponseTimeoutError,
    Fault.TRUNCATED: MalformedAnswerError,
    Fault.ERROR_500: CannotConnectError,
    Fault.ERROR_503: CannotConnectError,
    Fault.NOT_FOUND: NotHwGroupDeviceError,
    Fault.HTML: NotHwGroupDeviceError,
    Fault.FOREIGN_XML: NotHwGroupDeviceError,
    Fault.DTD: MalformedAnswerError,
    Fault.HUGE: MalformedAnswerError,
    Fault.EMPTY: NotHwGroupDeviceError,
    Fault.REDIRECT: RedirectError,
    Fault.FORBIDDEN: AuthenticationError,
    Fault.RESET: CannotConnectError,
    Fault.DRIP: ResponseTimeoutError,
    Fault.SHORT: CannotConnectError,
    Fault.TWICE: CannotConnectError,
}


def test_every_fault_is_expected() -> None:
    """No fault is forgotten."""
    assert {Fault.NONE, *FAULTS} == set(Fault)


@pytest.mark.parametrize("fault", FAULTS)
async def test_fault(client: HttpClient, device: SimulatedDevice, fault: Fault) -> None:
    """Each fault is the error that it is, asked for once, and over when it is over."""
    before = await client.read()
    device.fault = fault
    with pytest.raises(HwgError) as caught, _patience(fault):
        await client.read()
    assert type(caught.value) is FAULTS[fault]
    assert device.requests == 2
    await until(lambda: device.connections == 0)
    device.fault = Fault.NONE
    assert await client.read() == before


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("401 Unauthorized", AuthenticationError),
        ("403 Forbidden", AuthenticationError),
        ("404 Not Found", NotHwGroupDeviceError),
        ("405 Method Not Allowed", NotHwGroupDeviceError),
        ("206 Partial Content", NotHwGroupDeviceError),
        ("300 Multiple Choices", RedirectError),
        ("301 Moved Permanently", RedirectError),
        ("302 Found", RedirectError),
        ("307 Temporary Redirect", RedirectError),
        ("308 Permanent Redirect", RedirectError),
        ("500 Internal Server Error", CannotConnectError),
        ("503 Service Unavailable", CannotConnectError),
    ],
)
async def test_status(
    session: aiohttp.ClientSession,
    serve: Serve,
    heads: list[str],
    status: str,
    error: type[HwgError],
) -> None:
    """Only 200 is an answer, whatever comes with another status."""
    address = await serve(
        _answer(fixture("ste"), "Location: http://127.0.0.1:1/", status=status)
    )
    with pytest.raises(HwgError) as caught:
        await HttpClient(session, address).read()
    assert type(caught.value) is error
    assert len(heads) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\1\2\3",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<Root>",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n<Root>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    ],
)
async def test_no_http(
    session: aiohttp.ClientSession, serve: Serve, answer: bytes
) -> None:
    """What breaks HTTP's rules is no connection."""
    client = HttpClient(session, await serve(answer))
    with pytest.raises(CannotConnectError) as caught:
        await client.read()
    assert type(caught.value) is CannotConnectError
    assert str(caught.value)


@pytest.mark.parametrize("extra", [0, 1])
async def test_largest_document(
    session: aiohttp.ClientSession, serve: Serve, extra: int
) -> None:
    """A document may have so many bytes, and not one more."""
    text = document(entry(ID="1", Units="C", Value="1"), agent={"X": "?"})
    padding = "x" * (http.LARGEST_DOCUMENT - len(text) + 1 + extra)
    client = HttpClient(
        session, await serve(_answer(text.replace("?", padding).encode()))
    )
    if extra:
        with pytest.raises(MalformedAnswerError):
            await client.read()
    else:
        assert list((await client.read()).sensors) == ["1"]


@pytest.mark.parametrize("compress", ["gzip", "deflate"])
async def test_compressed_bomb(
    session: aiohttp.ClientSession, serve: Serve, compress: str
) -> None:
    """A small answer that grows large is cut off while it grows."""
    bomb = gzip.compress(b"<Root>" + b" " * 50_000_000)
    assert len(bomb) < 100_000
    if compress == "deflate":
        bomb = bomb[10:-8]
    client = HttpClient(
        session, await serve(_answer(bomb, f"Content-Encoding: {compress}"))
    )
    tracemalloc.start()
    try:
        with pytest.raises(MalformedAnswerError):
            await client.read()
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


async def test_endless_document_is_cut_off(
    client: HttpClient, device: SimulatedDevice
) -> None:
    """An endless document is left at the limit, and so is the connection."""
    device.fault = Fault.HUGE
    with pytest.raises(MalformedAnswerError, match=str(http.LARGEST_DOCUMENT)):
        await client.read()
    await until(lambda: device.connections == 0)


async def test_connection_refused(client: HttpClient, device: SimulatedDevice) -> None:
    """Nobody listens; and then somebody does."""
    await device.unplug()
    with pytest.raises(CannotConnectError) as caught:
        await client.read()
    assert type(caught.value) is CannotConnectError
    await device.plug()
    assert await client.read() == read(device.document)


async def test_cut_connection(client: HttpClient, device: SimulatedDevice) -> None:
    """A cable that is pulled out ends the wait."""
    device.fault = Fault.STALLED
    reading = asyncio.create_task(client.read())
    await until(lambda: device.requests == 1)
    await device.unplug()
    with pytest.raises(CannotConnectError):
        await reading


class _NoName(AbstractResolver):
    """A resolver that knows no name, and fails as the system's does."""

    async def resolve(
        self, host: str, port: int = 0, family: Any = 0
    ) -> list[ResolveResult]:
        raise gaierror(EAI_NONAME, f"No address for {host.encode('idna')!r}")

    async def close(self) -> None:
        """Close nothing."""


@pytest.mark.parametrize("host", ["ste2.invalid", "a..b", ".", "x" * 64])
async def test_unknown_host(host: str) -> None:
    """A name that nobody has, or that nobody can have, is no connection."""
    connector = aiohttp.TCPConnector(resolver=_NoName())
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(CannotConnectError) as caught:
            await HttpClient(session, Address(host, 80)).read()
    assert str(caught.value)


async def test_timeout_covers_everything(
    client: HttpClient, device: SimulatedDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device that is slow is waited for, but not for ever."""
    device.delay = 0.05
    assert await client.read() == read(device.document)
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 0.01)
    with pytest.raises(ResponseTimeoutError):
        await client.read()
    assert issubclass(ResponseTimeoutError, CannotConnectError)


async def test_untrusted_certificate(
    session: aiohttp.ClientSession, make_device: MakeDevice
) -> None:
    """A device's own certificate is trusted by nobody who verifies it."""
    device = await make_device("ste2_lite", tls=True)
    client = HttpClient(session, Address.parse(device.url))
    with pytest.raises(CertificateError):
        await client.read()
    assert device.requests == 0


async def test_unverified_certificate(make_device: MakeDevice) -> None:
    """Without verification it is good enough."""
    device = await make_device("ste2_lite", tls=True)
    device.credentials = ("admin", "s3cret")
    connector = aiohttp.TCPConnector(ssl=False)
    async with aiohttp.ClientSession(connector=connector) as session:
        client = HttpClient(
            session, Address.parse(device.url), username="admin", password="s3cret"
        )
        assert await client.read() == read(device.document)


@pytest.mark.parametrize("tls_device", [True, False])
async def test_wrong_scheme(
    session: aiohttp.ClientSession, make_device: MakeDevice, tls_device: bool
) -> None:
    """HTTP to a TLS port, or the reverse, is no connection."""
    device = await make_device("ste2_lite", tls=tls_device)
    client = HttpClient(session, Address(device.host, device.port, tls=not tls_device))
    # A plain device waits for the rest of a request that never makes sense to it.
    with pytest.raises(CannotConnectError) as caught, _patience(Fault.SILENT):
        await client.read()
    assert type(caught.value) is not CertificateError


async def test_one_request_at_a_time(
    client: HttpClient, device: SimulatedDevice
) -> None:
    """Readers wait for one another, however many there are."""
    device.delay = 0.001
    async with asyncio.TaskGroup() as group:
        readings = [group.create_task(client.read()) for _ in range(10)]
    assert device.requests == 10
    assert device.concurrent_peak == 1
    assert {type(reading.result()) for reading in readings} == {Device}


async def test_failure_among_concurrent_reads(
    client: HttpClient, device: SimulatedDevice
) -> None:
    """One that fails holds up no other."""
    device.fault = Fault.ERROR_503
    results = await asyncio.gather(
        *(client.read() for _ in range(5)), return_exceptions=True
    )
    assert {type(result) for result in results} == {CannotConnectError}
    device.fault = Fault.NONE
    assert await client.read() == read(device.document)


async def test_cancelled_read(client: HttpClient, device: SimulatedDevice) -> None:
    """A read that is given up leaves neither lock nor connection behind."""
    device.fault = Fault.SILENT
    reading = asyncio.create_task(client.read())
    await until(lambda: device.requests == 1)
    waiting = asyncio.create_task(client.read())
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await until(lambda: device.requests == 2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await until(lambda: device.connections == 0)
    device.fault = Fault.NONE
    assert await client.read() == read(device.document)
    assert device.concurrent_peak == 1


async def test_two_devices_do_not_wait_for_each_other(
    session: aiohttp.ClientSession, make_device: MakeDevice
) -> None:
    """A silent device delays no other one."""
    silent, other = await make_device("ste"), await make_device("ste2")
    silent.fault = Fault.SILENT
    first, second = (
        HttpClient(session, Address.parse(device.url)) for device in (silent, other)
    )
    reading = asyncio.create_task(first.read())
    await until(lambda: silent.requests == 1)
    assert await second.read() == read(other.document)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_redirect_is_not_followed(
    session: aiohttp.ClientSession, serve: Serve, heads: list[str]
) -> None:
    """A redirect to elsewhere is not followed with the credentials in hand."""
    elsewhere = await serve(_answer(fixture("ste")))
    address = await serve(
        _answer(b"", f"Location: http://{elsewhere}/values.xml", status="302 Found")
    )
    client = HttpClient(session, address, username="us3r", password="s3cret")
    with pytest.raises(RedirectError):
        await client.read()
    assert [f"Host: {address}" in head for head in heads] == [True]
