"""What nearly got lost: found by killing Home Assistant again and again."""

import re
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.hwgroup.alerts.messages.words.english import ENGLISH
from custom_components.hwgroup.alerts.store import AlertStore
from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from simulator import Sensor, SimulatedDevice

from ..conftest import AddDevice, MakeDevice, polls
from ..site import (
    AddAlerts,
    Elapse,
    Notifier,
    Site,
    add_subentry,
    issues,
    marked,
    notifications,
)

pytestmark = pytest.mark.usefixtures("quiet_device")


def _hot(device: str) -> str:
    return f"Cold room 1: 9.5 °C, above 8 °C · {device}"


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return one of two cold stores."""
    return await make_device("ste2", name="East")


@pytest.fixture
async def site(site: Site, second_notifier: Notifier) -> Site:
    """Return alerts with one rule, and a recipient with a fallback."""
    site.add("range_rule", "Cold", quantity="temperature", high=8, repeat=10)
    site.change("IT on call", fallback_actions=["notify.pharmacist"])
    await site.settle()
    return site


@pytest.fixture
async def west(site: Site) -> Sensor:
    """Return the probe of the other cold store."""
    store = await site.make_device("ste2", name="West", mac="00:0A:59:10:20:20")
    probe = store.sensors[0]
    probe.low = probe.high = None
    await site.add_device(store)
    return probe


async def _restart(site: Site) -> None:
    await site.hass.config_entries.async_reload(site.alerts.entry_id)
    await site.settle()


async def test_an_alert_is_repeated_after_a_restart(site: Site, west: Sensor) -> None:
    """Even if its device is not the first one that is heard of, and all is quiet."""
    west.value = 9.5
    await site.polls(3)
    assert site.titles == [_hot("West")]
    await _restart(site)
    await site.polls(20)
    assert site.titles[1:] == [marked(_hot("West"), "unanswered")]


async def test_what_waits_behind_a_failed_message_falls_back_with_it(
    site: Site, west: Sensor, second_notifier: Notifier
) -> None:
    """It is not tried before the first one is accepted; the fallback is told once."""
    site.notifier.break_down()
    site.probe.value = 9.5
    await site.polls(2)
    west.value = 9.5
    await site.polls(6)
    assert sorted(second_notifier.titles) == [_hot("East"), _hot("West")]


async def test_a_restart_takes_nothing_back_that_was_declared_failed(
    site: Site, second_notifier: Notifier
) -> None:
    """The next attempt may be an hour away."""
    site.notifier.break_down()
    second_notifier.break_down()
    site.probe.value = 9.5
    await site.polls(15)
    shown = sorted(notifications(site.hass))
    assert _hot("East") in shown
    persistent_notification.async_dismiss_all(site.hass)
    await _restart(site)
    assert sorted(notifications(site.hass)) == shown
    assert site.issues == ["recipient_unreachable"] * 2


async def test_who_has_a_message_gets_it_from_no_notifier_that_goes(
    site: Site, second_notifier: Notifier
) -> None:
    """What one of two notifiers was owed is owed to those that have not accepted it."""
    both = ["notify.it_on_call", "notify.pharmacist"]
    site.change("IT on call", actions=both, fallback_actions=[])
    second_notifier.break_down()
    site.probe.value = 9.5
    await site.polls(3)
    assert site.titles == [_hot("East")]
    site.change("IT on call", actions=both[:1], fallback_actions=[])
    await site.polls(3)
    assert site.titles == [_hot("East")]


async def test_the_same_words_a_second_time_are_news(
    site: Site, second_notifier: Notifier
) -> None:
    """A fallback that has told them before tells them again."""
    site.change("Cold", message="The medicines get warm!", repeat=0)
    site.notifier.break_down()
    for count in (1, 2):
        site.probe.value = 9.5
        await site.polls(8)
        assert second_notifier.titles.count(_hot("East")) == count
        site.probe.value = 5.0
        await site.polls(3)


@pytest.mark.parametrize("starts_anew", [False, True])
async def test_a_message_is_not_taken_for_an_earlier_one(
    site: Site, second_notifier: Notifier, starts_anew: bool
) -> None:
    """One that reached nobody is shown, whatever was accepted of its alert before."""
    site.probe.value = 9.5
    await site.polls(25)
    title = marked(_hot("East"), "unanswered")
    assert site.titles == [_hot("East"), title]
    if starts_anew:
        title = _hot("East")
        site.probe.value = 5.0
        await site.polls(3)
        site.probe.value = 9.5
    site.notifier.break_down()
    second_notifier.break_down()
    await site.polls(14 if starts_anew else 40)
    assert title in notifications(site.hass)


async def test_what_is_new_waits_for_no_attempt_of_what_is_old(
    site: Site, west: Sensor
) -> None:
    """What has failed for long is tried every hour, and when the notifier works."""
    site.change("Cold", repeat=0)
    site.notifier.break_down()
    site.probe.value = 9.5
    await site.polls(30)
    assert site.notifier.attempts == 4
    site.notifier.failing = None
    west.value = 9.5
    await site.polls(3)
    assert site.titles == [_hot("West"), _hot("East")]


async def test_a_message_that_is_never_accepted_keeps_no_other_back(
    site: Site, west: Sensor
) -> None:
    """It is too long, say, or its notifier takes a name for markup."""
    site.change("Cold", repeat=0)
    accept = site.notifier._handle

    async def refuse(call: ServiceCall) -> None:
        if "East" in call.data["title"]:
            raise HomeAssistantError("cannot parse entities")
        await accept(call)

    site.hass.services.async_register("notify", site.notifier.action, refuse)
    site.probe.value = 9.5
    await site.polls(12)
    west.value = 9.5
    await site.polls(3)
    assert site.titles == [_hot("West")]
    assert site.issues == []
    west.value = 5.0
    await site.polls(3)
    assert site.titles[1:] == ["Cold room 1: 5.0 °C, back in range · West"]


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_notifier_that_is_back_brings_what_is_owed(
    site: Site, restarts: bool
) -> None:
    """As soon as that is seen, or after a start, and not an hour later."""
    site.change("Cold", repeat=0)
    site.notifier.unregister()
    site.probe.value = 9.5
    await site.polls(40)
    site.notifier.register()
    if restarts:
        await _restart(site)
    else:
        await site.polls(11)
    assert site.titles == [_hot("East")]
    assert site.issues == []


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
    site: Site, how: str
) -> None:
    """The last value, and since when: "still 9.5 °C" would be a guess."""
    await site.hass.config.async_set_time_zone("Europe/Prague")
    site.change("Cold", repeat=30, severity="critical")
    site.probe.value = 9.5
    await site.polls(42)  # warm from 13:00 on, and as warm at 13:21
    assert site.titles == [marked(_hot("East"), "CRITICAL")]
    if how == "the sensor":
        site.probe.valid = False
    else:
        await site.device.unplug()
    await site.polls(22)
    repeated = [
        each for each in site.notifier.accepted if "unanswered" in each["title"]
    ]
    [message] = repeated
    unreadable = "Cold room 1: unreadable, last 9.5 °C"
    assert message["title"].startswith(f"{unreadable} – CRITICAL")
    since, unknown, *_ = message["message"].splitlines()
    assert since == "Cold room 1 has been above 8 °C since 13:00."
    assert re.fullmatch(
        r"The current value has not been known since 13:2[12]\."
        r" Last known value: 9\.5 °C\.",
        unknown,
    )
    # Unknown is neither news nor over.
    if how == "the sensor":
        site.probe.valid = True
    else:
        await site.device.plug()
    await site.polls(70)
    hot, _ = _hot("East").split(" · ")
    assert site.titles[-1] == f"{hot} – CRITICAL, unanswered"


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


@pytest.mark.parametrize("what", ["words", "listener", "subscriber"])
async def test_what_fails_keeps_nobody_from_an_alert(
    site: Site, west: Sensor, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Nor from any other alert: what cannot be worded is told without words."""

    def fail(*_news: object) -> None:
        raise ValueError(what)

    site.add("input_rule", "Door", quantity="input")
    events = site.alerts.runtime_data.events
    if what == "words":
        monkeypatch.delitem(ENGLISH, "above_started_text")  # type: ignore[arg-type]
    elif what == "listener":
        events.async_add_listener(fail)
    else:
        events.async_subscribe(fail)
    west.value = 9.5
    site.device.inputs[1].closed = True
    await site.polls(2)
    known = "Cold room 1: Cold" if what == "words" else _hot("West")
    assert {known, "Compressor fault: closed · East"} <= {*site.titles}


