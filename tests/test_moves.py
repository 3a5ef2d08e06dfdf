"""Devices that are said to be elsewhere: hostile hosts, and devices that have moved."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
import socket
from typing import Any, override

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.hwgroup.client import Device, Found, Identity, Sensor
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device.evidence import Agreement, agreement
from custom_components.hwgroup.discovery import limits, search
from custom_components.hwgroup.flows.device_form import entry_data
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_RECONFIGURE,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.setup import async_setup_component
from simulator import MODELS, Fault, SimulatedDevice, SnmpUser
from simulator.connection import Request

from .conftest import MAC, AddDevice, AddTraps, Elapse, Plug, polls
from .site import click
from .translations import TRANSLATIONS

HOME, AWAY = "127.0.0.41", "127.0.0.66"
ONLINE = "binary_sensor.server_room_connectivity"
PROBE = "sensor.server_room_cold_room_1"
ADDRESS = "event.server_room_address"
MINUTE = 61.0

type Find = Callable[[SimulatedDevice], Awaitable[MockConfigEntry]]


class Impostor(SimulatedDevice):
    """A host that remembers what credentials it was sent."""

    sent: set[str]

    @override
    def _admits(self, request: Request) -> bool:
        self.sent.add(request.authorization)
        return super()._admits(request)


@pytest.fixture
def plug(plug: Plug, adapters: list[Any]) -> Plug:
    """Return a function that starts a device; with a frozen clock no search would end."""
    adapters.clear()
    return plug


@pytest.fixture
def find(hass: HomeAssistant, http_port: int) -> Find:
    """Return a function that adds a device as it was found."""

    async def find(device: SimulatedDevice) -> MockConfigEntry:
        result = await _dhcp(hass, device.host, device.mac)
        typed = dict(
            zip(("username", "password"), device.credentials or (), strict=False)
        )
        flows = hass.config_entries.flow
        result = await flows.async_configure(result["flow_id"], typed)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        entry: MockConfigEntry = result["result"]
        snmp = entry.data["snmp"] | {"transport": "http"}
        hass.config_entries.async_update_entry(entry, data={**entry.data, "snmp": snmp})
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        return entry

    return find


@pytest.fixture
async def impostor(
    http_port: int, request: pytest.FixtureRequest
) -> Callable[..., Awaitable[Impostor]]:
    """Return a function that starts a host which says it is a device."""

    async def start(of: SimulatedDevice, host: str = AWAY) -> Impostor:
        made = Impostor(of.model, name=of.name, mac=of.mac, serial=of.serial)
        made.sent = set()
        made.override = of.document.replace(b">4.2<", b">7.7<")
        await made.start(host, http_port)
        responder.append(made)
        return made

    responder: list[Impostor] = []
    yield start
    for made in responder:
        await made.stop()


async def _dhcp(hass: HomeAssistant, ip: str, mac: str = MAC) -> Any:
    result = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(
            ip=ip, hostname="", macaddress=mac.replace(":", "").lower()
        ),
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def _goes_offline(hass: HomeAssistant, elapse: Elapse) -> None:
    """Let the grace be over; the device may be found elsewhere at once."""
    states = async_capture_events(hass, EVENT_STATE_CHANGED)
    for _ in range(4):
        await polls(elapse)
        for event in states:
            if (
                event.data["entity_id"] == ONLINE
                and event.data["new_state"].state == "off"
            ):
                return
    pytest.fail("The device is online")


async def _moves(device: SimulatedDevice, host: str = AWAY) -> None:
    await device.stop()
    await device.start(host, device.port)


def _offers(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    return {
        issue.translation_key or "": issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.data and "host" in issue.data
    }


def _told(hass: HomeAssistant) -> tuple[str, str, str]:
    attributes = hass.states.get(ADDRESS).attributes
    return attributes["event_type"], attributes["old"], attributes["new"]


# A device that was found and has no password


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("by_dhcp", [True, False])
@pytest.mark.usefixtures("more_entities")
async def test_it_is_polled_where_it_is(
    hass: HomeAssistant,
    plug: Plug,
    find: Find,
    elapse: Elapse,
    by_dhcp: bool,
    earlier: bool,
    monkeypatch: pytest.MonkeyPatch,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Once its grace is over, whenever it was announced; everybody is told."""
    device = await plug(HOME)
    entry = await find(device)
    await _moves(device)

    async def announce() -> None:
        if by_dhcp:
            result = await _dhcp(hass, AWAY)
            assert result["reason"] == "already_configured"
            return

        async def answer(*_: Any) -> list[Found]:
            return [Found(MAC, AWAY, None)]

        monkeypatch.setattr(search, "find_devices", answer)
        await search._async_run(hass)

    if earlier:
        before = device.requests
        await announce()
        assert device.requests == before
        assert entry.data["host"] == HOME
        await _goes_offline(hass, elapse)
    else:
        await _goes_offline(hass, elapse)
        assert entry.data["host"] == HOME
        await announce()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (entry.data["host"], entry.data["port"]) == (AWAY, device.port)
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get(ONLINE).state == "on"
    assert hass.states.get(PROBE).state == "4.2"
    assert _told(hass) == ("moved", HOME, AWAY)
    [shown] = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert shown.configuration_url == f"http://{AWAY}:{device.port}/"
    assert not _offers(hass)
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_one_failed_poll_and_a_forged_announcement(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse, impostor: Any
) -> None:
    """Are nothing: who answers is not asked for, nor is the other address."""
    device = await plug(HOME)
    entry = await find(device)
    other = await impostor(device)
    for _ in range(5):
        device.fault = Fault.ERROR_503
        await polls(elapse)
        before = device.requests
        await _dhcp(hass, AWAY)
        assert device.requests == before
        device.fault = Fault.NONE
        await polls(elapse)
    assert entry.data["host"] == HOME
    assert other.requests == 0
    assert hass.states.get(PROBE).state == "4.2"


