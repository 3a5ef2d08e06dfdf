"""A copy of the folder while things change: each file is whole, and they fit together."""

from collections.abc import Callable
from datetime import UTC, datetime
import json
from pathlib import Path
import shutil
from threading import Event, Thread
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.hwgroup.alerts.model import Alert
from custom_components.hwgroup.alerts.timeline import Now
from homeassistant.components.backup.const import DATA_MANAGER
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from simulator import SimulatedDevice

from ..trail.rows import trail_rows
from .house import House, ask, device_entry, issues

_COPIES = 12
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def _read(folder: Path) -> dict[str, Any]:
    """Return what the files of the integration hold: each of them is JSON."""
    return {
        path.name: json.loads(path.read_text("utf-8"))["data"]
        for path in folder.glob("hwgroup.*")
        if path.suffix not in (".newest", ".jsonl")
    }


def _id(plain: dict[str, Any]) -> str:
    return Alert.from_dict(plain, Now.of(NOON)).id


def _check(alerts: dict[str, Any]) -> None:
    """Whoever counts as told of an alert has a message about it, or is owed one."""
    messages = {
        (delivery["recipient"], alert)
        for delivery in (*alerts["ledger"], *alerts["deliveries"])
        for alert in (
            delivery["alert"],
            *(part["alert"] for part in delivery["parts"]),
        )
    }
    named = {alert for _, alert in messages}
    for alert in alerts["alerts"]:
        for recipient in alert["told"] if alert["started"] else ():
            names = {name for name in named if (recipient, name) in messages}
            assert _id(alert) in names


def _copy_all_the_time(storage: Path, copies: Path, stop: Event) -> None:
    """Copy the folder again and again, as a backup does, beside whatever runs."""
    while not stop.is_set():
        target = copies / str(len([*copies.iterdir()]))
        target.mkdir()
        for path in storage.glob("*"):
            if path.is_file() and ".tmp" not in path.name:
                try:
                    shutil.copy(path, target / path.name)
                except FileNotFoundError:
                    continue  # it was written anew just then


def _made(copies: Path) -> list[Path]:
    return sorted(copies.iterdir(), key=lambda path: int(path.name))


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """Return where the copies go."""
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


async def _change(house: House, hass: HomeAssistant, device: SimulatedDevice) -> None:
    """Let alerts begin and end, with acknowledgements, failures and pauses."""
    changes: list[Callable[[], object]] = [
        lambda: setattr(device.sensors[0], "value", 12.0),
        house.notifier.break_down,
        lambda: setattr(device.inputs[0], "closed", not device.inputs[0].closed),
        lambda: setattr(house.notifier, "failing", None),
        lambda: setattr(device.sensors[0], "high", 14.0),
        lambda: setattr(device.sensors[0], "value", 15.0),
    ]
    for change in changes:
        change()
        await house.elapse(hass, 1)
        await hass.services.async_call(
            "hwgroup", "acknowledge", {"by": "Ann"}, blocking=True
        )
        await house.elapse(hass, 0.5)


async def test_copies_while_things_change(
    house: House,
    device: SimulatedDevice,
    copies: Path,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Each can be started from: nothing in it is damaged, and nothing is lost."""
    device.sensors[0].high = 8.0
    stop = Event()
    async with house.run() as hass:
        await house.add(hass, device)
        await house.elapse(hass, 1)
        thread = Thread(
            target=_copy_all_the_time, args=(house.storage, copies, stop), daemon=True
        )
        thread.start()
        await _change(house, hass, device)
        stop.set()
        await hass.async_add_executor_job(thread.join)
    made = _made(copies)
    assert len(made) > _COPIES
    known = [read["hwgroup.alerts"] for read in map(_read, made) if len(read) > 1]
    assert len({json.dumps(each["alerts"]) for each in known}) > 3, "nothing changed"
    for alerts in known:
        _check(alerts)
    for copy in (made[len(made) // 3], made[-1]):
        shutil.rmtree(house.storage)
        shutil.copytree(copy, house.storage)
        async with house.run() as hass:
            assert issues(hass) == {}
            await house.elapse(hass, 2)
            alerts = {each["name"] for each in await ask(hass, "get_alerts")}
            assert "Cold room 1" in alerts


async def test_a_backup_of_home_assistant(
    house: House, device: SimulatedDevice
) -> None:
    """What was read a moment ago is in it, though it is written now and then only."""
    async with house.run() as hass:
        await house.add(hass, device)
        await house.elapse(hass, 1)
        device.sensors[0].value = 5.5
        await house.elapse(hass, 1)
        entry_id = device_entry(hass).entry_id

        def written() -> str:
            return json.dumps(house.read(f"hwgroup.{entry_id}"))

        assert "5.5" not in written()
        assert await async_setup_component(hass, "backup", {})
        await hass.async_block_till_done()
        manager = hass.data[DATA_MANAGER]
        await manager.async_pre_backup_actions()
        assert "5.5" in written()
        await manager.async_post_backup_actions()
        assert device_entry(hass).runtime_data.data.sensors


async def test_the_audit_trail(house: House, device: SimulatedDevice) -> None:
    """It is in a backup up to the last moment, and goes on in what is restored from it."""

    def files() -> list[Path]:
        return [*house.storage.glob("hwgroup.audit_trail.*")]

    async with house.run() as hass:
        await house.add(hass, device)
        assert await async_setup_component(hass, "backup", {})
        await hass.services.async_call(
            "hwgroup", "pause", {"duration": {"minutes": 5}}, blocking=True
        )
        await hass.data[DATA_MANAGER].async_pre_backup_actions()
        [file] = files()
        kept = file.read_bytes()
        assert b'"paused"' in kept
        await hass.services.async_call("hwgroup", "resume", blocking=True)
    assert b'"resumed"' in file.read_bytes()
    file.write_bytes(kept + b'{"time": "2026-11-25T12:0')
    async with house.run() as hass:
        await house.elapse(hass, 1)
        assert issues(hass) == {}
        hass.config.media_dirs = {"local": str(house.storage)}
        rows = await trail_rows(hass, "added", "paused", "resumed")
        assert rows[-1]["action"] == "paused"
        assert {row["kind"] for row in rows if row["action"] == "added"} >= {"device"}
        entry = device_entry(hass)
        await hass.config_entries.async_remove(entry.entry_id)
        assert (await trail_rows(hass))[-1]["action"] == "removed"
