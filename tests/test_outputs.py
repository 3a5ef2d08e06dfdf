"""Outputs as switches and buttons, over real SNMP: each command, refusal and repair."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.hwgroup.client import read_back, snmp_session
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device.anonymous import has_secrets
from custom_components.hwgroup.diagnostics import async_get_config_entry_diagnostics
from custom_components.hwgroup.issues.address import async_offer_new_address
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from simulator import Output, SimulatedDevice, SnmpUser
from simulator.snmp.poseidon import OUTPUTS, SENSORS

from .conftest import AddDevice, Elapse, MakeDevice
from .entities import state_of, turn
from .site import click, issues
from .snmp_form import fill_in
from .trail.rows import trail_rows

WRITER: Final = "relays-42"
FAN: Final = "switch.server_room_extra_fan"
BEACON: Final = "switch.server_room_beacon"
CONTROL: Final = {"enabled": True, "version": "1", "community": WRITER}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snmp_session, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(read_back, "READ_BACK_SECONDS", (0, 0, 0, 0))


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device with two relays, one of which it switches itself."""
    device = await make_device("poseidon2_3268", name="Server room")
    device.write_community = WRITER
    await _plug_agent(device)
    return device


async def _plug_agent(device: SimulatedDevice) -> None:
    device.snmp_port = await device.agent.open("127.0.0.1", 0)


async def _reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, **control: Any
) -> Any:
    """Fill in the form of a device; the section on outputs only if it is given."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    data = entry.data
    scheme = "https" if data["ssl"] else "http"
    typed: dict[str, Any] = {
        "host": f"{scheme}://{data['host']}:{data['port']}",
        "username": data["username"],
        "password": "",
        "snmp": {
            "transport": data["snmp"]["transport"],
            "port": data["snmp"]["port"],
        },
    }
    if control:
        typed["control"] = control
    result = await fill_in(hass, result, typed, "control")
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


@pytest.fixture
async def entry(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> MockConfigEntry:
    """Return the device as a user has added it, and let its outputs be switched."""
    entry = await add_device(device, port=device.snmp_port)
    result = await _reconfigure(hass, entry, **CONTROL)
    assert result["reason"] == "reconfigure_successful"
    return entry


async def test_a_relay_is_switched(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """What is shown is what the device says afterwards."""
    assert state_of(hass, FAN) == STATE_OFF
    for state in (STATE_ON, STATE_OFF, STATE_ON):
        await turn(hass, FAN, state)
        assert device.output(151).on is (state == STATE_ON)
        assert state_of(hass, FAN) == state
        assert state_of(hass, FAN.replace("switch", "binary_sensor")) == state
    assert not device.output(152).on
    assert not issues(hass)


async def test_who_has_switched_it(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """It is in the audit trail, from what to what; what was refused is not."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    anna = MockUser(name="Anna", is_owner=True).add_to_hass(hass)
    for state, user_id in (("on", anna.id), ("off", None)):
        await hass.services.async_call(
            "switch",
            f"turn_{state}",
            {"entity_id": FAN},
            blocking=True,
            context=Context(user_id=user_id),
        )
    with pytest.raises(ServiceValidationError):
        await turn(hass, BEACON, STATE_ON)
    rows = await trail_rows(hass, "output_switched")
    about = {(row["kind"], row["name"], row["device"]) for row in rows}
    assert about == {("output", "Extra fan", "Server room")}
    assert [(row["by"], row["before"], row["after"]) for row in rows] == [
        ("Anna", "false", "true"),
        ("Home Assistant", "true", "false"),
    ]