@pytest.mark.usefixtures("more_entities")
async def test_an_impostor_is_left_when_the_device_is_back(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse, impostor: Any
) -> None:
    """What can be read can be copied: so the way back is looked at each minute."""
    device = await plug(HOME)
    entry = await find(device)
    await impostor(device)
    device.fault = Fault.ERROR_503
    await _dhcp(hass, AWAY)
    await _goes_offline(hass, elapse)
    await polls(elapse)
    assert entry.data["host"] == AWAY
    assert hass.states.get(PROBE).state == "7.7"
    assert _told(hass) == ("moved", HOME, AWAY)

    device.fault = Fault.NONE
    await elapse(MINUTE)
    assert entry.data["host"] == HOME
    assert _told(hass) == ("moved_back", AWAY, HOME)
    await polls(elapse)
    assert hass.states.get(PROBE).state == "4.2"

    # Next time somebody has to decide.
    device.fault = Fault.ERROR_503
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert entry.data["host"] == HOME
    assert set(_offers(hass)) == {"new_address"}
    device.fault = Fault.NONE
    await polls(elapse)
    assert not _offers(hass)


@pytest.mark.usefixtures("more_entities")
async def test_a_device_that_goes_to_and_fro(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """It is told each time."""
    device = await plug(HOME)
    entry = await find(device)
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert _told(hass) == ("moved", HOME, AWAY)
    await _moves(device, HOME)
    await elapse(MINUTE)
    assert _told(hass) == ("moved_back", AWAY, HOME)
    assert entry.data["host"] == HOME
    assert "moved_from" not in entry.data


async def test_another_device_where_it_was(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """Its address was given to somebody else: nobody looks there any more."""
    device = await plug(HOME)
    entry = await find(device)
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert entry.data["moved_from"] == HOME
    other = await plug(HOME, "00:0a:59:99:99:99")
    await elapse(MINUTE)
    assert entry.data["host"] == AWAY
    assert "moved_from" not in entry.data
    asked = other.requests
    await elapse(MINUTE)
    assert other.requests == asked


@pytest.mark.parametrize(
    "document",
    [
        b"<html>Router</html>",
        (
            b"<Root><SenSet><Entry><ID>7</ID><Units>C</Units><Value>1.5</Value>"
            b"</Entry></SenSet></Root>"
        ),
    ],
)
async def test_something_else_where_it_was(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse, document: bytes
) -> None:
    """What says nothing of itself changes nothing; it is looked at for a week."""
    device = await plug(HOME)
    entry = await find(device)
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    other = await plug(HOME)
    other.override = document
    other.mac = "00:0A:59:99:99:99"
    await elapse(MINUTE)
    assert (entry.data["host"], entry.data["moved_from"]) == (AWAY, HOME)
    await elapse(timedelta(days=7).total_seconds())
    assert (entry.data["host"], "moved_from" in entry.data) == (AWAY, False)


async def test_traps_are_heeded_from_where_it_is(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse, add_traps: AddTraps
) -> None:
    """Its new address is a known sender at once, and the old one is not."""
    service = (await add_traps()).runtime_data
    device = await plug(HOME)
    await find(device)
    assert set(service._senders) == {HOME}
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert set(service._senders) == {AWAY}


# Who it has to be


async def test_another_mac(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """The announcement says that it is the device, and the document that it is not."""
    device = await plug(HOME)
    entry = await find(device)
    await device.stop()
    other = await plug(AWAY, "00:0a:59:99:99:99")
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert other.requests == 1
    assert entry.data["host"] == HOME
    assert not _offers(hass)


async def test_a_document_without_a_mac(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse, impostor: Any
) -> None:
    """The announcement does not complete it: where nothing agrees, nothing is done."""
    device = await plug(HOME)
    entry = await find(device)
    other = await impostor(device)
    other.override = (
        b"<Root><Agent><DeviceName>Server room</DeviceName></Agent><SenSet><Entry>"
        b"<ID>215</ID><Units>C</Units><Value>4.2</Value></Entry></SenSet></Root>"
    )
    await device.stop()
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert other.requests == 1
    assert entry.data["host"] == HOME
    assert not _offers(hass)


@pytest.mark.usefixtures("more_entities")
async def test_a_device_whose_ids_are_on_every_unit(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """Of a HWg-STE only the MAC is its own, which is not enough: a user decides."""
    device = await plug(HOME, model="ste")
    entry = await find(device)
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert entry.data["host"] == HOME
    [(key, issue)] = _offers(hass).items()
    assert key == "new_address_unproven"
    result = await click(hass, issue)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.data["host"] == AWAY
    assert hass.states.get(ONLINE).state == "on"
    assert _told(hass) == ("moved", HOME, AWAY)
    assert not _offers(hass)


def _device(*probes: str, mac: str | None = None, serial: str | None = None) -> Device:
    return Device(
        identity=Identity(mac=mac, serial=serial),
        sensors={key: Sensor(key=key, name="", value=1.0) for key in probes},
    )


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (_device("31324", "12125", mac=MAC), Agreement.FULL),
        (_device("31324", mac=MAC, serial="6001"), Agreement.FULL),
        (_device("31324", "12125", serial="6001"), Agreement.FULL),
        (_device("31324", "12125", "4711", mac=MAC), Agreement.FULL),
        (_device("31324", mac=MAC), Agreement.SOME),
        (_device("31324", "4711", "4712", mac=MAC), Agreement.SOME),
        (_device("215", "216", "50", mac=MAC), Agreement.SOME),
        (_device("31324", "12125"), Agreement.SOME),
        (_device(), Agreement.NONE),
        (_device("215", "216", "50"), Agreement.NONE),
        (_device("31324", "12125", mac="00:0a:59:99:99:99"), Agreement.OTHER),
        (_device("31324", "12125", mac=MAC, serial="6002"), Agreement.FULL),
        (_device("31324", "12125", serial="6002"), Agreement.OTHER),
    ],
)
def test_what_agrees(seen: Device, expected: Agreement) -> None:
    """Two things of three are enough; IDs of the factory are none of them."""
    known = _device("31324", "12125", "215", "216", "50", mac=MAC, serial="6001")
    assert agreement(known, seen) is expected


# Where a user has to decide


async def test_a_password_is_not_sent_to_an_announced_address(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse, impostor: Any
) -> None:
    """Neither before the grace is over nor after; the offer says what is not known."""
    device = await plug(HOME)
    device.credentials = ("admin", "s3cret")
    entry = await find_with_password(hass, device)
    other = await impostor(device)
    other.credentials = ("some", "body")
    await device.stop()
    await _dhcp(hass, AWAY)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    await elapse(MINUTE)
    assert other.sent == {""}
    assert entry.data["host"] == HOME
    [key] = _offers(hass)
    assert key == "new_address_unproven"
    assert entry.runtime_data.new_address == AWAY
    for texts in TRANSLATIONS.values():
        words = texts["issues"][key]["fix_flow"]["step"]["confirm"]["description"]
        assert "{new}" in words


async def find_with_password(
    hass: HomeAssistant, device: SimulatedDevice
) -> MockConfigEntry:
    """Add a device that asks for a password."""
    username, password = device.credentials or ("", "")
    data = entry_data(
        {
            "host": f"{device.host}:{device.port}",
            "username": username,
            "password": password,
            "snmp": {"transport": "http"},
        }
    )
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=device.mac.lower(),
        title=device.name,
        data=data | {"found": True},
        options={"limit_entities": True},
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    return entry


@pytest.mark.parametrize("open_document", [True, False])
async def test_a_device_with_a_password_moves_with_one_click(
    hass: HomeAssistant, plug: Plug, elapse: Elapse, open_document: bool
) -> None:
    """And back with one: an old address that answers is told, not believed."""
    device = await plug(HOME)
    device.credentials = ("admin", "s3cret")
    entry = await find_with_password(hass, device)
    if open_document:
        device.credentials = None
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert entry.data["host"] == HOME
    [(key, issue)] = _offers(hass).items()
    assert key == ("new_address" if open_document else "new_address_unproven")
    assert (await click(hass, issue))["type"] is FlowResultType.CREATE_ENTRY
    assert entry.data["host"] == AWAY
    assert hass.states.get(ONLINE).state == "on"
    assert _told(hass) == ("moved", HOME, AWAY)
    assert not _offers(hass)

    await _moves(device, HOME)
    await elapse(MINUTE)
    assert entry.data["host"] == AWAY
    [(key, issue)] = _offers(hass).items()
    assert key == "old_address_answers"
    assert (await click(hass, issue))["type"] is FlowResultType.CREATE_ENTRY
    assert entry.data["host"] == HOME
    assert _told(hass) == ("moved_back", AWAY, HOME)
    assert not _offers(hass)


async def test_a_stranger_with_a_password_at_the_old_address(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse, impostor: Any
) -> None:
    """A device that never had a password stays where it is: nothing says it went back."""
    device = await plug(HOME)
    entry = await find(device)
    await _moves(device)
    await _dhcp(hass, AWAY)
    await _goes_offline(hass, elapse)
    assert entry.data["host"] == AWAY
    stranger = await impostor(device, HOME)
    stranger.credentials = ("some", "body")
    await elapse(MINUTE)
    assert stranger.sent == {""}
    assert entry.data["host"] == AWAY
    assert not _offers(hass)


async def test_an_old_address_that_cannot_be_read(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """The device is where it is; nobody can look where it was."""
    entry = await find(await plug(HOME))
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "moved_from": "rubbish"}
    )
    await elapse(MINUTE)
    assert "moved_from" not in entry.data
    assert entry.data["host"] == HOME
    assert not _offers(hass)


async def test_a_device_that_only_pushes_is_not_followed(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """It comes by itself, from wherever it is."""
    device = await plug(HOME)
    entry = await find(device)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "snmp": {"transport": "push"}}
    )
    await _moves(device)
    before = device.requests
    for _ in range(4):
        await _dhcp(hass, AWAY)
        await polls(elapse)
    assert entry.data["host"] == HOME
    assert device.requests == before
    assert not _offers(hass)


