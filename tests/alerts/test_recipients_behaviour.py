"""Who gets what, when, and what happens when nothing gets through."""

from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, flush_store

from custom_components.hwgroup.alerts.notify.log import FAILED_AFTER
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier, add_subentry, issues, marked, notifications

HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
BACK = "Cold room 1: 5.0 °C, back in range · Server room"
PHARMACIST = {"actions": ["notify.pharmacist"]}


@pytest.fixture
async def entry(device: SimulatedDevice, add_device: AddDevice) -> MockConfigEntry:
    """Return the cold store, which sets off no alarm of its own."""
    device.sensors[0].low = device.sensors[0].high = None
    return await add_device(device)


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
) -> MockConfigEntry:
    """Return alerts with one rule, of which `IT on call` is told."""
    alerts = await add_alerts(notifier)
    add_subentry(hass, alerts, "range_rule", "Cold", quantity="temperature", high=8)
    await hass.async_block_till_done(wait_background_tasks=True)
    return alerts


def _change(
    hass: HomeAssistant, alerts: MockConfigEntry, title: str, **data: Any
) -> None:
    [subentry] = [each for each in alerts.subentries.values() if each.title == title]
    hass.config_entries.async_update_subentry(
        alerts, subentry, data={**subentry.data, **data}
    )


async def _restart(hass: HomeAssistant, *entries: MockConfigEntry) -> None:
    """Stop, and start with notifiers that take their time."""
    hass.set_state(CoreState.starting)
    await flush_store(entries[0].runtime_data._store)
    for entry in entries:
        await hass.config_entries.async_unload(entry.entry_id)
    for entry in entries:
        await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await hass.async_block_till_done(wait_background_tasks=True)


# The chain


@pytest.mark.parametrize("restarts", [False, True])
async def test_the_next_one_is_told_where_nobody_answers(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entry: MockConfigEntry,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
    restarts: bool,
) -> None:
    """Across a restart, too; both are told what becomes of it."""
    add_subentry(hass, alerts, "recipient", "Pharmacist", after=10, **PHARMACIST)
    device.sensors[0].value = 9.5
    await polls(elapse, 4)
    assert notifier.titles == [HOT]
    if restarts:
        await _restart(hass, entry, alerts)
    await polls(elapse, 14)
    assert second_notifier.titles == []
    await polls(elapse, 4)
    assert second_notifier.titles == [marked(HOT, "unanswered")]
    [(alert, _, _)] = alerts.runtime_data.alerts
    alerts.runtime_data.actions.async_acknowledge([alert.id], "Ann")
    await polls(elapse)
    seen_to = marked(HOT, "acknowledged")
    assert notifier.titles[1:] == second_notifier.titles[1:] == [seen_to]
    device.sensors[0].value = 5.0
    await polls(elapse, 2)
    assert notifier.titles[2:] == second_notifier.titles[2:] == [BACK]


