"""What is removed or disabled: who was told of its alerts hears that, and nobody more."""

import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from homeassistant.components.config import config_entries
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
from simulator import Sensor

from ..site import Notifier, Site, notifications

ROOM = "sensor.server_room_cold_room_1"
ENDED = "Cold room 1: no longer monitored · Server room"


@pytest.fixture
async def hot(site: Site) -> Site:
    """Return a site with an alert that the recipient was told of."""
    site.probe.value, site.probe.high = 9.5, 8.0
    await site.polls(2)
    assert len(site.titles) == 1
    return site


async def _give_up(site: Site, how: str) -> None:
    if how == "device removed":
        await site.hass.config_entries.async_remove(site.entry.entry_id)
    elif how == "device disabled":
        await site.hass.config_entries.async_set_disabled_by(
            site.entry.entry_id, ConfigEntryDisabler.USER
        )
    elif how == "device disabled on its page":
        registry = dr.async_get(site.hass)
        [shown] = dr.async_entries_for_config_entry(registry, site.entry.entry_id)
        registry.async_update_device(shown.id, disabled_by=dr.DeviceEntryDisabler.USER)
    elif how == "sensor disabled":
        er.async_get(site.hass).async_update_entity(
            ROOM, disabled_by=er.RegistryEntryDisabler.USER
        )
    else:
        site.set_options(alarm={"enabled": False})
    await site.polls(4)


WAYS = {
    "device removed": "Server room was removed from monitoring in Home Assistant",
    "device disabled": "Server room was removed from monitoring in Home Assistant",
    "device disabled on its page": "Cold room 1 was disabled in Home Assistant",
    "sensor disabled": "Cold room 1 was disabled in Home Assistant",
    "rule switched off": "The rule Device alarm no longer watches Cold room 1",
}


@pytest.mark.parametrize("how", WAYS)
async def test_who_was_told_hears_of_it(hot: Site, how: str) -> None:
    """Once, and that nobody knows whether it is over."""
    await _give_up(hot, how)
    [_, word] = hot.notifier.accepted
    assert word["message"].startswith(WAYS[how])
    assert "Whether the problem is over is not known." in word["message"]
    assert await hot.ask("get_alerts") == []
    await hot.elapse(7200)
    assert len(hot.titles) == 2


@pytest.mark.parametrize("how", WAYS)
async def test_who_was_not_told_yet_hears_nothing(site: Site, how: str) -> None:
    """What is owed is taken out, with what Home Assistant shows of it."""
    site.notifier.break_down()
    site.probe.value, site.probe.high = 9.5, 8.0
    await site.minutes(15)
    assert site.titles == []
    assert any("Cold room 1" in each for each in notifications(site.hass))
    await _give_up(site, how)
    assert site.alerts.runtime_data.notifier.deliveries == []
    assert not any("Cold room 1" in each for each in notifications(site.hass))
    site.notifier.failing = None
    await site.elapse(7200)
    assert site.titles == []


async def _without_alerts(site: Site, how: str) -> None:
    """Let something happen while the alerts are not loaded."""
    entries = site.hass.config_entries
    await entries.async_unload(site.alerts.entry_id)
    if how == "sensor gone":
        await entries.async_unload(site.entry.entry_id)
        del site.device.sensors[0]
        registry = er.async_get(site.hass)
        registry.async_remove(ROOM)
        await Store(site.hass, 1, f"hwgroup.{site.entry.entry_id}").async_remove()
        await entries.async_setup(site.entry.entry_id)
    else:
        await _give_up(site, how)
    await entries.async_setup(site.alerts.entry_id)
    await site.polls(4)


UNWATCHED = "Cold room 1: 9.5 °C, no longer watched · Server room"
MEANWHILE = {
    how: (ENDED, WAYS[how])
    for how in ("device removed", "device disabled", "sensor disabled")
} | {
    "sensor gone": (ENDED, "Cold room 1 is no longer monitored"),
    "rule switched off": (UNWATCHED, WAYS["rule switched off"]),
}


@pytest.mark.parametrize("how", MEANWHILE)
async def test_what_is_given_up_while_the_alerts_are_not_loaded(
    hot: Site, how: str
) -> None:
    """Whoever was told hears of it when they are."""
    await _without_alerts(hot, how)
    [_, word] = hot.notifier.accepted
    title, text = MEANWHILE[how]
    assert word["title"] == title
    assert word["message"].startswith(text)
    assert await hot.ask("get_alerts") == []
    await hot.hass.config_entries.async_reload(hot.alerts.entry_id)
    await hot.elapse(7200)
    assert len(hot.titles) == 2


