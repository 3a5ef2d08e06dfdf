"""Planned maintenance: nobody is told while a schedule is on; then of what is still wrong."""

from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..site import Notifier, Site, marked
from .alarms import cool, heat

SWITCH = "input_boolean.cleaning"
ROOM = "sensor.server_room_cold_room_1"


@pytest.fixture
async def site(site: Site) -> Site:
    """Return the alerts of one device, and a switch for its maintenance."""
    assert await async_setup_component(
        site.hass, "input_boolean", {"input_boolean": {"cleaning": {}}}
    )
    return site


async def _turn(site: Site, what: str) -> None:
    await site.call(f"input_boolean.turn_{what}", entity_id=SWITCH)


def _window(site: Site, **data: Any) -> None:
    site.add("maintenance", "Cleaning", schedule=SWITCH, **data)


async def test_a_window_follows_its_area(site: Site) -> None:
    """A device that is moved into it later is under maintenance, too."""
    area = ar.async_get(site.hass).async_create("Cold store")
    _window(site, target={"area_id": [area.id]})
    await _turn(site, "on")
    registry = dr.async_get(site.hass)
    for each in list(registry.devices):
        registry.async_update_device(each.id, area_id=area.id)
    await site.polls()
    heat(site.device)
    await site.polls(2)
    assert not site.titles
    assert list(site.alerts.runtime_data.alerts)


async def test_what_is_over_with_the_window_is_told_to_nobody(site: Site) -> None:
    """But it is known, and marked as kept from people."""
    _window(site)
    await _turn(site, "on")
    heat(site.device)
    await site.polls(2)
    [(alert, _, _)] = site.alerts.runtime_data.alerts
    assert alert.suppressed
    cool(site.device)
    await site.polls(2)
    await _turn(site, "off")
    await site.polls(3)
    assert not site.titles


async def test_what_is_still_wrong_is_told_at_the_end(site: Site) -> None:
    """At once, and once; its end, too."""
    _window(site)
    await _turn(site, "on")
    heat(site.device)
    await site.polls(4)
    assert not site.titles
    await _turn(site, "off")
    assert len(site.titles) == 1
    await site.polls(4)
    assert len(site.titles) == 1
    cool(site.device)
    await site.polls(2)
    assert len(site.titles) == 2


async def test_what_was_told_before_is_told_again_at_the_end(site: Site) -> None:
    """Once; and not where somebody sees to it."""
    _window(site)
    heat(site.device)
    await site.polls(2)
    [told] = site.titles
    await _turn(site, "on")
    await site.polls(4)
    assert site.titles == [told]
    await _turn(site, "off")
    await site.polls(4)
    assert site.titles == [told, marked(told, "unanswered")]
    await site.call("hwgroup.acknowledge")
    await site.polls()
    known = list(site.titles)
    for state in ("on", "off"):
        await _turn(site, state)
        await site.polls(4)
    assert site.titles == known


async def test_short_windows_keep_nobody_from_their_turn(
    site: Site, second_notifier: Notifier
) -> None:
    """As for defrosting: whoever is next hears of what nobody has answered before."""
    _window(site)
    await site.add_recipient(second_notifier, when={"after": 10})
    heat(site.device)
    await site.polls(2)
    for _ in range(5):
        await _turn(site, "on")
        await site.polls()
        await _turn(site, "off")
        await site.polls(4)
    assert second_notifier.titles


async def test_a_schedule_that_loads_late_makes_nothing_begin_anew(
    site: Site, second_notifier: Notifier
) -> None:
    """A restart neither repeats what was told, nor lets the next one wait longer."""
    _window(site)
    await site.add_recipient(second_notifier, when={"after": 10})
    heat(site.device)
    await site.polls(10)
    assert len(site.titles) == 1
    assert await site.hass.config_entries.async_unload(site.alerts.entry_id)
    site.hass.states.async_remove(SWITCH)
    site.hass.set_state(CoreState.not_running)
    assert await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.polls()
    site.hass.states.async_set(SWITCH, "off")
    site.hass.set_state(CoreState.running)
    site.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await site.polls(11)
    assert len(site.titles) == 1
    assert len(second_notifier.titles) == 1


async def test_other_devices_are_told_of(site: Site) -> None:
    """A window is for what it names."""
    other = await site.make_device("ste2", name="Attic", mac="00:0A:59:10:20:31")
    await site.add_device(other)
    _window(site, target={"entity_id": [ROOM]})
    await site.settle()
    await _turn(site, "on")
    heat(site.device)
    heat(other)
    await site.polls(2)
    [title] = site.titles
    assert title.endswith("Attic")


