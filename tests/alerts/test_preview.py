"""Trying a rule on what the recorder remembers; and rules of a trend as it happens."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.hwgroup.const import DOMAIN
from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier, add_subentry
from .test_flows import HANDLING, ROOM, _Form, _subentry

NOW_AND_THEN = {"severity": "warning", "delay": 0, "repeat": 0}


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Let Home Assistant begin with a recorder."""


async def _alerts(
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    device.sensors[0].low = device.sensors[0].high = None
    await add_device(device)
    return await add_alerts(notifier)


async def _warm_twice(
    hass: HomeAssistant, device: SimulatedDevice, elapse: Elapse
) -> None:
    """Let the probe be too warm for 4 minutes, and for 10."""
    for value, minutes in ((4.0, 5), (9.0, 4), (4.0, 70), (9.5, 10), (4.0, 5)):
        device.sensors[0].value = value
        await polls(elapse, 2 * minutes)
    await async_wait_recording_done(hass)


@pytest.mark.parametrize("fahrenheit", [False, True])
async def test_a_rule_is_tried_before_it_is_saved(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
    fahrenheit: bool,
) -> None:
    """Whatever unit people see; nothing is sent, and nothing is changed."""
    if fahrenheit:
        hass.config.units = US_CUSTOMARY_SYSTEM
    alerts = await _alerts(device, add_device, add_alerts, notifier)
    await _warm_twice(hass, device, elapse)
    form = _Form(hass, alerts, "range_rule")
    await form.open()
    await form.submit({"name": "Cold", "quantity": "temperature"})
    high = 46.4 if fahrenheit else 8
    shown = await form.submit(
        {"high": high, "hysteresis": 0, "device_limits": False, **NOW_AND_THEN}
    )
    assert shown["type"] is FlowResultType.MENU
    assert shown["step_id"] == "preview"
    outcome = shown["description_placeholders"]["outcome"]
    assert "2 alerts" in outcome
    assert "4 min" in outcome
    assert "10 min" in outcome
    assert not notifier.attempts
    assert not list(alerts.runtime_data.alerts)
    assert not [each for each in alerts.subentries.values() if each.title == "Cold"]
    await form.submit({"next_step_id": "change"})
    assert form.suggested["name"] == "Cold"
    await form.submit({"name": "Cold", "quantity": "temperature"})
    shown = await form.submit(
        {"high": high + 20, "hysteresis": 0, "device_limits": False, **NOW_AND_THEN}
    )
    assert "2 alerts" not in shown["description_placeholders"]["outcome"]
    done = await form.submit({"next_step_id": "save"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert _subentry(alerts, "Cold").data["high"] == high + 20


async def test_an_action_tells_what_there_would_have_been(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
) -> None:
    """With the very times; it is what the rule really told."""
    alerts = await _alerts(device, add_device, add_alerts, notifier)
    add_subentry(hass, alerts, "range_rule", "Cold", quantity="temperature", high=8)
    await hass.async_block_till_done(wait_background_tasks=True)
    await _warm_twice(hass, device, elapse)
    told = len(notifier.accepted)
    assert told == 4
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "try_rule",
        {"rule": "Cold", "days": 2},
        blocking=True,
        return_response=True,
    )
    assert answer["count"] == 2
    assert [round(alert["seconds"] / 30.5) for alert in answer["alerts"]] == [8, 20]
    assert [alert["worst"] for alert in answer["alerts"]] == [9.0, 9.5]
    assert len(notifier.accepted) == told


async def _try(hass: HomeAssistant, rule: str) -> Any:
    return await hass.services.async_call(
        DOMAIN, "try_rule", {"rule": rule}, blocking=True, return_response=True
    )


async def test_a_rule_that_nobody_has_made_cannot_be_tried(
    hass: HomeAssistant, add_alerts: AddAlerts, notifier: Notifier
) -> None:
    """The error names what was asked for."""
    await add_alerts(notifier)
    with pytest.raises(ServiceValidationError, match="Warm"):
        await _try(hass, "Warm")


async def test_silence_ends_no_alert_of_the_past(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Nobody knows how warm it was while the device was silent: as it was told then."""
    alerts = await _alerts(device, add_device, add_alerts, notifier)
    add_subentry(hass, alerts, "range_rule", "Cold", quantity="temperature", high=8)
    await hass.async_block_till_done(wait_background_tasks=True)
    device.sensors[0].value = 9.0
    await polls(elapse, 10)
    await device.unplug()
    await polls(elapse, 60)
    await device.plug()
    await polls(elapse, 10)
    device.sensors[0].value = 4.0
    await polls(elapse, 10)
    await async_wait_recording_done(hass)
    answer = await _try(hass, "Cold")
    assert answer["count"] == 1
    assert answer["alerts"][0]["seconds"] // 60 == 40
    assert len([title for title in notifier.titles if "above 8" in title]) == 1


async def test_an_outage_is_tried_on_the_past(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
) -> None:
    """By the connectivity of the device, also while it is silent now."""
    await _alerts(device, add_device, add_alerts, notifier)
    for minutes in (20, 30):
        await polls(elapse, 10)
        await device.unplug()
        await polls(elapse, 2 * minutes)
        await async_wait_recording_done(hass)
        answer = await _try(hass, "offline")
        await device.plug()
    assert answer["count"] == 2
    assert answer["alerts"][0]["ended"]
    assert not answer["alerts"][1]["ended"]


@pytest.mark.parametrize("rule", ["alarm", "limits", "disagreement", "network"])
async def test_what_is_not_recorded_is_not_made_up(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    freezer: FrozenDateTimeFactory,
    rule: str,
) -> None:
    """An answer of "nobody" would be a false one."""
    await _alerts(device, add_device, add_alerts, notifier)
    with pytest.raises(HomeAssistantError) as refused:
        await _try(hass, rule)
    assert refused.value.translation_key == "no_past"


# Trends, from the probe to the person


async def _run(device: SimulatedDevice, elapse: Elapse, *values: float) -> None:
    for value in values:
        device.sensors[0].value = value
        await polls(elapse)


def _trend(
    hass: HomeAssistant, alerts: MockConfigEntry, kind: str, **asked: Any
) -> None:
    add_subentry(
        hass,
        alerts,
        "trend_rule",
        "Trend",
        kind=kind,
        quantity="temperature",
        unit="°C",
        target={"entity_id": [ROOM]},
        **NOW_AND_THEN,
        **asked,
    )


@pytest.mark.parametrize(
    ("kind", "asked", "values"),
    [
        (
            "rate",
            {"per_hour": 3, "direction": "rising", "window": 10},
            [4 + number / 20 for number in range(40)],
        ),
        (
            "forecast",
            {"high": 9, "within": 60, "window": 10},
            [4 + number / 20 for number in range(40)],
        ),
        ("stuck", {"hours": 1}, [4.0] * 130),
        ("power_on", {}, [4.0, 85.0]),
    ],
)
async def test_each_trend_is_told_once(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    kind: str,
    asked: dict[str, Any],
    values: list[float],
) -> None:
    """And not before there is a trend."""
    alerts = await _alerts(device, add_device, add_alerts, notifier)
    _trend(hass, alerts, kind, **asked)
    await hass.async_block_till_done(wait_background_tasks=True)
    await _run(device, elapse, *values[: len(values) // 5])
    assert not notifier.titles
    await _run(device, elapse, *values[len(values) // 5 :])
    assert len(notifier.titles) == 1


async def test_twins_of_one_device(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """They may move together, and not apart."""
    probe = device.sensors[0]
    twin = type(probe)(id=216, name="Twin", unit=probe.unit, value=4.0)
    device.sensors = [probe, twin]
    probe.value = 4.0
    alerts = await _alerts(device, add_device, add_alerts, notifier)
    form = _Form(hass, alerts, "trend_rule")
    await form.open()
    await form.submit({"name": "Twins", "kind": "twins", "quantity": "temperature"})
    done = await form.submit({"by": 1, **NOW_AND_THEN})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    entities = _subentry(alerts, "Twins").data["target"]["entity_id"]
    assert entities == [ROOM, "sensor.server_room_twin"]
    # Another reading is no triplet.
    device.sensors.append(type(probe)(id=14, name="New", unit=probe.unit, value=30.0))
    for value in (4.0, 9.0, 15.0, 4.0):
        probe.value = twin.value = value
        await polls(elapse, 2)
    assert not notifier.titles
    twin.value = 6.0
    await polls(elapse, 2)
    assert len(notifier.titles) == 1


async def test_a_window_too_short_for_a_trend_is_refused(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> None:
    """It would never tell anything; neither would a trend of nothing."""
    alerts = await _alerts(device, add_device, add_alerts, notifier)
    form = _Form(hass, alerts, "trend_rule")
    await form.open()
    await form.submit({"name": "Trend", "kind": "rate", "quantity": "temperature"})
    with pytest.raises(InvalidData):
        await form.submit({"per_hour": 2, "direction": "both", "window": 0, **HANDLING})
