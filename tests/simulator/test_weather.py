"""Readings that change at random, and the size of their steps."""

import asyncio

import pytest

from simulator import MODELS, Sensor, SimulatedDevice
from simulator.weather import Weather


def _weathered(seed: int, blows: int) -> list[float | str]:
    """Return the readings of a device after some weather."""
    device = SimulatedDevice(MODELS["poseidon2_3268"])
    weather = Weather([device], seed)
    for _ in range(blows):
        weather.blow()
    return [sensor.value for sensor in device.sensors]


def test_same_seed_same_weather() -> None:
    """The same seed repeats the weather; another seed gives another weather."""
    assert _weathered(1, 50) == _weathered(1, 50)
    assert _weathered(1, 50) != _weathered(2, 50)


def test_weather_stays_near() -> None:
    """Readings change, but not far; a switch does not change."""
    before = [sensor.value for sensor in MODELS["poseidon2_3268"].sensors]
    after = _weathered(3, 2000)
    assert after[-1] == before[-1] == 0.0
    for was, became in zip(before[:-1], after[:-1], strict=True):
        assert 0 < abs(float(became) - float(was)) < 10


async def test_run_blows_until_cancelled() -> None:
    """The task changes readings as long as it runs."""
    device = SimulatedDevice(MODELS["ste"])
    before = device.document
    task = asyncio.create_task(Weather([device], 4).run(every=0))
    async with asyncio.timeout(5):
        while device.document == before:
            await asyncio.sleep(0)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("unit", "value", "steps", "expected"),
    [
        ("C", 20.0, 1, 20.5),
        ("%RH", 99.5, 1, 100.0),
        ("WLD", 1.0, 1, 1.0),
        ("WLD", 1.0, -1, 0.0),
        ("p", 0.0, -1, 0.0),
        ("lx", 5.0, 2, 6.0),
        ("C", "n/a", 1, "n/a"),
    ],
)
def test_nudge(
    unit: str, value: float | str, steps: int, expected: float | str
) -> None:
    """A step has the size of its unit and stays within its limits."""
    sensor = Sensor(1, "A", unit, value)
    sensor.nudge(steps)
    assert sensor.value == expected
