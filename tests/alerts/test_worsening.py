"""What gets worse while an alert stands: it is news, whoever has acknowledged it."""

from typing import Any

import pytest

from simulator import SimulatedDevice

from ..site import Notifier, Site, notifications

HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
ALARM = "Cold room 1: {}, alarm · Server room"


@pytest.fixture
def device(device: SimulatedDevice) -> SimulatedDevice:
    """Return a device that warns above 40 °C."""
    device.sensors[0].low, device.sensors[0].high = -40.0, 40.0
    return device


def _watch(site: Site, **data: Any) -> None:
    site.add("range_rule", "Cold", quantity="temperature", **data)


async def _acknowledge(site: Site) -> None:
    site.alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await site.settle()


# A rule that is made more severe


@pytest.mark.parametrize("acknowledged", [False, True])
@pytest.mark.parametrize("offline", [False, True])
async def test_a_rule_that_is_made_more_severe(
    site: Site, acknowledged: bool, offline: bool
) -> None:
    """Those who have heard of a warning know nothing of a critical alert."""
    _watch(site, high=8)
    site.probe.value = 9.5
    await site.polls(2)
    assert site.titles == [HOT]
    if acknowledged:
        await _acknowledge(site)
    if offline:
        await site.device.stop()
        await site.polls(6)
    told = len(site.titles)
    site.change("Cold", severity="information")
    await site.polls(2)
    assert len(site.titles) == told
    site.change("Cold", severity="critical")
    await site.polls(2)
    [again] = site.titles[told:]
    assert "CRITICAL" in again
    assert "unanswered" not in again
    assert "9.5 °C" in again
    site.change("Cold", severity="warning")
    await site.polls(2)
    assert not any("Cold room" in title for title in site.titles[told + 1 :])


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
    site: Site, acknowledged: bool, limits: dict[str, float], values: tuple[str, ...]
) -> None:
    """It is told anew, as critical, after the delay; noise at that limit is no news."""
    _watch(site, **limits, hysteresis=0.5, delay=2)
    probe = site.probe
    warm, hot, near, warm_again = (float(value.split()[0]) for value in values)
    probe.value = warm
    await site.polls(7)
    [first] = site.titles
    assert "CRITICAL" not in first
    if acknowledged:
        await _acknowledge(site)
    told = len(site.titles)
    probe.value = hot
    await site.polls(3)
    assert len(site.titles) == told
    await site.polls(4)
    [again] = site.titles[told:]
    value = values[1].replace("-", "−")
    assert again.startswith(f"Cold room 1: {value}, {_told(limits)} – CRITICAL")
    for value in (near, hot, near, hot, warm_again, warm):
        probe.value = value
        await site.polls(7)
    assert len(site.titles) == told + 1
    [(_, rule, _)] = site.alerts.runtime_data.alerts
    assert rule.severity == "warning"
    probe.value = 5.0
    await site.polls(2)
    assert site.titles[-1] == "Cold room 1: 5.0 °C, back in range · Server room"


def _told(limits: dict[str, float]) -> str:
    if "high" in limits:
        return f"above {limits['critical_high']} °C"
    return f"below −{-limits['critical_low']} °C"


async def test_beyond_the_harder_limit_at_once(site: Site) -> None:
    """It is one message; also in the quiet hours, and with the limits of the device."""
    [person] = [
        each for each in site.alerts.subentries.values() if each.title == "IT on call"
    ]
    quiet = {"quiet_begin": "00:00:00", "quiet_end": "23:59:59"}
    site.hass.config_entries.async_update_subentry(
        site.alerts, person, data={**person.data, **quiet}
    )
    _watch(site, device_limits=True, critical_high=12)
    site.probe.value = 9.5
    await site.polls(2)
    assert site.titles == []
    site.probe.value = 12.5
    await site.polls(2)
    assert site.titles == ["Cold room 1: 12.5 °C, above 12 °C – CRITICAL · Server room"]
    site.probe.value = 9.5
    await site.polls(2)
    assert list(site.alerts.runtime_data.alerts) == []


