"""Fewer messages that say more: alerts that begin and end together."""

from datetime import datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.util import dt as dt_util
from simulator import Sensor, SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice, polls
from .conftest import AddAlerts, Notifier, add_subentry

COUNT = 40


@pytest.fixture
async def rack(make_device: MakeDevice, add_device: AddDevice) -> SimulatedDevice:
    """Return a device with forty probes, none of which is too warm."""
    return await _add_rack(make_device, add_device, "Hall")


async def _add_rack(
    make_device: MakeDevice, add_device: AddDevice, name: str, number: int = 0
) -> SimulatedDevice:
    rack = await make_device(
        "poseidon2_3268", name=name, mac=f"00:0A:59:10:20:{number}0"
    )
    rack.sensors[:] = [
        Sensor(1000 + place, f"{name} {place:02}", "C", 5.0, low=None, high=None)
        for place in range(COUNT)
    ]
    await add_device(rack)
    return rack


@pytest.fixture
def phone(hass: HomeAssistant) -> Notifier:
    """Return the notifier of a phone with the app."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    return phone


@pytest.fixture
async def alerts(
    hass: HomeAssistant, rack: SimulatedDevice, add_alerts: AddAlerts, phone: Notifier
) -> MockConfigEntry:
    """Return alerts with one rule and one recipient."""
    alerts = await add_alerts(phone)
    add_subentry(
        hass, alerts, "range_rule", "Cold", quantity="temperature", high=8, repeat=10
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return alerts


def _set(rack: SimulatedDevice, value: float, *places: int) -> None:
    for place in places or range(COUNT):
        rack.sensors[place].value = value


def _change(
    hass: HomeAssistant, alerts: MockConfigEntry, title: str, **data: Any
) -> None:
    [subentry] = [each for each in alerts.subentries.values() if each.title == title]
    hass.config_entries.async_update_subentry(
        alerts, subentry, data={**subentry.data, **data}
    )


async def test_forty_alerts_are_two_messages(
    rack: SimulatedDevice, alerts: MockConfigEntry, phone: Notifier, elapse: Elapse
) -> None:
    """The first at once, and half a minute later one that takes its place on a phone."""
    _set(rack, 9.5)
    await elapse(30.5)
    assert phone.titles == ["Hall 00: 9.5 °C, above 8 °C · Hall"]
    await elapse(29)
    assert len(phone.accepted) == 1
    await elapse(1.5)
    first, second = phone.accepted
    assert second["title"] == "Hall 39: 9.5 °C, above 8 °C · Hall (+39)"
    told = second["message"].splitlines()
    assert told == [
        f"Hall {place:02}: 9.5 °C, above 8 °C · Hall" for place in range(COUNT)
    ]
    assert first["data"]["tag"] == second["data"]["tag"]
    await polls(elapse, 60)
    # Thirty minutes with a repetition every ten, and the end.
    assert len(phone.accepted) == 8
    _set(rack, 5.0)
    await polls(elapse, 3)
    assert [title[-5:] for title in phone.titles[8:]] == [" Hall", "(+39)"]


async def test_what_is_over_meanwhile_is_not_listed(
    rack: SimulatedDevice, alerts: MockConfigEntry, phone: Notifier, elapse: Elapse
) -> None:
    """It is said to be over, in a message about what ends."""
    _set(rack, 9.5, 0, 1, 2, 3)
    await elapse(30.5)
    _set(rack, 5.0, 0, 2)
    await elapse(29.5)
    await elapse(29.5)
    await elapse(29.5)
    assert phone.titles == [
        "Hall 00: 9.5 °C, above 8 °C · Hall",
        "Hall 00: 5.0 °C, back in range · Hall",
        "Hall 03: 9.5 °C, above 8 °C · Hall (+1)",
        "Hall 02: 5.0 °C, back in range · Hall (+1)",
    ]


async def test_a_message_about_one_leaves_the_one_about_all_on_the_phone(
    rack: SimulatedDevice, alerts: MockConfigEntry, phone: Notifier, elapse: Elapse
) -> None:
    """And takes the place of what was said about that one alone."""
    _set(rack, 9.5)
    await polls(elapse, 3)
    for value in (5.0, 9.5, 5.0):
        _set(rack, value, 0)
        await polls(elapse, 3)
    tags = [message["data"]["tag"] for message in phone.accepted]
    assert tags[0] == tags[1] != tags[2]
    assert tags[2:] == [tags[2]] * 3


async def test_one_button_acknowledges_all(
    hass: HomeAssistant,
    rack: SimulatedDevice,
    alerts: MockConfigEntry,
    phone: Notifier,
    elapse: Elapse,
) -> None:
    """And each alert is known to be told by the message that lists it."""
    _set(rack, 9.5)
    await polls(elapse, 3)
    answer = await hass.services.async_call(
        "hwgroup", "get_deliveries", blocking=True, return_response=True
    )
    assert isinstance(answer, dict)
    first, group = answer["deliveries"]
    known = [alert.id for alert, _, _ in alerts.runtime_data.alerts]
    assert sorted(group["alerts"]) == sorted(known)
    assert group["alert"] is None
    assert first["alerts"] == [first["alert"]]
    acknowledge, _ = phone.accepted[-1]["data"]["actions"]
    hass.bus.async_fire(
        "mobile_app_notification_action", {"action": acknowledge["action"]}
    )
    await polls(elapse, 60)
    assert all(alert.acknowledged for alert, _, _ in alerts.runtime_data.alerts)
    assert len(phone.accepted) == 2


@pytest.mark.parametrize("seconds", [0, 120])
async def test_for_how_long_is_an_option(
    hass: HomeAssistant,
    rack: SimulatedDevice,
    alerts: MockConfigEntry,
    phone: Notifier,
    elapse: Elapse,
    seconds: int,
) -> None:
    """With none, each alert is a message."""
    options = {**alerts.options, "collect_seconds": seconds}
    hass.config_entries.async_update_entry(alerts, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)
    _set(rack, 9.5)
    await polls(elapse, 2)
    assert len(phone.accepted) == (1 if seconds else COUNT)
    await polls(elapse, 5)
    assert len(phone.accepted) == (2 if seconds else COUNT)


@pytest.mark.parametrize("same_area", [False, True])
async def test_an_area_is_a_group(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    rack: SimulatedDevice,
    alerts: MockConfigEntry,
    phone: Notifier,
    elapse: Elapse,
    same_area: bool,
) -> None:
    """Where devices are in none, each is by itself."""
    other = await _add_rack(make_device, add_device, "Loft", 1)
    if same_area:
        area = ar.async_get(hass).async_create("Cold store")
        registry = dr.async_get(hass)
        for device in list(registry.devices):
            registry.async_update_device(device.id, area_id=area.id)
    await hass.async_block_till_done(wait_background_tasks=True)
    _set(rack, 9.5)
    _set(other, 9.5)
    await polls(elapse, 3)
    assert len(phone.accepted) == (2 if same_area else 4)


async def test_the_morning_brings_one_message(
    hass: HomeAssistant,
    rack: SimulatedDevice,
    alerts: MockConfigEntry,
    phone: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Whatever began in the night, and whenever."""
    zone = await dt_util.async_get_time_zone("Europe/Prague")
    await hass.config.async_set_time_zone("Europe/Prague")
    quiet = {"quiet_begin": "22:00:00", "quiet_end": "07:00:00"}
    _change(hass, alerts, "IT on call", **quiet)
    _change(hass, alerts, "Cold", repeat=0)
    freezer.move_to(datetime(2026, 12, 1, 21, 59, tzinfo=zone))
    await polls(elapse, 4)
    for place in range(0, COUNT, 10):
        _set(rack, 9.5, *range(place, place + 10))
        await polls(elapse, 3)
    assert phone.titles == []
    freezer.move_to(datetime(2026, 12, 2, 7, 0, 1, tzinfo=zone))
    await polls(elapse, 3)
    assert [title[-5:] for title in phone.titles] == [" Hall", "(+39)"]
