"""Who gets what, when, and what happens when nothing gets through."""

from datetime import datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.hwgroup.alerts.notify.log import FAILED_AFTER
from homeassistant.core import CoreState
from homeassistant.util import dt as dt_util

from ..site import Notifier, Site, marked, notifications

HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
BACK = "Cold room 1: 5.0 °C, back in range · Server room"
PHARMACIST = {"actions": ["notify.pharmacist"]}

pytestmark = pytest.mark.usefixtures("quiet_device")


@pytest.fixture
async def site(site: Site, second_notifier: Notifier) -> Site:
    """Return alerts with one rule, of which `IT on call` is told."""
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    await site.settle()
    return site


async def _restart(site: Site) -> None:
    """Stop, and start with notifiers that take their time."""
    site.hass.set_state(CoreState.starting)
    await site.restart()
    site.hass.set_state(CoreState.running)
    site.hass.bus.async_fire("homeassistant_started")
    await site.settle()


# The chain


@pytest.mark.parametrize("restarts", [False, True])
async def test_the_next_one_is_told_where_nobody_answers(
    site: Site, second_notifier: Notifier, restarts: bool
) -> None:
    """Across a restart, too; both are told what becomes of it."""
    site.add("recipient", "Pharmacist", after=10, **PHARMACIST)
    site.probe.value = 9.5
    await site.polls(4)
    assert site.titles == [HOT]
    if restarts:
        await _restart(site)
    await site.polls(14)
    assert second_notifier.titles == []
    await site.polls(4)
    assert second_notifier.titles == [marked(HOT, "unanswered")]
    [(alert, _, _)] = site.alerts.runtime_data.alerts
    site.alerts.runtime_data.actions.async_acknowledge([alert.id], "Ann")
    await site.polls()
    seen_to = marked(HOT, "acknowledged")
    assert site.titles[1:] == second_notifier.titles[1:] == [seen_to]
    site.probe.value = 5.0
    await site.polls(2)
    assert site.titles[2:] == second_notifier.titles[2:] == [BACK]


async def test_who_answers_in_time_spares_the_next_one(
    site: Site, second_notifier: Notifier
) -> None:
    """After a restart, too."""
    site.add("recipient", "Pharmacist", after=10, **PHARMACIST)
    site.probe.value = 9.5
    await site.polls(4)
    site.alerts.runtime_data.actions.async_acknowledge(None, None)
    await _restart(site)
    await site.polls(40)
    site.probe.value = 5.0
    await site.polls(2)
    assert site.titles == [HOT, marked(HOT, "acknowledged"), BACK]
    assert second_notifier.titles == []


async def test_a_snooze_outlasts_a_restart(site: Site) -> None:
    """What is still wrong at its end is told again, once."""
    site.probe.value = 9.5
    await site.polls(2)
    site.alerts.runtime_data.actions.async_snooze(None, timedelta(minutes=30), "Ann")
    await _restart(site)
    await site.polls(56)
    assert site.titles == [HOT]
    await site.polls(60)
    assert site.titles == [HOT, marked(HOT, "unanswered")]


@pytest.mark.parametrize("severity", ["information", "warning", "critical"])
async def test_quiet_hours(
    site: Site, freezer: FrozenDateTimeFactory, severity: str
) -> None:
    """Only what is critical wakes anybody; the rest is told in the morning."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await site.hass.config.async_set_time_zone("America/Los_Angeles")
    site.change("IT on call", quiet_begin="22:00:00", quiet_end="07:00:00")
    site.change("Cold", severity=severity)
    freezer.move_to(datetime(2026, 12, 1, 23, 30, tzinfo=zone))
    await site.polls(2)
    site.probe.value = 9.5
    await site.polls(4)
    assert len(site.titles) == (severity == "critical")
    freezer.move_to(datetime(2026, 12, 2, 6, 59, tzinfo=zone))
    await site.polls()
    assert len(site.titles) == (severity == "critical")
    await site.polls(2)
    told = marked(HOT, "CRITICAL") if severity == "critical" else HOT
    assert site.titles == [told]


@pytest.mark.parametrize("severity", ["warning", "critical"])
@pytest.mark.parametrize("fallback", [False, True])
async def test_what_has_failed_waits_for_the_morning_as_well(
    site: Site,
    second_notifier: Notifier,
    freezer: FrozenDateTimeFactory,
    severity: str,
    fallback: bool,
) -> None:
    """A notifier that works again at night, or a fallback, wakes nobody for less."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await site.hass.config.async_set_time_zone("America/Los_Angeles")
    quiet = {"quiet_begin": "22:00:00", "quiet_end": "07:00:00"}
    used = {"fallback_actions": ["notify.pharmacist"]} if fallback else {}
    site.change("IT on call", **quiet, **used)
    site.change("Cold", severity=severity)
    freezer.move_to(datetime(2026, 12, 1, 21, 58, tzinfo=zone))
    await site.polls()
    site.notifier.break_down()
    site.probe.value = 9.5
    await site.polls(2)
    assert site.notifier.attempts
    freezer.move_to(datetime(2026, 12, 1, 22, 0, 1, tzinfo=zone))
    await site.polls(10)
    if not fallback:
        site.notifier.failing = None
        freezer.move_to(datetime(2026, 12, 1, 23, 30, tzinfo=zone))
        await site.polls(2)
    told = second_notifier.titles if fallback else site.titles
    assert len(told) == (severity == "critical")
    site.notifier.failing = None
    freezer.move_to(datetime(2026, 12, 2, 7, 0, 1, tzinfo=zone))
    await site.polls(2)
    assert len(site.titles) == 1
    assert len(second_notifier.titles) == (fallback and severity == "critical")


