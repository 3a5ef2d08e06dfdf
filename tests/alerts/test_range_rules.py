"""Rules of the user, from the probe to the person."""

from typing import Any

import pytest

from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from simulator.parts import Sensor as Probe

from ..site import Site

ROOM = "sensor.server_room_cold_room_1"
DOOR = "binary_sensor.server_room_cold_room_door"
HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
LOST = "Cold room 1: cannot be read · Server room"
FOUND = "Cold room 1: {}, readable again · Server room"
BACK = "Cold room 1: {}, back in range · Server room"

pytestmark = pytest.mark.usefixtures("quiet_device")


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
async def test_what_a_rule_watches(site: Site, how: str) -> None:
    """What is chosen, and of another quantity or another device nothing."""
    site.set_options(alarm={"enabled": False})
    other = await site.make_device("ste", name="Office")
    await site.add_device(other)
    target = _target(site.hass, how)
    chosen = {"target": target} if target else {}
    site.add("range_rule", "Cold", quantity="temperature", high=8, **chosen)
    await site.polls()
    site.probe.value = 9.5
    other.sensors[0].value = 30.0
    await site.polls(3)
    everything = how == "quantity"
    assert HOT in site.titles
    others = [title for title in site.titles if title.endswith("Office")]
    assert bool(others) is everything
    assert len(site.titles) == 1 + everything
    site.probe.value = 7.0
    await site.polls(2)
    assert site.titles[-1] == BACK.format("7.0 °C")
    assert site.notifier.accepted[-1]["message"].endswith(
        "the highest value was 9.5 °C."
    )


@pytest.mark.parametrize("by", ["entity_id", "device_id", "label_id"])
async def test_what_a_target_leaves_out(site: Site, by: str) -> None:
    """As Home Assistant lets people do from 2026.11 on; a label may come later."""
    site.set_options(alarm={"enabled": False})
    other = await site.make_device("ste", name="Office")
    await site.add_device(other)
    entities, devices = er.async_get(site.hass), dr.async_get(site.hass)
    area = ar.async_get(site.hass).async_create("Cellar").id
    for each in list(devices.devices):
        devices.async_update_device(each.id, area_id=area)
    room = entities.async_get(ROOM)
    assert room is not None
    label = lr.async_get(site.hass).async_create("Not cooled").label_id
    left_out = {"entity_id": ROOM, "device_id": [room.device_id], "label_id": [label]}
    target = {"area_id": [area], "exclude": {by: left_out[by]}}
    site.add("range_rule", "Cold", quantity="temperature", high=8, target=target)
    entities.async_update_entity(ROOM, labels={label})
    await site.polls()
    site.probe.value = 9.5
    other.sensors[0].value = 30.0
    await site.polls(3)
    [title] = site.titles
    assert title.endswith("Office")
    assert "unreadable" not in site.issues


async def test_limits_that_are_set_on_the_device(site: Site) -> None:
    """A change there is a change here, at the next poll."""
    site.set_options(alarm={"enabled": False})
    site.add("range_rule", "C", quantity="temperature", device_limits=True)
    for low, high in ((None, None), (2.0, 8.0), (-30.0, 4.2)):
        site.probe.low, site.probe.high = low, high
        await site.polls(2)
    assert site.titles == []
    site.probe.high = 4.0
    await site.polls(2)
    assert site.titles == ["Cold room 1: 4.2 °C, above 4 °C · Server room"]
    site.probe.high = 5.0
    await site.polls(2)
    assert site.titles[1:] == [BACK.format("4.2 °C")]


async def test_a_person_who_thinks_in_fahrenheit(site: Site) -> None:
    """46.4 °F is 8 °C at the device; what is told is in the unit that is shown."""
    er.async_get(site.hass).async_update_entity_options(
        ROOM, "sensor", {"unit_of_measurement": UnitOfTemperature.FAHRENHEIT}
    )
    await site.hass.async_block_till_done()
    state = site.hass.states.get(ROOM)
    assert state is not None
    assert state.attributes["unit_of_measurement"] == "°F"
    flows = site.hass.config_entries.subentries
    form = await flows.async_init(
        (site.alerts.entry_id, "range_rule"), context={"source": "user"}
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
            "delay": 0,
            "more": {
                "hysteresis": 1.8,
                "device_limits": False,
                "severity": "warning",
                "repeat": 0,
            },
        },
    )
    for value, told in ((7.9, 0), (8.1, 1), (7.1, 1), (6.9, 2)):
        site.probe.value = value
        await site.polls(2)
        assert len(site.titles) == told, value
    assert site.titles == [
        "Cold room 1: 46.6 °F, above 46.4 °F · Server room",
        "Cold room 1: 44.4 °F, back in range · Server room",
    ]
    assert "the highest value was 46.6 °F" in site.notifier.accepted[1]["message"]


