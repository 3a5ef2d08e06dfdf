"""One device is one entry, under whatever name of its host and whatever it says."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from simulator import SimulatedDevice

from .conftest import AddDevice, MakeDevice

# Neither MAC nor serial number; the IDs of probes and the name are filled in.
DOCUMENT = """<Root><Agent><DeviceName>{name}</DeviceName></Agent><SenSet>{probes}
</SenSet></Root>"""
PROBE = "<Entry><ID>{}</ID><Name>Room</Name><Units>C</Units><Value>1.5</Value></Entry>"


def _says(device: SimulatedDevice, name: str, *probes: int) -> None:
    entries = "".join(PROBE.format(probe) for probe in probes)
    device.override = DOCUMENT.format(name=name, probes=entries).encode()


async def _add_again(hass: HomeAssistant, host: str, **snmp: Any) -> Any:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": "device"}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"host": host, "snmp": {"transport": "http"} | snmp}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def _refused(result: Any) -> bool:
    if result["type"] is FlowResultType.CREATE_ENTRY:
        return False
    assert result["reason"] == "already_configured"
    return True


def _called(hass: HomeAssistant, entry: MockConfigEntry, host: str) -> None:
    """Let the entry have another name of its host; the client's own look-up is mocked."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, "host": host})


@pytest.mark.parametrize(
    ("host", "same"),
    [("localhost", True), ("127.0.0.1", True), ("gone.invalid", False)],
)
async def test_another_name_of_the_host(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    host: str,
    same: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It stands for the same address; one that cannot be looked up for none."""
    look_up = hass.loop.getaddrinfo

    async def answer(asked: str, *args: Any) -> Any:
        if asked == "gone.invalid":
            raise OSError("no such name")
        return await look_up(asked, *args)

    monkeypatch.setattr(hass.loop, "getaddrinfo", answer)
    _says(device, "", 7)
    entry = await add_device(device)
    assert entry.unique_id is None
    _called(hass, entry, host)
    assert _refused(await _add_again(hass, device.url)) is same


@pytest.mark.parametrize(
    ("name", "probes", "same"),
    [
        ("Cellar", (31324, 12125), True),
        ("Cellar", (31324, 12125, 4711), True),
        ("Attic", (31324, 12125), False),
        ("", (31324, 12125), False),
        ("Cellar", (31324, 4711), False),
        ("Cellar", (4711, 4712), False),
        ("Cellar", (), False),
    ],
)
async def test_another_address(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    name: str,
    probes: tuple[int, ...],
    same: bool,
) -> None:
    """Its name and the chips of its probes tell that it is the same device."""
    one, other = await make_device("ste2"), await make_device("ste2")
    _says(one, "Cellar", 31324, 12125)
    await add_device(one)
    _says(other, name, *probes)
    assert _refused(await _add_again(hass, other.url)) is same


async def test_ids_of_the_factory(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """They are on every unit, and so may be the name: these are two devices."""
    one, other = await make_device("ste"), await make_device("ste")
    for device in (one, other):
        _says(device, "HWg-STE", 215, 216)
    await add_device(one)
    assert not _refused(await _add_again(hass, other.url))


async def test_it_says_more_than_before(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """A MAC that the entry does not know makes no other device of it."""
    device = await make_device("ste2", name="Cellar", mac="00:0A:59:10:20:30")
    document = device.document
    device.override = document.replace(device.mac.encode(), b"")
    entry = await add_device(device)
    assert entry.unique_id is None
    _called(hass, entry, "localhost")
    device.override = document
    assert _refused(await _add_again(hass, device.url))


async def test_two_agents_behind_one_address(
    hass: HomeAssistant, make_device: MakeDevice
) -> None:
    """Their ports tell them apart, as long as nothing else does."""
    for _ in range(2):
        device = await make_device("perseus")
        await device.stop()
        device.serial = device.mac = ""
        await device.start(http=False, snmp=True)
        snmp = {"transport": "snmp", "port": device.snmp_port}
        for host, refused in (("127.0.0.1:9", False), ("localhost:9", True)):
            assert _refused(await _add_again(hass, host, **snmp)) is refused


async def test_an_entry_that_is_not_loaded(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """Of that one only the address is known."""
    _says(device, "Cellar", 31324, 12125)
    entry: MockConfigEntry = await add_device(device)
    await hass.config_entries.async_unload(entry.entry_id)
    _called(hass, entry, "localhost")
    assert _refused(await _add_again(hass, device.url))
