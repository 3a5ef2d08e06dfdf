"""The actions, as scripts and dashboards use them."""

from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import ANY

import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
)
from homeassistant.helpers.service import async_get_cached_service_description
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..site import AddAlerts, Notifier, Site
from .alarms import heat

POLL = 31
DEVICE_ALERTS = "switch.server_room_alerts"
OTHER_ALERTS = "switch.archive_alerts"
ALL_ALERTS = "switch.hw_group_alerts_all_alerts"


async def _do(
    site: Site, action: str, context: Context | None = None, **data: Any
) -> None:
    await site.call(f"{DOMAIN}.{action}", context, **data)


@pytest.fixture
async def site(site: Site) -> Site:
    """Return the alerts while one probe is too warm."""
    heat(site.device)
    await site.elapse(POLL)
    return site


async def test_without_alerts_there_is_nothing_to_do(
    hass: HomeAssistant, add_alerts: AddAlerts, notifier: Notifier
) -> None:
    """Each action says so, but for those that are not about alerts."""
    assert await async_setup_component(hass, DOMAIN, {})
    needed = {
        "pause": {"duration": "01:00:00"},
        "confirm": {"recipient": "IT on call"},
        "try_rule": {"rule": "offline"},
        "add_note": {"alert": "a", "note": "Door was open"},
    }
    for name, action in hass.services.async_services_for_domain(DOMAIN).items():
        if name in ("create_report", "export_audit_trail", "get_dashboard"):
            continue
        with pytest.raises(ServiceValidationError, match="add the HW group alerts"):
            await hass.services.async_call(
                DOMAIN,
                name,
                needed.get(name, {}),
                blocking=True,
                return_response=action.supports_response is SupportsResponse.ONLY,
            )
    entry = await add_alerts(notifier)
    get_alerts = partial(
        *(hass.services.async_call, DOMAIN, "get_alerts", {}),
        blocking=True,
        return_response=True,
    )
    assert await get_alerts() == {"alerts": []}
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError, match="add the HW group alerts"):
        await get_alerts()


async def test_get_alerts(site: Site) -> None:
    """What is wrong now."""
    assert await site.ask("get_alerts") == [
        {
            "id": ANY,
            "device": "Server room",
            "name": "Cold room 1",
            "rule": "alarm",
            "severity": "warning",
            "since": "2026-11-25T12:00:31+00:00",
            "value": 30.0,
            "limit": 8.0,
            "unit": "°C",
            "acknowledged_by": None,
            "phase": "active",
            "acknowledged_until": None,
            "snoozed_until": None,
            "notes": [],
            "suppressed_by": None,
            "suppressed_until": None,
        }
    ]


async def test_acknowledge(site: Site, hass_admin_user: MockUser) -> None:
    """By whoever says so, or by whom the action names; twice changes nothing."""
    [alert] = await site.ask("get_alerts")
    with pytest.raises(ServiceValidationError, match="no active alert 12345"):
        await _do(site, "acknowledge", alerts=["12345"])
    await _do(site, "acknowledge", Context(user_id=hass_admin_user.id))
    [alert] = await site.ask("get_alerts")
    assert alert["phase"] == "acknowledged"
    assert alert["acknowledged_by"] == hass_admin_user.name
    await _do(site, "acknowledge", alerts=alert["id"], by="Somebody else")
    assert await site.ask("get_alerts") == [alert]


async def test_acknowledge_in_the_name_of_somebody(site: Site) -> None:
    """An automation is nobody, unless it says for whom it speaks."""
    [alert] = await site.ask("get_alerts")
    await _do(site, "acknowledge", alerts=[alert["id"]], by="Night shift")
    [alert] = await site.ask("get_alerts")
    assert alert["acknowledged_by"] == "Night shift"


async def test_snooze(site: Site) -> None:
    """For an hour unless another time is given; what is wrong then is told again."""
    await _do(site, "snooze")
    [alert] = await site.ask("get_alerts")
    assert alert["snoozed_until"] == "2026-11-25T13:00:31+00:00"
    await _do(site, "snooze", alerts=[alert["id"]], duration={"minutes": 20})
    await site.elapse(1199)
    assert len(site.titles) == 1
    await site.elapse(1)
    assert len(site.titles) == 2


