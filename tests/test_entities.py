"""What a user sees of every family."""

from dataclasses import replace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.hwgroup.binary_sensor import TWO_POSITIONS
from custom_components.hwgroup.client import Quantity
from custom_components.hwgroup.client.units import TABLE
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.kinds import device as device_kind
from custom_components.hwgroup.kinds.device import KIND
from custom_components.hwgroup.quantities import QUANTITIES
from homeassistant.components.sensor.const import (
    DEVICE_CLASS_STATE_CLASSES,
    DEVICE_CLASS_UNITS,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads_object
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from simulator import (
    XML_MODELS,
    AlarmWhen,
    Fault,
    Input,
    Sensor,
    SimulatedAgent,
    SimulatedDevice,
    SnmpRecording,
)

from .conftest import AddDevice, Elapse, MakeDevice

# What the registry of entities has of the integration; all else is its own.
DECIDED = (
    "unique_id",
    "translation_key",
    "original_name",
    "original_icon",
    "original_device_class",
    "entity_category",
    "capabilities",
    "options",
    "supported_features",
    "unit_of_measurement",
)
ENTERPRISE = "1.3.6.1.4.1.21796"
# Of a STE2, and what of it few people look at.
DEFAULT = {
    *("sensor_31324", "sensor_12125", "input_1", "input_2"),
    *("alarm", "in_alarm", "connectivity", "security_update"),
}
MORE = {
    *("sensor_alarm_31324", "low_limit_31324", "high_limit_31324", "input_alarm_1"),
    *("sensor_alarm_12125", "low_limit_12125", "high_limit_12125", "input_alarm_2"),
    *("address", "transport", "uptime", "last_contact"),
}


@pytest.mark.parametrize("model", sorted(XML_MODELS))
@pytest.mark.parametrize("platform", [Platform.SENSOR, Platform.BINARY_SENSOR])
@pytest.mark.usefixtures("freezer")
async def test_all_entities(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    make_device: MakeDevice,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    platform: Platform,
) -> None:
    """Every reading, contact and output of every family has its entities."""
    monkeypatch.setattr(
        device_kind, "KIND", replace(KIND, platforms=lambda _: [platform])
    )
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)
    entry = await add_device(await make_device(model))
    await _choose(hass, entry, limit_entities=True)
    for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id):
        assert _shown(hass, entity) == snapshot(name=entity.entity_id)


def _shown(hass: HomeAssistant, entity: er.RegistryEntry) -> dict[str, Any]:
    """Return what the integration decides of an entity, as plain data."""
    state = hass.states.get(entity.entity_id)
    assert state is not None, entity.entity_id
    shown = {name: getattr(entity, name) for name in DECIDED}
    shown |= {"state": state.state, "attributes": state.attributes}
    return json_loads_object(json_bytes(shown))


@pytest.mark.parametrize("model", sorted(XML_MODELS))
async def test_device_page(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    make_device: MakeDevice,
    add_device: AddDevice,
    model: str,
) -> None:
    """The device is shown with all that it says of itself."""
    device = await make_device(model, name="Ground floor", mac="00:0A:59:AB:CD:EF")
    entry = await add_device(device)
    [shown] = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert shown.manufacturer == "HW group"
    assert shown.sw_version == device.model.firmware
    assert shown.configuration_url == f"{device.url}/"
    assert shown.model in (device.model.product, None)
    if "MAC" in device.model.agent_tags:
        assert entry.unique_id == "00:0a:59:ab:cd:ef"
        assert shown.connections == {(dr.CONNECTION_NETWORK_MAC, "00:0a:59:ab:cd:ef")}
    else:
        assert entry.unique_id == device.serial
    if "DeviceName" in device.model.agent_tags:
        assert shown.name == "Ground floor"


