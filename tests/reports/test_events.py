"""What happened in a period: alerts, who dealt with them, drills, silences and changes."""

import csv
from datetime import timedelta
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.hwgroup.trail.record import Record
from custom_components.hwgroup.trail.service import async_trail
from homeassistant.core import Context
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..site import Notifier, Site, add_subentry
from .conftest import Create

PROBE = "sensor.server_room_cold_room_1"
EVENTS = ["csv", "events"]


def _sidecar(files: list[Path]) -> Any:
    return json.loads(files[-1].read_text(encoding="utf-8"))


def _rows(files: list[Path]) -> list[dict[str, str]]:
    [path] = [each for each in files if each.name.endswith(".events.csv")]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


@pytest.fixture
async def site(quiet_device: None, site: Site) -> Site:
    """Return the alerts of one device, with a rule."""
    assert await async_setup_component(
        site.hass, "input_boolean", {"input_boolean": {"cleaning": {}}}
    )
    site.add("range_rule", "Cold", quantity="temperature", high=8, delay=0)
    await site.polls()
    return site


@pytest.fixture
def anna(site: Site) -> Context:
    """Return the context of what a user does."""
    user = MockUser(name="Anna", is_owner=True).add_to_hass(site.hass)
    return Context(user_id=user.id)


async def _excursion(site: Site, anna: Context) -> str:
    """Let there be an alert that somebody deals with, and return its ID."""
    site.probe.value = 9.5
    await site.minutes(5)
    site.probe.value = 11.0
    await site.polls()
    [alert] = await site.ask("get_alerts")
    await site.call("hwgroup.acknowledge", anna, alerts=alert["id"], note="Door open")
    site.probe.value = 4.0
    await site.minutes(5)
    return str(alert["id"])


async def test_alerts_and_who_dealt_with_them(
    create: Create, site: Site, anna: Context
) -> None:
    """Begin, end and worst value, each message, the acknowledgement and the notes."""
    begin = dt_util.now()
    key = await _excursion(site, anna)
    end = dt_util.now()
    await site.minutes(5)
    await site.call("hwgroup.add_note", anna, alert=key, note="Locked it")
    files = await create(begin, end, formats=EVENTS)
    [alert] = _sidecar(files)["alerts"]
    for shown in ("begin", "end"):
        assert begin.isoformat() <= alert[shown] <= end.isoformat()
    assert {key: alert[key] for key in ("id", "name", "device", "rule", "worst")} == {
        "id": key,
        "name": "Cold room 1",
        "device": "Server room",
        "rule": "Cold",
        "worst": 11.0,
    }
    assert (alert["severity"], alert["limit"], alert["unit"]) == ("warning", 8, "°C")
    messages = [(each["name"], each["action"]) for each in alert["messages"]]
    assert messages == [("IT on call", "message_accepted")] * len(messages)
    assert [each["change"] for each in alert["messages"]] == [
        *("started", "acknowledged", "cleared")
    ]
    answers = [
        (each["action"], each["by"], each.get("text")) for each in alert["answers"]
    ]
    assert answers == [
        ("acknowledged", "Anna", None),
        ("noted", "Anna", "Door open"),
        ("noted", "Anna", "Locked it"),
    ]
    rows = _rows(files)
    assert [row["event"] for row in rows] == [
        *("alert", "message_accepted", "message_accepted"),
        *("acknowledged", "noted", "message_accepted", "noted"),
    ]
    assert {row["alert"] for row in rows} == {key}
    assert (rows[0]["worst"], rows[0]["limit"], rows[0]["rule"]) == (
        "11.0",
        "8.0",
        "Cold",
    )