@pytest.mark.freeze_time("2026-11-25 07:58:00+00:00")
@pytest.mark.parametrize("expected_lingering_timers", [True])  # the schedule's own
async def test_a_real_schedule(site: Site) -> None:
    """From eight to nine, by the clock on the wall."""
    await site.hass.config.async_set_time_zone("UTC")
    hours = [{"from": "08:00:00", "to": "09:00:00"}]
    service = {"name": "Service", "wednesday": hours}
    assert await async_setup_component(
        site.hass, "schedule", {"schedule": {"service": service}}
    )
    await site.settle()
    site.add("maintenance", "Service", schedule="schedule.service")
    await site.settle()
    await site.polls(6)
    heat(site.device)
    await site.polls(110)
    assert not site.titles
    end = "2026-11-25T09:00:00+00:00"
    [silence] = await site.ask("get_silences")
    assert silence["until"] == end
    [alert] = await site.ask("get_alerts")
    assert (alert["suppressed_by"], alert["suppressed_until"]) == ("maintenance", end)
    switch = site.state("switch.server_room_alerts")
    assert switch.attributes["suppressed_until"] == end
    await site.polls(10)
    assert len(site.titles) == 1


@pytest.mark.parametrize("state", ["unavailable", "unknown", None])
async def test_a_schedule_that_is_gone_hides_nothing(
    site: Site, state: str | None
) -> None:
    """Somebody has deleted it: people are told."""
    _window(site)
    await _turn(site, "on")
    heat(site.device)
    await site.polls()
    assert not site.titles
    if state is None:
        site.hass.states.async_remove(SWITCH)
    else:
        site.hass.states.async_set(SWITCH, state)
    await site.polls(2)
    assert len(site.titles) == 1


async def test_a_schedule_that_is_reloaded_closes_nothing(site: Site) -> None:
    """It is not there for a moment, and nobody is told of what is being cleaned."""
    _window(site)
    await _turn(site, "on")
    heat(site.device)
    await site.polls(2)
    site.hass.states.async_remove(SWITCH)
    await site.elapse(5)
    await _turn(site, "on")
    await site.polls(4)
    assert site.titles == []


async def test_a_schedule_that_comes_back_in_no_state_closes_the_window(
    site: Site,
) -> None:
    """Half a minute counts from when it went, whatever it says of itself meanwhile."""
    _window(site)
    await _turn(site, "on")
    heat(site.device)
    await site.polls(2)
    for state in ("unavailable", "unknown", "unavailable"):
        site.hass.states.async_set(SWITCH, state)
        await site.elapse(16)
    site.hass.states.async_set(SWITCH, "unknown")
    await site.settle()
    assert len(site.titles) == 1


async def test_a_schedule_that_is_gone_is_missed(site: Site) -> None:
    """Otherwise nobody would learn why there is no maintenance any more."""
    assert await async_setup_component(site.hass, "input_boolean", {})
    _window(site)
    await site.polls()
    assert site.issues == []
    er.async_get(site.hass).async_remove(SWITCH)
    await site.polls()
    assert site.issues == ["schedule_missing"]


async def test_a_schedule_that_does_not_come_back_is_missed(site: Site) -> None:
    """It was in a file, and no registry tells that it is gone."""
    site.hass.states.async_set("switch.cleaning", "off")
    site.add("maintenance", "Cleaning", schedule="switch.cleaning")
    await site.settle()
    site.hass.set_state(CoreState.not_running)
    site.hass.states.async_remove("switch.cleaning")
    assert await site.hass.config_entries.async_reload(site.alerts.entry_id)
    assert site.issues == []  # it may be loading
    site.hass.set_state(CoreState.running)
    site.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await site.settle()
    assert site.issues == ["schedule_missing"]
    site.hass.states.async_set("switch.cleaning", "off")
    await site.minutes(6)
    assert site.issues == []
    site.remove("Cleaning")
    await site.polls()
    assert site.issues == []


