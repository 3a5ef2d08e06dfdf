"""Devices that are found, by themselves and on request, and those that move."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.hwgroup.client import snmp_session
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device import loading
from custom_components.hwgroup.discovery import flow, networks, search, sighting
from custom_components.hwgroup.flows.device_form import entry_data
from custom_components.hwgroup.plain import as_placeholders
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.data_entry_flow import (
    EVENT_DATA_ENTRY_FLOW_PROGRESS_UPDATE,
    FlowResultType,
)
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from simulator import MODELS, Fault, SearchResponder, SimulatedDevice

from .conftest import MAC, AddDevice, Plug
from .translations import ENGLISH


async def _load(hass: HomeAssistant) -> None:
    """Load the integration, which then searches in the background."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def _search_again(hass: HomeAssistant) -> None:
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=4, seconds=1))
    await hass.async_block_till_done(wait_background_tasks=True)


def _cards(hass: HomeAssistant) -> list[Any]:
    return hass.config_entries.flow.async_progress_by_handler(DOMAIN)


def _entries(hass: HomeAssistant) -> list[Any]:
    return hass.config_entries.async_entries(DOMAIN)


async def _enter(hass: HomeAssistant, result: Any, **fields: Any) -> Any:
    """Fill in a form; where the areas of several devices are asked for, choose none."""
    flows = hass.config_entries.flow
    result = await flows.async_configure(result["flow_id"], fields)
    if result.get("step_id") == "areas":
        result = await flows.async_configure(result["flow_id"], {})
    return result


