"""The blueprint for water."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from homeassistant.core import HomeAssistant, ServiceCall
from simulator import Fault, Sensor, SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice
from .conftest import Automate, Start

CELLAR = "binary_sensor.unit_cellar"
KITCHEN = "binary_sensor.unit_kitchen"


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device with two detectors."""
    device = await make_device("ste2_lite", name="Unit")
    device.sensors = [
        Sensor(1, "Cellar", "WLD", 0.0, extra={"Resistance": "120"}),
        Sensor(2, "Kitchen", "WLD", 0.0, extra={"Resistance": "120"}),
    ]
    return device


@pytest.fixture
def watch(automate: Automate, tell: Callable[..., Any]) -> Automate:
    """Return a function that makes the automation."""
    return partial(
        automate,
        "flood_detector",
        detectors=[CELLAR, KITCHEN],
        repeat_after={"minutes": 10},
        wet_actions=tell("wet", "detectors", "times"),
        dry_actions=tell("dry", "detectors"),
        lost_after={"hours": 1},
        lost_actions=tell("lost", "detectors"),
    )


def _kinds(told: list[ServiceCall]) -> list[str]:
    return [call.data["kind"] for call in told]


async def _lose(
    hass: HomeAssistant, device: SimulatedDevice, elapse: Elapse, lost: str
) -> None:
    """Let the grace end in a state that says nothing."""
    if lost == "unavailable":
        device.fault = Fault.ERROR_500
    else:
        device.sensor(1).valid = False
    for _ in range(3):
        await elapse(31)
    assert hass.states.get(CELLAR).state == lost


def _find(device: SimulatedDevice) -> None:
    """Let the device tell again."""
    device.fault = Fault.NONE
    device.sensor(1).valid = True


async def test_water_is_told_at_once_and_until_it_is_dry(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """With the next poll, then every ten minutes, and at the end."""
    await add_device(device)
    await watch()
    device.sensor(1).value = 1.0
    await elapse(31)
    assert _kinds(told) == ["wet"]
    assert told[0].data["title"] == "Water: Unit Cellar"
    assert told[0].data["message"] == "Unit Cellar: water detected."
    assert told[0].data["detectors"] == [CELLAR]
    await elapse(550)
    assert len(told) == 1
    await elapse(60)
    await elapse(601)
    assert [call.data["times"] for call in told] == [1, 2, 3]
    assert told[2].data["message"] == "Unit Cellar: still wet."
    device.sensor(1).value = 0.0
    await elapse(31)
    assert _kinds(told)[3:] == ["dry"]
    assert told[3].data["title"] == "Dry again: Unit Cellar"
    assert told[3].data["message"] == "Unit Cellar: dry again."
    await elapse(3600)
    assert len(told) == 4


async def test_detectors_are_told_of_one_by_one(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """One that is wet hides no other."""
    await add_device(device)
    await watch()
    device.sensor(1).value = 1.0
    await elapse(31)
    device.sensor(2).value = 1.0
    await elapse(31)
    device.sensor(1).value = 0.0
    await elapse(31)
    assert [(call.data["kind"], call.data["detectors"]) for call in told] == [
        ("wet", [CELLAR]),
        ("wet", [KITCHEN]),
        ("dry", [CELLAR]),
    ]


@pytest.mark.parametrize("lost", ["unavailable", "unknown"])
async def test_a_lost_detector_is_not_wet_but_told_of_after_a_time(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    lost: str,
) -> None:
    """One that is back before that is not."""
    await add_device(device)
    await watch()
    await _lose(hass, device, elapse, lost)
    await elapse(3000)
    _find(device)
    await elapse(61)
    assert hass.states.get(CELLAR).state == "off"
    await elapse(3600)
    assert not told
    await _lose(hass, device, elapse, lost)
    await elapse(3601)
    # Others of the device are lost in the same moment, in any order.
    assert set(_kinds(told)) == {"lost"}
    [cellar] = [call for call in told if call.data["detectors"] == [CELLAR]]
    assert cellar.data["title"] == "Flood detector lost: Unit Cellar"
    told.clear()
    _find(device)
    await elapse(61)
    await elapse(3600)
    assert not told


@pytest.mark.parametrize("value", [0.0, 1.0])
async def test_a_wet_detector_that_is_lost_for_a_while(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    value: float,
) -> None:
    """It is not dry before it says so, and told of once at a time when it is wet."""
    await add_device(device)
    await watch()
    device.sensor(1).value = 1.0
    await elapse(31)
    await _lose(hass, device, elapse, "unavailable")
    await elapse(1800)
    assert _kinds(told) == ["wet"]
    _find(device)
    device.sensor(1).value = value
    await elapse(61)
    assert _kinds(told)[1:] == ["wet" if value else "dry"]
    await elapse(601)
    assert len(told) == (3 if value else 2)


async def test_one_lost_poll_tells_nobody(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """While it is dry; and while it is wet, nobody is told that it is dry."""
    await add_device(device)
    await watch()
    for value, kinds in ((0.0, []), (1.0, ["wet"])):
        device.sensor(1).value = value
        await elapse(31)
        device.sensor(1).valid = False
        await elapse(31)
        device.sensor(1).valid = True
        device.fault = Fault.ERROR_500
        await elapse(31)
        device.fault = Fault.NONE
        await elapse(31)
        assert _kinds(told) == kinds


@pytest.mark.parametrize(
    ("values", "detectors"),
    [((0.0, 0.0), []), ((1.0, 0.0), [CELLAR]), ((1.0, 1.0), [CELLAR, KITCHEN])],
)
async def test_a_restart(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    starting: Start,
    values: tuple[float, float],
    detectors: list[str],
) -> None:
    """It is no water, and hides none."""
    device.sensor(1).value, device.sensor(2).value = values
    await add_device(device)
    await watch()
    await starting()
    await elapse(1)
    assert [call.data["detectors"] for call in told] == [detectors] * bool(detectors)
    device.sensor(1).value = device.sensor(2).value = 0.0
    await elapse(31)
    assert _kinds(told) == ["wet", "dry"] * bool(detectors)


async def test_the_messages_are_in_the_language_that_was_chosen(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """The first one, the repeated one and the last one."""
    await add_device(device)
    await watch(language="de")
    device.sensor(1).value = 1.0
    await elapse(31)
    await elapse(601)
    device.sensor(1).value = 0.0
    await elapse(31)
    assert [call.data["title"] for call in told] == [
        "Wasser: Unit Cellar",
        "Wasser: Unit Cellar",
        "Wieder trocken: Unit Cellar",
    ]
    assert [call.data["message"] for call in told] == [
        "Unit Cellar: Wasser erkannt.",
        "Unit Cellar: weiterhin Wasser erkannt.",
        "Unit Cellar: wieder trocken.",
    ]
