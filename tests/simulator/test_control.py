"""The control page and the JSON behind it."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulator import MODELS, SimulatedDevice
from simulator.control import ControlPage


@pytest.fixture
async def devices() -> AsyncIterator[list[SimulatedDevice]]:
    """Return two running devices."""
    async with (
        SimulatedDevice(MODELS["ste"]) as ste,
        SimulatedDevice(MODELS["damocles2_mini"]) as damocles,
    ):
        yield [ste, damocles]


@pytest.fixture
async def page(devices: list[SimulatedDevice]) -> AsyncIterator[ControlPage]:
    """Return a running control page."""
    control = ControlPage(devices)
    await control.start()
    yield control
    await control.stop()


async def _post(
    session: aiohttp.ClientSession, page: ControlPage, path: str, change: Any
) -> Any:
    """Post a change and return the device as it is shown afterwards."""
    async with session.post(f"{page.url}/devices/{path}", json=change) as answer:
        assert answer.status == 200
        return await answer.json()


async def test_page_is_self_contained(
    page: ControlPage, session: aiohttp.ClientSession
) -> None:
    """The page loads nothing from other hosts."""
    assert page.url.startswith("http://127.0.0.1:")
    async with session.get(page.url) as answer:
        assert answer.content_type == "text/html"
        text = await answer.text()
    assert text.startswith("<!DOCTYPE html>")
    assert "://" not in text
    assert "viewport" in text


async def test_lists_devices(
    page: ControlPage, session: aiohttp.ClientSession, devices: list[SimulatedDevice]
) -> None:
    """Every device is listed with all that the page shows."""
    devices[0].sensor(216).value = 75.0
    async with session.get(f"{page.url}/devices") as answer:
        ste, damocles = await answer.json()
    assert ste == {
        "name": "Archive room",
        "product": "HWg-STE",
        "url": devices[0].url,
        "plugged": True,
        "fixed": False,
        "requests": 0,
        "sensors": [
            {
                "id": 215,
                "name": "Shelf",
                "unit": "C",
                "reading": "18.4",
                "valid": True,
                "condition": "normal",
            },
            {
                "id": 216,
                "name": "Shelf humidity",
                "unit": "%RH",
                "reading": "75.0",
                "valid": True,
                "condition": "alarm_high",
            },
        ],
        "inputs": [],
        "outputs": [],
    }
    assert damocles["inputs"][1] == {
        "id": 2,
        "name": "Pump thermal trip",
        "closed": False,
        "active": False,
        "counter": 2,
    }
    assert damocles["outputs"][0] == {"id": 151, "name": "Pump 1", "on": True}


async def test_a_device_without_a_document(session: aiohttp.ClientSession) -> None:
    """A device with SNMP only is listed with its agent, and can be changed as well."""
    perseus = SimulatedDevice(MODELS["perseus"])
    await perseus.start(http=False, snmp=True)
    page = ControlPage([perseus])
    await page.start()
    try:
        async with session.get(f"{page.url}/devices") as answer:
            [shown] = await answer.json()
        assert shown["url"] == f"udp://127.0.0.1:{perseus.snmp_port}"
        assert shown["plugged"]
        assert not (await _post(session, page, "0/unplug", {}))["plugged"]
        assert (await _post(session, page, "0/plug", {}))["plugged"]
        await _post(session, page, "0/inputs/1001", {"closed": False})
        assert perseus.input(1001).active
    finally:
        await page.stop()
        await perseus.stop()


async def test_unplug_and_plug(
    page: ControlPage, session: aiohttp.ClientSession, devices: list[SimulatedDevice]
) -> None:
    """The buttons plug and unplug their own device only."""
    assert (await _post(session, page, "1/unplug", {}))["plugged"] is False
    assert [device.plugged for device in devices] == [True, False]
    assert (await _post(session, page, "1/plug", {}))["plugged"] is True
    assert [device.plugged for device in devices] == [True, True]


async def test_change_sensor(
    page: ControlPage, session: aiohttp.ClientSession, devices: list[SimulatedDevice]
) -> None:
    """A sensor can be stepped, set, disconnected and connected."""
    sensor = devices[0].sensor(215)
    answer = await _post(session, page, "0/sensors/215", {"steps": -3})
    assert answer["sensors"][0]["reading"] == "16.9"
    assert sensor.value == 16.9
    await _post(session, page, "0/sensors/215", {"value": 31.5, "valid": False})
    assert (sensor.value, sensor.valid) == (31.5, False)
    answer = await _post(session, page, "0/sensors/215", {"valid": True})
    assert answer["sensors"][0]["condition"] == "alarm_high"


async def test_change_input(
    page: ControlPage, session: aiohttp.ClientSession, devices: list[SimulatedDevice]
) -> None:
    """A contact can be closed, and the counter counts it."""
    answer = await _post(session, page, "1/inputs/2", {"closed": True})
    assert answer["inputs"][1]["active"] is True
    assert answer["inputs"][1]["counter"] == 3
    assert devices[1].input(2).closed


@pytest.mark.parametrize(
    ("path", "change", "status"),
    [
        ("2/plug", {}, 404),
        ("0/sensors/999", {"steps": 1}, 404),
        ("0/inputs/1", {"closed": True}, 404),
        ("0/sensors/215", {"steps": "1"}, 400),
        ("0/sensors/215", {"steps": True}, 400),
        ("0/sensors/215", {"value": float("nan")}, 400),
        ("0/sensors/215", {"valid": 1}, 400),
        ("0/sensors/215", {"steps": 1, "colour": "red"}, 400),
        ("0/sensors/215", [1], 400),
        ("1/inputs/2", {"closed": "yes"}, 400),
    ],
)
async def test_refuses_nonsense(
    page: ControlPage,
    session: aiohttp.ClientSession,
    devices: list[SimulatedDevice],
    path: str,
    change: Any,
    status: int,
) -> None:
    """A request with a wrong change is refused as a whole."""
    before = [device.document for device in devices]
    async with session.post(f"{page.url}/devices/{path}", json=change) as answer:
        assert answer.status == status
    assert [device.document for device in devices] == before


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [(b"{}", "text/plain", 415), (b"{", "application/json", 400)],
)
async def test_wants_json(
    page: ControlPage,
    session: aiohttp.ClientSession,
    devices: list[SimulatedDevice],
    body: bytes,
    content_type: str,
    status: int,
) -> None:
    """What a page of another origin can send without a preflight has no effect."""
    headers = {"Content-Type": content_type}
    url = f"{page.url}/devices/0/unplug"
    async with session.post(url, data=body, headers=headers) as answer:
        assert answer.status == status
    assert devices[0].plugged