async def test_without_credentials_there_is_no_switch(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """The output is shown, as before, and nothing of the form is needed."""
    entry = await add_device(device, port=device.snmp_port)
    assert hass.states.get(FAN) is None
    assert state_of(hass, FAN.replace("switch", "binary_sensor")) == STATE_OFF
    assert (await _reconfigure(hass, entry))["reason"] == "reconfigure_successful"
    assert "control" not in entry.data


async def test_an_output_that_the_device_switches(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """It shows its state, and refuses with the reason."""
    device.output(152).on = True
    await entry.runtime_data.async_refresh()
    assert state_of(hass, BEACON) == STATE_ON
    with pytest.raises(ServiceValidationError) as refused:
        await turn(hass, BEACON, STATE_OFF)
    assert refused.value.translation_key == "output_automatic"
    assert device.output(152).on


def _lie(device: SimulatedDevice) -> None:
    device.output(151).lies = True


def _lock(device: SimulatedDevice) -> None:
    device.family = replace(
        device.family, tables=(SENSORS, replace(OUTPUTS, changes={}))
    )


def _take_the_right_away(device: SimulatedDevice) -> None:
    device.write_community = None


def _be_another_device(device: SimulatedDevice) -> None:
    device.mac = "00:0A:59:99:99:99"


def _be_nobody(device: SimulatedDevice) -> None:
    device.mac = ""


@pytest.mark.parametrize(
    ("happens", "key"),
    [
        (_lie, "not_switched"),
        (_lock, "write_refused"),
        (_take_the_right_away, "write_refused"),
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
    with pytest.raises(HomeAssistantError) as refused:
        await turn(hass, FAN, STATE_ON)
    assert refused.value.translation_key == key
    assert not device.output(151).on
    await entry.runtime_data.async_refresh()


async def test_a_silent_agent(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """No command is sent to it, and the device does not count as offline for that."""
    await device.unplug_snmp()
    with pytest.raises(HomeAssistantError) as refused:
        await turn(hass, FAN, STATE_ON)
    assert refused.value.translation_key == "snmp_silent"
    assert state_of(hass, FAN) == STATE_OFF


async def test_a_writer_that_insists(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entry: MockConfigEntry,
    elapse: Elapse,
) -> None:
    """Who takes every command back is a repair issue, until one of ours lasts."""
    for found in ([], ["output_contested"]):
        await turn(hass, FAN, STATE_ON)
        device.output(151).on = False
        await elapse(31)
        assert state_of(hass, FAN) == STATE_OFF
        assert issues(hass) == found
    await turn(hass, FAN, STATE_ON)
    assert issues(hass) == ["output_contested"]
    ir.async_ignore_issue(hass, DOMAIN, _contested(hass).issue_id, True)
    device.sensors[0].value = 22.5
    await elapse(31)
    assert _contested(hass).dismissed_version is not None  # it was not made anew
    for _ in range(4):
        await elapse(31)
    assert issues(hass) == []


def _contested(hass: HomeAssistant) -> ir.IssueEntry:
    [issue] = [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key == "output_contested"
    ]
    return issue


async def test_a_person_at_the_device(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entry: MockConfigEntry,
    elapse: Elapse,
) -> None:
    """Who switches it back after some time is nobody who insists."""
    for _ in range(3):
        await turn(hass, FAN, STATE_ON)
        for _ in range(4):
            await elapse(31)
        device.output(151).on = False
        await elapse(31)
        assert issues(hass) == []


async def test_a_writer_that_is_seen_at_once(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """The command fails, and the second time it is a repair issue, too."""
    for found in ([], ["output_contested"]):
        with pytest.raises(HomeAssistantError) as refused:
            await _taken_back(hass, device)
        assert refused.value.translation_key == "taken_back"
        assert issues(hass) == found


async def _taken_back(hass: HomeAssistant, device: SimulatedDevice) -> None:
    """Switch an output which is seen in its new state once."""
    rows = device.snmp_rows
    looks = 0

    def looked_at() -> Any:
        nonlocal looks
        looks += device.output(151).on
        if looks > 1:
            device.output(151).on = False
        return rows()

    device.snmp_rows = looked_at  # type: ignore[method-assign]
    try:
        await turn(hass, FAN, STATE_ON)
    finally:
        device.snmp_rows = rows  # type: ignore[method-assign]


async def _add_solar_park(
    make_device: MakeDevice, add_device: AddDevice
) -> tuple[SimulatedDevice, MockConfigEntry]:
    """Add a device with a switch and with an output that goes back by itself."""
    perseus = await make_device("perseus", name="Solar park")
    perseus.write_community = WRITER
    await _plug_agent(perseus)
    perseus.outputs.append(Output(1102, "Gate", pulse=0.05))
    entry = await add_device(
        perseus, perseus.host, transport="snmp", port=perseus.snmp_port
    )
    return perseus, entry


async def test_a_pulse(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """An output that goes back by itself is a button, and no switch."""
    perseus, entry = await _add_solar_park(make_device, add_device)
    assert (await _reconfigure(hass, entry, **CONTROL))[
        "reason"
    ] == "reconfigure_successful"
    assert hass.states.get("switch.solar_park_gate") is None
    assert hass.states.get("button.solar_park_floodlight") is None
    await hass.services.async_call(
        "button", "press", {"entity_id": "button.solar_park_gate"}, blocking=True
    )
    assert perseus.agent.set_requests == 1  # it may be over by now
    await turn(hass, "switch.solar_park_floodlight", STATE_ON)
    assert perseus.output(1101).on
    perseus.write_community = None
    with pytest.raises(HomeAssistantError) as refused:
        await hass.services.async_call(
            "button", "press", {"entity_id": "button.solar_park_gate"}, blocking=True
        )
    assert refused.value.translation_key == "write_refused"
    await _reconfigure(hass, entry, enabled=False)
    assert er.async_get(hass).async_get("button.solar_park_gate") is None


@pytest.mark.usefixtures("whole_loopback")
async def test_a_device_that_has_moved_is_written_to_where_it_is(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """Without a restart, whatever is written: a switch, a pulse or a limit."""
    perseus, entry = await _add_solar_park(make_device, add_device)
    await _reconfigure(hass, entry, **CONTROL)
    registry = er.async_get(hass)
    limit = next(
        entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if "_set_high_limit_" in entity.unique_id
    )
    registry.async_update_entity(limit, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await turn(hass, "switch.solar_park_floodlight", STATE_ON)

    await perseus.agent.close()
    await perseus.agent.open("127.0.0.66", perseus.snmp_port)
    async_offer_new_address(hass, entry, "127.0.0.66", proven=True)
    [offer] = ir.async_get(hass).issues.values()
    await click(hass, offer)
    assert entry.data["host"] == "127.0.0.66"
    await turn(hass, "switch.solar_park_floodlight", STATE_OFF)
    assert not perseus.output(1101).on
    for action, data in (("button.press", {}), ("number.set_value", {"value": 41})):
        domain, _, name = action.partition(".")
        entity_id = limit if domain == "number" else "button.solar_park_gate"
        await hass.services.async_call(
            domain, name, {"entity_id": entity_id, **data}, blocking=True
        )
    assert state_of(hass, limit) == "41.0"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({}, "no_writer"),
        ({"version": "3"}, "no_writer"),
        ({"version": "2c"}, "no_writer"),
        ({"community": "guessed"}, "write_refused"),
    ],
)
async def test_the_form_refuses(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    typed: dict[str, Any],
    error: str,
) -> None:
    """What cannot work is said at once, and nothing of it is kept."""
    entry = await add_device(device, port=device.snmp_port)
    result = await _reconfigure(hass, entry, enabled=True, **typed)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}
    assert "control" not in entry.data
    assert [output.on for output in device.outputs] == [False, False]


@pytest.mark.parametrize(
    ("mac", "error"), [("00:0A:59:99:99:99", "other_device"), ("", "agent_unnamed")]
)
async def test_the_form_sends_no_secret_to_another_device(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    mac: str,
    error: str,
) -> None:
    """Who answers SNMP has to be who answers HTTP, and has to say who it is."""
    other = await make_device("poseidon2_3268")
    other.mac = mac
    await _plug_agent(other)
    entry = await add_device(device, port=other.snmp_port)
    refused = other.agent.refused
    result = await _reconfigure(hass, entry, **CONTROL)
    assert result["errors"] == {"base": error}
    assert other.agent.refused == refused  # what it would do with an unknown community


async def test_a_device_without_outputs(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """Its form does not ask."""
    entry = await add_device(await make_device("ste2"))
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    assert "control" not in [str(key) for key in result["data_schema"].schema]


async def test_secrets_stay_until_they_are_taken_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """A form shows none again; one that is not typed again stays; off deletes them."""
    kept = dict(entry.data["control"])
    assert kept["community"] == WRITER
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    fields = result["data_schema"].schema["control"].schema.schema
    shown = {
        str(key): key.description["suggested_value"]
        for key in fields
        if key.description
    }
    assert shown["enabled"] is True
    assert not {"community", "authentication_key", "privacy_key"} & set(shown)
    hass.config_entries.flow.async_abort(result["flow_id"])
    for control in ({}, {"enabled": True, "version": "1"}):
        result = await _reconfigure(hass, entry, **control)
        assert result["reason"] == "reconfigure_successful"
        assert entry.data["control"] == kept
    assert hass.states.get(FAN) is not None
    await _reconfigure(hass, entry, enabled=False)
    assert "control" not in entry.data
    assert WRITER not in str(entry.as_dict())


async def test_what_was_taken_back_leaves_nothing(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """Switches and numbers go with the credentials; what is read stays as it is."""

    def by_domain(domain: str) -> set[str]:
        entities = er.async_entries_for_config_entry(registry, entry.entry_id)
        return {entity.entity_id for entity in entities if entity.domain == domain}

    registry = er.async_get(hass)
    read = by_domain("binary_sensor")
    assert by_domain("switch") == {FAN, BEACON}
    assert by_domain("number")
    await _reconfigure(hass, entry, enabled=False)
    assert not by_domain("switch") | by_domain("number")
    assert by_domain("binary_sensor") == read
    assert hass.states.get(FAN) is None
    await _reconfigure(hass, entry, **CONTROL)
    assert by_domain("switch") == {FAN, BEACON}


async def test_what_cannot_be_read_removes_nothing(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """Damaged credentials are none that somebody has taken back."""
    control = entry.data["control"] | {"version": "4"}
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "control": control}
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issues(hass) == ["settings_unreadable"]
    assert er.async_get(hass).async_get(FAN) is not None
    assert state_of(hass, FAN) == STATE_UNAVAILABLE


async def test_a_user_of_version_3(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """Reading may go by a community, and writing by a user."""
    device.snmp_user = SnmpUser("operator", "authentication", "privacyprivacy")
    device.write_community = None
    entry = await add_device(device, port=device.snmp_port)
    user = {
        "enabled": True,
        "version": "3",
        "username": "operator",
        "authentication_key": "authentication",
        "privacy_key": "privacyprivacy",
    }
    result = await _reconfigure(hass, entry, **user | {"privacy_key": "another-key"})
    assert result["errors"] == {"base": "write_refused"}
    result = await _reconfigure(hass, entry, **user)
    assert result["reason"] == "reconfigure_successful"
    await turn(hass, FAN, STATE_ON)
    assert device.output(151).on


async def test_a_unique_id_of_its_own(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """It belongs to the output, as that of the binary sensor does."""
    registry = er.async_get(hass)
    fan = registry.async_get(FAN)
    assert fan is not None
    assert fan.unique_id == f"{device.mac.lower()}_output_151"


async def test_what_others_may_know_of_it(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """Diagnostics name neither the community nor the device that it is for."""
    told = str(await async_get_config_entry_diagnostics(hass, entry))
    assert WRITER not in told
    assert device.mac.lower() not in told.lower()
    assert "control" in told


async def test_it_moves_with_a_click_only(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
) -> None:
    """A community that may write is as much of a secret as a password."""
    entry = await add_device(device, port=device.snmp_port)
    assert not has_secrets(entry.data)
    await _reconfigure(hass, entry, **CONTROL)
    assert has_secrets(entry.data)
