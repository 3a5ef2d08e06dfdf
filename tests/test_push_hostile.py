"""Who pushes what they should not: refused, counted, and never told that it was kept."""

import asyncio
from contextlib import ExitStack
import socket
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.hwgroup import rates
from custom_components.hwgroup.client import push_http
from custom_components.hwgroup.client.push_xml import MOST_BYTES
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.diagnostics import async_get_config_entry_diagnostics
from custom_components.hwgroup.push import journal
from custom_components.hwgroup.push.paths import is_path, new_path
from custom_components.hwgroup.rates import Rates
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from simulator import MODELS, Pusher, PushSource
from simulator.push import PushReply
from simulator.state import DeviceState

from .conftest import AddPush
from .push import add_pushing, service_of, url_of
from .simulator.helpers import until

PROBE = "sensor.cold_store_cold_room_1"
SECRET = "5c" * 32


@pytest.fixture
def remote() -> DeviceState:
    """Return a STE2 that nobody can reach."""
    return DeviceState(MODELS["ste2"])


@pytest.fixture
def stranger() -> DeviceState:
    """Return another device."""
    return DeviceState(MODELS["ste2"], mac="00:0A:59:66:66:66", name="Stranger")


@pytest.fixture
async def receiver(add_push: AddPush) -> MockConfigEntry:
    """Return the entry that receives pushes."""
    return await add_push()


@pytest.fixture
async def known(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> Pusher:
    """Return the pusher of a device that was added."""
    _, pusher = await add_pushing(hass, receiver, remote)
    return pusher


def refused(reply: PushReply, status: int) -> bool:
    """Return whether a push was refused so that the device keeps its log."""
    assert not reply.erases_log
    return (reply.status, reply.tag("Status")) == (status, "1")


# Paths


def test_paths_are_those_of_one_installation() -> None:
    """Each is new, is known again without being stored, and is of no other secret."""
    paths = {new_path(SECRET) for _ in range(200)}
    assert len(paths) == 200
    for path in paths:
        assert len(path) == 32
        assert path.isalnum()
        assert is_path(SECRET, path)
        assert not is_path("5d" * 32, path)


@pytest.mark.parametrize("change", range(32))
def test_no_path_can_be_guessed_from_another(change: int) -> None:
    """Each sign of it counts."""
    path = new_path(SECRET)
    other = "a" if path[change] != "a" else "b"
    assert not is_path(SECRET, f"{path[:change]}{other}{path[change + 1 :]}")


@pytest.mark.parametrize(
    "wrong", ["", "x", "a" * 32, "a" * 33, "é" * 32, "\udc80" * 32]
)
def test_no_path(wrong: str) -> None:
    """Whatever else somebody may send is none."""
    assert not is_path(SECRET, wrong)
    assert not is_path(SECRET, new_path(SECRET).upper())
    assert not is_path(SECRET, new_path(SECRET) + "=")


@pytest.mark.parametrize("path", ["", "x", "a" * 32, "../x", "%00", "a" * 1500])
async def test_a_wrong_path(
    receiver: MockConfigEntry, remote: DeviceState, path: str
) -> None:
    """It is refused before its document is received."""
    reply = await Pusher(remote, url_of(receiver, path)).push()
    assert refused(reply, 404)
    assert service_of(receiver).counts == {"wrong_path": 1}
    assert service_of(receiver).refused == 1


# Identities


async def test_a_device_at_the_path_of_another(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    known: Pusher,
    stranger: DeviceState,
) -> None:
    """It changes nothing of that one."""
    assert refused(await Pusher(stranger, known.url).push(), 403)
    assert service_of(receiver).counts["other_device"] == 1
    assert hass.states.get(PROBE).state == "4.2"  # type: ignore[union-attr]


async def test_a_known_device_at_a_path_of_nobody(
    hass: HomeAssistant, receiver: MockConfigEntry, known: Pusher, remote: DeviceState
) -> None:
    """A MAC address proves nothing: nothing changes, and nobody is asked."""
    remote.sensors[0].value = 30.0
    assert refused(await Pusher(remote, url_of(receiver)).push(), 503)
    await hass.async_block_till_done()
    assert service_of(receiver).counts["not_added"] == 2  # the first push of all, too
    assert hass.states.get(PROBE).state == "4.2"  # type: ignore[union-attr]
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)


