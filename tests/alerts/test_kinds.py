"""Rules for one kind of reading, and what devices call their units."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from simulator import SimulatedDevice
from simulator.parts import Sensor as Probe

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier, add_subentry


@pytest.fixture
async def alerts(
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    request: pytest.FixtureRequest,
) -> MockConfigEntry:
    """Return the alerts of a device with one probe, in the unit that a test names."""
    device.sensors = [Probe(31324, "Probe", request.param, 5.0)]
    await add_device(device)
    return await add_alerts(notifier)


async def _is_told_of(
    device: SimulatedDevice, notifier: Notifier, elapse: Elapse
) -> bool:
    """Let the value rise above a limit of 8, and tell whether anybody heard of it."""
    await polls(elapse, 2)
    assert notifier.titles == []
    device.sensors[0].value = 20.0
    await polls(elapse, 3)
    return bool(notifier.titles)


@pytest.mark.parametrize("alerts", ["C", "DP C"], indirect=True)
@pytest.mark.parametrize("kind", ["temperature", "humidity", "other"])
async def test_a_dew_point_is_a_temperature(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    kind: str,
) -> None:
    """A rule for temperatures watches it, and another rule does not."""
    data = {"quantity": kind, "high": 8}
    add_subentry(hass, alerts, "range_rule", "Rule", **data)
    told = await _is_told_of(device, notifier, elapse)
    assert told is (kind == "temperature")


@pytest.mark.parametrize(
    ("alerts", "kind"),
    [
        ("ppm", "carbon_dioxide"),
        ("lx", "illuminance"),
        ("dB", "sound_pressure"),
        ("ug", "dust"),
        ("l/min", "volume_flow_rate"),
        ("W/m2", "irradiance"),
        ("PF", "power_factor"),
        ("Gamma", "other"),
    ],
    indirect=["alerts"],
)
@pytest.mark.parametrize("before", [True, False])
async def test_a_rule_for_others_goes_on(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    kind: str,
    before: bool,
) -> None:
    """A quantity that got a name of its own is watched by what watched it before."""
    unit = device.sensors[0].unit
    chosen = {"quantity": "other" if before else kind, "unit": unit if before else None}
    add_subentry(hass, alerts, "range_rule", "Rule", high=8, **chosen)
    assert await _is_told_of(device, notifier, elapse)