@pytest.fixture
async def two_devices(site: Site) -> list[str]:
    """Return the IDs of two devices in the registry, the first one in the cellar."""
    other = await site.make_device("ste2", name="Archive", mac="00:0A:59:10:20:31")
    registry = dr.async_get(site.hass)
    ids = [
        dr.async_entries_for_config_entry(registry, entry.entry_id)[0].id
        for entry in (site.entry, await site.add_device(other))
    ]
    area = ar.async_get(site.hass).async_create("Cellar")
    registry.async_update_device(ids[0], area_id=area.id)
    return ids


def _paused(site: Site) -> list[bool]:
    """Return whether the first device, the second one and everything are paused."""
    return [
        site.state(switch).state == "off"
        for switch in (DEVICE_ALERTS, OTHER_ALERTS, ALL_ALERTS)
    ]


@pytest.mark.parametrize("target", ["device_id", "area_id", "entity_id"])
async def test_pause_and_resume_a_device(
    site: Site, two_devices: list[str], target: str
) -> None:
    """However it is named."""
    named = {
        "device_id": two_devices[0],
        "area_id": "cellar",
        "entity_id": DEVICE_ALERTS,
    }[target]
    await _do(site, "pause", duration={"hours": 2}, **{target: named})
    assert _paused(site) == [True, False, False]
    until = site.state(DEVICE_ALERTS).attributes["paused_until"]
    left = until - dt_util.utcnow()
    assert timedelta(minutes=119) < left <= timedelta(hours=2)
    await _do(site, "resume", **{target: named})
    assert _paused(site) == [False, False, False]


async def test_nothing_but_what_is_asked_for_is_paused(
    site: Site, two_devices: list[str]
) -> None:
    """Everything without a part is a mistake where that cannot be said, and not all."""
    if "exclude" not in cv.TARGET_SERVICE_FIELDS:
        pytest.skip("this Home Assistant excludes nothing")
    without = {"exclude": {"device_id": [two_devices[0]]}}
    everything = "switch.hw_group_alerts_all_alerts"
    with pytest.raises(ServiceValidationError, match="No HW group device"):
        await _do(site, "pause", duration="02:00:00", entity_id=everything, **without)
    assert _paused(site) == [False, False, False]
    await _do(site, "pause", duration="02:00:00", device_id=two_devices, **without)
    assert _paused(site) == [False, True, False]


@pytest.mark.usefixtures("two_devices")
async def test_pause_and_resume_everything(site: Site) -> None:
    """Nothing named, or the alerts as a whole; any other target is a mistake."""
    ar.async_get(site.hass).async_create("Attic")
    for action, data in (("pause", {"duration": "02:00:00"}), ("resume", {})):
        with pytest.raises(ServiceValidationError, match="No HW group device"):
            await _do(site, action, area_id="attic", **data)
    assert _paused(site) == [False, False, False]
    for target in ({}, {"entity_id": "switch.hw_group_alerts_all_alerts"}):
        await _do(site, "pause", duration="02:00:00", **target)
        assert _paused(site) == [True, True, True]
        await _do(site, "resume", **target)
        assert _paused(site) == [False, False, False]


@pytest.mark.usefixtures("two_devices")
@pytest.mark.parametrize("duration", [{"days": 31}, {"hours": 0}, {"hours": -1}])
async def test_a_pause_always_ends(site: Site, duration: dict[str, int]) -> None:
    """After 30 days at most, and it has to begin."""
    with pytest.raises(vol.Invalid):
        await _do(site, "pause", duration=duration)
    with pytest.raises(vol.Invalid):
        await _do(site, "pause")
    assert _paused(site) == [False, False, False]
    await _do(site, "pause", duration={"days": 30})
    assert _paused(site) == [True, True, True]


