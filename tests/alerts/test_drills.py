"""Drills: every way to a person is proven now and then, or it is known that it is not.

More of them: `scripts/soak drills`.
"""

from dataclasses import replace
import logging
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

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
from simulator import SimulatedDevice
from worlds.drills import PERIOD, Year
from worlds.examples import HOUR, NOON, NOW

from ..conftest import AddDevice, Elapse
from .alarms import heat
from .conftest import AddAlerts, Notifier, issues

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
def phone(hass: HomeAssistant) -> Notifier:
    """Return the notifier of the app on a phone."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    return phone


@pytest.fixture
async def alerts(
    hass: HomeAssistant, add_alerts: AddAlerts, phone: Notifier
) -> MockConfigEntry:
    """Return alerts that are drilled once a week."""
    entry = await add_alerts(phone, name="Pharmacist")
    hass.config_entries.async_update_entry(entry, options={"drill_days": 7})
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def _recipient(alerts: MockConfigEntry) -> str:
    [subentry] = alerts.subentries.values()
    return subentry.subentry_id


async def _days(elapse: Elapse, days: float) -> None:
    for _ in range(round(days * 4)):
        await elapse(6 * 3600)


async def _press(hass: HomeAssistant, action: str) -> None:
    hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_drill_is_asked_and_answered(
    hass: HomeAssistant, alerts: MockConfigEntry, phone: Notifier, elapse: Elapse
) -> None:
    """By the button that it has, and the next one leaves its own three days in the week."""
    await _days(elapse, 1.75)
    assert not phone.accepted
    while not phone.accepted:
        await _days(elapse, 0.25)
    [drill] = phone.accepted
    recipient = _recipient(alerts)
    assert "Pharmacist" in drill["message"]
    [button] = drill["data"]["actions"]
    assert button["action"] == Answer("confirm", "drill", recipient).action
    await _press(hass, button["action"])
    record = alerts.runtime_data.drills.records[recipient]
    assert record.proven == Instant.of(dt_util.utcnow())
    await _days(elapse, 3.5)
    assert "drill_overdue" not in issues(hass)
    assert len(phone.accepted) == 1
    await _days(elapse, 1)
    assert len(phone.accepted) == 2


async def test_who_does_not_answer_is_named(
    hass: HomeAssistant, alerts: MockConfigEntry, phone: Notifier, elapse: Elapse
) -> None:
    """Within the week, by a repair issue, until he answers."""
    await _days(elapse, 7.25)
    recipient = _recipient(alerts)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"drill_overdue_{recipient}")
    assert issue is not None
    assert issue.translation_key == "never_proven"
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["recipient"] == "Pharmacist"
    await _days(elapse, 4)
    assert "never_proven" in issues(hass)
    await _press(hass, Answer("confirm", "drill", recipient).action)
    assert "never_proven" not in issues(hass)
    await _days(elapse, 7.25)
    assert "drill_overdue" in issues(hass)
    await hass.config_entries.async_remove(alerts.entry_id)
    assert "drill_overdue" not in issues(hass)


@pytest.mark.usefixtures("alerts")
@pytest.mark.parametrize(
    ("domain", "action", "data"),
    [
        ("hwgroup", "confirm", {"recipient": "Pharmacist"}),
        ("button", "press", {"entity_id": "button.pharmacist_i_got_it"}),
    ],
)
async def test_who_has_no_phone_answers_by_an_action_or_a_button(
    hass: HomeAssistant, domain: str, action: str, data: dict[str, str]
) -> None:
    """A message by mail or on a pager has no buttons."""
    await hass.services.async_call(domain, action, data, blocking=True)
    proven = hass.states.get("sensor.pharmacist_last_confirmed_delivery")
    assert proven is not None
    assert proven.state == dt_util.utcnow().isoformat(timespec="seconds")


async def test_an_answer_to_an_alert_is_as_good(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    alerts: MockConfigEntry,
    phone: Notifier,
    elapse: Elapse,
) -> None:
    """Who has acknowledged an alert has got a message."""
    await add_device(device)
    await _days(elapse, 7.25)
    assert "never_proven" in issues(hass)
    phone.accepted.clear()
    heat(device)
    await elapse(31)
    [alarm] = phone.accepted
    acknowledge, _ = alarm["data"]["actions"]
    await _press(hass, acknowledge["action"])
    assert "never_proven" not in issues(hass)


async def test_nobody_is_woken_by_a_drill(
    hass: HomeAssistant, alerts: MockConfigEntry, phone: Notifier, elapse: Elapse
) -> None:
    """In the quiet hours it waits for the morning."""
    [subentry] = alerts.subentries.values()
    quiet = {"quiet_begin": "00:00:00", "quiet_end": "23:59:00"}
    hass.config_entries.async_update_subentry(
        alerts, subentry, data={**subentry.data, **quiet}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    for _ in range(24 * 8):
        await elapse(1800)
        if alerts.runtime_data.drills.records[subentry.subentry_id].sent:
            break
    assert not phone.accepted
    # One that is due in the evening waits for the morning, and then for 23:59.
    await _days(elapse, 1.5)
    assert len(phone.accepted) == 1


async def test_drills_are_by_day(
    hass: HomeAssistant, alerts: MockConfigEntry, phone: Notifier, elapse: Elapse
) -> None:
    """Also for who has no quiet hours, as alarms are to wake him."""
    hass.config_entries.async_update_entry(alerts, options={"drill_days": 1})
    hours = set()
    for _ in range(24 * 7):
        await elapse(3600)
        if phone.accepted:
            phone.accepted.clear()
            hours.add(dt_util.now().hour)
    assert hours
    assert min(hours) >= 8
    assert max(hours) <= 20


async def test_without_drills_nobody_is_asked(
    hass: HomeAssistant, alerts: MockConfigEntry, phone: Notifier, elapse: Elapse
) -> None:
    """And what was overdue is not any more."""
    await _days(elapse, 7.25)
    assert "never_proven" in issues(hass)
    hass.config_entries.async_update_entry(alerts, options={"drill_days": 0})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "never_proven" not in issues(hass)
    asked = len(phone.accepted)
    await _days(elapse, 9)
    assert len(phone.accepted) == asked
