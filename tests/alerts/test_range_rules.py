"""Rules of the user, from the probe to the person."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from simulator import SimulatedDevice
from simulator.parts import Sensor as Probe

from ..conftest import AddDevice, Elapse, MakeDevice, polls
from .conftest import AddAlerts, Notifier, add_subentry, issues

ROOM = "sensor.server_room_cold_room_1"
DOOR = "binary_sensor.server_room_cold_room_door"
HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
LOST = "Cold room 1: cannot be read · Server room"
FOUND = "Cold room 1: {}, readable again · Server room"
BACK = "Cold room 1: {}, back in range · Server room"


@pytest.fixture
async def alerts(
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return the alerts of a cold store whose own alarm is nobody's business here."""
    device.sensors[0].low = device.sensors[0].high = None
    await add_device(device)
    return await add_alerts(notifier)


def _ignore_own_alarms(hass: HomeAssistant, alerts: MockConfigEntry) -> None:
    """Switch off the rule that tells what the device calls an alarm."""
    hass.config_entries.async_update_entry(
        alerts, options={"alarm": {"enabled": False}}
    )


def _target(hass: HomeAssistant, how: str) -> dict[str, Any]:
    """Choose the cold room in one of the ways that a person has."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    area = ar.async_get(hass).async_create("Cellar").id
    label = lr.async_get(hass).async_create("Vaccines").label_id
    entity = entities.async_get(ROOM)
    assert entity is not None
    assert entity.device_id is not None
    match how:
        case "area of the device":
            devices.async_update_device(entity.device_id, area_id=area)
        case "area of the entity":
            entities.async_update_entity(ROOM, area_id=area)
        case "label of the device":
            devices.async_update_device(entity.device_id, labels={label})
        case "label of the entity":
            entities.async_update_entity(ROOM, labels={label})
    return {
        "entity": {"entity_id": [ROOM]},
        "device": {"device_id": [entity.device_id]},
        "area": {"area_id": [area]},
        "label": {"label_id": [label]},
    }.get(how.partition(" ")[0], {})


@pytest.mark.parametrize(
    "how",
    [
        *("quantity", "entity", "device", "area of the device", "area of the entity"),
        *("label of the device", "label of the entity"),
    ],
)
async def test_what_a_rule_watches(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    how: str,
) -> None:
    """What is chosen, and of another quantity or another device nothing."""
    other = await make_device("ste", name="Office", mac="00:0A:59:00:00:01")
    other.sensors[0].low = other.sensors[0].high = None
    await add_device(other)
    target = _target(hass, how)
    chosen = {"target": target} if target else {}
    add_subentry(
        hass, alerts, "range_rule", "Cold", quantity="temperature", high=8, **chosen
    )
    await polls(elapse)
    device.sensors[0].value = 9.5
    other.sensors[0].value = 30.0
    await polls(elapse, 3)
    everything = how == "quantity"
    assert HOT in notifier.titles
    others = [title for title in notifier.titles if title.endswith("Office")]
    assert bool(others) is everything
    assert len(notifier.titles) == 1 + everything
    device.sensors[0].value = 7.0
    await polls(elapse, 2)
    assert notifier.titles[-1] == BACK.format("7.0 °C")
    assert notifier.accepted[-1]["message"].endswith("the highest value was 9.5 °C.")


async def test_limits_that_are_set_on_the_device(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A change there is a change here, at the next poll."""
    _ignore_own_alarms(hass, alerts)
    add_subentry(
        hass, alerts, "range_rule", "C", quantity="temperature", device_limits=True
    )
    for low, high in ((None, None), (2.0, 8.0), (-30.0, 4.2)):
        device.sensors[0].low, device.sensors[0].high = low, high
        await polls(elapse, 2)
    assert notifier.titles == []
    device.sensors[0].high = 4.0
    await polls(elapse, 2)
    assert notifier.titles == ["Cold room 1: 4.2 °C, above 4 °C · Server room"]
    device.sensors[0].high = 5.0
    await polls(elapse, 2)
    assert notifier.titles[1:] == [BACK.format("4.2 °C")]


