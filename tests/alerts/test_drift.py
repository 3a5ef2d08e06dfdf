"""What changes on a device behind everybody's back."""

import pytest

from homeassistant.helpers import entity_registry as er
from simulator import SimulatedDevice

from ..site import Site

PROBE = "sensor.server_room_cold_room_1"


@pytest.fixture
def device(device: SimulatedDevice) -> SimulatedDevice:
    """Return a device that warns above 40 °C."""
    probe = device.sensors[0]
    probe.low, probe.high, probe.value = 2.0, 40.0, 20.0
    return device


def _active(site: Site) -> list[str]:
    return [rule.id for _, rule, _ in site.alerts.runtime_data.alerts]


async def test_a_changed_limit_is_told_with_both(site: Site) -> None:
    """What it is and what it was; and it is over when it is set back."""
    site.probe.high = 60.0
    await site.polls(9)
    assert not site.notifier.accepted
    await site.polls(3)
    [message] = site.notifier.accepted
    said = message["title"] + message["message"]
    assert "60 °C" in said
    assert "40 °C" in said
    site.probe.high = 40.0
    await site.polls(2)
    assert len(site.titles) == 2


async def test_acknowledged_is_agreed(site: Site) -> None:
    """From then on it is the new limit that nobody may change."""
    site.probe.high = 60.0
    await site.polls(12)
    assert _active(site) == ["limits"]
    site.alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await site.settle()
    await site.polls(2)
    assert _active(site) == []
    told = len(site.titles)
    site.probe.high = 40.0
    await site.polls(12)
    assert _active(site) == ["limits"]
    assert len(site.titles) == told + 1


async def test_limits_that_are_changed_once_more(site: Site) -> None:
    """Acknowledged are those of the message; the others are told, as the first ones."""
    site.probe.high = 60.0
    await site.polls(12)
    site.probe.high = 80.0
    await site.polls(2)
    site.alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await site.settle()
    await site.polls(12)
    *_, answered, message = site.notifier.accepted
    assert "acknowledged" in answered["title"]
    assert "high 80 °C" in message["message"]
    assert "high 60 °C" in message["message"]
    assert _active(site) == ["limits"]
    site.alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await site.settle()
    await site.polls(2)
    assert _active(site) == []


@pytest.mark.parametrize("restart", [False, True])
async def test_another_unit_on_the_device(site: Site, restart: bool) -> None:
    """It is neither another value nor another limit: all that is told is in that unit."""
    options = {"display_precision": 1, "unit_of_measurement": "°F"}
    er.async_get(site.hass).async_update_entity_options(PROBE, "sensor", options)
    site.add("range_rule", "Own", quantity="temperature", high=8, hysteresis=1)
    probe = site.probe
    for value in (45.0, 41.0):
        probe.value = value
        await site.polls(2)
    told = len(site.titles)
    if restart:
        await site.hass.config_entries.async_unload(site.alerts.entry_id)
    probe.unit, probe.value, probe.low, probe.high = "F", 106.0, 35.6, 104.0
    await site.polls(2)
    if restart:
        await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.polls(12)
    assert sorted(_active(site)) == sorted(["alarm", _own(site)])
    assert len(site.titles) == told
    probe.value = 47.0  # within the limit, but not by the hysteresis
    await site.polls(2)
    assert _active(site) == [_own(site)]
    probe.value = 40.0
    await site.polls(2)
    assert _active(site) == []
    assert any("113.0 °F" in each["message"] for each in site.notifier.accepted[told:])


def _own(site: Site) -> str:
    return site.subentry("Own").subentry_id


async def test_limits_that_are_changed_while_nobody_looks(site: Site) -> None:
    """Home Assistant is not running: what was agreed has been written down."""
    await site.polls()
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    site.probe.low = None
    await site.polls()
    await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.polls(12)
    assert _active(site) == ["limits"]
    assert "2 °C" in site.notifier.accepted[0]["message"]


