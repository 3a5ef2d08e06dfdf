"""Pushes through a reverse proxy with TLS: a real nginx before a real receiver."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
import os
from pathlib import Path
import shutil
import ssl
from typing import Any, override

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.hwgroup import rates
from custom_components.hwgroup.client.push_xml import MOST_BYTES
from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from simulator import MODELS, Pusher, PushReply
from simulator.state import DeviceState
from simulator.tls import certificate

from .conftest import AddPush
from .push import add_pushing, free_tcp_port, service_of
from .simulator.helpers import until

NGINX = shutil.which("nginx")
PROBE = "sensor.cold_store_cold_room_1"

pytestmark = pytest.mark.usefixtures("whole_loopback")

_CONFIGURATION = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_max_body_size 1m;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  scgi_temp_path {folder}/scgi;
  uwsgi_temp_path {folder}/uwsgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/certificate.pem;
    location / {{
      proxy_pass http://127.0.0.1:{behind};
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
"""

type Proxy = Callable[[int], Awaitable[str]]


class Forger(Pusher):
    """A device that says that it calls from elsewhere."""

    forwarded = "192.0.2.1"

    @override
    def _request(self, path: str, host: str, document: bytes) -> bytes:
        request = super()._request(path, host, document)
        line = f"\r\nX-Forwarded-For: {self.forwarded}\r\n".encode()
        return request.replace(b"\r\n", line, 1)


@pytest.fixture
async def proxy(tmp_path: Path) -> AsyncIterator[Proxy]:
    """Return a function that starts a proxy before a port, and returns its URL."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    async with AsyncExitStack() as stack:

        async def start(behind: int) -> str:
            return await stack.enter_async_context(_running(tmp_path, behind))

        yield start


@asynccontextmanager
async def _running(folder: Path, behind: int) -> AsyncIterator[str]:
    port = free_tcp_port()
    (folder / "certificate.pem").write_bytes(certificate())
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            port=port,
            behind=behind,
        )
    )
    assert NGINX is not None
    process = await asyncio.create_subprocess_exec(
        *(NGINX, "-p", str(folder), "-c", str(configuration)),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await until(lambda: _listens(folder))
        yield f"https://127.0.0.1:{port}/"
    finally:
        process.terminate()
        await process.wait()


def _listens(folder: Path) -> bool:
    return (folder / "pid").exists() and bool((folder / "pid").read_text())


def _trusting() -> ssl.SSLContext:
    """Return the TLS settings of a device: most check no certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture
async def receiver(add_push: AddPush) -> MockConfigEntry:
    """Return the entry that receives pushes."""
    return await add_push()


async def _add(
    hass: HomeAssistant, receiver: MockConfigEntry, number: int
) -> tuple[DeviceState, str]:
    """Add a device, and return it with its path."""
    device = DeviceState(
        MODELS["ste2"], name="Cold store", mac=f"00:0A:59:66:00:{number:02X}"
    )
    _, pusher = await add_pushing(hass, receiver, device)
    return device, pusher.url.rpartition("/")[2]


def _is_kept(reply: PushReply) -> bool:
    return (reply.status, reply.tag("Status")) == (200, "0")


async def test_a_receiver_behind_tls(
    hass: HomeAssistant, receiver: MockConfigEntry, proxy: Proxy
) -> None:
    """What is kept is confirmed, and what is not is refused, through the proxy, too."""
    device, path = await _add(hass, receiver, 1)
    url = await proxy(receiver.data["port"])
    pusher = Pusher(device, f"{url}{path}", tls=_trusting())
    for chunked in (False, True):
        pusher.chunked = chunked
        device.sensors[0].value = value = 3.3 + chunked
        assert _is_kept(await pusher.push())
        state = hass.states.get(PROBE)
        assert state is not None
        assert state.state == str(value)
    for number in range(2000):
        pusher.measure(float(number))
    assert len(pusher.document()) > 50_000
    assert _is_kept(await pusher.push())
    reply = await pusher.send(b" " * (MOST_BYTES + 1))
    assert (reply.status, reply.erases_log) == (413, False)
    pusher.url = f"{url}{'a' * 32}"
    assert (await pusher.push()).status == 404
    # Nobody is behind the proxy any more: it says so itself, and not by 200.
    pusher.url = f"{url}{path}"
    await hass.config_entries.async_unload(receiver.entry_id)
    reply = await pusher.push()
    assert (reply.status, reply.erases_log) == (502, False)


# Home Assistant's own web server behind the proxy


@pytest.fixture
async def web(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    proxy: Proxy,
) -> str:
    """Return the URL of pushes there, with the proxy as trusted."""
    trusts: dict[str, Any] = {
        "use_x_forwarded_for": True,
        "trusted_proxies": ["127.0.0.1"],
    }
    if request.node.get_closest_marker("bare") is not None:
        trusts = {}
    assert await async_setup_component(hass, "http", {"http": trusts})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    client = await hass_client_no_auth()
    assert client.server.port is not None
    return f"{await proxy(client.server.port)}api/hwgroup/push/"


async def test_limits_are_those_of_the_device_that_calls(
    hass: HomeAssistant,
    web: str,
    receiver: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A forged address is not believed, and nobody uses up what is left for others."""
    first, path = await _add(hass, receiver, 1)
    second, other_path = await _add(hass, receiver, 2)
    tls = _trusting()
    forger = Forger(first, f"{web}{path}", tls=tls, source="127.0.1.1")
    other = Pusher(second, f"{web}{other_path}", tls=tls, source="127.0.1.2")
    monkeypatch.setattr(rates, "_MOST_OF_PEER", 3)
    statuses = []
    for number in range(5):
        forger.forwarded = f"192.0.2.{number}, 127.0.1.{number + 7}"
        statuses.append((await forger.push()).status)
    assert statuses == [200, 200, 200, 429, 429]
    assert _is_kept(await other.push())
    assert service_of(receiver).counts["too_many"] == 2


@pytest.mark.bare
async def test_a_proxy_that_is_not_trusted(
    hass: HomeAssistant, web: str, receiver: MockConfigEntry
) -> None:
    """Home Assistant refuses it, and the device keeps its log."""
    device, path = await _add(hass, receiver, 1)
    pusher = Pusher(device, f"{web}{path}", tls=_trusting())
    reply = await pusher.push()
    assert (reply.status, reply.erases_log) == (400, False)


async def test_an_address_that_is_forged_without_a_proxy(
    hass: HomeAssistant, receiver: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receiver's own port believes nobody who says that they call for others."""
    device, path = await _add(hass, receiver, 1)
    port = receiver.data["port"]
    forger = Forger(device, f"http://127.0.0.1:{port}/{path}", source="127.0.1.1")
    monkeypatch.setattr(rates, "_MOST_OF_PEER", 2)
    statuses = []
    for number in range(3):
        forger.forwarded = f"192.0.2.{number}"
        statuses.append((await forger.push()).status)
    assert statuses == [200, 200, 429]
