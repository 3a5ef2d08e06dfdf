"""Two ways to one device: which one serves, and what a user sees of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.hwgroup.client import CannotConnectError, Device, Identity
from custom_components.hwgroup.client.errors import HwgError
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device.failover import Failover, Transport
from custom_components.hwgroup.diagnostics import async_get_config_entry_diagnostics
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.util import dt as dt_util
from simulator import MODELS, SimulatedDevice, SnmpUser

from .conftest import AddDevice
from .entities import state_of
from .snmp_form import fill_in
from .translations import ENGLISH

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)

type MakeDual = Callable[..., Awaitable[SimulatedDevice]]


class Ways:
    """Two ways to a device that fail on request, and note that they were tried."""

    def __init__(self) -> None:
        """Let both work."""
        self.dead: set[Transport] = set()
        self.tried: list[Transport] = []
        self.failover = Failover(
            {way: self._way(way) for way in (Transport.HTTP, Transport.SNMP)}
        )

    def _way(self, transport: Transport) -> Callable[[], Awaitable[Device]]:
        async def read() -> Device:
            self.tried.append(transport)
            if transport in self.dead:
                raise CannotConnectError(transport)
            return Device(identity=Identity(model=transport))

        return read

    async def served_by(self, now: datetime) -> str | None:
        """Return the way that served a read."""
        self.tried.clear()
        return (await self.failover.read(now)).identity.model


async def test_the_first_way_serves_while_it_works() -> None:
    """The other one is left alone."""
    ways = Ways()
    for minutes in range(3):
        assert await ways.served_by(NOON + timedelta(minutes=minutes)) == "http"
        assert ways.tried == [Transport.HTTP]
    assert ways.failover.failing_since is None


async def test_the_second_way_takes_over_and_gives_back() -> None:
    """At once, and with pauses from a minute to an hour between the tries."""
    ways = Ways()
    ways.dead = {Transport.HTTP}
    tries = []
    for seconds in range(0, 6 * 3600, 30):
        assert await ways.served_by(NOON + timedelta(seconds=seconds)) == "snmp"
        if Transport.HTTP in ways.tried:
            tries.append(seconds // 60)
    assert tries == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303]
    assert ways.failover.failing_since == NOON
    assert not ways.failover.on_first

    ways.dead = set()
    later = NOON + timedelta(hours=7)
    assert await ways.served_by(later) == "http"
    assert ways.failover.on_first
    assert ways.failover.failing_since is None
    assert ways.failover.failure is None
    ways.dead = {Transport.HTTP}
    assert await ways.served_by(later) == "snmp"
    assert await ways.served_by(later + timedelta(seconds=61)) == "snmp"
    assert ways.tried[0] is Transport.HTTP  # the pause is a minute again


async def test_an_error_is_that_of_the_first_way() -> None:
    """Silence means that both are silent, also between two tries of the first."""
    ways = Ways()
    await ways.served_by(NOON)
    ways.dead = {Transport.HTTP}
    assert await ways.served_by(NOON) == "snmp"
    ways.dead = {Transport.HTTP, Transport.SNMP}
    for seconds in (0, 30, 60):
        with pytest.raises(HwgError, match="http"):
            await ways.served_by(NOON + timedelta(seconds=seconds))
        assert set(ways.tried) == ways.dead
    ways.dead = {Transport.HTTP}
    assert await ways.served_by(NOON + timedelta(seconds=90)) == "snmp"


async def test_a_way_that_never_worked_is_tried_rarely() -> None:
    """A device without SNMP is not asked for it at each poll while it is dead."""
    ways = Ways()
    ways.dead = {*Transport}
    tries = []
    for seconds in range(0, 3600, 30):
        with pytest.raises(HwgError, match="http"):
            await ways.served_by(NOON + timedelta(seconds=seconds))
        assert ways.tried[0] is Transport.HTTP
        if Transport.SNMP in ways.tried:
            tries.append(seconds // 60)
    assert tries == [0, 1, 3, 7, 15, 31]
    ways.dead = {Transport.HTTP}
    assert await ways.served_by(NOON + timedelta(hours=2)) == "snmp"


async def test_a_clock_that_is_set_back_keeps_no_way_shut() -> None:
    """Home Assistant may start with a wrong clock, and before its network."""
    ways = Ways()
    wrong = NOON + timedelta(days=365)
    ways.dead = {*Transport}
    with pytest.raises(HwgError):
        await ways.served_by(wrong)
    ways.dead = {Transport.HTTP}
    assert await ways.served_by(NOON) == "snmp"
    assert await ways.served_by(wrong) == "snmp"
    assert await ways.served_by(NOON) == "snmp"
    assert ways.failover.failing_since == NOON
    ways.dead = set()
    assert await ways.served_by(NOON - timedelta(seconds=1)) == "http"


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "custom_components.hwgroup.client.snmp_session.TIMEOUT_SECONDS", 0.1
    )


@pytest.fixture
async def make_dual(_impatient: None) -> AsyncIterator[MakeDual]:
    """Return a function that starts a device with HTTP and SNMP."""
    devices: list[SimulatedDevice] = []

    async def make(
        model: str = "poseidon2_3268", http: bool = True, **kwargs: Any
    ) -> SimulatedDevice:
        kwargs = {"name": "Unit", "mac": "00:0A:59:10:20:30"} | kwargs
        device = SimulatedDevice(MODELS[model], **kwargs)
        devices.append(device)
        await device.start(http=http, snmp=True)
        return device

    yield make
    for device in devices:
        await device.stop()


async def _poll(hass: HomeAssistant, entry: Any) -> None:
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("more_entities")
async def test_a_device_stays_available_while_one_way_answers(
    hass: HomeAssistant,
    make_dual: MakeDual,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Fresh values, the same entities, and a word on which way serves."""
    device = await make_dual()
    entry = await add_device(device, transport="auto", port=device.snmp_port)
    entities = set(hass.states.async_entity_ids())
    assert state_of(hass, "sensor.unit_protocol_in_use") == "http"
    limits = dict(hass.states.get("binary_sensor.unit_air_intake_alarm").attributes)

    await device.unplug_http()
    device.sensors[0].value = 22.5
    await _poll(hass, entry)
    assert state_of(hass, "sensor.unit_air_intake") == "22.5"
    assert state_of(hass, "sensor.unit_protocol_in_use") == "snmp"
    assert state_of(hass, "binary_sensor.unit_connectivity") == "on"
    assert set(hass.states.async_entity_ids()) == entities
    alarm = hass.states.get("binary_sensor.unit_air_intake_alarm")
    assert dict(alarm.attributes) == limits

    await device.unplug_snmp()
    for _ in range(3):
        await _poll(hass, entry)
    assert state_of(hass, "binary_sensor.unit_connectivity") == "off"
    assert state_of(hass, "sensor.unit_air_intake") == "unavailable"

    await device.plug()
    monkeypatch.setattr(
        dt_util, "utcnow", lambda: datetime.now(UTC) + timedelta(hours=2)
    )
    await _poll(hass, entry)
    assert state_of(hass, "sensor.unit_protocol_in_use") == "http"
    assert state_of(hass, "binary_sensor.unit_connectivity") == "on"


