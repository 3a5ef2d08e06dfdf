"""The alerts as a to-do list."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockUser

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import intent
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import Elapse
from ..site import AddAlerts, Notifier, Site, add_recipient
from .alarms import cool, follow_news, heat, types

ALERTS = "todo.hw_group_alerts_alerts"
TITLE = "Cold room 1: 30.0 °C, alarm · Server room"
SUMMARY = "Cold room 1: 30.0 °C, alarm"
SINCE = "Server room · Since 12:00."
NEW_NAME = "cannot be added, renamed or removed"
POLL = 31
MINUTE = 60

pytestmark = pytest.mark.usefixtures("too_warm")


@pytest.fixture
async def too_warm(site: Site) -> None:
    """Let there be one alert, since 12:00."""
    await site.hass.config.async_set_time_zone("UTC")
    heat(site.device)
    await site.elapse(POLL)
    assert site.titles == [TITLE]


async def _items(hass: HomeAssistant) -> list[dict[str, Any]]:
    answer = await hass.services.async_call(
        "todo",
        "get_items",
        {"entity_id": ALERTS},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    items: list[dict[str, Any]] = answer[ALERTS]["items"]  # type: ignore[call-overload,index]
    return items


async def _update(
    hass: HomeAssistant, context: Context | None = None, /, **changes: Any
) -> None:
    """Send what the dialog of the first item sends: all of it, changed."""
    [item] = await _items(hass)
    data = {
        "item": item["uid"],
        "rename": item["summary"],
        "status": item["status"],
        "description": item["description"],
    }
    if "due" in item:
        data["due_datetime"] = item["due"]
    await hass.services.async_call(
        "todo",
        "update_item",
        {"entity_id": ALERTS} | data | changes,
        blocking=True,
        context=context,
    )
    await hass.async_block_till_done(wait_background_tasks=True)


def _unanswered(hass: HomeAssistant) -> int:
    state = hass.states.get(ALERTS)
    assert state is not None
    return int(state.state)


async def test_each_alert_is_an_item(
    hass: HomeAssistant, device: SimulatedDevice, elapse: Elapse
) -> None:
    """With its words and since when, for as long as it lasts."""
    assert _unanswered(hass) == 1
    [item] = await _items(hass)
    uid = item.pop("uid")
    assert item == {
        "summary": SUMMARY,
        "description": SINCE,
        "status": "needs_action",
    }
    answer = await hass.services.async_call(
        "hwgroup", "get_alerts", {}, blocking=True, return_response=True
    )
    assert answer is not None
    assert answer["alerts"][0]["id"] == uid  # type: ignore[call-overload,index]
    cool(device)
    await elapse(POLL)
    assert await _items(hass) == []
    assert _unanswered(hass) == 0


async def test_an_item_says_the_value_of_now(
    hass: HomeAssistant, device: SimulatedDevice, elapse: Elapse
) -> None:
    """Though it is no news of the alert."""
    device.sensors[0].value = 31.5
    await elapse(POLL)
    await elapse(MINUTE)
    [item] = await _items(hass)
    assert item["summary"] == "Cold room 1: 31.5 °C, alarm"


async def test_names_in_an_item_are_plain_text(
    hass: HomeAssistant,
    device: SimulatedDevice,
    elapse: Elapse,
    hass_admin_user: MockUser,
) -> None:
    """Its second line is Markdown."""
    device.name = "[Click](http://example.org) for more, and more, and more, and more"
    await elapse(POLL)
    await elapse(POLL)
    hass_admin_user.name = "**Jo**"
    await _update(hass, Context(user_id=hass_admin_user.id), status="completed")
    [item] = await _items(hass)
    assert item["summary"] == SUMMARY
    assert item["description"] == (
        r"\[Click\]\(http\:\/\/example\.org\) for more\, and more\, and more\, and more"
        r" · Since 12:00. Acknowledged by \*\*Jo\*\* (12:01)."
        r" No reminders are sent before 26 Nov 12:01."
    )


async def test_ticking_acknowledges(
    hass: HomeAssistant,
    notifier: Notifier,
    hass_admin_user: MockUser,
    elapse: Elapse,
) -> None:
    """In the name of the user, and no reminder is sent."""
    news = follow_news(hass)
    await _update(hass, Context(user_id=hass_admin_user.id), status="completed")
    assert types(news) == ["acknowledged"]
    assert news[0]["acknowledged_by"] == hass_admin_user.name
    assert _unanswered(hass) == 0
    [item] = await _items(hass)
    assert item["status"] == "completed"
    assert item["summary"] == SUMMARY
    assert item["description"] == (
        f"{SINCE} Acknowledged by {hass_admin_user.name} (12:00)."
        " No reminders are sent before 26 Nov 12:00."
    )
    assert item["completed"] == "2026-11-25T12:00:31+00:00"
    await elapse(23 * 60 * MINUTE)
    assert len(notifier.titles) == 2


async def test_unticking_takes_that_back(
    hass: HomeAssistant,
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Who was told is told again, and has their time to answer before others are told."""
    [entry] = [
        entry
        for entry in hass.config_entries.async_entries("hwgroup")
        if entry.unique_id == "alerts"
    ]
    await add_recipient(hass, entry, second_notifier, when={"after": 10})
    news = follow_news(hass)
    await _update(hass, status="completed")
    await elapse(30 * MINUTE)
    await _update(hass, status="needs_action")
    assert types(news) == ["acknowledged", "repeated"]
    assert _unanswered(hass) == 1
    [item] = await _items(hass)
    assert item["description"] == SINCE
    assert "completed" not in item
    assert len(notifier.titles) == 3
    await elapse(9 * MINUTE)
    assert second_notifier.titles == []
    await elapse(MINUTE)
    assert len(second_notifier.titles) == 1


