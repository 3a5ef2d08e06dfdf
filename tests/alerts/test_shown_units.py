"""What people read has the unit and the decimals that Home Assistant shows."""

from typing import Any

import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from simulator import Sensor, SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .alarms import follow_news
from .conftest import AddAlerts, Notifier, add_subentry

ROOM = "sensor.server_room_cold_room_1"
LATEST = "sensor.hw_group_alerts_last_alert_message"


async def _get_alerts(hass: HomeAssistant) -> list[dict[str, Any]]:
    response: Any = await hass.services.async_call(
        DOMAIN, "get_alerts", blocking=True, return_response=True
    )
    return list(response["alerts"])


async def test_a_house_in_fahrenheit(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The same numbers in messages, events, lists and the last alert message."""
    hass.config.units = US_CUSTOMARY_SYSTEM
    device.sensors[0].low, device.sensors[0].high = 2.0, 8.0
    await add_device(device)
    await add_alerts(notifier)
    events = follow_news(hass)
    device.sensors[0].value = 9.4
    await polls(elapse, 2)
    title = "Cold room 1: 48.9 °F, alarm · Server room"
    assert notifier.titles == [title]
    latest = hass.states.get(LATEST)
    assert latest is not None
    assert latest.state == title
    [alert] = await _get_alerts(hass)
    told = {"value": 48.9, "limit": 46.4, "unit": "°F"}
    assert told.items() <= alert.items()
    assert told.items() <= events[0].items()
    await device.unplug()
    await polls(elapse, 14)
    assert "Last readings: Cold room 1: 48.9 °F, " in notifier.accepted[-1]["message"]


async def test_limits_of_the_device_in_fahrenheit(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Those that people know of, and those that are new."""
    hass.config.units = US_CUSTOMARY_SYSTEM
    device.sensors[0].low, device.sensors[0].high = 2.0, None
    await add_device(device)
    await add_alerts(notifier)
    await polls(elapse, 2)
    device.sensors[0].high = 8.0
    await polls(elapse, 12)
    assert notifier.accepted[0]["message"].startswith(
        "Limits of Cold room 1 on the device before: low 35.6 °F, high none."
        " Now: low 35.6 °F, high 46.4 °F."
    )


async def test_a_limit_of_a_kelvin_device_is_told_as_it_was_typed(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Whoever typed 8 °C hears of 8 °C, not of 281.15 K."""
    device.sensors[:] = [
        Sensor(device.sensors[0].id, "Cold room 1", "K", 278.2, decimals=2)
    ]
    await add_device(device)
    er.async_get(hass).async_update_entity_options(
        ROOM, "sensor", {"unit_of_measurement": "°C"}
    )
    await hass.async_block_till_done()
    alerts = await add_alerts(notifier)
    add_subentry(
        hass,
        alerts,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        unit="°C",
        message="{{ name }}: {{ value }}, limit {{ limit }}, worst {{ worst }}",
    )
    device.sensors[0].value = 282.63
    await polls(elapse, 2)
    assert notifier.titles == ["Cold room 1: 9.5 °C, above 8 °C · Server room"]
    [alert] = await _get_alerts(hass)
    assert (alert["limit"], alert["unit"]) == (8.0, "°C")
    assert ", limit 8 °C, worst 9.5 °C" in notifier.accepted[0]["message"]


@pytest.mark.parametrize(
    ("decimals", "told"), [(0, "9 °C"), (1, "9.4 °C"), (2, "9.43 °C"), (3, "9.430 °C")]
)
async def test_the_decimals_that_a_user_chose(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    decimals: int,
    told: str,
) -> None:
    """As the entity is shown."""
    device.sensors[0].decimals = 2
    device.sensors[0].low = device.sensors[0].high = None
    await add_device(device)
    er.async_get(hass).async_update_entity_options(
        ROOM, "sensor", {"display_precision": decimals}
    )
    alerts = await add_alerts(notifier)
    add_subentry(hass, alerts, "range_rule", "Cold", quantity="temperature", high=8)
    device.sensors[0].value = 9.43
    await polls(elapse, 2)
    assert notifier.titles == [f"Cold room 1: {told}, above 8 °C · Server room"]


async def test_a_value_right_beyond_its_limit_is_not_told_as_the_limit(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Nor one that is right within it: both would read "8.0 °C"."""
    device.sensors[0].decimals = 2
    device.sensors[0].low = device.sensors[0].high = None
    await add_device(device)
    alerts = await add_alerts(notifier)
    add_subentry(hass, alerts, "range_rule", "Cold", quantity="temperature", high=8)
    for value in (8.04, 7.96):
        device.sensors[0].value = value
        await polls(elapse, 2)
    assert notifier.titles == [
        "Cold room 1: 8.04 °C, above 8 °C · Server room",
        "Cold room 1: 7.96 °C, back in range · Server room",
    ]


async def test_a_difference_is_converted_as_a_difference(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """3 °C an hour are 5.4 °F an hour, not 37.4."""
    hass.config.units = US_CUSTOMARY_SYSTEM
    device.sensors[0].low = device.sensors[0].high = None
    await add_device(device)
    alerts = await add_alerts(notifier)
    add_subentry(
        hass,
        alerts,
        "trend_rule",
        "Fast",
        kind="rate",
        quantity="temperature",
        per_hour=5.4,
        direction="rising",
        window=10,
        unit="°F",
        severity="warning",
        delay=0,
        repeat=0,
    )
    for step in range(40):
        device.sensors[0].value = 5.0 + step / 10
        await polls(elapse)
    assert "rising fast" in notifier.titles[0]
    assert "by more than 5.4 °F an hour since" in notifier.accepted[0]["message"]