async def test_an_address_that_was_typed(
    hass: HomeAssistant, plug: Plug, add_device: AddDevice, elapse: Elapse
) -> None:
    """It stays until a user agrees."""
    device = await plug(HOME)
    entry = await add_device(device)
    await _moves(device)
    await _dhcp(hass, AWAY)
    await _goes_offline(hass, elapse)
    assert entry.data["host"] == HOME
    [(key, issue)] = _offers(hass).items()
    assert key == "new_address"
    await click(hass, issue)
    assert entry.data["host"] == AWAY
    # It has no password to be lost: back it goes by itself.
    await _moves(device, HOME)
    await elapse(MINUTE)
    assert entry.data["host"] == HOME


async def test_an_address_that_was_typed_later(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """Changing the address of a device that was found types it, changing nothing does not."""
    device = await plug(HOME)
    entry = await find(device)
    for host, found in ((HOME, True), (AWAY, False), (AWAY, False)):
        await _moves(device, host)
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"],
            {"host": f"{host}:{device.port}", "snmp": {"transport": "http"}},
        )
        assert result["reason"] == "reconfigure_successful"
        await hass.async_block_till_done(wait_background_tasks=True)
        assert entry.data["found"] is found


@pytest.mark.parametrize(
    "secrets",
    [
        {"community": "s3cret"},
        {
            "version": "3",
            "username": "watcher",
            "authentication_key": "s3cret-key",
            "privacy_key": "s3cret-too",
        },
    ],
)
async def test_a_community_is_not_sent_to_an_announced_address(
    hass: HomeAssistant, http_port: int, secrets: dict[str, str]
) -> None:
    """It is the password of SNMP, as a user and a key are."""
    device = SimulatedDevice(MODELS["ste2"], name="Server room", mac=MAC.upper())
    device.community = secrets.get("community", "")
    if "version" in secrets:
        device.snmp_user = SnmpUser("watcher", "s3cret-key", "s3cret-too")
    await device.start(HOME, http=False, snmp=True)
    data = entry_data(
        {
            "host": HOME,
            "snmp": {
                "transport": "snmp",
                "port": device.snmp_port,
                **secrets,
            },
        }
    )
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=MAC, title="Server room", data=data | {"found": True}
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind((AWAY, device.snmp_port))
        listener.setblocking(False)
        await device.stop()
        for _ in range(4):
            await entry.runtime_data.async_refresh()
        assert entry.runtime_data.online is False
        await _dhcp(hass, AWAY)
        with pytest.raises(BlockingIOError):
            listener.recv(1500)
    assert set(_offers(hass)) == {"new_address_unproven"}