async def test_a_new_name_and_firmware_are_shown_without_a_reload(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """The device page follows what the device says of itself."""
    entry = await add_device(device)
    device.override = device.document.replace(
        b"<Version>1.2.8<", b"<Version>1.2.9<"
    ).replace(b"Server room", b"Data centre")
    await elapse(31)
    [shown] = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert (shown.name, shown.sw_version) == ("Data centre", "1.2.9")


@pytest.mark.parametrize(
    ("unit", "value", "shown", "shown_unit", "device_class"),
    [
        ("C", 21.5, "21.5", "°C", "temperature"),
        ("F", 68.0, "20.0", "°C", "temperature"),  # in the unit system of the test
        ("K", 300.0, "300.0", "K", "temperature"),
        ("%RH", 45.0, "45.0", "%", "humidity"),
        ("%", 45.0, "45.0", "%", None),
        ("V", 12.5, "12.5", "V", "voltage"),
        ("mA", 12.5, "12.5", "mA", "current"),
        ("A", 1.5, "1.5", "A", "current"),
        ("kPa", 99.5, "99.5", "kPa", "pressure"),
        ("lx", 120.0, "120.0", "lx", "illuminance"),
        ("ppm", 850.0, "850.0", "ppm", "carbon_dioxide"),
        ("CO ppm", 12.0, "12.0", "ppm", "carbon_monoxide"),
        ("dB", 50.5, "50.5", "dB", "sound_pressure"),
        ("ug", 40.0, "40.0", "μg/m³", None),
        ("m/s", 1.5, "1.5", "m/s", "speed"),
        ("l/min", 12.5, "12.5", "L/min", "volume_flow_rate"),
        ("Hz", 50.0, "50.0", "Hz", "frequency"),
        ("W/m2", 950.0, "950.0", "W/m²", "irradiance"),
        ("VA", 350.0, "350.0", "VA", "apparent_power"),
        ("PF", 0.9, "0.9", None, "power_factor"),
        ("DP C", 8.5, "8.5", "°C", "temperature"),
        ("DP F", 50.0, "10.0", "°C", "temperature"),
        ("Gamma", 12.0, "12.0", "Gamma", None),
    ],
)
async def test_units(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    unit: str,
    value: float,
    shown: str,
    shown_unit: str,
    device_class: str | None,
) -> None:
    """Each unit is itself: no Fahrenheit as Celsius, no milliampere as ampere."""
    device = await make_device("poseidon2_3268", name="Unit")
    device.sensors = [Sensor(100, "Probe", unit, value)]
    await add_device(device)
    state = hass.states.get("sensor.unit_probe")
    assert state.state == shown
    assert state.attributes.get("unit_of_measurement") == shown_unit
    assert state.attributes.get("device_class") == device_class
    assert state.attributes["state_class"] == "measurement"


def test_home_assistant_takes_every_unit_of_the_table() -> None:
    """Each with the device class of its quantity, which allows its state class, too."""
    shown = {*QUANTITIES} | {*TWO_POSITIONS}
    assert shown == {*Quantity}
    for unit, _, _ in TABLE:
        if (quantity := QUANTITIES.get(unit.quantity)) is None:
            continue
        device_class = quantity.device_class
        if device_class is not None:
            assert unit.symbol in DEVICE_CLASS_UNITS[device_class], unit
            allowed = DEVICE_CLASS_STATE_CLASSES[device_class]
            assert quantity.state_class in allowed, unit
            # Rules convert by it.
            assert unit.quantity == device_class


@pytest.mark.parametrize("transport", ["http", "snmp"])
@pytest.mark.parametrize(
    ("unit", "value", "high"),
    [
        ("W", 1200.0, 1000.0),
        ("ppm", 5000.0, 2000.0),
        ("hPa", 1001.0, 1000.5),
        ("mV", 1500.0, 1000.0),
        ("kWh", 48213.0, 48000.0),
    ],
)
@pytest.mark.usefixtures("more_entities")
async def test_a_large_reading_in_alarm(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    transport: str,
    unit: str,
    value: float,
    high: float,
) -> None:
    """Its number, its limit and its alarm are there, however large they are."""
    device = await make_device("poseidon2_3268", name="Unit")
    device.sensors = [Sensor(100, "Probe", unit, value, -1000.0, high)]
    await device.stop()
    await device.start(snmp=True)
    await add_device(device, transport=transport, port=device.snmp_port, version="1")
    for _ in range(5):
        state = hass.states.get("sensor.unit_probe")
        assert float(state.state) == value
        alarm = hass.states.get("binary_sensor.unit_probe_alarm")
        assert alarm.state == "on"
        assert alarm.attributes["device_state"] == "alarm_high"
        assert alarm.attributes["high_limit"] == high
        assert alarm.attributes["low_limit"] == -1000.0
        await elapse(31)


async def test_a_meter_shows_what_its_own_page_shows(
    hass: HomeAssistant, add_device: AddDevice
) -> None:
    """A HWg-PWR says apart what the meter counts, and the offset that it adds."""
    values = f"{ENTERPRISE}.4.6.1.3.1"
    lines = [f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.4.6", "1.3.6.1.2.1.1.5.0|4|Unit"]
    for row, unit, exponent, raw, text, offset in (
        (1001, "kWh", -1, 482136, "48213.6", 0),
        (1002, "m3", -2, 12345, "223.45", 100),
        (1003, "W", 0, 1250, "1250", 0),
    ):
        cells = {2: f"4|Value {row}", 3: f"4|{unit}", 5: f"2|{exponent}"}
        cells |= {6: f"2|{raw}", 7: f"4|{text}", 8: "2|1", 9: f"2|{offset}"}
        lines += [f"{values}.{column}.1.{row}|{cells[column]}" for column in cells]
    async with SimulatedAgent(SnmpRecording.parse(lines, "meters")) as agent:
        await add_device(
            agent, agent.host, transport="snmp", port=agent.port, version="1"
        )
    for row, shown in ((1001, "48213.6"), (1002, "223.45"), (1003, "1250.0")):
        assert hass.states.get(f"sensor.unit_value_{row}").state == shown


@pytest.mark.parametrize("model", ["ste2", "poseidon2_3268"])
@pytest.mark.usefixtures("more_entities")
async def test_a_reading_without_a_unit(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    model: str,
) -> None:
    """It is a number, and its alarm is one."""
    device = await make_device(model, name="Unit")
    probe = Sensor(100, "Probe", "", 12.5, 10.0, 20.0)
    device.sensors = [probe]
    await add_device(device)
    assert hass.states.get("sensor.unit_probe").state == "12.5"
    assert "unit_of_measurement" not in hass.states.get("sensor.unit_probe").attributes
    assert hass.states.get("binary_sensor.unit_probe_alarm").state == "off"
    probe.value = 20.5
    await elapse(31)
    assert hass.states.get("sensor.unit_probe").state == "20.5"
    assert hass.states.get("binary_sensor.unit_probe_alarm").state == "on"


@pytest.mark.usefixtures("more_entities")
async def test_a_unit_that_is_lost_for_a_moment(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """The reading goes on in the unit that it had, and its alarm comes at once."""
    device = await make_device("ste2", name="Unit")
    probe = Sensor(100, "Probe", "C", 5.0, 2.0, 8.0)
    device.sensors = [probe]
    await add_device(device)
    probe.extra = {"Units": ""}
    probe.value = 9.5
    for unit in ("°C", "°C", None, None):
        await elapse(31)
        state = hass.states.get("sensor.unit_probe")
        assert state.state == "9.5"
        assert state.attributes.get("unit_of_measurement") == unit
        assert hass.states.get("binary_sensor.unit_probe_alarm").state == "on"
    probe.extra = {}
    await elapse(31)
    state = hass.states.get("sensor.unit_probe")
    assert state.attributes.get("unit_of_measurement") == "°C"


@pytest.mark.usefixtures("more_entities")
async def test_limits_are_in_the_unit_of_the_reading(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """A Poseidon keeps its limits in Celsius even where it shows Fahrenheit."""
    device = await make_device("poseidon2_3268", name="Unit")
    device.sensors = [Sensor(100, "Probe", "F", 68.0, 10.0, 30.0, 1.0)]
    await add_device(device)
    attributes = hass.states.get("binary_sensor.unit_probe_alarm").attributes
    assert attributes["low_limit"] == 50.0
    assert attributes["high_limit"] == 86.0
    assert attributes["hysteresis"] == 1.8


@pytest.mark.parametrize(
    ("unit", "reading", "limit"),
    [
        ("C", "measurement", "measurement"),
        ("kWh", "total_increasing", None),
        ("p", "total_increasing", None),
    ],
)
async def test_a_limit_is_no_total(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    entity_registry: er.EntityRegistry,
    caplog: pytest.LogCaptureFixture,
    unit: str,
    reading: str,
    limit: str | None,
) -> None:
    """Nobody has used the energy of a limit, nor has it begun anew when it is lowered."""
    device = await make_device("poseidon2_3268", name="Unit")
    device.sensors = [Sensor(100, "Probe", unit, 5.0, 2.0, 8.0)]
    entry = await add_device(device)
    assert hass.states.get("sensor.unit_probe").attributes["state_class"] == reading
    await _choose(hass, entry, limit_entities=True)
    state = hass.states.get("sensor.unit_probe_high_limit")
    assert state.state == "8.0"
    assert state.attributes.get("state_class") == limit
    assert "state class" not in caplog.text


async def test_the_default_device_has_what_people_look_at(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """All else by an option of the device; off again, nothing of it is left.

    A form that is closed before its last step changes nothing.
    """
    entry = await add_device(device)
    assert _own_ids(hass, entry) == DEFAULT
    await _choose(hass, entry, limit_entities=True)
    assert _own_ids(hass, entry) == DEFAULT | MORE
    assert hass.states.get("sensor.server_room_last_contact") is None
    options = {**entry.options, "answer_path": "a"}
    hass.config_entries.async_update_entry(entry, options=options)
    await _choose(hass, entry, limit_entities=False, answers=True)
    assert (_own_ids(hass, entry), entry.options) == (DEFAULT | MORE, options)
    await _choose(hass, entry, limit_entities=False, answers=False)
    assert _own_ids(hass, entry) == DEFAULT


@pytest.mark.usefixtures("more_entities")
async def test_a_device_from_before_the_option_stays_as_it_is(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """It keeps all that is enabled, and a sensor that it gets is as the others are."""
    entry = await add_device(device)
    registry = er.async_get(hass)
    before = _enabled(registry, entry)
    hass.config_entries.async_update_entry(entry, options={})
    assert await hass.config_entries.async_reload(entry.entry_id)
    device.sensors.append(Sensor(7, "Attic", "C", 9.0, 2.0, 8.0))
    await elapse(31)
    of_all = {f"{key}_7" for key in ("sensor_alarm", "low_limit", "high_limit")}
    assert _own_ids(hass, entry) == DEFAULT | MORE | of_all | {"sensor_7"}
    assert before <= _enabled(registry, entry)
    assert all(hass.states.get(each).state != "unavailable" for each in before)
    assert hass.states.get("binary_sensor.server_room_attic_alarm").state == "on"
    await _choose(hass, entry)  # as it is shown: off
    assert before <= _enabled(registry, entry)


def _own_ids(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Return the own part of the unique ID of each entity of a device."""
    return {
        entity.unique_id.removeprefix(f"{entry.unique_id}_")
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
    }


def _enabled(registry: er.EntityRegistry, entry: MockConfigEntry) -> set[str]:
    return {
        entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if not entity.disabled
    }


async def test_entities_are_registered_with_all_that_is_known_of_them(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """In the unit system of Home Assistant; nothing but converted decimals follows."""
    changed: set[str] = set()

    @callback
    def follow(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        if event.data["action"] == "update":
            changed.add(event.data["entity_id"])

    hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, follow)
    hass.config.units = US_CUSTOMARY_SYSTEM
    device = await make_device("poseidon2_3268", name="Unit")
    device.sensors = [
        Sensor(100, "Barometer", "hPa", 1000.0),
        Sensor(101, "Humidity", "%RH", 50.0, 10.0, 90.0),
        Sensor(102, "Flood", "WLD", 0.0),
    ]
    await add_device(device)
    state = hass.states.get("sensor.unit_barometer")
    assert state.attributes["unit_of_measurement"] == "psi"
    assert changed == {"sensor.unit_barometer"}


async def test_limits_that_are_known_from_before_stay_as_they_are(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    entity_registry: er.EntityRegistry,
) -> None:
    """What somebody has enabled is shown, and the option enables the others."""
    entry = await add_device(device)
    enabled, disabled, unwanted = (
        entity_registry.async_get_or_create(
            "sensor",
            "hwgroup",
            f"{entry.unique_id}_{key}",
            config_entry=entry,
            disabled_by=disabled_by,
        ).entity_id
        for key, disabled_by in (
            (f"high_limit_{device.sensors[0].id}", None),
            (
                f"low_limit_{device.sensors[0].id}",
                er.RegistryEntryDisabler.INTEGRATION,
            ),
            (f"high_limit_{device.sensors[1].id}", er.RegistryEntryDisabler.USER),
        )
    )
    before = _limits(entity_registry, entry)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    known = {(each.id, each.disabled_by) for each in before}
    now = _limits(entity_registry, entry)
    assert {(each.id, each.disabled_by) for each in now} == known
    assert hass.states.get(enabled).state == str(device.sensors[0].high)
    assert hass.states.get(disabled) is hass.states.get(unwanted) is None
    await _choose(hass, entry, limit_entities=True)
    assert hass.states.get(enabled).state == str(device.sensors[0].high)
    assert hass.states.get(disabled).state == str(device.sensors[0].low)
    assert hass.states.get(unwanted) is None


def _limits(
    registry: er.EntityRegistry, entry: MockConfigEntry
) -> list[er.RegistryEntry]:
    return [
        entity
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if "_limit_" in entity.unique_id
    ]


async def _choose(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> None:
    """Fill in the form of the options."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(
        flow["flow_id"], {"poll_interval": 30, "grace": 2, **options}
    )
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize("model", ["ste2", "poseidon2_3268"])
@pytest.mark.parametrize("notifies", [True, False])
@pytest.mark.usefixtures("more_entities")
async def test_the_device_s_own_alarm(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    model: str,
    notifies: bool,
) -> None:
    """A crossed limit is a problem, whether or not the device tells anybody."""
    device = await make_device(model, name="Unit")
    probe = Sensor(100, "Probe", "C", 5.0, 2.0, 8.0, notifies=notifies)
    device.sensors = [probe]
    await add_device(device)
    word = "alarm" if notifies else "out_of_range"
    for value, state, device_state in (
        (5.0, "off", "ok"),
        (8.5, "on", f"{word}_high"),
        (1.5, "on", f"{word}_low"),
        (5.0, "off", "ok"),
    ):
        probe.value = value
        await elapse(31)
        shown = hass.states.get("binary_sensor.unit_probe_alarm")
        assert shown.state == state
        assert shown.attributes["device_state"] == device_state
        whole = hass.states.get("binary_sensor.unit_device_alarm")
        assert whole.state == state
        assert whole.attributes["parts"] == (["Probe"] if state == "on" else [])


@pytest.mark.usefixtures("more_entities")
async def test_leak_detector(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Dry, wet and unreadable are three different things."""
    device = await make_device("ste2_lite", name="Unit")
    detector = Sensor(100, "Flood", "WLD", 0.0, extra={"Resistance": "120"})
    device.sensors = [detector]
    await add_device(device)
    entity_id = "binary_sensor.unit_flood"
    assert hass.states.get(entity_id).state == "off"
    assert hass.states.get(entity_id).attributes["device_class"] == "moisture"
    detector.value = 1.0
    await elapse(31)
    assert hass.states.get(entity_id).state == "on"
    detector.valid = False  # from now on without its unit, too
    for _ in range(3):
        await elapse(31)
    assert hass.states.get(entity_id).state == "unknown"
    assert hass.states.get(f"{entity_id}_alarm").state == "unknown"
    assert hass.states.get("sensor.unit_flood") is None


@pytest.mark.parametrize("value", [1.0, 0.1, 10.0])
@pytest.mark.usefixtures("more_entities")
async def test_leak_detector_over_snmp(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    value: float,
) -> None:
    """An agent has a code for it: it is no number without a unit."""
    device = await make_device("ste2_lite", name="Unit")
    device.sensors = [Sensor(100, "Flood", "WLD", 0.0, state=1)]
    await device.stop()
    await device.start(http=False, snmp=True)
    await add_device(
        device, device.host, transport="snmp", port=device.snmp_port, version="1"
    )
    entity_id = "binary_sensor.unit_flood"
    assert hass.states.get(entity_id).attributes["device_class"] == "moisture"
    assert hass.states.get(entity_id).state == "off"
    device.sensors[0].value = value
    await elapse(31)
    assert hass.states.get(entity_id).state == "on"
    device.sensors[0].value, device.sensors[0].state = 0.0, 5
    await elapse(31)
    assert hass.states.get(entity_id).state == "on"
    assert hass.states.get(f"{entity_id}_alarm").state == "on"
    assert hass.states.get("sensor.unit_flood") is None


@pytest.mark.usefixtures("more_entities")
async def test_inputs_and_their_alarms(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """A contact's position and its alarm are apart, and names mean nothing."""
    device = await make_device("damocles2_mini", name="Unit")
    door = Input(1, "Natur", closed=False, alarm_when=0, counter=7)
    device.inputs = [door]
    await add_device(device)
    contact = hass.states.get("binary_sensor.unit_natur")
    assert contact.state == "off"
    assert "device_class" not in contact.attributes
    assert hass.states.get("binary_sensor.unit_natur_alarm").state == "off"
    door.move(closed=True)
    await elapse(31)
    assert hass.states.get("binary_sensor.unit_natur").state == "on"
    assert hass.states.get("binary_sensor.unit_natur_alarm").state == "on"
    count = hass.states.get("sensor.unit_natur_count")
    assert count.state == "8"
    assert count.attributes["state_class"] == "total_increasing"


@pytest.mark.parametrize("value", [b"2", b"On", b""])
@pytest.mark.usefixtures("more_entities")
async def test_an_alarm_of_a_contact_whose_position_is_odd(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    value: bytes,
) -> None:
    """It comes at once and stays: the position is unknown, the alarm is not."""
    device = await make_device("damocles2_mini", name="Unit")
    device.inputs = [Input(1, "Smoke", closed=False, alarm_when=0)]
    device.outputs = []
    await add_device(device)
    assert hass.states.get("binary_sensor.unit_smoke_alarm").state == "off"
    device.inputs[0].move(closed=True)
    closed = device.document
    device.override = closed.replace(b"<Value>1<", b"<Value>%s<" % value)
    assert device.override != closed
    for _ in range(4):
        await elapse(31)
        assert hass.states.get("binary_sensor.unit_smoke").state == "unknown"
        assert hass.states.get("binary_sensor.unit_smoke_alarm").state == "on"
    device.inputs[0].move(closed=False)
    device.override = None
    await elapse(31)
    assert hass.states.get("binary_sensor.unit_smoke").state == "off"
    assert hass.states.get("binary_sensor.unit_smoke_alarm").state == "off"


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.usefixtures("more_entities")
async def test_parts_of_one_name_can_be_told_apart(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    again: bool,
) -> None:
    """Temperature and humidity of one probe, two probes, and a contact beside them."""
    device = await make_device("ste2", name="Unit")
    device.sensors = [
        Sensor(100, "Shelf", "C", 5.0),
        Sensor(101, "Shelf", "%RH", 45.0),
        Sensor(102, "Freezer", "C", -18.0),
        Sensor(103, "Freezer", "C", -20.0),
        Sensor(104, "Room", "C", 21.0),
    ]
    device.inputs = [Input(1, "Room"), Input(2, "Door")]
    entry = await add_device(device)
    if again:  # with all of it remembered, while the device is silent
        await device.unplug()
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        await device.plug()
        await elapse(31)
    states = [state for state in hass.states.async_all() if "Unit " in state.name]
    names = sorted(state.name.removeprefix("Unit ") for state in states)
    parts = [
        name for name in names if (name[0] in "SFRD" and "(" in name) or "Door" in name
    ]
    assert parts == sorted(
        name + suffix
        for name in (
            *("Shelf (°C)", "Shelf (%)", "Freezer (102)", "Freezer (103)"),
            *("Room (°C)", "Room (I1)", "Door"),
        )
        for suffix in ("", " alarm")
    )
    assert len(names) == len(set(names))


@pytest.mark.usefixtures("more_entities")
async def test_unnamed_parts_are_named_by_their_id(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """One empty name takes nothing away."""
    device = await make_device("poseidon2_3268", name="Unit")
    device.sensors = [Sensor(100, "", "C", 5.0), Sensor(101, "Probe", "C", 6.0)]
    device.inputs = [Input(1, "", counter=3)]
    device.outputs[0].name = ""
    await add_device(device)
    for entity_id, state in {
        "sensor.unit_sensor_100": "5.0",
        "binary_sensor.unit_sensor_100_alarm": "off",
        "sensor.unit_probe": "6.0",
        "binary_sensor.unit_input_1": "off",
        "sensor.unit_input_1_count": "3",
        f"binary_sensor.unit_output_{device.outputs[0].id}": "off",
    }.items():
        assert hass.states.get(entity_id).state == state, entity_id


@pytest.mark.usefixtures("more_entities")
async def test_alarms_are_no_diagnosis(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """They are what these devices are for; that of an input without a use is off."""
    device = await make_device("poseidon2_3268", name="Unit")
    device.inputs = [
        Input(1, "Door"),
        Input(2, "Input 2"),
        Input(3, ""),
        Input(4, "Binary 4", alarm_when=AlarmWhen.CLOSED, closed=True),
    ]
    entry = await add_device(device)
    alarms = {
        entity.unique_id.rpartition("_")[2]: entity
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if "_input_alarm_" in entity.unique_id
    }
    assert [key for key, alarm in alarms.items() if not alarm.disabled] == ["1", "4"]
    assert {alarm.entity_category for alarm in alarms.values()} == {None}


async def test_two_probes_with_one_id_are_both_there(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """A collision of IDs, rare as it is, hides no probe."""
    device = await make_device("ste2", name="Unit")
    device.sensors = [Sensor(100, "One", "C", 5.0), Sensor(100, "Two", "C", 6.0)]
    await add_device(device)
    assert hass.states.get("sensor.unit_one").state == "5.0"
    assert hass.states.get("sensor.unit_two").state == "6.0"


async def test_a_sensor_that_is_unreadable_at_first_gets_its_unit_later(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """It is there from the start, unknown, and becomes a temperature."""
    device = await make_device("ste2_lite", name="Unit")
    probe = Sensor(100, "Probe", "C", 5.0, valid=False)
    device.sensors = [probe]
    await add_device(device)
    state = hass.states.get("sensor.unit_probe")
    assert state.state == "unknown"
    assert "unit_of_measurement" not in state.attributes
    probe.valid = True
    await elapse(31)
    state = hass.states.get("sensor.unit_probe")
    assert state.state == "5.0"
    assert state.attributes["unit_of_measurement"] == "°C"
    assert state.attributes["device_class"] == "temperature"


async def test_a_detector_that_is_unreadable_at_first_is_one_later(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Nobody can know what it is until it says so; then it gets its own entity."""
    device = await make_device("ste2_lite", name="Unit")
    detector = Sensor(100, "Flood", "WLD", 1.0, valid=False)
    device.sensors = [detector]
    await add_device(device)
    assert hass.states.get("sensor.unit_flood").state == "unknown"
    assert hass.states.get("binary_sensor.unit_flood") is None
    detector.valid = True
    await elapse(31)
    assert hass.states.get("binary_sensor.unit_flood").state == "on"


async def test_probes_come_and_go_without_a_reload(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """A new probe appears, a removed one turns unavailable, and may come back."""
    await add_device(device)
    probe = Sensor(4711, "Cold room 2", "C", 3.0)
    device.sensors.append(probe)
    await elapse(31)
    assert hass.states.get("sensor.server_room_cold_room_2").state == "3.0"

    device.sensors.remove(probe)
    await elapse(31)
    assert hass.states.get("sensor.server_room_cold_room_2").state == "3.0"
    for _ in range(2):
        await elapse(31)
    assert hass.states.get("sensor.server_room_cold_room_2").state == "unavailable"
    assert hass.states.get("sensor.server_room_cold_room_1").state == "4.2"

    device.sensors.append(probe)
    await elapse(31)
    assert hass.states.get("sensor.server_room_cold_room_2").state == "3.0"
    assert len(hass.states.async_entity_ids("sensor")) == 3


async def test_a_renamed_probe_keeps_its_entity(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    device: SimulatedDevice,
    add_device: AddDevice,
) -> None:
    """The ID belongs to the probe, not to its name or the device's address."""
    entry = await add_device(device)
    before = {
        entity.unique_id: entity.entity_id
        for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    }
    probe_id = device.sensors[0].id
    assert f"00:0a:59:10:20:30_sensor_{probe_id}" in before
    device.sensors[0].name = "Vaccines"
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert before == {
        entity.unique_id: entity.entity_id
        for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    }
    state = hass.states.get("sensor.server_room_cold_room_1")
    assert state.name == "Server room Vaccines"


@pytest.mark.usefixtures("more_entities")
async def test_last_contact_is_told_once_a_minute_and_stays(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """It is off by default; on, it outlives the device."""
    entry = await add_device(device)
    entity_id = "sensor.server_room_last_contact"
    assert hass.states.get(entity_id) is None
    entity = entity_registry.async_get(entity_id)
    assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert entity.entity_category is EntityCategory.DIAGNOSTIC
    entity_registry.async_update_entity(entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get(entity_id).state == "2026-11-25T12:00:00+00:00"
    for value in (4.2, 4.2, 6.5, 4.2):  # a change is told at once, the contact is not
        device.sensors[0].value = value
        await elapse(31)
    assert hass.states.get(entity_id).state > "2026-11-25T12:01:00+00:00"
    await device.unplug()
    for _ in range(4):
        await elapse(31)
    last = hass.states.get(entity_id).state
    for _ in range(4):
        await elapse(61)
    assert hass.states.get(entity_id).state == last


@pytest.mark.usefixtures("more_entities")
async def test_uptime_stays_put_while_the_device_runs(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """It is the time of the last start, and changes with the next one only."""
    device = await make_device("ste2", name="Unit")
    await add_device(device)
    before = hass.states.get("sensor.unit_uptime")
    assert before.attributes["device_class"] == "uptime"
    for _ in range(5):
        await elapse(31)
    assert hass.states.get("sensor.unit_uptime").state == before.state
    await device.unplug()
    await device.plug()
    await elapse(61)
    assert hass.states.get("sensor.unit_uptime").state > before.state


async def test_unchanged_readings_write_nothing(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """One changed reading is one written state."""
    await add_device(device)
    before = {state.entity_id: state.last_reported for state in hass.states.async_all()}
    device.sensors[0].value = 4.3
    await elapse(31)
    written = {
        state.entity_id
        for state in hass.states.async_all()
        if state.last_reported != before[state.entity_id]
    }
    assert written == {"sensor.server_room_cold_room_1"}


async def test_no_word_of_a_broken_answer_reaches_the_log(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Down and up again are one line each, without the document."""
    await add_device(device)
    caplog.clear()
    device.fault = Fault.TRUNCATED
    for _ in range(6):
        await elapse(31)
    device.fault = Fault.NONE
    await elapse(31)
    ours = [
        record
        for record in caplog.records
        if record.name.startswith(f"custom_components.{DOMAIN}")
        and record.levelname != "DEBUG"
    ]
    assert [record.levelname for record in ours] == ["ERROR", "INFO"]
    assert "SenSet" not in caplog.text
