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


# A second, harder limit


@pytest.mark.parametrize("acknowledged", [False, True])
@pytest.mark.parametrize(
    ("limits", "values"),
    [
        ({"high": 8, "critical_high": 12}, ("9.5 °C", "12.5 °C", "11.8 °C", "9.0 °C")),
        ({"low": 2, "critical_low": -2}, ("1.0 °C", "-2.5 °C", "-1.8 °C", "1.5 °C")),
    ],
)
async def test_a_harder_limit(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    acknowledged: bool,
    limits: dict[str, float],
    values: tuple[str, ...],
) -> None:
    """It is told anew, as critical, after the delay; noise at that limit is no news."""
    _cold(hass, alerts, **limits, hysteresis=0.5, delay=2)
    probe = device.sensors[0]
    warm, hot, near, warm_again = (float(value.split()[0]) for value in values)
    probe.value = warm
    await polls(elapse, 7)
    [first] = notifier.titles
    assert "CRITICAL" not in first
    if acknowledged:
        await _acknowledge(hass, alerts)
    told = len(notifier.titles)
    probe.value = hot
    await polls(elapse, 3)
    assert len(notifier.titles) == told
    await polls(elapse, 4)
    [again] = notifier.titles[told:]
    value = values[1].replace("-", "−")
    assert again.startswith(f"Cold room 1: {value}, {_told(limits)} – CRITICAL")
    for value in (near, hot, near, hot, warm_again, warm):
        probe.value = value
        await polls(elapse, 7)
    assert len(notifier.titles) == told + 1
    [(_, rule, _)] = alerts.runtime_data.alerts
    assert rule.severity == "warning"
    probe.value = 5.0
    await polls(elapse, 2)
    assert notifier.titles[-1] == "Cold room 1: 5.0 °C, back in range · Server room"


def _told(limits: dict[str, float]) -> str:
    if "high" in limits:
        return f"above {limits['critical_high']} °C"
    return f"below −{-limits['critical_low']} °C"


async def test_beyond_the_harder_limit_at_once(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It is one message; also in the quiet hours, and with the limits of the device."""
    [person] = [
        each for each in alerts.subentries.values() if each.title == "IT on call"
    ]
    quiet = {"quiet_begin": "00:00:00", "quiet_end": "23:59:59"}
    hass.config_entries.async_update_subentry(
        alerts, person, data={**person.data, **quiet}
    )
    _cold(hass, alerts, device_limits=True, critical_high=12)
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    assert notifier.titles == []
    device.sensors[0].value = 12.5
    await polls(elapse, 2)
    assert notifier.titles == [
        "Cold room 1: 12.5 °C, above 12 °C – CRITICAL · Server room"
    ]
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    assert list(alerts.runtime_data.alerts) == []


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


# A device that answers only now and then


async def test_what_is_wrong_whenever_it_is_known(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It answers one poll in ten: too often to be offline, too seldom for the delay."""
    _cold(hass, alerts, high=8, delay=2.5)
    device.sensors[0].value = 9.5
    for _ in range(4):
        await device.plug()
        await polls(elapse)
        await device.unplug()
        await polls(elapse, 9)
    assert notifier.titles == [HOT]


@pytest.mark.parametrize("calm", [5.0, 8.0])
async def test_what_is_well_now_and_then(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    calm: float,
) -> None:
    """Once in range, it begins anew."""
    _cold(hass, alerts, high=8, delay=2.5)
    for value in (9.5, 9.5, calm, 9.5, 9.5, calm):
        device.sensors[0].value = value
        await device.plug()
        await polls(elapse)
        await device.unplug()
        await polls(elapse, 9)
    assert notifier.titles == []
