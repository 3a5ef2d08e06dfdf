"""Adding and changing devices."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from simulator import Fault, SimulatedDevice

from .conftest import AddDevice, MakeDevice
from .traps import free_port


@pytest.fixture
async def flow_id(hass: HomeAssistant) -> str:
    """Return a flow that asks for a device's address."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.MENU
    assert result["menu_options"] == [
        "search",
        "scan",
        "device",
        "alerts",
        "traps",
        "push",
    ]
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": "device"}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "device"
    assert _fields(result) == ["host"]
    return result["flow_id"]


def _fields(result: Any) -> list[str]:
    names = [str(field) for field in result["data_schema"].schema]
    return [name for name in names if name != "snmp"]


async def _enter(hass: HomeAssistant, flow_id: str, **fields: Any) -> Any:
    if "host" in fields:
        fields.setdefault("snmp", {"transport": "http"})
    return await hass.config_entries.flow.async_configure(flow_id, fields)


async def _reconfigure(hass: HomeAssistant, entry: Any) -> Any:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )


async def test_a_device_is_added_by_its_address(
    hass: HomeAssistant, flow_id: str, device: SimulatedDevice
) -> None:
    """Address in, entry out; the device is read by the form and by the entry."""
    result = await _enter(hass, flow_id, host=f" 127.0.0.1:{device.port} ")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Server room"
    assert result["data"] == {
        "host": "127.0.0.1",
        "port": device.port,
        "ssl": False,
        "verify_ssl": True,
        "username": "",
        "password": "",
        "snmp": {
            "transport": "http",
            "version": "1",
            "port": 161,
            "community": "public",
            "username": "",
            "authentication": "SHA",
            "authentication_key": "",
            "privacy": "AES-128",
            "privacy_key": "",
        },
    }
    entry = result["result"]
    assert entry.unique_id == "00:0a:59:10:20:30"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert device.requests == 2


