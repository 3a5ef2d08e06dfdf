"""Planned maintenance: nobody is told while a schedule is on; then of what is still wrong."""

from typing import Any
from unittest.mock import ANY

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice, polls
from .alarms import cool, heat
from .conftest import AddAlerts, Notifier, add_recipient, add_subentry, issues, marked

SWITCH = "input_boolean.cleaning"
ROOM = "sensor.server_room_cold_room_1"


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return the alerts of one device, and a switch for its maintenance."""
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"cleaning": {}}}
    )
    await add_device(device)
    return await add_alerts(notifier)


async def test_a_window_follows_its_area(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A device that is moved into it later is under maintenance, too."""
    area = ar.async_get(hass).async_create("Cold store")
    _window(hass, alerts, target={"area_id": [area.id]})
    await _turn(hass, "on")
    registry = dr.async_get(hass)
    for each in list(registry.devices):
        registry.async_update_device(each.id, area_id=area.id)
    await polls(elapse)
    heat(device)
    await polls(elapse, 2)
    assert not notifier.titles
    assert list(alerts.runtime_data.alerts)


async def _turn(hass: HomeAssistant, what: str) -> None:
    await hass.services.async_call(
        "input_boolean", f"turn_{what}", {"entity_id": SWITCH}, blocking=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)


def _window(hass: HomeAssistant, alerts: MockConfigEntry, **data: Any) -> None:
    add_subentry(hass, alerts, "maintenance", "Cleaning", schedule=SWITCH, **data)