async def test_what_waits_for_the_morning_says_of_which_day_it_is(
    site: Site, freezer: FrozenDateTimeFactory
) -> None:
    """It is read on another day than the one on which it was written."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await site.hass.config.async_set_time_zone("America/Los_Angeles")
    site.change("IT on call", quiet_begin="22:00:00", quiet_end="07:00:00")
    freezer.move_to(datetime(2026, 12, 1, 21, 30, tzinfo=zone))
    await site.polls(2)
    site.probe.value = 9.5
    await site.polls(2)
    assert "since 21:3" in site.notifier.accepted[0]["message"]
    freezer.move_to(datetime(2026, 12, 1, 22, 30, tzinfo=zone))
    site.probe.value = 5.0
    await site.polls(2)
    assert site.titles == [HOT]
    freezer.move_to(datetime(2026, 12, 2, 7, 1, tzinfo=zone))
    await site.polls(2)
    assert site.titles == [HOT, BACK]
    assert "from 1 Dec 21:3" in site.notifier.accepted[1]["message"]


async def test_an_escalation_far_from_greenwich_is_not_late(
    site: Site, second_notifier: Notifier, freezer: FrozenDateTimeFactory
) -> None:
    """Half past two in the afternoon is no quiet hour, though it is half past ten there."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await site.hass.config.async_set_time_zone("America/Los_Angeles")
    site.add(
        "recipient",
        "Pharmacist",
        after=10,
        quiet_begin="22:00:00",
        quiet_end="07:00:00",
        **PHARMACIST,
    )
    freezer.move_to(datetime(2026, 12, 1, 14, 30, tzinfo=zone))
    await site.polls(2)
    site.probe.value = 9.5
    await site.polls(24)
    assert second_notifier.titles == [marked(HOT, "unanswered")]


# What does not get through


@pytest.mark.parametrize("days", [0, 1])
async def test_what_is_late_says_of_which_day_it_is(
    site: Site, freezer: FrozenDateTimeFactory, days: int
) -> None:
    """Its "since 21:30" is read on the day after."""
    await site.hass.config.async_set_time_zone("Europe/Prague")
    freezer.move_to("2026-12-01 20:30:00+00:00")
    await site.polls(2)
    site.notifier.break_down()
    site.probe.value = 9.5
    await site.polls(2)
    await site.elapse(timedelta(hours=12 * days).total_seconds())
    site.notifier.failing = None
    await site.polls(130)
    [message] = site.notifier.accepted
    assert message["message"].startswith("Cold room 1 has been above 8 °C since 21:31.")
    late = "\nWritten 1 Dec 2026 21:31." in message["message"]
    assert late is bool(days)