async def _choose(hass: HomeAssistant, step: str) -> Any:
    """Begin as a user does, and wait for what is under way."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await _enter(hass, result, next_step_id=step)


async def _finished(hass: HomeAssistant, result: Any) -> Any:
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert ENGLISH["config"]["progress"][result["progress_action"]]
    await hass.async_block_till_done(wait_background_tasks=True)
    return await hass.config_entries.flow.async_configure(result["flow_id"])


async def _dhcp(hass: HomeAssistant, ip: str, mac: str = MAC) -> Any:
    result = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(ip=ip, hostname="", macaddress=mac.replace(":", "")),
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def _options(result: Any) -> dict[str, str]:
    [selector] = result["data_schema"].schema.values()
    return {option["value"]: option["label"] for option in selector.config["options"]}


def _fields(result: Any) -> list[str]:
    return [str(field) for field in result["data_schema"].schema]


def _entry(
    hass: HomeAssistant, address: str, port: int, unique_id: str = MAC
) -> MockConfigEntry:
    data = entry_data({"host": f"{address}:{port}", "snmp": {"transport": "http"}})
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=unique_id, title="Server room", data=data
    )
    entry.add_to_hass(hass)
    return entry


# In the background


async def test_a_card_and_one_click(
    hass: HomeAssistant, plug: Plug, responder: SearchResponder, http_port: int
) -> None:
    """A device that answers the search is read, offered by name, and added."""
    device = await plug("127.0.0.41")
    await _load(hass)
    [card] = _cards(hass)
    assert card["step_id"] == "discovery_confirm"
    assert card["context"]["source"] == SOURCE_INTEGRATION_DISCOVERY
    assert card["context"]["unique_id"] == MAC
    assert card["context"]["title_placeholders"] == {"name": "Server room (STE2)"}
    assert responder.searches == 1
    assert device.requests == 1

    result = await _enter(hass, card)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Server room"
    assert result["data"]["host"] == "127.0.0.41"
    assert result["data"]["port"] == http_port
    assert result["data"]["snmp"]["transport"] == "auto"
    assert result["result"].unique_id == MAC
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("binary_sensor.server_room_connectivity").state == "on"


async def test_not_before_home_assistant_has_started(
    hass: HomeAssistant, plug: Plug, responder: SearchResponder
) -> None:
    """The start is slow enough without it."""
    await plug("127.0.0.41")
    hass.set_state(CoreState.not_running)
    await _load(hass)
    assert responder.searches == 0
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert responder.searches == 1
    assert len(_cards(hass)) == 1


async def test_every_four_hours(
    hass: HomeAssistant, plug: Plug, responder: SearchResponder
) -> None:
    """A device that came later is found, and a card is shown once."""
    await plug("127.0.0.41")
    await _load(hass)
    await plug("127.0.0.42", "00:0a:59:10:20:31", name="Cellar")
    await _search_again(hass)
    assert responder.searches == 2
    names = [card["context"]["title_placeholders"]["name"] for card in _cards(hass)]
    assert sorted(names) == ["Cellar (STE2)", "Server room (STE2)"]


async def test_a_device_that_is_added_by_hand_loses_its_card(
    hass: HomeAssistant, plug: Plug, add_device: AddDevice
) -> None:
    """The card is no hindrance."""
    device = await plug("127.0.0.41")
    await _load(hass)
    assert len(_cards(hass)) == 1
    await add_device(device)
    assert _cards(hass) == []
    await _search_again(hass)
    assert _cards(hass) == []


async def test_ignored_stays_ignored(
    hass: HomeAssistant, plug: Plug, http_port: int
) -> None:
    """Also at a new address; but whoever looks for it finds and adds it."""
    device = await plug("127.0.0.41")
    await _load(hass)
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": MAC, "title": "Server room"},
    )
    await device.stop()
    await device.start("127.0.0.42", device.port)
    await _search_again(hass)
    assert _cards(hass) == []
    result = await _dhcp(hass, "127.0.0.42")
    assert result["reason"] == "already_configured"

    result = await _finished(hass, await _choose(hass, "search"))
    result = await _enter(hass, result)
    assert result["errors"] == {"devices": "nothing_picked"}
    result = await _enter(hass, result, devices=[f"127.0.0.42:{http_port}"])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert [entry.source for entry in _entries(hass)] == [SOURCE_USER]


async def test_what_answers_the_search_only_is_not_offered(
    hass: HomeAssistant, plug: Plug
) -> None:
    """A card is shown for what can be read."""
    device = await plug("127.0.0.41")
    device.fault = Fault.NOT_FOUND
    await _load(hass)
    assert _cards(hass) == []


async def test_no_socket(
    hass: HomeAssistant,
    plug: Plug,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A system that has none finds nothing, and says so in its log only."""
    await plug("127.0.0.41")

    async def none_left(*_: Any) -> Any:
        raise OSError("Too many open files")

    monkeypatch.setattr(search, "find_devices", none_left)
    await _load(hass)
    assert _cards(hass) == []
    assert "Too many open files" in caplog.text


async def test_a_device_that_asks_for_a_password(
    hass: HomeAssistant, plug: Plug
) -> None:
    """Its card does so, and takes a second try."""
    device = await plug("127.0.0.41")
    device.credentials = ("admin", "s3cret")
    await _load(hass)
    [card] = _cards(hass)
    assert card["context"]["title_placeholders"]["name"] == f"{MAC} (HW group)"
    # What the card shows when it is opened.
    result = await hass.config_entries.flow.async_configure(card["flow_id"])
    assert _fields(result) == ["username", "password"]
    result = await _enter(hass, card, username="admin", password="wrong")
    assert result["errors"] == {"base": "invalid_auth"}
    result = await _enter(hass, card, username="admin", password="s3cret")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Server room"
    assert result["data"]["password"] == "s3cret"


async def test_a_device_that_begins_to_ask(hass: HomeAssistant, plug: Plug) -> None:
    """The fields appear when they are needed."""
    device = await plug("127.0.0.41")
    await _load(hass)
    [card] = _cards(hass)
    device.credentials = ("admin", "s3cret")
    result = await _enter(hass, card)
    assert result["errors"] == {"base": "auth_required"}
    assert _fields(result) == ["username", "password"]


