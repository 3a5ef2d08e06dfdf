"""Files that cannot be read keep nobody from being warned, and nothing is thrown away."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from simulator import SimulatedDevice

from .damages import DAMAGES, Outcome
from .house import House, alerts_entry, ask, device_entry, issues

STORES = ("device", "alerts", "observed")
PROBE = "sensor.server_room_cold_room_1"
OWED, ALL = {"Cold room door"}, {"Cold room 1", "Cold room door"}


def _path(house: House, store: str) -> Path:
    if store != "device":
        return house.storage / f"hwgroup.{store}"
    [path] = house.storage.glob("hwgroup.0*[!.]")
    return path


def _kept(path: Path) -> list[Path]:
    """Return the files that were kept beside a file that cannot be read."""
    beside = path.parent.glob(f"{path.name}.*")
    return [each for each in beside if not each.name.endswith(".newest")]


def _told_of(house: House) -> set[str]:
    """Return what the messages are about that were accepted in this run."""
    texts = [f"{each['title']}\n{each['message']}" for each in house.notifier.accepted]
    return {name for name in ALL if any(name in text for text in texts)}


def _replace(path: Path, content: str | None) -> None:
    path.unlink(missing_ok=True)
    if content is None:
        path.mkdir()
    else:
        path.write_text(content, "utf-8")


def _core_issues(hass: HomeAssistant) -> list[str]:
    return [
        str(issue.translation_key)
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == "homeassistant"
    ]


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("name", DAMAGES)
async def test_a_file_that_cannot_be_read(lived: House, store: str, name: str) -> None:
    """The device is polled, people are told, and the file is kept."""
    damage, outcome = DAMAGES[name]
    path = _path(lived, store)
    _replace(path, damage)
    async with lived.run() as hass:
        for entry in (device_entry(hass), alerts_entry(hass)):
            assert entry.state is ConfigEntryState.LOADED
        assert hass.states.get(PROBE).state == "12.0"
        await lived.elapse(hass, 3)
        assert _told_of(lived) == (ALL if store == "alerts" else OWED)

        kept = _kept(path)
        assert len(kept) == 1
        assert kept[0].is_dir() if damage is None else kept[0].read_text() == damage
        if outcome is Outcome.KEPT_BY_CORE:
            assert _core_issues(hass) == ["storage_corruption"]
            assert issues(hass) == {}
        else:
            [issue] = issues(hass).values()
            assert issue.translation_key == "store_unreadable"
            assert issue.translation_placeholders["file_in_title"] == kept[0].name

    async with lived.run() as hass:
        assert len(_kept(path)) == 1
        assert hass.states.get(PROBE).state == "12.0"
        await lived.elapse(hass, 3)
        assert lived.notifier.titles == []


async def test_what_is_not_damaged(lived: House) -> None:
    """It goes on: only what was owed is sent, and what was acknowledged stays so."""
    async with lived.run() as hass:
        await lived.elapse(hass, 3)
        assert _told_of(lived) == OWED
        assert issues(hass) == {}
        assert {
            each["name"]: each["phase"] for each in await ask(hass, "get_alerts")
        } == {
            "Cold room 1": "acknowledged",
            "Cold room door": "active",
        }
    assert not [*lived.storage.glob("hwgroup.*unreadable*")]


# Without these, no more is lost than what is shown.
SHOWN = ("looked", "paused", "unchanged", "units", "windows")


@pytest.mark.parametrize(
    ("part", "value", "lost", "told"),
    [
        ("alerts", [7], {"alerts": 1}, ALL),
        ("alerts", {}, {"alerts": 1}, ALL),
        ("deliveries", [{"title": "?"}], {"deliveries": 1}, OWED),
        ("ledger", "gone", {"ledger": 1}, OWED),
        ("pauses", {"all": "soon", "x": None}, {"pauses": 2}, OWED),
        ("limits", None, {"limits": 1}, OWED),
        ("proofs", [], {"proofs": 1}, OWED),
    ],
)
async def test_a_part_that_cannot_be_read(
    lived: House, part: str, value: Any, lost: dict[str, int], told: set[str]
) -> None:
    """The rest is used, and a copy of the whole is kept; a repair issue counts what is lost."""
    stored = lived.read("hwgroup.alerts")
    stored["data"][part] = value
    lived.write("hwgroup.alerts", stored)
    async with lived.run() as hass:
        await lived.elapse(hass, 3)
        assert _told_of(lived) == told
        [kept] = lived.storage.glob("hwgroup.alerts.unreadable.*")
        assert lived.read(kept.name) == stored
        [issue] = issues(hass).values()
        assert issue.translation_key == "store_partly_unreadable"
        counts = {
            name: int(issue.translation_placeholders[name])
            for name in stored["data"].keys() - {"clock", *SHOWN}
        }
        assert counts == dict.fromkeys(counts, 0) | lost
    async with lived.run() as hass:
        assert len([*lived.storage.glob("hwgroup.alerts.unreadable.*")]) == 1


@pytest.mark.parametrize("part", SHOWN)
async def test_since_when_something_is_silent(lived: House, part: str) -> None:
    """That is only shown: without it nothing is lost, and nothing need be kept.

    Nor is it where a log would be looked at twice.
    """
    stored = lived.read("hwgroup.alerts")
    stored["data"][part] = {"x": None}
    lived.write("hwgroup.alerts", stored)
    async with lived.run() as hass:
        await lived.elapse(hass, 3)
        assert _told_of(lived) == OWED
        assert issues(hass) == {}
    assert not [*lived.storage.glob("hwgroup.alerts.unreadable.*")]


async def test_a_device_of_nonsense(lived: House) -> None:
    """Parts of it that make no device are as good as no file."""
    path = _path(lived, "device")
    stored = lived.read(path.name)
    stored["data"]["sensors"] = 7
    lived.write(path.name, stored)
    async with lived.run() as hass:
        assert hass.states.get(PROBE).state == "12.0"
        [issue] = issues(hass).values()
        assert issue.translation_key == "store_unreadable"


async def test_an_issue_is_closed_by_hand_or_with_its_entry(
    lived: House,
) -> None:
    """It stays over restarts until then; what was kept stays for ever."""
    path = _path(lived, "device")
    _replace(path, "[]")
    async with lived.run():
        pass
    async with lived.run() as hass:
        assert issues(hass).keys() == {"store_unreadable"}
        await hass.config_entries.async_remove(device_entry(hass).entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert issues(hass) == {}
    assert not path.exists()
    assert [*path.parent.glob(f"{path.name}.unreadable.*")]


async def test_days_of_a_device_end_with_its_entry(lived: House) -> None:
    """Those of others stay."""
    own = f"{_path(lived, 'device').name.removeprefix('hwgroup.')}/sensor/215"
    for month, keys in (("2026-10", [own]), ("2026-11", [own, "other/sensor/215"])):
        data: dict[str, Any] = {"days": {key: [] for key in keys}}
        content = {"version": 1, "minor_version": 1, "data": data}
        lived.write(f"hwgroup.days.{month}", content)
    async with lived.run() as hass:
        await hass.config_entries.async_remove(device_entry(hass).entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    [left] = lived.storage.glob("hwgroup.days.*")
    assert lived.read(left.name)["data"]["days"] == {"other/sensor/215": []}


async def test_a_disk_that_is_read_only(
    lived: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Home Assistant says so in its log; nothing else depends on it."""
    path = _path(lived, "device")
    async with lived.run() as hass:
        # What cannot be replaced by a file: root may write everywhere.
        path.unlink()
        path.mkdir()
        (path / "in the way").touch()
        entry = device_entry(hass)
        store = entry.runtime_data._store
        with pytest.raises(OSError, match="cannot be written"):
            await store.async_save_surely({"sensors": {}}, asyncio.Event().set)
        assert await hass.config_entries.async_unload(entry.entry_id)
    assert "Error writing config" in caplog.text


async def test_no_store_is_no_damage(house: House, device: SimulatedDevice) -> None:
    """As for every device that was just added."""
    async with house.run() as hass:
        await house.add(hass, device)
        assert issues(hass) == {}
