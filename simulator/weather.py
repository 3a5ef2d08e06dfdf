"""Readings that wander, for a living demo."""

import asyncio
from collections.abc import Iterable
from random import Random

from .device import SimulatedDevice
from .units import unit_of

_MEMORY = 0.95
_GUST = 0.4


class Weather:
    """Move the readings of devices a little, for a seed always in the same way.

    Each reading gets only the changes of a slow and bounded wander, so that what
    somebody sets by hand stays set.
    """

    def __init__(self, devices: Iterable[SimulatedDevice], seed: int) -> None:
        """Choose the readings that wander: switches and counters do not."""
        self._random = Random(seed)
        self._sensors = [
            sensor
            for device in devices
            for sensor in device.sensors
            if unit_of(sensor.unit).decimals
        ]
        self._offsets = [0.0] * len(self._sensors)

    def blow(self) -> None:
        """Move each reading once."""
        for index, sensor in enumerate(self._sensors):
            before = self._offsets[index]
            after = before * _MEMORY + self._random.gauss(0.0, _GUST)
            self._offsets[index] = after
            # In tenths of a step, so that rounding does not add up over time.
            sensor.nudge(round(after, 1) - round(before, 1))

    async def run(self, every: float = 2.0) -> None:
        """Move the readings for ever."""
        while True:
            self.blow()
            await asyncio.sleep(every)