async def test_limits_that_are_changed_while_the_rule_is_off(site: Site) -> None:
    """They are told when it is on again, and not at some later start."""
    await site.polls()
    update = site.hass.config_entries.async_update_entry
    update(site.alerts, options={"limits": {"enabled": False}})
    site.probe.high = 60.0
    await site.polls(12)
    assert not site.titles
    update(site.alerts, options={})
    await site.polls(12)
    assert _active(site) == ["limits"]


@pytest.mark.parametrize(
    ("low", "high", "told_as", "over"),
    [
        (None, None, "high none", "limit removed"),
        (2.0, None, "high none", "limit removed"),
        (2.0, 60.0, "high 60 °C", "back in range"),
    ],
)
async def test_a_limit_that_is_moved_away_clears_nothing(
    site: Site, low: float | None, high: float | None, told_as: str, over: str
) -> None:
    """Without it nobody knows; that it is another one is told, and can be accepted."""
    site.add("range_rule", "Own", quantity="temperature", device_limits=True)
    probe = site.probe
    probe.value = 45.0
    await site.polls(2)
    # The alarm of the device is the same news.
    assert len(site.titles) == 1
    standing = [rule for rule in _active(site) if rule != "disagreement"]
    probe.low, probe.high = low, high
    await site.polls(12)
    assert [rule for rule in _active(site) if rule != "limits"] == standing
    [message] = site.notifier.accepted[1:]
    assert "limits changed" in message["title"]
    assert told_as in message["message"]
    [told] = [
        told for told, rule, _ in site.alerts.runtime_data.alerts if rule.id == "limits"
    ]
    site.alerts.runtime_data.actions.async_acknowledge([told.id], "Ann")
    await site.settle()
    await site.polls(2)
    assert _active(site) == []
    ends = [title for title in site.titles if "back in range" in title or over in title]
    assert [over in title for title in ends] == [True]


@pytest.mark.parametrize("how", ["not watched", "back"])
async def test_a_limit_that_is_raised(site: Site, how: str) -> None:
    """It ends the alert where nobody watches limits, or the value is back all the same."""
    if how == "not watched":
        site.set_options(limits={"enabled": False})
    probe = site.probe
    probe.value = 45.0
    await site.polls(2)
    probe.high = 60.0
    await site.polls(2)
    if how == "back":
        assert _active(site) == ["alarm"]
        probe.value = 39.0
        await site.polls(2)
    assert _active(site) == []


async def test_a_limit_that_is_set_again(site: Site) -> None:
    """Then it is known again whether the value is back."""
    probe = site.probe
    probe.value = 45.0
    await site.polls(2)
    probe.high = None
    await site.polls(2)
    assert _active(site) == ["alarm"]
    probe.value, probe.high = 20.0, 40.0
    await site.polls(2)
    assert _active(site) == []
    assert site.titles[-1] == "Cold room 1: 20.0 °C, alarm over · Server room"


@pytest.mark.parametrize(
    ("state", "value"),
    [pytest.param(1, 45.0, id="calm beyond"), pytest.param(4, 20.0, id="alarm within")],
)
async def test_a_device_that_disagrees_with_its_own_limits(
    site: Site, state: int, value: float
) -> None:
    """It is in alarm where nothing is wrong, or in none where something is."""
    site.probe.state = state
    site.probe.value = value
    await site.polls(29)
    assert "disagreement" not in _active(site)
    await site.polls(4)
    assert "disagreement" in _active(site)
    site.probe.state = None
    await site.polls(2)
    assert "disagreement" not in _active(site)


async def test_what_agrees_is_no_news(site: Site) -> None:
    """An alarm, and its end within the hysteresis."""
    site.probe.hysteresis = 1.0
    for value in (45.0, 39.5, 20.0, 40.5, 39.0):
        site.probe.value = value
        await site.polls(33)
        assert "disagreement" not in _active(site)