async def test_a_device_without_a_password_that_asks_for_one(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse, impostor: Any
) -> None:
    """Any web server may do so: it proves nothing, and is not offered."""
    device = await plug(HOME)
    await find(device)
    other = await impostor(device)
    other.credentials = ("some", "body")
    await device.stop()
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert other.requests == 1
    assert not _offers(hass)


async def test_a_device_that_refuses_its_password_is_where_it_was(
    hass: HomeAssistant, plug: Plug, elapse: Elapse, impostor: Any
) -> None:
    """It is asked for the new one, and not looked for elsewhere."""
    device = await plug(HOME)
    device.credentials = ("admin", "s3cret")
    await find_with_password(hass, device)
    other = await impostor(device)
    device.credentials = ("admin", "changed")
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert other.requests == 0
    assert not _offers(hass)


@pytest.mark.parametrize("gone", [True, False])
async def test_a_click_where_the_device_is_not(
    hass: HomeAssistant, plug: Plug, add_device: AddDevice, elapse: Elapse, gone: bool
) -> None:
    """Nothing at the address, or another device, changes nothing and is said."""
    device = await plug(HOME)
    entry = await add_device(device)
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    [issue] = _offers(hass).values()
    if gone:
        await device.stop()
    else:
        device.mac = "00:0A:59:99:99:99"
    result = await click(hass, issue)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_moved")
    assert entry.data["host"] == HOME
    assert set(_offers(hass)) == {"new_address"}


