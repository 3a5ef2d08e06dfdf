"""Receiving pushes, and adding devices that push: the forms."""

from collections.abc import Iterator
import socket
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DEFAULT_PUSH_PORT, DOMAIN
from custom_components.hwgroup.push.paths import is_path
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.data_entry_flow import FlowResultType
from simulator import MODELS, Pusher
from simulator.state import DeviceState

from .conftest import AddDevice, AddPush, MakeDevice
from .push import add_pushing, free_tcp_port, show_url, url_of
from .site import issues

ANYWHERE = "0.0.0.0"  # noqa: S104
PROBE = "sensor.cold_store_cold_room_1"


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def remote() -> DeviceState:
    """Return a STE2 that nobody can reach."""
    return DeviceState(MODELS["ste2"])


@pytest.fixture
async def receiver(add_push: AddPush) -> MockConfigEntry:
    """Return the entry that receives pushes."""
    return await add_push()


async def _begin(hass: HomeAssistant, step: str) -> Any:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await _enter(hass, result, next_step_id=step)


async def _enter(hass: HomeAssistant, result: Any, **fields: Any) -> Any:
    result = await hass.config_entries.flow.async_configure(result["flow_id"], fields)
    await hass.async_block_till_done()
    return result


def _suggested(result: Any) -> dict[str, Any]:
    return {
        str(field): (field.description or {}).get("suggested_value")
        for field in result["data_schema"].schema
    }


def _cards(hass: HomeAssistant) -> list[Any]:
    return [
        card
        for card in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        if card["context"]["source"] == "integration_discovery"
    ]


# Receiving pushes


async def test_pushes_are_received_from_now_on(hass: HomeAssistant, taken: int) -> None:
    """The usual port is suggested; one that is not available is told in the form."""
    result = await _begin(hass, "push")
    assert _suggested(result) == {
        "port": 8124,
        "host": ANYWHERE,
        "username": None,
        "password": None,
    }
    result = await _enter(hass, result, port=taken, host="127.0.0.1")
    assert result["errors"] == {"port": "port_in_use"}
    result = await _enter(hass, result, port=taken, host="192.0.2.1")
    assert result["errors"] == {"host": "address_not_here"}
    result = await _enter(hass, result, port=taken, host="no such host")
    assert result["errors"] == {"host": "address_not_here"}
    port = free_tcp_port()
    result = await _enter(hass, result, port=port, host="127.0.0.1")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "HW group pushes"
    entry: MockConfigEntry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id == "push"
    secret = entry.data["path_key"]
    assert len(bytes.fromhex(secret)) == 32
    assert entry.data == {
        "port": port,
        "host": "127.0.0.1",
        "username": "",
        "password": "",
        "path_key": secret,
    }
    assert not entry.supports_options
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["menu_options"] == [
        *("search", "scan", "device", "push_device"),
        *("alerts", "traps"),
    ]