async def test_a_card_that_is_out_of_date(hass: HomeAssistant, plug: Plug) -> None:
    """Nothing, or another device, at the address is told in its form."""
    device = await plug("127.0.0.41")
    await _load(hass)
    [card] = _cards(hass)
    await device.unplug()
    result = await _enter(hass, card)
    assert result["errors"] == {"base": "cannot_connect"}
    device.mac = "00:0A:59:99:99:99"
    await device.plug()
    result = await _enter(hass, card)
    assert result["errors"] == {"base": "other_device"}
    assert _entries(hass) == []


async def test_a_mac_that_only_the_search_tells(
    hass: HomeAssistant, plug: Plug
) -> None:
    """Is what the device is known by."""
    device = await plug("127.0.0.41")
    device.override = device.document.replace(device.mac.encode(), b"")
    await _load(hass)
    [card] = _cards(hass)
    assert card["context"]["unique_id"] == MAC
    result = await _enter(hass, card)
    assert result["type"] is FlowResultType.CREATE_ENTRY


# A new address is given away


async def test_dhcp_shows_a_card_for_a_device(
    hass: HomeAssistant, plug: Plug, http_port: int
) -> None:
    """Once it has been read, and one for all that tell of it."""
    await plug("127.0.0.41")
    result = await _dhcp(hass, "127.0.0.41")
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "discovery_confirm"
    assert result["description_placeholders"] == as_placeholders(
        name="Server room",
        model="STE2",
        address=f"127.0.0.41:{http_port}",
        fingerprint="–",
    )
    again = await _dhcp(hass, "127.0.0.41")
    assert again["reason"] == "already_in_progress"
    result = await _enter(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND, Fault.HTML, Fault.SILENT])
