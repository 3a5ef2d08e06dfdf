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

from ..site import Notifier, Site
from .alarms import follow_news, types

ROOM = "sensor.server_room_cold_room_1"
DOOR = "binary_sensor.server_room_cold_room_door"
HEALTH = "binary_sensor.hw_group_alerts_rule_health"


def _device_id(hass: HomeAssistant) -> str:
    entity = er.async_get(hass).async_get(ROOM)
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id


def _rules(site: Site) -> list[dict[str, Any]]:
    state = site.state(HEALTH)
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


def _range(site: Site, **data: Any) -> None:
    data = {"quantity": "temperature", "high": 8} | data
    given = {key: value for key, value in data.items() if value is not None}
    site.add("range_rule", "Vaccines", **given)


@pytest.mark.parametrize("how", ["area", "label", "label of the device"])
async def test_nothing_is_left_where_a_rule_looks(site: Site, how: str) -> None:
    """The area or the label is there, but no reading has it any more."""
    area = ar.async_get(site.hass).async_create("Cellar").id
    label = lr.async_get(site.hass).async_create("Cold").label_id
    devices, entities = dr.async_get(site.hass), er.async_get(site.hass)

    def put(there: bool) -> None:
        if how == "area":
            devices.async_update_device(
                _device_id(site.hass), area_id=area if there else None
            )
        elif how == "label":
            entities.async_update_entity(ROOM, labels={label} if there else set())
        else:
            devices.async_update_device(
                _device_id(site.hass), labels={label} if there else set()
            )

    put(there=True)
    target = {"area_id": [area]} if how == "area" else {"label_id": [label]}
    _range(site, target=target)
    await site.polls(2)
    assert site.issues == []
    [rule] = _rules(site)
    assert rule["rule"] == "Vaccines"
    assert rule["watches"] > 0
    assert rule["problem"] is None
    put(there=False)
    await site.polls(2)
    assert site.issues == ["rule_watches_nothing"]
    assert _named(site.hass) == ["Vaccines"]
    assert _rules(site) == [
        {"rule": "Vaccines", "watches": 0, "problem": "watches_nothing"}
    ]
    put(there=True)
    await site.polls(2)
    assert site.issues == []


async def test_a_device_that_is_removed_leaves_a_rule_without_readings(
    site: Site,
) -> None:
    """A rule for all readings of a quantity names nothing that could be missed."""
    _range(site)
    await site.polls()
    assert _rules(site) == [{"rule": "Vaccines", "watches": 1, "problem": None}]
    [entry] = [
        entry
        for entry in site.hass.config_entries.async_entries("hwgroup")
        if entry.unique_id != "alerts"
    ]
    await site.hass.config_entries.async_remove(entry.entry_id)
    await site.polls(11)
    assert site.issues == ["rule_watches_nothing"]


async def test_a_disabled_entity_is_watched_by_nothing(site: Site) -> None:
    """The only one that a rule names; nor is one of another quantity watched."""
    _range(site, target={"entity_id": [ROOM]}, quantity="humidity")
    await site.polls(2)
    assert site.issues == ["rule_watches_nothing"]
    site.remove("Vaccines")
    _range(site, target={"entity_id": [ROOM]})
    await site.polls()
    assert site.issues == []
    er.async_get(site.hass).async_update_entity(
        ROOM, disabled_by=er.RegistryEntryDisabler.USER
    )
    await site.polls(2)
    assert site.issues == ["rule_watches_nothing"]


async def test_a_rule_that_is_deleted_is_told_of_no_more(site: Site) -> None:
    """Nor are the alerts when they are."""
    _range(site, quantity="pressure")
    await site.polls()
    assert site.issues == ["rule_watches_nothing"]
    [rule] = [
        subentry
        for subentry in site.alerts.subentries.values()
        if subentry.subentry_type == "range_rule"
    ]
    site.hass.config_entries.async_remove_subentry(site.alerts, rule.subentry_id)
    await site.polls()
    assert site.issues == []
    _range(site, quantity="pressure")
    await site.polls()
    assert site.issues == ["rule_watches_nothing"]
    await site.hass.config_entries.async_remove(site.alerts.entry_id)
    assert site.issues == []


async def test_a_silent_device_may_have_what_a_rule_looks_for(site: Site) -> None:
    """After a restart nothing is known of it: that is told as a device offline."""
    _range(site, target={"entity_id": [ROOM]})
    await site.polls()
    await site.device.unplug()
    for entry in site.hass.config_entries.async_entries("hwgroup"):
        await site.hass.config_entries.async_reload(entry.entry_id)
    await site.polls(30)
    assert "rule_watches_nothing" not in site.issues


