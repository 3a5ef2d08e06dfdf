"""Planned maintenance: nobody is told while a schedule is on; then of what is still wrong."""

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


async def test_a_schedule_that_is_gone_is_missed(site: Site) -> None:
    """Otherwise nobody would learn why there is no maintenance any more."""
    assert await async_setup_component(site.hass, "input_boolean", {})
    _window(site)
    await site.polls()
    assert site.issues == []
    er.async_get(site.hass).async_remove(SWITCH)
    await site.polls()
    assert site.issues == ["schedule_missing"]
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
    [silence] = await site.ask("get_silences")
    assert (silence["by"], silence["devices"]) == ("pause", None)
    [alert] = await site.ask("get_alerts")
    assert alert["suppressed_by"] == "pause"
    assert alert["suppressed_until"] == silence["until"]
    await site.call("hwgroup.resume")
    await site.call("hwgroup.snooze")
    [silence] = await site.ask("get_silences")
    assert (silence["by"], silence["alert"]) == ("snooze", alert["id"])
    await site.call("hwgroup.acknowledge")
    [silence] = await site.ask("get_silences")
    assert (silence["by"], silence["alert"]) == ("acknowledgement", alert["id"])
    assert silence["until"] is not None