async def test_what_is_over_with_the_window_is_told_to_nobody(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """But it is known, and marked as kept from people."""
    _window(hass, alerts)
    await _turn(hass, "on")
    heat(device)
    await polls(elapse, 2)
    [(alert, _, _)] = alerts.runtime_data.alerts
    assert alert.suppressed
    cool(device)
    await polls(elapse, 2)
    await _turn(hass, "off")
    await polls(elapse, 3)
    assert not notifier.titles


async def test_what_is_still_wrong_is_told_at_the_end(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """At once, and once; its end, too."""
    _window(hass, alerts)
    await _turn(hass, "on")
    heat(device)
    await polls(elapse, 4)
    assert not notifier.titles
    await _turn(hass, "off")
    assert len(notifier.titles) == 1
    await polls(elapse, 4)
    assert len(notifier.titles) == 1
    cool(device)
    await polls(elapse, 2)
    assert len(notifier.titles) == 2


async def test_what_was_told_before_is_told_again_at_the_end(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Once; and not where somebody sees to it."""
    _window(hass, alerts)
    heat(device)
    await polls(elapse, 2)
    [told] = notifier.titles
    await _turn(hass, "on")
    await polls(elapse, 4)
    assert notifier.titles == [told]
    await _turn(hass, "off")
    await polls(elapse, 4)
    assert notifier.titles == [told, marked(told, "unanswered")]
    await hass.services.async_call(DOMAIN, "acknowledge", blocking=True)
    await polls(elapse)
    known = list(notifier.titles)
    for state in ("on", "off"):
        await _turn(hass, state)
        await polls(elapse, 4)
    assert notifier.titles == known


async def test_a_schedule_that_loads_late_makes_nothing_begin_anew(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A restart neither repeats what was told, nor lets the next one wait longer."""
    _window(hass, alerts)
    await add_recipient(hass, alerts, second_notifier, when={"after": 10})
    heat(device)
    await polls(elapse, 10)
    assert len(notifier.titles) == 1
    assert await hass.config_entries.async_unload(alerts.entry_id)
    hass.states.async_remove(SWITCH)
    hass.set_state(CoreState.not_running)
    assert await hass.config_entries.async_setup(alerts.entry_id)
    await polls(elapse)
    hass.states.async_set(SWITCH, "off")
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await polls(elapse, 11)
    assert len(notifier.titles) == 1
    assert len(second_notifier.titles) == 1


async def test_other_devices_are_told_of(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A window is for what it names."""
    other = await make_device("ste2", name="Attic", mac="00:0A:59:10:20:31")
    await add_device(other)
    _window(hass, alerts, target={"entity_id": [ROOM]})
    await hass.async_block_till_done(wait_background_tasks=True)
    await _turn(hass, "on")
    heat(device)
    heat(other)
    await polls(elapse, 2)
    [title] = notifier.titles
    assert title.endswith("Attic")


@pytest.mark.freeze_time("2026-11-25 07:58:00+00:00")
@pytest.mark.parametrize("expected_lingering_timers", [True])  # the schedule's own
async def test_a_real_schedule(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """From eight to nine, by the clock on the wall."""
    await hass.config.async_set_time_zone("UTC")
    hours = [{"from": "08:00:00", "to": "09:00:00"}]
    service = {"name": "Service", "wednesday": hours}
    assert await async_setup_component(
        hass, "schedule", {"schedule": {"service": service}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    add_subentry(hass, alerts, "maintenance", "Service", schedule="schedule.service")
    await hass.async_block_till_done(wait_background_tasks=True)
    await polls(elapse, 6)
    heat(device)
    await polls(elapse, 110)
    assert not notifier.titles
    await polls(elapse, 10)
    assert len(notifier.titles) == 1


@pytest.mark.parametrize("state", ["unavailable", "unknown", None])
async def test_a_schedule_that_is_gone_hides_nothing(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
    state: str | None,
) -> None:
    """Somebody has deleted it: people are told."""
    _window(hass, alerts)
    await _turn(hass, "on")
    heat(device)
    await polls(elapse)
    assert not notifier.titles
    if state is None:
        hass.states.async_remove(SWITCH)
    else:
        hass.states.async_set(SWITCH, state)
    await polls(elapse, 2)
    assert len(notifier.titles) == 1


async def test_a_schedule_that_is_gone_is_missed(
    hass: HomeAssistant, alerts: MockConfigEntry, elapse: Elapse
) -> None:
    """Otherwise nobody would learn why there is no maintenance any more."""
    assert await async_setup_component(hass, "input_boolean", {})
    _window(hass, alerts)
    await polls(elapse)
    assert issues(hass) == []
    er.async_get(hass).async_remove(SWITCH)
    await polls(elapse)
    assert issues(hass) == ["schedule_missing"]
    for subentry in list(alerts.subentries.values()):
        if subentry.subentry_type == "maintenance":
            hass.config_entries.async_remove_subentry(alerts, subentry.subentry_id)
    await polls(elapse)
    assert issues(hass) == []


async def test_what_is_silent_now_is_listed(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    elapse: Elapse,
) -> None:
    """In one place, and on the switches and alerts that it concerns."""
    _window(hass, alerts)
    heat(device)
    await polls(elapse, 2)
    assert await _ask(hass, "get_silences") == []
    await _turn(hass, "on")
    await polls(elapse)
    [silence] = await _ask(hass, "get_silences")
    assert silence == {
        "by": "maintenance",
        "name": "Cleaning",
        "alert": None,
        "devices": None,
        "since": ANY,
        "until": None,
    }
    [alert] = await _ask(hass, "get_alerts")
    assert alert["suppressed_by"] == "maintenance"
    for switch in ("server_room_alerts", "hw_group_alerts_all_alerts"):
        state = hass.states.get(f"switch.{switch}")
        assert state is not None
        assert state.state == "on"
        assert state.attributes["suppressed_by"] == "maintenance"
    await _turn(hass, "off")
    await hass.services.async_call(
        DOMAIN, "pause", {"duration": {"hours": 2}}, blocking=True
    )
    [silence] = await _ask(hass, "get_silences")
    assert (silence["by"], silence["devices"]) == ("pause", None)
    [alert] = await _ask(hass, "get_alerts")
    assert alert["suppressed_by"] == "pause"
    assert alert["suppressed_until"] == silence["until"]
    await hass.services.async_call(DOMAIN, "resume", blocking=True)
    await hass.services.async_call(DOMAIN, "snooze", blocking=True)
    [silence] = await _ask(hass, "get_silences")
    assert (silence["by"], silence["alert"]) == ("snooze", alert["id"])
    await hass.services.async_call(DOMAIN, "acknowledge", blocking=True)
    [silence] = await _ask(hass, "get_silences")
    assert (silence["by"], silence["alert"]) == ("acknowledgement", alert["id"])
    assert silence["until"] is not None


async def _ask(hass: HomeAssistant, action: str) -> list[dict[str, Any]]:
    answer = await hass.services.async_call(
        DOMAIN, action, blocking=True, return_response=True
    )
    assert answer is not None
    [listed] = answer.values()
    assert isinstance(listed, list)
    return [dict(each) for each in listed]
