"""A device's own store that cannot be read keeps nobody from being warned."""

import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from simulator import SimulatedDevice

from ..conftest import AddDevice

PROBE = "sensor.server_room_cold_room_1"


def _file(version: object = 1, **keys: Any) -> str:
    return json.dumps({"version": version, "minor_version": 1, "key": "x"} | keys)


DAMAGES = {
    "a list": "[]",
    "a text": '"abc"',
    "a number": "7",
    "null": "null",
    "empty": "{}",
    "only a version": '{"version": 1}',
    "no data": _file(),
    "no data left": _file(data={}),
    "data that is null": _file(data=None),
    "data that is a list": _file(data=[1]),
    "data that is a text": _file(data="abc"),
    "data of something else": _file(data={"alerts": []}),
    "parts that are numbers": _file(data={"identity": 7, "sensors": 7}),
    "a later version": _file(9, data={"sensors": {}}),
    "version 0": _file(0, data={"sensors": {}}),
    "version as text": _file("1", data={"sensors": {}}),
    "no version": json.dumps({"data": {}}),
}


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Return a configuration folder of this test's own."""
    return hass_tmp_config_dir


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Replace the storage in memory: here, files are files."""
    return {}


async def _restart(hass: HomeAssistant, entry: Any, damage: str | None) -> Path:
    """Start anew with a damaged file, None for a folder in its place."""
    await hass.config_entries.async_unload(entry.entry_id)
    path = Path(hass.config.path(".storage", f"{DOMAIN}.{entry.entry_id}"))

    def write() -> None:
        path.unlink(missing_ok=True)
        if damage is None:
            path.mkdir()
        else:
            path.write_text(damage, "utf-8")

    await hass.async_add_executor_job(write)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return path


@pytest.mark.parametrize(
    "damage", [*DAMAGES.values(), None], ids=[*DAMAGES, "a folder"]
)
async def test_a_damaged_store(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    damage: str | None,
) -> None:
    """The device is polled, the file is kept, and a repair issue says where."""
    entry = await add_device(device)
    path = await _restart(hass, entry, damage)
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get(PROBE).state == "4.2"

    [kept] = path.parent.glob(f"{path.name}.unreadable.*")
    assert kept.is_dir() if damage is None else kept.read_text("utf-8") == damage
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"store_unreadable_{path.name}")
    assert issue is not None
    assert issue.translation_placeholders["file_in_title"] == kept.name

    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len([*path.parent.glob(f"{path.name}.unreadable.*")]) == 1


async def test_no_store_is_no_damage(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """As for every device that was just added."""
    await add_device(device)
    assert [key for _, key in ir.async_get(hass).issues if "unreadable" in key] == []


async def test_a_disk_that_is_read_only(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Home Assistant says so in its log; nothing else depends on it."""
    entry = await add_device(device)
    path = await _restart(hass, entry, None)

    def refuse() -> None:
        # What cannot be replaced by a file: root may write everywhere.
        path.unlink(missing_ok=True)
        path.mkdir()
        (path / "in the way").touch()

    await hass.async_add_executor_job(refuse)
    with pytest.raises(OSError, match="cannot be written"):
        await entry.runtime_data._store.async_save_surely({"sensors": {}})
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert "Error writing config" in caplog.text
