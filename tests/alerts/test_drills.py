"""Drills: every way to a person is proven now and then, or it is known that it is not.

More of them: `scripts/soak drills`.
"""

from dataclasses import replace
import logging
from typing import Any

import pytest

from custom_components.hwgroup.alerts.health.drills import (
    ANSWER_WITHIN,
    DrillRecord,
    Drills,
)
from custom_components.hwgroup.alerts.notify.mobile_app import Answer
from custom_components.hwgroup.alerts.timeline import Instant
from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.json import json_bytes
from homeassistant.util import dt as dt_util
from homeassistant.util.json import json_loads_object
from worlds.drills import PERIOD, Year
from worlds.examples import HOUR, NOON, NOW

from ..site import Notifier, Site
from .alarms import heat

_LOGGER = logging.getLogger(__name__)
DAY = 24 * HOUR


# Pure


def test_the_first_drills_are_at_different_times() -> None:
    """In the second half of the first period, each at its own time."""
    dues = {DrillRecord(since=NOON).due(f"01K{number}", PERIOD) for number in range(20)}
    assert len(dues) == 20
    pause = PERIOD - ANSWER_WITHIN
    assert all(NOON + pause / 2 <= due <= NOON + pause for due in dues)


@pytest.mark.parametrize("days", [1, 2, 7, 30, 366])
def test_a_dead_way_is_known_within_a_period(days: int) -> None:
    """Also of a new one, and also where the period is short."""
    period = days * DAY
    record = DrillRecord(since=NOON)
    sent = record.due("ann", period)
    assert sent + min(ANSWER_WITHIN, period / 2) <= NOON + period
    asked = Drills({"ann": record})
    assert asked.due(period, sent) == asked.due(period, sent) == {"ann"}
    asked.mark_sent({"ann"}, sent)
    assert asked.due(period, sent) == set()
    asked.answered("ann", sent)
    again = asked.records["ann"].due("ann", period)
    assert again + min(ANSWER_WITHIN, period / 2) <= sent + period


def test_the_next_drill_does_not_hide_that_the_last_one_is_unanswered() -> None:
    """Nobody has answered for months: that is not over for three days in each."""
    drills = Drills({"ann": DrillRecord(since=NOON)})
    overdue_since = None
    for day in range(200):
        now = NOON + day * DAY
        drills.mark_sent(drills.due(PERIOD, now), now)
        overdue = drills.overdue(PERIOD, now) == {"ann"}
        overdue_since = overdue_since or (now if overdue else None)
        assert overdue is (overdue_since is not None)
    assert overdue_since is not None
    assert overdue_since <= NOON + PERIOD
    drills.answered("ann", now)
    assert not drills.overdue(PERIOD, now)


def test_who_is_gone_is_forgotten_and_who_is_new_begins() -> None:
    """And the others stay as they are."""
    ann = DrillRecord(since=NOON, sent=NOON, unanswered=NOON)
    drills = Drills({"ann": ann, "bob": ann})
    drills.keep(["ann", "cid"], NOON + DAY)
    assert drills.records == {"ann": ann, "cid": DrillRecord(since=NOON + DAY)}
    drills.answered("bob", NOON)
    assert "bob" not in drills.records


def test_a_proof_survives_a_restart() -> None:
    """As JSON has it."""
    record = DrillRecord(since=NOON, sent=NOON + DAY, unanswered=NOON + DAY)
    for kept in (record, replace(record, unanswered=None, proven=NOON + DAY)):
        data: Any = json_loads_object(json_bytes(kept.to_dict(NOW)))
        assert DrillRecord.from_dict(data, NOW) == kept


def test_a_year_of_channels_that_die() -> None:
    """Every dead channel is known within a period, and no living one is suspected."""
    for seed in range(20):
        year = Year(seed)
        year.run()
        assert not year.wrong, (seed, year.wrong)
        _LOGGER.info("%s", year)


# In Home Assistant


@pytest.fixture
def notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier of the app on a phone."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    return phone


@pytest.fixture
async def site(site: Site) -> Site:
    """Return alerts that are drilled once a week."""
    site.set_options(drill_days=7)
    await site.settle()
    return site


def _recipient(site: Site) -> str:
    return site.subentry("IT on call").subentry_id


async def _days(site: Site, days: float) -> None:
    for _ in range(round(days * 4)):
        await site.elapse(6 * 3600)