async def test_noise_at_a_limit_is_one_alert(site: Site) -> None:
    """The hysteresis is for that."""
    site.add(
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        hysteresis=0.5,
    )
    for value in (7.9, 8.1, 7.9, 8.2, 7.6, 8.1):
        site.probe.value = value
        await site.polls()
    assert site.titles == ["Cold room 1: 8.1 °C, above 8 °C · Server room"]
    site.probe.value = 7.5
    await site.polls()
    assert site.titles[1:] == [BACK.format("7.5 °C")]
    assert "the highest value was 8.2 °C" in site.notifier.accepted[1]["message"]


@pytest.mark.parametrize("wanders", [False, True])
async def test_the_delay(site: Site, wanders: bool) -> None:
    """It counts for a value that stands still as for one that wanders."""
    site.add("range_rule", "Cold", quantity="temperature", high=8, delay=10)
    await site.polls()
    site.probe.value = 9.5
    await site.polls(10)
    site.probe.value = 7.0
    await site.polls(3)
    site.probe.value = 9.5
    for _ in range(19):
        site.probe.value += 0.1 * wanders
        await site.polls()
    assert site.titles == []
    await site.polls(3)
    assert len(site.titles) == 1


async def test_it_is_repeated_until_somebody_sees_to_it(site: Site) -> None:
    """Each time with the value as it is by then."""
    site.add(
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        repeat=5,
        severity="critical",
    )
    site.probe.value = 9.5
    await site.polls(5)
    site.probe.value = 12.0
    await site.polls(8)
    assert site.titles == [
        "Cold room 1: 9.5 °C, above 8 °C – CRITICAL · Server room",
        "Cold room 1: 12.0 °C, above 8 °C – CRITICAL, unanswered",
    ]
    site.alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await site.polls(30)
    assert len(site.titles) == 3
    assert " – acknowledged" in site.titles[2]
    assert "Acknowledged by Ann" in site.notifier.accepted[2]["message"]
    site.probe.value = 5.0
    await site.polls(2)
    assert site.titles[3:] == [BACK.format("5.0 °C")]


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
    site: Site, template: str, text: str | None
) -> None:
    """Where they fail, the ready ones are better than none."""
    site.add(
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        message=template,
    )
    site.probe.value = 9.5
    await site.polls(2)
    [message] = site.notifier.accepted
    assert message["title"] == HOT
    if text is None:
        assert message["message"].startswith("Cold room 1 has been above 8 °C since ")
    else:
        assert message["message"] == text


async def test_an_input(site: Site) -> None:
    """A door that is open for too long."""
    site.device.inputs[0].closed = True
    site.device.inputs[0].alarm_when = 2
    await site.polls()
    site.add(
        "input_rule",
        "Door",
        quantity="input",
        target={"entity_id": [DOOR]},
        state="off",
        delay=2,
    )
    site.device.inputs[0].closed = False
    await site.polls(3)
    assert site.titles == []
    await site.polls(3)
    assert site.titles == ["Cold room door: open · Server room"]
    site.device.inputs[0].closed = True
    await site.polls(2)
    assert site.titles[1:] == ["Cold room door: closed again · Server room"]


async def test_a_flood_detector(site: Site) -> None:
    """Wet is wet, whatever the device itself calls it."""
    fridge = await site.make_device("ste2_lite")
    await site.add_device(fridge)
    site.set_options(alarm={"enabled": False})
    site.add("input_rule", "Flood", quantity="leak")
    fridge.sensors[1].value = 1.0
    await site.polls(2)
    assert site.titles == ["Floor under fridge: water detected · Pharmacy fridge"]


async def test_an_output(site: Site) -> None:
    """A relay that is on."""
    lamps = await site.make_device("damocles2_1208")
    await site.add_device(lamps)
    site.add("input_rule", "Relay", quantity="output")
    lamps.outputs[0].on = True
    await site.polls(2)
    assert site.titles == [f"Lamp 1: on · {lamps.name}"]


async def test_a_value_that_jumps_from_above_to_below(site: Site) -> None:
    """Who sees to what is too warm has to hear that it freezes now, after the delay."""
    limits = {"low": 2, "high": 8, "delay": 2}
    site.add("range_rule", "C", quantity="temperature", **limits)
    site.probe.value = 9.5
    await site.polls(6)
    assert site.titles == [HOT]
    site.alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await site.polls()
    told = len(site.titles)
    site.probe.value = -5.0
    await site.polls(3)
    assert len(site.titles) == told
    await site.polls(3)
    assert site.titles[told:] == ["Cold room 1: −5.0 °C, below 2 °C · Server room"]
    site.probe.value = 5.0
    await site.polls(3)
    assert site.titles[told + 1 :] == [BACK.format("5.0 °C")]


# Probes that are lost