async def test_a_port_that_is_reserved(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system decides who may listen on it."""

    async def refuse(_host: str, _port: int) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("custom_components.hwgroup.push.port.try_to_listen", refuse)
    result = await _begin(hass, "push")
    result = await _enter(hass, result, port=80, host="127.0.0.1")
    assert result["errors"] == {"port": "port_forbidden"}


async def test_other_settings(
    hass: HomeAssistant, add_push: AddPush, remote: DeviceState, taken: int
) -> None:
    """The paths of the devices, and a password that is not typed again, stay."""
    receiver = await add_push(username="site", password="hunter2")
    _, pusher = await add_pushing(
        hass, receiver, remote, credentials=("site", "hunter2")
    )
    before = receiver.data
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": receiver.entry_id}
    )
    assert result["step_id"] == "reconfigure_push"
    assert _suggested(result)["password"] is None
    result = await _enter(
        hass, result, port=taken, host="127.0.0.1", username="site", password=""
    )
    assert result["errors"] == {"port": "port_in_use"}
    port = free_tcp_port()
    result = await _enter(
        hass, result, port=port, host="127.0.0.1", username="site", password=""
    )
    assert result["reason"] == "reconfigure_successful"
    assert receiver.data == {**before, "port": port}
    pusher.url = url_of(receiver, pusher.url.rpartition("/")[2])
    assert (await pusher.push()).tag("Status") == "0"

    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": receiver.entry_id}
    )
    # Its own port is no port in use; without a username there is no password.
    result = await _enter(
        hass, result, port=port, host="127.0.0.1", username="", password=""
    )
    assert result["reason"] == "reconfigure_successful"
    pusher.credentials = None
    assert (await pusher.push()).tag("Status") == "0"


@pytest.mark.parametrize("key", ["port", "host", "username", "password", "path_key"])
@pytest.mark.parametrize("is_gone", [True, False])
async def test_settings_that_cannot_be_read(
    hass: HomeAssistant, receiver: MockConfigEntry, key: str, is_gone: bool
) -> None:
    """The repair issue points to the form: it knows all others, and mends this one."""
    before = dict(receiver.data)
    damaged = {**before, key: None}
    if is_gone:
        del damaged[key]
    hass.config_entries.async_update_entry(receiver, data=damaged)
    await hass.config_entries.async_reload(receiver.entry_id)
    assert receiver.state is ConfigEntryState.SETUP_ERROR
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": receiver.entry_id}
    )
    new = {"port": DEFAULT_PUSH_PORT, "host": ANYWHERE}
    assert key not in new or _suggested(result)[key] == new[key]
    result = await _enter(
        hass, result, port=before["port"], host="127.0.0.1", username="", password=""
    )
    assert result["reason"] == "reconfigure_successful"
    assert receiver.state is ConfigEntryState.LOADED
    assert issues(hass) == []
    assert receiver.data.keys() == before.keys()
    assert (receiver.data == before) is (key != "path_key")


async def test_a_port_that_is_lost(
    hass: HomeAssistant, receiver: MockConfigEntry
) -> None:
    """A repair issue says so until it is available again."""
    await hass.config_entries.async_unload(receiver.entry_id)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", receiver.data["port"]))
        other.listen()
        await hass.config_entries.async_setup(receiver.entry_id)
        assert receiver.state is ConfigEntryState.SETUP_RETRY
        assert receiver.error_reason_translation_key == "port_in_use"
        assert issues(hass) == ["push_port"]
    await hass.config_entries.async_reload(receiver.entry_id)
    assert receiver.state is ConfigEntryState.LOADED
    assert issues(hass) == []


async def test_without_a_port_of_its_own(hass: HomeAssistant) -> None:
    """Pushes then come to the web server of Home Assistant, by its URL."""
    await async_process_ha_core_config(hass, {"external_url": "https://ha.example"})
    result = await _begin(hass, "push")
    result = await _enter(hass, result, port=0, host=ANYWHERE)
    receiver = result["result"]
    assert receiver.state is ConfigEntryState.LOADED
    assert receiver.runtime_data.listener.port is None
    shown = (await show_url(hass))["description_placeholders"]
    url = shown["url_in_title"]
    assert url.startswith("https://ha.example/api/hwgroup/push/")
    assert shown["proxied_in_title"] == url
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    await hass.config_entries.async_unload(receiver.entry_id)
    result = await _enter(hass, result, next_step_id="push_device")
    assert result["reason"] == "push_not_set_up"


async def test_without_an_address_of_home_assistant(
    hass: HomeAssistant, add_push: AddPush
) -> None:
    """Its usual one is shown where nobody has set another."""
    await add_push(port=0)
    hass.config.api = None
    shown = (await show_url(hass))["description_placeholders"]
    url = shown["url_in_title"]
    assert url.startswith("http://homeassistant.local:8123/api/hwgroup/push/")


async def test_a_receiver_that_goes_meanwhile(
    hass: HomeAssistant, receiver: MockConfigEntry
) -> None:
    """Nobody waits for what cannot come."""
    form = await show_url(hass)
    await hass.config_entries.async_unload(receiver.entry_id)
    result = await _enter(hass, form)
    assert result["reason"] == "push_not_set_up"


# A device that pushes


@pytest.mark.parametrize(
    ("host", "shown_host"),
    [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), (ANYWHERE, "127.0.0.7")],
)
async def test_what_is_typed_into_the_device(
    hass: HomeAssistant,
    add_push: AddPush,
    host: str,
    shown_host: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A URL with a path that nobody else has, and the port once more."""

    async def source(_hass: HomeAssistant) -> str:
        return "127.0.0.7"

    monkeypatch.setattr(
        "custom_components.hwgroup.push.flow.async_get_source_ip", source
    )
    receiver = await add_push(host=host)
    shown = [(await show_url(hass))["description_placeholders"] for _ in range(2)]
    urls = [each["url_in_title"] for each in shown]
    assert urls[0] != urls[1]
    for each, url in zip(shown, urls, strict=True):
        assert url.startswith(f"http://{shown_host}:{receiver.data['port']}/")
        assert each["port"] == str(receiver.data["port"])
        assert is_path(receiver.data["path_key"], url.rpartition("/")[2])
        assert "/api/hwgroup/push/" in each["proxied_in_title"]


async def test_a_form_that_is_closed(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """The device is offered by a card when it pushes, once."""
    form = await show_url(hass)
    pusher = Pusher(remote, form["description_placeholders"]["url_in_title"])
    waiting = await _enter(hass, form)
    assert waiting["type"] is FlowResultType.SHOW_PROGRESS
    assert waiting["description_placeholders"]["url_in_title"] == pusher.url
    hass.config_entries.flow.async_abort(waiting["flow_id"])
    await hass.async_block_till_done()
    for _ in range(2):
        reply = await pusher.push()
        assert not reply.erases_log
        await hass.async_block_till_done()
    [card] = _cards(hass)
    assert card["context"]["title_placeholders"] == {"name": "Cold store (STE2)"}
    result = await _enter(hass, card)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["host"] == "192.0.2.42"
    assert result["data"]["snmp"]["transport"] == "push"
    assert hass.states.get(PROBE).state == "4.2"  # type: ignore[union-attr]
    assert (await pusher.push()).erases_log
    assert not _cards(hass)


async def test_a_url_that_was_typed_into_two_devices(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """It is that of the one that was added first, whatever else is kept."""
    url = url_of(receiver)
    other = DeviceState(MODELS["ste2"], mac="00:0A:59:66:66:66", name="Stranger")
    for device in (remote, other):
        await Pusher(device, url).push()
    await hass.async_block_till_done()
    first, second = sorted(
        _cards(hass), key=lambda card: card["context"]["title_placeholders"]["name"]
    )
    entry = (await _enter(hass, first))["result"]
    refused = await _enter(hass, second)
    assert refused["reason"] == "push_url_taken"
    assert refused["description_placeholders"]["name_in_title"] == "Cold store"
    # As an older version has kept it, and as nobody can read it.
    for path in (entry.data["push_path"], ["x"]):
        MockConfigEntry(domain=DOMAIN, data={"push_path": path}).add_to_hass(hass)
    assert await hass.config_entries.async_reload(receiver.entry_id)
    assert (await Pusher(remote, url).push()).erases_log
    for each in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_remove(each.entry_id)


async def test_an_ignored_device(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """It is not offered again, and keeps its log."""
    MockConfigEntry(
        domain=DOMAIN, unique_id=remote.mac.lower(), source=SOURCE_IGNORE
    ).add_to_hass(hass)
    assert not (await Pusher(remote, url_of(receiver)).push()).erases_log
    await hass.async_block_till_done()
    assert not _cards(hass)


async def test_an_offer_ends_with_what_receives_pushes(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """The URL of that device is nobody's then."""
    await Pusher(remote, url_of(receiver)).push()
    await hass.async_block_till_done()
    assert len(_cards(hass)) == 1
    await hass.config_entries.async_remove(receiver.entry_id)
    assert not _cards(hass)


async def test_an_offer_that_is_taken_late(
    hass: HomeAssistant,
    add_push: AddPush,
    remote: DeviceState,
    elapse: Any,
) -> None:
    """The entry waits for the next push, and is there with it."""
    receiver = await add_push()
    pusher = Pusher(remote, url_of(receiver))
    await pusher.push()
    await hass.async_block_till_done()
    [card] = _cards(hass)
    await elapse(3600)
    result = await _enter(hass, card)
    entry = result["result"]
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "no_push"
    await pusher.push()
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get(PROBE).state == "4.2"  # type: ignore[union-attr]


async def test_a_device_gets_another_url(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """The old one is nobody's from then on."""
    entry, old = await add_pushing(hass, receiver, remote)
    again, new = await add_pushing(hass, receiver, remote)
    assert again is entry
    assert old.url != new.url
    assert (await new.push()).tag("Status") == "0"
    assert (await old.push()).tag("Status") == "1"


async def test_a_device_that_is_removed_meanwhile(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """It is added as one that is new."""
    device = await make_device("ste2", name="Cold store")
    entry = await add_device(device)
    form = await show_url(hass)
    pusher = Pusher(device, form["description_placeholders"]["url_in_title"])
    await _enter(hass, form)
    await pusher.push()
    await hass.async_block_till_done()
    result = await hass.config_entries.flow.async_configure(form["flow_id"])
    assert result["step_id"] == "push_known"
    await hass.config_entries.async_remove(entry.entry_id)
    result = await _enter(hass, result)
    assert result["step_id"] == "push_confirm"
    result = await _enter(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].runtime_data.readers.only_pushed


async def test_a_device_that_stops_being_polled(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """It keeps its path when it is reconfigured, and needs one to be pushed only.

    So it does with what else is known of it besides its form.
    """
    device = await make_device("ste2", name="Cold store")
    entry = await add_device(device)
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    typed = {"host": device.url, "snmp": {"transport": "push"}}
    result = await _enter(hass, result, **typed)
    assert result["errors"] == {"base": "no_push"}
    _, pusher = await add_pushing(hass, receiver, device)
    await pusher.push()
    besides = {
        "push_path": entry.data["push_path"],
        "accepted_code": "1",
        "distrusted": ["192.0.2.9"],
    }
    hass.config_entries.async_update_entry(entry, data={**entry.data, **besides})
    result = await _enter(hass, result, **typed)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data.items() >= besides.items()
    assert entry.runtime_data.readers.only_pushed
    assert hass.states.get(PROBE).state == "4.2"  # type: ignore[union-attr]