async def test_a_due_date_snoozes(
    hass: HomeAssistant,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Until then; what is still wrong then is told again, and is due no more."""
    due = dt_util.utcnow() + timedelta(hours=2)
    await _update(hass, due_datetime=due.isoformat())
    [item] = await _items(hass)
    assert dt_util.parse_datetime(item["due"]) == due
    assert item["status"] == "needs_action"
    await elapse(119 * MINUTE)
    assert len(notifier.titles) == 1
    await elapse(MINUTE)
    assert len(notifier.titles) == 2
    [item] = await _items(hass)
    assert "due" not in item


async def test_a_day_without_a_time_begins_at_midnight(
    hass: HomeAssistant, notifier: Notifier
) -> None:
    """By the clock of the house."""
    await hass.config.async_set_time_zone("Europe/Prague")
    await _update(hass, due_date="2026-11-26")
    [item] = await _items(hass)
    assert item["due"] == "2026-11-26T00:00:00+01:00"


async def test_without_a_due_date_the_snooze_is_over(
    hass: HomeAssistant, notifier: Notifier, elapse: Elapse
) -> None:
    """At once."""
    due = dt_util.utcnow() + timedelta(hours=2)
    await _update(hass, due_datetime=due.isoformat())
    await elapse(MINUTE)
    await _update(hass, due_datetime=None)
    assert len(notifier.titles) == 2
    [item] = await _items(hass)
    assert "due" not in item
    # An acknowledgement, which would have ended with it, goes on as it was.
    await _update(hass, status="completed")
    due = dt_util.utcnow() + timedelta(hours=2)
    await _update(hass, due_datetime=due.isoformat())
    await _update(hass, due_datetime=None)
    await elapse(MINUTE)
    [item] = await _items(hass)
    assert item["status"] == "completed"


async def test_ticking_ends_a_snooze(
    hass: HomeAssistant, notifier: Notifier, elapse: Elapse
) -> None:
    """Nobody is told at its end."""
    due = dt_util.utcnow() + timedelta(hours=2)
    await _update(hass, due_datetime=due.isoformat())
    await _update(hass, status="completed")
    [item] = await _items(hass)
    assert "due" not in item
    await elapse(3 * 60 * MINUTE)
    assert len(notifier.titles) == 2


@pytest.mark.parametrize("days", [-1, 31])
async def test_a_snooze_ends_within_a_month(
    hass: HomeAssistant, notifier: Notifier, days: int
) -> None:
    """And never in the past; nothing of what was asked for is done then."""
    await _update(hass, status="completed")
    due = dt_util.utcnow() + timedelta(days=days)
    with pytest.raises(ServiceValidationError, match="within the next 30 days"):
        await _update(hass, due_datetime=due.isoformat(), status="needs_action")
    [item] = await _items(hass)
    assert "due" not in item
    assert item["status"] == "completed"


@pytest.mark.parametrize("change", [{"rename": "Fridge"}, {"description": ""}])
async def test_an_alert_is_not_renamed(
    hass: HomeAssistant, change: dict[str, str]
) -> None:
    """The refusal says what can be done instead."""
    with pytest.raises(ServiceValidationError, match=NEW_NAME):
        await _update(hass, status="completed", **change)
    assert _unanswered(hass) == 1


async def test_words_that_have_changed_meanwhile_are_no_new_name(
    hass: HomeAssistant, device: SimulatedDevice, elapse: Elapse
) -> None:
    """An open dialog sends back those that it was opened with."""
    device.sensors[0].value = 31.5
    await elapse(POLL)
    await elapse(MINUTE)
    await _update(hass, rename=SUMMARY, status="completed")
    assert _unanswered(hass) == 0


async def test_an_alert_is_not_added_or_removed(hass: HomeAssistant) -> None:
    """The card does not even offer it."""
    for action in ("add_item", "remove_item"):
        with pytest.raises(HomeAssistantError, match="does not support"):
            await hass.services.async_call(
                "todo",
                action,
                {"entity_id": ALERTS, "item": SUMMARY},
                blocking=True,
            )
    assert len(await _items(hass)) == 1


async def test_a_voice_assistant_acknowledges_in_nobodys_name(
    hass: HomeAssistant, hass_admin_user: MockUser
) -> None:
    """And may no more than others: it does not ask what the list supports."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "intent", {})
    await hass.async_block_till_done()
    slots = {"item": {"value": SUMMARY}, "name": {"value": "HW group alerts Alerts"}}
    for kind in ("HassListAddItem", "HassListRemoveItem"):
        with pytest.raises(intent.IntentError) as refused:
            await intent.async_handle(hass, "test", kind, slots)
        assert isinstance(refused.value.__cause__, ServiceValidationError)
    await _update(hass, Context(user_id=hass_admin_user.id), status="completed")
    await _update(hass, Context(user_id=hass_admin_user.id), status="needs_action")
    await intent.async_handle(hass, "test", "HassListCompleteItem", slots)
    await hass.async_block_till_done(wait_background_tasks=True)
    [item] = await _items(hass)
    assert item["status"] == "completed"
    assert (
        item["description"]
        == f"{SINCE} Acknowledged (12:00). No reminders are sent before 26 Nov 12:00."
    )


async def test_who_may_not_control_the_list_acknowledges_nothing(
    hass: HomeAssistant, hass_read_only_user: MockUser
) -> None:
    """As with every entity."""
    with pytest.raises(HomeAssistantError):
        await _update(hass, Context(user_id=hass_read_only_user.id), status="completed")
    assert _unanswered(hass) == 1
