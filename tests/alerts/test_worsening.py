"""What gets worse while an alert stands: it is news, whoever has acknowledged it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier, add_subentry

HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
ALARM = "Cold room 1: {}, alarm · Server room"


@pytest.fixture
async def alerts(
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return the alerts of a cold room."""
    device.sensors[0].low, device.sensors[0].high = -40.0, 40.0
    await add_device(device)
    return await add_alerts(notifier)


def _cold(hass: HomeAssistant, alerts: MockConfigEntry, **data: Any) -> None:
    """Watch it, or change how."""
    known = [each for each in alerts.subentries.values() if each.title == "Cold"]
    if known:
        hass.config_entries.async_update_subentry(
            alerts, known[0], data={**known[0].data, **data}
        )
        return
    add_subentry(
        hass, alerts, "range_rule", "Cold", **{"quantity": "temperature", **data}
    )


async def _acknowledge(hass: HomeAssistant, alerts: MockConfigEntry) -> None:
    alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await hass.async_block_till_done(wait_background_tasks=True)


# A rule that is made more severe


@pytest.mark.parametrize("acknowledged", [False, True])
@pytest.mark.parametrize("offline", [False, True])
async def test_a_rule_that_is_made_more_severe(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    acknowledged: bool,
    offline: bool,
) -> None:
    """Those who have heard of a warning know nothing of a critical alert."""
    _cold(hass, alerts, high=8)
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    assert notifier.titles == [HOT]
    if acknowledged:
        await _acknowledge(hass, alerts)
    if offline:
        await device.stop()
        await polls(elapse, 6)
    told = len(notifier.titles)
    _cold(hass, alerts, severity="information")
    await polls(elapse, 2)
    assert len(notifier.titles) == told
    _cold(hass, alerts, severity="critical")
    await polls(elapse, 2)
    [again] = notifier.titles[told:]
    assert "CRITICAL" in again
    assert "unanswered" not in again
    assert "9.5 °C" in again
    _cold(hass, alerts, severity="warning")
    await polls(elapse, 2)
    assert not any("Cold room" in title for title in notifier.titles[told + 1 :])


# Through the hysteresis to the other side


async def test_from_too_warm_through_the_alarm_to_too_cold(
    device: SimulatedDevice, alerts: MockConfigEntry, notifier: Notifier, elapse: Elapse
) -> None:
    """The device is in alarm all the time, also between its limits."""
    probe = device.sensors[0]
    probe.low, probe.high = 2.0, 8.0
    for state, value in ((5, 9.5), (5, 5.0), (2, 1.0)):
        probe.state, probe.value = state, value
        await polls(elapse, 2)
    assert alerts.runtime_data is not None
    assert notifier.titles == [ALARM.format("9.5 °C"), ALARM.format("1.0 °C")]


async def test_a_wide_hysteresis_hides_no_other_limit(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """That of a device may be wider than its range."""
    _cold(hass, alerts, low=2, high=8, hysteresis=20)
    for value in (9.5, 5.0, 1.0):
        device.sensors[0].value = value
        await polls(elapse, 2)
    assert notifier.titles == [HOT, "Cold room 1: 1.0 °C, below 2 °C · Server room"]


# Flapping


@pytest.mark.parametrize("acknowledged", [False, True])
async def test_flapping_that_becomes_permanent(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    acknowledged: bool,
) -> None:
    """It was told that it comes and goes; that it stays is other news."""
    _cold(hass, alerts, high=8)
    for value in (9.5, 5.0, 9.5, 5.0, 9.5, 5.0, 9.5):
        device.sensors[0].value = value
        await polls(elapse, 2)
    assert "times within an hour" in notifier.accepted[-1]["message"]
    if acknowledged:
        await _acknowledge(hass, alerts)
    told = len(notifier.titles)
    await polls(elapse, 55)
    assert len(notifier.titles) == told
    await polls(elapse, 8)
    assert notifier.titles[told:] == [HOT]
    assert "times within" not in notifier.accepted[-1]["message"]
    await polls(elapse, 90)
    assert notifier.titles[told:] == [HOT]
    device.sensors[0].value = 5.0
    await polls(elapse, 2)
    assert len(notifier.titles) == told + 2
