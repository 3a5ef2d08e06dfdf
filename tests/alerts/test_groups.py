"""Fewer messages that say more: alerts that begin and end together."""

from collections import Counter
from datetime import datetime

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.util import dt as dt_util
from simulator import Sensor, SimulatedDevice

from ..conftest import MakeDevice
from ..site import Notifier, Site

COUNT = 40
OTHER_MAC = "00:0A:59:10:20:10"


def _fill(rack: SimulatedDevice) -> SimulatedDevice:
    """Give a device forty probes, none of which is too warm."""
    rack.sensors[:] = [
        Sensor(1000 + place, f"{rack.name} {place:02}", "C", 5.0, low=None, high=None)
        for place in range(COUNT)
    ]
    return rack


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device with forty probes."""
    return _fill(await make_device("poseidon2_3268", name="Hall"))


@pytest.fixture
def notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier of a phone with the app."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    return phone


@pytest.fixture
async def site(site: Site) -> Site:
    """Return alerts with one rule and one recipient."""
    site.add("range_rule", "Cold", quantity="temperature", high=8, repeat=10)
    await site.settle()
    return site


def _set(rack: SimulatedDevice, value: float, *places: int) -> None:
    for place in places or range(COUNT):
        rack.sensors[place].value = value


async def test_forty_alerts_are_two_messages(site: Site) -> None:
    """The first at once, and half a minute later one that takes its place on a phone."""
    _set(site.device, 9.5)
    await site.elapse(30.5)
    assert site.titles == ["Hall 00: 9.5 °C, above 8 °C · Hall"]
    await site.elapse(29)
    assert len(site.notifier.accepted) == 1
    await site.elapse(1.5)
    first, second = site.notifier.accepted
    assert second["title"] == "Hall 39: 9.5 °C, above 8 °C · Hall (+39)"
    told = second["message"].splitlines()
    assert told == [
        f"Hall {place:02}: 9.5 °C, above 8 °C · Hall" for place in range(COUNT)
    ]
    assert first["data"]["tag"] == second["data"]["tag"]
    await site.polls(60)
    # Thirty minutes with a repetition every ten, and the end.
    assert len(site.notifier.accepted) == 8
    _set(site.device, 5.0)
    await site.polls(3)
    assert [title[-5:] for title in site.titles[8:]] == [" Hall", "(+39)"]


async def test_a_higher_severity_waits_for_nothing(site: Site) -> None:
    """Nor is it put into what waits already."""
    site.set_options(collect_seconds=120)
    site.change("Cold", critical_high=12)
    _set(site.device, 9.5, 0, 1)
    await site.polls()
    _set(site.device, 12.5, 2)
    await site.polls()
    assert site.titles == [
        "Hall 00: 9.5 °C, above 8 °C · Hall",
        "Hall 02: 12.5 °C, above 12 °C – CRITICAL · Hall",
    ]
    await site.polls(4)
    assert site.titles[2:] == ["Hall 01: 9.5 °C, above 8 °C · Hall (+1)"]


async def test_what_is_over_meanwhile_is_not_listed(site: Site) -> None:
    """It is said to be over, in a message about what ends."""
    _set(site.device, 9.5, 0, 1, 2, 3)
    await site.elapse(30.5)
    _set(site.device, 5.0, 0, 2)
    await site.elapse(29.5)
    await site.elapse(29.5)
    await site.elapse(29.5)
    assert site.titles == [
        "Hall 00: 9.5 °C, above 8 °C · Hall",
        "Hall 00: 5.0 °C, back in range · Hall",
        "Hall 03: 9.5 °C, above 8 °C · Hall (+1)",
        "Hall 02: 5.0 °C, back in range · Hall (+1)",
    ]


async def test_a_message_about_one_leaves_the_one_about_all_on_the_phone(
    site: Site,
) -> None:
    """And takes the place of what was said about that one alone."""
    _set(site.device, 9.5)
    await site.polls(3)
    for value in (5.0, 9.5, 5.0):
        _set(site.device, value, 0)
        await site.polls(3)
    tags = [message["data"]["tag"] for message in site.notifier.accepted]
    assert tags[0] == tags[1] != tags[2]
    assert tags[2:] == [tags[2]] * 3


@pytest.mark.parametrize("over", [(0,), (1,), (1, 2)])
async def test_an_attempt_takes_the_place_of_the_one_before(
    site: Site, over: tuple[int, ...]
) -> None:
    """It may have arrived, whatever else was accepted meanwhile; it says what is so now."""
    tried: list[ServiceCall] = []
    answers = False

    async def take(call: ServiceCall) -> None:
        tried.append(call)
        if "(+" in call.data["title"] and not answers:
            raise TimeoutError

    site.hass.services.async_register("notify", "mobile_app_phone", take)
    _set(site.device, 9.5, 0, 1, 2, 3)
    await site.polls(8)
    assert [call.data["title"][-4:] for call in tried] == ["Hall", *["(+3)"] * 3]
    answers = True
    _set(site.device, 5.0, *over)
    await site.polls(3)
    groups = [call.data for call in tried if "9.5" in call.data["title"]][1:]
    assert len(groups) > 3
    assert {data["data"]["tag"] for data in groups} == {tried[0].data["data"]["tag"]}
    again = groups[3]["message"].splitlines()
    assert [line[:7] for line in again if "9.5" in line] == [
        f"Hall {place:02}" for place in range(4) if place not in over
    ]
    assert again[-1].startswith("Attempt 4: ")


async def test_one_button_acknowledges_all(site: Site) -> None:
    """And each alert is known to be told by the message that lists it."""
    _set(site.device, 9.5)
    await site.polls(3)
    first, group = await site.ask("get_deliveries")
    known = [alert.id for alert, _, _ in site.alerts.runtime_data.alerts]
    assert sorted(group["alerts"]) == sorted(known)
    assert group["alert"] is None
    assert first["alerts"] == [first["alert"]]
    acknowledge, _ = site.notifier.accepted[-1]["data"]["actions"]
    await site.answer(acknowledge["action"])
    await site.polls(60)
    assert all(alert.acknowledged for alert, _, _ in site.alerts.runtime_data.alerts)
    assert len(site.notifier.accepted) == 2


@pytest.mark.parametrize("seconds", [0, 120])
async def test_for_how_long_is_an_option(site: Site, seconds: int) -> None:
    """With none, each alert is a message."""
    site.set_options(**site.alerts.options, collect_seconds=seconds)
    await site.settle()
    _set(site.device, 9.5)
    await site.polls(2)
    assert len(site.notifier.accepted) == (1 if seconds else COUNT)
    await site.polls(5)
    assert len(site.notifier.accepted) == (2 if seconds else COUNT)


@pytest.mark.parametrize("same_area", [False, True])
async def test_an_area_is_a_group(site: Site, same_area: bool) -> None:
    """Where devices are in none, each is by itself."""
    other = await site.make_device("poseidon2_3268", name="Loft", mac=OTHER_MAC)
    await site.add_device(_fill(other))
    if same_area:
        area = ar.async_get(site.hass).async_create("Cold store")
        registry = dr.async_get(site.hass)
        for device in list(registry.devices):
            registry.async_update_device(device.id, area_id=area.id)
    await site.settle()
    _set(site.device, 9.5)
    _set(other, 9.5)
    await site.polls(3)
    assert len(site.notifier.accepted) == (2 if same_area else 4)


async def test_the_morning_brings_one_message(
    site: Site, freezer: FrozenDateTimeFactory
) -> None:
    """Whatever began in the night, and whenever."""
    zone = await dt_util.async_get_time_zone("Europe/Prague")
    await site.hass.config.async_set_time_zone("Europe/Prague")
    quiet = {"quiet_begin": "22:00:00", "quiet_end": "07:00:00"}
    site.change("IT on call", **quiet)
    site.change("Cold", repeat=0)
    freezer.move_to(datetime(2026, 12, 1, 21, 59, tzinfo=zone))
    await site.polls(4)
    for place in range(0, COUNT, 10):
        _set(site.device, 9.5, *range(place, place + 10))
        await site.polls(3)
    assert site.titles == []
    freezer.move_to(datetime(2026, 12, 2, 7, 0, 1, tzinfo=zone))
    await site.polls(3)
    assert [title[-5:] for title in site.titles] == [" Hall", "(+39)"]


# What a recipient knows the cause of


def _set_limits(rack: SimulatedDevice, high: float | None) -> None:
    for sensor in rack.sensors:
        sensor.high = high


def _named(site: Site, rule: str) -> str:
    """Return the ID of the alert of a rule, by its name or its code."""
    [found] = [
        alert.id
        for alert, known, _ in site.alerts.runtime_data.alerts
        if rule in (known.name, known.id)
    ]
    return found


@pytest.mark.parametrize("silenced", [None, "acknowledge", "snooze"])
async def test_a_rule_and_the_alarm_of_the_device_are_one_message(
    site: Site, silenced: str | None
) -> None:
    """Until somebody silences the one that was sent: then the other is news."""
    _set_limits(site.device, 8)
    await site.polls(2)
    _set(site.device, 9.5, 0)
    await site.polls(4)
    assert site.titles == ["Hall 00: 9.5 °C, above 8 °C · Hall"]
    assert len(list(site.alerts.runtime_data.alerts)) == 2
    if silenced:
        await site.call(f"hwgroup.{silenced}", alerts=_named(site, "Cold"))
        await site.polls(4)
        assert "Hall 00: 9.5 °C, alarm · Hall" in site.titles
        return
    # The rule is over, and the alarm of the device is not.
    site.device.sensors[0].high = 1
    _set(site.device, 5.0, 0)
    await site.polls(4)
    assert site.titles[1:] == [
        "Hall 00: 5.0 °C, back in range · Hall",
        "Hall 00: 5.0 °C, alarm · Hall",
    ]


@pytest.mark.parametrize("how", ["less severe", "not wanted", "refused"])
async def test_a_cause_that_somebody_does_not_know_inhibits_nothing(
    site: Site, how: str
) -> None:
    """Nor does one that is less severe."""
    _set_limits(site.device, 8)
    await site.polls(2)
    if how == "less severe":
        site.change("Cold", severity="information")
    elif how == "not wanted":
        site.change("Cold", severity="critical")
        site.change("IT on call", severities=["warning"])
    else:
        site.notifier.break_down()
    _set(site.device, 9.5, 0)
    await site.polls(4)
    site.notifier.failing = None
    await site.polls(24)
    assert "Hall 00: 9.5 °C, alarm · Hall" in site.titles


@pytest.mark.parametrize("severity", ["warning", "critical"])
async def test_nothing_is_repeated_of_a_device_that_is_offline(
    site: Site, severity: str
) -> None:
    """But what is critical, until somebody answers, and what is still so afterwards."""
    site.change("Cold", severity=severity)
    _set(site.device, 9.5, 0)
    await site.polls(2)
    await site.device.unplug()
    await site.polls(14)
    assert site.titles[1:] == ["Hall is offline"]
    await site.polls(60)
    manager = site.alerts.runtime_data
    next_due = manager._dispatcher.next_due
    assert next_due is not None
    assert next_due >= manager.clock.now()  # else it would look all the time
    repeated = site.titles[2:]
    assert bool(repeated) is (severity == "critical")
    assert all("last 9.5 °C" in title for title in repeated)
    await site.device.plug()
    await site.polls(4)
    assert "Hall is back online" in site.titles
    await site.polls(24)
    assert site.titles[-1].startswith("Hall 00: 9.5 °C, above 8 °C")


async def test_nothing_is_repeated_of_a_probe_that_is_lost(site: Site) -> None:
    """That it cannot be read says that nothing new is known."""
    _set(site.device, 9.5, 0)
    await site.polls(2)
    site.device.sensors[0].valid = False
    await site.polls(80)
    assert [title.partition(" · ")[0] for title in site.titles] == [
        "Hall 00: 9.5 °C, above 8 °C",
        "Hall 00: cannot be read",
    ]


def _lose(rack: SimulatedDevice, *places: int, lost: bool = True) -> None:
    for place in places:
        rack.sensors[place].valid = not lost


async def test_all_sensors_of_a_device_are_lost_at_once(site: Site) -> None:
    """One message, until one of them is back; but each of them has an alert of its own."""
    _set(site.device, 9.5, 0)
    await site.polls(2)
    _lose(site.device, *range(COUNT))
    await site.polls(80)
    assert site.titles[1:] == ["Hall: all 40 sensors lost"]
    rules = [each["rule"] for each in await site.ask("get_alerts")]
    assert Counter(rules) == {"Cold": 1, "all_lost": 1, "lost": COUNT}
    _lose(site.device, *range(2, COUNT), lost=False)
    await site.polls(4)
    assert site.titles[2:] == [
        "Hall: sensors readable again",
        "Hall 00: cannot be read · Hall",
        "Hall 01: cannot be read · Hall (+1)",
    ]


@pytest.mark.parametrize(
    ("count", "lost", "told"),
    [
        (1, 1, ["Hall 00: cannot be read"]),
        (2, 2, ["Hall: all 2 sensors lost"]),
        (3, 2, ["Hall 00: cannot be read", "Hall 01: cannot be read"]),
    ],
)
async def test_what_is_not_all_of_several_sensors_is_told_one_by_one(
    site: Site, count: int, lost: int, told: list[str]
) -> None:
    """It is not what they have in common; and all of them are back in one message."""
    del site.device.sensors[count:]
    for entity in er.async_entries_for_config_entry(
        registry := er.async_get(site.hass), site.entry.entry_id
    ):
        if entity.domain == "sensor" and entity.original_name != "Hall 00":
            registry.async_remove(entity.entity_id)
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    _lose(site.device, *range(lost))
    await site.polls(9)
    assert [title.partition(" · ")[0] for title in site.titles] == told
    _lose(site.device, *range(lost), lost=False)
    await site.polls(4)
    assert len(site.titles) == 2 * len(told)


async def test_nothing_is_told_of_sensors_of_a_device_that_is_unloaded(
    site: Site,
) -> None:
    """A minute has to pass in which it is known that they are lost."""
    _lose(site.device, *range(COUNT))
    await site.polls(4)
    rules = {each.rule for each in site.alerts.runtime_data._engine.alerts}
    assert rules == {"all_lost", "lost"}
    await site.hass.config_entries.async_unload(site.entry.entry_id)
    await site.polls(8)
    assert site.titles == []


@pytest.mark.parametrize("how", ["acknowledged", "offline", "switched off"])
async def test_all_sensors_are_lost_and_that_inhibits_nothing(
    site: Site, how: str
) -> None:
    """Somebody sees to that; or the device is offline; or nobody wants to hear of it."""
    if how == "offline":
        await site.device.unplug()
        await site.polls(20)
        assert site.titles == ["Hall is offline"]
        return
    if how == "switched off":
        site.set_options(lost={"enabled": False})
    _lose(site.device, *range(COUNT))
    await site.polls(8)
    if how == "switched off":  # as it was before there was a rule for all of them
        assert site.titles == []
        return
    await site.call("hwgroup.acknowledge", alerts=_named(site, "all_lost"))
    await site.polls(4)
    assert site.titles[1].startswith("Hall: all 40 sensors lost – acknowledged")
    assert site.titles[2:] == [
        "Hall 00: cannot be read · Hall",
        "Hall 39: cannot be read · Hall (+39)",
    ]


async def test_what_flaps_and_is_calm_now_inhibits_nothing(site: Site) -> None:
    """The alert of the rule is kept for a while, and says nothing of now."""
    for value in (9.5, 5.0) * 4:
        _set(site.device, value, 0)
        await site.polls(2)
    told = len(site.titles)
    _set_limits(site.device, 4)
    await site.polls(2)
    assert "Hall 00: 5.0 °C, alarm · Hall" in site.titles[told:]


async def test_an_outage_that_is_acknowledged_inhibits_nothing(site: Site) -> None:
    """Whoever sees to the outage does not see to the freezer."""
    _set(site.device, 9.5, 0)
    await site.polls(2)
    await site.device.unplug()
    await site.polls(14)
    await site.call("hwgroup.acknowledge", alerts=_named(site, "offline"))
    await site.polls(24)
    assert "Hall 00: unreadable, last 9.5 °C – unanswered · Hall" in site.titles


async def test_nothing_is_repeated_of_a_device_that_is_not_set_up(site: Site) -> None:
    """Nor is anything known of it."""
    _set(site.device, 9.5, 0)
    await site.polls(2)
    site.hass.config_entries.async_update_entry(site.entry, version=9)
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    await site.polls(60)
    assert site.titles[1:] == ["Hall is not monitored"]
