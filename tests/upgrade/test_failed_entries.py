"""An entry that Home Assistant cannot set up is a problem of its own, and is told as one."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from homeassistant.config_entries import ConfigEntryState
from simulator import Fault, SimulatedDevice

from ..outside import Outside
from .house import House, ask, device_entry, issues, rewrite

DEVICE, ALERTS = "00:0a:59:10:20:30", "alerts"

type Damage = Callable[[dict[str, Any]], None]


def _of_a_later_version(entry: dict[str, Any]) -> None:
    entry["version"] = 9


def _without_settings(entry: dict[str, Any]) -> None:
    entry["data"] = {}


def _without_snmp(entry: dict[str, Any]) -> None:
    del entry["data"]["snmp"]


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    """Return whoever waits for the heartbeats."""
    async with Outside.serve() as outside:
        yield outside


@pytest.mark.parametrize(
    ("damage", "state", "issue", "reason"),
    [
        (
            _of_a_later_version,
            ConfigEntryState.MIGRATION_ERROR,
            "entry_migration_error",
            "its settings are of another version",
        ),
        (
            _without_settings,
            ConfigEntryState.SETUP_ERROR,
            "entry_unreadable",
            "its settings cannot be read",
        ),
    ],
)
async def test_a_device_that_cannot_be_set_up(
    house: House,
    device: SimulatedDevice,
    outside: Outside,
    damage: Damage,
    state: ConfigEntryState,
    issue: str,
    reason: str,
) -> None:
    """Its people are told why, the heartbeat stops, a repair issue says what to do."""
    async with house.run() as hass:
        await house.add(hass, device, heartbeat=outside.url)
        await house.elapse(hass, 2)
        assert outside.beats > 0
    good = house.read("core.config_entries")
    rewrite(house, DEVICE, damage)
    outside.beats = 0

    async with house.run() as hass:
        entry = device_entry(hass)
        assert entry.state is state
        assert issues(hass).keys() == {issue}
        await house.elapse(hass, 6)
        assert house.notifier.titles == ["Server room is not monitored"]
        assert reason in house.notifier.accepted[0]["message"]
        assert [each["rule"] for each in await ask(hass, "get_alerts")] == [
            "not_set_up"
        ]
        assert outside.beats == 0
    house.write("core.config_entries", good)

    async with house.run() as hass:
        assert device_entry(hass).state is ConfigEntryState.LOADED
        assert issues(hass) == {}
        await house.elapse(hass, 2)
        assert house.notifier.titles == ["Server room is monitored again"]
        assert outside.beats > 0


async def test_a_defect_while_setting_up(
    house: House, device: SimulatedDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows more than the log."""

    def fail(*_: object) -> None:
        raise RuntimeError("a defect")

    async with house.run() as hass:
        await house.add(hass, device)
        with monkeypatch.context() as defect:
            defect.setattr(
                "custom_components.hwgroup.coordinator.HwgCoordinator.async_start", fail
            )
            await hass.config_entries.async_reload(device_entry(hass).entry_id)
        assert issues(hass).keys() == {"entry_setup_error"}
        await house.elapse(hass, 6)
        assert house.notifier.titles == ["Server room is not monitored"]
        assert "unexpected error" in house.notifier.accepted[0]["message"]


async def test_a_device_that_cannot_be_unloaded(
    house: House, device: SimulatedDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home Assistant has to be restarted then."""

    def fail(*_: object) -> None:
        raise RuntimeError("a defect")

    async with house.run() as hass:
        await house.add(hass, device)
        with monkeypatch.context() as defect:
            defect.setattr("custom_components.hwgroup.async_kind_of", fail)
            await hass.config_entries.async_unload(device_entry(hass).entry_id)
        assert device_entry(hass).state is ConfigEntryState.FAILED_UNLOAD
        assert issues(hass).keys() == {"entry_failed_unload"}
        await house.elapse(hass, 6)
        assert house.notifier.titles == ["Server room is not monitored"]
        assert "could not be stopped" in house.notifier.accepted[0]["message"]
        assert "No answer" not in house.notifier.accepted[0]["message"]
        await hass.config_entries.async_remove(device_entry(hass).entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert issues(hass) == {}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("fault", Fault.TRUNCATED, "its answers cannot be read"),
        ("fault", Fault.HTML, "something else answers there"),
        ("credentials", ("ann", "secret"), "it refuses the username or password"),
    ],
)
async def test_a_device_that_does_not_answer_as_it_should(
    house: House, device: SimulatedDevice, name: str, value: object, reason: str
) -> None:
    """One of which nothing was kept is offline, and the reason is told, too."""
    async with house.run() as hass:
        await house.add(hass, device)
        entry_id = device_entry(hass).entry_id
    (house.storage / f"hwgroup.{entry_id}").unlink()
    setattr(device, name, value)

    async with house.run() as hass:
        assert device_entry(hass).state is not ConfigEntryState.LOADED
        await house.elapse(hass, 6)
        assert issues(hass) == {}
        assert house.notifier.titles == ["Server room is offline"]
        assert reason in house.notifier.accepted[0]["message"]


@pytest.mark.parametrize(
    ("damage", "state"),
    [(_of_a_later_version, ConfigEntryState.MIGRATION_ERROR)],
)
async def test_alerts_that_cannot_be_set_up(
    house: House, device: SimulatedDevice, damage: Damage, state: ConfigEntryState
) -> None:
    """Nobody can be told: a repair issue says so."""
    async with house.run() as hass:
        await house.add(hass, device)
    rewrite(house, ALERTS, damage)
    async with house.run() as hass:
        [issue] = issues(hass).values()
        assert issue.translation_key == f"entry_{state.value}"
        assert issue.translation_placeholders["name"] == "HW group alerts"


async def test_a_reload_is_no_failure(house: House, device: SimulatedDevice) -> None:
    """Nor is one that was tried again with success, or an entry that was removed."""
    async with house.run() as hass:
        await house.add(hass, device)
        await hass.config_entries.async_reload(device_entry(hass).entry_id)
        assert issues(hass) == {}
    rewrite(house, DEVICE, _without_snmp)
    async with house.run() as hass:
        assert issues(hass).keys() == {"entry_unreadable"}
        await hass.config_entries.async_remove(device_entry(hass).entry_id)
        assert issues(hass) == {}