async def test_a_drill_is_asked_and_answered(site: Site) -> None:
    """By the button that it has, and the next one leaves its own three days in the week."""
    await _days(site, 1.75)
    assert not site.notifier.accepted
    while not site.notifier.accepted:
        await _days(site, 0.25)
    [drill] = site.notifier.accepted
    recipient = _recipient(site)
    assert "IT on call" in drill["message"]
    [button] = drill["data"]["actions"]
    assert button["action"] == Answer("confirm", "drill", recipient).action
    await site.answer(button["action"])
    record = site.alerts.runtime_data.drills.records[recipient]
    assert record.proven == Instant.of(dt_util.utcnow())
    await _days(site, 3.5)
    assert "drill_overdue" not in site.issues
    assert len(site.notifier.accepted) == 1
    await _days(site, 1)
    assert len(site.notifier.accepted) == 2


async def test_who_does_not_answer_is_named(site: Site) -> None:
    """Within the week, by a repair issue, until he answers."""
    await _days(site, 7.25)
    recipient = _recipient(site)
    issue = ir.async_get(site.hass).async_get_issue(
        DOMAIN, f"drill_overdue_{recipient}"
    )
    assert issue is not None
    assert issue.translation_key == "never_proven"
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["recipient"] == "IT on call"
    await _days(site, 4)
    assert "never_proven" in site.issues
    await site.answer(Answer("confirm", "drill", recipient).action)
    assert "never_proven" not in site.issues
    await _days(site, 7.25)
    assert "drill_overdue" in site.issues
    await site.hass.config_entries.async_remove(site.alerts.entry_id)
    assert "drill_overdue" not in site.issues


@pytest.mark.parametrize(
    ("domain", "action", "data"),
    [
        ("hwgroup", "confirm", {"recipient": "IT on call"}),
        ("button", "press", {"entity_id": "button.it_on_call_i_got_it"}),
    ],
)
async def test_who_has_no_phone_answers_by_an_action_or_a_button(
    site: Site, domain: str, action: str, data: dict[str, str]
) -> None:
    """A message by mail or on a pager has no buttons."""
    await site.hass.services.async_call(domain, action, data, blocking=True)
    proven = site.state("sensor.it_on_call_last_confirmed_delivery")
    assert proven.state == dt_util.utcnow().isoformat(timespec="seconds")


async def test_an_answer_to_an_alert_is_as_good(site: Site) -> None:
    """Who has acknowledged an alert has got a message."""
    await _days(site, 7.25)
    assert "never_proven" in site.issues
    site.notifier.accepted.clear()
    heat(site.device)
    await site.elapse(31)
    [alarm] = site.notifier.accepted
    acknowledge, _ = alarm["data"]["actions"]
    await site.answer(acknowledge["action"])
    assert "never_proven" not in site.issues


async def test_no_drill_goes_to_the_fallback(
    site: Site, second_notifier: Notifier
) -> None:
    """Its answer would prove nothing of the notifiers that are to be proven."""
    site.change("IT on call", fallback_actions=["notify.pharmacist"])
    site.notifier.break_down()
    await _days(site, 8)
    assert site.notifier.attempts > 3
    assert "recipient_unreachable" in site.issues
    assert not second_notifier.titles


async def test_nobody_is_woken_by_a_drill(site: Site) -> None:
    """In the quiet hours it waits for the morning."""
    quiet = {"quiet_begin": "00:00:00", "quiet_end": "23:59:00"}
    site.change("IT on call", **quiet)
    await site.settle()
    for _ in range(24 * 8):
        await site.elapse(1800)
        if site.alerts.runtime_data.drills.records[_recipient(site)].sent:
            break
    assert not site.notifier.accepted
    # One that is due in the evening waits for the morning, and then for 23:59.
    await _days(site, 1.5)
    assert len(site.notifier.accepted) == 1


async def test_drills_are_by_day(site: Site) -> None:
    """Also for who has no quiet hours, as alarms are to wake him."""
    site.set_options(drill_days=1)
    hours = set()
    for _ in range(24 * 7):
        await site.elapse(3600)
        if site.notifier.accepted:
            site.notifier.accepted.clear()
            hours.add(dt_util.now().hour)
    assert hours
    assert min(hours) >= 8
    assert max(hours) <= 20


async def test_without_drills_nobody_is_asked(site: Site) -> None:
    """And what was overdue is not any more."""
    await _days(site, 7.25)
    assert "never_proven" in site.issues
    site.set_options(drill_days=0)
    await site.settle()
    assert "never_proven" not in site.issues
    asked = len(site.notifier.accepted)
    await _days(site, 9)
    assert len(site.notifier.accepted) == asked
