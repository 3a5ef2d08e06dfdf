"""A simulated device, read through a socket."""

import asyncio
import ssl

import aiohttp
import pytest

from simulator import MODELS, XML_MODELS, Fault, SimulatedDevice

from .helpers import ask, until


@pytest.mark.parametrize("model", XML_MODELS)
async def test_serves_its_document(model: str, session: aiohttp.ClientSession) -> None:
    """Each model serves the document that `document` returns."""
    async with SimulatedDevice(MODELS[model]) as device:
        async with session.get(f"{device.url}/values.xml") as answer:
            body = await answer.read()
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/xml"
        assert answer.headers["Cache-Control"] == "no-store"
        assert body == device.document
        assert body.startswith(b"<?xml")


async def test_other_paths(
    device: SimulatedDevice, session: aiohttp.ClientSession
) -> None:
    """Besides the document there is only a start page; requests for others do not count."""
    async with session.get(f"{device.url}/") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert "STE2" in await answer.text()
    for method, path in (("GET", "/setup.xml"), ("POST", "/values.xml")):
        async with session.request(method, f"{device.url}{path}") as answer:
            assert answer.status == 404
    assert device.requests == 0


@pytest.mark.parametrize("model", sorted(set(MODELS) - set(XML_MODELS)))
async def test_devices_without_a_document(
    model: str, session: aiohttp.ClientSession
) -> None:
    """A model with SNMP only has a start page, and no document."""
    async with SimulatedDevice(MODELS[model]) as device:
        async with session.get(f"{device.url}/values.xml") as answer:
            assert answer.status == 404
        async with session.get(f"{device.url}/") as answer:
            assert MODELS[model].product in await answer.text()
        assert device.requests == 0


async def test_query_is_ignored(
    device: SimulatedDevice, session: aiohttp.ClientSession
) -> None:
    """A query in the address is ignored."""
    async with session.get(f"{device.url}/values.xml?fmt=json") as answer:
        assert await answer.read() == device.document


async def test_override(
    device: SimulatedDevice, session: aiohttp.ClientSession
) -> None:
    """A given document is served byte by byte."""
    device.override = b"<Root>\xe8</Root>"
    async with session.get(f"{device.url}/values.xml") as answer:
        assert await answer.read() == b"<Root>\xe8</Root>"
    assert device.document == b"<Root>\xe8</Root>"


async def test_unplug_refuses_and_plug_returns(
    device: SimulatedDevice, session: aiohttp.ClientSession
) -> None:
    """An unplugged device refuses connections; afterwards it has its old address again."""
    url, plugged = device.url, [device.plugged]
    for _ in range(2):
        await device.unplug()
        plugged.append(device.plugged)
    with pytest.raises(aiohttp.ClientConnectorError):
        await session.get(f"{url}/values.xml")

    for _ in range(2):
        await device.plug()
        plugged.append(device.plugged)
    assert plugged == [True, False, False, True, True]
    assert device.url == url
    async with session.get(f"{url}/values.xml") as answer:
        assert answer.status == 200
    assert device.requests == 1


async def test_unplug_cuts_open_connections(device: SimulatedDevice) -> None:
    """Unplugging closes a connection in the middle of a request at once."""
    device.delay = 60
    waiting, writer = await ask(device)
    idle, idle_writer = await asyncio.open_connection(device.host, device.port)
    await until(lambda: device.requests == 1)
    await device.unplug()
    for reader in (waiting, idle):
        assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    idle_writer.close()


async def test_client_that_leaves_is_forgotten(device: SimulatedDevice) -> None:
    """A client that disconnects without a request does not stop the device."""
    _, writer = await asyncio.open_connection(device.host, device.port)
    writer.close()
    await writer.wait_closed()
    reader, writer = await ask(device)
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_uptime_counts_from_plug(monkeypatch: pytest.MonkeyPatch) -> None:
    """The uptime counts from plugging in."""
    now = 1000.0
    monkeypatch.setattr("simulator.state.monotonic", lambda: now)
    async with SimulatedDevice(MODELS["ste2"]) as device:
        now += 90.5
        assert device.uptime == 90
        assert b"<UpTime>90</UpTime>" in device.document
        await device.unplug()
        assert device.uptime == 0
        await device.plug()
        now += 2
        assert device.uptime == 2


