"""What people answer with the buttons of a notification on their phone."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse
from .alarms import cool, heat
from .conftest import AddAlerts, Notifier, marked

POLL = 31


@pytest.fixture
def phone(hass: HomeAssistant) -> Notifier:
    """Return the notifier of the app on a phone."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    return phone


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    phone: Notifier,
    elapse: Elapse,
) -> MockConfigEntry:
    """Return the alerts after the phone was told of one."""
    await add_device(device)
    entry = await add_alerts(phone, name="Pharmacist")
    heat(device)
    await elapse(POLL)
    assert len(phone.titles) == 1
    return entry


async def _answer(hass: HomeAssistant, action: object) -> None:
    hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    await hass.async_block_till_done(wait_background_tasks=True)


def _buttons(phone: Notifier) -> list[str]:
    return [button["action"] for button in phone.accepted[0]["data"]["actions"]]


async def _ask(hass: HomeAssistant, action: str) -> Any:
    response = await hass.services.async_call(
        DOMAIN, action, {}, blocking=True, return_response=True
    )
    [[only]] = response.values()
    return only


@pytest.mark.usefixtures("alerts")
async def test_somebody_sees_to_it(hass: HomeAssistant, phone: Notifier) -> None:
    """His name is kept, and that he has read the message."""
    assert (await _ask(hass, "get_deliveries"))["state"] == "accepted"
    [acknowledge, _] = _buttons(phone)
    await _answer(hass, acknowledge)
    alert = await _ask(hass, "get_alerts")
    assert alert["phase"] == "acknowledged"
    assert alert["acknowledged_by"] == "Pharmacist"
    assert (await _ask(hass, "get_deliveries"))["state"] == "acknowledged"


async def test_the_others_of_a_team_learn_who_sees_to_it(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    phone: Notifier,
    elapse: Elapse,
) -> None:
    """One of them has pressed the button, on a phone of his own."""
    tablet = Notifier(hass, "mobile_app_tablet")
    tablet.register()
    [team] = alerts.subentries.values()
    actions = ["notify.mobile_app_phone", "notify.mobile_app_tablet"]
    hass.config_entries.async_update_subentry(
        alerts, team, data={**team.data, "actions": actions}
    )
    cool(device)
    await elapse(POLL)
    heat(device)
    await elapse(POLL)
    [title] = set(tablet.titles[1:])
    await _answer(hass, phone.accepted[-1]["data"]["actions"][0]["action"])
    assert tablet.titles[-1] == marked(title, "acknowledged")


async def test_what_is_critical_is_loud(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    phone: Notifier,
    elapse: Elapse,
) -> None:
    """Also on a phone that is silent, of either make; but not that it is over."""
    assert "push" not in phone.accepted[0]["data"]
    cool(device)
    await elapse(POLL)
    hass.config_entries.async_update_entry(
        alerts, options={"alarm": {"severity": "critical"}}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    heat(device)
    await elapse(POLL)
    loud = phone.accepted[2]["data"]
    assert loud["push"]["interruption-level"] == "critical"
    assert loud["push"]["sound"]["critical"] == 1
    assert (loud["ttl"], loud["priority"]) == (0, "high")
    assert loud["channel"] == "alarm_stream"
    cool(device)
    await elapse(POLL)
    assert "push" not in phone.accepted[3]["data"]


@pytest.mark.usefixtures("alerts")
async def test_somebody_is_reminded_in_an_hour(
    hass: HomeAssistant, phone: Notifier, elapse: Elapse
) -> None:
    """Of what is still wrong then."""
    [_, snooze] = _buttons(phone)
    await _answer(hass, snooze)
    alert = await _ask(hass, "get_alerts")
    assert alert["phase"] == "active"
    until = dt_util.utcnow() + timedelta(hours=1)
    assert alert["snoozed_until"] == until.isoformat()
    await elapse(3599)
    assert len(phone.titles) == 1
    await elapse(1)
    assert len(phone.titles) == 2


@pytest.mark.usefixtures("alerts")
async def test_other_buttons_are_nobodys_business(
    hass: HomeAssistant, phone: Notifier, caplog: pytest.LogCaptureFixture
) -> None:
    """Those of other integrations, and those that are not known any more."""
    for action in (None, "OPEN_DOOR", "HWGROUP|open|1|2", "HWGROUP|acknowledge|1|2"):
        await _answer(hass, action)
    assert (await _ask(hass, "get_alerts"))["phase"] == "active"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_an_answer_to_what_is_over(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    phone: Notifier,
    elapse: Elapse,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It comes too late, and harms nothing; nobody listens to it after the end."""
    cool(device)
    await elapse(POLL)
    told = len(phone.titles)
    await _answer(hass, _buttons(phone)[0])
    assert len(phone.titles) == told
    await hass.config_entries.async_unload(alerts.entry_id)
    assert "mobile_app_notification_action" not in hass.bus.async_listeners()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_an_answer_of_somebody_who_was_removed(
    hass: HomeAssistant, alerts: MockConfigEntry, phone: Notifier
) -> None:
    """He may see to it all the same."""
    [acknowledge, _] = _buttons(phone)
    [recipient] = alerts.subentries
    hass.config_entries.async_remove_subentry(alerts, recipient)
    await hass.async_block_till_done(wait_background_tasks=True)
    await _answer(hass, acknowledge)
    alert = await _ask(hass, "get_alerts")
    assert alert["phase"] == "acknowledged"
    assert alert["acknowledged_by"] is None
