"""What nearly got lost: found by killing Home Assistant again and again."""

import re
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from simulator import Sensor, SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice, polls
from .conftest import AddAlerts, Notifier, add_subentry, issues, marked, notifications


def _hot(device: str) -> str:
    return f"Cold room 1: 9.5 °C, above 8 °C · {device}"


@pytest.fixture
async def devices(
    make_device: MakeDevice, add_device: AddDevice
) -> dict[MockConfigEntry, SimulatedDevice]:
    """Return two cold stores by their entries, which set off no alarm of their own."""
    stores = [
        await make_device("ste2", name=name, mac=f"00:0A:59:10:20:{number}0")
        for number, name in enumerate(("East", "West"), 1)
    ]
    for store in stores:
        store.sensors[0].low = store.sensors[0].high = None
    return {await add_device(store): store for store in stores}


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
) -> MockConfigEntry:
    """Return alerts with one rule, and a recipient with a fallback."""
    alerts = await add_alerts(notifier)
    add_subentry(
        hass, alerts, "range_rule", "Cold", quantity="temperature", high=8, repeat=10
    )
    [recipient] = [
        each for each in alerts.subentries.values() if each.subentry_type == "recipient"
    ]
    fallback = {"fallback_actions": ["notify.pharmacist"]}
    hass.config_entries.async_update_subentry(
        alerts, recipient, data={**recipient.data, **fallback}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return alerts


async def _restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def _change(
    hass: HomeAssistant, alerts: MockConfigEntry, title: str, **data: Any
) -> None:
    [subentry] = [each for each in alerts.subentries.values() if each.title == title]
    hass.config_entries.async_update_subentry(
        alerts, subentry, data={**subentry.data, **data}
    )


async def test_an_alert_is_repeated_after_a_restart(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Even if its device is not the first one that is heard of, and all is quiet."""
    [_, west] = devices.values()
    west.sensors[0].value = 9.5
    await polls(elapse, 3)
    assert notifier.titles == [_hot("West")]
    await _restart(hass, alerts)
    await polls(elapse, 20)
    assert notifier.titles[1:] == [marked(_hot("West"), "unanswered")]


async def test_what_waits_behind_a_failed_message_falls_back_with_it(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It is not tried before the first one is accepted; the fallback is told once."""
    east, west = devices.values()
    notifier.break_down()
    east.sensors[0].value = 9.5
    await polls(elapse, 2)
    west.sensors[0].value = 9.5
    await polls(elapse, 6)
    assert sorted(second_notifier.titles) == [_hot("East"), _hot("West")]


async def test_a_restart_takes_nothing_back_that_was_declared_failed(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The next attempt may be an hour away."""
    notifier.break_down()
    second_notifier.break_down()
    [east, _] = devices.values()
    east.sensors[0].value = 9.5
    await polls(elapse, 15)
    shown = sorted(notifications(hass))
    assert _hot("East") in shown
    for name in list(hass.data["persistent_notification"]):
        hass.data["persistent_notification"].pop(name)
    await _restart(hass, alerts)
    assert sorted(notifications(hass)) == shown
    assert issues(hass) == ["recipient_unreachable"] * 2


async def test_the_same_words_a_second_time_are_news(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A fallback that has told them before tells them again."""
    _change(hass, alerts, "Cold", message="The medicines get warm!", repeat=0)
    notifier.break_down()
    [east, _] = devices.values()
    for count in (1, 2):
        east.sensors[0].value = 9.5
        await polls(elapse, 8)
        assert second_notifier.titles.count(_hot("East")) == count
        east.sensors[0].value = 5.0
        await polls(elapse, 3)


@pytest.mark.parametrize("starts_anew", [False, True])
async def test_a_message_is_not_taken_for_an_earlier_one(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
    starts_anew: bool,
) -> None:
    """One that reached nobody is shown, whatever was accepted of its alert before."""
    [east, _] = devices.values()
    east.sensors[0].value = 9.5
    await polls(elapse, 25)
    title = marked(_hot("East"), "unanswered")
    assert notifier.titles == [_hot("East"), title]
    if starts_anew:
        title = _hot("East")
        east.sensors[0].value = 5.0
        await polls(elapse, 3)
        east.sensors[0].value = 9.5
    notifier.break_down()
    second_notifier.break_down()
    await polls(elapse, 14 if starts_anew else 40)
    assert title in notifications(hass)


async def test_what_is_new_waits_for_no_attempt_of_what_is_old(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """What has failed for long is tried every hour, and when the notifier works."""
    _change(hass, alerts, "Cold", repeat=0)
    east, west = devices.values()
    notifier.break_down()
    east.sensors[0].value = 9.5
    await polls(elapse, 30)
    assert notifier.attempts == 4
    notifier.failing = None
    west.sensors[0].value = 9.5
    await polls(elapse, 3)
    assert notifier.titles == [_hot("West"), _hot("East")]


async def test_a_message_that_is_never_accepted_keeps_no_other_back(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It is too long, say, or its notifier takes a name for markup."""
    _change(hass, alerts, "Cold", repeat=0)
    east, west = devices.values()
    accept = notifier._handle

    async def refuse(call: ServiceCall) -> None:
        if "East" in call.data["title"]:
            raise HomeAssistantError("cannot parse entities")
        await accept(call)

    hass.services.async_register("notify", notifier.action, refuse)
    east.sensors[0].value = 9.5
    await polls(elapse, 12)
    west.sensors[0].value = 9.5
    await polls(elapse, 3)
    assert notifier.titles == [_hot("West")]
    assert issues(hass) == []
    west.sensors[0].value = 5.0
    await polls(elapse, 3)
    assert notifier.titles[1:] == ["Cold room 1: 5.0 °C, back in range · West"]


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_notifier_that_is_back_brings_what_is_owed(
    hass: HomeAssistant,
    devices: dict[MockConfigEntry, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    restarts: bool,
) -> None:
    """As soon as that is seen, or after a start, and not an hour later."""
    _change(hass, alerts, "Cold", repeat=0)
    [east, _] = devices.values()
    notifier.unregister()
    east.sensors[0].value = 9.5
    await polls(elapse, 40)
    notifier.register()
    if restarts:
        await _restart(hass, alerts)
    else:
        await polls(elapse, 11)
    assert notifier.titles == [_hot("East")]
    assert issues(hass) == []


@pytest.mark.parametrize("transport", ["http", "snmp"])
async def test_an_alert_stays_when_its_probe_is_lost(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    transport: str,
) -> None:
    """Over SNMP a STE2 drops the probe's name and unit with the value."""
    device = await make_device("ste2", name="North")
    await device.plug_snmp()
    probe = device.sensors[0]
    probe.low = probe.high = None
    await add_device(device, transport=transport, port=device.snmp_port)
    alerts = await add_alerts(notifier)
    add_subentry(
        hass, alerts, "range_rule", "Cold", quantity="temperature", high=8, repeat=10
    )
    probe.value = 9.5
    await polls(elapse, 3)
    assert notifier.titles == [_hot("North")]
    probe.valid = False
    await polls(elapse, 8)
    assert notifier.titles[1:] == ["Cold room 1: cannot be read · North"]
    state = hass.states.get("sensor.north_cold_room_1")
    assert state is not None
    assert (state.state, state.attributes["unit_of_measurement"]) == ("unknown", "°C")
    probe.valid = True
    await polls(elapse, 12)
    assert notifier.titles[2:] == [
        "Cold room 1: 9.5 °C, readable again · North",
        marked(_hot("North"), "unanswered"),
    ]


@pytest.mark.parametrize("how", ["the sensor", "the device"])
async def test_a_repetition_says_what_is_not_known_any_more(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    how: str,
) -> None:
    """The last value, and since when: "still 9.5 °C" would be a guess."""
    await hass.config.async_set_time_zone("Europe/Prague")
    freezer.move_to("2026-11-25 12:00:00+00:00")
    device = await make_device("ste2", name="North")
    probe = device.sensors[0]
    probe.low = probe.high = None
    await add_device(device)
    alerts = await add_alerts(notifier)
    add_subentry(
        hass, alerts, "range_rule", "Cold", quantity="temperature", high=8, repeat=30
    )
    probe.value = 9.5
    await polls(elapse, 42)  # warm from 13:00 on, and as warm at 13:21
    assert notifier.titles == [_hot("North")]
    if how == "the sensor":
        probe.valid = False
    else:
        await device.unplug()
    await polls(elapse, 22)
    repeated = [each for each in notifier.accepted if "unanswered" in each["title"]]
    [message] = repeated
    assert (
        message["title"] == "Cold room 1: unreadable, last 9.5 °C – unanswered · North"
    )
    since, unknown, *_ = message["message"].splitlines()
    assert since == "Cold room 1 has been above 8 °C since 13:00."
    assert re.fullmatch(
        r"The current value has not been known since 13:2[12]\."
        r" Last known value: 9\.5 °C\.",
        unknown,
    )
    # Unknown is neither news nor over.
    if how == "the sensor":
        probe.valid = True
    else:
        await device.plug()
    await polls(elapse, 70)
    again = marked(_hot("North"), "unanswered")
    assert notifier.titles[-1] == again


@pytest.mark.parametrize("works", [True, False])
async def test_a_hundred_alerts_at_once_all_reach_somebody(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    works: bool,
) -> None:
    """Some of them in one message; and nothing is said to be untold afterwards."""
    device = await make_device("poseidon2_3268", name="Hall")
    names = [f"Probe {number:03}" for number in range(100)]
    device.sensors[:] = [
        Sensor(1000 + number, name, "C", 5.0, high=8.0)
        for number, name in enumerate(names)
    ]
    await add_device(device)
    await add_alerts(notifier)
    if not works:
        notifier.break_down()
    for sensor in device.sensors:
        sensor.value = 30.0
    await polls(elapse, 20)
    assert bool(notifications(hass)) is not works
    notifier.failing = None
    await polls(elapse, 30)
    told = "\n".join(
        f"{message['title']}\n{message['message']}" for message in notifier.accepted
    )
    assert [name for name in names if name not in told] == []
    assert len(notifier.accepted) == 3
    assert notifications(hass) == []
    assert issues(hass) == []