@pytest.mark.parametrize("works", [True, False])
async def test_the_end_goes_where_the_critical_alert_went(
    site: Site, second_notifier: Notifier, works: bool
) -> None:
    """Also if it was milder at last; what has not gone out is not sent afterwards."""
    site.change("IT on call", critical_actions=["notify.pharmacist"])
    _watch(site, high=8, critical_high=12)
    if not works:
        second_notifier.break_down()
    for value in (12.5, 9.5, 5.0):
        site.probe.value = value
        await site.polls(2)
    second_notifier.failing = None
    await site.polls(0 if works else 22)
    critical, over = (
        "Cold room 1: 12.5 °C, above 12 °C – CRITICAL · Server room",
        "Cold room 1: 5.0 °C, back in range · Server room",
    )
    assert site.titles == [critical, over]
    assert second_notifier.titles == ([critical, over] if works else [over])


# Through the hysteresis to the other side


async def test_from_too_warm_through_the_alarm_to_too_cold(site: Site) -> None:
    """The device is in alarm all the time, also between its limits."""
    probe = site.probe
    probe.low, probe.high = 2.0, 8.0
    for state, value in ((5, 9.5), (5, 5.0), (2, 1.0)):
        probe.state, probe.value = state, value
        await site.polls(2)
    assert site.alerts.runtime_data is not None
    assert site.titles == [ALARM.format("9.5 °C"), ALARM.format("1.0 °C")]


async def test_a_wide_hysteresis_hides_no_other_limit(site: Site) -> None:
    """That of a device may be wider than its range."""
    _watch(site, low=2, high=8, hysteresis=20)
    for value in (9.5, 5.0, 1.0):
        site.probe.value = value
        await site.polls(2)
    assert site.titles == [HOT, "Cold room 1: 1.0 °C, below 2 °C · Server room"]


# Flapping


@pytest.mark.parametrize("acknowledged", [False, True])
async def test_flapping_that_becomes_permanent(site: Site, acknowledged: bool) -> None:
    """It was told that it comes and goes; that it stays is other news."""
    _watch(site, high=8)
    for value in (9.5, 5.0, 9.5, 5.0, 9.5, 5.0, 9.5):
        site.probe.value = value
        await site.polls(2)
    assert "times within an hour" in site.notifier.accepted[-1]["message"]
    if acknowledged:
        await _acknowledge(site)
    told = len(site.titles)
    await site.polls(55)
    assert len(site.titles) == told
    await site.polls(8)
    assert site.titles[told:] == [HOT]
    assert "times within" not in site.notifier.accepted[-1]["message"]
    await site.polls(90)
    assert site.titles[told:] == [HOT]
    site.probe.value = 5.0
    await site.polls(2)
    assert len(site.titles) == told + 2


@pytest.mark.parametrize(
    ("critical_at", "title"),
    [
        ((20,), "Cold room 1: 9.5 °C, above 8 °C"),
        ((20, 40, 50), "Cold room 1: 9.5 °C, above 8 °C"),
        ((54, 55, 56, 57), "Cold room 1: 12.5 °C, above 12 °C – CRITICAL"),
    ],
)
async def test_flapping_goes_on_while_it_is_critical_now_and_then(
    site: Site, critical_at: tuple[int, ...], title: str
) -> None:
    """It is too warm all the time, so that it is no new beginning."""
    _watch(site, high=8, critical_high=12, delay=2.5)
    for value in (12.5, 5.0, 12.5, 5.0, 12.5):
        site.probe.value = value
        await site.polls(7)
    assert "times within an hour" in site.notifier.accepted[-1]["message"]
    told = len(site.titles)
    for number in range(62):
        site.probe.value = 12.5 if number in critical_at else 9.5
        await site.polls()
    [again] = site.titles[told:]
    assert again == f"{title} · Server room"
    assert "times within" not in site.notifier.accepted[-1]["message"]


async def test_flapping_that_is_critical_again(site: Site) -> None:
    """It was told as critical, so that it is no news, and it counts as critical."""
    _watch(site, high=8, critical_high=12, delay=2.5)
    for value in (12.5, 5.0, 12.5, 5.0, 12.5):
        site.probe.value = value
        await site.polls(7)
    told = len(site.titles)
    severities = []
    for value in (9.5, 12.5, 9.5, 12.5):
        site.probe.value = value
        await site.polls(7)
        [(_, rule, _)] = site.alerts.runtime_data.alerts
        severities.append(rule.severity)
    assert severities == ["warning", "critical"] * 2
    assert len(site.titles) == told


async def test_flapping_between_too_warm_and_too_cold(site: Site) -> None:
    """From one side to the other it begins anew, as it does from within the range."""
    _watch(site, low=2, high=8)
    for value in (9.5, 5.0, 9.5, 5.0, 9.5):
        site.probe.value = value
        await site.polls(2)
    told = len(site.titles)
    for value in (9.5, 1.0) * 10:
        site.probe.value = value
        await site.polls(8)
    assert len(site.titles) == told