async def test_a_person_who_thinks_in_fahrenheit(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """46.4 °F is 8 °C at the device; what is told is in the unit that is shown."""
    er.async_get(hass).async_update_entity_options(
        ROOM, "sensor", {"unit_of_measurement": UnitOfTemperature.FAHRENHEIT}
    )
    await hass.async_block_till_done()
    state = hass.states.get(ROOM)
    assert state is not None
    assert state.attributes["unit_of_measurement"] == "°F"
    flows = hass.config_entries.subentries
    form = await flows.async_init(
        (alerts.entry_id, "range_rule"), context={"source": "user"}
    )
    form = await flows.async_configure(
        form["flow_id"],
        {
            "name": "Cold",
            "quantity": "temperature",
            "target": {"entity_id": [ROOM]},
        },
    )
    assert form["description_placeholders"]["unit"] == "°F"
    await flows.async_configure(
        form["flow_id"],
        {
            "high": 46.4,
            "hysteresis": 1.8,
            "device_limits": False,
            "severity": "warning",
            "delay": 0,
            "repeat": 0,
        },
    )
    for value, told in ((7.9, 0), (8.1, 1), (7.1, 1), (6.9, 2)):
        device.sensors[0].value = value
        await polls(elapse, 2)
        assert len(notifier.titles) == told, value
    assert notifier.titles == [
        "Cold room 1: 46.6 °F, above 46.4 °F · Server room",
        "Cold room 1: 44.4 °F, back in range · Server room",
    ]
    assert "the highest value was 46.6 °F" in notifier.accepted[1]["message"]


async def test_noise_at_a_limit_is_one_alert(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The hysteresis is for that."""
    add_subentry(
        hass,
        alerts,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        hysteresis=0.5,
    )
    for value in (7.9, 8.1, 7.9, 8.2, 7.6, 8.1):
        device.sensors[0].value = value
        await polls(elapse)
    assert notifier.titles == ["Cold room 1: 8.1 °C, above 8 °C · Server room"]
    device.sensors[0].value = 7.5
    await polls(elapse)
    assert notifier.titles[1:] == [BACK.format("7.5 °C")]
    assert "the highest value was 8.2 °C" in notifier.accepted[1]["message"]


@pytest.mark.parametrize("wanders", [False, True])
async def test_the_delay(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    wanders: bool,
) -> None:
    """It counts for a value that stands still as for one that wanders."""
    add_subentry(
        hass, alerts, "range_rule", "Cold", quantity="temperature", high=8, delay=10
    )
    await polls(elapse)
    device.sensors[0].value = 9.5
    await polls(elapse, 10)
    device.sensors[0].value = 7.0
    await polls(elapse, 3)
    device.sensors[0].value = 9.5
    for _ in range(19):
        device.sensors[0].value += 0.1 * wanders
        await polls(elapse)
    assert notifier.titles == []
    await polls(elapse, 3)
    assert len(notifier.titles) == 1


async def test_it_is_repeated_until_somebody_sees_to_it(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Each time with the value as it is by then."""
    add_subentry(
        hass,
        alerts,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        repeat=5,
        severity="critical",
    )
    device.sensors[0].value = 9.5
    await polls(elapse, 5)
    device.sensors[0].value = 12.0
    await polls(elapse, 8)
    assert notifier.titles == [
        "Cold room 1: 9.5 °C, above 8 °C – CRITICAL · Server room",
        "Cold room 1: 12.0 °C, above 8 °C – CRITICAL, unanswered",
    ]
    alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await polls(elapse, 30)
    assert len(notifier.titles) == 3
    assert " – acknowledged" in notifier.titles[2]
    assert "Acknowledged by Ann" in notifier.accepted[2]["message"]
    device.sensors[0].value = 5.0
    await polls(elapse, 2)
    assert notifier.titles[3:] == [BACK.format("5.0 °C")]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ name }}: {{ value }} > {{ limit }}", "Cold room 1: 9.5 °C > 8 °C"),
        ("{{ states('sun.sun') }}", "unknown"),
        ("{{ value.nothing.at_all }}", None),
        ("{{ 1 / 0 }}", None),
        ("{% if false %}never{% endif %}", None),
    ],
)
async def test_a_message_in_the_words_of_the_user(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    template: str,
    text: str | None,
) -> None:
    """Where they fail, the ready ones are better than none."""
    add_subentry(
        hass,
        alerts,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        message=template,
    )
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    [message] = notifier.accepted
    assert message["title"] == HOT
    if text is None:
        assert message["message"].startswith("Cold room 1 has been above 8 °C since ")
    else:
        assert message["message"] == text


