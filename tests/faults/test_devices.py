"""A device that fails in each way: in the form, at a start, and while it is polled."""

from typing import Any

import pytest

from custom_components.hwgroup.alerts.messages.words import words
from custom_components.hwgroup.const import DEFAULT_GRACE, DOMAIN
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from simulator import SimulatedDevice

from ..conftest import AddDevice, MakeDevice
from ..translations import ENGLISH
from .table import HTTP, SNMP, Row, do

ROWS = [
    pytest.param(transport, row, id=f"{transport}-{name}")
    for transport, rows in (("http", HTTP), ("snmp", SNMP))
    for name, row in rows.items()
]
CONNECTIVITY = "binary_sensor.server_room_connectivity"
PROBE = "sensor.server_room_cold_room_1"


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device that answers by both protocols."""
    device = await make_device("ste2", name="Server room", mac="00:0A:59:10:20:30")
    await device.stop()
    await device.start(snmp=True)
    return device


def _chosen(device: SimulatedDevice, transport: str) -> dict[str, Any]:
    return {"transport": transport, "port": device.snmp_port}


@pytest.mark.parametrize(("transport", "row"), ROWS)
async def test_in_the_form(
    hass: HomeAssistant, device: SimulatedDevice, transport: str, row: Row
) -> None:
    """The error is named, and the same form goes on when it is over."""
    if row.error == "other_device":
        pytest.skip("any device can be added")
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await flow.async_configure(result["flow_id"], {"next_step_id": "device"})
    entered = {"host": device.url, "snmp": _chosen(device, transport)}
    await do(row.spoil, device)
    result = await flow.async_configure(result["flow_id"], entered)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": row.in_form or row.unheard or row.error}
    await do(row.mend, device)
    result = await flow.async_configure(result["flow_id"], entered)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(("transport", "row"), ROWS)
async def test_at_a_start(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    add_device: AddDevice,
    device: SimulatedDevice,
    transport: str,
    row: Row,
) -> None:
    """Without anything that is known of the device, it is tried again until it is over."""
    entry = await add_device(device, **_chosen(device, transport))
    await hass.config_entries.async_unload(entry.entry_id)
    hass_storage.pop(f"{DOMAIN}.{entry.entry_id}", None)
    await do(row.spoil, device)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is not ConfigEntryState.LOADED
    assert entry.error_reason_translation_key == (row.unheard or row.error)
    await do(row.mend, device)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get(PROBE).state == "4.2"


@pytest.mark.usefixtures("quiet_device")
@pytest.mark.parametrize(("transport", "row"), ROWS)
async def test_while_it_is_polled(
    hass: HomeAssistant,
    add_device: AddDevice,
    device: SimulatedDevice,
    transport: str,
    row: Row,
) -> None:
    """Values stay for a while, the error is named, and the next good poll ends it."""
    entry = await add_device(device, **_chosen(device, transport))
    coordinator = entry.runtime_data
    await do(row.spoil, device)
    await coordinator.async_refresh()
    assert coordinator.problem == row.error
    assert hass.states.get(PROBE).state == "4.2"
    for _ in range(DEFAULT_GRACE):
        assert hass.states.get(CONNECTIVITY).state == "on"
        await coordinator.async_refresh()
    assert hass.states.get(CONNECTIVITY).state == "off"
    assert hass.states.get(PROBE).state == "unavailable"
    await do(row.mend, device)
    device.sensors[0].value = 5.5
    await coordinator.async_refresh()
    assert hass.states.get(CONNECTIVITY).state == "on"
    assert hass.states.get(PROBE).state == "5.5"


def test_each_has_its_words() -> None:
    """For the form, for the page of the entry, and for messages."""
    for row in (*HTTP.values(), *SNMP.values()):
        assert ENGLISH["config"]["error"][row.error]
        assert ENGLISH["exceptions"][row.error]["message"]
        assert words("en")[f"reason_{row.error}"]