# A device that answers only now and then


async def test_what_is_wrong_whenever_it_is_known(site: Site) -> None:
    """It answers one poll in ten: too often to be offline, too seldom for the delay."""
    _watch(site, high=8, delay=2.5)
    site.probe.value = 9.5
    for _ in range(4):
        await site.device.plug()
        await site.polls()
        await site.device.unplug()
        await site.polls(9)
    assert site.titles == [HOT]


@pytest.mark.parametrize("calm", [5.0, 8.0])
async def test_what_is_well_now_and_then(site: Site, calm: float) -> None:
    """Once in range, it begins anew."""
    _watch(site, high=8, delay=2.5)
    for value in (9.5, 9.5, calm, 9.5, 9.5, calm):
        site.probe.value = value
        await site.device.plug()
        await site.polls()
        await site.device.unplug()
        await site.polls(9)
    assert site.titles == []


async def test_a_device_that_rarely_answers(site: Site) -> None:
    """One poll in eight is too much for *Device offline*, and too little to watch by."""
    for _ in range(9):
        await site.device.plug()
        await site.polls()
        await site.device.unplug()
        await site.polls(7)
    assert site.titles == ["Server room rarely answers"]
    assert " 15 % of the polls" in site.notifier.accepted[0]["message"]
    await site.device.plug()
    await site.polls(40)
    assert len(site.titles) == 1
    await site.polls(80)
    assert site.titles[1:] == ["Server room answers reliably again"]
    assert list(site.alerts.runtime_data.alerts) == []


async def test_an_outage_is_no_rare_answer(site: Site) -> None:
    """It has an alert of its own."""
    await site.polls(70)
    await site.device.unplug()
    await site.polls(100)
    await site.device.plug()
    await site.polls(10)
    assert site.titles == ["Server room is offline", "Server room is back online"]
    assert list(site.alerts.runtime_data.alerts) == []


@pytest.mark.parametrize("seconds", [300, 3600])
async def test_a_device_that_is_polled_seldom(site: Site, seconds: int) -> None:
    """A single miss says little, and one answer in three polls is too few."""
    site.hass.config_entries.async_update_entry(
        site.entry, options={**site.entry.options, "poll_interval": seconds}
    )
    await site.hass.config_entries.async_reload(site.entry.entry_id)

    async def poll(answers: bool) -> None:
        await (site.device.plug if answers else site.device.unplug)()
        await site.elapse(seconds + 1)

    for number in range(9):
        await poll(answers=number != 4)
    assert site.titles == []
    for number in range(16):
        await poll(answers=number % 3 == 0)
    assert site.titles == ["Server room rarely answers"]


@pytest.mark.parametrize("how", ["critical", "long gap"])
async def test_whoever_was_told_is_told_of_the_end(
    site: Site, second_notifier: Notifier, how: str
) -> None:
    """Also if it is told anew, and over before it is their turn again."""
    await site.add_recipient(second_notifier, name="Manager", when={"after": 30})
    _watch(site, high=8, critical_high=12)
    site.probe.value = 9.5
    await site.minutes(40)
    assert len(second_notifier.titles) == 1
    if how == "critical":
        site.probe.value = 12.5
    else:
        await site.device.unplug()
        await site.minutes(70)
        await site.device.plug()
    told = len(site.titles)
    await site.minutes(5)
    assert len(site.titles) > told
    site.probe.value = 5.0
    await site.polls(2)
    over = "Cold room 1: 5.0 °C, back in range · Server room"
    assert site.titles[-1] == over
    assert second_notifier.titles[-1] == over


async def test_what_is_shown_where_nobody_is_told_is_shown_anew(site: Site) -> None:
    """Home Assistant itself shows that it is critical by now, and its end."""
    site.remove("IT on call")
    _watch(site, high=8, critical_high=12)
    for value, title in (
        (9.5, "Cold room 1: 9.5 °C, above 8 °C · Server room"),
        (12.5, "Cold room 1: 12.5 °C, above 12 °C – CRITICAL · Server room"),
        (5.0, "Cold room 1: 5.0 °C, back in range · Server room"),
    ):
        site.probe.value = value
        await site.polls(2)
        assert title in notifications(site.hass)
