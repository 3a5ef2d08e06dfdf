"""A rule that watches nothing is told of: it would be missed by nobody."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
    label_registry as lr,
)
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .alarms import follow_news, types
from .conftest import AddAlerts, Notifier, add_recipient, add_subentry, issues

ROOM = "sensor.server_room_cold_room_1"
DOOR = "binary_sensor.server_room_cold_room_door"
HEALTH = "binary_sensor.hw_group_alerts_rule_health"


@pytest.fixture
async def alerts(
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return the alerts of one device."""
    await add_device(device)
    return await add_alerts(notifier)


def _device_id(hass: HomeAssistant) -> str:
    entity = er.async_get(hass).async_get(ROOM)
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id


def _rules(hass: HomeAssistant) -> list[dict[str, Any]]:
    state = hass.states.get(HEALTH)
    assert state is not None
    rules: list[dict[str, Any]] = state.attributes["rules"]
    assert state.state == ("on" if any(rule["problem"] for rule in rules) else "off")
    return rules


def _named(hass: HomeAssistant) -> list[str]:
    """Return the rules that open issues name."""
    return [
        str((issue.translation_placeholders or {})["name_in_title"])
        for issue in ir.async_get(hass).issues.values()
        if issue.active
    ]


def _range(hass: HomeAssistant, alerts: MockConfigEntry, **data: Any) -> None:
    data = {"quantity": "temperature", "high": 8} | data
    add_subentry(hass, alerts, "range_rule", "Vaccines", **data)


@pytest.mark.parametrize("how", ["area", "label", "label of the device"])
async def test_nothing_is_left_where_a_rule_looks(
    hass: HomeAssistant, alerts: MockConfigEntry, elapse: Elapse, how: str
) -> None:
    """The area or the label is there, but no reading has it any more."""
    area = ar.async_get(hass).async_create("Cellar").id
    label = lr.async_get(hass).async_create("Cold").label_id
    devices, entities = dr.async_get(hass), er.async_get(hass)

    def put(there: bool) -> None:
        if how == "area":
            devices.async_update_device(
                _device_id(hass), area_id=area if there else None
            )
        elif how == "label":
            entities.async_update_entity(ROOM, labels={label} if there else set())
        else:
            devices.async_update_device(
                _device_id(hass), labels={label} if there else set()
            )

    put(there=True)
    target = {"area_id": [area]} if how == "area" else {"label_id": [label]}
    _range(hass, alerts, target=target)
    await polls(elapse, 2)
    assert issues(hass) == []
    [rule] = _rules(hass)
    assert rule["rule"] == "Vaccines"
    assert rule["watches"] > 0
    assert rule["problem"] is None
    put(there=False)
    await polls(elapse, 2)
    assert issues(hass) == ["rule_watches_nothing"]
    assert _named(hass) == ["Vaccines"]
    assert _rules(hass) == [
        {"rule": "Vaccines", "watches": 0, "problem": "watches_nothing"}
    ]
    put(there=True)
    await polls(elapse, 2)
    assert issues(hass) == []


async def test_a_device_that_is_removed_leaves_a_rule_without_readings(
    hass: HomeAssistant, alerts: MockConfigEntry, elapse: Elapse
) -> None:
    """A rule for all readings of a quantity names nothing that could be missed."""
    _range(hass, alerts)
    await polls(elapse)
    assert _rules(hass) == [{"rule": "Vaccines", "watches": 1, "problem": None}]
    [entry] = [
        entry
        for entry in hass.config_entries.async_entries("hwgroup")
        if entry.unique_id != "alerts"
    ]
    await hass.config_entries.async_remove(entry.entry_id)
    await polls(elapse, 11)
    assert issues(hass) == ["rule_watches_nothing"]


async def test_a_disabled_entity_is_watched_by_nothing(
    hass: HomeAssistant, alerts: MockConfigEntry, elapse: Elapse
) -> None:
    """The only one that a rule names."""
    _range(hass, alerts, target={"entity_id": [ROOM]})
    await polls(elapse)
    assert issues(hass) == []
    er.async_get(hass).async_update_entity(
        ROOM, disabled_by=er.RegistryEntryDisabler.USER
    )
    await polls(elapse, 2)
    assert issues(hass) == ["rule_watches_nothing"]


async def test_a_rule_that_is_deleted_is_told_of_no_more(
    hass: HomeAssistant, alerts: MockConfigEntry, elapse: Elapse
) -> None:
    """Nor are the alerts when they are."""
    _range(hass, alerts, quantity="pressure")
    await polls(elapse)
    assert issues(hass) == ["rule_watches_nothing"]
    [rule] = [
        subentry
        for subentry in alerts.subentries.values()
        if subentry.subentry_type == "range_rule"
    ]
    hass.config_entries.async_remove_subentry(alerts, rule.subentry_id)
    await polls(elapse)
    assert issues(hass) == []
    _range(hass, alerts, quantity="pressure")
    await polls(elapse)
    assert issues(hass) == ["rule_watches_nothing"]
    await hass.config_entries.async_remove(alerts.entry_id)
    assert issues(hass) == []


async def test_a_silent_device_may_have_what_a_rule_looks_for(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    elapse: Elapse,
) -> None:
    """After a restart nothing is known of it: that is told as a device offline."""
    _range(hass, alerts, target={"entity_id": [ROOM]})
    await polls(elapse)
    await device.unplug()
    for entry in hass.config_entries.async_entries("hwgroup"):
        await hass.config_entries.async_reload(entry.entry_id)
    await polls(elapse, 30)
    assert "rule_watches_nothing" not in issues(hass)