async def test_a_replay(
    hass: HomeAssistant, receiver: MockConfigEntry, known: Pusher, remote: DeviceState
) -> None:
    """An old document is known again: a device that got no answer is told once more."""
    old = known.document(PushSource.EVENT)
    assert (await known.send(old)).tag("Status") == "0"
    remote.sensors[0].value = 9.9
    await known.push()
    assert (await known.send(old)).tag("Status") == "0"
    assert hass.states.get(PROBE).state == "9.9"  # type: ignore[union-attr]
    assert service_of(receiver).counts["repeated"] == 1


async def test_a_device_that_comes_from_elsewhere(
    receiver: MockConfigEntry, known: Pusher, whole_loopback: None
) -> None:
    """Routers change addresses, so that is counted and not refused."""
    await known.push()
    known.source = "127.0.0.9"
    assert (await known.push()).tag("Status") == "0"
    assert service_of(receiver).counts["moved"] == 1
    assert service_of(receiver).refused == 1  # the first push, before it was added


# Passwords


async def test_a_password(
    hass: HomeAssistant, add_push: AddPush, remote: DeviceState
) -> None:
    """Where one is set, it is asked for at the right path only."""
    receiver = await add_push(username="site", password="hunter2")
    pusher = Pusher(remote, url_of(receiver))
    for wrong in (None, ("site", ""), ("site", "hunter3"), ("Site", "hunter2")):
        pusher.credentials = wrong
        assert refused(await pusher.push(), 401)
    assert service_of(receiver).counts == {"wrong_password": 4}
    pusher.credentials = ("site", "hunter2")
    assert refused(await pusher.push(), 503)
    assert service_of(receiver).counts["not_added"] == 1
    pusher.credentials, pusher.url = None, url_of(receiver, "x")
    assert refused(await pusher.push(), 404)


# Documents


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (b"", 400),
        (b"<html>", 400),
        (b"<Root>" * 1000, 400),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><Root>&a;</Root>', 400),
        (b" " * (MOST_BYTES + 1), 413),
    ],
    ids=["empty", "page", "deep", "bomb", "large"],
)
@pytest.mark.parametrize("chunked", [True, False])
async def test_no_document(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    known: Pusher,
    document: bytes,
    status: int,
    chunked: bool,
) -> None:
    """It is refused, and the device stays as it was."""
    known.chunked = chunked and bool(document)
    assert refused(await known.send(document), status)
    assert service_of(receiver).counts["unreadable"] == 1
    assert hass.states.get(PROBE).state == "4.2"  # type: ignore[union-attr]


