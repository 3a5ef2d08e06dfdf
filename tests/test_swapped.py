"""Another device at this one's address: said out loud, and never mixed."""

import pytest

from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device.snapshot import device_store
from custom_components.hwgroup.plain import as_placeholders
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from simulator import SimulatedDevice

from .conftest import AddDevice, Elapse
from .translations import ENGLISH, placeholders

OURS, STRANGE = "00:0A:59:10:20:30", "00:0A:59:99:99:99"


def _issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key == "other_device_answers"
    ]


async def test_the_stranger_is_named_until_the_right_one_is_back(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """With its name, its model and its MAC; nothing of it is taken over."""
    await add_device(device)
    assert not _issues(hass)
    device.mac, device.name = STRANGE, "Cellar"
    device.sensors[0].value = 77.7
    await elapse(31)
    [issue] = _issues(hass)
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_placeholders == as_placeholders(
        name="Server room",
        expected=OURS.lower(),
        stranger=f"Cellar, STE2, {STRANGE.lower()}",
    )
    words = ENGLISH["issues"]["other_device_answers"]
    for text in words.values():
        assert placeholders(text) <= set(issue.translation_placeholders)
    for _ in range(3):
        await elapse(31)
    assert hass.states.get("sensor.server_room_cold_room_1").state == "unavailable"
    assert len(_issues(hass)) == 1

    device.mac, device.name = OURS, "Server room"
    device.sensors[0].value = 4.4
    await elapse(31)
    assert not _issues(hass)
    assert hass.states.get("sensor.server_room_cold_room_1").state == "4.4"


async def test_it_goes_with_the_entry(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Whoever takes the device out has done what there was to do."""
    entry = await add_device(device)
    device.mac = STRANGE
    await elapse(31)
    assert _issues(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not _issues(hass)


@pytest.mark.parametrize("mac", [STRANGE, OURS])
async def test_it_is_told_again_after_a_restart(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    mac: str,
) -> None:
    """If it is still so, even where nothing is known from before."""
    entry = await add_device(device)
    device.mac = STRANGE
    await elapse(31)
    await hass.config_entries.async_unload(entry.entry_id)
    assert not _issues(hass)
    device.mac = mac
    await hass.config_entries.async_setup(entry.entry_id)
    assert bool(_issues(hass)) is (mac == STRANGE)
    assert entry.state is ConfigEntryState.LOADED


async def test_nothing_is_left_of_a_device_that_never_was_set_up(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """The entry waits to be set up, and says why itself."""
    entry = await add_device(device)
    await hass.config_entries.async_unload(entry.entry_id)
    await device_store(hass, entry).async_remove()
    device.mac = STRANGE
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "other_device"
    await hass.config_entries.async_remove(entry.entry_id)
    assert not [key for key in ir.async_get(hass).issues if key[0] == DOMAIN]
