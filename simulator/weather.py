"""Readings that change slowly at random, for a demo."""

import asyncio
from collections.abc import Iterable
from random import Random

from .device import SimulatedDevice
from .units import unit_of

_MEMORY = 0.95
_GUST = 0.4


class Weather:
    """Change the readings of devices a little; the same seed gives the same changes.

    Each reading gets only the difference between two steps of a bounded random walk.
    So a value that was set by hand stays about where it was set.
    """

    def __init__(self, devices: Iterable[SimulatedDevice], seed: int) -> None:
        """Choose the sensors; switches and counters are left out."""
        self._random = Random(seed)
        self._sensors = [
            sensor
            for device in devices
            for sensor in device.sensors
            if unit_of(sensor.unit).decimals
        ]
        self._offsets = [0.0] * len(self._sensors)

    def blow(self) -> None:
        """Change each reading once."""
        for index, sensor in enumerate(self._sensors):
            before = self._offsets[index]
            after = before * _MEMORY + self._random.gauss(0.0, _GUST)
            self._offsets[index] = after
            # In tenths of a step, so that rounding errors do not add up.
            sensor.nudge(round(after, 1) - round(before, 1))

    async def run(self, every: float = 2.0) -> None:
        """Change the readings every so many seconds, until cancelled."""
        while True:
            self.blow()
            await asyncio.sleep(every)