async def test_what_is_silent_now_is_listed(site: Site) -> None:
    """In one place, and on the switches and alerts that it concerns."""
    _window(site)
    heat(site.device)
    await site.polls(2)
    assert await site.ask("get_silences") == []
    await _turn(site, "on")
    await site.polls()
    [silence] = await site.ask("get_silences")
    assert silence == {
        "by": "maintenance",
        "name": "Cleaning",
        "alert": None,
        "devices": None,
        "since": ANY,
        "until": None,
    }
    [alert] = await site.ask("get_alerts")
    assert alert["suppressed_by"] == "maintenance"
    for switch in ("server_room_alerts", "hw_group_alerts_all_alerts"):
        state = site.state(f"switch.{switch}")
        assert state.state == "on"
        assert state.attributes["suppressed_by"] == "maintenance"
    await _turn(site, "off")
    await site.call("hwgroup.pause", duration={"hours": 2})
    begin = dt_util.utcnow().isoformat()
    await site.polls(4)
    [silence] = await site.ask("get_silences")
    assert (silence["by"], silence["devices"]) == ("pause", None)
    assert silence["since"] == begin
    [alert] = await site.ask("get_alerts")
    assert alert["suppressed_by"] == "pause"
    assert alert["suppressed_until"] == silence["until"]
    await site.call("hwgroup.resume")
    await site.call("hwgroup.snooze")
    [silence] = await site.ask("get_silences")
    assert (silence["by"], silence["alert"]) == ("snooze", alert["id"])
    assert silence["since"] == dt_util.utcnow().isoformat()
    await site.call("hwgroup.acknowledge")
    [silence] = await site.ask("get_silences")
    assert (silence["by"], silence["alert"]) == ("acknowledgement", alert["id"])
    assert silence["until"] is not None


# A window that is left open

STILL = "Still under maintenance: Cleaning"


async def _hours(site: Site, hours: float) -> None:
    for _ in range(round(hours * 4)):
        await site.elapse(15 * 60)


async def test_a_window_that_is_left_open(site: Site) -> None:
    """A reminder after a day, and after each further one; none once it is closed."""
    _window(site)
    await _turn(site, "on")
    await _hours(site, 23.5)
    assert site.titles == []
    await _hours(site, 1)
    assert site.titles == [STILL]
    text = site.notifier.accepted[0]["message"]
    assert "for 1 d" in text
    assert "about any device" in text
    await _hours(site, 22)
    assert len(site.titles) == 1
    await _hours(site, 2)
    assert site.titles == [STILL, STILL]
    await _turn(site, "off")
    await _turn(site, "on")
    await _hours(site, 23)
    assert len(site.titles) == 2
    deliveries = await site.ask("get_deliveries")
    assert {each["change"] for each in deliveries} == {"left_open"}


@pytest.mark.parametrize(("hours", "reminders"), [(0, 0), (2, 3), (48, 0)])
async def test_when_to_remind_is_adjustable(
    site: Site, hours: int, reminders: int
) -> None:
    """Or never; it names the devices that the window is for."""
    _window(site, target={"entity_id": [ROOM]}, remind_hours=hours)
    await site.settle()
    await _turn(site, "on")
    await _hours(site, 7.5)
    assert site.titles == [STILL] * reminders
    for message in site.notifier.accepted:
        assert "about Server room" in message["message"]


async def test_a_restart_does_not_close_a_window(site: Site) -> None:
    """It is open since it was opened, whatever has loaded by then; so is the reminder."""
    _window(site)
    await _turn(site, "on")
    opened = dt_util.utcnow().isoformat()
    await _hours(site, 12)
    state = site.state(SWITCH)
    site.hass.states.async_remove(SWITCH)
    await site.settle()
    assert await site.hass.config_entries.async_unload(site.alerts.entry_id)
    site.hass.set_state(CoreState.not_running)
    assert await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.polls()
    site.hass.states.async_set(SWITCH, state.state, state.attributes)
    site.hass.set_state(CoreState.running)
    site.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await site.polls()
    [silence] = await site.ask("get_silences")
    assert silence["since"] == opened
    await _hours(site, 12.5)
    assert site.titles == [STILL]


async def test_who_gets_no_warnings_is_not_reminded(site: Site) -> None:
    """A reminder is a warning."""
    site.change("IT on call", severities=["critical"])
    _window(site)
    await _turn(site, "on")
    await _hours(site, 25)
    assert site.titles == []


async def test_what_closes_by_itself_needs_no_reminder(site: Site) -> None:
    """A calendar knows when its event ends."""
    site.add("maintenance", "Cleaning", schedule="calendar.work", remind_hours=1)
    site.hass.states.async_set(
        "calendar.work", "on", {"end_time": "2027-01-01 00:00:00"}
    )
    await _hours(site, 3)
    assert site.titles == []
    [silence] = await site.ask("get_silences")
    assert silence["until"] is not None


async def test_what_never_closes_by_itself(site: Site) -> None:
    """A schedule that is always on says each day that it ends, and never does."""
    site.add("maintenance", "Cleaning", schedule="schedule.always", remind_hours=24)
    for _ in range(7):
        assert site.titles == []
        end = dt_util.utcnow() + timedelta(days=1)
        site.hass.states.async_set("schedule.always", "on", {"next_event": end})
        await site.elapse(24 * 3600)
    assert site.titles == [STILL]