async def test_one_of_two_twins(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    elapse: Elapse,
) -> None:
    """There is nothing to compare it with."""
    label = lr.async_get(hass).async_create("Twins").label_id
    entities = er.async_get(hass)
    entities.async_update_entity(ROOM, labels={label})
    add_subentry(
        hass,
        alerts,
        "trend_rule",
        "Same place",
        kind="twins",
        quantity="temperature",
        by=1.0,
        unit="°C",
        severity="warning",
        delay=0,
        repeat=0,
        target={"label_id": [label]},
    )
    await polls(elapse, 2)
    assert issues(hass) == ["rule_without_twin"]
    assert _named(hass) == ["Same place"]
    assert _rules(hass) == [
        {"rule": "Same place", "watches": 1, "problem": "without_twin"}
    ]


async def test_no_limits_on_the_device(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    elapse: Elapse,
) -> None:
    """They were there when the rule was made; somebody has taken them off."""
    device.sensors[0].high = 8.0
    _range(hass, alerts, device_limits=True, high=None, target={"entity_id": [ROOM]})
    await polls(elapse, 11)
    assert issues(hass) == []
    device.sensors[0].high = device.sensors[0].low = None
    await polls(elapse, 11)
    assert issues(hass) == ["rule_without_limits"]
    [issue] = [each for each in ir.async_get(hass).issues.values() if each.active]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["readings_in_title"] == (
        "Server room: Cold room 1"
    )
    assert _rules(hass) == [
        {"rule": "Vaccines", "watches": 0, "problem": "without_limits"}
    ]
    device.sensors[0].low = 2.0
    await polls(elapse, 11)
    assert issues(hass) == []


def _move(hass: HomeAssistant, area: str | None) -> None:
    dr.async_get(hass).async_update_device(_device_id(hass), area_id=area)


@pytest.mark.parametrize("how", ["area", "target", "unit"])
async def test_an_alert_whose_reading_is_no_longer_watched(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
    how: str,
) -> None:
    """Who was notified is informed: not that it is over, for nobody knows that."""
    area = ar.async_get(hass).async_create("Cellar").id
    _move(hass, area)
    _range(hass, alerts, target={"area_id": [area]}, severity="critical")
    await polls(elapse)
    device.sensors[0].high = 50.0  # no alarm of its own
    device.sensors[0].value = 9.5
    await polls(elapse)
    assert len(notifier.titles) == 1
    await add_recipient(hass, alerts, second_notifier, when={"after": 60})
    news = follow_news(hass)
    if how == "area":
        _move(hass, None)
    elif how == "target":
        _change_rule(hass, alerts, target={"entity_id": [DOOR]})
    else:
        _change_rule(hass, alerts, quantity="humidity")
    await polls(elapse, 2)
    [_, title] = notifier.titles
    assert title == "Cold room 1: 9.5 °C, no longer watched · Server room"
    assert (
        "The rule Vaccines no longer watches Cold room 1"
        in (notifier.accepted[-1]["message"])
    )
    assert second_notifier.titles == []
    assert types(news) == ["unwatched"]
    assert not list(alerts.runtime_data.alerts)
    await polls(elapse, 4)
    assert len(notifier.titles) == 2


async def test_what_nobody_was_notified_of_ends_in_silence(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It was still pending."""
    area = ar.async_get(hass).async_create("Cellar").id
    _move(hass, area)
    _range(hass, alerts, target={"area_id": [area]}, delay=10)
    device.sensors[0].high = 50.0  # no alarm of its own
    device.sensors[0].value = 9.5
    await polls(elapse, 3)
    _move(hass, None)
    await polls(elapse, 3)
    assert notifier.titles == []


def _change_rule(hass: HomeAssistant, alerts: MockConfigEntry, **data: Any) -> None:
    [rule] = [
        subentry
        for subentry in alerts.subentries.values()
        if subentry.subentry_type == "range_rule"
    ]
    hass.config_entries.async_update_subentry(alerts, rule, data={**rule.data, **data})


async def test_a_severity_that_no_recipient_gets(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The issue names the rules; it is over when a recipient gets that severity."""
    [first] = [
        subentry
        for subentry in alerts.subentries.values()
        if subentry.subentry_type == "recipient"
    ]
    _range(hass, alerts, severity="critical")
    await polls(elapse)
    assert issues(hass) == []
    data = {**first.data, "severities": ["warning"]}
    hass.config_entries.async_update_subentry(alerts, first, data=data)
    await polls(elapse)
    assert sorted(issues(hass)) == ["no_recipient_critical", "no_recipient_information"]
    rules = {
        str(issue.translation_key): (issue.translation_placeholders or {})[
            "rules_in_title"
        ]
        for issue in ir.async_get(hass).issues.values()
        if issue.active
    }
    assert rules["no_recipient_critical"] == "Vaccines"
    assert rules["no_recipient_information"] == (
        "Limits changed, Alarm does not match the value"
    )
    await add_recipient(hass, alerts, second_notifier)
    await polls(elapse)
    assert issues(hass) == []


async def test_a_heartbeat_without_any_recipient(
    hass: HomeAssistant, alerts: MockConfigEntry, elapse: Elapse
) -> None:
    """It says that all is well, but nobody would get a message."""
    options = {"heartbeat_url": "http://127.0.0.1:9/beat", "heartbeat_minutes": 60}
    hass.config_entries.async_update_entry(alerts, options=options)
    await polls(elapse)
    assert issues(hass) == []
    for subentry in list(alerts.subentries.values()):
        hass.config_entries.async_remove_subentry(alerts, subentry.subentry_id)
    await polls(elapse)
    assert sorted(issues(hass)) == ["heartbeat_without_recipient", "no_recipient"]
    hass.config_entries.async_update_entry(alerts, options={})
    await polls(elapse)
    assert issues(hass) == ["no_recipient"]