async def test_an_offer_that_is_over(
    hass: HomeAssistant, plug: Plug, add_device: AddDevice, elapse: Elapse
) -> None:
    """The device is back before anybody has clicked."""
    device = await plug(HOME)
    await add_device(device)
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    [issue] = _offers(hass).values()
    await async_setup_component(hass, "repairs", {})
    manager = repairs_flow_manager(hass)
    assert manager is not None
    result = await manager.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    await _moves(device, HOME)
    await polls(elapse)
    assert not _offers(hass)
    result = await manager.async_configure(result["flow_id"], {})
    assert result["reason"] == "no_longer_offered"


async def test_an_offer_goes_with_the_entry(
    hass: HomeAssistant, plug: Plug, add_device: AddDevice, elapse: Elapse
) -> None:
    """There is nothing left to be moved."""
    device = await plug(HOME)
    entry = await add_device(device)
    await _moves(device)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert _offers(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not _offers(hass)


@pytest.mark.parametrize("found", [True, False])
async def test_turned_off(
    hass: HomeAssistant,
    plug: Plug,
    find: Find,
    add_device: AddDevice,
    elapse: Elapse,
    found: bool,
) -> None:
    """Then announcements are nothing, and nobody looks."""
    device = await plug(HOME)
    entry = await (find(device) if found else add_device(device))
    options = {"poll_interval": 30, "grace": 2, "follow": False}
    result = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(result["flow_id"], options)
    await hass.async_block_till_done(wait_background_tasks=True)
    await _moves(device)
    before = device.requests
    await _dhcp(hass, AWAY)
    await _goes_offline(hass, elapse)
    await _dhcp(hass, AWAY)
    assert device.requests == before
    assert entry.data["host"] == HOME
    assert not _offers(hass)


# Where nothing is done


@pytest.mark.parametrize("known_by", ["mac", "serial"])
async def test_an_entry_that_waits_for_its_device(
    hass: HomeAssistant, plug: Plug, http_port: int, known_by: str
) -> None:
    """Of a device that was never read too little is known: a user decides."""
    device = await plug(AWAY, model="poseidon_4002")
    unique_id = getattr(device, known_by).lower()
    data = entry_data({"host": f"{HOME}:{http_port}", "snmp": {"transport": "http"}})
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=unique_id,
        title="Server room",
        data=data | {"found": True},
    )
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, DOMAIN, {})
    await _dhcp(hass, AWAY, device.mac)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    [(key, issue)] = _offers(hass).items()
    assert key == "new_address_unproven"
    await click(hass, issue)
    assert entry.data["host"] == AWAY
    assert entry.state is ConfigEntryState.LOADED
    assert not _offers(hass)