async def test_one_of_two_twins(site: Site) -> None:
    """There is nothing to compare it with."""
    label = lr.async_get(site.hass).async_create("Twins").label_id
    entities = er.async_get(site.hass)
    entities.async_update_entity(ROOM, labels={label})
    site.add(
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
    await site.polls(2)
    assert site.issues == ["rule_without_twin"]
    assert _named(site.hass) == ["Same place"]
    assert _rules(site) == [
        {"rule": "Same place", "watches": 1, "problem": "without_twin"}
    ]


async def test_no_limits_on_the_device(site: Site) -> None:
    """They were there when the rule was made; somebody has taken them off."""
    site.probe.high = 8.0
    _range(
        site,
        device_limits=True,
        high=None,
        target={"entity_id": [ROOM]},
    )
    await site.polls(11)
    assert site.issues == []
    site.probe.high = site.probe.low = None
    await site.polls(11)
    assert site.issues == ["rule_without_limits"]
    [issue] = [each for each in ir.async_get(site.hass).issues.values() if each.active]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["readings_in_title"] == (
        "Server room: Cold room 1"
    )
    assert _rules(site) == [
        {"rule": "Vaccines", "watches": 0, "problem": "without_limits"}
    ]
    site.probe.low = 2.0
    await site.polls(11)
    assert site.issues == []


def _move(hass: HomeAssistant, area: str | None) -> None:
    dr.async_get(hass).async_update_device(_device_id(hass), area_id=area)


@pytest.mark.parametrize("how", ["area", "target", "unit"])
async def test_an_alert_whose_reading_is_no_longer_watched(
    site: Site, second_notifier: Notifier, how: str
) -> None:
    """Who was notified is informed: not that it is over, for nobody knows that."""
    area = ar.async_get(site.hass).async_create("Cellar").id
    _move(site.hass, area)
    _range(site, target={"area_id": [area]}, severity="critical")
    await site.polls()
    site.probe.high = 50.0  # no alarm of its own
    site.probe.value = 9.5
    await site.polls()
    assert len(site.titles) == 1
    await site.add_recipient(second_notifier, when={"after": 60})
    news = follow_news(site.hass)
    if how == "area":
        _move(site.hass, None)
    elif how == "target":
        _change_rule(site.hass, site.alerts, target={"entity_id": [DOOR]})
    else:
        _change_rule(site.hass, site.alerts, quantity="humidity")
    await site.polls(2)
    [_, title] = site.titles
    assert title == "Cold room 1: 9.5 °C, no longer watched · Server room"
    assert (
        "The rule Vaccines no longer watches Cold room 1"
        in (site.notifier.accepted[-1]["message"])
    )
    assert second_notifier.titles == []
    assert types(news) == ["unwatched"]
    assert not list(site.alerts.runtime_data.alerts)
    await site.polls(4)
    assert len(site.titles) == 2


async def test_what_nobody_was_notified_of_ends_in_silence(site: Site) -> None:
    """It was still pending."""
    area = ar.async_get(site.hass).async_create("Cellar").id
    _move(site.hass, area)
    _range(site, target={"area_id": [area]}, delay=10)
    site.probe.high = 50.0  # no alarm of its own
    site.probe.value = 9.5
    await site.polls(3)
    _move(site.hass, None)
    await site.polls(3)
    assert site.titles == []


def _change_rule(hass: HomeAssistant, alerts: MockConfigEntry, **data: Any) -> None:
    [rule] = [
        subentry
        for subentry in alerts.subentries.values()
        if subentry.subentry_type == "range_rule"
    ]
    hass.config_entries.async_update_subentry(alerts, rule, data={**rule.data, **data})


async def test_a_severity_that_no_recipient_gets(
    site: Site, second_notifier: Notifier
) -> None:
    """The issue names the rules; it is over when a recipient gets that severity."""
    [first] = [
        subentry
        for subentry in site.alerts.subentries.values()
        if subentry.subentry_type == "recipient"
    ]
    _range(site, critical_high=99)  # a warning, unless it gets worse
    await site.polls()
    assert site.issues == []
    data = {**first.data, "severities": ["warning"]}
    site.hass.config_entries.async_update_subentry(site.alerts, first, data=data)
    await site.polls()
    assert sorted(site.issues) == ["no_recipient_critical", "no_recipient_information"]
    rules = {
        str(issue.translation_key): (issue.translation_placeholders or {})[
            "rules_in_title"
        ]
        for issue in ir.async_get(site.hass).issues.values()
        if issue.active
    }
    assert rules["no_recipient_critical"] == "Flood, Vaccines"
    assert rules["no_recipient_information"] == (
        "Limits changed, Alarm does not match the value"
    )
    await site.add_recipient(second_notifier)
    await site.polls()
    assert site.issues == []


async def test_a_heartbeat_without_any_recipient(site: Site) -> None:
    """It says that all is well, but nobody would get a message."""
    options = {"heartbeat_url": "http://127.0.0.1:9/beat", "heartbeat_minutes": 60}
    site.hass.config_entries.async_update_entry(site.alerts, options=options)
    await site.polls()
    assert site.issues == []
    for subentry in list(site.alerts.subentries.values()):
        site.hass.config_entries.async_remove_subentry(
            site.alerts, subentry.subentry_id
        )
    await site.polls()
    assert sorted(site.issues) == ["heartbeat_without_recipient", "no_recipient"]
    site.hass.config_entries.async_update_entry(site.alerts, options={})
    await site.polls()
    assert site.issues == ["no_recipient"]
