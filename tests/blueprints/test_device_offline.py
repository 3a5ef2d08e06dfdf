"""The blueprint for devices that fall silent."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from homeassistant.core import HomeAssistant, ServiceCall
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse
from .conftest import Automate, Start

CONNECTIVITY = "binary_sensor.server_room_connectivity"


@pytest.fixture
def watch(automate: Automate, tell: Callable[..., Any]) -> Automate:
    """Return a function that makes the automation."""
    return partial(
        automate,
        "device_offline",
        devices=[CONNECTIVITY],
        offline_for={"minutes": 5},
        offline_actions=tell("offline", "entity_id", "minutes"),
        online_actions=tell("online", "entity_id", "minutes"),
    )


def _kinds(told: list[ServiceCall]) -> list[str]:
    return [call.data["kind"] for call in told]


async def test_an_outage_is_told_once_and_so_is_its_end(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """Each time anew."""
    await add_device(device)
    await watch()
    for _ in range(2):
        told.clear()
        await device.unplug()
        for _ in range(3):
            await elapse(31)
        assert hass.states.get(CONNECTIVITY).state == "off"
        await elapse(290)
        assert not told
        await elapse(15)
        await elapse(3600)
        assert _kinds(told) == ["offline"]
        assert told[0].data["entity_id"] == CONNECTIVITY
        assert told[0].data["title"] == "Server room is offline"
        assert told[0].data["message"] == "Server room has not answered for 5 min."
        await device.plug()
        await elapse(61)
        assert _kinds(told) == ["offline", "online"]
        assert told[1].data["minutes"] == 66
        assert told[1].data["title"] == "Server room is back online"
        assert told[1].data["message"] == "Server room answers again after 66 min."


async def test_a_short_outage_tells_nobody(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """Neither that it began nor that it ended."""
    await add_device(device)
    await watch()
    await device.unplug()
    for _ in range(3):
        await elapse(31)
    assert hass.states.get(CONNECTIVITY).state == "off"
    await device.plug()
    await elapse(61)
    assert hass.states.get(CONNECTIVITY).state == "on"
    await elapse(3600)
    assert not told


@pytest.mark.parametrize(("plugged", "kinds"), [(True, []), (False, ["offline"])])
async def test_a_restart(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    starting: Start,
    plugged: bool,
    kinds: list[str],
) -> None:
    """A restart is no outage, and one that begins during it is told of."""
    await add_device(device)
    await watch()
    if not plugged:
        await device.unplug()
    await starting()
    for _ in range(3):
        await elapse(31)
    await elapse(301)
    assert _kinds(told) == kinds


async def test_a_reload_is_no_outage(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """Unavailable is not off."""
    entry = await add_device(device)
    await watch()
    assert await hass.config_entries.async_unload(entry.entry_id)
    await elapse(1)
    assert hass.states.get(CONNECTIVITY).state == "unavailable"
    await elapse(3600)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await elapse(31)
    assert hass.states.get(CONNECTIVITY).state == "on"
    await elapse(3600)
    assert not told


async def test_a_notification_unless_something_else_is_chosen(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    automate: Automate,
    elapse: Elapse,
) -> None:
    """Whoever only chooses the device sees it all the same."""
    seen = async_capture_events(hass, "call_service")
    await add_device(device)
    await automate("device_offline", devices=[CONNECTIVITY])
    await device.unplug()
    for _ in range(3):
        await elapse(31)
    await elapse(301)
    [call] = [event for event in seen if event.data["service"] == "create"]
    assert call.data["domain"] == "persistent_notification"
    assert call.data["service_data"]["title"] == "Server room is offline"


@pytest.mark.parametrize(
    ("language", "title", "message"),
    [
        (
            "cs",
            "Zařízení Server room je offline",
            "Zařízení Server room neodpovídá už 5 min.",
        ),
        ("de", "Server room ist offline", "Server room antwortet seit 5 min nicht."),
        (
            "fr",
            "Server room est hors ligne",
            "Server room ne répond plus depuis 5 min.",
        ),
    ],
)
async def test_the_message_is_in_the_language_that_was_chosen(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    language: str,
    title: str,
    message: str,
) -> None:
    """Home Assistant does not translate a blueprint: each has its texts itself."""
    await add_device(device)
    await watch(language=language)
    await device.unplug()
    for _ in range(3):
        await elapse(31)
    await elapse(301)
    [call] = told
    assert (call.data["title"], call.data["message"]) == (title, message)