async def test_dhcp_shows_nothing_for_a_radio(
    hass: HomeAssistant, plug: Plug, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    """Others make devices with such addresses, too."""
    device = await plug("127.0.0.41")
    device.fault = fault
    if fault is Fault.SILENT:
        monkeypatch.setattr(sighting, "_SECONDS", 0.3)
    result = await _dhcp(hass, "127.0.0.41")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_hwgroup"


async def test_a_password_alone_makes_no_device(
    hass: HomeAssistant, plug: Plug
) -> None:
    """Any web server may ask for one."""
    device = await plug("127.0.0.41")
    device.credentials = ("admin", "s3cret")
    result = await _dhcp(hass, "127.0.0.41")
    assert result["reason"] == "not_hwgroup"


async def test_who_gives_up_waiting_for_snmp_does_not_end_it(
    hass: HomeAssistant, http_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What all devices share is there for the next one, however long it takes."""
    may_load = asyncio.Event()
    loaded: list[str] = []

    async def load_slowly(hass: HomeAssistant, name: str) -> Any:
        await may_load.wait()
        loaded.append(name)
        return await async_import_module(hass, name)

    monkeypatch.setattr(loading, "async_import_module", load_slowly)
    monkeypatch.setattr(sighting, "_SECONDS", 0.05)
    looks = [sighting.async_look(hass, f"127.0.0.{host}") for host in (41, 42)]
    assert await asyncio.gather(*looks) == [None, None]
    may_load.set()
    await hass.async_block_till_done()
    assert len(loaded) == len(looks)


async def test_snmp_tells_what_http_keeps_to_itself(
    hass: HomeAssistant, plug: Plug, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a device is offered, and its password asked for at once."""
    device = await plug("127.0.0.41")
    await device.stop()
    await device.start("127.0.0.41", device.port, snmp=True)
    device.credentials = ("admin", "s3cret")
    snmp = {"port": device.snmp_port}
    for module in (flow, sighting):
        monkeypatch.setattr(
            module, "entry_data", lambda typed: entry_data({**typed, "snmp": snmp})
        )
    monkeypatch.setattr(snmp_session, "TIMEOUT_SECONDS", 2)
    result = await _dhcp(hass, "127.0.0.41")
    assert result["step_id"] == "discovery_confirm"
    assert _fields(result) == ["username", "password"]
    result = await _enter(hass, result, username="admin", password="s3cret")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["snmp"]["transport"] == "auto"


# On request


async def test_search_and_pick(
    hass: HomeAssistant, plug: Plug, add_device: AddDevice, http_port: int
) -> None:
    """What is new is listed with all that tells it apart, and one is added."""
    await add_device(await plug("127.0.0.41"))
    await plug("127.0.0.42", "00:0a:59:10:20:31", name="Cellar")
    await plug("127.0.0.43", "00:0a:59:10:20:32", name="")
    result = await _finished(hass, await _choose(hass, "search"))
    assert result["step_id"] == "pick"
    cellar, nameless = f"127.0.0.42:{http_port}", f"127.0.0.43:{http_port}"
    assert _options(result) == {
        cellar: f"Cellar · STE2 · {cellar} · 00:0a:59:10:20:31",
        nameless: f"00:0a:59:10:20:32 · STE2 · {nameless}",
    }
    result = await _enter(hass, result, devices=[cellar])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Cellar"
    assert result["description"] is None
    assert len(_entries(hass)) == 2


@pytest.mark.parametrize("on_cards", [False, True])
async def test_all_that_were_found(
    hass: HomeAssistant, plug: Plug, responder: SearchResponder, on_cards: bool
) -> None:
    """Are added with one click, whether or not they have cards, and each is read."""
    names = ["Attic", "Cellar", "Garage", "Kitchen"]
    for number, name in enumerate(names, start=41):
        await plug(f"127.0.0.{number}", f"00:0a:59:10:20:{number}", name=name)
    if on_cards:
        await _load(hass)
        assert len(_cards(hass)) == 4
    result = await _finished(hass, await _choose(hass, "search"))
    before = [device.requests for device in responder.devices]
    result = await _enter(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    assert result["description"] == "several"
    told = {
        result["title"],
        *result["description_placeholders"]["names_in_title"].split(", "),
    }
    assert told == set(names)
    assert sorted(entry.title for entry in _entries(hass)) == names
    assert {entry.state for entry in _entries(hass)} == {ConfigEntryState.LOADED}
    assert _cards(hass) == []
    # For its form and by its entry, and perhaps by the search in the background.
    after = [device.requests for device in responder.devices]
    assert min(b - a for a, b in zip(before, after, strict=True)) >= 2


async def test_areas_are_asked_for_in_one_form(
    hass: HomeAssistant, plug: Plug, http_port: int
) -> None:
    """Of several devices that are added together; one may be left without."""
    for number, name in enumerate(("Attic", "Cellar", "Garage"), start=41):
        await plug(f"127.0.0.{number}", f"00:0a:59:10:20:{number}", name=name)
    result = await _finished(hass, await _choose(hass, "search"))
    flows = hass.config_entries.flow
    result = await flows.async_configure(result["flow_id"], {})
    assert result["step_id"] == "areas"
    attic, cellar, garage = (
        f"{name} (127.0.0.{number}:{http_port})"
        for number, name in enumerate(("Attic", "Cellar", "Garage"), start=41)
    )
    assert sorted(_fields(result)) == [attic, cellar, garage]
    areas = ar.async_get(hass)
    house, yard = (areas.async_create(name).id for name in ("House", "Yard"))
    typed = {attic: house, garage: yard}
    result = await flows.async_configure(result["flow_id"], typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    found = {
        entry.title: [
            device.area_id
            for device in dr.async_entries_for_config_entry(
                dr.async_get(hass), entry.entry_id
            )
        ]
        for entry in _entries(hass)
    }
    assert found == {"Attic": [house], "Cellar": [None], "Garage": [yard]}


async def test_those_that_cannot_be_added_are_told(
    hass: HomeAssistant, plug: Plug
) -> None:
    """They are left as cards, which can be taken later."""
    attic = await plug("127.0.0.41", "00:0a:59:10:20:41", name="Attic")
    attic.credentials = ("admin", "s3cret")
    cellar = await plug("127.0.0.42", "00:0a:59:10:20:42", name="Cellar")
    for number, name in ((43, "Garage"), (44, "Kitchen")):
        await plug(f"127.0.0.{number}", f"00:0a:59:10:20:{number}", name=name)
    result = await _finished(hass, await _choose(hass, "search"))
    cellar.fault = Fault.NOT_FOUND
    picked = sorted(_options(result), key=lambda address: "127.0.0.43" not in address)
    result = await _enter(hass, result, devices=picked)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Garage"
    assert result["description"] == "some_left"
    assert result["description_placeholders"] == as_placeholders(
        names="Cellar, 00:0a:59:10:20:41"
    )
    assert sorted(entry.title for entry in _entries(hass)) == ["Garage", "Kitchen"]
    cards = {card["context"]["unique_id"][-2:]: card for card in _cards(hass)}
    assert set(cards) == {"41", "42"}

    cellar.fault = Fault.NONE
    result = await _enter(hass, cards["42"])
    assert result["title"] == "Cellar"
    result = await _enter(hass, cards["41"], username="admin", password="s3cret")
    assert result["title"] == "Attic"


async def test_one_of_two_passwords_is_asked_for(
    hass: HomeAssistant, plug: Plug
) -> None:
    """The device with the other one is told of at the end."""
    for number in (41, 42):
        device = await plug(f"127.0.0.{number}", f"00:0a:59:10:20:{number}")
        device.credentials = ("admin", "s3cret")
    result = await _finished(hass, await _choose(hass, "search"))
    result = await _enter(hass, result)
    assert result["step_id"] == "discovery_confirm"
    assert result["description_placeholders"]["name_in_title"] == "00:0a:59:10:20:41"
    assert result["errors"] == {}
    result = await _enter(hass, result, username="admin", password="s3cret")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["description"] == "some_left"
    assert result["description_placeholders"] == as_placeholders(
        names="00:0a:59:10:20:42"
    )
    [card] = _cards(hass)
    assert card["context"]["unique_id"] == "00:0a:59:10:20:42"


async def test_ignored_ones_are_added_when_they_are_picked(
    hass: HomeAssistant, plug: Plug
) -> None:
    """They are not chosen beforehand."""
    for number in (41, 42, 43):
        await plug(f"127.0.0.{number}", f"00:0a:59:10:20:{number}")
    for number in (42, 43):
        await hass.config_entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_IGNORE},
            data={"unique_id": f"00:0a:59:10:20:{number}", "title": "Server room"},
        )
    result = await _finished(hass, await _choose(hass, "search"))
    [devices] = result["data_schema"].schema
    assert devices.default() == list(_options(result))[:1]
    result = await _enter(hass, result, devices=list(_options(result)))
    assert result["description"] == "several"
    assert len(_entries(hass)) == 3
    assert SOURCE_IGNORE not in {entry.source for entry in _entries(hass)}


async def test_a_device_that_somebody_adds_meanwhile(
    hass: HomeAssistant, plug: Plug, add_device: AddDevice
) -> None:
    """Is there, and nothing is left of it."""
    await plug("127.0.0.41", "00:0a:59:10:20:41", name="Attic")
    cellar = await plug("127.0.0.42", "00:0a:59:10:20:42", name="Cellar")
    result = await _finished(hass, await _choose(hass, "search"))
    await add_device(cellar)
    result = await _enter(hass, result)
    assert result["title"] == "Attic"
    assert result["description"] == "several"
    assert len(_entries(hass)) == 2
    assert _cards(hass) == []


async def test_pick_one_with_a_password(
    hass: HomeAssistant, plug: Plug, http_port: int
) -> None:
    """The next form asks for it."""
    device = await plug("127.0.0.41")
    device.credentials = ("admin", "s3cret")
    result = await _finished(hass, await _choose(hass, "search"))
    address = f"127.0.0.41:{http_port}"
    assert _options(result) == {address: f"{MAC} · {address}"}
    result = await _enter(hass, result)
    assert result["errors"] == {}
    assert _fields(result) == ["username", "password"]
    result = await _enter(hass, result, username="admin", password="s3cret")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_nothing_new(
    hass: HomeAssistant, plug: Plug, add_device: AddDevice
) -> None:
    """What else can be done is offered then."""
    await add_device(await plug("127.0.0.41"))
    result = await _finished(hass, await _choose(hass, "search"))
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "nothing_found"
    assert result["menu_options"] == ["scan", "device"]
    texts = ENGLISH["config"]["step"]["nothing_found"]
    assert list(texts["menu_options"]) == result["menu_options"]
    result = await _enter(hass, result, next_step_id="scan")
    assert result["step_id"] == "scan"


async def test_without_a_network_nothing_is_waited_for(hass: HomeAssistant) -> None:
    """The list is empty at once."""
    result = await _choose(hass, "search")
    if result["type"] is FlowResultType.SHOW_PROGRESS:
        result = await _finished(hass, result)
    assert result["step_id"] == "nothing_found"


async def test_scan(hass: HomeAssistant, plug: Plug, http_port: int) -> None:
    """Each address of a subnet is asked; a device need not answer the search."""
    await plug("127.0.0.41")
    await plug("127.0.0.44", "00:0a:59:10:20:31", name="Cellar")
    updates = async_capture_events(hass, EVENT_DATA_ENTRY_FLOW_PROGRESS_UPDATE)
    result = await _choose(hass, "scan")
    [field] = result["data_schema"].schema
    assert field.description["suggested_value"] == ""  # the loopback is no network
    for network in ("here", "10.0.0.0/21", "fe80::/64"):
        result = await _enter(hass, result, network=network)
        assert result["errors"] == {"network": "invalid_network"}
    result = await _finished(hass, await _enter(hass, result, network="127.0.0.41/29"))
    found = [f"127.0.0.41:{http_port}", f"127.0.0.44:{http_port}"]
    assert list(_options(result)) == found
    assert [round(event.data["progress"] * 6) for event in updates] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    result = await _enter(hass, result, devices=found[1:])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Cellar"


async def test_a_device_with_two_addresses(hass: HomeAssistant, plug: Plug) -> None:
    """Is offered once."""
    await plug("127.0.0.41")
    await plug("127.0.0.42")
    result = await _choose(hass, "scan")
    result = await _finished(hass, await _enter(hass, result, network="127.0.0.41/29"))
    assert len(_options(result)) == 1


async def test_devices_that_do_not_say_who_they_are(
    hass: HomeAssistant, plug: Plug, http_port: int
) -> None:
    """Are told apart by their addresses."""
    for number in (41, 42):
        device = await plug(f"127.0.0.{number}", f"00:0a:59:10:20:{number}")
        device.override = (
            b"<Root><SenSet><Entry><ID>7</ID><Units>C</Units><Value>1.5</Value>"
            b"</Entry></SenSet></Root>"
        )
    result = await _choose(hass, "scan")
    result = await _finished(hass, await _enter(hass, result, network="127.0.0.41/29"))
    result = await _enter(hass, result)
    assert result["title"] == "127.0.0.41"
    other = f"127.0.0.42:{http_port}"
    assert result["description_placeholders"] == as_placeholders(names=other)
    titles = sorted(entry.title for entry in _entries(hass))
    assert titles == ["127.0.0.41", "127.0.0.42"]
    result = await _choose(hass, "scan")
    result = await _finished(hass, await _enter(hass, result, network="127.0.0.41/29"))
    assert result["step_id"] == "nothing_found"


async def test_a_scan_is_cancelled_with_its_dialog(
    hass: HomeAssistant, plug: Plug, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No address is asked afterwards."""
    asked: list[str] = []
    ended = asyncio.Event()

    async def look(_hass: HomeAssistant, address: str) -> None:
        asked.append(address)
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr(flow, "async_look", look)
    result = await _choose(hass, "scan")
    result = await _enter(hass, result, network="127.0.0.0/24")
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    for _ in range(100):
        await asyncio.sleep(0)
    assert len(asked) == 32
    # A browser that asks how far it is changes nothing.
    result = await hass.config_entries.flow.async_configure(result["flow_id"])
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    hass.config_entries.flow.async_abort(result["flow_id"])
    await asyncio.wait_for(ended.wait(), 5)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(asked) == 32


# At another port


async def _read_at(hass: HomeAssistant, device: SimulatedDevice) -> None:
    """Add the one device that is found, and see where it is read."""
    [card] = _cards(hass)
    result = await hass.config_entries.flow.async_configure(card["flow_id"])
    address = f"{device.host}:{device.port}"
    assert result["description_placeholders"]["address_in_title"] == address
    fields = dict(zip(_fields(result), device.credentials or (), strict=True))
    result = await _enter(hass, card, **fields)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (result["data"]["host"], result["data"]["port"]) == (
        device.host,
        device.port,
    )


@pytest.mark.parametrize("credentials", [None, ("admin", "s3cret")])
async def test_at_the_port_that_it_tells(
    hass: HomeAssistant, plug: Plug, credentials: tuple[str, str] | None
) -> None:
    """Where a user has typed it for another device; its entry has that port, too."""
    device = await plug("127.0.0.41", port=0)
    device.credentials = credentials
    _entry(hass, "127.0.0.99", device.port, "00:0a:59:10:20:99")
    await _load(hass)
    await _read_at(hass, device)


@pytest.mark.parametrize("credentials", [None, ("admin", "s3cret")])
async def test_another_server_at_the_usual_port(
    hass: HomeAssistant,
    plug: Plug,
    http_port: int,
    credentials: tuple[str, str] | None,
) -> None:
    """Is not taken for the device, also where it asks for a password."""
    other = SimulatedDevice(MODELS["ste"])
    other.fault, other.credentials = Fault.HTML, credentials
    await other.start("127.0.0.41", http_port)
    device = await plug("127.0.0.41", port=0)
    _entry(hass, "127.0.0.99", device.port, "00:0a:59:10:20:99")
    await _load(hass)
    await other.stop()
    await _read_at(hass, device)


async def test_the_usual_port_is_asked_first(
    hass: HomeAssistant, plug: Plug, http_port: int
) -> None:
    """The port that a device tells may be for something else."""
    device = await plug("127.0.0.41")
    elsewhere = await plug("127.0.0.41", port=0)
    _entry(hass, "127.0.0.99", elsewhere.port, "00:0a:59:10:20:99")
    await _load(hass)
    await _read_at(hass, device)
    assert elsewhere.requests == 0


# Where to look


async def test_enabled_networks(hass: HomeAssistant, adapters: list[Any]) -> None:
    """Each has one broadcast address, and those without any are left out."""
    for name, enabled, default, *addresses in (
        ("lo", True, False, ("127.0.0.1", 8)),
        ("eth1", True, False, ("172.16.5.5", 16), ("172.16.5.6", 16)),
        ("eth0", True, True, ("192.168.7.9", 20)),
        ("wlan0", False, False, ("192.168.200.1", 24)),
        ("tun0", True, False, ("10.8.0.2", 32)),
    ):
        ipv4 = [{"address": ip, "network_prefix": bits} for ip, bits in addresses]
        adapters.append(
            {"name": name, "enabled": enabled, "default": default, "ipv4": ipv4}
        )
    assert await networks.async_broadcast_addresses(hass) == [
        "127.255.255.255",
        "172.16.255.255",
        "192.168.15.255",
    ]
    assert await networks.async_main_network(hass) == "192.168.7.0/24"


async def test_menu_is_worded(hass: HomeAssistant) -> None:
    """Each choice has a title and what it means, also the one that comes later."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    texts = ENGLISH["config"]["step"]["user"]
    for part in ("menu_options", "menu_option_descriptions"):
        assert list(texts[part]) == [*result["menu_options"], "push_device"]
    assert set(ENGLISH["config"]["progress"]) == {
        *("reading", "search", "scanning"),
        "push_waiting",
    }