async def test_an_alert_that_lasts(create: Create, site: Site) -> None:
    """It is in each period that it is part of, and in no other."""
    before = dt_util.now()
    await site.minutes(10)
    middle = dt_util.now()
    site.probe.value = 9.5
    await site.minutes(5)
    now = dt_util.now()
    assert _sidecar(await create(before, middle, formats=EVENTS))["alerts"] == []
    [alert] = _sidecar(await create(middle, now, formats=EVENTS))["alerts"]
    assert (alert["end"], alert["worst"], alert["limit"]) == (None, 9.5, 8)
    await site.minutes(60)
    later = dt_util.now()
    [alert] = _sidecar(await create(now, later, formats=EVENTS))["alerts"]
    assert alert["begin"] < now.isoformat()


async def test_alerts_of_what_was_chosen(create: Create, site: Site) -> None:
    """And of the device as a whole; not those of its other readings."""
    begin = dt_util.now()
    site.probe.value = 9.5
    site.device.inputs[1].closed = True
    await site.minutes(2)
    await site.device.unplug()
    await site.minutes(10)
    now = dt_util.now()

    async def found(**target: Any) -> set[tuple[str, str]]:
        side = _sidecar(await create(begin, now, formats=EVENTS, **target))
        return {(each["name"], each["rule"]) for each in side["alerts"]}

    everything = await found()
    assert everything == {
        ("Cold room 1", "Cold"),
        ("Compressor fault", "alarm"),
        ("Server room", "offline"),
    }
    chosen = await found(entity_id=PROBE)
    assert chosen == everything - {("Compressor fault", "alarm")}
    other = await found(entity_id="sensor.server_room_corridor")
    assert other == {("Server room", "offline")}


async def test_times_without_messages(
    create: Create, site: Site, anna: Context
) -> None:
    """By pauses that ended early, late or not at all, windows, and snoozes."""
    begin = dt_util.now()
    site.add("maintenance", "Cleaning", schedule="input_boolean.cleaning")
    switch = {"entity_id": "input_boolean.cleaning"}
    await site.call("input_boolean.turn_on", **switch)
    await site.minutes(10)
    await site.call("input_boolean.turn_off", **switch)
    why = {"note": "Cleaning of\nthe cold room"}
    await site.call("hwgroup.pause", anna, duration={"hours": 1}, **why)
    await site.minutes(10)
    await site.call("hwgroup.resume", anna)
    await site.call("hwgroup.pause", entity_id=PROBE, duration={"minutes": 5})
    site.probe.value = 9.5
    await site.minutes(10)
    [alert] = await site.ask("get_alerts")
    await site.call("hwgroup.snooze", anna, alerts=alert["id"], duration={"minutes": 7})
    await site.minutes(20)
    side = _sidecar(await create(begin, dt_util.now(), formats=EVENTS))

    def minutes(row: dict[str, str]) -> float:
        begin, end = (dt_util.parse_datetime(row[key]) for key in ("begin", "end"))
        assert begin is not None
        assert end is not None
        return (end - begin).total_seconds() / 60

    shown = [
        (each["action"], each["by"], each["device"], round(minutes(each)))
        for each in side["silences"]
    ]
    assert shown == [
        ("window_opened", "Home Assistant", "", 10),
        ("paused", "Anna", "", 10),
        ("paused", "Home Assistant", "Server room", 5),
        ("snoozed", "Anna", "Server room", 7),
    ]
    assert [each.get("text") for each in side["silences"]] == [
        *(None, "Cleaning of the cold room", None, None)
    ]


async def test_drills(create: Create, site: Site, second_notifier: Notifier) -> None:
    """Confirmed, or not, or not even delivered."""
    begin = dt_util.now()
    await site.add_recipient(second_notifier, name="Night shift")
    site.set_options(drill_days=2)
    second_notifier.break_down()
    for _ in range(3 * 24):
        await site.elapse(timedelta(hours=1).total_seconds())
        if site.titles:
            break
    assert site.titles
    await site.call("hwgroup.confirm", recipient="IT on call")
    for _ in range(30):
        await site.elapse(timedelta(hours=1).total_seconds())
    side = _sidecar(await create(begin, dt_util.now(), formats=EVENTS))
    drills = {
        (each["name"], each["action"], each["confirmed"] is not None)
        for each in side["drills"]
    }
    assert ("IT on call", "message_accepted", True) in drills
    assert ("Night shift", "message_failed", False) in drills


