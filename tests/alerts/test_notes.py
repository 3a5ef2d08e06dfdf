"""Notes: what people say about an alert is kept with it, and outlasts it."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from homeassistant.core import Context
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..site import Site
from .alarms import cool, heat

LIST = "todo.hw_group_alerts_alerts"
PROBE = "sensor.server_room_cold_room_1"


@pytest.fixture(autouse=True)
async def alert(site: Site) -> str:
    """Return the ID of an alert."""
    await site.hass.config.async_set_time_zone("UTC")
    heat(site.device)
    await site.polls()
    [alert] = await site.ask("get_alerts")
    return str(alert["id"])


@pytest.fixture
def anna(site: Site) -> Context:
    """Return the context of what a user does."""
    user = MockUser(name="Anna", is_owner=True).add_to_hass(site.hass)
    return Context(user_id=user.id)


async def _notes(site: Site) -> list[tuple[str, str | None]]:
    [alert] = await site.ask("get_alerts")
    for note in alert["notes"]:
        assert dt_util.parse_datetime(note["time"]) is not None
    return [(note["text"], note["by"]) for note in alert["notes"]]


async def _item(site: Site) -> dict[str, Any]:
    answer: Any = await site.hass.services.async_call(
        "todo", "get_items", {"entity_id": LIST}, blocking=True, return_response=True
    )
    [item] = answer[LIST]["items"]
    return dict(item)


async def _edit(site: Site, context: Context | None = None, /, **changes: Any) -> None:
    item = await _item(site)
    await site.call(
        "todo.update_item", context, entity_id=LIST, item=item["uid"], **changes
    )


async def test_notes_are_kept_with_the_alert(
    site: Site, alert: str, anna: Context
) -> None:
    """In the order they came, also over a restart, and with an acknowledgement."""
    await site.call("hwgroup.add_note", anna, alert=alert, note="Door was open")
    await site.call("hwgroup.add_note", alert=alert, note=" Closed it ", by="Robot")
    await site.call("hwgroup.acknowledge", anna, alerts=alert, note="Watching it")
    notes = [("Door was open", "Anna"), ("Closed it", "Robot"), ("Watching it", "Anna")]
    assert await _notes(site) == notes
    await site.restart()
    await site.polls()
    assert await _notes(site) == notes
    [shown] = await site.ask("get_alerts")
    assert (shown["id"], shown["acknowledged_by"]) == (alert, "Anna")


async def test_another_alert_has_notes_of_its_own(site: Site, alert: str) -> None:
    """One that starts again soon is the same one."""
    await site.call("hwgroup.add_note", alert=alert, note="Door was open")
    for minutes, is_same in ((5, True), (90, False)):
        cool(site.device)
        await site.minutes(minutes)
        assert await site.ask("get_alerts") == []
        heat(site.device)
        await site.polls()
        assert bool(await _notes(site)) is is_same


async def test_a_note_in_the_list(site: Site, anna: Context) -> None:
    """Whatever is added to the description is a note; the words stay as they are."""
    before = (await _item(site))["description"]
    await _edit(site, anna, description=f"{before}\n\nDoor was open")
    await site.minutes(1)
    shown = (await _item(site))["description"]
    assert shown == f"{before}\n\n12:00, Anna: Door was open"
    # A dialog that was opened before.
    await _edit(site, anna, description=f"{before} Closed it\nand locked it")
    await _edit(site, anna, description=shown, status="completed")
    item = await _item(site)
    await _edit(site, description=f"{item['description']}\nLate", status="needs_action")
    assert await _notes(site) == [
        ("Door was open", "Anna"),
        ("Closed it and locked it", "Anna"),
        ("Late", None),
    ]
    item = await _item(site)
    assert item["status"] == "needs_action"
    await _edit(site, description=f"{item['description']}\nDone", status="completed")
    assert (await _notes(site))[-1] == ("Done", None)
    assert (await _item(site))["status"] == "completed"


async def test_words_are_not_taken_away(site: Site, alert: str) -> None:
    """A description without its words is no note, and neither is a new name."""
    await site.call("hwgroup.add_note", alert=alert, note="Door was open")
    await site.minutes(1)
    first, *_ = (await _item(site))["description"].splitlines()
    await _edit(site, description=first)  # as it was before
    for changes in ({"description": ""}, {"rename": "Fridge"}):
        with pytest.raises(ServiceValidationError) as raised:
            await _edit(site, **changes)
        assert raised.value.translation_key == "list_is_fixed"
    assert len(await _notes(site)) == 1


async def test_a_note_on_an_alert_that_is_over(
    site: Site, alert: str, anna: Context
) -> None:
    """What was done is often known afterwards; only of what was an alert."""
    cool(site.device)
    await site.minutes(90)
    await site.call("hwgroup.add_note", anna, alert=alert, note="Door was open")
    with pytest.raises(ServiceValidationError) as raised:
        await site.call("hwgroup.add_note", alert="nothing", note="?")
    assert raised.value.translation_key == "never_an_alert"
    with pytest.raises(vol.Invalid):
        await site.call("hwgroup.add_note", alert=alert, note="  ")
    with pytest.raises(vol.Invalid):
        await site.call("hwgroup.add_note", alert=alert, note="x" * 1001)


@pytest.mark.parametrize("is_over", [False, True])
async def test_who_may_write(site: Site, alert: str, is_over: bool) -> None:
    """Who may acknowledge the alert, or could when it was one."""
    if is_over:
        cool(site.device)
        await site.elapse(timedelta(hours=2).total_seconds())
    user = MockUser(is_owner=False).add_to_hass(site.hass)
    context = Context(user_id=user.id)
    policy = {"entities": {"entity_ids": {PROBE: {"control": True}}}}
    data = {"alert": alert, "note": "Door was open"}
    user.mock_policy({})
    with pytest.raises(Unauthorized):
        await site.call("hwgroup.add_note", context, **data)
    user.mock_policy(policy)
    await site.call("hwgroup.add_note", context, **data)
    er.async_get(site.hass).async_remove(PROBE)
    with pytest.raises(Unauthorized):
        await site.call("hwgroup.add_note", context, **data)