@pytest.mark.parametrize("how", ["removed", "disabled"])
async def test_an_entry_that_waits_no_more(
    hass: HomeAssistant, plug: Plug, http_port: int, how: str
) -> None:
    """Its offer goes, too."""
    await plug(AWAY)
    data = entry_data({"host": f"{HOME}:{http_port}", "snmp": {"transport": "http"}})
    entry = MockConfigEntry(domain=DOMAIN, unique_id=MAC, data=data)
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, DOMAIN, {})
    await _dhcp(hass, AWAY)
    assert _offers(hass)
    if how == "removed":
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )
    assert not _offers(hass)


async def test_where_it_is_already(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """An address that has not changed costs nothing, under whatever name."""
    device = await plug(HOME)
    entry = await find(device)
    await device.stop()
    await _goes_offline(hass, elapse)
    looks = limits._looks(hass).copy()
    await _dhcp(hass, HOME)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "host": "localhost"}
    )
    await _dhcp(hass, "127.0.0.1")
    assert limits._looks(hass) == looks
    assert not _offers(hass)


async def test_a_device_with_two_addresses(
    hass: HomeAssistant, plug: Plug, find: Find, elapse: Elapse
) -> None:
    """It stays at the one where it answers."""
    entry = await find(await plug(HOME))
    twin = await plug(AWAY)
    await _dhcp(hass, AWAY)
    await polls(elapse, 3)
    assert entry.data["host"] == HOME
    assert twin.requests == 0


