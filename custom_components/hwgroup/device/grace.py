"""The grace: keeps the last good reading for some failed polls.

A busy device answers -999.9 for a healthy probe now and then (Poseidon2 family manual
p. 20), and a document can lack an entry while the device starts.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import inf

from ..client import Device, Input, Output, Quantity, Sensor, with_unit


class Grace:
    """Keeps a part's last good reading for some polls, then lets it go."""

    def __init__(self, tolerance: int) -> None:
        """Tolerate that many polls in a row without a good reading."""
        self._tolerance = tolerance
        self._misses: dict[tuple[str, str], int] = {}
        self._without_unit: dict[str, int] = {}
        self._step = 1
        self._is_steady = False
        """Whether all that was settled last is as it was read."""

    def settle(self, before: Device, now: Device, *, counts: bool = True) -> Device:
        """Return the device to show, from the one shown before and the one just read.

        A poll on a hint does not count as a miss: load alone makes readings fail.
        """
        if self._is_steady and now == before:
            return now
        self._step = int(counts)
        settled = replace(
            now,
            sensors=self._settle(
                "sensor", before.sensors, self._with_units(before.sensors, now.sensors)
            ),
            inputs=self._settle("input", before.inputs, now.inputs),
            outputs=self._settle("output", before.outputs, now.outputs),
        )
        self._is_steady = not self._misses and not self._without_unit
        return settled

    def _settle[PartT: (Sensor, Input, Output)](
        self, kind: str, before: Mapping[str, PartT], now: Mapping[str, PartT]
    ) -> Mapping[str, PartT]:
        settled: dict[str, PartT] = {}
        for key in {**before, **now}:  # an order that a stumble does not change
            part, last = now.get(key), before.get(key)
            if part is not None and part.valid:
                self._misses.pop((kind, key), None)
                settled[key] = part
            elif self._tolerates((kind, key)) and last is not None and last.valid:
                settled[key] = last
            elif part is not None:
                settled[key] = _remembered(part, last)
        return settled

    def _with_units(
        self, before: Mapping[str, Sensor], now: Mapping[str, Sensor]
    ) -> Mapping[str, Sensor]:
        """Read what has lost its unit in the one that it had, for some polls.

        A reading of another kind would leave the rules that watch it, with its alarm.
        """
        now = {key: _wet(sensor, before.get(key)) for key, sensor in now.items()}
        lost = {
            key: before[key].unit
            for key, sensor in now.items()
            if sensor.valid and not sensor.unit.is_named
            if key in before and before[key].unit.is_named
        }
        if not lost:
            self._without_unit.clear()
            return now
        self._without_unit = {
            key: self._without_unit.get(key, 0) + self._step for key in lost
        }
        return {
            key: with_unit(sensor, lost[key])
            if self._without_unit.get(key, inf) <= self._tolerance
            else sensor
            for key, sensor in now.items()
        }

    def _tolerates(self, part: tuple[str, str]) -> bool:
        misses = self._misses.get(part, 0) + self._step
        self._misses[part] = min(misses, self._tolerance + 1)
        return misses <= self._tolerance

    @property
    def unsure(self) -> frozenset[tuple[str, str]]:
        """The parts without a reading that are still within their grace: kind and key."""
        return frozenset(
            part for part, misses in self._misses.items() if misses <= self._tolerance
        )

    def begin_anew(self) -> None:
        """Forget the misses from before an outage."""
        self._misses.clear()
        self._without_unit.clear()
        self._is_steady = False


def _wet(sensor: Sensor, last: Sensor | None) -> Sensor:
    """Read an alarm without a unit as what it is of a leak detector: water.

    Devices drop the unit of what reads -999.9, and a wet detector may do so. It has no
    grace: it is a reading, however long it lasts.
    """
    if (
        sensor.state.is_alarm
        and not sensor.unit.is_named
        and last is not None
        and last.unit.quantity is Quantity.LEAK
    ):
        return with_unit(sensor, last.unit)
    return sensor


def _remembered[PartT: (Sensor, Input, Output)](
    part: PartT, last: PartT | None
) -> PartT:
    """Keep what some devices drop with the value: the name, and a sensor's unit."""
    if last is None:
        return part
    if not part.name:
        part = replace(part, name=last.name)
    if isinstance(part, Sensor) and isinstance(last, Sensor) and not part.unit.is_named:
        return replace(part, unit=last.unit)
    return part
