"""What people answer with the buttons of a notification on their phone."""

from datetime import timedelta
from typing import Any

import pytest

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..site import Notifier, Site, marked
from .alarms import cool, heat

POLL = 31


@pytest.fixture
def notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier of the app on a phone."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    return phone


@pytest.fixture
async def site(site: Site) -> Site:
    """Return the alerts after the phone was told of one."""
    heat(site.device)
    await site.elapse(POLL)
    assert len(site.titles) == 1
    return site


def _buttons(phone: Notifier) -> list[str]:
    return [button["action"] for button in phone.accepted[0]["data"]["actions"]]


async def _ask(site: Site, action: str) -> Any:
    [only] = await site.ask(action)
    return only


async def test_somebody_sees_to_it(site: Site) -> None:
    """His name is kept, and that he has read the message."""
    assert (await _ask(site, "get_deliveries"))["state"] == "accepted"
    [acknowledge, _] = _buttons(site.notifier)
    await site.answer(acknowledge)
    alert = await _ask(site, "get_alerts")
    assert alert["phase"] == "acknowledged"
    assert alert["acknowledged_by"] == "IT on call"
    assert (await _ask(site, "get_deliveries"))["state"] == "acknowledged"


async def test_the_others_of_a_team_learn_who_sees_to_it(site: Site) -> None:
    """One of them has pressed the button, on a phone of his own."""
    tablet = Notifier(site.hass, "mobile_app_tablet")
    tablet.register()
    actions = ["notify.mobile_app_phone", "notify.mobile_app_tablet"]
    site.change("IT on call", actions=actions)
    cool(site.device)
    await site.elapse(POLL)
    heat(site.device)
    await site.elapse(POLL)
    [title] = set(tablet.titles[1:])
    await site.answer(site.notifier.accepted[-1]["data"]["actions"][0]["action"])
    assert tablet.titles[-1] == marked(title, "acknowledged")


async def test_what_is_critical_is_loud(site: Site) -> None:
    """Also on a phone that is silent, of either make; but not that it is over."""
    assert "push" not in site.notifier.accepted[0]["data"]
    cool(site.device)
    await site.elapse(POLL)
    site.set_options(alarm={"severity": "critical"})
    await site.settle()
    heat(site.device)
    await site.elapse(POLL)
    loud = site.notifier.accepted[2]["data"]
    assert loud["push"]["interruption-level"] == "critical"
    sound = {"name": "default", "critical": 1, "volume": 1.0}
    assert loud["push"]["sound"] == sound
    assert (loud["ttl"], loud["priority"]) == (0, "high")
    assert loud["channel"] == "alarm_stream"
    cool(site.device)
    await site.elapse(POLL)
    assert "push" not in site.notifier.accepted[3]["data"]


async def test_somebody_is_reminded_in_an_hour(site: Site) -> None:
    """Of what is still wrong then."""
    [_, snooze] = _buttons(site.notifier)
    await site.answer(snooze)
    alert = await _ask(site, "get_alerts")
    assert alert["phase"] == "active"
    until = dt_util.utcnow() + timedelta(hours=1)
    assert alert["snoozed_until"] == until.isoformat()
    await site.elapse(3599)
    assert len(site.titles) == 1
    await site.elapse(1)
    assert len(site.titles) == 2


async def test_other_buttons_are_nobodys_business(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """Those of other integrations, and those that are not known any more."""
    for action in (None, "OPEN_DOOR", "HWGROUP|open|1|2", "HWGROUP|acknowledge|1|2"):
        await site.answer(action)
    assert (await _ask(site, "get_alerts"))["phase"] == "active"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_an_answer_to_what_is_over(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """It comes too late, and harms nothing."""
    cool(site.device)
    await site.elapse(POLL)
    told = len(site.titles)
    await site.answer(_buttons(site.notifier)[0])
    assert len(site.titles) == told
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("disabled", [False, True])
async def test_an_answer_before_the_alerts_are_loaded(
    site: Site, disabled: bool
) -> None:
    """It waits for them; of alerts that are disabled, nobody waits for anything."""
    [acknowledge, _] = _buttons(site.notifier)
    entries, alerts = site.hass.config_entries, site.alerts.entry_id
    if disabled:
        await entries.async_set_disabled_by(alerts, ConfigEntryDisabler.USER)
    else:
        await entries.async_unload(alerts)
    await site.answer("OPEN_DOOR")
    await site.answer(acknowledge)
    if disabled:
        await entries.async_set_disabled_by(alerts, None)
    else:
        await entries.async_setup(alerts)
    await site.settle()
    alert = await _ask(site, "get_alerts")
    assert alert["phase"] == ("active" if disabled else "acknowledged")
    assert alert["acknowledged_by"] == (None if disabled else "IT on call")


async def test_an_answer_of_somebody_who_was_removed(site: Site) -> None:
    """He may see to it all the same."""
    [acknowledge, _] = _buttons(site.notifier)
    site.remove("IT on call")
    await site.settle()
    await site.answer(acknowledge)
    alert = await _ask(site, "get_alerts")
    assert alert["phase"] == "acknowledged"
    assert alert["acknowledged_by"] is None
