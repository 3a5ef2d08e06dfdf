"""What the alerts show of themselves, and the switch on the page of each device."""

from datetime import timedelta
from unittest.mock import ANY

import pytest
from pytest_homeassistant_custom_component.common import MockUser

from homeassistant.const import (
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    EntityCategory,
    Platform,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
from simulator import Sensor, SimulatedDevice

from ..conftest import AddDevice, AddTraps, MakeDevice, polls
from ..site import AddAlerts, Elapse, Notifier, Site, marked, notifications
from .alarms import ALERT_EVENT, cool, follow_news, heat, types

ACTIVE = "sensor.hw_group_alerts_active_alerts"
LATEST = "sensor.hw_group_alerts_last_alert_message"
SEVERITY = "sensor.hw_group_alerts_highest_severity"
PROBLEM = "binary_sensor.hw_group_alerts_delivery_problem"
ACKNOWLEDGE = "button.hw_group_alerts_acknowledge_all_alerts"
ALL_ALERTS = "switch.hw_group_alerts_all_alerts"
DEVICE_ALERTS = "switch.server_room_alerts"
ALL_TEST = "button.hw_group_alerts_send_test_message"
FIRST_TEST = "button.it_on_call_send_test_message"
SECOND_TEST = "button.pharmacist_send_test_message"
POLL = 31


async def _call(
    site: Site, action: str, entity_id: str, context: Context | None = None
) -> None:
    domain = entity_id.partition(".")[0]
    await site.call(f"{domain}.{action}", context, entity_id=entity_id)


# What is wrong


async def test_what_is_wrong_is_counted_and_listed(site: Site) -> None:
    """As soon as people have to know of it, and for as long."""
    assert site.state(ACTIVE).state == "0"
    assert site.state(ACTIVE).attributes["alerts"] == []
    assert site.state(SEVERITY).state == "none"

    heat(site.device)
    await site.elapse(POLL)
    assert site.state(ACTIVE).state == "1"
    [alert] = site.state(ACTIVE).attributes["alerts"]
    assert alert == {
        "id": ANY,
        "device": "Server room",
        "name": "Cold room 1",
        "rule": "alarm",
        "severity": "warning",
        "phase": "active",
        "since": "2026-11-25T12:00:31+00:00",
        "value": 30.0,
        "limit": 8.0,
        "unit": "°C",
        "acknowledged_by": None,
        "acknowledged_until": None,
        "snoozed_until": None,
        "notes": [],
        "suppressed_by": None,
        "suppressed_until": None,
    }
    assert site.state(SEVERITY).state == "warning"

    cool(site.device)
    await site.elapse(POLL)
    assert site.state(ACTIVE).state == "0"
    assert site.state(SEVERITY).state == "none"


async def test_the_worst_comes_first(site: Site) -> None:
    """The severity of each rule decides, then which one is older."""
    site.set_options(
        alarm={"severity": "information"}, offline={"severity": "critical", "delay": 0}
    )
    heat(site.device)
    await site.elapse(POLL)
    assert site.state(SEVERITY).state == "information"
    await site.device.unplug()
    await site.polls(3)
    assert site.state(SEVERITY).state == "critical"
    alerts = site.state(ACTIVE).attributes["alerts"]
    assert [alert["severity"] for alert in alerts] == ["critical", "information"]
    # That a device is silent is no value.
    assert alerts[0]["name"] == "Server room"
    assert alerts[0]["value"] is None


async def test_a_long_list_is_cut_and_no_list_is_recorded(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The count is that of all of them."""
    device = await make_device("poseidon2_3268")
    device.sensors[:] = [
        Sensor(1000 + number, f"Probe {number}", "C", 30.0, high=8.0)
        for number in range(60)
    ]
    await add_device(device)
    await add_alerts(notifier)
    await elapse(POLL)
    state = hass.states.get(ACTIVE)
    assert state.state == "60"
    assert len(state.attributes["alerts"]) == 50
    assert "alerts" in state.state_info["unrecorded_attributes"]


# What becomes of it


async def test_the_last_alert_message_is_in_words(site: Site) -> None:
    """What its people are told in a message, too."""
    assert site.state(LATEST).state == STATE_UNKNOWN
    heat(site.device)
    await site.elapse(POLL)
    title = "Cold room 1: 30.0 °C, alarm · Server room"
    assert site.state(LATEST).state == title
    await _call(site, "press", ACKNOWLEDGE)
    assert site.state(LATEST).state == marked(title, "acknowledged")
    cool(site.device)
    await site.elapse(POLL)
    title = "Cold room 1: 4.2 °C, alarm over · Server room"
    assert site.state(LATEST).state == title


async def test_the_last_alert_message_outlives_a_restart(site: Site) -> None:
    """A restart is no news."""
    site.probe.value = 30.0
    await site.polls(1)
    known = site.state(LATEST).state
    assert known.startswith("Cold room 1: 30.0 °C")
    await site.hass.config_entries.async_reload(site.alerts.entry_id)
    assert site.state(LATEST).state == known


async def test_news_of_a_long_name(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A state has no room for all of it."""
    device = await make_device("ste2", name="N" * 300)
    await add_device(device)
    await add_alerts(notifier)
    heat(device)
    await elapse(POLL)
    assert hass.states.get(LATEST).state == "Cold room 1: 30.0 °C, alarm"
    await device.unplug()
    await polls(elapse, 20)
    assert hass.states.get(LATEST).state == f"{'N' * 39}… is offline"


async def test_the_life_of_an_alert_is_told(
    site: Site, second_notifier: Notifier
) -> None:
    """Each change once, however many people are told of it."""
    await site.add_recipient(second_notifier, when={"after": 10})
    site.set_options(alarm={"repeat": 15})
    news = follow_news(site.hass)

    heat(site.device)
    await site.elapse(POLL)
    await site.elapse(600)
    await site.elapse(300)
    assert types(news) == ["started", "escalated", "repeated"]
    await site.elapse(600)
    await site.elapse(300)
    assert types(news)[3:] == ["repeated", "repeated"]
    await _call(site, "press", ACKNOWLEDGE)
    cool(site.device)
    await site.elapse(POLL)
    assert types(news)[5:] == ["acknowledged", "cleared"]
    assert {each["id"] for each in news} == {news[0]["id"]}
    assert news[0] == {
        "event_type": "started",
        "id": ANY,
        "device": "Server room",
        "name": "Cold room 1",
        "rule": "alarm",
        "severity": "warning",
        "since": ANY,
        "value": 30.0,
        "limit": 8.0,
        "unit": "°C",
        "acknowledged_by": None,
    }


async def test_what_begins_before_the_entities_are_there_is_told(site: Site) -> None:
    """The device may be faster at the start than the alerts."""
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    news = follow_news(site.hass)
    heat(site.device)
    await site.elapse(POLL)
    assert news == []
    await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.settle()
    assert types(news) == ["started"]


async def test_an_alert_goes_on_when_its_device_is_set_up_late(site: Site) -> None:
    """After a restart it is repeated as before, though nothing is heard of it."""
    site.set_options(alarm={"repeat": 15}, offline={"enabled": False})
    news = follow_news(site.hass)
    heat(site.device)
    await site.elapse(POLL)
    for entry in (site.entry, site.alerts):
        await site.hass.config_entries.async_unload(entry.entry_id)
    await site.device.unplug()
    for entry in reversed((site.entry, site.alerts)):
        await site.hass.config_entries.async_setup(entry.entry_id)
        await site.settle()
    assert types(news) == ["started"]
    await site.elapse(900)
    assert types(news) == ["started", "repeated"]
    assert len(site.titles) == 2


async def test_a_message_that_fails_is_a_problem(site: Site) -> None:
    """It is told once, though it is tried on; the problem is there until it works."""
    assert site.state(PROBLEM).state == STATE_OFF
    assert site.state(PROBLEM).attributes["problems"] == []
    news = follow_news(site.hass)

    site.notifier.break_down()
    heat(site.device)
    await site.elapse(POLL)
    for _ in range(30):
        await site.elapse(60)
    assert site.notifier.attempts > 3
    assert site.state(PROBLEM).state == STATE_ON
    assert site.state(PROBLEM).attributes["problems"] == [
        {
            "recipient": "IT on call",
            "channel": "notify.it_on_call",
            "reason": "mail server is down",
        }
    ]
    assert types(news) == ["started", "delivery_failed"]
    assert news[1] == {
        "event_type": "delivery_failed",
        "id": news[0]["id"],
        "recipient": "IT on call",
        "channel": "notify.it_on_call",
        "title": ANY,
        "reason": "mail server is down",
    }

    site.notifier.failing = None
    await _call(site, "press", FIRST_TEST)
    assert site.state(PROBLEM).state == STATE_OFF
    assert types(news) == ["started", "delivery_failed"]


# Buttons


async def test_who_presses_the_button_sees_to_it(
    site: Site, hass_admin_user: MockUser
) -> None:
    """The list says who it was, as far as it was a person."""
    heat(site.device)
    await site.elapse(POLL)
    await _call(site, "press", ACKNOWLEDGE, Context(user_id=hass_admin_user.id))
    [alert] = site.state(ACTIVE).attributes["alerts"]
    assert alert["phase"] == "acknowledged"
    assert alert["acknowledged_by"] == hass_admin_user.name


@pytest.mark.parametrize("button", [FIRST_TEST, ALL_TEST])
async def test_a_failed_test_is_a_delivery_problem(site: Site, button: str) -> None:
    """At once, as a message that is given up; until the notifier accepts something."""
    site.notifier.break_down()
    with pytest.raises(HomeAssistantError, match="mail server is down"):
        await _call(site, "press", button)
    await site.settle()
    assert site.state(PROBLEM).state == STATE_ON
    [problem] = site.state(PROBLEM).attributes["problems"]
    assert problem["reason"] == "mail server is down"
    assert site.issues == ["recipient_unreachable"]
    assert notifications(site.hass) == ["Alerts do not reach IT on call"]

    site.notifier.failing = None
    await _call(site, "press", button)
    assert site.state(PROBLEM).state == STATE_OFF
    assert site.issues == []
    assert notifications(site.hass) == ["Test message accepted"]
    site.notifier.break_down()
    with pytest.raises(HomeAssistantError):
        await _call(site, "press", button)
    assert notifications(site.hass) == ["Alerts do not reach IT on call"]


async def test_a_failed_test_is_forgotten_with_its_notifier(
    site: Site, second_notifier: Notifier
) -> None:
    """When the recipient gets another one, and when the alerts stop."""
    for forget in (
        lambda: site.change("IT on call", actions=["notify.pharmacist"]),
        lambda: site.hass.config_entries.async_schedule_reload(site.alerts.entry_id),
    ):
        site.change("IT on call", actions=["notify.it_on_call"])
        await site.settle()
        site.notifier.break_down()
        with pytest.raises(HomeAssistantError):
            await _call(site, "press", FIRST_TEST)
        assert site.issues == ["recipient_unreachable"]
        forget()
        await site.settle()
        assert site.state(PROBLEM).state == STATE_OFF
        assert site.issues == []
    assert second_notifier.attempts == 0


async def test_what_people_press_stands_among_the_controls(site: Site) -> None:
    """A test is no diagnosis, and nor is a confirmation."""
    registry = er.async_get(site.hass)
    for entity in er.async_entries_for_config_entry(registry, site.alerts.entry_id):
        if entity.domain == "button":
            assert entity.entity_category is None


async def test_each_recipient_has_a_test_button(
    site: Site, device_registry: dr.DeviceRegistry, second_notifier: Notifier
) -> None:
    """It comes and goes with the recipient, and reaches nobody else."""
    assert site.hass.states.get(SECOND_TEST) is None
    recipient = await site.add_recipient(second_notifier)
    await _call(site, "press", SECOND_TEST)
    assert second_notifier.titles == ["Test message"]
    assert site.titles == []
    await _call(site, "press", FIRST_TEST)
    assert site.titles == ["Test message"]

    entity = er.async_get(site.hass).async_get(SECOND_TEST)
    assert entity.config_subentry_id == recipient
    site.hass.config_entries.async_update_subentry(
        site.alerts, site.subentry("Pharmacist"), title="Night shift"
    )
    await site.settle()
    assert device_registry.async_get(entity.device_id).name == "Night shift"

    site.remove("Night shift")
    await site.settle()
    assert site.hass.states.get(SECOND_TEST) is None
    assert device_registry.async_get(entity.device_id) is None
    assert site.hass.states.get(FIRST_TEST) is not None


# Switches


async def test_a_device_is_paused_for_a_time_that_ends(site: Site) -> None:
    """Nobody is told meanwhile; what is still wrong then is told."""
    assert site.state(DEVICE_ALERTS).state == STATE_ON
    assert site.state(DEVICE_ALERTS).attributes["paused_until"] is None
    await _call(site, "turn_off", DEVICE_ALERTS)
    state = site.state(DEVICE_ALERTS)
    assert state.state == STATE_OFF
    assert state.attributes["paused_until"] == dt_util.utcnow() + timedelta(hours=4)

    heat(site.device)
    await site.elapse(POLL)
    await site.elapse(3 * 3600)
    assert site.notifier.attempts == 0
    assert site.state(DEVICE_ALERTS).state == STATE_OFF
    await site.elapse(3600 - POLL)
    assert site.state(DEVICE_ALERTS).state == STATE_ON
    assert len(site.titles) == 1


async def test_a_pause_is_ended_before_its_time(site: Site) -> None:
    """By turning the switch on."""
    await _call(site, "turn_off", DEVICE_ALERTS)
    heat(site.device)
    await site.elapse(POLL)
    assert site.notifier.attempts == 0
    await _call(site, "turn_on", DEVICE_ALERTS)
    assert site.state(DEVICE_ALERTS).state == STATE_ON
    assert len(site.titles) == 1


async def test_a_pause_ends_though_nothing_is_wrong(site: Site) -> None:
    """To the second."""
    await _call(site, "turn_off", ALL_ALERTS)
    await site.elapse(4 * 3600 - 1)
    assert site.state(ALL_ALERTS).state == STATE_OFF
    await site.elapse(1)
    assert site.state(ALL_ALERTS).state == STATE_ON
    assert site.state(DEVICE_ALERTS).state == STATE_ON


async def test_everything_is_paused(site: Site) -> None:
    """The switch of a device tells so, and cannot end it."""
    await _call(site, "turn_off", ALL_ALERTS)
    assert site.state(ALL_ALERTS).state == STATE_OFF
    assert site.state(DEVICE_ALERTS).state == STATE_OFF
    with pytest.raises(ServiceValidationError, match="all devices are paused"):
        await _call(site, "turn_on", DEVICE_ALERTS)
    heat(site.device)
    await site.elapse(POLL)
    assert site.notifier.attempts == 0
    await _call(site, "turn_on", ALL_ALERTS)
    assert site.state(DEVICE_ALERTS).state == STATE_ON
    assert len(site.titles) == 1


async def test_a_pause_survives_a_restart(site: Site) -> None:
    """And so does its end: what began meanwhile is told then."""
    await _call(site, "turn_off", DEVICE_ALERTS)
    heat(site.device)
    await site.elapse(POLL)
    await site.hass.config_entries.async_reload(site.alerts.entry_id)
    await site.settle()
    assert site.state(DEVICE_ALERTS).state == STATE_OFF
    await site.elapse(4 * 3600)
    assert site.state(DEVICE_ALERTS).state == STATE_ON
    assert len(site.titles) == 1


async def test_the_switch_of_a_device_comes_and_goes_with_the_alerts(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    add_traps: AddTraps,
    notifier: Notifier,
) -> None:
    """Whichever of the two is set up first."""
    entry = await add_device(device)
    await add_traps()  # which have no switch
    assert entity_registry.async_get(DEVICE_ALERTS) is None
    alerts = await add_alerts(notifier)
    assert hass.states.get(DEVICE_ALERTS).state == STATE_ON
    switch = entity_registry.async_get(DEVICE_ALERTS)
    assert switch.config_entry_id == entry.entry_id
    # What turns off everything in an area leaves it alone.
    assert switch.entity_category is EntityCategory.CONFIG

    await hass.config_entries.async_unload(alerts.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(DEVICE_ALERTS).state == STATE_UNAVAILABLE
    await hass.config_entries.async_setup(alerts.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get(DEVICE_ALERTS).state == STATE_ON
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get(DEVICE_ALERTS).state == STATE_ON

    await hass.config_entries.async_remove(alerts.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(DEVICE_ALERTS) is None
    assert entity_registry.async_get(DEVICE_ALERTS) is None
    assert not [
        entity
        for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
        if entity.domain == Platform.SWITCH
    ]
    await add_alerts(notifier)
    assert hass.states.get(DEVICE_ALERTS).state == STATE_ON


async def test_the_device_of_the_alerts(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> None:
    """All that is there before anything has happened."""
    entry = await add_alerts(notifier)
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert {entity.entity_id for entity in entities} == {
        ACKNOWLEDGE,
        ACTIVE,
        ALERT_EVENT,
        ALL_ALERTS,
        FIRST_TEST,
        LATEST,
        PROBLEM,
        SEVERITY,
        ALL_TEST,
        "binary_sensor.hw_group_alerts_rule_health",
        "button.it_on_call_i_got_it",
        "sensor.hw_group_alerts_devices_offline",
        "sensor.hw_group_alerts_devices_ok",
        "sensor.hw_group_alerts_devices_silenced",
        "sensor.hw_group_alerts_devices_unknown",
        "sensor.hw_group_alerts_devices_with_alerts",
        "sensor.it_on_call_last_confirmed_delivery",
        "todo.hw_group_alerts_alerts",
    }