async def test_a_fallback(site: Site, second_notifier: Notifier) -> None:
    """It is told where all else has failed, and from then on at once."""
    site.change("IT on call", fallback_actions=["notify.pharmacist"])
    site.notifier.break_down()
    site.probe.value = 9.5
    await site.polls()
    assert second_notifier.titles == []
    await site.polls(7)
    assert site.notifier.attempts == FAILED_AFTER
    assert second_notifier.titles == [HOT]
    assert site.issues == ["recipient_unreachable"]
    # He was told after all, if not as he had meant it.
    assert notifications(site.hass) == ["Alerts do not reach IT on call"]
    site.probe.value = 5.0
    await site.polls(2)
    assert second_notifier.titles[1:] == [BACK]
    site.notifier.failing = None
    await site.polls(140)
    assert site.titles == [BACK]
    assert site.issues == []
    assert notifications(site.hass) == []


async def test_a_fallback_says_nothing_that_is_over(
    site: Site, second_notifier: Notifier
) -> None:
    """It works again after the alert, which was told through the others."""
    site.change("IT on call", fallback_actions=["notify.pharmacist"])
    site.notifier.break_down()
    second_notifier.break_down()
    site.probe.value = 9.5
    await site.polls(8)
    assert second_notifier.attempts
    site.notifier.failing = None
    await site.minutes(12)
    site.probe.value = 5.0
    await site.polls(2)
    assert site.titles == [HOT, BACK]
    second_notifier.failing = None
    await site.minutes(70)
    assert second_notifier.titles == []


async def test_further_notifiers_for_what_is_critical(
    site: Site, second_notifier: Notifier
) -> None:
    """They get what becomes of it, too, test alarms, and nothing else."""
    site.change("IT on call", critical_actions=["notify.pharmacist"])
    site.probe.value = 9.5
    await site.polls(2)
    site.probe.value = 5.0
    await site.polls(2)
    assert (site.titles, second_notifier.titles) == ([HOT, BACK], [])
    site.change("Cold", severity="critical")
    site.probe.value = 9.5
    await site.polls(2)
    site.probe.value = 5.0
    await site.polls(2)
    critical = [marked(HOT, "CRITICAL"), BACK]
    assert site.titles[2:] == second_notifier.titles == critical
    site.set_options(drill_days=2)
    for _ in range(48):
        await site.elapse(3600)
    drill, *_ = second_notifier.titles[2:]
    assert drill == site.titles[4]


async def test_the_end_goes_wherever_it_was_critical(
    site: Site, second_notifier: Notifier
) -> None:
    """Also if people were told anew, after a long gap, of what was milder by then."""
    site.change("Cold", critical_high=20)
    site.change("IT on call", critical_actions=["notify.pharmacist"])
    site.probe.value = 25.0
    await site.polls(2)
    assert len(second_notifier.titles) == 1
    site.probe.value = 9.5
    await site.polls(2)
    await site.device.unplug()
    await site.minutes(70)
    await site.device.plug()
    await site.polls(4)
    assert site.titles[-1] == HOT
    site.probe.value = 5.0
    await site.polls(2)
    assert site.titles[-1] == BACK
    assert second_notifier.titles[1:] == [BACK]


@pytest.mark.parametrize("works", [True, False])
async def test_a_fallback_and_further_notifiers(
    site: Site, second_notifier: Notifier, works: bool
) -> None:
    """It serves where these have failed, too."""
    third = Notifier(site.hass, "third")
    third.register()
    site.change("Cold", severity="critical")
    site.change(
        "IT on call",
        critical_actions=["notify.pharmacist"],
        fallback_actions=["notify.third"],
    )
    site.notifier.break_down()
    if not works:
        second_notifier.break_down()
    site.probe.value = 9.5
    await site.polls(9)
    told = [marked(HOT, "CRITICAL")]
    assert second_notifier.titles == (told if works else [])
    assert third.titles == ([] if works else told)


async def test_when_everything_is_dead(site: Site, second_notifier: Notifier) -> None:
    """Whoever looks at Home Assistant sees it, each message and each channel."""
    site.change("IT on call", fallback_actions=["notify.pharmacist"])
    site.notifier.break_down()
    second_notifier.break_down()
    site.probe.value = 9.5
    await site.polls(20)
    assert site.issues == ["recipient_unreachable"] * 2
    assert sorted(notifications(site.hass)) == [
        "Alerts do not reach IT on call",
        "Alerts do not reach IT on call",
        HOT,
    ]
    problems = [
        (recipient.name, channel.target, reason)
        for recipient, channel, reason in site.alerts.runtime_data.notifier.problems
    ]
    assert problems == [
        ("IT on call", "notify.it_on_call", "mail server is down"),
        ("IT on call", "notify.pharmacist", "mail server is down"),
    ]
    # A further alert is not hidden behind the first one.
    site.device.inputs[1].closed = True
    await site.polls(20)
    assert "Compressor fault: closed, alarm · Server room" in notifications(site.hass)


