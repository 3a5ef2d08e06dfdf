"""Acknowledgements that somebody has forgotten: each ends by itself."""

from datetime import datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..site import Notifier, Site, marked

HOUR = 3600
HOT = "Cold room 1: 9.5 °C, above 8 °C · Server room"
AGAIN = marked(HOT, "unanswered")
CRITICAL_AGAIN = "Cold room 1: 9.5 °C, above 8 °C – CRITICAL, unanswered"


@pytest.fixture
def severity() -> str:
    """Return how severe the rule is."""
    return "warning"


@pytest.fixture
def device(device: SimulatedDevice) -> SimulatedDevice:
    """Return a device that warns above 40 °C."""
    device.sensors[0].high = 40.0
    return device


@pytest.fixture
async def site(site: Site, severity: str) -> Site:
    """Return the alerts while a cold room is too warm."""
    site.add("range_rule", "Cold", quantity="temperature", high=8, severity=severity)
    site.probe.value = 9.5
    await site.polls(2)
    assert len(site.titles) == 1
    return site


async def _do(site: Site, action: str, **data: Any) -> None:
    await site.call(f"{DOMAIN}.{action}", **data)


async def _listed(site: Site) -> dict[str, Any]:
    [alert] = await site.ask("get_alerts")
    return dict(alert)


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
    site: Site, more: dict[str, Any], hours: float, again: str
) -> None:
    """After the usual time or the one that was given; then it is told again."""
    await _do(site, "acknowledge", by="Ann", **more)
    end = dt_util.utcnow().timestamp() + hours * HOUR
    until = dt_util.parse_datetime((await _listed(site))["acknowledged_until"])
    assert until is not None
    assert until.timestamp() == pytest.approx(end, abs=1)
    told = len(site.titles)
    await site.elapse(hours * HOUR - 60)
    assert (await _listed(site))["phase"] == "acknowledged"
    assert len(site.titles) == told
    await site.elapse(61)
    assert (await _listed(site))["phase"] == "active"
    assert site.titles[told:] == [again]


@pytest.mark.usefixtures("device")
async def test_another_end(site: Site) -> None:
    """Whoever has acknowledged may need longer; what is over is not told again."""
    await _do(site, "acknowledge", duration={"hours": 1})
    await site.elapse(HOUR / 2)
    await _do(site, "acknowledge", duration={"hours": 2}, by="Ann")
    assert "Ann" in site.notifier.accepted[-1]["message"]
    told = len(site.titles)
    await site.elapse(1.9 * HOUR)
    assert len(site.titles) == told
    await site.elapse(0.2 * HOUR)
    assert site.titles[told:] == [AGAIN]


async def test_it_ends_while_nobody_can_be_told(site: Site) -> None:
    """A restart forgets no end; escalation begins anew with it."""
    other = Notifier(site.hass, "pharmacist")
    other.register()
    site.add(
        "recipient",
        "Pharmacist",
        actions=["notify.pharmacist"],
        after=10,
    )
    await _do(site, "acknowledge", duration={"minutes": 30})
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    await site.elapse(45 * 60)
    await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.polls(2)
    assert site.titles[-1] == AGAIN
    assert other.titles == []
    await site.polls(20)
    assert other.titles == [AGAIN]


async def test_a_reminder_after_an_acknowledgement_reminds(site: Site) -> None:
    """*I'm on it*, and then *Remind me in an hour*."""
    await _do(site, "acknowledge")
    told = len(site.titles)
    await _do(site, "snooze")
    await site.elapse(HOUR - 60)
    assert len(site.titles) == told
    await site.elapse(61)
    assert site.titles[told:] == [AGAIN]


@pytest.mark.parametrize("severity", ["critical"])
@pytest.mark.parametrize("value", [9.5, 10.5])
async def test_the_end_of_an_acknowledgement_wakes_nobody(
    site: Site, freezer: FrozenDateTimeFactory, value: float
) -> None:
    """Unless it has become worse since then, even if later in the night."""
    zone = await dt_util.async_get_time_zone("America/Los_Angeles")
    await site.hass.config.async_set_time_zone("America/Los_Angeles")
    [person] = [
        each for each in site.alerts.subentries.values() if each.title == "IT on call"
    ]
    quiet = {"quiet_begin": "22:00:00", "quiet_end": "07:00:00"}
    site.hass.config_entries.async_update_subentry(
        site.alerts, person, data={**person.data, **quiet}
    )
    freezer.move_to(datetime(2026, 12, 1, 15, 0, tzinfo=zone))
    await site.polls(2)
    await _do(site, "acknowledge", by="Ann")
    told = len(site.titles)
    freezer.move_to(datetime(2026, 12, 1, 23, 30, tzinfo=zone))
    await site.polls(2)
    assert (await _listed(site))["phase"] == "active"
    assert len(site.titles) == told
    site.probe.value = value
    await site.polls(2)
    worse = value > 9.5
    assert len(site.titles) == told + worse
    freezer.move_to(datetime(2026, 12, 2, 7, 0, 30, tzinfo=zone))
    await site.polls(2)
    assert len(site.titles) == told + 1
