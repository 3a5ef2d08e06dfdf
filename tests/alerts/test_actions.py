"""The actions, as scripts and dashboards use them."""

from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice
from .alarms import heat
from .conftest import AddAlerts, Notifier

POLL = 31
DEVICE_ALERTS = "switch.server_room_alerts"
OTHER_ALERTS = "switch.archive_alerts"
ALL_ALERTS = "switch.hw_group_alerts_all_alerts"


async def _do(
    hass: HomeAssistant, action: str, context: Context | None = None, **data: Any
) -> None:
    await hass.services.async_call(DOMAIN, action, data, blocking=True, context=context)
    await hass.async_block_till_done(wait_background_tasks=True)


async def _ask(hass: HomeAssistant, action: str, **data: Any) -> Any:
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    [only] = response.values()
    return only


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> MockConfigEntry:
    """Return the alerts while one probe is too warm."""
    await add_device(device)
    entry = await add_alerts(notifier)
    heat(device)
    await elapse(POLL)
    return entry


async def test_without_alerts_there_is_nothing_to_do(
    hass: HomeAssistant, add_alerts: AddAlerts, notifier: Notifier
) -> None:
    """Each action says so, but for the one that is not about alerts."""
    assert await async_setup_component(hass, DOMAIN, {})
    needed = {
        "pause": {"duration": "01:00:00"},
        "confirm": {"recipient": "IT on call"},
        "try_rule": {"rule": "offline"},
    }
    for name, action in hass.services.async_services_for_domain(DOMAIN).items():
        if name == "get_dashboard":
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
    assert await _ask(hass, "get_alerts") == []
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError, match="add the HW group alerts"):
        await _ask(hass, "get_alerts")


@pytest.mark.usefixtures("alerts")
async def test_get_alerts(hass: HomeAssistant) -> None:
    """What is wrong now."""
    assert await _ask(hass, "get_alerts") == [
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
            "suppressed_by": None,
            "suppressed_until": None,
        }
    ]


@pytest.mark.usefixtures("alerts")
async def test_acknowledge(hass: HomeAssistant, hass_admin_user: MockUser) -> None:
    """By whoever says so, or by whom the action names; twice changes nothing."""
    [alert] = await _ask(hass, "get_alerts")
    with pytest.raises(ServiceValidationError, match="no active alert 12345"):
        await _do(hass, "acknowledge", alerts=["12345"])
    await _do(hass, "acknowledge", Context(user_id=hass_admin_user.id))
    [alert] = await _ask(hass, "get_alerts")
    assert alert["phase"] == "acknowledged"
    assert alert["acknowledged_by"] == hass_admin_user.name
    await _do(hass, "acknowledge", alerts=alert["id"], by="Somebody else")
    assert await _ask(hass, "get_alerts") == [alert]


@pytest.mark.usefixtures("alerts")
async def test_acknowledge_in_the_name_of_somebody(hass: HomeAssistant) -> None:
    """An automation is nobody, unless it says for whom it speaks."""
    [alert] = await _ask(hass, "get_alerts")
    await _do(hass, "acknowledge", alerts=[alert["id"]], by="Night shift")
    [alert] = await _ask(hass, "get_alerts")
    assert alert["acknowledged_by"] == "Night shift"


@pytest.mark.usefixtures("alerts")
async def test_snooze(hass: HomeAssistant, notifier: Notifier, elapse: Elapse) -> None:
    """For an hour unless another time is given; what is wrong then is told again."""
    await _do(hass, "snooze")
    [alert] = await _ask(hass, "get_alerts")
    assert alert["snoozed_until"] == "2026-11-25T13:00:31+00:00"
    await _do(hass, "snooze", alerts=[alert["id"]], duration={"minutes": 20})
    await elapse(1199)
    assert len(notifier.titles) == 1
    await elapse(1)
    assert len(notifier.titles) == 2


@pytest.fixture
async def two_devices(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    device: SimulatedDevice,
) -> list[str]:
    """Return the IDs of two devices in the registry, the first one in the cellar."""
    other = await make_device("ste2", name="Archive", mac="00:0A:59:10:20:31")
    entries = [await add_device(device), await add_device(other)]
    await add_alerts(notifier)
    registry = dr.async_get(hass)
    ids = [
        dr.async_entries_for_config_entry(registry, entry.entry_id)[0].id
        for entry in entries
    ]
    area = ar.async_get(hass).async_create("Cellar")
    registry.async_update_device(ids[0], area_id=area.id)
    return ids


def _paused(hass: HomeAssistant) -> list[bool]:
    """Return whether the first device, the second one and everything are paused."""
    return [
        hass.states.get(switch).state == "off"
        for switch in (DEVICE_ALERTS, OTHER_ALERTS, ALL_ALERTS)
    ]


