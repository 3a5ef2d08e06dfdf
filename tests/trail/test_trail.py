"""Who did what: what an administrator exports, after kills, full disks and restarts."""

from datetime import timedelta
import errno
import os
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.hwgroup.trail.service import async_trail
from homeassistant.components.config import config_entries
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized, UnknownUser
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..alerts.alarms import cool, heat
from ..site import Notifier, Site, add_subentry
from .rows import Row, export, read_rows, trail_rows

PROBE = "sensor.server_room_cold_room_1"


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return the folder of the reports, which is not there yet."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    return tmp_path / "HW group reports"


@pytest.fixture
def anna(hass: HomeAssistant) -> Context:
    """Return the context of what a user does."""
    user = MockUser(name="Anna", is_owner=True).add_to_hass(hass)
    return Context(user_id=user.id)


def _did(row: Row) -> tuple[str, ...]:
    return row["action"], row["by"], row["kind"], row["name"]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


# Settings


async def test_settings_that_a_user_changes(
    site: Site,
    folder: Path,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """By the pages of Home Assistant: what was before, and what is since."""
    hass = site.hass
    config_entries.async_setup(hass)
    socket = await hass_ws_client(hass)
    web = await hass_client()
    begun = await web.post(
        "/api/config/config_entries/subentries/flow",
        json={"handler": [site.alerts.entry_id, "maintenance"]},
    )
    flow = (await begun.json())["flow_id"]
    await web.post(
        f"/api/config/config_entries/subentries/flow/{flow}",
        json={"name": "Cleaning", "schedule": "input_boolean.cleaning"},
    )
    site.change("Cleaning", remind_hours=3)
    await socket.send_json_auto_id(
        {
            "type": "config_entries/subentries/delete",
            "entry_id": site.alerts.entry_id,
            "subentry_id": site.subentry("Cleaning").subentry_id,
        }
    )
    assert (await socket.receive_json())["success"]
    await site.settle()
    rows = [row for row in await trail_rows(hass) if row["name"] == "Cleaning"]
    hours = [row for row in rows if row["setting"] == "remind_hours"]
    about = ("maintenance", "Cleaning")
    assert [_did(row) for row in hours] == [
        ("added", "Mock User", *about),
        ("changed", "Home Assistant", *about),
        ("removed", "Mock User", *about),
    ]
    assert [(row["before"], row["after"]) for row in hours] == [
        ("", hours[0]["after"]),
        (hours[0]["after"], "3"),
        ("3", ""),
    ]
    [schedule] = [row for row in rows if row["setting"] == "schedule"][:1]
    assert schedule["after"] == "input_boolean.cleaning"


async def test_no_secret_is_written_down(
    site: Site, folder: Path, trail_folder: Path
) -> None:
    """Only that it was changed."""
    site.change("IT on call", data={"target": ["+420 777 123 456"]})
    site.set_options(heartbeat_url="https://example.com/very-secret")
    entries = site.hass.config_entries
    data = {**site.entry.data, "username": "admin-name", "password": "swordfish"}
    data["snmp"] = {**data["snmp"], "community": "c0mmunity"}
    entries.async_update_entry(site.entry, data=data)
    add_subentry(site.hass, site.entry, "phone", "Anna", number="+420777123456")
    rows = await trail_rows(site.hass, "added", "changed")
    [file] = _files(trail_folder)
    text = file.read_text()
    for secret in ("777", "very-secret", "swordfish", "c0mmunity", "admin-name"):
        assert secret not in text
    hidden = {row["setting"] for row in rows if "•••" in row["after"]}
    assert {
        *("data.target", "heartbeat_url", "password", "username", "number"),
        "snmp.community",
    } <= hidden
    assert file.stat().st_mode & 0o077 == 0


async def test_what_changes_by_itself_is_nobodys(
    site: Site, folder: Path, hass_client: ClientSessionGenerator
) -> None:
    """Also where it comes from a poll that was set off by a user once."""
    assert await async_setup_component(site.hass, "http", {})
    config_entries.async_setup(site.hass)
    web = await hass_client()
    path = f"/api/config/config_entries/entry/{site.entry.entry_id}/reload"
    assert (await web.post(path)).ok
    await site.settle()
    site.device.name = "Cold store"
    await site.polls(2)
    assert site.entry.title == "Cold store"
    [row] = await trail_rows(site.hass, "changed")
    assert _did(row) == ("changed", "Home Assistant", "device", "Cold store")
    assert (row["setting"], row["before"]) == ("name", "Server room")


# What people do


@pytest.fixture
def notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier of the app on a phone."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    return phone


async def _alert(site: Site) -> str:
    heat(site.device)
    await site.polls()
    [alert] = await site.ask("get_alerts")
    return str(alert["id"])


async def test_what_people_do(site: Site, folder: Path, anna: Context) -> None:
    """By actions and entities, by a phone, and by automations."""
    alert = await _alert(site)
    answer, snooze = (
        button["action"] for button in site.notifier.accepted[-1]["data"]["actions"]
    )
    calls: list[tuple[str, dict[str, Any]]] = [
        ("hwgroup.snooze", {"alerts": alert, "duration": {"hours": 2}}),
        ("hwgroup.acknowledge", {"alerts": alert}),
        ("hwgroup.pause", {"duration": {"minutes": 90}}),
        ("hwgroup.resume", {}),
        ("switch.turn_off", {"entity_id": "switch.server_room_alerts"}),
        ("switch.turn_on", {"entity_id": "switch.server_room_alerts"}),
        ("hwgroup.confirm", {"recipient": "IT on call"}),
        ("button.press", {"entity_id": "button.it_on_call_i_got_it"}),
        ("hwgroup.send_test", {}),
        ("button.press", {"entity_id": "button.hw_group_alerts_send_test_message"}),
        ("button.press", {"entity_id": "button.it_on_call_send_test_message"}),
    ]
    for action, data in calls:
        await site.call(action, anna, **data)
    for ticked in ("needs_action", "completed"):
        item = {"item": alert, "status": ticked}
        entity = {"entity_id": "todo.hw_group_alerts_alerts"}
        await site.call("todo.update_item", anna, **entity, **item)
    await site.call("hwgroup.acknowledge", by="Night shift", duration={"hours": 1})
    await site.call("hwgroup.pause", duration={"minutes": 5})
    await site.answer(snooze)
    await site.answer(answer.replace("acknowledge", "confirm"))
    added = ("added", "changed", "alert_started", "message_accepted")
    rows = [row for row in await trail_rows(site.hass) if row["action"] not in added]
    cold = ("alert", "Cold room 1")
    everybody, her = ("recipient", ""), ("recipient", "IT on call")
    assert [_did(row) for row in rows] == [
        ("snoozed", "Anna", *cold),
        ("acknowledged", "Anna", *cold),
        *(("paused", "Anna", "alerts", ""), ("resumed", "Anna", "alerts", "")) * 2,
        *(("confirmed", "Anna", *her),) * 2,
        *(("tested", "Anna", *everybody),) * 2,
        ("tested", "Anna", *her),
        ("unacknowledged", "Anna", *cold),
        ("acknowledged", "Anna", *cold),
        ("acknowledged", "Night shift", *cold),
        ("paused", "Home Assistant", "alerts", ""),
        ("snoozed", "IT on call", *cold),
        ("confirmed", "IT on call", *her),
    ]
    assert [row["device"] for row in rows[2:6]] == ["", "", *["Server room"] * 2]
    assert [row["via"] for row in rows] == [*[""] * (len(rows) - 2), "phone", "phone"]
    assert '"until": "2026-11-25T' in rows[0]["details"]
    assert f'"alert": "{alert}"' in rows[0]["details"]


async def test_what_becomes_of_alerts_and_messages(site: Site, folder: Path) -> None:
    """The begin, the end with the worst value, each message, and a window."""
    assert await async_setup_component(
        site.hass, "input_boolean", {"input_boolean": {"cleaning": {}}}
    )
    site.add("maintenance", "Cleaning", schedule="input_boolean.cleaning")
    for state in ("on", "off"):
        await site.call(
            f"input_boolean.turn_{state}", entity_id="input_boolean.cleaning"
        )
    site.notifier.break_down()
    alert = await _alert(site)
    await site.minutes(15)
    site.notifier.failing = None
    cool(site.device)
    await site.minutes(20)
    rows = [
        row
        for row in await trail_rows(site.hass)
        if row["action"] not in ("added", "changed")
    ]
    assert [row["action"] for row in rows] == [
        *("window_opened", "window_closed"),
        *("alert_started", "message_failed", "alert_ended"),
        *(["message_accepted"] * (len(rows) - 5)),
    ]
    assert len(rows) > 5
    assert {row["by"] for row in rows} == {"Home Assistant"}
    assert all(f'"{alert}"' in row["details"] for row in rows[2:])
    assert '"value": 30.0' in rows[4]["details"]
    assert rows[5]["name"] == "IT on call"


# The file that is exported


async def test_a_period(site: Site, folder: Path) -> None:
    """Of local times; the file is removed after its time, as reports are."""
    await site.call("hwgroup.pause", duration={"minutes": 5})
    await site.minutes(10)
    then = dt_util.now()
    await site.call("hwgroup.resume")
    end = (then + timedelta(days=1)).isoformat()
    files = await export(site.hass, begin=then.isoformat(), end=end, keep={"days": 2})
    assert [row["action"] for row in read_rows(files[0])] == ["resumed"]
    assert [file.name.split(".", 1)[1] for file in files] == ["audit.csv", "json"]
    before = await export(site.hass, end=then.isoformat())
    assert [row["action"] for row in read_rows(before[0])][-1] == "paused"
    await site.elapse(timedelta(days=3).total_seconds())
    assert {path.name for path in _files(folder)} == {each.name for each in before}


async def test_half_a_character(site: Site, folder: Path) -> None:
    """A template can make one; what comes after it is written down all the same."""
    async_trail(site.hass).add("noted", name="half \ud83d")
    async_trail(site.hass).add("noted", name="whole")
    rows = await trail_rows(site.hass, "noted")
    assert [row["name"] for row in rows] == ["half ?", "whole"]


async def test_names_are_no_formulas(site: Site, folder: Path) -> None:
    """A spreadsheet would run them; numbers it may take for what they are."""
    data = {"quantity": "temperature", "high": -18.5, "message": "@SUM(1)"}
    site.add("range_rule", "=1+1", **data)
    rows = await trail_rows(site.hass, "added")
    assert {row["name"] for row in rows if "1+1" in row["name"]} == {"'=1+1"}
    settings = {row["setting"]: row["after"] for row in rows}
    assert (settings["message"], settings["high"]) == ("'@SUM(1)", "-18.5")


async def test_only_administrators(site: Site, folder: Path, anna: Context) -> None:
    """And automations, which administrators make."""
    await export(site.hass, anna)
    for user in (MockUser(is_owner=False).add_to_hass(site.hass), None):
        context = Context(user_id=user.id if user else "nobody")
        with pytest.raises(Unauthorized if user else UnknownUser):
            await export(site.hass, context)


async def test_no_folder(site: Site, folder: Path) -> None:
    """None that can be written, or none at all."""
    site.hass.config.media_dirs = {"local": __file__}
    with pytest.raises(HomeAssistantError) as raised:
        await export(site.hass)
    assert raised.value.translation_key == "report_not_written"
    site.hass.config.media_dirs = {}
    with pytest.raises(HomeAssistantError) as raised:
        await export(site.hass)
    assert raised.value.translation_key == "no_media_folder"


# The file that it is kept in


async def test_a_torn_line_loses_only_itself(
    site: Site, folder: Path, trail_folder: Path
) -> None:
    """A process that is killed in the middle of a line, at each of its bytes."""
    await site.call("hwgroup.pause", duration={"minutes": 5})
    await trail_rows(site.hass)
    [file] = _files(trail_folder)
    before = file.read_bytes()
    await site.call("hwgroup.resume")
    await trail_rows(site.hass)
    line = file.read_bytes().removeprefix(before)
    for length in range(0, len(line), 7):
        file.write_bytes(before + line[:length])
        await site.call("hwgroup.pause", duration={"minutes": 7})
        rows = await trail_rows(site.hass, "paused", "resumed")
        assert [row["action"] for row in rows] == ["paused", "paused"], length
        assert file.read_bytes().startswith(before + line[:length])
    file.write_bytes(before + b'\xff{"time": 5}\n[]\n' + line)
    rows = await trail_rows(site.hass, "paused", "resumed")
    assert [row["action"] for row in rows] == ["paused", "resumed"]


async def test_a_full_disk(
    site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People are told, all else goes on, and once there is room nothing is missing."""

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    await trail_rows(site.hass)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        await site.call("hwgroup.pause", duration={"minutes": 5})
        assert "trail_unwritable" in site.issues
        await site.call("hwgroup.resume")
        alert = await _alert(site)
        await site.call("hwgroup.acknowledge", alerts=alert)
        [shown] = await site.ask("get_alerts")
        assert shown["phase"] == "acknowledged"
        assert site.titles
        await site.minutes(6)
    await site.minutes(6)
    assert "trail_unwritable" not in site.issues
    rows = await trail_rows(
        site.hass, "paused", "resumed", "alert_started", "acknowledged"
    )
    assert [row["action"] for row in rows] == [
        *("paused", "resumed", "alert_started", "acknowledged")
    ]


async def test_each_year_has_its_file(
    site: Site, folder: Path, trail_folder: Path
) -> None:
    """And what was written stays as it is."""
    await site.call("hwgroup.pause", duration={"minutes": 5})
    await trail_rows(site.hass)
    [first] = _files(trail_folder)
    content = first.read_bytes()
    await site.elapse(timedelta(days=60).total_seconds())
    await site.call("hwgroup.resume")
    rows = await trail_rows(site.hass, "paused", "resumed")
    assert [row["action"] for row in rows] == ["paused", "resumed"]
    names = [path.name for path in _files(trail_folder)]
    stem = "hwgroup.audit_trail"
    assert names == [f"{stem}.2026.jsonl", f"{stem}.2027.jsonl"]
    assert first.read_bytes().startswith(content)
    later = await export(site.hass, begin="2027-01-01T00:00:00+00:00")
    assert [row["action"] for row in read_rows(later[0])][-1] == "resumed"