async def test_a_probe_that_cannot_be_read(site: Site) -> None:
    """A single -999.9 is a stumble, many are a broken cable."""
    site.probe.value = -999.9
    await site.polls()
    site.probe.value = 4.2
    await site.polls(6)
    assert site.titles == []
    site.probe.valid = False
    await site.polls(8)
    assert site.titles == [LOST]
    site.probe.valid = True
    await site.polls(2)
    assert site.titles[1:] == [FOUND.format("4.2 °C")]


async def test_a_probe_that_vanishes(site: Site) -> None:
    """It is missed, until it is back."""
    probe = site.device.sensors.pop(0)
    await site.polls(8)
    assert site.titles == [LOST]
    site.device.sensors.insert(0, probe)
    await site.polls(3)
    assert site.titles[1:] == [FOUND.format("4.2 °C")]


@pytest.mark.parametrize("restart", [False, True])
async def test_an_alert_outlasts_a_probe_that_vanishes(
    site: Site, restart: bool
) -> None:
    """A loose cable begins nothing anew; who was told is told when it is over."""
    site.add("range_rule", "C", quantity="temperature", high=8)
    site.probe.value = 9.5
    await site.polls(2)
    probe = site.device.sensors.pop(0)
    await site.polls(8)
    lost = LOST
    assert site.titles == [HOT, lost]
    if restart:
        await site.hass.config_entries.async_reload(site.entry.entry_id)
        await site.polls(2)
    site.device.sensors.insert(0, probe)
    await site.polls(3)
    found = FOUND.format("9.5 °C")
    assert site.titles == [HOT, lost, found]
    probe.value = 7.0
    await site.polls(2)
    assert site.titles == [HOT, lost, found, BACK.format("7.0 °C")]


async def test_an_input_in_alarm_whose_position_is_odd(site: Site) -> None:
    """People hear of the alarm, and not that it cannot be read."""
    alarm = site.device.document.replace(
        b"<Value>0</Value>\n<AlarmState>0<", b"<Value>2</Value>\n<AlarmState>1<", 1
    )
    assert alarm != site.device.document
    site.device.override = alarm
    await site.polls(8)
    [title] = site.titles
    assert title == "Cold room door: unknown, alarm · Server room"
    assert site.alerts.runtime_data.alerts
    site.device.override = None
    await site.polls(2)
    assert len(site.titles) == 2


@pytest.mark.parametrize("restart", [False, True])
async def test_an_input_that_vanishes(site: Site, restart: bool) -> None:
    """It is missed like a probe, and what was wrong with it stays wrong meanwhile."""
    site.set_options(alarm={"enabled": False})
    site.add(
        "input_rule",
        "Door",
        quantity="input",
        target={"entity_id": [DOOR]},
    )
    site.device.inputs[0].closed = True
    await site.polls(2)
    closed = "Cold room door: closed · Server room"
    assert site.titles == [closed]
    contact = site.device.inputs.pop(0)
    await site.polls(8)
    lost = "Cold room door: cannot be read · Server room"
    assert site.titles == [closed, lost]
    if restart:
        await site.hass.config_entries.async_reload(site.entry.entry_id)
        await site.polls(2)
    contact.closed = False
    site.device.inputs.insert(0, contact)
    await site.polls(3)
    assert sorted(site.titles[2:]) == [
        "Cold room door: open again · Server room",
        "Cold room door: open, readable again · Server room",
    ]


async def test_a_probe_that_its_owner_has_given_up(site: Site) -> None:
    """Who was told hears that it is not monitored any more, and no more of it."""
    site.device.sensors.pop(0)
    await site.polls(8)
    assert len(site.titles) == 1
    registry = er.async_get(site.hass)
    for entity in list(registry.entities.values()):
        if "cold_room_1" in entity.entity_id:
            registry.async_remove(entity.entity_id)
    await site.polls(8)
    assert site.titles[1:] == ["Cold room 1: no longer monitored · Server room"]
    assert list(site.alerts.runtime_data.alerts) == []


async def test_two_readings_of_one_name(site: Site) -> None:
    """People read which of them it is, whichever comes first."""
    site.add("range_rule", "C", quantity="temperature", high=8)
    name = site.probe.name
    site.device.sensors.append(Probe(4711, name, "C", 4.0))
    await site.polls(2)
    for probe in (site.probe, site.device.sensors[-1]):
        probe.value = 9.5
        await site.polls(2)
        assert f"{name} ({probe.id})" in site.titles[-1]
    assert len(site.titles) == 2


async def test_a_probe_that_is_replaced(site: Site) -> None:
    """The new one is watched by the rules of its quantity from its first reading on."""
    site.add("range_rule", "C", quantity="temperature", high=8)
    site.device.sensors[0] = Probe(4711, "Cold room 1", "C", 9.5)
    await site.polls(2)
    assert site.titles == [HOT]