async def test_a_notifier_that_is_gone_is_found_before_it_is_needed(site: Site) -> None:
    """But a single blip is none, nor is what has not loaded yet."""
    site.notifier.unregister()
    await site.elapse(301)
    assert site.issues == []
    site.notifier.register()
    await site.elapse(301)
    site.notifier.unregister()
    await site.elapse(301)
    assert site.issues == []
    await site.elapse(301)
    assert site.issues == ["recipient_unreachable"]
    assert [reason for _, _, reason in site.alerts.runtime_data.notifier.problems] == [
        "notify.it_on_call does not exist"
    ]
    site.notifier.register()
    await site.elapse(301)
    assert site.issues == []
    assert notifications(site.hass) == []
    assert list(site.alerts.runtime_data.notifier.problems) == []


# Pauses


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("still", [False, True])
async def test_a_pause(
    site: Site, second_notifier: Notifier, everything: bool, still: bool
) -> None:
    """What is still wrong at its end is told; the next one has to wait from then on."""
    site.add("recipient", "Pharmacist", after=10, **PHARMACIST)
    site.alerts.runtime_data.actions.async_pause(
        None if everything else [site.entry.entry_id],
        timedelta(minutes=30),
        "Ann",
    )
    await site.polls(4)
    site.probe.value = 9.5
    await site.polls(10)
    await _restart(site)
    await site.polls(40)
    if not still:
        site.probe.value = 5.0
    await site.polls(2)
    assert site.titles == []
    await site.polls(6)
    assert site.titles == [HOT] * still
    assert second_notifier.titles == []
    await site.polls(22)
    assert second_notifier.titles == [marked(HOT, "unanswered")] * still


async def test_a_pause_of_another_device_keeps_nothing_back(site: Site) -> None:
    """And the one that is ended early tells at once all that is still wrong."""
    manager_ = site.alerts.runtime_data
    until = timedelta(hours=9)
    manager_.actions.async_pause(["another"], until, "Ann")
    site.probe.value = 9.5
    await site.polls(2)
    assert site.titles == [HOT]
    manager_.actions.async_pause(None, until, "Ann")
    site.device.inputs[1].closed = True
    await site.polls(3)
    assert site.titles == [HOT]
    manager_.actions.async_resume(None, "Ann")
    await site.polls()
    fault = "Compressor fault: closed, alarm · Server room"
    assert site.titles == [HOT, marked(HOT, "unanswered"), fault]


# Flapping


async def test_flapping_is_folded(site: Site) -> None:
    """Its end is told when it has been calm for half an hour, across a restart."""
    for _ in range(12):
        for value in (9.5, 5.0):
            site.probe.value = value
            await site.polls()
    assert site.titles == [HOT, BACK, HOT, BACK, HOT]
    assert "3 times within an hour" in site.notifier.accepted[-1]["message"]
    await _restart(site)
    await site.polls(40)
    assert len(site.titles) == 5
    await site.polls(30)
    assert site.titles[5:] == [BACK]
    assert "It happened 12 times." in site.notifier.accepted[-1]["message"]


async def test_flapping_that_is_calm_is_not_repeated(
    site: Site, second_notifier: Notifier
) -> None:
    """Nor does anybody else hear of it before it begins again."""
    site.add("recipient", "Pharmacist", after=15, **PHARMACIST)
    site.change("Cold", repeat=10)
    for value in (9.5, 5.0) * 3:
        site.probe.value = value
        await site.polls()
    assert site.titles == [HOT, BACK, HOT, BACK, HOT]
    await site.polls(50)
    assert len(site.titles) == 5
    site.probe.value = 9.5
    await site.polls()
    again = marked(HOT, "unanswered")
    assert (site.titles[5:], second_notifier.titles) == ([again], [again])


async def test_quiet_hours_that_are_taken_back(site: Site) -> None:
    """What was to wait for their end waits no longer."""
    site.probe.value = 9.5
    await site.polls(2)
    site.change("IT on call", quiet_begin="00:00:00", quiet_end="23:59:59")
    site.probe.value = 5.0
    await site.polls(2)
    assert site.titles == [HOT]
    site.change("IT on call", quiet_end="00:00:00")
    await site.polls()
    assert site.titles == [HOT, BACK]