@pytest.mark.usefixtures("more_entities")
async def test_a_family_without_limits_over_snmp_keeps_those_of_the_xml(
    hass: HomeAssistant, make_dual: MakeDual, add_device: AddDevice
) -> None:
    """A STE2 LITE over SNMP has no word for limits."""
    device = await make_dual("ste2_lite")
    entry = await add_device(device, transport="auto", port=device.snmp_port)
    entities = set(hass.states.async_entity_ids())
    before = hass.states.get("binary_sensor.unit_fridge_top_alarm").attributes
    assert before["low_limit"] is not None
    await device.unplug_http()
    device.sensors[0].value = 5.5
    await _poll(hass, entry)
    assert state_of(hass, "sensor.unit_fridge_top") == "5.5"
    after = hass.states.get("binary_sensor.unit_fridge_top_alarm").attributes
    assert after["low_limit"] == before["low_limit"]
    assert set(hass.states.async_entity_ids()) == entities


async def test_a_repair_issue_only_if_it_lasts(
    hass: HomeAssistant,
    make_dual: MakeDual,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After an hour of the second way, until the first one is back."""
    device = await make_dual()
    entry = await add_device(device, transport="auto", port=device.snmp_port)
    await device.unplug_http()
    start = dt_util.utcnow()
    issue = (DOMAIN, f"fallback_{entry.entry_id}")

    async def poll_after(minutes: float) -> bool:
        now = start + timedelta(minutes=minutes)
        monkeypatch.setattr(dt_util, "utcnow", lambda: now)
        await _poll(hass, entry)
        return issue in ir.async_get(hass).issues

    assert not await poll_after(0)
    assert not await poll_after(59)
    assert await poll_after(61)
    shown = ir.async_get(hass).issues[issue]
    assert shown.translation_placeholders["name"] == "Unit"
    await device.plug_http()
    assert not await poll_after(240)
    await device.unplug_http()
    assert not await poll_after(300)
    assert await poll_after(362)
    await hass.config_entries.async_remove(entry.entry_id)
    assert issue not in ir.async_get(hass).issues


async def test_an_ignored_issue_stays_ignored_over_a_restart(
    hass: HomeAssistant,
    issue_registry: ir.IssueRegistry,
    make_dual: MakeDual,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of that one, a restart keeps no more than that it was ignored."""
    device = await make_dual()
    entry = await add_device(device, transport="auto", port=device.snmp_port)
    await device.unplug_http()
    await _poll(hass, entry)
    later = dt_util.utcnow() + timedelta(minutes=61)
    monkeypatch.setattr(dt_util, "utcnow", lambda: later)
    await _poll(hass, entry)
    key = f"fallback_{entry.entry_id}"
    ignored = issue_registry.async_ignore(DOMAIN, key, True)
    await hass.config_entries.async_unload(entry.entry_id)
    issue_registry.issues[DOMAIN, key] = replace(ignored, active=False)
    await hass.config_entries.async_setup(entry.entry_id)
    much_later = later + timedelta(minutes=61)
    monkeypatch.setattr(dt_util, "utcnow", lambda: much_later)
    await _poll(hass, entry)
    shown = issue_registry.async_get_issue(DOMAIN, key)
    assert shown is not None
    assert shown.active
    assert shown.dismissed_version == ignored.dismissed_version


@pytest.mark.parametrize("transport", ["auto", "snmp"])
@pytest.mark.usefixtures("more_entities")
async def test_a_device_without_http(
    hass: HomeAssistant, make_dual: MakeDual, transport: str
) -> None:
    """It is found by its agent, and kept to it."""
    device = await make_dual("perseus", http=False)
    result = await _add(hass, device, transport=transport)
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    entry = result["result"]
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data["snmp"]["transport"] == "snmp"
    assert entry.unique_id == device.serial
    assert state_of(hass, "sensor.unit_protocol_in_use") == "snmp"
    await device.unplug()
    for _ in range(3):
        await _poll(hass, entry)
    assert state_of(hass, "binary_sensor.unit_connectivity") == "off"


async def _add(hass: HomeAssistant, device: SimulatedDevice, **snmp: Any) -> Any:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": "device"}
    )
    # A port where nobody listens, for a device without HTTP.
    host = f"127.0.0.1:{device.port or 9}"
    typed = {"host": host, "snmp": {"port": device.snmp_port} | snmp}
    return await fill_in(hass, result, typed, "snmp")


