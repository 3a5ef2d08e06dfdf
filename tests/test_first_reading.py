"""What the form of a device answers, and how soon: nobody waits for a way that is silent."""

import asyncio
from collections.abc import AsyncIterator, Callable
import socket
from typing import Any

import pytest
import pytest_socket

from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device import first_reading
from custom_components.hwgroup.discovery import cards
from custom_components.hwgroup.flows import device_steps
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from simulator import Fault, SimulatedDevice

from .conftest import AddDevice, MakeDevice
from .simulator.helpers import until
from .translations import TRANSLATIONS

MOMENT = device_steps.MOMENT


@pytest.fixture(autouse=True)
def _whole_loopback(socket_enabled: None) -> None:
    """Let a device have an address of its own there."""
    pytest_socket.socket_allow_hosts(["127.0.0.0/8"])


@pytest.fixture
async def silent_port() -> AsyncIterator[int]:
    """Return a UDP port where requests arrive, and nobody answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        yield silent.getsockname()[1]


@pytest.fixture(autouse=True)
def _moment(_patient_forms: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the forms answer when they do."""
    monkeypatch.setattr(device_steps, "MOMENT", MOMENT)


@pytest.fixture
def slow_machine(_moment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a machine with much to do the time that it takes."""
    assert first_reading._HEAD_START + first_reading._PATIENCE < MOMENT == 1.0
    monkeypatch.setattr(device_steps, "MOMENT", 4.0)


async def _form(hass: HomeAssistant) -> str:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": "device"}
    )
    return result["flow_id"]


async def _enter(hass: HomeAssistant, flow_id: str, port: int, **typed: Any) -> Any:
    """Send the form with both protocols, as it is by default."""
    return await hass.config_entries.flow.async_configure(
        flow_id, {**typed, "snmp": {"transport": "auto", "port": port}}
    )


async def _finished(hass: HomeAssistant, result: Any) -> Any:
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    for texts in TRANSLATIONS.values():
        assert texts["config"]["progress"][result["progress_action"]]
    await hass.async_block_till_done(wait_background_tasks=True)
    return await hass.config_entries.flow.async_configure(result["flow_id"])


type Spoil = Callable[[SimulatedDevice], None]


def _fault(fault: Fault) -> Spoil:
    return lambda device: setattr(device, "fault", fault)


@pytest.mark.parametrize(
    ("spoil", "typed", "errors"),
    [
        pytest.param(None, {}, ["auth_required"], id="password"),
        pytest.param(
            None,
            {"username": "admin", "password": "wrong"},
            ["auth_required", "invalid_auth"],
            id="wrong password",
        ),
        *(
            pytest.param(_fault(fault), {}, [error], id=fault.value)
            for fault, error in (
                (Fault.HTML, "not_hwgroup"),
                (Fault.NOT_FOUND, "not_hwgroup"),
                (Fault.FOREIGN_XML, "not_hwgroup"),
                (Fault.EMPTY, "not_hwgroup"),
                (Fault.REDIRECT, "redirected"),
                (Fault.TRUNCATED, "malformed"),
                (Fault.DTD, "malformed"),
                (Fault.ERROR_500, "cannot_connect"),
                (Fault.ERROR_503, "cannot_connect"),
            )
        ),
    ],
)
@pytest.mark.usefixtures("slow_machine")
async def test_a_wrong_answer_is_told_at_once(
    hass: HomeAssistant,
    device: SimulatedDevice,
    silent_port: int,
    spoil: Spoil | None,
    typed: dict[str, str],
    errors: list[str],
) -> None:
    """Though SNMP is silent, the form is there again without a word of waiting."""
    if spoil is None:
        device.credentials = ("admin", "s3cret")
    else:
        spoil(device)
    flow_id = await _form(hass)
    for error in errors:
        entered = typed if error == errors[-1] else {}
        result = await _enter(hass, flow_id, silent_port, host=device.url, **entered)
        assert result["type"] is FlowResultType.FORM
        assert result["errors"] == {"base": error}


@pytest.mark.usefixtures("slow_machine")
async def test_a_closed_port_is_told_at_once(
    hass: HomeAssistant, device: SimulatedDevice, silent_port: int
) -> None:
    """A host that refuses the connection has answered."""
    await device.unplug()
    result = await _enter(hass, await _form(hass), silent_port, host=device.url)
    assert result["errors"] == {"base": "cannot_connect"}


@pytest.mark.usefixtures("slow_machine")
async def test_a_certificate_is_told_at_once(
    hass: HomeAssistant, make_device: MakeDevice, silent_port: int
) -> None:
    """It is for the user to decide, whatever SNMP would tell."""
    device = await make_device("ste2_lite", tls=True)
    result = await _enter(hass, await _form(hass), silent_port, host=device.url)
    assert result["errors"] == {"base": "certificate"}


async def test_a_device_that_answers_is_not_asked_twice(
    hass: HomeAssistant, make_device: MakeDevice
) -> None:
    """SNMP is for where HTTP fails or is slow."""
    device = await make_device("poseidon2_3268")
    await device.stop()
    await device.start(snmp=True)
    result = await _enter(hass, await _form(hass), device.snmp_port, host=device.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["snmp"]["transport"] == "auto"
    assert device.agent.requests == 0


@pytest.mark.parametrize("fault", [None, Fault.NOT_FOUND, Fault.ERROR_503])
async def test_an_agent_that_takes_its_time_is_waited_for(
    hass: HomeAssistant,
    make_device: MakeDevice,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault | None,
) -> None:
    """Once it has begun to answer; the entry is kept to SNMP."""
    monkeypatch.setattr(device_steps, "MOMENT", 0.2)
    monkeypatch.setattr(first_reading, "_PATIENCE", 0.6)
    device = await make_device("poseidon2_3268")
    await device.stop()
    await device.start(snmp=True, http=fault is not None)
    device.fault = fault or Fault.NONE
    device.agent.delay = 0.04
    result = await _enter(
        hass, await _form(hass), device.snmp_port, host=f"127.0.0.1:{device.port or 1}"
    )
    result = await _finished(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["snmp"]["transport"] == "snmp"


async def test_a_silent_device_is_waited_for_with_words(
    hass: HomeAssistant,
    device: SimulatedDevice,
    silent_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The form comes back with what was typed, and the next try succeeds."""
    monkeypatch.setattr("custom_components.hwgroup.client.http.TIMEOUT_SECONDS", 1.5)
    device.fault = Fault.SILENT
    flow_id = await _form(hass)
    began = asyncio.get_running_loop().time()
    result = await _enter(hass, flow_id, silent_port, host=device.url)
    # A browser that asks how far it is changes nothing.
    result = await hass.config_entries.flow.async_configure(flow_id)
    result = await _finished(hass, result)
    assert result["step_id"] == "device"
    assert result["errors"] == {"base": "timeout"}
    # SNMP was tried beside HTTP and not after it: one after the other takes 5.5 s.
    assert asyncio.get_running_loop().time() - began < 4
    [host] = [field for field in result["data_schema"].schema if field == "host"]
    assert host.description["suggested_value"] == device.url
    device.fault = Fault.NONE
    result = await _enter(hass, flow_id, silent_port, host=device.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_closing_the_form_ends_the_waiting(
    hass: HomeAssistant, device: SimulatedDevice, silent_port: int
) -> None:
    """The device is left alone then."""
    device.delay = 30
    flow_id = await _form(hass)
    result = await _enter(hass, flow_id, silent_port, host=device.url)
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert device.connections == 1
    hass.config_entries.flow.async_abort(flow_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await until(lambda: device.connections == 0)


async def test_a_slow_device_among_several(
    hass: HomeAssistant, device: SimulatedDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is added by its card, however long that takes."""
    monkeypatch.setattr(device_steps, "MOMENT", 0.1)
    device.delay = 0.5
    sighting = cards.Sighting(
        address=f"127.0.0.1:{device.port}",
        identity=cards.Identity(mac=device.mac.lower(), name=device.name),
    )
    assert await cards.async_add_by_cards(hass, [sighting]) == []
    assert [entry.title for entry in hass.config_entries.async_entries(DOMAIN)] == [
        "Server room"
    ]


async def test_a_known_device_is_asked_by_its_first_way_only(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    silent_port: int,
) -> None:
    """What SNMP would tell does not matter when its address is changed."""
    entry = await add_device(device, transport="auto", port=silent_port)
    await device.unplug()
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    result = await _enter(hass, result["flow_id"], silent_port, host=device.url)
    assert result["errors"] == {"base": "cannot_connect"}
