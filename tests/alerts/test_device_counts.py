"""How many devices are in which state."""

import pytest

from homeassistant.core import HomeAssistant
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice, polls
from ..site import AddAlerts, Notifier, Site, add_subentry
from .alarms import cool, heat

STATES = ("ok", "with_alerts", "offline", "unknown", "silenced")
CONNECTIVITY = "binary_sensor.server_room_connectivity"


def _counts(hass: HomeAssistant) -> dict[str, int]:
    """Return those of the states that any device is in."""
    states = {
        name: hass.states.get(f"sensor.hw_group_alerts_devices_{name}")
        for name in STATES
    }
    counts = {name: int(state.state) for name, state in states.items() if state}
    assert len(counts) == len(STATES)
    return {name: count for name, count in counts.items() if count}


@pytest.fixture
async def second(make_device: MakeDevice, add_device: AddDevice) -> SimulatedDevice:
    """Return a device that nothing happens to."""
    device = await make_device("wld", name="Cellar", mac="00:0A:59:10:20:31")
    await add_device(device)
    return device


async def test_each_device_is_counted_once(second: SimulatedDevice, site: Site) -> None:
    """Offline weighs more than an alert, and silence more than both."""
    assert _counts(site.hass) == {"ok": 2}
    heat(site.device)
    await site.polls()
    assert _counts(site.hass) == {"ok": 1, "with_alerts": 1}
    await site.device.unplug()
    await site.polls(4)
    assert _counts(site.hass) == {"ok": 1, "offline": 1}
    pause = {"duration": {"minutes": 10}}
    await site.hass.services.async_call(
        "hwgroup", "pause", pause | {"entity_id": CONNECTIVITY}, blocking=True
    )
    assert _counts(site.hass) == {"ok": 1, "silenced": 1}
    await site.elapse(11 * 60)
    assert _counts(site.hass) == {"ok": 1, "offline": 1}
    cool(site.device)
    await site.device.plug()
    await site.polls(3)
    assert _counts(site.hass) == {"ok": 2}


async def test_a_device_that_no_rule_watches_is_counted(
    hass: HomeAssistant,
    second: SimulatedDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Within a minute."""
    entry = await add_alerts(notifier)
    hass.config_entries.async_update_entry(
        entry, options={"offline": {"enabled": False}}
    )
    await second.unplug()
    await polls(elapse, 6)
    assert _counts(hass) == {"offline": 1}


async def test_a_device_has_to_answer_once_after_a_start(site: Site) -> None:
    """Until then nobody knows, and nobody is told that it is silent."""
    await site.device.unplug()
    for entry in (site.entry, site.alerts):
        await site.hass.config_entries.async_reload(entry.entry_id)
        await site.settle()
    assert _counts(site.hass) == {"unknown": 1}


async def test_maintenance_silences(
    hass: HomeAssistant,
    second: SimulatedDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> None:
    """As a pause does."""
    entry = await add_alerts(notifier)
    hass.states.async_set("schedule.works", "off")
    add_subentry(hass, entry, "maintenance", "Works", schedule="schedule.works")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert _counts(hass) == {"ok": 1}
    hass.states.async_set("schedule.works", "on")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert _counts(hass) == {"silenced": 1}