async def test_a_wrong_community_is_silence(
    hass: HomeAssistant, make_dual: MakeDual
) -> None:
    """And the next try succeeds in the same form, which shows no secret again."""
    device = await make_dual("ste2", http=False)
    device.community = "s3cret"
    result = await _add(hass, device, transport="snmp", community="wrong")
    assert result["errors"] == {"base": "snmp_silent"}
    assert "wrong" not in str(
        [field.description for field in result["data_schema"].schema]
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {
            "host": "127.0.0.1:9",
            "snmp": {
                "transport": "snmp",
                "port": device.snmp_port,
                "community": "s3cret",
                "version": "2c",
            },
        },
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["snmp"]["community"] == "s3cret"


async def test_version_3(hass: HomeAssistant, make_dual: MakeDual) -> None:
    """A wrong key is told, and secrets not typed again are kept."""
    device = await make_dual("ste2", http=False)
    device.snmp_user = SnmpUser("watcher", "authentication", "privacyprivacy")
    fields = {
        "transport": "snmp",
        "version": "3",
        "username": "watcher",
        "authentication_key": "authentication",
        "privacy_key": "privacyprivacy",
    }
    result = await _add(hass, device, **fields | {"authentication_key": "nonsense"})
    assert result["errors"] == {"base": "invalid_auth"}
    assert [str(field) for field in result["data_schema"].schema] == ["host", "snmp"]
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {"host": "127.0.0.1:9", "snmp": {"port": device.snmp_port} | fields},
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    entry = result["result"]
    await hass.async_block_till_done(wait_background_tasks=True)

    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {
            "host": "127.0.0.1:9",
            "snmp": {"port": device.snmp_port}
            | {key: fields[key] for key in ("transport", "version", "username")},
        },
    )
    assert result["reason"] == "reconfigure_successful", result
    assert entry.data["snmp"]["privacy_key"] == "privacyprivacy"
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_changed_keys_are_asked_for(
    hass: HomeAssistant, make_dual: MakeDual
) -> None:
    """A device that begins to refuse its keys asks the user for others."""
    device = await make_dual("ste2", http=False)
    user = {"version": "3", "username": "watcher", "authentication_key": "first-key"}
    device.snmp_user = SnmpUser("watcher", "first-key", "privacyprivacy")
    result = await _add(
        hass, device, transport="snmp", privacy_key="privacyprivacy", **user
    )
    entry = result["result"]
    await hass.async_block_till_done(wait_background_tasks=True)
    device.snmp_user = SnmpUser("watcher", "second-key", "privacyprivacy")
    for _ in range(3):
        await _poll(hass, entry)
    [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "reauth_snmp"
    for key, reason in (("third-key", None), ("second-key", "reauth_successful")):
        result = await hass.config_entries.flow.async_configure(
            flow["flow_id"], user | {"authentication_key": key}
        )
        assert result.get("reason") == reason
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["snmp"]["privacy_key"] == "privacyprivacy"
    assert entry.data["snmp"]["port"] == device.snmp_port
    assert state_of(hass, "binary_sensor.unit_connectivity") == "on"


async def test_keys_of_one_user_name_are_not_mixed_up(
    hass: HomeAssistant, make_dual: MakeDual
) -> None:
    """Devices that are read at the same time may have other keys for it."""
    entries = []
    for number in range(3):
        device = await make_dual("ste2", http=False, mac=f"00:0A:59:10:20:3{number}")
        device.agent.delay = 0.01
        key = f"key-of-device-{number}"
        device.snmp_user = SnmpUser("watcher", key, "privacyprivacy")
        result = await _add(
            hass,
            device,
            transport="snmp",
            version="3",
            username="watcher",
            authentication_key=key,
            privacy_key="privacyprivacy",
        )
        entries.append(result["result"])
    await hass.async_block_till_done(wait_background_tasks=True)
    for _ in range(3):
        await asyncio.gather(*(entry.runtime_data.async_refresh() for entry in entries))
        assert [entry.runtime_data.problem for entry in entries] == [None] * 3
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)


