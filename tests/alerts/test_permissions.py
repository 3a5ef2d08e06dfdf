"""Who may silence: only who may control what is silenced."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser

from ..site import Notifier, Site
from .alarms import heat

PROBE = "sensor.server_room_cold_room_1"
SWITCH = "switch.server_room_alerts"


@pytest.fixture
def notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier of the app on a phone."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    return phone


@pytest.fixture
async def alert(site: Site) -> str:
    """Return the ID of an alert of which a phone was told."""
    heat(site.device)
    await site.elapse(31)
    [alert] = await site.ask("get_alerts")
    return str(alert["id"])


async def _alerts(hass: HomeAssistant) -> list[dict[str, Any]]:
    response = await hass.services.async_call(
        DOMAIN, "get_alerts", {}, blocking=True, return_response=True
    )
    alerts: list[dict[str, Any]] = response["alerts"]  # type: ignore[index, assignment]
    return alerts


async def _call(hass: HomeAssistant, user_id: str, action: str, **data: Any) -> None:
    await hass.services.async_call(
        DOMAIN, action, data, blocking=True, context=Context(user_id=user_id)
    )


ACTIONS: list[tuple[str, dict[str, Any]]] = [
    ("acknowledge", {}),
    ("acknowledge", {"alerts": True}),
    ("snooze", {}),
    ("snooze", {"alerts": True}),
    ("pause", {"duration": {"days": 30}}),
    ("pause", {"duration": {"days": 30}, "entity_id": PROBE}),
    ("resume", {}),
    ("resume", {"entity_id": PROBE}),
    ("confirm", {"recipient": "IT on call"}),
    ("send_test", {}),
    ("send_test", {"recipient": "IT on call"}),
]


def _data(data: dict[str, Any], alert: str) -> dict[str, Any]:
    return data | ({"alerts": [alert]} if "alerts" in data else {})


@pytest.mark.parametrize(("action", "data"), ACTIONS)
async def test_who_only_reads_silences_nothing(
    hass: HomeAssistant,
    hass_read_only_user: MockUser,
    notifier: Notifier,
    alert: str,
    action: str,
    data: dict[str, Any],
) -> None:
    """Nor confirms anything, nor sends tests."""
    before, told = await _alerts(hass), len(notifier.titles)
    with pytest.raises(Unauthorized):
        await _call(hass, hass_read_only_user.id, action, **_data(data, alert))
    assert await _alerts(hass) == before
    assert len(notifier.titles) == told
    assert hass.states.get(SWITCH).state == "on"


@pytest.mark.parametrize(("action", "data"), ACTIONS)
async def test_who_controls_everything_may(
    hass: HomeAssistant,
    hass_admin_user: MockUser,
    alert: str,
    action: str,
    data: dict[str, Any],
) -> None:
    """And so may an automation, which no user has started."""
    await _call(hass, hass_admin_user.id, action, **_data(data, alert))
    await hass.services.async_call(DOMAIN, action, _data(data, alert), blocking=True)


async def test_who_controls_one_device_silences_that_one(
    hass: HomeAssistant, alert: str
) -> None:
    """Not all of them."""
    user = MockUser(is_owner=False).add_to_hass(hass)
    user.mock_policy({"entities": {"entity_ids": {PROBE: True, SWITCH: True}}})
    pause = {"duration": {"hours": 1}}
    for action, data in (("pause", pause), ("acknowledge", {}), ("snooze", {})):
        with pytest.raises(Unauthorized):
            await _call(hass, user.id, action, **data)
    await _call(hass, user.id, "snooze", alerts=[alert])
    await _call(hass, user.id, "acknowledge", alerts=[alert])
    await _call(hass, user.id, "pause", **pause, entity_id=PROBE)
    assert hass.states.get(SWITCH).state == "off"


async def test_a_user_who_is_gone(hass: HomeAssistant, alert: str) -> None:
    """Their token may still be somewhere."""
    with pytest.raises(UnknownUser):
        await _call(hass, "nobody", "acknowledge", alerts=[alert])


async def test_nobody_acknowledges_in_another_name(
    hass: HomeAssistant, hass_admin_user: MockUser, alert: str
) -> None:
    """A name that is given counts where no user has called."""
    await _call(hass, hass_admin_user.id, "acknowledge", alerts=[alert], by="Bob")
    [listed] = await _alerts(hass)
    assert listed["acknowledged_by"] == hass_admin_user.name


async def test_a_name_that_is_given_by_an_automation(
    hass: HomeAssistant, alert: str
) -> None:
    """A button on the wall knows whose it is."""
    await hass.services.async_call(
        DOMAIN, "acknowledge", {"alerts": [alert], "by": "Bob"}, blocking=True
    )
    [listed] = await _alerts(hass)
    assert listed["acknowledged_by"] == "Bob"


@pytest.mark.parametrize(
    ("device_name", "counts"), [("Phone", True), ("Another phone", False)]
)
async def test_an_answer_counts_from_the_phone_that_was_asked(
    hass: HomeAssistant,
    hass_read_only_user: MockUser,
    notifier: Notifier,
    alert: str,
    device_name: str,
    counts: bool,
) -> None:
    """Another phone that sends the same button is not asked."""
    assert alert
    MockConfigEntry(
        domain="mobile_app",
        data={"user_id": hass_read_only_user.id, "device_name": device_name},
    ).add_to_hass(hass)
    action = notifier.accepted[0]["data"]["actions"][0]["action"]
    hass.bus.async_fire(
        "mobile_app_notification_action",
        {"action": action},
        context=Context(user_id=hass_read_only_user.id),
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    [listed] = await _alerts(hass)
    assert listed["phase"] == ("acknowledged" if counts else "active")


@pytest.mark.parametrize("action", ["acknowledge", "snooze"])
async def test_who_only_reads_silences_nothing_while_it_starts(
    site: Site, hass_read_only_user: MockUser, alert: str, action: str
) -> None:
    """The entity of the alert is not known yet; all the same it is nobody's."""
    for entry in (site.entry, site.alerts):
        await site.hass.config_entries.async_unload(entry.entry_id)
    await site.hass.config_entries.async_setup(site.alerts.entry_id)
    with pytest.raises(Unauthorized):
        await _call(site.hass, hass_read_only_user.id, action, alerts=[alert])