async def test_credentials_only_when_the_device_asks(
    hass: HomeAssistant, flow_id: str, device: SimulatedDevice
) -> None:
    """The form grows a user name and a password, and takes a second try at them."""
    device.credentials = ("admin", "s3cret")
    result = await _enter(hass, flow_id, host=device.url)
    assert result["errors"] == {"base": "auth_required"}
    assert _fields(result) == ["host", "username", "password"]

    result = await _enter(
        hass, flow_id, host=device.url, username="admin", password="wrong"
    )
    assert result["errors"] == {"base": "invalid_auth"}
    suggested = {
        str(field): (field.description or {}).get("suggested_value")
        for field in result["data_schema"].schema
        if field != "snmp"
    }
    assert suggested == {"host": device.url, "username": "admin", "password": None}

    result = await _enter(
        hass, flow_id, host=device.url, username="admin", password="s3cret"
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["password"] == "s3cret"


@pytest.mark.parametrize(
    ("username", "password"), [("admin", ""), ("", "s3cret"), ("žofie", "ěščř")]
)
async def test_half_credentials_are_credentials(
    hass: HomeAssistant,
    flow_id: str,
    device: SimulatedDevice,
    username: str,
    password: str,
) -> None:
    """A user without a password, or a password without a user, is sent as it is."""
    device.credentials = (username, password)
    await _enter(hass, flow_id, host=device.url)
    result = await _enter(
        hass, flow_id, host=device.url, username=username, password=password
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_self_signed_certificate_only_by_choice(
    hass: HomeAssistant, flow_id: str, make_device: MakeDevice
) -> None:
    """Verification is on until the user switches it off."""
    device = await make_device("ste2_lite", tls=True)
    result = await _enter(hass, flow_id, host=device.url)
    assert result["errors"] == {"base": "certificate"}
    assert _fields(result) == ["host", "verify_ssl"]

    result = await _enter(hass, flow_id, host=device.url, verify_ssl=False)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["ssl"] is True
    assert result["data"]["verify_ssl"] is False
    await hass.async_block_till_done(wait_background_tasks=True)
    assert result["result"].state is ConfigEntryState.LOADED


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.ERROR_500, "cannot_connect"),
        (Fault.ERROR_503, "cannot_connect"),
        (Fault.NOT_FOUND, "not_hwgroup"),
        (Fault.HTML, "not_hwgroup"),
        (Fault.FOREIGN_XML, "not_hwgroup"),
        (Fault.EMPTY, "not_hwgroup"),
        (Fault.REDIRECT, "redirected"),
        (Fault.DTD, "malformed"),
        (Fault.TRUNCATED, "malformed"),
        (Fault.HUGE, "malformed"),
        (Fault.SILENT, "timeout"),
        (Fault.STALLED, "timeout"),
    ],
)
async def test_errors_recover_in_the_same_form(
    hass: HomeAssistant,
    flow_id: str,
    device: SimulatedDevice,
    fault: Fault,
    error: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each failure is named, and the next try succeeds."""
    monkeypatch.setattr("custom_components.hwgroup.client.http.TIMEOUT_SECONDS", 0.2)
    device.fault = fault
    result = await _enter(hass, flow_id, host=device.url)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}

    device.fault = Fault.NONE
    result = await _enter(hass, flow_id, host=device.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_nothing_there(
    hass: HomeAssistant, flow_id: str, device: SimulatedDevice
) -> None:
    """A refused connection is told, and the same form goes on."""
    await device.unplug()
    result = await _enter(hass, flow_id, host=device.url)
    assert result["errors"] == {"base": "cannot_connect"}
    await device.plug()
    result = await _enter(hass, flow_id, host=device.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("host", ["", "ftp://10.0.0.1", "http://", "a b", "h:99999"])
async def test_no_address(
    hass: HomeAssistant, flow_id: str, device: SimulatedDevice, host: str
) -> None:
    """What cannot be an address is not tried."""
    result = await _enter(hass, flow_id, host=host)
    assert result["errors"] == {"host": "invalid_host"}
    result = await _enter(hass, flow_id, host=device.url)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_same_device_under_a_second_address(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    flow_id: str,
) -> None:
    """It is known by its MAC, however it is reached."""
    await add_device(device)
    same = await make_device("ste2", mac=device.mac.lower())
    result = await _enter(hass, flow_id, host=same.url)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_device_that_does_not_say_who_it_is(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, flow_id: str
) -> None:
    """Without MAC and serial number it is told apart by its address."""
    device = await make_device("ste")
    device.override = (
        b"<Root><SenSet><Entry><ID>7</ID><Units>C</Units><Value>1.5</Value>"
        b"</Entry></SenSet></Root>"
    )
    entry = await add_device(device)
    assert entry.unique_id is None
    assert entry.title == "127.0.0.1"
    assert hass.states.get("sensor.127_0_0_1_sensor_7").state == "1.5"

    result = await _enter(hass, flow_id, host=device.url)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_reconfigure_address_and_credentials(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """The same device is followed to a new port, with a password it has now."""
    entry = await add_device(device)
    await device.stop()
    await device.start()  # on another port
    device.credentials = ("admin", "s3cret")

    result = await _reconfigure(hass, entry)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    assert _fields(result) == ["host", "username", "password"]
    new = {"host": device.url, "username": "admin", "password": "nonsense"}
    result = await _enter(hass, result["flow_id"], **new)
    assert result["errors"] == {"base": "invalid_auth"}
    result = await _enter(hass, result["flow_id"], **new | {"password": "s3cret"})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["port"] == device.port
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("sensor.server_room_cold_room_1").state == "4.2"


@pytest.mark.parametrize(
    ("username", "typed", "kept"),
    [("admin", "", "s3cret"), ("admin", "other", "other"), ("", "", "")],
)
async def test_reconfigure_keeps_a_password_that_is_not_typed_again(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    username: str,
    typed: str,
    kept: str,
) -> None:
    """An empty field is no new password, unless the user name is another one."""
    entry = await add_device(device)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "username": "admin", "password": "s3cret"}
    )
    result = await _reconfigure(hass, entry)
    result = await _enter(
        hass, result["flow_id"], host=device.url, username=username, password=typed
    )
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["password"] == kept
    await hass.async_block_till_done(wait_background_tasks=True)  # the reload


async def test_reconfigure_refuses_rubbish_and_another_device(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """The values of two devices are never mixed."""
    other = await make_device("ste2", mac="00:0A:59:99:99:99")
    entry = await add_device(device)
    result = await _reconfigure(hass, entry)
    for host, errors in (
        ("no address", {"host": "invalid_host"}),
        (other.url, {"base": "other_device"}),
    ):
        result = await _enter(
            hass, result["flow_id"], host=host, username="", password=""
        )
        assert result["errors"] == errors
    assert entry.data["port"] == device.port


async def test_reconfigure_shows_the_certificate_choice_for_https(
    hass: HomeAssistant, make_device: MakeDevice, flow_id: str
) -> None:
    """What was chosen for the certificate can be changed, too."""
    device = await make_device("ste2_lite", tls=True)
    result = await _enter(hass, flow_id, host=device.url)
    result = await _enter(hass, flow_id, host=device.url, verify_ssl=False)
    result = await _reconfigure(hass, result["result"])
    assert _fields(result) == ["host", "verify_ssl", "username", "password"]


async def test_reauthentication(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Any
) -> None:
    """A device that begins to ask for a password asks the user for it, once."""
    entry = await add_device(device)
    device.credentials = ("admin", "s3cret")
    for _ in range(5):
        await elapse(31)
    assert hass.states.get("binary_sensor.server_room_connectivity").state == "off"
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["step_id"] for flow in flows] == ["reauth_confirm"]

    flow_id = flows[0]["flow_id"]
    result = await _enter(hass, flow_id, username="admin", password="wrong")
    assert result["errors"] == {"base": "invalid_auth"}
    device.fault = Fault.ERROR_500
    device.credentials = None
    result = await _enter(hass, flow_id, username="admin", password="s3cret")
    assert result["errors"] == {"base": "cannot_connect"}
    device.fault = Fault.NONE
    device.credentials = ("admin", "s3cret")
    result = await _enter(hass, flow_id, username="admin", password="s3cret")
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["username"] == "admin"
    assert hass.states.get("binary_sensor.server_room_connectivity").state == "on"


async def test_a_device_that_takes_its_password_back_recovers_alone(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Any
) -> None:
    """Polling goes on while the user has not answered."""
    await add_device(device)
    device.credentials = ("admin", "s3cret")
    for _ in range(4):
        await elapse(31)
    assert hass.states.get("binary_sensor.server_room_connectivity").state == "off"
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    device.credentials = None
    await elapse(31)
    assert hass.states.get("binary_sensor.server_room_connectivity").state == "on"
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert not ir.async_get(hass).issues


async def test_device_options(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Any
) -> None:
    """A longer interval and no grace take effect at once."""
    entry = await add_device(device)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert _fields(result) == ["poll_interval", "grace", "follow", "limit_entities"]
    assert set(entry.supported_subentry_types) == {"calibration"}
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"poll_interval": 600, "grace": 0, "follow": True}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        "poll_interval": 600,
        "grace": 0,
        "follow": True,
        "limit_entities": False,
    }
    await hass.async_block_till_done(wait_background_tasks=True)

    before = device.requests
    await elapse(299)  # the first interval is shortened by half at most
    assert device.requests == before
    await device.unplug()
    await elapse(302)
    assert hass.states.get("binary_sensor.server_room_connectivity").state == "off"


@pytest.mark.parametrize(
    "options",
    [
        {"poll_interval": 9, "grace": 2, "follow": True},
        {"poll_interval": 3601, "grace": 2, "follow": True},
        {"poll_interval": 30, "grace": -1, "follow": True},
        {"poll_interval": 30, "grace": 11, "follow": True},
    ],
)
async def test_device_options_have_bounds(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    options: dict[str, int],
) -> None:
    """A device is polled every 10 seconds at most and every hour at least."""
    entry = await add_device(device)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    with pytest.raises(Exception, match=r"(?i)value|schema"):
        await hass.config_entries.options.async_configure(result["flow_id"], options)


async def test_alerts_are_set_up_once(hass: HomeAssistant) -> None:
    """The first recipient comes with the entry; afterwards there is no such choice."""
    hass.services.async_register("notify", "it_on_call", lambda _: None)
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await _enter(hass, result["flow_id"], next_step_id="alerts")
    assert _fields(result) == ["name", "entities", "actions", "when", "how"]
    result = await _enter(hass, result["flow_id"], name="IT on call")
    assert result["errors"] == {"base": "no_channel"}
    result = await _enter(
        hass, result["flow_id"], name="IT on call", actions=["notify.it_on_call"]
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry: MockConfigEntry = result["result"]
    assert entry.title == "HW group alerts"
    assert [
        (subentry.title, dict(subentry.data), subentry.subentry_type)
        for subentry in entry.subentries.values()
    ] == [
        ("IT on call", {"entities": [], "actions": ["notify.it_on_call"]}, "recipient")
    ]

    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["menu_options"] == ["search", "scan", "device", "traps", "push"]

    result = await _reconfigure(hass, entry)
    assert result["step_id"] == "reconfigure_alerts"


@pytest.mark.parametrize(
    ("language", "alerts", "traps"),
    [
        ("cs", "Výstrahy HW group", "Trapy HW group"),
        ("de", "HW-group-Warnmeldungen", "HW-group-Traps"),
        ("fr", "Alertes HW group", "Traps HW group"),
    ],
)
async def test_titles_are_in_the_language_of_home_assistant(
    hass: HomeAssistant, language: str, alerts: str, traps: str
) -> None:
    """An entry gets its title when it is created; a user can rename it."""
    hass.services.async_register("notify", "it_on_call", lambda _: None)
    hass.config.language = language
    titles = []
    for step, typed in (
        ("alerts", {"name": "IT", "actions": ["notify.it_on_call"]}),
        ("traps", {"port": free_port()}),
    ):
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        result = await _enter(hass, result["flow_id"], next_step_id=step)
        result = await _enter(hass, result["flow_id"], **typed)
        titles.append(result["title"])
    assert titles == [alerts, traps]


async def test_alerts_begun_twice_are_created_once(hass: HomeAssistant) -> None:
    """Two browsers with the same form open make one entry."""
    hass.services.async_register("notify", "it", lambda _: None)
    flows = []
    for _ in range(2):
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        flows.append(result["flow_id"])
    await _enter(hass, flows[0], next_step_id="alerts")
    result = await _enter(hass, flows[0], name="IT", actions=["notify.it"])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    result = await _enter(hass, flows[1], next_step_id="alerts")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