async def test_a_rule_without_a_name(site: Site) -> None:
    """Whatever names it has something to say; here, that it is removed."""
    site.remove("Cold")
    site.add("range_rule", " ", quantity="temperature", high=8)
    site.probe.value = 9.5
    await site.polls(2)
    site.change("IT on call", severities=["critical"])
    await site.settle()
    assert "no_recipient_warning" in site.issues
    site.change(" ", quantity="humidity")
    await site.polls(2)
    assert site.titles == [
        _hot("East"),
        "Cold room 1: 9.5 °C, no longer watched · East",
    ]


async def test_a_slow_disk_keeps_no_message_back(
    site: Site, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has something to write again and again: a message waits for ten seconds at most."""
    save, saver = AlertStore.async_save, site.alerts.runtime_data.saver
    writes = 0

    async def save_slowly(store: AlertStore, *state: Any) -> bool:
        nonlocal writes
        writes += 1
        freezer.tick(4)
        if writes < 20:
            saver.commit()  # as when another device has news
        return await save(store, *state)

    async def note() -> None:
        waited.append(writes)

    waited: list[int] = []
    site.notifier.hook = note
    monkeypatch.setattr(AlertStore, "async_save", save_slowly)
    site.probe.value = 9.5
    await site.polls()
    assert site.titles == [_hot("East")]
    assert waited[0] <= 4
    assert not saver.is_saving


async def test_a_device_that_is_not_polled(site: Site) -> None:
    """Its last readings are none of now; somebody has switched polling off, say."""
    update = site.hass.config_entries.async_update_entry
    update(site.entry, pref_disable_polling=True)
    await site.minutes(20)
    assert site.titles == ["East is not monitored"]
    assert "polling is switched off" in site.notifier.accepted[0]["message"]
    update(site.entry, pref_disable_polling=False)
    await site.entry.runtime_data.async_refresh()
    await site.minutes(6)
    assert site.titles[1:] == ["East is monitored again"]
