"""Forged announcements: what they cost, and what they cannot do."""

from collections.abc import AsyncIterator
from functools import partial
from ipaddress import IPv4Address
import socket
from typing import Any, override

import pytest

from custom_components.hwgroup.client import find_devices
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.discovery import limits, search
from homeassistant.config_entries import SOURCE_DHCP, SOURCE_INTEGRATION_DISCOVERY
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.setup import async_setup_component
from simulator import MODELS, SearchResponder, SimulatedDevice

from .conftest import LOOPBACK, Elapse, Plug

NAMELESS = b"<Root><SenSet><Entry><ID>7</ID><Units>C</Units><Value>1.5</Value></Entry></SenSet></Root>"


class Flood(SearchResponder):
    """Answers one search with many forged replies, from whatever addresses."""

    addresses: tuple[str, ...] = ("127.0.0.41",)
    told_port = 80
    replies = 3000

    @override
    def _answer(self, _port: Any, data: bytes, sender: tuple[str, int]) -> None:
        self.searches += 1
        sockets = {address: _bound(address) for address in self.addresses}
        for number in range(self.replies):
            address = self.addresses[number % len(self.addresses)]
            mac = b"\x00\x0a\x59" + number.to_bytes(3)
            told = IPv4Address(address).packed
            parts = (mac, told, bytes(22), self.told_port.to_bytes(2), bytes(16))
            sockets[address].sendto(b"".join(parts), sender)
        for sending in sockets.values():
            sending.close()


def _bound(address: str) -> socket.socket:
    sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sending.bind((address, 0))
    return sending


@pytest.fixture
async def flood(
    whole_loopback: None, adapters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Flood]:
    """Return a host that floods whoever searches."""
    adapters.append(LOOPBACK)
    async with Flood([]) as running:
        monkeypatch.setattr(
            search, "find_devices", partial(find_devices, port=running.port)
        )
        monkeypatch.setattr(search, "_SECONDS", 0.3)
        yield running


@pytest.fixture
async def everywhere(http_port: int) -> AsyncIterator[SimulatedDevice]:
    """Return what answers HTTP at all addresses, and does not say who it is."""
    device = SimulatedDevice(MODELS["ste2"])
    device.override = NAMELESS
    await device.start("0.0.0.0", http_port)  # noqa: S104
    yield device
    await device.stop()


def _cards(hass: HomeAssistant) -> list[Any]:
    return hass.config_entries.flow.async_progress_by_handler(DOMAIN)


async def _load(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def _dhcp(hass: HomeAssistant, address: str, number: int) -> Any:
    info = DhcpServiceInfo(ip=address, hostname="", macaddress=f"000a59{number:06x}")
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_DHCP}, data=info
    )


async def test_a_flood_from_one_host(
    hass: HomeAssistant, flood: Flood, everywhere: SimulatedDevice
) -> None:
    """3,000 forged replies are one request and one card."""
    await _load(hass)
    assert flood.searches == 1
    assert everywhere.requests == 1
    assert len(_cards(hass)) == 1


async def test_a_host_that_is_found_each_time(
    hass: HomeAssistant, flood: Flood, everywhere: SimulatedDevice
) -> None:
    """Whatever has Home Assistant search: it is asked a few times an hour."""
    for _ in range(6):
        await search._async_run(hass)
        await hass.async_block_till_done()
    assert flood.searches == 6
    assert everywhere.requests == 4
    assert len(_cards(hass)) == 1


async def test_a_flood_from_a_whole_network(
    hass: HomeAssistant, flood: Flood, everywhere: SimulatedDevice
) -> None:
    """Cards end at a number that people can read, requests a little later."""
    flood.addresses = tuple(f"127.0.1.{host}" for host in range(1, 201))
    await _load(hass)
    assert everywhere.requests <= 256
    assert len(_cards(hass)) <= 64 + 8  # those that were read at the same time


async def test_announcements_by_dhcp_from_one_host(
    hass: HomeAssistant, everywhere: SimulatedDevice, elapse: Elapse
) -> None:
    """Each has another MAC, and the document none: it is asked a few times an hour."""
    await elapse(1)
    results = [await _dhcp(hass, "127.0.0.41", number) for number in range(50)]
    assert everywhere.requests == 4
    assert len(_cards(hass)) == 1
    assert [result["type"] for result in results[4:]] == [FlowResultType.ABORT] * 46
    assert results[-1]["reason"] == "too_many_announced"
    # Another host is not kept from being found by that.
    result = await _dhcp(hass, "127.0.0.42", 99)
    assert result["type"] is FlowResultType.FORM
    await elapse(3601)
    result = await _dhcp(hass, "127.0.0.41", 98)
    assert result["type"] is FlowResultType.FORM


async def test_announcements_by_dhcp_from_a_whole_network(
    hass: HomeAssistant, everywhere: SimulatedDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them together are bounded, too."""
    monkeypatch.setattr(limits, "_MOST_LOOKS", 30)
    monkeypatch.setattr(limits, "_MOST_CARDS", 10)
    for number in range(40):
        await _dhcp(hass, f"127.0.1.{number + 1}", number)
    assert everywhere.requests == 30
    assert len(_cards(hass)) == 10


async def test_one_card_for_an_address(
    hass: HomeAssistant, plug: Plug, http_port: int
) -> None:
    """A host that is somebody else each time does not fill the page."""
    device = await plug("127.0.0.41")
    for number in range(4):
        device.mac = f"00:0A:59:10:20:4{number}"
        await _dhcp(hass, "127.0.0.41", number)
        [card] = _cards(hass)
        assert card["context"]["unique_id"] == device.mac.lower()


async def test_a_port_that_nobody_has_typed(
    hass: HomeAssistant, flood: Flood, http_port: int
) -> None:
    """A forged reply cannot have another service asked."""
    service = SimulatedDevice(MODELS["ste2"])
    await service.start("127.0.0.41", 0)
    flood.told_port = service.port
    await _load(hass)
    assert flood.searches == 1
    assert service.requests == service.connections == 0
    assert _cards(hass) == []
    await service.stop()


async def test_cards_that_a_user_has_asked_for(
    hass: HomeAssistant, plug: Plug, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Are not limited: all devices that were picked are added."""
    monkeypatch.setattr(limits, "_MOST_CARDS", 1)
    monkeypatch.setattr(limits, "_MOST_LOOKS", 1)
    for number in range(41, 45):
        await plug(f"127.0.0.{number}", f"00:0a:59:10:20:{number}")
    flows = hass.config_entries.flow
    result = await flows.async_init(DOMAIN, context={"source": "user"})
    result = await flows.async_configure(result["flow_id"], {"next_step_id": "search"})
    await hass.async_block_till_done(wait_background_tasks=True)
    result = await flows.async_configure(result["flow_id"])
    for _ in range(2):  # the devices, and their areas
        result = await flows.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(hass.config_entries.async_entries(DOMAIN)) == 4
    sources = {entry.source for entry in hass.config_entries.async_entries(DOMAIN)}
    assert SOURCE_INTEGRATION_DISCOVERY in sources
