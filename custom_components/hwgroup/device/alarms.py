"""Which alarms of a device began and ended since it was read before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..client import Device, Input, Sensor

type PartKind = Literal["sensor", "input"]


@dataclass(frozen=True, slots=True)
class AlarmChange:
    """An alarm that began or ended."""

    kind: PartKind
    part: Sensor | Input
    started: bool


class AlarmTracker:
    """Follows the alarms of one device; what is one at first began before.

    A part that is missing, or cannot be read, keeps the alarm that it had.
    """

    def __init__(self) -> None:
        """Start without knowing anything."""
        self._alarms: dict[tuple[PartKind, str], bool | None] | None = None

    def update(self, device: Device) -> list[AlarmChange]:
        """Return what is different from before."""
        if self._alarms is None:
            self._alarms = {
                (kind, part.key): part.in_alarm for kind, part in _parts(device)
            }
            return []
        return list(self._compare(self._alarms, device))

    @staticmethod
    def _compare(
        alarms: dict[tuple[PartKind, str], bool | None], device: Device
    ) -> Iterator[AlarmChange]:
        for kind, part in _parts(device):
            # A new part is as good as one that was there without an alarm.
            before = alarms.setdefault((kind, part.key), False)
            if (alarm := part.in_alarm) is None:
                continue
            alarms[kind, part.key] = alarm
            if alarm != bool(before):
                yield AlarmChange(kind, part, started=alarm)


def _parts(device: Device) -> Iterator[tuple[PartKind, Sensor | Input]]:
    yield from (("sensor", sensor) for sensor in device.sensors.values())
    yield from (("input", contact) for contact in device.inputs.values())