async def test_send_test(site: Site, second_notifier: Notifier) -> None:
    """With the result of each channel, or an error where nobody asks for it."""
    both = ["notify.it_on_call", "notify.pharmacist"]
    site.change("IT on call", actions=both)
    await site.settle()
    second_notifier.break_down()
    assert await site.ask("send_test", recipient="IT on call") == [
        {
            "recipient": "IT on call",
            "channel": "notify.it_on_call",
            "accepted": True,
            "reason": None,
        },
        {
            "recipient": "IT on call",
            "channel": "notify.pharmacist",
            "accepted": False,
            "reason": "mail server is down",
        },
    ]
    with pytest.raises(HomeAssistantError, match=': "mail server is down"'):
        await _do(site, "send_test")
    second_notifier.failing = None
    await _do(site, "send_test")
    assert second_notifier.titles == ["Test message"]
    with pytest.raises(ServiceValidationError, match="no recipient called Nobody"):
        await site.ask("send_test", recipient="Nobody")


async def test_get_deliveries(site: Site) -> None:
    """What was accepted and what is owed, the newest first."""
    [alert] = await site.ask("get_alerts")
    [first] = await site.ask("get_deliveries")
    assert first == {
        "message": first["message"],
        "alert": alert["id"],
        "alerts": [alert["id"]],
        "change": "started",
        "severity": "warning",
        "title": site.titles[0],
        "text": site.notifier.accepted[0]["message"],
        "recipient": "IT on call",
        "channel": "notify.it_on_call",
        "fallback": False,
        "state": "accepted",
        "attempts": 1,
        "reason": None,
        "created": "2026-11-25T12:00:31+00:00",
        "due": None,
        "settled": "2026-11-25T12:00:31+00:00",
    }
    site.notifier.break_down()
    await _do(site, "snooze", duration={"minutes": 1})
    await site.elapse(60)
    newest, *others = await site.ask("get_deliveries")
    assert others == [first]
    assert newest["change"] == "repeated"
    assert newest["state"] == "retried"
    assert newest["reason"] == "mail server is down"
    assert newest["due"] == "2026-11-25T12:02:01+00:00"
    assert newest["settled"] is None

    site.notifier.failing = None
    await _do(site, "send_test")
    test, *others = await site.ask("get_deliveries")
    assert test["alert"] is None
    assert test["change"] is None
    assert len(others) == 2
    assert await site.ask("get_deliveries", limit=1) == [test]
    assert await site.ask("get_deliveries", alert=alert["id"]) == others
    named = await site.ask("get_deliveries", recipient="IT on call")
    assert named == [test, *others]
    with pytest.raises(ServiceValidationError, match="no recipient called Nobody"):
        await site.ask("get_deliveries", recipient="Nobody")

    site.remove("IT on call")
    await site.settle()
    assert {each["recipient"] for each in await site.ask("get_deliveries")} == {None}


def _field(hass: HomeAssistant, action: str, field: str) -> dict[str, Any]:
    """Return the selector of a field of an action, as its form has it."""
    described = async_get_cached_service_description(hass, DOMAIN, action)
    assert described is not None
    selector: dict[str, Any] = described["fields"][field]["selector"]
    return selector


def _offered(hass: HomeAssistant, action: str, field: str) -> list[str]:
    """Return what a field of an action offers in its form."""
    select = _field(hass, action, field)["select"]
    assert select["custom_value"] is True
    return [option["value"] for option in select["options"]]


async def test_actions_offer_the_names_that_there_are(
    site: Site, second_notifier: Notifier
) -> None:
    """Of recipients and rules; whoever wants may still give another, by a template."""
    hass = site.hass
    for action in ("send_test", "confirm", "get_deliveries"):
        assert _offered(hass, action, "recipient") == ["IT on call"]
    assert _offered(hass, "try_rule", "rule") == ["offline", "lost"]
    await site.add_recipient(second_notifier)
    site.add("range_rule", "Fridges", quantity="temperature", high=8)
    both = ["IT on call", "Pharmacist"]
    assert _offered(hass, "send_test", "recipient") == both
    assert _offered(hass, "try_rule", "rule") == ["Fridges", "offline", "lost"]
    assert "number" in _field(hass, "try_rule", "days")
    await hass.config_entries.async_remove(site.alerts.entry_id)
    assert _offered(hass, "send_test", "recipient") == []
