"""At a start, nothing is said before it is known, and nothing that people do is lost."""

from collections.abc import Awaitable, Callable, Iterable
from itertools import count
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.alerts import manager
from custom_components.hwgroup.alerts.config import entry as config_entry
from custom_components.hwgroup.alerts.model import Reading
from custom_components.hwgroup.alerts.readings.device import DeviceReadings
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device.snapshot import device_store
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import (
    CoreState,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from simulator import SimulatedDevice

from ..site import Site
from .alarms import heat

COUNT = "sensor.hw_group_alerts_active_alerts"
SEVERITY = "sensor.hw_group_alerts_highest_severity"
LIST = "todo.hw_group_alerts_alerts"
DEVICES = "sensor.hw_group_alerts_devices_with_alerts"
ROOM = "sensor.server_room_cold_room_1"


@pytest.fixture
async def entries(site: Site) -> tuple[MockConfigEntry, MockConfigEntry]:
    """Return the entries of a device and of the alerts, with one alert, not loaded."""
    heat(site.device)
    await site.elapse(31)
    assert site.state(COUNT).state == "1"
    await site.hass.config_entries.async_unload(site.entry.entry_id)
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    return site.entry, site.alerts


async def _start(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def _alert(hass: HomeAssistant) -> dict[str, Any]:
    response = await hass.services.async_call(
        DOMAIN, "get_alerts", {}, blocking=True, return_response=True
    )
    [alert] = response["alerts"]  # type: ignore[index, misc]
    return alert


async def test_no_all_clear_before_the_device_is_heard(
    hass: HomeAssistant, entries: tuple[MockConfigEntry, MockConfigEntry]
) -> None:
    """Alerts load before devices: an automation that says "all clear" must not run."""
    entry, alerts = entries
    states: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        if (state := event.data["new_state"]) is not None:
            states.append(state.state)

    shown = [COUNT, SEVERITY, LIST, DEVICES]
    async_track_state_change_event(hass, shown, note)
    await _start(hass, alerts)
    for entity_id in shown:
        assert hass.states.get(entity_id).state == "unavailable"
    await _start(hass, entry)
    assert hass.states.get(COUNT).state == "1"
    assert hass.states.get(SEVERITY).state == "warning"
    assert hass.states.get(LIST).state == "1"
    assert not {"0", "none"} & {*states}


async def test_a_device_that_only_begins_is_not_looked_at(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds begin in one step, and no more is known of them than before."""
    await site.hass.config_entries.async_unload(site.entry.entry_id)
    look, states = DeviceReadings.now, []

    def now(readings: DeviceReadings) -> list[Reading]:
        states.append(site.entry.state)
        return look(readings)

    monkeypatch.setattr(DeviceReadings, "now", now)
    await _start(site.hass, site.entry)
    assert {*states} == {ConfigEntryState.LOADED}


async def test_a_problem_is_not_over_because_of_a_start(site: Site) -> None:
    """Whether a notifier is there, and a rule watches anything, is known only later."""
    site.notifier.unregister()
    nothing = {"target": {"entity_id": ["sensor.none"]}}
    site.add("range_rule", "Never", quantity="temperature", high=8, **nothing)
    for _ in range(2):
        await site.elapse(301)
    problems = [
        f"binary_sensor.hw_group_alerts_{key}"
        for key in ("delivery_problem", "rule_health")
    ]
    assert [site.state(each).state for each in problems] == ["on", "on"]
    states = set()

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        if (state := event.data["new_state"]) is not None:
            states.add(state.state)

    async_track_state_change_event(site.hass, problems, note)
    entries, alerts = site.hass.config_entries, site.alerts.entry_id
    await entries.async_unload(alerts)
    site.hass.set_state(CoreState.not_running)
    await entries.async_setup(alerts)
    await site.settle()
    site.hass.set_state(CoreState.running)
    site.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    for _ in range(2):
        await site.elapse(301)
    assert [site.state(each).state for each in problems] == ["on", "on"]
    assert "off" not in states


async def test_a_device_that_cannot_be_set_up(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entries: tuple[MockConfigEntry, MockConfigEntry],
) -> None:
    """It is offline, and nothing is waited for any longer."""
    entry, alerts = entries
    await device_store(hass, entry).async_remove()
    await device.unplug()
    await _start(hass, alerts)
    await _start(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert hass.states.get(COUNT).state != "unavailable"


async def test_a_device_that_is_never_set_up(
    site: Site, entries: tuple[MockConfigEntry, MockConfigEntry]
) -> None:
    """Once people are told that, its alerts keep no other from being counted."""
    entry, alerts = entries
    site.hass.config_entries.async_update_entry(entry, version=9)
    await _start(site.hass, alerts)
    await _start(site.hass, entry)
    assert site.state(COUNT).state == "unavailable"
    await site.elapse(301)
    assert site.titles[-1] == "Server room is not monitored"
    assert site.state(COUNT).state == site.state(LIST).state == "1"


@pytest.mark.parametrize(
    ("action", "data", "key", "value"),
    [
        ("acknowledge", {"by": "Bob"}, "acknowledged_by", "Bob"),
        ("snooze", {"duration": {"hours": 2}}, "phase", "active"),
    ],
)
@pytest.mark.parametrize("all_of_them", [False, True])
@pytest.mark.parametrize("is_loaded_anew", [False, True])
async def test_what_people_do_while_it_starts(
    hass: HomeAssistant,
    entries: tuple[MockConfigEntry, MockConfigEntry],
    action: str,
    data: dict[str, Any],
    key: str,
    value: str,
    all_of_them: bool,
    is_loaded_anew: bool,
) -> None:
    """It is done as soon as the alert is known again, also if a rule is changed before."""
    entry, alerts = entries
    await _start(hass, alerts)
    [alert_id] = [alert.id for alert in alerts.runtime_data._engine.awaited]
    named = {} if all_of_them else {"alerts": [alert_id]}
    await hass.services.async_call(DOMAIN, action, {**named, **data}, blocking=True)
    if is_loaded_anew:
        assert await hass.config_entries.async_reload(alerts.entry_id)
    await _start(hass, entry)
    alert = await _alert(hass)
    assert alert[key] == value
    assert (alert["snoozed_until"] is not None) is (action == "snooze")
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(
            DOMAIN, action, {"alerts": ["nothing"], **data}, blocking=True
        )


async def _heats(site: Site) -> None:
    heat(site.device)
    await site.entry.runtime_data.async_refresh()


async def _moves_in(site: Site) -> None:
    await _heats(site)
    er.async_get(site.hass).async_update_entity(ROOM, area_id="cellar")


async def _gets_a_rule(site: Site) -> None:
    await _heats(site)
    site.add("range_rule", "Hot", quantity="temperature", unit="°C", high=8)


async def _is_removed(site: Site) -> None:
    await site.hass.config_entries.async_remove(site.entry.entry_id)


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize(
    ("change", "alerts"),
    [(_heats, "1"), (_moves_in, "1"), (_gets_a_rule, "2"), (_is_removed, "0")],
)
async def test_what_changes_while_the_alerts_start(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Site], Awaitable[None]],
    alerts: str,
    step: int,
) -> None:
    """Between any two of their steps: nothing of it is missed."""
    area = ar.async_get(site.hass).async_create("Cellar").id
    if change is not _moves_in:
        er.async_get(site.hass).async_update_entity(ROOM, area_id=area)
    if change is _is_removed:
        await _heats(site)
    site.set_options(alarm={"enabled": False}, lost={"enabled": False})
    named = {"target": {"area_id": [area]}}
    for title in ("Cold", "Never"):
        high = 8 if title == "Cold" else 90
        site.add("range_rule", title, quantity="temperature", high=high, **named)
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    numbers = count()

    async def in_steps(steps: Iterable[object], _seconds: float = 0) -> None:
        for _ in steps:
            if next(numbers) == step:
                await change(site)

    for module in (config_entry, manager):
        monkeypatch.setattr(module, "async_in_steps", in_steps)
    await _start(site.hass, site.alerts)
    assert next(numbers) > step
    await site.elapse(5)
    assert site.state(COUNT).state == alerts


async def test_the_button_for_a_group_while_it_starts(site: Site) -> None:
    """It counts for all alerts of the group, as soon as these are known again."""
    site.device.inputs[1].closed = True
    heat(site.device)
    await site.polls(4)
    [group] = [
        each.message
        for each in site.alerts.runtime_data.notifier.log
        if len(each.message.told) == 2
    ]
    for entry in (site.entry, site.alerts):
        await site.hass.config_entries.async_unload(entry.entry_id)
    await _start(site.hass, site.alerts)
    recipient = site.subentry("IT on call").subentry_id
    await site.answer(f"HWGROUP|acknowledge|{group.key}|{recipient}")
    await _start(site.hass, site.entry)
    alerts = await site.ask("get_alerts")
    assert {alert["phase"] for alert in alerts} == {"acknowledged"}