async def test_credentials(
    device: SimulatedDevice, session: aiohttp.ClientSession
) -> None:
    """With credentials set, the document and the start page need them."""
    device.credentials = ("admin", "secret")
    url = f"{device.url}/values.xml"
    given = aiohttp.encode_basic_auth("admin", "secret")
    guessed = aiohttp.encode_basic_auth("admin", "guess")
    for wrong in ("", guessed, given.removeprefix("Basic "), "Bearer secret"):
        async with session.get(url, headers={"Authorization": wrong}) as answer:
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"] == 'Basic realm="STE2"'
    async with session.get(f"{device.url}/") as answer:
        assert answer.status == 401
    async with session.get(url, headers={"Authorization": given}) as answer:
        assert await answer.read() == device.document
    assert device.requests == 5


async def test_tls(session: aiohttp.ClientSession) -> None:
    """A device with TLS has a certificate that only a trusting client accepts."""
    device = SimulatedDevice(MODELS["ste2_lite"])
    await device.start(tls=True)
    try:
        assert device.url.startswith("https://127.0.0.1:")
        async with session.get(f"{device.url}/values.xml", ssl=False) as answer:
            assert await answer.read() == device.document
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await session.get(f"{device.url}/values.xml")
        certificate = await asyncio.to_thread(
            ssl.get_server_certificate, (device.host, device.port)
        )
        trusting = ssl.create_default_context(cadata=certificate)
        async with session.get(f"{device.url}/values.xml", ssl=trusting) as answer:
            assert answer.status == 200

        device.fault = Fault.SILENT
        waiting = asyncio.ensure_future(
            session.get(f"{device.url}/values.xml", ssl=False)
        )
        await until(lambda: device.requests == 3)
    finally:
        await device.stop()
    assert not device.plugged
    with pytest.raises(aiohttp.ClientConnectionError):
        await waiting


async def test_concurrent_peak(device: SimulatedDevice) -> None:
    """The peak counts requests at the same time, not all requests."""
    device.delay = 60
    streams = [await ask(device) for _ in range(3)]
    await until(lambda: device.requests == 3)
    assert device.concurrent_peak == 3
    await device.unplug()
    for _, writer in streams:
        writer.close()

    device.delay = 0.0
    await device.plug()
    reader, writer = await ask(device)
    assert (await reader.read()).endswith(device.document)
    writer.close()
    assert (device.requests, device.concurrent_peak) == (4, 3)
    device.concurrent_peak = 0
    reader, writer = await ask(device)
    await reader.read()
    writer.close()
    assert device.concurrent_peak == 1


async def test_delay_comes_before_the_answer(device: SimulatedDevice) -> None:
    """The answer is complete, and comes after the delay."""
    device.delay = 0.005
    clock = asyncio.get_running_loop()
    start = clock.time()
    reader, writer = await ask(device)
    assert (await reader.read()).endswith(device.document)
    # The clock of the loop may wake a task one tick early.
    assert clock.time() - start >= 0.004
    writer.close()


async def test_client_that_gives_up_is_not_concurrent(device: SimulatedDevice) -> None:
    """A request ends when its client disconnects, even before the answer."""
    device.delay = 60
    for _ in range(2):
        _, writer = await ask(device)
        await until(lambda: device.connections == 1)
        writer.close()
        await until(lambda: device.connections == 0)
    await until(lambda: device.requests == 2)
    assert device.concurrent_peak == 1


async def test_fixed_port() -> None:
    """A device listens on a given port."""
    async with SimulatedDevice(MODELS["wld"]) as first:
        port = first.port
    device = SimulatedDevice(MODELS["wld"])
    await device.start(port=port)
    assert device.url == f"http://127.0.0.1:{port}"
    await device.stop()