async def test_an_input(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A door that is open for too long."""
    device.inputs[0].closed = True
    device.inputs[0].alarm_when = 2
    await polls(elapse)
    add_subentry(
        hass,
        alerts,
        "input_rule",
        "Door",
        quantity="input",
        target={"entity_id": [DOOR]},
        state="off",
        delay=2,
    )
    device.inputs[0].closed = False
    await polls(elapse, 3)
    assert notifier.titles == []
    await polls(elapse, 3)
    assert notifier.titles == ["Cold room door: open · Server room"]
    device.inputs[0].closed = True
    await polls(elapse, 2)
    assert notifier.titles[1:] == ["Cold room door: closed again · Server room"]


async def test_a_flood_detector(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Wet is wet, whatever the device itself calls it."""
    fridge = await make_device("ste2_lite")
    await add_device(fridge)
    alerts = await add_alerts(notifier)
    _ignore_own_alarms(hass, alerts)
    add_subentry(hass, alerts, "input_rule", "Flood", quantity="leak")
    fridge.sensors[1].value = 1.0
    await polls(elapse, 2)
    assert notifier.titles == ["Floor under fridge: water detected · Pharmacy fridge"]


async def test_an_output(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A relay that is on."""
    lamps = await make_device("damocles2_1208")
    await add_device(lamps)
    alerts = await add_alerts(notifier)
    add_subentry(hass, alerts, "input_rule", "Relay", quantity="output")
    lamps.outputs[0].on = True
    await polls(elapse, 2)
    assert notifier.titles == [f"Lamp 1: on · {lamps.name}"]


async def test_a_value_that_jumps_from_above_to_below(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Who sees to what is too warm has to hear that it freezes now, after the delay."""
    limits = {"low": 2, "high": 8, "delay": 2}
    add_subentry(hass, alerts, "range_rule", "C", quantity="temperature", **limits)
    device.sensors[0].value = 9.5
    await polls(elapse, 6)
    assert notifier.titles == [HOT]
    alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await polls(elapse)
    told = len(notifier.titles)
    device.sensors[0].value = -5.0
    await polls(elapse, 3)
    assert len(notifier.titles) == told
    await polls(elapse, 3)
    assert notifier.titles[told:] == ["Cold room 1: −5.0 °C, below 2 °C · Server room"]
    device.sensors[0].value = 5.0
    await polls(elapse, 3)
    assert notifier.titles[told + 1 :] == [BACK.format("5.0 °C")]


# Probes that are lost


async def test_a_probe_that_cannot_be_read(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A single -999.9 is a stumble, many are a broken cable."""
    device.sensors[0].value = -999.9
    await polls(elapse)
    device.sensors[0].value = 4.2
    await polls(elapse, 6)
    assert notifier.titles == []
    device.sensors[0].valid = False
    await polls(elapse, 8)
    assert notifier.titles == [LOST]
    device.sensors[0].valid = True
    await polls(elapse, 2)
    assert notifier.titles[1:] == [FOUND.format("4.2 °C")]


async def test_a_probe_that_vanishes(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It is missed, until it is back."""
    probe = device.sensors.pop(0)
    await polls(elapse, 8)
    assert notifier.titles == [LOST]
    device.sensors.insert(0, probe)
    await polls(elapse, 3)
    assert notifier.titles[1:] == [FOUND.format("4.2 °C")]


@pytest.mark.parametrize("restart", [False, True])
async def test_an_alert_outlasts_a_probe_that_vanishes(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    restart: bool,
) -> None:
    """A loose cable begins nothing anew; who was told is told when it is over."""
    add_subentry(hass, alerts, "range_rule", "C", quantity="temperature", high=8)
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    probe = device.sensors.pop(0)
    await polls(elapse, 8)
    lost = LOST
    assert notifier.titles == [HOT, lost]
    if restart:
        [entry] = (
            entry
            for entry in hass.config_entries.async_entries("hwgroup")
            if entry is not alerts
        )
        await hass.config_entries.async_reload(entry.entry_id)
        await polls(elapse, 2)
    device.sensors.insert(0, probe)
    await polls(elapse, 3)
    found = FOUND.format("9.5 °C")
    assert notifier.titles == [HOT, lost, found]
    probe.value = 7.0
    await polls(elapse, 2)
    assert notifier.titles == [HOT, lost, found, BACK.format("7.0 °C")]


async def test_an_input_in_alarm_whose_position_is_odd(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """People hear of the alarm, and not that it cannot be read."""
    alarm = device.document.replace(
        b"<Value>0</Value>\n<AlarmState>0<", b"<Value>2</Value>\n<AlarmState>1<", 1
    )
    assert alarm != device.document
    device.override = alarm
    await polls(elapse, 8)
    [title] = notifier.titles
    assert title == "Cold room door: unknown, alarm · Server room"
    assert alerts.runtime_data.alerts
    device.override = None
    await polls(elapse, 2)
    assert len(notifier.titles) == 2


@pytest.mark.parametrize("restart", [False, True])
async def test_an_input_that_vanishes(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    restart: bool,
) -> None:
    """It is missed like a probe, and what was wrong with it stays wrong meanwhile."""
    _ignore_own_alarms(hass, alerts)
    add_subentry(
        hass,
        alerts,
        "input_rule",
        "Door",
        quantity="input",
        target={"entity_id": [DOOR]},
    )
    device.inputs[0].closed = True
    await polls(elapse, 2)
    closed = "Cold room door: closed · Server room"
    assert notifier.titles == [closed]
    contact = device.inputs.pop(0)
    await polls(elapse, 8)
    lost = "Cold room door: cannot be read · Server room"
    assert notifier.titles == [closed, lost]
    if restart:
        [entry] = (
            entry
            for entry in hass.config_entries.async_entries("hwgroup")
            if entry is not alerts
        )
        await hass.config_entries.async_reload(entry.entry_id)
        await polls(elapse, 2)
    contact.closed = False
    device.inputs.insert(0, contact)
    await polls(elapse, 3)
    assert sorted(notifier.titles[2:]) == [
        "Cold room door: open again · Server room",
        "Cold room door: open, readable again · Server room",
    ]


async def test_a_probe_that_its_owner_has_given_up(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Who deletes its entities wants to hear of it no more."""
    device.sensors.pop(0)
    await polls(elapse, 8)
    assert len(notifier.titles) == 1
    registry = er.async_get(hass)
    for entity in list(registry.entities.values()):
        if "cold_room_1" in entity.entity_id:
            registry.async_remove(entity.entity_id)
    await polls(elapse, 8)
    assert len(notifier.titles) == 1
    assert list(alerts.runtime_data.alerts) == []


async def test_two_readings_of_one_name(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """People read which of them it is, whichever comes first."""
    add_subentry(hass, alerts, "range_rule", "C", quantity="temperature", high=8)
    name = device.sensors[0].name
    device.sensors.append(Probe(4711, name, "C", 4.0))
    await polls(elapse, 2)
    for probe in (device.sensors[0], device.sensors[-1]):
        probe.value = 9.5
        await polls(elapse, 2)
        assert f"{name} ({probe.id})" in notifier.titles[-1]
    assert len(notifier.titles) == 2


async def test_a_probe_that_is_replaced(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The new one is watched by the rules of its quantity from its first reading on."""
    add_subentry(hass, alerts, "range_rule", "C", quantity="temperature", high=8)
    device.sensors[0] = Probe(4711, "Cold room 1", "C", 9.5)
    await polls(elapse, 2)
    assert notifier.titles == [HOT]


async def test_the_own_alarm_of_a_device(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It is told as the device sees it, and once."""
    device.sensors[0].low, device.sensors[0].high = 2.0, 8.0
    device.sensors[0].hysteresis = 1.0
    device.inputs[1].closed = True
    await polls(elapse, 3)
    assert notifier.titles == ["Compressor fault: closed, alarm · Server room"]
    device.inputs[1].closed = False
    device.sensors[0].value = 9.0
    await polls(elapse, 3)
    assert notifier.titles[1:] == [
        "Compressor fault: open, alarm over · Server room",
        "Cold room 1: 9.0 °C, alarm · Server room",
    ]


# What is in the registries


async def test_what_is_disabled_alerts_nobody(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Who switches an entity off does not want to hear of it."""
    add_subentry(hass, alerts, "range_rule", "C", quantity="temperature", high=8)
    er.async_get(hass).async_update_entity(
        ROOM, disabled_by=er.RegistryEntryDisabler.USER
    )
    await polls(elapse, 3)
    device.sensors[0].value = 9.5
    await polls(elapse, 3)
    assert notifier.titles == []


@pytest.mark.parametrize("how", ["device", "area of the device", "label of the entity"])
async def test_what_is_hidden_is_watched(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    how: str,
) -> None:
    """Who hides an entity, in a group or by hand, wants to see less and not hear less."""
    add_subentry(
        hass,
        alerts,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        target=_target(hass, how),
    )
    er.async_get(hass).async_update_entity(
        ROOM, hidden_by=er.RegistryEntryHider.INTEGRATION
    )
    await polls(elapse)
    device.sensors[0].value = 9.5
    await polls(elapse)
    assert notifier.titles == [HOT]


@pytest.mark.parametrize("how", ["area of the device", "label of the entity"])
async def test_what_gets_its_area_later_is_watched_from_then_on(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    how: str,
) -> None:
    """A rule follows the registries without being saved again."""
    target = (
        {"area_id": [ar.async_get(hass).async_create("Cellar").id]}
        if how == "area of the device"
        else {"label_id": [lr.async_get(hass).async_create("Vaccines").label_id]}
    )
    add_subentry(
        hass,
        alerts,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        target=target,
    )
    device.sensors[0].value = 9.5
    await polls(elapse, 3)
    assert notifier.titles == []
    entity = er.async_get(hass).async_get(ROOM)
    assert entity is not None
    assert entity.device_id is not None
    if how == "area of the device":
        [area] = target["area_id"]
        dr.async_get(hass).async_update_device(entity.device_id, area_id=area)
    else:
        er.async_get(hass).async_update_entity(ROOM, labels={*target["label_id"]})
    await polls(elapse)
    assert notifier.titles == [HOT]


@pytest.mark.parametrize("how", ["entity", "area of the device", "label of the entity"])
async def test_what_a_rule_names_and_is_no_more(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    elapse: Elapse,
    how: str,
) -> None:
    """It is said aloud, until the rule names something else."""
    target = _target(hass, how)
    rule = add_subentry(
        hass,
        alerts,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        target=target,
    )
    await polls(elapse)
    assert issues(hass) == []
    match how.partition(" ")[0]:
        case "entity":
            er.async_get(hass).async_remove(ROOM)
        case "area":
            ar.async_get(hass).async_delete(*target["area_id"])
        case "label":
            lr.async_get(hass).async_delete(*target["label_id"])
    await polls(elapse, 2)
    assert issues(hass) == ["target_missing"]
    assert await hass.config_entries.async_reload(alerts.entry_id)
    await polls(elapse)
    assert issues(hass) == ["target_missing"]
    data = {key: value for key, value in rule.data.items() if key != "target"}
    hass.config_entries.async_update_subentry(alerts, rule, data=data)
    await polls(elapse)
    assert issues(hass) == []


async def test_an_entity_that_is_renamed_is_still_watched(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """By its new name: in rules, windows and recipients, wherever it stands."""
    rule = add_subentry(
        hass,
        alerts,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        target={"entity_id": [ROOM, DOOR]},
    )
    await polls(elapse)
    er.async_get(hass).async_update_entity(ROOM, new_entity_id="sensor.vaccines")
    await polls(elapse)
    assert issues(hass) == []
    assert alerts.subentries[rule.subentry_id].data["target"] == {
        "entity_id": ["sensor.vaccines", DOOR]
    }
    device.sensors[0].value = 9.5
    await polls(elapse)
    assert notifier.titles == [HOT]


async def test_another_unit_for_an_entity_changes_no_limit(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    notifier: Notifier,
    device: SimulatedDevice,
    elapse: Elapse,
) -> None:
    """Limits are kept with the unit that they were typed in."""
    add_subentry(hass, alerts, "range_rule", "C", quantity="temperature", high=8)
    er.async_get(hass).async_update_entity_options(
        ROOM, "sensor", {"unit_of_measurement": UnitOfTemperature.FAHRENHEIT}
    )
    await polls(elapse, 3)
    assert notifier.titles == []
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    assert len(notifier.titles) == 1