@pytest.mark.parametrize("target", ["device_id", "area_id", "entity_id"])
async def test_pause_and_resume_a_device(
    hass: HomeAssistant, two_devices: list[str], target: str
) -> None:
    """However it is named."""
    named = {
        "device_id": two_devices[0],
        "area_id": "cellar",
        "entity_id": DEVICE_ALERTS,
    }[target]
    await _do(hass, "pause", duration={"hours": 2}, **{target: named})
    assert _paused(hass) == [True, False, False]
    until = hass.states.get(DEVICE_ALERTS).attributes["paused_until"]
    left = until - dt_util.utcnow()
    assert timedelta(minutes=119) < left <= timedelta(hours=2)
    await _do(hass, "resume", **{target: named})
    assert _paused(hass) == [False, False, False]


@pytest.mark.usefixtures("two_devices")
async def test_pause_and_resume_everything(hass: HomeAssistant) -> None:
    """Nothing named, or the alerts as a whole; any other target is a mistake."""
    ar.async_get(hass).async_create("Attic")
    for action, data in (("pause", {"duration": "02:00:00"}), ("resume", {})):
        with pytest.raises(ServiceValidationError, match="No HW group device"):
            await _do(hass, action, area_id="attic", **data)
    assert _paused(hass) == [False, False, False]
    for target in ({}, {"entity_id": "switch.hw_group_alerts_all_alerts"}):
        await _do(hass, "pause", duration="02:00:00", **target)
        assert _paused(hass) == [True, True, True]
        await _do(hass, "resume", **target)
        assert _paused(hass) == [False, False, False]


@pytest.mark.usefixtures("two_devices")
@pytest.mark.parametrize("duration", [{"days": 31}, {"hours": 0}, {"hours": -1}])
async def test_a_pause_always_ends(
    hass: HomeAssistant, duration: dict[str, int]
) -> None:
    """After 30 days at most, and it has to begin."""
    with pytest.raises(vol.Invalid):
        await _do(hass, "pause", duration=duration)
    with pytest.raises(vol.Invalid):
        await _do(hass, "pause")
    assert _paused(hass) == [False, False, False]
    await _do(hass, "pause", duration={"days": 30})
    assert _paused(hass) == [True, True, True]


async def test_send_test(
    hass: HomeAssistant,
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
) -> None:
    """With the result of each channel, or an error where nobody asks for it."""
    await add_alerts(notifier, second_notifier)
    second_notifier.break_down()
    assert await _ask(hass, "send_test", recipient="IT on call") == [
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
        await _do(hass, "send_test")
    second_notifier.failing = None
    await _do(hass, "send_test")
    assert second_notifier.titles == ["Test message"]
    with pytest.raises(ServiceValidationError, match="no recipient called Nobody"):
        await _ask(hass, "send_test", recipient="Nobody")


async def test_get_deliveries(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """What was accepted and what is owed, the newest first."""
    [alert] = await _ask(hass, "get_alerts")
    [first] = await _ask(hass, "get_deliveries")
    assert first == {
        "message": first["message"],
        "alert": alert["id"],
        "alerts": [alert["id"]],
        "change": "started",
        "severity": "warning",
        "title": notifier.titles[0],
        "text": notifier.accepted[0]["message"],
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
    notifier.break_down()
    await _do(hass, "snooze", duration={"minutes": 1})
    await elapse(60)
    newest, *others = await _ask(hass, "get_deliveries")
    assert others == [first]
    assert newest["change"] == "repeated"
    assert newest["state"] == "retried"
    assert newest["reason"] == "mail server is down"
    assert newest["due"] == "2026-11-25T12:02:01+00:00"
    assert newest["settled"] is None

    notifier.failing = None
    await _do(hass, "send_test")
    test, *others = await _ask(hass, "get_deliveries")
    assert test["alert"] is None
    assert test["change"] is None
    assert len(others) == 2
    assert await _ask(hass, "get_deliveries", limit=1) == [test]
    assert await _ask(hass, "get_deliveries", alert=alert["id"]) == others
    named = await _ask(hass, "get_deliveries", recipient="IT on call")
    assert named == [test, *others]
    with pytest.raises(ServiceValidationError, match="no recipient called Nobody"):
        await _ask(hass, "get_deliveries", recipient="Nobody")

    [recipient] = alerts.subentries
    hass.config_entries.async_remove_subentry(alerts, recipient)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert {each["recipient"] for each in await _ask(hass, "get_deliveries")} == {None}


async def test_get_dashboard(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """A view with sections, made for the devices that there are."""
    await add_device(device)
    view = await hass.services.async_call(
        DOMAIN, "get_dashboard", blocking=True, return_response=True
    )
    assert view["type"] == "sections"
