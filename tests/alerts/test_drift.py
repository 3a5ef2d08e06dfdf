"""What changes on a device behind everybody's back."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier, add_subentry


@pytest.fixture
async def alerts(
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return the alerts of a device that warns above 40 °C."""
    probe = device.sensors[0]
    probe.low, probe.high, probe.value = 2.0, 40.0, 20.0
    await add_device(device)
    return await add_alerts(notifier)


def _active(alerts: MockConfigEntry) -> list[str]:
    return [rule.id for _, rule, _ in alerts.runtime_data.alerts]


@pytest.mark.usefixtures("alerts")
async def test_a_changed_limit_is_told_with_both(
    device: SimulatedDevice, notifier: Notifier, elapse: Elapse
) -> None:
    """What it is and what it was; and it is over when it is set back."""
    device.sensors[0].high = 60.0
    await polls(elapse, 9)
    assert not notifier.accepted
    await polls(elapse, 3)
    [message] = notifier.accepted
    said = message["title"] + message["message"]
    assert "60 °C" in said
    assert "40 °C" in said
    device.sensors[0].high = 40.0
    await polls(elapse, 2)
    assert len(notifier.titles) == 2


async def test_acknowledged_is_agreed(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """From then on it is the new limit that nobody may change."""
    device.sensors[0].high = 60.0
    await polls(elapse, 12)
    assert _active(alerts) == ["limits"]
    alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await hass.async_block_till_done(wait_background_tasks=True)
    await polls(elapse, 2)
    assert _active(alerts) == []
    told = len(notifier.titles)
    device.sensors[0].high = 40.0
    await polls(elapse, 12)
    assert _active(alerts) == ["limits"]
    assert len(notifier.titles) == told + 1


async def test_limits_that_are_changed_while_nobody_looks(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Home Assistant is not running: what was agreed has been written down."""
    await polls(elapse)
    await hass.config_entries.async_unload(alerts.entry_id)
    device.sensors[0].low = None
    await polls(elapse)
    await hass.config_entries.async_setup(alerts.entry_id)
    await polls(elapse, 12)
    assert _active(alerts) == ["limits"]
    assert "2 °C" in notifier.accepted[0]["message"]


@pytest.mark.parametrize("low", [None, 2.0])
async def test_a_limit_that_is_removed_clears_nothing(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    notifier: Notifier,
    elapse: Elapse,
    low: float | None,
) -> None:
    """Without it nobody knows; that it is gone is told, and can be accepted."""
    add_subentry(
        hass, alerts, "range_rule", "Own", quantity="temperature", device_limits=True
    )
    probe = device.sensors[0]
    probe.value = 45.0
    await polls(elapse, 2)
    assert len(notifier.titles) == 2
    standing = [rule for rule in _active(alerts) if rule != "disagreement"]
    probe.low, probe.high = low, None
    await polls(elapse, 12)
    assert [rule for rule in _active(alerts) if rule != "limits"] == standing
    [message] = notifier.accepted[2:]
    assert "limits changed" in message["title"]
    assert "high none" in message["message"]
    [told] = [
        told for told, rule, _ in alerts.runtime_data.alerts if rule.id == "limits"
    ]
    alerts.runtime_data.actions.async_acknowledge([told.id], "Ann")
    await hass.async_block_till_done(wait_background_tasks=True)
    await polls(elapse, 2)
    assert _active(alerts) == []
    over = [title for title in notifier.titles if "limit removed" in title]
    assert len(over) == 2
    assert not any("back in range" in title for title in notifier.titles)


async def test_a_limit_that_is_set_again(
    alerts: MockConfigEntry, device: SimulatedDevice, notifier: Notifier, elapse: Elapse
) -> None:
    """Then it is known again whether the value is back."""
    probe = device.sensors[0]
    probe.value = 45.0
    await polls(elapse, 2)
    probe.high = None
    await polls(elapse, 2)
    assert _active(alerts) == ["alarm"]
    probe.value, probe.high = 20.0, 40.0
    await polls(elapse, 2)
    assert _active(alerts) == []
    assert notifier.titles[-1] == "Cold room 1: 20.0 °C, alarm over · Server room"


@pytest.mark.parametrize(
    ("state", "value"),
    [pytest.param(1, 45.0, id="calm beyond"), pytest.param(4, 20.0, id="alarm within")],
)
async def test_a_device_that_disagrees_with_its_own_limits(
    alerts: MockConfigEntry,
    device: SimulatedDevice,
    elapse: Elapse,
    state: int,
    value: float,
) -> None:
    """It is in alarm where nothing is wrong, or in none where something is."""
    device.sensors[0].state = state
    device.sensors[0].value = value
    await polls(elapse, 29)
    assert "disagreement" not in _active(alerts)
    await polls(elapse, 4)
    assert "disagreement" in _active(alerts)
    device.sensors[0].state = None
    await polls(elapse, 2)
    assert "disagreement" not in _active(alerts)


@pytest.mark.usefixtures("alerts")
async def test_what_agrees_is_no_news(
    device: SimulatedDevice, alerts: MockConfigEntry, elapse: Elapse
) -> None:
    """An alarm, and its end within the hysteresis."""
    device.sensors[0].hysteresis = 1.0
    for value in (45.0, 39.5, 20.0, 40.5, 39.0):
        device.sensors[0].value = value
        await polls(elapse, 33)
        assert "disagreement" not in _active(alerts)
