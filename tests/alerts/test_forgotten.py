"""Acknowledgements that somebody has forgotten: each ends by itself."""

from datetime import datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier, add_subentry, marked

HOUR = 3600
HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
AGAIN = marked(HOT, "unanswered")
CRITICAL_AGAIN = "Cold room 1: 9.5 °C, above 8 °C – CRITICAL, unanswered"


@pytest.fixture
def severity() -> str:
    """Return how severe the rule is."""
    return "warning"


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    severity: str,
) -> MockConfigEntry:
    """Return the alerts while a cold room is too warm."""
    device.sensors[0].high = 40.0
    await add_device(device)
    entry = await add_alerts(notifier)
    add_subentry(
        hass,
        entry,
        "range_rule",
        "Cold",
        quantity="temperature",
        high=8,
        severity=severity,
    )
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    assert len(notifier.titles) == 1
    return entry


async def _do(hass: HomeAssistant, action: str, **data: Any) -> None:
    await hass.services.async_call(DOMAIN, action, data, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)


async def _listed(hass: HomeAssistant) -> dict[str, Any]:
    response = await hass.services.async_call(
        DOMAIN, "get_alerts", {}, blocking=True, return_response=True
    )
    assert isinstance(response, dict)
    [alert] = response["alerts"]  # type: ignore[misc]
    assert isinstance(alert, dict)
    return alert


@pytest.mark.usefixtures("alerts")
@pytest.mark.parametrize(
    ("severity", "more", "hours", "again"),
    [
        ("warning", {}, 24, AGAIN),
        ("critical", {}, 8, CRITICAL_AGAIN),
        ("critical", {"duration": {"days": 30}}, 30 * 24, CRITICAL_AGAIN),
        ("warning", {"duration": {"minutes": 30}}, 0.5, AGAIN),
    ],
)
async def test_an_acknowledgement_ends(
    hass: HomeAssistant,
    notifier: Notifier,
    elapse: Elapse,
    more: dict[str, Any],
    hours: float,
    again: str,
) -> None:
    """After the usual time or the one that was given; then it is told again."""
    await _do(hass, "acknowledge", by="Ann", **more)
    end = dt_util.utcnow().timestamp() + hours * HOUR
    until = dt_util.parse_datetime((await _listed(hass))["acknowledged_until"])
    assert until is not None
    assert until.timestamp() == pytest.approx(end, abs=1)
    told = len(notifier.titles)
    await elapse(hours * HOUR - 60)
    assert (await _listed(hass))["phase"] == "acknowledged"
    assert len(notifier.titles) == told
    await elapse(61)
    assert (await _listed(hass))["phase"] == "active"
    assert notifier.titles[told:] == [again]


@pytest.mark.usefixtures("device")
async def test_another_end(
    hass: HomeAssistant, alerts: MockConfigEntry, notifier: Notifier, elapse: Elapse
) -> None:
    """Whoever has acknowledged may need longer; what is over is not told again."""
    await _do(hass, "acknowledge", duration={"hours": 1})
    await elapse(HOUR / 2)
    await _do(hass, "acknowledge", duration={"hours": 2}, by="Ann")
    assert "Ann" in notifier.accepted[-1]["message"]
    told = len(notifier.titles)
    await elapse(1.9 * HOUR)
    assert len(notifier.titles) == told
    await elapse(0.2 * HOUR)
    assert notifier.titles[told:] == [AGAIN]


async def test_it_ends_while_nobody_can_be_told(
    hass: HomeAssistant, alerts: MockConfigEntry, notifier: Notifier, elapse: Elapse
) -> None:
    """A restart forgets no end; escalation begins anew with it."""
    other = Notifier(hass, "pharmacist")
    other.register()
    add_subentry(
        hass,
        alerts,
        "recipient",
        "Pharmacist",
        actions=["notify.pharmacist"],
        after=10,
    )
    await _do(hass, "acknowledge", duration={"minutes": 30})
    await hass.config_entries.async_unload(alerts.entry_id)
    await elapse(45 * 60)
    await hass.config_entries.async_setup(alerts.entry_id)
    await polls(elapse, 2)
    assert notifier.titles[-1] == AGAIN
    assert other.titles == []
    await polls(elapse, 20)
    assert other.titles == [AGAIN]


async def test_a_reminder_after_an_acknowledgement_reminds(
    hass: HomeAssistant, alerts: MockConfigEntry, notifier: Notifier, elapse: Elapse
) -> None:
    """*I'm on it*, and then *Remind me in an hour*."""
    await _do(hass, "acknowledge")
    told = len(notifier.titles)
    await _do(hass, "snooze")
    await elapse(HOUR - 60)
    assert len(notifier.titles) == told
    await elapse(61)
    assert notifier.titles[told:] == [AGAIN]


@pytest.mark.parametrize("severity", ["critical"])
@pytest.mark.parametrize("value", [9.5, 10.5])
async def test_the_end_of_an_acknowledgement_wakes_nobody(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    freezer: FrozenDateTimeFactory,
    value: float,
) -> None:
    """Unless it has become worse since then, even if later in the night."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await hass.config.async_set_time_zone("America/Los_Angeles")
    [person] = [
        each for each in alerts.subentries.values() if each.title == "IT on call"
    ]
    quiet = {"quiet_begin": "22:00:00", "quiet_end": "07:00:00"}
    hass.config_entries.async_update_subentry(
        alerts, person, data={**person.data, **quiet}
    )
    freezer.move_to(datetime(2026, 12, 1, 15, 0, tzinfo=zone))
    await polls(elapse, 2)
    await _do(hass, "acknowledge", by="Ann")
    told = len(notifier.titles)
    freezer.move_to(datetime(2026, 12, 1, 23, 30, tzinfo=zone))
    await polls(elapse, 2)
    assert (await _listed(hass))["phase"] == "active"
    assert len(notifier.titles) == told
    device.sensors[0].value = value
    await polls(elapse, 2)
    worse = value > 9.5
    assert len(notifier.titles) == told + worse
    freezer.move_to(datetime(2026, 12, 2, 7, 0, 30, tzinfo=zone))
    await polls(elapse, 2)
    assert len(notifier.titles) == told + 1
