"""The diagnostics download: enough to reproduce, and nobody's secrets."""

from collections.abc import AsyncIterator, Awaitable, Callable
import json
from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.hwgroup.client import (
    Device,
    HwgError,
    MalformedAnswerError,
    SnmpClient,
    ValuesReader,
)
from custom_components.hwgroup.client.redaction import (
    Placeholders,
    redacted_document,
    redacted_rows,
)
from custom_components.hwgroup.device.poll_history import MOST_POLLS
from custom_components.hwgroup.diagnostics import async_get_config_entry_diagnostics
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from simulator import MODELS, XML_MODELS, SimulatedAgent, SimulatedDevice, SnmpRecording
from simulator.replay import Replay

from .client.helpers import session_with
from .client.relay import Relay
from .conftest import AddDevice, AddTraps, MakeDevice

type Download = Callable[[MockConfigEntry], Awaitable[dict[str, Any]]]

MAC = "00:0A:59:C0:FF:EE"
SERIAL = "6123456789"
PLANTED = (
    "S3cr3t-password",
    "some-user",
    "comm-unity",
    "authkey-123",
    "privkey-123",
    MAC,
    MAC.replace(":", ""),
    SERIAL,
    "10.20.30.40",
    "Ward of Dr. Novak",
    "Insulin",
    "+420601234567",
    "601 234 567",
    "jana@example.org",
    "Prague basement",
    "0123456789ab",
)
DOCUMENT = f"""<?xml version="1.0" encoding="utf-8"?>
<val:Root xmlns:val="http://www.hw-group.com/XMLSchema/ste/values.xsd" by="Insulin">
Prague basement
<Agent>
<Version>1.2.8</Version><DeviceName>Ward of Dr. Novak</DeviceName><Model>78</Model>
<MAC>{MAC}</MAC><SerialNumber>{SERIAL}</SerialNumber><IP>10.20.30.40</IP>
<MASK>255.255.255.0</MASK><sys_name>Ward of Dr. Novak</sys_name>
<sys_contact>jana@example.org, +420601234567</sys_contact>
<sys_location>Prague basement</sys_location><wifi_MAC>0123456789ab</wifi_MAC>
<UpTime>1234</UpTime><Value>601 234 567</Value>
</Agent>
<Title>Ward of Dr. Novak</Title><SMS><Number>601 234 567</Number></SMS>
<SenSet>
<Entry note="+420601234567"><ID>215</ID><Name>Insulin</Name><Units>C</Units>
<Value>4.5</Value><Min>2.0</Min><Max>8.0</Max><Hyst>0.0</Hyst><State>1</State></Entry>
<Entry><ID>216</ID><Name>Insulin</Name><Units>%RH</Units><Value>55.5</Value>
<State>5</State><Nested><State>Insulin</State></Nested></Entry>Prague basement
<Entry><ID>217</ID><Name> </Name><Units>C</Units><Value>-999.9</Value></Entry>
</SenSet>
<BinaryInSet><Entry><ID>1</ID><Name>+420601234567</Name><Value>1</Value>
<AlarmState>1</AlarmState></Entry></BinaryInSet>
</val:Root>
""".encode()


def _dump(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False)
    for secret in PLANTED:
        assert secret.lower() not in text.lower(), secret
    return text


def _readings(device: Device) -> Any:
    """Return all that is measured, and nothing that names anything."""
    data = device.to_dict()
    for parts in (data["sensors"], data["inputs"], data["outputs"]):
        for part in parts.values():
            del part["name"]
    data["identity"] = data["identity"]["model"], data["identity"]["firmware"]
    return data