async def _raw(receiver: MockConfigEntry, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", receiver.data["port"])
    try:
        writer.write(request)
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        writer.close()


async def test_what_is_no_push(receiver: MockConfigEntry, known: Pusher) -> None:
    """Other methods, something packed, and what is no HTTP at all."""
    path = known.url.rpartition("/")[2].encode()
    get = await _raw(receiver, b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n" % path)
    assert get.startswith(b"HTTP/1.1 405 ")
    packed = await _raw(
        receiver,
        b"POST /%b HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
        b"Content-Length: 1\r\n\r\nx" % path,
    )
    assert packed.startswith(b"HTTP/1.1 415 ")
    assert b"<Status>1</Status>" in packed
    for noise in (b"\x00" * 100 + b"\r\n\r\n", b"X-A: " + b"a" * 9000 + b"\r\n\r\n"):
        assert b" 200 " not in await _raw(receiver, noise)


async def test_a_slow_sender(
    receiver: MockConfigEntry, known: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cut off, at whatever part of its request it rests."""
    monkeypatch.setattr(push_http, "_SECONDS", 0.1)
    path = known.url.rpartition("/")[2].encode()
    head = b"POST /%b HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n" % path
    for request in (b"", b"POST", head, head + b"\r\n<Root>"):
        assert b" 200 " not in await _raw(receiver, request)
    assert (await known.push()).tag("Status") == "0"


async def test_too_many_connections(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    known: Pusher,
    whole_loopback: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of one address, and in all; those of others are served.

    Many addresses that say nothing keep nobody out who does.
    """
    monkeypatch.setattr(push_http, "MOST_CONNECTIONS_OF_ONE", 2)
    monkeypatch.setattr(push_http, "MOST_CONNECTIONS", 3)
    port = receiver.data["port"]

    async def connect(source: str) -> asyncio.StreamWriter:
        _, writer = await asyncio.open_connection(
            "127.0.0.1", port, local_addr=(source, 0)
        )
        return writer

    held = [await connect("127.0.0.1") for _ in range(3)]
    await until(lambda: service_of(receiver).listener.refused == 1)
    known.source = "127.0.0.2"
    assert (await known.push()).tag("Status") == "0"
    held.append(await connect("127.0.0.3"))
    assert (await known.push()).tag("Status") == "0"
    held.append(await connect("127.0.0.3"))
    listener, path = service_of(receiver).listener, known.url.rpartition("/")[2]
    head = f"POST /{path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n"
    for writer in held:
        writer.write(head.encode())
    await until(lambda: not listener._web._idle)  # type: ignore[union-attr]
    with pytest.raises(OSError):  # noqa: PT011
        await known.push()
    diagnostics = await async_get_config_entry_diagnostics(hass, receiver)  # type: ignore[arg-type]
    assert diagnostics["refused_connections"] == 3
    for writer in held:
        writer.close()
    await asyncio.sleep(0)
    await until(lambda: not service_of(receiver).listener.connections)
    assert (await known.push()).tag("Status") == "0"


async def test_connections_that_come_all_at_once(
    receiver: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are cut take nobody's place, also not for a moment."""
    monkeypatch.setattr(push_http, "MOST_CONNECTIONS", 3)
    listener, seen = service_of(receiver).listener, []
    with ExitStack() as stack:
        for _ in range(6):
            here = "127.0.0.1", receiver.data["port"]
            stack.enter_context(socket.create_connection(here))
        while listener.refused < 3:
            await asyncio.sleep(0)
            seen.append(listener.connections)
    assert max(seen) == 3


# Rates


def test_rates() -> None:
    """In all, of one address and to one path, in a minute; then anew.

    Who tries paths from very many addresses takes nothing from those who know theirs.
    """
    counted = Rates()
    allowed = [counted.allows_peer("a", 10.0) for _ in range(rates._MOST_OF_PEER + 5)]
    assert sum(allowed) == rates._MOST_OF_PEER
    assert counted.allows_peer("b", 69.0)
    assert counted.allows_peer("a", 70.1)
    others = [
        counted.allows_peer(str(number), 71.0) for number in range(rates._MOST + 9)
    ]
    assert sum(others) == rates._MOST - 1
    paths = [counted.allows_path("x") for _ in range(rates._MOST_TO_PATH + 1)]
    assert paths.count(False) == 1
    known = [counted.allows_path(str(number)) for number in range(rates._MOST)]
    assert sum(known) == rates._MOST - rates._MOST_TO_PATH
    assert counted.allows_peer("a", 1.0)  # a clock that was set back starts anew


def test_what_is_under_way() -> None:
    """Of one address, and in all."""
    counted = Rates()
    begun = [counted.begin("a") for _ in range(rates._MOST_OPEN_OF_PEER + 1)]
    assert begun.count(False) == 1
    counted.end("a")
    assert counted.begin("a")
    others = [counted.begin(str(number)) for number in range(rates._MOST_OPEN)]
    assert sum(others) == rates._MOST_OPEN - rates._MOST_OPEN_OF_PEER


async def test_a_device_that_pushes_too_often(
    receiver: MockConfigEntry, known: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told to try again later."""
    monkeypatch.setattr(rates, "_MOST_TO_PATH", 2)
    assert (await known.push()).status == 200
    assert refused(await known.push(), 429)
    assert service_of(receiver).counts["too_many"] == 1


async def test_a_disk_that_does_not_keep_up(
    receiver: MockConfigEntry, known: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who would have to wait for too many others is told to try again later."""
    monkeypatch.setattr(journal, "_MOST_WAITING", 0)
    assert refused(await known.push(), 503)
    assert service_of(receiver).counts["not_kept"] == 1


# The web server of Home Assistant


@pytest.fixture
async def web(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> str:
    """Return the URL of pushes of Home Assistant's own server."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    client = await hass_client_no_auth()
    return str(client.make_url("/api/hwgroup/push/"))


async def test_a_defect_of_ours(
    known: Pusher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told that nothing was kept, which is so, and not whatever a server says then."""
    monkeypatch.setattr(journal.Record, "to_line", lambda _record: 1 / 0)
    assert refused(await known.push(), 500)
    assert "ZeroDivisionError" in caplog.text


async def test_home_assistants_own_server(
    hass: HomeAssistant, web: str, known: Pusher, receiver: MockConfigEntry
) -> None:
    """It receives the same paths, as behind a reverse proxy."""
    path = known.url.rpartition("/")[2]
    known.url = f"{web}{path}"
    known.device.sensors[0].value = 3.3
    assert (await known.push()).tag("Status") == "0"
    assert hass.states.get(PROBE).state == "3.3"  # type: ignore[union-attr]
    known.url = f"{web}{'a' * 32}"
    assert refused(await known.push(), 404)
    known.url = f"{web}{path}"
    assert refused(await known.send(b" " * (MOST_BYTES + 1)), 413)


async def test_nobody_receives(
    hass: HomeAssistant, web: str, known: Pusher, receiver: MockConfigEntry
) -> None:
    """Before and after the service, a device is told to keep its log."""
    path = known.url.rpartition("/")[2]
    listening, known.url = known.url, f"{web}{path}"
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert refused(await known.push(), 503)
    assert service_of(receiver).counts["stopped"] == 1
    with pytest.raises(OSError):  # noqa: PT011
        await Pusher(known.device, listening).push()
    await hass.config_entries.async_unload(receiver.entry_id)
    assert refused(await known.push(), 503)
    await hass.config_entries.async_remove(receiver.entry_id)
    assert refused(await known.push(), 503)


async def test_diagnostics(
    hass: HomeAssistant, known: Pusher, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """What has come and what was refused; no path, name or address."""
    await known.push()
    known_path, known.url = known.url.rpartition("/")[2], url_of(receiver, "x")
    await known.push()
    told: Any = await async_get_config_entry_diagnostics(hass, receiver)  # type: ignore[arg-type]
    assert told == {
        "state": "loaded",
        "port": receiver.data["port"],
        "password": False,
        "counts": {"not_added": 1, "kept": 1, "wrong_path": 1},
        "filled_in_hours": 0,
        "refused_connections": 0,
    }
    [entry] = [
        each
        for each in hass.config_entries.async_entries(DOMAIN)
        if each.unique_id == remote.mac.lower()
    ]
    told = await async_get_config_entry_diagnostics(hass, entry)
    for secret in (known_path, receiver.data["path_key"], remote.mac, remote.serial):
        assert secret not in str(told)
    assert "Cold" not in str(told["received"])
    assert "<Value>42</Value>" in told["received"]["push"]["document"]
