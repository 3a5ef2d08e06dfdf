"""Rules for one kind of reading, and what devices call their units."""

import pytest

from simulator import SimulatedDevice
from simulator.parts import Sensor as Probe

from ..site import Site


@pytest.fixture
def device(device: SimulatedDevice, request: pytest.FixtureRequest) -> SimulatedDevice:
    """Return a device with one probe, in the unit that a test names."""
    device.sensors = [Probe(31324, "Probe", request.param, 5.0)]
    return device


async def _is_told_of(site: Site) -> bool:
    """Let the value rise above a limit of 8, and return whether somebody was told."""
    await site.polls(2)
    assert site.titles == []
    site.probe.value = 20.0
    await site.polls(3)
    return bool(site.titles)


@pytest.mark.parametrize("device", ["C", "DP C"], indirect=True)
@pytest.mark.parametrize("kind", ["temperature", "humidity", "other"])
async def test_a_dew_point_is_a_temperature(site: Site, kind: str) -> None:
    """A rule for temperatures watches it, and another rule does not."""
    data = {"quantity": kind, "high": 8}
    site.add("range_rule", "Rule", **data)
    told = await _is_told_of(site)
    assert told is (kind == "temperature")


@pytest.mark.parametrize(
    ("device", "kind"),
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
    indirect=["device"],
)
@pytest.mark.parametrize("before", [True, False])
async def test_a_rule_for_others_goes_on(site: Site, kind: str, before: bool) -> None:
    """A quantity that got a name of its own is watched by what watched it before."""
    unit = site.probe.unit
    chosen = {"quantity": "other" if before else kind, "unit": unit if before else None}
    site.add("range_rule", "Rule", high=8, **chosen)
    assert await _is_told_of(site)
