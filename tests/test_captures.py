"""What real devices said: documents are served over HTTP, recordings over SNMP."""

import pytest

from custom_components.hwgroup.client import Community, Device, SnmpClient, ValuesReader
from custom_components.hwgroup.client.family import ENTERPRISE
from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from simulator import SimulatedAgent, SnmpRecording

from .captures import CAPTURES, DOCUMENTS, OTHERS, RECORDINGS, Expected, Shown, Version
from .client.helpers import session_with
from .conftest import AddDevice, MakeDevice

pytestmark = pytest.mark.skipif(not CAPTURES, reason="HWGROUP_CAPTURES is not set")


def test_every_capture_is_known() -> None:
    """Somebody has to decide what a new one means."""
    assert {*CAPTURES} == {*DOCUMENTS, *OTHERS, *RECORDINGS}


def _assert_says(device: Device, expected: Expected) -> None:
    assert device.identity.model == expected.model
    assert device.identity.firmware == expected.firmware
    assert {
        key: (item.value, item.unit.symbol, item.unit.quantity, item.state)
        for key, item in device.sensors.items()
    } == expected.readings
    assert {key: item.limits for key, item in device.sensors.items()} == expected.limits
    assert {
        key: (item.closed, item.state) for key, item in device.inputs.items()
    } == expected.contacts
    assert {key: item.on for key, item in device.outputs.items()} == expected.outputs


def _states(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, State]:
    """Return the states by platform and by what follows the device in the ID."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    base = f"{entry.unique_id or entry.entry_id}_"
    states: dict[str, State] = {}
    for entity in entities:
        assert entity.platform == DOMAIN
        if state := hass.states.get(entity.entity_id):
            states[f"{entity.domain}.{entity.unique_id.removeprefix(base)}"] = state
    return states


def _parts_of(states: dict[str, State]) -> dict[str, Shown]:
    """Return what is shown of sensors, inputs and outputs, not of the device itself."""
    return {
        name: (
            state.state,
            state.attributes.get("unit_of_measurement"),
            state.attributes.get("device_class"),
        )
        for name, state in states.items()
        if name.partition(".")[2].startswith(("sensor_", "input_", "output_"))
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_readings(name: str) -> None:
    """A document is read as it was meant."""
    _assert_says(ValuesReader().read(CAPTURES[name].read_bytes()), DOCUMENTS[name])


@pytest.mark.parametrize("name", OTHERS)
def test_others(name: str) -> None:
    """Other documents are refused, or bring no sensors that are none."""
    document, error = CAPTURES[name].read_bytes(), OTHERS[name]
    if error is not None:
        with pytest.raises(error):
            ValuesReader().read(document)
    else:
        device = ValuesReader().read(document)
        assert device.sensors == device.inputs == device.outputs == {}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.usefixtures("more_entities")
async def test_entities(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, name: str
) -> None:
    """A device that serves the document ends up as the right entities."""
    device = await make_device("ste2")
    device.override = CAPTURES[name].read_bytes()
    entry = await add_device(device)
    assert entry.state is ConfigEntryState.LOADED
    assert _parts_of(_states(hass, entry)) == DOCUMENTS[name].entities


def _told(recording: SnmpRecording, *ending: int) -> str | None:
    """Return a text of the recording, by the end of its OID."""
    for oid, (_, content) in recording.items():
        ours = oid[: len(ENTERPRISE)] == ENTERPRISE
        if ours and oid[-len(ending) :] == ending and isinstance(content, bytes):
            return content.decode()
    return None


@pytest.mark.parametrize(
    ("name", "version"),
    [
        (name, version)
        for name, expected in RECORDINGS.items()
        for version in expected.versions
    ],
)
async def test_readings_over_snmp(name: str, version: Version) -> None:
    """An agent is read as it was meant, and what it says of itself is kept."""
    recording = SnmpRecording.load(CAPTURES[name])
    async with SimulatedAgent(recording) as agent:
        agent.snmp_versions = {*RECORDINGS[name].versions}
        client = SnmpClient(session_with(agent, Community(version)))
        device = await client.read()
        assert await client.read() == device

    _assert_says(device, RECORDINGS[name])
    mac, serial = _told(recording, 70, 1, 0), _told(recording, 100, 2, 0)
    assert device.identity.mac == (mac and mac.lower())
    assert device.identity.serial == serial
    texts = {content for _, content in recording.values()}
    for part in (*device.sensors.values(), *device.inputs.values()):
        assert not part.name or part.name.encode() in texts


@pytest.mark.parametrize("name", RECORDINGS)
@pytest.mark.usefixtures("more_entities")
async def test_entities_over_snmp(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    add_device: AddDevice,
    name: str,
) -> None:
    """A device that only has the agent ends up as the right entities."""
    recording, expected = SnmpRecording.load(CAPTURES[name]), RECORDINGS[name]
    async with SimulatedAgent(recording) as agent:
        agent.snmp_versions = {*expected.versions}
        entry = await add_device(
            agent, agent.host, transport="snmp", port=agent.port, version="1"
        )
        assert entry.state is ConfigEntryState.LOADED

    states = _states(hass, entry)
    assert _parts_of(states) == expected.entities
    assert states["sensor.transport"].state == "snmp"
    for key, limits in expected.limits.items():
        attributes = states[f"binary_sensor.sensor_alarm_{key}"].attributes
        assert attributes.get("low_limit") == limits.low
        assert attributes.get("high_limit") == limits.high
    mac, serial = _told(recording, 70, 1, 0), _told(recording, 100, 2, 0)
    assert entry.unique_id == (mac.lower() if mac else serial)
    [shown] = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert (shown.model, shown.sw_version) == (expected.model, expected.firmware)
