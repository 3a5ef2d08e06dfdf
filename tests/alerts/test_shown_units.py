"""What people read has the unit and the decimals that Home Assistant shows."""

import pytest

from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from simulator import Sensor

from ..site import Site
from .alarms import follow_news

ROOM = "sensor.server_room_cold_room_1"
LATEST = "sensor.hw_group_alerts_last_alert_message"


@pytest.mark.bare
async def test_a_house_in_fahrenheit(site: Site) -> None:
    """The same numbers in messages, events, lists and the last alert message."""
    site.hass.config.units = US_CUSTOMARY_SYSTEM
    site.probe.low, site.probe.high = 2.0, 8.0
    await site.set_up()
    events = follow_news(site.hass)
    site.probe.value = 9.4
    await site.polls(2)
    title = "Cold room 1: 48.9 °F, alarm · Server room"
    assert site.titles == [title]
    assert site.state(LATEST).state == title
    [alert] = await site.ask("get_alerts")
    told = {"value": 48.9, "limit": 46.4, "unit": "°F"}
    assert told.items() <= alert.items()
    assert told.items() <= events[0].items()
    await site.device.unplug()
    await site.polls(14)
    assert (
        "Last readings: Cold room 1: 48.9 °F, " in site.notifier.accepted[-1]["message"]
    )


@pytest.mark.bare
async def test_limits_of_the_device_in_fahrenheit(site: Site) -> None:
    """Those that people know of, and those that are new."""
    site.hass.config.units = US_CUSTOMARY_SYSTEM
    site.probe.low, site.probe.high = 2.0, None
    await site.set_up()
    await site.polls(2)
    site.probe.high = 8.0
    await site.polls(12)
    assert site.notifier.accepted[0]["message"].startswith(
        "Limits of Cold room 1 on the device before: low 35.6 °F, high none."
        " Now: low 35.6 °F, high 46.4 °F."
    )


@pytest.mark.bare
async def test_a_limit_of_a_kelvin_device_is_told_as_it_was_typed(site: Site) -> None:
    """Whoever typed 8 °C hears of 8 °C, not of 281.15 K."""
    site.device.sensors[:] = [
        Sensor(site.probe.id, "Cold room 1", "K", 278.2, decimals=2)
    ]
    await site.set_up()
    er.async_get(site.hass).async_update_entity_options(
        ROOM, "sensor", {"unit_of_measurement": "°C"}
    )
    await site.settle()
    site.add(
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        unit="°C",
        message="{{ name }}: {{ value }}, limit {{ limit }}, worst {{ worst }}",
    )
    site.probe.value = 282.63
    await site.polls(2)
    assert site.titles == ["Cold room 1: 9.5 °C, above 8 °C · Server room"]
    [alert] = await site.ask("get_alerts")
    assert (alert["limit"], alert["unit"]) == (8.0, "°C")
    assert ", limit 8 °C, worst 9.5 °C" in site.notifier.accepted[0]["message"]


@pytest.mark.bare
@pytest.mark.parametrize(
    ("decimals", "told"), [(0, "9 °C"), (1, "9.4 °C"), (2, "9.43 °C"), (3, "9.430 °C")]
)
async def test_the_decimals_that_a_user_chose(
    site: Site, decimals: int, told: str
) -> None:
    """As the entity is shown."""
    site.probe.decimals = 2
    site.probe.low = site.probe.high = None
    await site.set_up()
    er.async_get(site.hass).async_update_entity_options(
        ROOM, "sensor", {"display_precision": decimals}
    )
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    site.probe.value = 9.43
    await site.polls(2)
    assert site.titles == [f"Cold room 1: {told}, above 8 °C · Server room"]


@pytest.mark.bare
async def test_a_value_right_beyond_its_limit_is_not_told_as_the_limit(
    site: Site,
) -> None:
    """Nor one that is right within it: both would read "8.0 °C"."""
    site.probe.decimals = 2
    site.probe.low = site.probe.high = None
    await site.set_up()
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    for value in (8.04, 7.96):
        site.probe.value = value
        await site.polls(2)
    assert site.titles == [
        "Cold room 1: 8.04 °C, above 8 °C · Server room",
        "Cold room 1: 7.96 °C, back in range · Server room",
    ]


@pytest.mark.bare
async def test_a_counter_that_begins_anew(site: Site) -> None:
    """To a rate that is no fall."""
    probe = site.probe
    probe.unit, probe.value, probe.low, probe.high = "kWh", 90.0, None, None
    await site.set_up()
    site.add(
        "trend_rule",
        "Use",
        kind="rate",
        quantity="energy",
        per_hour=1000,
        window=10,
        direction="falling",
        unit="kWh",
        severity="warning",
        delay=0,
        repeat=0,
    )
    await site.polls(14)
    probe.value = 1.0
    await site.polls(8)
    assert site.titles == []


@pytest.mark.bare
async def test_a_difference_is_converted_as_a_difference(site: Site) -> None:
    """3 °C an hour are 5.4 °F an hour, not 37.4."""
    site.hass.config.units = US_CUSTOMARY_SYSTEM
    site.probe.low = site.probe.high = None
    await site.set_up()
    site.add(
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
        site.probe.value = 5.0 + step / 10
        await site.polls()
    assert "rising fast" in site.titles[0]
    assert "by more than 5.4 °F an hour since" in site.notifier.accepted[0]["message"]
