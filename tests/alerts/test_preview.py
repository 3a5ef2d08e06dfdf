"""Trying a rule on what the recorder remembers; and rules of a trend as it happens."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.hwgroup.alerts.rules.built_in import BUILT_IN
from custom_components.hwgroup.const import DOMAIN
from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from ..databases import ON_EACH_DATABASE
from ..site import AddAlerts, Notifier, Site
from .test_flows import HANDLING, ROOM, _Form

NOW_AND_THEN = {"severity": "warning", "delay": 0, "repeat": 0}
AT_ONCE = {"delay": 0, "more": {"hysteresis": 0}}

pytestmark = pytest.mark.usefixtures("quiet_device")


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Let Home Assistant begin with a recorder."""


async def _warm_twice(site: Site) -> None:
    """Let the probe be too warm for 4 minutes, and for 10."""
    for value, minutes in ((4.0, 5), (9.0, 4), (4.0, 70), (9.5, 10), (4.0, 5)):
        site.probe.value = value
        await site.minutes(minutes)
    await async_wait_recording_done(site.hass)


@pytest.mark.parametrize("fahrenheit", [False, True])
@pytest.mark.bare
async def test_a_rule_is_tried_before_it_is_saved(
    recorder_mock: Recorder, site: Site, fahrenheit: bool
) -> None:
    """Whatever unit people see; nothing is sent, and nothing is changed."""
    if fahrenheit:
        site.hass.config.units = US_CUSTOMARY_SYSTEM
    await site.set_up()
    await _warm_twice(site)
    form = _Form(site, "range_rule")
    await form.open()
    await form.submit({"name": "Cold", "quantity": "temperature"})
    high = 46.4 if fahrenheit else 8
    shown = await form.submit({"high": high, **AT_ONCE})
    assert shown["type"] is FlowResultType.MENU
    assert shown["step_id"] == "preview"
    outcome = shown["description_placeholders"]["outcome"]
    assert "2 alerts" in outcome
    assert "4 min" in outcome
    assert "10 min" in outcome
    assert not site.notifier.attempts
    assert not list(site.alerts.runtime_data.alerts)
    assert not [
        each for each in site.alerts.subentries.values() if each.title == "Cold"
    ]
    await form.submit({"next_step_id": "change"})
    assert form.suggested["name"] == "Cold"
    await form.submit({"name": "Cold", "quantity": "temperature"})
    shown = await form.submit({"high": high + 20, **AT_ONCE})
    assert "2 alerts" not in shown["description_placeholders"]["outcome"]
    done = await form.submit({"next_step_id": "save"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert site.subentry("Cold").data["high"] == high + 20


@ON_EACH_DATABASE
async def test_an_action_tells_what_there_would_have_been(
    recorder_mock: Recorder, site: Site
) -> None:
    """With the very times; it is what the rule really told."""
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    await site.settle()
    await _warm_twice(site)
    told = len(site.notifier.accepted)
    assert told == 4
    answer: Any = await site.hass.services.async_call(
        DOMAIN,
        "try_rule",
        {"rule": "Cold", "days": 2},
        blocking=True,
        return_response=True,
    )
    assert answer["count"] == 2
    assert [round(alert["seconds"] / 30.5) for alert in answer["alerts"]] == [8, 20]
    assert [alert["worst"] for alert in answer["alerts"]] == [9.0, 9.5]
    assert len(site.notifier.accepted) == told


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
    recorder_mock: Recorder, site: Site
) -> None:
    """Nobody knows how warm it was while the device was silent: as it was told then."""
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    await site.settle()
    site.probe.value = 9.0
    await site.polls(10)
    await site.device.unplug()
    await site.polls(60)
    await site.device.plug()
    await site.polls(10)
    site.probe.value = 4.0
    await site.polls(10)
    await async_wait_recording_done(site.hass)
    answer = await _try(site.hass, "Cold")
    assert answer["count"] == 1
    assert answer["alerts"][0]["seconds"] // 60 == 40
    assert len([title for title in site.titles if "above 8" in title]) == 1


async def test_an_outage_is_tried_on_the_past(
    recorder_mock: Recorder, site: Site
) -> None:
    """By the connectivity of the device, also while it is silent now."""
    for minutes in (20, 30):
        await site.polls(10)
        await site.device.unplug()
        await site.polls(2 * minutes)
        await async_wait_recording_done(site.hass)
        answer = await _try(site.hass, "offline")
        await site.device.plug()
    assert answer["count"] == 2
    assert answer["alerts"][0]["ended"]
    assert not answer["alerts"][1]["ended"]


@pytest.mark.parametrize(
    "rule",
    sorted({"network", *(rule.id for rule in BUILT_IN)} - {"offline", "lost"}),
)
async def test_what_is_not_recorded_is_not_made_up(
    recorder_mock: Recorder, site: Site, rule: str
) -> None:
    """An answer of "nobody" would be a false one."""
    with pytest.raises(HomeAssistantError) as refused:
        await _try(site.hass, rule)
    assert refused.value.translation_key == "no_past"


# Trends, from the probe to the person


async def _run(site: Site, *values: float) -> None:
    for value in values:
        site.probe.value = value
        await site.polls()


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
    site: Site, kind: str, asked: dict[str, Any], values: list[float]
) -> None:
    """And not before there is a trend."""
    site.add(
        "trend_rule",
        "Trend",
        kind=kind,
        quantity="temperature",
        unit="°C",
        target={"entity_id": [ROOM]},
        **NOW_AND_THEN,
        **asked,
    )
    await site.settle()
    await _run(site, *values[: len(values) // 5])
    assert not site.titles
    await _run(site, *values[len(values) // 5 :])
    assert len(site.titles) == 1


async def test_a_restart_only_stops_the_count_of_a_value_that_is_stuck(
    site: Site,
) -> None:
    """Else nobody is told where Home Assistant is restarted each night."""
    site.add(
        "trend_rule",
        "Trend",
        kind="stuck",
        quantity="temperature",
        unit="°C",
        target={"entity_id": [ROOM]},
        hours=1,
        **NOW_AND_THEN,
    )
    await site.settle()
    for _ in range(3):
        assert not site.titles
        await _run(site, *[4.0] * 45)
        await site.restart()
    assert len(site.titles) == 1


@pytest.mark.bare
async def test_twins_of_one_device(site: Site) -> None:
    """They may move together, and not apart."""
    probe = site.probe
    twin = type(probe)(id=216, name="Twin", unit=probe.unit, value=4.0)
    site.device.sensors = [probe, twin]
    probe.value = 4.0
    await site.set_up()
    form = _Form(site, "trend_rule")
    await form.open()
    await form.submit({"name": "Twins", "kind": "twins", "quantity": "temperature"})
    done = await form.submit({"by": 1, "delay": 0})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    entities = site.subentry("Twins").data["target"]["entity_id"]
    assert entities == [ROOM, "sensor.server_room_twin"]
    # Another reading is no triplet.
    site.device.sensors.append(
        type(probe)(id=14, name="New", unit=probe.unit, value=30.0)
    )
    for value in (4.0, 9.0, 15.0, 4.0):
        probe.value = twin.value = value
        await site.polls(2)
    assert not site.titles
    twin.value = 6.0
    await site.polls(2)
    assert len(site.titles) == 1


async def test_a_window_too_short_for_a_trend_is_refused(site: Site) -> None:
    """It would never tell anything; neither would a trend of nothing."""
    form = _Form(site, "trend_rule")
    await form.open()
    await form.submit({"name": "Trend", "kind": "rate", "quantity": "temperature"})
    with pytest.raises(InvalidData):
        await form.submit({"per_hour": 2, "direction": "both", "window": 0, **HANDLING})