async def test_a_rule_that_is_removed_while_the_alerts_are_not_loaded(
    site: Site,
) -> None:
    """They know it by the name that it had last."""
    site.add("range_rule", "Cold", quantity="temperature", high=8.0)
    site.probe.value, site.probe.high = 9.5, 20.0
    await site.polls(2)
    rule, entries = site.subentry("Cold"), site.hass.config_entries
    entries.async_update_subentry(site.alerts, rule, title="Vaccines")
    await site.polls()
    await entries.async_unload(site.alerts.entry_id)
    site.remove("Vaccines")
    await entries.async_setup(site.alerts.entry_id)
    await site.polls(2)
    assert site.titles[1:] == [UNWATCHED]
    text = "The rule Vaccines no longer watches Cold room 1"
    assert site.notifier.accepted[1]["message"].startswith(text)
    assert await site.ask("get_alerts") == []


async def test_nobody_else_is_to_blame(
    hot: Site, hass_ws_client: WebSocketGenerator
) -> None:
    """Who loads the alerts again did not remove the device."""
    config_entries.async_setup(hot.hass)
    await hot.hass.config_entries.async_unload(hot.alerts.entry_id)
    await _give_up(hot, "device removed")
    client = await hass_ws_client(hot.hass)
    for disabled_by in ("user", None):
        await client.send_json_auto_id(
            {
                "type": "config_entries/disable",
                "entry_id": hot.alerts.entry_id,
                "disabled_by": disabled_by,
            }
        )
        assert (await client.receive_json())["success"]
    await hot.polls(2)
    assert hot.notifier.accepted[-1]["message"].startswith(WAYS["device removed"])


async def test_many_alerts_of_one_device(site: Site) -> None:
    """They end in two messages, not in twenty-five."""
    for number in range(25):
        site.device.sensors.append(
            Sensor(100 + number, f"Shelf {number}", "C", 12.0, None, 8.0)
        )
    await site.polls(4)
    told = len(site.titles)
    await _give_up(site, "device removed")
    assert len(site.titles) == told + 2
    assert site.alerts.runtime_data.notifier.deliveries == []


async def test_others_are_not_concerned(hot: Site, second_notifier: Notifier) -> None:
    """What is owed about another device is sent."""
    other = await hot.make_device(
        "ste_plus", name="Cold store", mac="00:0A:59:00:00:01"
    )
    await hot.add_device(other)
    hot.notifier.break_down()
    other.sensors[0].value = 99.0
    await hot.polls(2)
    await _give_up(hot, "device removed")
    hot.notifier.failing = None
    await hot.minutes(20)
    assert len(hot.titles) == 3
    assert [title for title in hot.titles if "99.0 °C" in title]
    assert ENDED in hot.titles


async def test_a_message_that_is_just_being_sent(site: Site) -> None:
    """It arrives, so its end is told, too."""
    site.probe.value, site.probe.high = 9.5, 8.0
    removed = False

    async def hook() -> None:
        nonlocal removed
        if not removed:
            removed = True
            await site.hass.config_entries.async_remove(site.entry.entry_id)

    site.notifier.hook = hook
    await site.polls(2)
    assert len(site.titles) == 2
    assert site.titles[1] == ENDED


async def test_by_whom_over_http(
    hot: Site, hass_client: ClientSessionGenerator
) -> None:
    """The page of Home Assistant that removes a device."""
    assert await async_setup_component(hot.hass, "http", {})
    config_entries.async_setup(hot.hass)
    client = await hass_client()
    await client.delete(f"/api/config/config_entries/entry/{hot.entry.entry_id}")
    await hot.polls(2)
    assert (
        "was removed from monitoring by Mock User"
        in (hot.notifier.accepted[-1]["message"])
    )


async def test_by_whom_over_a_websocket(
    hot: Site, hass_ws_client: WebSocketGenerator
) -> None:
    """The page of Home Assistant that disables a device."""
    config_entries.async_setup(hot.hass)
    client = await hass_ws_client(hot.hass)
    await client.send_json_auto_id(
        {
            "type": "config_entries/disable",
            "entry_id": hot.entry.entry_id,
            "disabled_by": "user",
        }
    )
    assert (await client.receive_json())["success"]
    await hot.polls(2)
    assert (
        "was removed from monitoring by Mock User"
        in (hot.notifier.accepted[-1]["message"])
    )