async def test_disabled_and_ignored(
    hass: HomeAssistant, plug: Plug, http_port: int, elapse: Elapse
) -> None:
    """Nobody wants to hear of them."""
    device = await plug(AWAY)
    data = entry_data({"host": f"{HOME}:{http_port}", "snmp": {"transport": "http"}})
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=MAC,
        data=data | {"found": True},
        disabled_by=ConfigEntryDisabler.USER,
    )
    entry.add_to_hass(hass)
    ignored = MockConfigEntry(
        domain=DOMAIN, unique_id="00:0a:59:99:99:99", source=SOURCE_IGNORE
    )
    ignored.add_to_hass(hass)
    for mac in (MAC, "00:0a:59:99:99:99"):
        result = await _dhcp(hass, AWAY, mac)
        assert result["reason"] == "already_configured"
    assert device.requests == 0
    assert entry.data["host"] == HOME
    assert not _offers(hass)


async def test_many_announced_addresses(
    hass: HomeAssistant,
    plug: Plug,
    find: Find,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Only the newest are kept, and one that is silent does not hide the right one."""
    device = await plug(HOME)
    entry = await find(device)
    await _moves(device)
    await _dhcp(hass, "127.0.1.99")
    await _dhcp(hass, AWAY)
    for number in range(7):
        await _dhcp(hass, f"127.0.1.{number + 1}")
    await _goes_offline(hass, elapse)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["host"] == AWAY
    asked = {address for _, address in limits._looks(hass)}
    assert asked == {HOME, AWAY, *(f"127.0.1.{number + 1}" for number in range(7))}


async def test_an_entry_that_is_unloaded(
    hass: HomeAssistant, plug: Plug, find: Find
) -> None:
    """Nobody polls it, so nobody looks for it."""
    device = await plug(HOME)
    entry = await find(device)
    await hass.config_entries.async_unload(entry.entry_id)
    before = device.requests
    result = await _dhcp(hass, AWAY)
    assert result["reason"] == "already_configured"
    assert entry.data["host"] == HOME
    assert device.requests == before


async def test_another_certificate_there(
    hass: HomeAssistant, plug: Plug, certificates: int, elapse: Elapse
) -> None:
    """A device that is known by its certificate is not where another one is shown."""
    device = await plug(HOME)
    await device.stop()
    await device.start(HOME, device.port, tls=True)
    data = entry_data(
        {
            "host": device.url,
            "verify_ssl": False,
            "snmp": {"transport": "http"},
        }
    )
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=MAC, title=device.name, data=data | {"found": True}
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await device.stop()
    await _goes_offline(hass, elapse)
    device.certificate += 1
    await device.start(AWAY, device.port, tls=True)
    await _dhcp(hass, AWAY)
    assert (entry.data["host"], _offers(hass)) == (HOME, {})
    device.certificate -= 1
    await device.stop()
    await device.start(AWAY, device.port, tls=True)
    await _dhcp(hass, AWAY)
    assert entry.data["host"] == AWAY
    assert hass.states.get(ONLINE).state == "on"