def _shown(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return the states of an entry's readings, by what is not the device's own."""
    found = {}
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        state = hass.states.get(entity.entity_id)
        if entity.entity_category is None and entity.domain != "event" and state:
            key = entity.unique_id.removeprefix(entry.unique_id)
            unit = state.attributes.get("unit_of_measurement")
            found[entity.domain, key] = state.state, unit
    assert found
    return found


@pytest.fixture
def download(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Download:
    """Return a function that downloads as a user would."""

    async def download(entry: MockConfigEntry) -> dict[str, Any]:
        return await get_diagnostics_for_config_entry(hass, hass_client, entry)

    return download


@pytest.fixture
async def recorded(socket_enabled: None) -> AsyncIterator[SimulatedDevice]:
    """Return a device with HTTP and SNMP."""
    device = SimulatedDevice(MODELS["ste2"], name="Ward of Dr. Novak", mac=MAC)
    await device.start(snmp=True)
    yield device
    await device.stop()


@pytest.mark.usefixtures("freezer")
async def test_what_is_in_it(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """All that a device said and how, and nothing that tells whose it is."""
    device = await make_device()
    device.override = DOCUMENT
    entry = await add_device(
        device, community="comm-unity", version="3", username="some-user",
        authentication_key="authkey-123", privacy_key="privkey-123",
    )  # fmt: skip
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "username": "some-user", "password": PLANTED[0]}
    )
    data = await async_get_config_entry_diagnostics(hass, entry)
    _dump(data)
    assert device.host not in json.dumps(data)
    data["entry"]["data"]["port"] = 80
    assert data == snapshot


async def test_a_doubt_is_named(
    hass: HomeAssistant,
    download: Download,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """Who reads the report sees that the states were not taken for what they seem."""
    device = await make_device("ste2")
    document = re.sub(rb"<(ProductName|Model)>.*?</\1>\n", b"", device.document)
    device.override = re.sub(rb"val:Root [^>]*|val:Root", b"Root", document)
    entry = await add_device(device)
    report = await download(entry)
    assert report["device"]["doubts"] == ["state_scale"]
    assert {part["state"] for part in report["device"]["sensors"].values()} == {"ok"}
    device.override = None
    await entry.runtime_data.async_refresh()
    assert (await download(entry))["device"]["doubts"] == []


async def test_the_same_readings_after_a_replay(
    hass: HomeAssistant,
    download: Download,
    make_device: MakeDevice,
    add_device: AddDevice,
    tmp_path: Path,
) -> None:
    """A report becomes a device, and that device a second entry."""
    device = await make_device()
    device.override = DOCUMENT
    entry = await add_device(device)
    file = tmp_path / "download.json"
    file.write_text(_dump({"data": await download(entry)}))

    replay = Replay.load(file)
    assert replay.rows is None
    again = await make_device()
    again.override = replay.document
    second = await add_device(again)
    assert second.unique_id == "00:0a:59:00:00:01"
    assert _shown(hass, second) == _shown(hass, entry)
    # A download of a replay is the same once more.
    assert (await download(second))["received"] == (await download(entry))["received"]


@pytest.mark.parametrize("model", sorted(XML_MODELS))
def test_documents_of_all_models(model: str) -> None:
    """They yield the same, without a name."""
    device = SimulatedDevice(MODELS[model], name="Ward of Dr. Novak", mac=MAC)
    redacted = redacted_document(device.document, Placeholders())
    assert "Novak" not in redacted
    assert MAC not in redacted
    for part in (*device.sensors, *device.inputs, *device.outputs):
        assert part.name not in redacted
    before, after = (
        ValuesReader().read(d) for d in (device.document, redacted.encode())
    )
    assert _readings(after) == _readings(before)
    assert bool(after.identity.unique_id) == bool(before.identity.unique_id)


@pytest.mark.parametrize("model", sorted(name for name in MODELS if MODELS[name].snmp))
async def test_rows_of_all_models(model: str) -> None:
    """The same over SNMP."""
    device = SimulatedDevice(MODELS[model], name="Ward of Dr. Novak", mac=MAC)
    try:
        await device.start(http=False, snmp=True)
        client = SnmpClient(session_with(device))
        before = await client.read()
        assert client.last_answers is not None
        lines = redacted_rows(client.last_answers, Placeholders())
        for secret in ("Novak", MAC, device.serial):
            assert secret not in "\n".join(lines)
        async with SimulatedAgent(SnmpRecording.parse(lines, "")) as agent:
            again = SnmpClient(session_with(agent))
            after = await again.read()
        assert again.last_answers is not None
        assert redacted_rows(again.last_answers, Placeholders()) == lines
    finally:
        await device.stop()
    assert _readings(after) | {"uptime": 0} == _readings(before) | {"uptime": 0}


async def test_over_snmp(
    hass: HomeAssistant,
    download: Download,
    recorded: SimulatedDevice,
    add_device: AddDevice,
    tmp_path: Path,
) -> None:
    """Rows instead of a document; replayed, they are a second entry."""
    entry = await add_device(recorded, transport="snmp", port=recorded.snmp_port)
    data = await download(entry)
    assert set(data["received"]) == {"snmp"}
    assert data["history"][0]["transport"] == "snmp"
    assert data["received"]["snmp"]["unexpected"] == 0
    assert data["received"]["snmp"]["malformed"] == 0
    file = tmp_path / "download.json"
    file.write_text(_dump(data))
    replay = Replay.load(file)
    assert replay.document is None
    assert replay.rows is not None
    async with SimulatedAgent(replay.rows) as agent:
        second = await add_device(agent, agent.host, transport="snmp", port=agent.port)
        assert _shown(hass, second) == _shown(hass, entry)


async def test_answers_that_nobody_waited_for(
    hass: HomeAssistant,
    download: Download,
    recorded: SimulatedDevice,
    add_device: AddDevice,
) -> None:
    """A second answer to one request, and bytes that are none, are counted."""
    async with Relay(recorded) as relay:
        relay.answered = lambda answer: (answer, answer)
        entry = await add_device(recorded, transport="snmp", port=relay.port)
        relay.answered = lambda answer: (b"\x30", answer)
        await entry.runtime_data.async_refresh()
        snmp = (await download(entry))["received"]["snmp"]
    assert snmp["rows"]
    assert snmp["unexpected"] > 1
    assert snmp["malformed"] > 1


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"<html><title>Ward of Dr. Novak</title></html>", "not_hwgroup"),
        (b"<setup><Agent2>Insulin</Agent2></setup>", "not_hwgroup"),
        (b"<Root><Agent>", "malformed"),
    ],
)
async def test_what_is_no_document_is_left_out(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    document: bytes,
    problem: str,
) -> None:
    """Nobody knows what stands in it: a page of the device's settings, say."""
    entry = await add_device(device)
    device.override = document
    await entry.runtime_data.async_refresh()
    data = await async_get_config_entry_diagnostics(hass, entry)
    _dump(data)
    assert data["received"] == {"http": {"length": len(document), "problem": problem}}
    assert [poll["outcome"] for poll in data["history"]] == ["ok", problem]
    assert data["poll"]["problem"] == problem


def test_a_document_without_a_bottom() -> None:
    """A hostile one breaks no download."""
    deep = b"<Root><Agent/>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Root>"
    with pytest.raises(MalformedAnswerError):
        redacted_document(deep, Placeholders())
    with pytest.raises(HwgError):
        redacted_document(b"", Placeholders())


def test_placeholders() -> None:
    """One for each original, of its kind, and none for nothing."""
    known = Placeholders()
    assert [known.hide(text, "name") for text in ("a", " b", "a ", "", " ")] == [
        "name 1",
        "name 2",
        "name 1",
        "",
        " ",
    ]
    assert known.hide("000", "serial") == "000"
    assert known.hide("123", "serial") == "serial 1"
    assert known.hide("000a59aabbcc") == known.hide("00-0A-59-AA-BB-CC")
    assert known.hide("10.0.0.7") == "192.0.2.1"
    assert known.hide("fe80::1") == "192.0.2.2"


async def test_only_the_last_polls_are_kept(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
) -> None:
    """Fifty of them."""
    entry = await add_device(device)
    for _ in range(MOST_POLLS + 5):
        await entry.runtime_data.async_refresh()
    data = await async_get_config_entry_diagnostics(hass, entry)
    assert len(data["history"]) == MOST_POLLS


async def test_a_device_that_never_answered(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
) -> None:
    """What is known is told, also of an entry that is not loaded."""
    entry = await add_device(device)
    await device.stop()
    assert await hass.config_entries.async_unload(entry.entry_id)
    data = await async_get_config_entry_diagnostics(hass, entry)
    assert data == {"state": "not_loaded"}

    hass_storage.clear()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    data = await async_get_config_entry_diagnostics(hass, entry)
    assert data["state"] == "setup_retry"
    assert data["device"] is None
    assert data["received"] == {}
    assert [poll["outcome"] for poll in data["history"]] == ["cannot_connect"]


async def test_traps(hass: HomeAssistant, add_traps: AddTraps) -> None:
    """Only counts."""
    entry = await add_traps()
    assert await async_get_config_entry_diagnostics(hass, entry) == {
        "state": "loaded",
        "port": entry.data["port"],
        "received": 0,
        "strangers": 0,
    }


async def test_a_way_over_snmp_beside_http(
    hass: HomeAssistant, recorded: SimulatedDevice, add_device: AddDevice
) -> None:
    """What came by either way is there, under the same placeholders."""
    entry = await add_device(recorded, transport="auto", port=recorded.snmp_port)
    await recorded.unplug_http()
    await entry.runtime_data.async_refresh()
    data = await async_get_config_entry_diagnostics(hass, entry)
    _dump(data)
    assert set(data["received"]) == {"http", "snmp"}
    assert data["device"]["identity"]["mac"] == "00:0A:59:00:00:01"
    assert any("00:0A:59:00:00:01" in line for line in data["received"]["snmp"]["rows"])
    assert [poll["transport"] for poll in data["history"]] == ["http", "snmp"]
    assert STATE_UNAVAILABLE not in {value for value, _ in _shown(hass, entry).values()}
