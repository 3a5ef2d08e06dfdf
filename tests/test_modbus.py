"""Outputs over real Modbus/TCP: how they are set up, switched and given up."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.client import modbus, read_back
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.diagnostics import async_get_config_entry_diagnostics
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from simulator import ModbusFault, SimulatedDevice

from .conftest import AddDevice, MakeDevice
from .entities import state_of, turn
from .site import issues

FAN: Final = "switch.server_room_extra_fan"
BEACON: Final = "switch.server_room_beacon"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modbus, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(read_back, "READ_BACK_SECONDS", (0, 0, 0, 0))


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device with two relays, one of which it switches itself."""
    device = await make_device("poseidon2_3268", name="Server room")
    await device.plug_modbus()
    return device


async def _form(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )


async def _fill_in(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry, **typed: Any
) -> Any:
    """Fill in the form of a device, up to the step about its coils."""
    form = await _form(hass, entry)
    coils = {"enabled": True, "port": device.modbus_port, "unit_id": 2} | typed
    snmp = {key: entry.data["snmp"][key] for key in ("transport", "port")}
    return await hass.config_entries.flow.async_configure(
        form["flow_id"], {"host": device.url, "snmp": snmp, "modbus": coils}
    )


async def _submit(hass: HomeAssistant, result: Any) -> Any:
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def _set_up(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    result = await _fill_in(hass, device, entry)
    assert result["step_id"] == "coils", result
    fan = device.outputs[0]
    fan.on = not fan.on
    result = await _submit(hass, result)
    assert result.get("reason") == "reconfigure_successful", result
    fan.on = not fan.on
    await entry.runtime_data.async_refresh()


@pytest.fixture
async def entry(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> MockConfigEntry:
    """Return the device as a user has added it, with coils that were seen to follow."""
    entry = await add_device(device)
    await _set_up(hass, device, entry)
    return entry


@pytest.mark.parametrize("first", [200, 199])
async def test_a_relay_is_switched(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, first: int
) -> None:
    """Whichever way the device counts its coils."""
    device.modbus.first_coil = first
    entry = await add_device(device)
    assert hass.states.get(FAN) is None
    await _set_up(hass, device, entry)
    assert entry.data["modbus"] == {
        "port": device.modbus_port,
        "unit_id": 2,
        "first_coil": first,
        "identity": device.mac.lower(),
    }
    for state in (STATE_ON, STATE_OFF, STATE_ON):
        await turn(hass, FAN, state)
        assert device.output(151).on is (state == STATE_ON)
        assert state_of(hass, FAN) == state
    assert not device.output(152).on
    assert device.modbus.writes == 3
    assert not issues(hass)


async def test_no_limits_over_modbus(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """They are no coils, so there are no numbers for them."""
    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    domains = {entity.domain for entity in entities}
    assert "switch" in domains
    assert "number" not in domains


async def test_nothing_is_written_before_that(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """The step names the outputs and the page, and only looks."""
    entry = await add_device(device)
    result = await _fill_in(hass, device, entry)
    assert result["type"] is FlowResultType.FORM
    shown = result["description_placeholders"]
    assert shown["outputs_in_title"] == "Extra fan, Beacon"
    assert shown["url_in_title"] == device.url
    for change, error in (
        ((), "nothing_changed"),
        ((151, 152), "several_changed"),
        ((), "nothing_changed"),
    ):
        for output in change:
            device.output(output).on = True
        result = await _submit(hass, result)
        assert result["errors"] == {"base": error}
        assert result["step_id"] == "coils"
    assert "modbus" not in entry.data
    assert device.modbus.writes == 0
    device.output(151).on = False
    assert (await _submit(hass, result))["reason"] == "reconfigure_successful"
    assert device.modbus.writes == 0


async def test_coils_of_which_two_follow(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """Which numbering is right is not guessed."""
    device.modbus.mirrored = 1
    del device.outputs[1:]
    entry = await add_device(device)
    result = await _fill_in(hass, device, entry)
    device.output(151).on = True
    assert (await _submit(hass, result))["errors"] == {"base": "coils_ambiguous"}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (ModbusFault.LOCKED, "modbus_refused"),
        (ModbusFault.EMPTY, "malformed"),
    ],
)
async def test_a_read_that_is_refused_while_it_is_watched(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    fault: ModbusFault,
    error: str,
) -> None:
    """The step says so and stays; once coils are read again, the change counts."""
    entry = await add_device(device)
    result = await _fill_in(hass, device, entry)
    device.output(151).on = True
    device.modbus.fault = fault
    result = await _submit(hass, result)
    assert result["step_id"] == "coils"
    assert result["errors"] == {"base": error}
    assert "modbus" not in entry.data
    device.modbus.fault = ModbusFault.NONE
    assert (await _submit(hass, result))["reason"] == "reconfigure_successful"
    assert entry.data["modbus"]["first_coil"] == 200
    assert not device.modbus.writes


def _hang_up(device: SimulatedDevice) -> None:
    device.modbus.unit_id = 1


def _have_no_coils(device: SimulatedDevice) -> None:
    device.modbus.first_coil = 0


def _be_nobody(device: SimulatedDevice) -> None:
    device.mac = device.serial = ""


@pytest.mark.parametrize(
    ("happens", "error"),
    [
        (_hang_up, "timeout"),
        (_have_no_coils, "coils_differ"),
        (_be_nobody, "agent_unnamed"),
    ],
)
async def test_the_form_refuses(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    happens: Callable[[SimulatedDevice], None],
    error: str,
) -> None:
    """What cannot work is said before anybody has to go to the device."""
    entry = await add_device(device)
    happens(device)
    result = await _fill_in(hass, device, entry)
    assert result["step_id"] == "reconfigure"
    assert result["errors"] == {"base": error}
    assert "modbus" not in entry.data


async def test_a_closed_port(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """Modbus is off in many devices."""
    await device.unplug_modbus()
    result = await _fill_in(hass, device, await add_device(device))
    assert result["errors"] == {"base": "cannot_connect"}


async def test_what_is_known_stays_known(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """It is asked for again only for another unit or port, and goes if it is off."""
    known = dict(entry.data["modbus"])
    result = await _fill_in(hass, device, entry)
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["modbus"] == known
    device.modbus.unit_id = 3
    result = await _fill_in(hass, device, entry, unit_id=3)
    assert result["step_id"] == "coils"
    hass.config_entries.flow.async_abort(result["flow_id"])
    assert entry.data["modbus"] == known
    result = await _fill_in(hass, device, entry, enabled=False)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "modbus" not in entry.data
    assert hass.states.get(FAN) is None


async def test_a_form_without_that_section(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """It changes nothing of it, and shows what is set."""
    known = dict(entry.data["modbus"])
    form = await _form(hass, entry)
    fields = form["data_schema"].schema["modbus"].schema.schema
    shown = {str(key): key.description["suggested_value"] for key in fields}
    assert shown == {"enabled": True, "port": device.modbus_port, "unit_id": 2}
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"host": device.url, "snmp": {"transport": "http"}}
    )
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["modbus"] == known


@pytest.mark.parametrize("model", ["perseus", "ste2"])
async def test_models_without_coils(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, model: str
) -> None:
    """No map of a Perseus is known, and a STE2 has no outputs: neither is asked."""
    device = await make_device(model)
    device.snmp_port = await device.agent.open("127.0.0.1", 0)
    entry = await add_device(
        device, device.host, transport="snmp", port=device.snmp_port
    )
    form = await _form(hass, entry)
    assert "modbus" not in [str(key) for key in form["data_schema"].schema]


async def test_an_output_that_the_device_switches(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """It shows its state, and refuses with the reason."""
    with pytest.raises(ServiceValidationError) as refused:
        await turn(hass, BEACON, STATE_ON)
    assert refused.value.translation_key == "output_automatic"
    assert not device.modbus.writes


def _refuse(device: SimulatedDevice) -> None:
    device.modbus.fault = ModbusFault.REFUSED


def _cut(device: SimulatedDevice) -> None:
    device.modbus.fault = ModbusFault.CUT


def _lie(device: SimulatedDevice) -> None:
    device.output(151).lies = True


def _count_otherwise(device: SimulatedDevice) -> None:
    device.modbus.first_coil = 199
    device.output(152).on = True


def _be_another_device(device: SimulatedDevice) -> None:
    device.mac = "00:0A:59:99:99:99"


@pytest.mark.parametrize(
    ("happens", "key"),
    [
        (_refuse, "modbus_refused"),
        (_cut, "write_refused"),
        (_lie, "not_switched"),
        (_hang_up, "timeout"),
        (_count_otherwise, "coils_differ"),
        (_be_another_device, "other_device"),
        (_be_nobody, "agent_unnamed"),
    ],
)
async def test_refusals(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entry: MockConfigEntry,
    happens: Callable[[SimulatedDevice], None],
    key: str,
) -> None:
    """Each has its own words, and the switch goes on showing what is."""
    happens(device)
    device.output(152).mode = 0
    with pytest.raises(HomeAssistantError) as refused:
        await turn(hass, FAN, STATE_ON)
    assert refused.value.translation_key == key
    assert not device.output(151).on


async def test_a_writer_that_insists(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """Who takes every command back is a repair issue, as over SNMP."""
    for found in ([], ["output_contested"]):
        await turn(hass, FAN, STATE_ON)
        device.output(151).on = False
        await entry.runtime_data.async_refresh()
        assert state_of(hass, FAN) == STATE_OFF
        assert issues(hass) == found


async def test_a_neighbour_that_moves(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """What was learned is forgotten, and learned anew, also over a restart."""
    device.output(152).mode = 0
    device.modbus.first_coil = 199
    with pytest.raises(HomeAssistantError) as refused:
        await turn(hass, FAN, STATE_ON)
    assert refused.value.translation_key == "other_output"
    assert issues(hass) == ["coils_unknown"]
    with pytest.raises(HomeAssistantError) as refused:
        await turn(hass, FAN, STATE_ON)
    assert refused.value.translation_key == "coils_unknown"
    await entry.runtime_data.async_reconnect(entry.data)  # as when it moves
    with pytest.raises(HomeAssistantError) as refused:
        await turn(hass, FAN, STATE_ON)
    assert refused.value.translation_key == "coils_unknown"
    assert device.modbus.writes == 1
    assert "first_coil" not in entry.data["modbus"]
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issues(hass) == ["coils_unknown"]
    assert state_of(hass, FAN) == STATE_UNAVAILABLE
    device.output(152).on = False
    await _set_up(hass, device, entry)
    assert issues(hass) == []
    await turn(hass, FAN, STATE_ON)
    assert [output.on for output in device.outputs] == [True, False]


async def test_outputs_over_modbus_and_limits_over_snmp(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """Where both are set up, Modbus has been chosen for the outputs."""
    device.write_community = "relays-42"
    device.snmp_port = await device.agent.open("127.0.0.1", 0)
    form = await _form(hass, entry)
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"],
        {
            "host": device.url,
            "snmp": {"transport": "http", "port": device.snmp_port},
            "control": {"enabled": True, "version": "1", "community": "relays-42"},
        },
    )
    assert result["reason"] == "reconfigure_successful", result
    await hass.async_block_till_done(wait_background_tasks=True)
    await turn(hass, FAN, STATE_ON)
    assert (device.modbus.writes, device.agent.set_requests) == (1, 0)
    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    assert "number" in {entity.domain for entity in entities}


async def test_what_others_may_know_of_it(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """Diagnostics tell how the coils are counted, and not of which device."""
    told = await async_get_config_entry_diagnostics(hass, entry)
    assert device.mac.lower() not in str(told).lower()
    assert "first_coil" in str(told)