async def test_changes_of_rules_and_limits(create: Create, site: Site) -> None:
    """What was before, and what is since; none of another time."""
    await site.minutes(1)
    begin = dt_util.now()
    site.change("Cold", high=9)
    add_subentry(site.hass, site.alerts, "range_rule", "Warm", quantity="temperature")
    await site.minutes(1)
    end = dt_util.now()
    site.remove("Warm")
    await site.settle()
    side = _sidecar(await create(begin, end, formats=EVENTS))
    [changed, added] = side["changes"]
    assert (changed["name"], changed["changes"]) == ("Cold", {"high": [8, 9]})
    assert (added["action"], added["name"]) == ("added", "Warm")


async def test_the_same_period_later(create: Create, site: Site, anna: Context) -> None:
    """The same bytes, whatever has happened since, also in another run."""
    begin = dt_util.now()
    await _excursion(site, anna)
    end = dt_util.now()
    await site.minutes(2)
    before = await create(begin, end, formats=EVENTS)
    await site.restart()
    await _excursion(site, anna)
    after = await create(begin, end, formats=EVENTS)
    assert _rows(before)
    [one], [other] = (
        [each.read_bytes() for each in files if each.name.endswith(".events.csv")]
        for files in (before, after)
    )
    assert one == other
    for key in ("alerts", "drills", "silences", "changes"):
        assert _sidecar(before)[key] == _sidecar(after)[key]


@pytest.mark.parametrize("language", ["en", "cs", "de", "fr"])
async def test_all_of_it_on_paper(
    create: Create, site: Site, anna: Context, language: str
) -> None:
    """However much there is to say of one alert."""
    begin = dt_util.now()
    key = await _excursion(site, anna)
    for number in range(12):
        text = f"{number}. " + "Zkontrolováno čidlo, těsnění i dveře. " * 24
        await site.call("hwgroup.add_note", anna, alert=key, note=text.strip())
    await site.call("hwgroup.pause", anna, duration={"minutes": 5}, note="<Cleaning>")
    site.change("Cold", high=9, severity="critical")
    site.set_options(offline={"delay": 10})
    site.add("maintenance", "Cleaning", schedule="input_boolean.cleaning")
    await site.call("input_boolean.turn_on", entity_id="input_boolean.cleaning")
    trail = async_trail(site.hass)
    drill = {"change": "drill", "channel": "notify.it_on_call"}
    trail.add("message_accepted", kind="message", name="IT on call", **drill)
    await site.call("hwgroup.confirm", anna, recipient="IT on call")
    trail.add("message_failed", kind="message", name="Night shift", **drill)
    await site.minutes(2)
    files = await create(
        begin, dt_util.now(), formats=["pdf"], language=language, entity_id=PROBE
    )
    assert files[0].read_bytes().startswith(b"%PDF")


async def test_records_of_other_code(create: Create, site: Site) -> None:
    """What has no sense is left out, and fails no report."""
    begin = dt_util.now()
    trail = async_trail(site.hass)
    trail.add("alert_started", kind="alert")
    trail.add("alert_ended", alert="unknown")
    trail.add("noted", alert="unknown", text="?")
    trail.add("message_accepted", alerts=["unknown"])
    trail.add("resumed", entry_id="unknown")
    trail.add("window_closed", window="unknown")
    trail.add("something_new")
    await site.minutes(1)
    side = _sidecar(await create(begin, dt_util.now(), formats=EVENTS))
    assert [each["id"] for each in side["alerts"]] == [None]
    record = Record(time=begin, action="something_new")
    assert Record.from_line(record.to_line()) == record