async def test_a_password_of_http_is_asked_for_though_snmp_would_do(
    hass: HomeAssistant, make_dual: MakeDual
) -> None:
    """A password is easier typed than missed later."""
    device = await make_dual()
    device.credentials = ("admin", "s3cret")
    result = await _add(hass, device, transport="auto")
    assert result["errors"] == {"base": "auth_required"}


@pytest.mark.usefixtures("more_entities")
async def test_another_protocol_makes_no_new_entity(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    make_dual: MakeDual,
    add_device: AddDevice,
) -> None:
    """Same MAC and same ID of the probe: the same entity, whoever tells of it."""
    device = await make_dual()
    entry = await add_device(device)
    before = {
        entity.unique_id
        for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    }
    hass.config_entries.async_update_entry(
        entry,
        data={
            **entry.data,
            "snmp": entry.data["snmp"]
            | {"transport": "snmp", "port": device.snmp_port},
        },
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state_of(hass, "sensor.unit_protocol_in_use") == "snmp"
    assert before == {
        entity.unique_id
        for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    }


async def test_two_agents_at_one_address_are_not_mixed(
    hass: HomeAssistant, make_dual: MakeDual, add_device: AddDevice
) -> None:
    """Another device's agent at this device's address tells nothing of this one."""
    device = await make_dual("ste2")
    other = await make_dual("ste2", name="Other", mac="00:0A:59:66:66:66")
    entry = await add_device(device, transport="auto", port=other.snmp_port)
    await device.unplug_http()
    for _ in range(3):
        await _poll(hass, entry)
    assert state_of(hass, "binary_sensor.unit_connectivity") == "off"


async def test_one_device_over_two_protocols_is_one_entry(
    hass: HomeAssistant, make_dual: MakeDual
) -> None:
    """Though HTTP tells its serial number only, and SNMP its MAC."""
    device = await make_dual("poseidon2_3266")
    result = await _add(hass, device, transport="auto")
    assert result["result"].unique_id == device.serial
    await hass.async_block_till_done(wait_background_tasks=True)
    entry = result["result"]
    await device.unplug_http()
    await _poll(hass, entry)
    assert entry.runtime_data.last_read.identity.mac == device.mac.lower()
    await device.plug_http()
    result = await _add(hass, device, transport="snmp")
    assert result["reason"] == "already_configured"


async def test_the_mac_learnt_from_the_second_way_stays_known(
    hass: HomeAssistant, make_dual: MakeDual, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So another agent at the address is noticed from then on."""
    device = await make_dual("poseidon2_3266")
    entry = (await _add(hass, device, transport="auto"))["result"]
    await hass.async_block_till_done(wait_background_tasks=True)
    await device.unplug_http()
    await _poll(hass, entry)
    await device.plug_http()
    later = dt_util.utcnow() + timedelta(hours=2)
    monkeypatch.setattr(dt_util, "utcnow", lambda: later)
    await _poll(hass, entry)
    assert entry.runtime_data.transport is Transport.HTTP
    assert entry.runtime_data.last_read.identity.mac == device.mac.lower()
    await device.unplug_http()
    device.mac = "00:0A:59:66:66:66"
    for _ in range(3):
        await _poll(hass, entry)
    assert state_of(hass, "binary_sensor.unit_connectivity") == "off"


async def test_a_stumble_does_not_change_the_protocol(
    hass: HomeAssistant, make_dual: MakeDual, add_device: AddDevice
) -> None:
    """A known device has to answer by its first way to be reconfigured."""
    device = await make_dual()
    entry = await add_device(device, transport="auto", port=device.snmp_port)
    await device.unplug_http()
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"host": device.url, "snmp": {"port": device.snmp_port}}
    )
    assert result["errors"] == {"base": "cannot_connect"}
    assert entry.data["snmp"]["transport"] == "auto"


@pytest.mark.parametrize(
    ("value", "state", "wet"),
    [(0.0, 1, "off"), (1.0, 1, "on"), (0.0, 5, "on"), (2.0, 1, "unknown")],
)
async def test_a_detector_without_a_word_for_it(
    hass: HomeAssistant,
    make_dual: MakeDual,
    add_device: AddDevice,
    value: float,
    state: int,
    wet: str,
) -> None:
    """A flood detector stays one over SNMP: wet in alarm, and else only at 1."""
    device = await make_dual("ste2_lite")
    entry = await add_device(device, transport="auto", port=device.snmp_port)
    detector = next(sensor for sensor in device.sensors if sensor.unit == "WLD")
    await device.unplug_http()
    detector.unit = "no code for it"
    detector.value, detector.state = value, state
    for _ in range(3):
        await _poll(hass, entry)
    assert state_of(hass, "binary_sensor.unit_floor_under_fridge") == wet


@pytest.mark.parametrize("way", [Transport.HTTP, Transport.SNMP])
async def test_an_entry_holds_what_its_way_needs_and_no_more(
    hass: HomeAssistant, make_dual: MakeDual, way: Transport
) -> None:
    """What another way would need is not read, at any place."""
    device = await make_dual()
    needed = {
        Transport.HTTP: {
            "verify_ssl": True,
            "username": "",
            "password": "",
            "snmp": {"transport": "http"},
        },
        Transport.SNMP: {
            "snmp": {
                "transport": "snmp",
                "port": device.snmp_port,
                "version": "1",
                "community": "public",
            }
        },
    }
    address = {"host": device.host, "port": device.port, "ssl": False}
    entry = MockConfigEntry(domain=DOMAIN, data=address | needed[way])
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data.transport is way
    assert await async_get_config_entry_diagnostics(hass, entry)


async def test_a_hint_brings_what_seldom_changes(
    hass: HomeAssistant, make_dual: MakeDual, add_device: AddDevice
) -> None:
    """Over SNMP names and limits are not read each time, but soon after a hint."""
    device = await make_dual("poseidon2_3268")
    entry = await add_device(device, transport="snmp", port=device.snmp_port)
    sensor = device.sensors[0]
    sensor.high = 77.0
    await _poll(hass, entry)
    key = str(sensor.id)
    assert entry.runtime_data.data.sensors[key].limits.high != 77.0
    await entry.runtime_data.async_follow_hint()
    await _poll(hass, entry)
    assert entry.runtime_data.data.sensors[key].limits.high == 77.0


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_version_that_the_agent_does_not_speak(
    hass: HomeAssistant, make_dual: MakeDual, version: str
) -> None:
    """It is silence, too, and the error speaks of versions and communities."""
    device = await make_dual("ste2", http=False)
    device.snmp_versions = {"1", "2c"} - {version}
    result = await _add(hass, device, transport="snmp", version=version)
    assert result["errors"] == {"base": "snmp_silent"}
    exception = ENGLISH["exceptions"]["snmp_silent"]["message"]
    for text in (ENGLISH["config"]["error"]["snmp_silent"], exception):
        assert "version" in text
        assert "community" in text
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {
            "host": "127.0.0.1:9",
            "snmp": {
                "transport": "snmp",
                "port": device.snmp_port,
                "version": next(iter(device.snmp_versions)),
            },
        },
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_an_agent_that_falls_silent_is_no_wrong_community(
    hass: HomeAssistant, make_dual: MakeDual, add_device: AddDevice
) -> None:
    """Whoever has answered once knows the credentials."""
    device = await make_dual("ste2")
    entry = await add_device(device, transport="snmp", port=device.snmp_port)
    await device.unplug_snmp()
    await _poll(hass, entry)
    assert entry.runtime_data.problem == "timeout"


@pytest.mark.parametrize("transport", ["auto", "snmp"])
async def test_an_agent_with_nothing_is_not_added(
    hass: HomeAssistant, make_dual: MakeDual, transport: str
) -> None:
    """The form says so; with a sensor it succeeds."""
    device = await make_dual("ste2", http=False)
    sensors = device.sensors[:]
    device.sensors.clear()
    device.inputs.clear()
    result = await _add(hass, device, transport=transport)
    assert result["errors"] == {"base": "no_readings"}
    device.sensors[:] = sensors
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {
            "host": "127.0.0.1:9",
            "snmp": {"transport": transport, "port": device.snmp_port},
        },
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_device_stays_online_without_its_last_sensor(
    hass: HomeAssistant, make_dual: MakeDual, add_device: AddDevice
) -> None:
    """It answers, and says that there is nothing more."""
    device = await make_dual("ste2")
    entry = await add_device(device, transport="snmp", port=device.snmp_port)
    device.sensors.clear()
    device.inputs.clear()
    for _ in range(4):
        await _poll(hass, entry)
    assert state_of(hass, "binary_sensor.unit_connectivity") == "on"
    assert not entry.runtime_data.data.has_parts


async def test_fields_of_a_user_are_there_for_version_3_only(
    hass: HomeAssistant, make_dual: MakeDual
) -> None:
    """Where a device is added, reconfigured, or asks for credentials anew."""
    device = await make_dual("ste2", http=False)
    result = await _add(hass, device, transport="snmp")
    entry = result["result"]
    await hass.async_block_till_done(wait_background_tasks=True)
    flows, user = hass.config_entries.flow, {"version": "3", "username": "watcher"}
    for step, typed, data in (
        ("reauth_snmp", user, {**entry.data}),
        ("reconfigure", {"host": "127.0.0.1", "snmp": user}, None),
    ):
        context = {"source": step.partition("_")[0], "entry_id": entry.entry_id}
        form = await flows.async_init(DOMAIN, context=context, data=data)
        assert form["step_id"] == step
        assert "username" not in _snmp_fields(form)
        without = {key: value for key, value in typed.items() if key != "username"}
        if "snmp" in typed:
            without["snmp"] = {"version": "3"}
        form = await flows.async_configure(form["flow_id"], without)
        assert form["errors"] == {"base": "snmp_user_required"}
        assert "username" in _snmp_fields(form)
        flows.async_abort(form["flow_id"])


def _snmp_fields(form: Any) -> set[str]:
    schema = form["data_schema"].schema
    section = next((part for name, part in schema.items() if name == "snmp"), None)
    assert not any(isinstance(name, vol.Required) and name != "host" for name in schema)
    return {*map(str, section.schema.schema if section else schema)}