async def test_the_own_alarm_of_a_device(site: Site) -> None:
    """It is told as the device sees it, and once."""
    site.probe.low, site.probe.high = 2.0, 8.0
    site.probe.hysteresis = 1.0
    site.device.inputs[1].closed = True
    await site.polls(3)
    assert site.titles == ["Compressor fault: closed, alarm · Server room"]
    site.device.inputs[1].closed = False
    site.probe.value = 9.0
    await site.polls(3)
    assert site.titles[1:] == [
        "Compressor fault: open, alarm over · Server room",
        "Cold room 1: 9.0 °C, alarm · Server room",
    ]


# What is in the registries


async def test_what_is_disabled_alerts_nobody(site: Site) -> None:
    """Who switches an entity off does not want to hear of it."""
    site.add("range_rule", "C", quantity="temperature", high=8)
    er.async_get(site.hass).async_update_entity(
        ROOM, disabled_by=er.RegistryEntryDisabler.USER
    )
    await site.polls(3)
    site.probe.value = 9.5
    await site.polls(3)
    assert site.titles == []


@pytest.mark.parametrize("how", ["device", "area of the device", "label of the entity"])
async def test_what_is_hidden_is_watched(site: Site, how: str) -> None:
    """Who hides an entity, in a group or by hand, wants to see less and not hear less."""
    site.add(
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        target=_target(site.hass, how),
    )
    er.async_get(site.hass).async_update_entity(
        ROOM, hidden_by=er.RegistryEntryHider.INTEGRATION
    )
    await site.polls()
    site.probe.value = 9.5
    await site.polls()
    assert site.titles == [HOT]


@pytest.mark.parametrize("how", ["area of the device", "label of the entity"])
async def test_what_gets_its_area_later_is_watched_from_then_on(
    site: Site, how: str
) -> None:
    """A rule follows the registries without being saved again."""
    target = (
        {"area_id": [ar.async_get(site.hass).async_create("Cellar").id]}
        if how == "area of the device"
        else {"label_id": [lr.async_get(site.hass).async_create("Vaccines").label_id]}
    )
    site.add(
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        target=target,
    )
    site.probe.value = 9.5
    await site.polls(3)
    assert site.titles == []
    entity = er.async_get(site.hass).async_get(ROOM)
    assert entity is not None
    assert entity.device_id is not None
    if how == "area of the device":
        [area] = target["area_id"]
        dr.async_get(site.hass).async_update_device(entity.device_id, area_id=area)
    else:
        er.async_get(site.hass).async_update_entity(ROOM, labels={*target["label_id"]})
    await site.polls()
    assert site.titles == [HOT]


@pytest.mark.parametrize("how", ["entity", "area of the device", "label of the entity"])
async def test_what_a_rule_names_and_is_no_more(site: Site, how: str) -> None:
    """It is said aloud, until the rule names something else."""
    target = _target(site.hass, how)
    rule = site.add(
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        target=target,
    )
    await site.polls()
    assert site.issues == []
    match how.partition(" ")[0]:
        case "entity":
            er.async_get(site.hass).async_remove(ROOM)
        case "area":
            ar.async_get(site.hass).async_delete(*target["area_id"])
        case "label":
            lr.async_get(site.hass).async_delete(*target["label_id"])
    await site.polls(2)
    assert site.issues == ["target_missing"]
    assert await site.hass.config_entries.async_reload(site.alerts.entry_id)
    await site.polls()
    assert site.issues == ["target_missing"]
    data = {key: value for key, value in rule.data.items() if key != "target"}
    site.hass.config_entries.async_update_subentry(site.alerts, rule, data=data)
    await site.polls()
    assert site.issues == []


async def test_an_entity_that_is_renamed_is_still_watched(site: Site) -> None:
    """By its new name: in rules, windows and recipients, wherever it stands."""
    rule = site.add(
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        target={"entity_id": [ROOM, DOOR]},
    )
    await site.polls()
    er.async_get(site.hass).async_update_entity(ROOM, new_entity_id="sensor.vaccines")
    await site.polls()
    assert site.issues == []
    assert site.alerts.subentries[rule.subentry_id].data["target"] == {
        "entity_id": ["sensor.vaccines", DOOR]
    }
    site.probe.value = 9.5
    await site.polls()
    assert site.titles == [HOT]


async def test_another_unit_for_an_entity_changes_no_limit(site: Site) -> None:
    """Limits are kept with the unit that they were typed in."""
    site.add("range_rule", "C", quantity="temperature", high=8)
    er.async_get(site.hass).async_update_entity_options(
        ROOM, "sensor", {"unit_of_measurement": UnitOfTemperature.FAHRENHEIT}
    )
    await site.polls(3)
    assert site.titles == []
    site.probe.value = 9.5
    await site.polls(2)
    assert len(site.titles) == 1