async def test_who_answers_in_time_spares_the_next_one(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entry: MockConfigEntry,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """After a restart, too."""
    add_subentry(hass, alerts, "recipient", "Pharmacist", after=10, **PHARMACIST)
    device.sensors[0].value = 9.5
    await polls(elapse, 4)
    alerts.runtime_data.actions.async_acknowledge(None, None)
    await _restart(hass, entry, alerts)
    await polls(elapse, 40)
    device.sensors[0].value = 5.0
    await polls(elapse, 2)
    assert notifier.titles == [HOT, marked(HOT, "acknowledged"), BACK]
    assert second_notifier.titles == []


async def test_a_snooze_outlasts_a_restart(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entry: MockConfigEntry,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """What is still wrong at its end is told again, once."""
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    alerts.runtime_data.actions.async_snooze(None, timedelta(minutes=30))
    await _restart(hass, entry, alerts)
    await polls(elapse, 56)
    assert notifier.titles == [HOT]
    await polls(elapse, 60)
    assert notifier.titles == [HOT, marked(HOT, "unanswered")]


@pytest.mark.parametrize("severity", ["information", "warning", "critical"])
async def test_quiet_hours(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
    severity: str,
) -> None:
    """Only what is critical wakes anybody; the rest is told in the morning."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await hass.config.async_set_time_zone("America/Los_Angeles")
    _change(hass, alerts, "IT on call", quiet_begin="22:00:00", quiet_end="07:00:00")
    _change(hass, alerts, "Cold", severity=severity)
    freezer.move_to(datetime(2026, 12, 1, 23, 30, tzinfo=zone))
    await polls(elapse, 2)
    device.sensors[0].value = 9.5
    await polls(elapse, 4)
    assert len(notifier.titles) == (severity == "critical")
    freezer.move_to(datetime(2026, 12, 2, 6, 59, tzinfo=zone))
    await polls(elapse)
    assert len(notifier.titles) == (severity == "critical")
    await polls(elapse, 2)
    told = marked(HOT, "CRITICAL") if severity == "critical" else HOT
    assert notifier.titles == [told]


async def test_what_waits_for_the_morning_says_of_which_day_it_is(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It is read on another day than the one on which it was written."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await hass.config.async_set_time_zone("America/Los_Angeles")
    _change(hass, alerts, "IT on call", quiet_begin="22:00:00", quiet_end="07:00:00")
    freezer.move_to(datetime(2026, 12, 1, 21, 30, tzinfo=zone))
    await polls(elapse, 2)
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    assert "since 21:3" in notifier.accepted[0]["message"]
    freezer.move_to(datetime(2026, 12, 1, 22, 30, tzinfo=zone))
    device.sensors[0].value = 5.0
    await polls(elapse, 2)
    assert notifier.titles == [HOT]
    freezer.move_to(datetime(2026, 12, 2, 7, 1, tzinfo=zone))
    await polls(elapse, 2)
    assert notifier.titles == [HOT, BACK]
    assert "from 1 Dec 21:3" in notifier.accepted[1]["message"]


async def test_an_escalation_far_from_greenwich_is_not_late(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    second_notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Half past two in the afternoon is no quiet hour, though it is half past ten there."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await hass.config.async_set_time_zone("America/Los_Angeles")
    add_subentry(
        hass,
        alerts,
        "recipient",
        "Pharmacist",
        after=10,
        quiet_begin="22:00:00",
        quiet_end="07:00:00",
        **PHARMACIST,
    )
    freezer.move_to(datetime(2026, 12, 1, 14, 30, tzinfo=zone))
    await polls(elapse, 2)
    device.sensors[0].value = 9.5
    await polls(elapse, 24)
    assert second_notifier.titles == [marked(HOT, "unanswered")]


# What does not get through


@pytest.mark.parametrize("days", [0, 1])
async def test_what_is_late_says_of_which_day_it_is(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
    days: int,
) -> None:
    """Its "since 21:30" is read on the day after."""
    await hass.config.async_set_time_zone("Europe/Prague")
    freezer.move_to("2026-12-01 20:30:00+00:00")
    await polls(elapse, 2)
    notifier.break_down()
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    await elapse(timedelta(hours=12 * days).total_seconds())
    notifier.failing = None
    await polls(elapse, 130)
    [message] = notifier.accepted
    assert message["message"].startswith("Cold room 1 has been above 8 °C since 21:31.")
    late = "\nWritten 1 Dec 2026 21:31." in message["message"]
    assert late is bool(days)


async def test_a_fallback(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It is told where all else has failed, and from then on at once."""
    _change(hass, alerts, "IT on call", fallback_actions=["notify.pharmacist"])
    notifier.break_down()
    device.sensors[0].value = 9.5
    await polls(elapse)
    assert second_notifier.titles == []
    await polls(elapse, 7)
    assert notifier.attempts == FAILED_AFTER
    assert second_notifier.titles == [HOT]
    assert issues(hass) == ["recipient_unreachable"]
    # He was told after all, if not as he had meant it.
    assert notifications(hass) == ["Alerts do not reach IT on call"]
    device.sensors[0].value = 5.0
    await polls(elapse, 2)
    assert second_notifier.titles[1:] == [BACK]
    notifier.failing = None
    await polls(elapse, 140)
    assert notifier.titles == [BACK]
    assert issues(hass) == []
    assert notifications(hass) == []


async def test_when_everything_is_dead(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Whoever looks at Home Assistant sees it, each message and each channel."""
    _change(hass, alerts, "IT on call", fallback_actions=["notify.pharmacist"])
    notifier.break_down()
    second_notifier.break_down()
    device.sensors[0].value = 9.5
    await polls(elapse, 20)
    assert issues(hass) == ["recipient_unreachable"] * 2
    assert sorted(notifications(hass)) == [
        "Alerts do not reach IT on call",
        "Alerts do not reach IT on call",
        HOT,
    ]
    problems = [
        (recipient.name, channel.target, reason)
        for recipient, channel, reason in alerts.runtime_data.notifier.problems
    ]
    assert problems == [
        ("IT on call", "notify.it_on_call", "mail server is down"),
        ("IT on call", "notify.pharmacist", "mail server is down"),
    ]
    # A further alert is not hidden behind the first one.
    device.inputs[1].closed = True
    await polls(elapse, 20)
    assert "Compressor fault: closed, alarm · Server room" in notifications(hass)


async def test_a_notifier_that_is_gone_is_found_before_it_is_needed(
    hass: HomeAssistant, alerts: MockConfigEntry, notifier: Notifier, elapse: Elapse
) -> None:
    """But a single blip is none, nor is what has not loaded yet."""
    notifier.unregister()
    await elapse(301)
    assert issues(hass) == []
    notifier.register()
    await elapse(301)
    notifier.unregister()
    await elapse(301)
    assert issues(hass) == []
    await elapse(301)
    assert issues(hass) == ["recipient_unreachable"]
    assert [reason for _, _, reason in alerts.runtime_data.notifier.problems] == [
        "notify.it_on_call does not exist"
    ]
    notifier.register()
    await elapse(301)
    assert issues(hass) == []
    assert notifications(hass) == []
    assert list(alerts.runtime_data.notifier.problems) == []


# Pauses


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("still", [False, True])
async def test_a_pause(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entry: MockConfigEntry,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
    everything: bool,
    still: bool,
) -> None:
    """What is still wrong at its end is told; the next one has to wait from then on."""
    add_subentry(hass, alerts, "recipient", "Pharmacist", after=10, **PHARMACIST)
    alerts.runtime_data.actions.async_pause(
        None if everything else [entry.entry_id],
        timedelta(minutes=30),
    )
    await polls(elapse, 4)
    device.sensors[0].value = 9.5
    await polls(elapse, 10)
    await _restart(hass, entry, alerts)
    await polls(elapse, 40)
    if not still:
        device.sensors[0].value = 5.0
    await polls(elapse, 2)
    assert notifier.titles == []
    await polls(elapse, 6)
    assert notifier.titles == [HOT] * still
    assert second_notifier.titles == []
    await polls(elapse, 22)
    assert second_notifier.titles == [marked(HOT, "unanswered")] * still


async def test_a_pause_of_another_device_keeps_nothing_back(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """And the one that is ended early tells at once all that is still wrong."""
    manager_ = alerts.runtime_data
    until = timedelta(hours=9)
    manager_.actions.async_pause(["another"], until)
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    assert notifier.titles == [HOT]
    manager_.actions.async_pause(None, until)
    device.inputs[1].closed = True
    await polls(elapse, 3)
    assert notifier.titles == [HOT]
    manager_.actions.async_resume(None)
    await polls(elapse)
    fault = "Compressor fault: closed, alarm · Server room"
    assert notifier.titles == [HOT, marked(HOT, "unanswered"), fault]


# Flapping


async def test_flapping_is_folded(
    hass: HomeAssistant,
    device: SimulatedDevice,
    entry: MockConfigEntry,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Its end is told when it has been calm for half an hour, across a restart."""
    for _ in range(12):
        for value in (9.5, 5.0):
            device.sensors[0].value = value
            await polls(elapse)
    assert notifier.titles == [HOT, BACK, HOT, BACK, HOT]
    assert "3 times within an hour" in notifier.accepted[-1]["message"]
    await _restart(hass, entry, alerts)
    await polls(elapse, 40)
    assert len(notifier.titles) == 5
    await polls(elapse, 30)
    assert notifier.titles[5:] == [BACK]
    assert "It happened 12 times." in notifier.accepted[-1]["message"]
