"""Devices whose values leave their range, and what is to be expected of that."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Final, override

from simulator import MODELS, Sensor, SimulatedDevice

DEVICES: Final = 3
PROBES: Final = 12
CALM: Final = 20.0
HIGH: Final = 30.0
LOW: Final = 10.0
# How long it may take until what was seen is written down.
TO_BE_SAVED: Final = 1.5


@dataclass
class Trouble:
    """A value out of range for a while. No two have the same value."""

    value: float
    device: WatchedDevice
    sensor: Sensor
    begun: float
    is_short: bool
    ended: float | None = None
    acknowledged: float | None = None
    """When a button was pressed first."""
    messages: set[str] = field(default_factory=set)
    """The channels that accepted something about it."""

    @property
    def key(self) -> str:
        """The value as messages tell it."""
        return f"{self.value:.1f}".replace("-", "−")

    @property
    def is_critical(self) -> bool:
        """Whether a critical rule is about it."""
        return self.value > HIGH


class WatchedDevice(SimulatedDevice):
    """A device that remembers when it was asked."""

    def __init__(self, number: int) -> None:
        """Make a device with temperatures."""
        super().__init__(
            MODELS["ste2"], name=f"Store {number}", mac=f"00:0A:59:50:00:{number:02X}"
        )
        self.sensors = [
            Sensor(100 * number + probe, f"Probe {probe}", "C", CALM)
            for probe in range(PROBES)
        ]
        self.inputs = []
        self.asked: list[float] = []

    @property
    @override
    def document(self) -> bytes:
        """Return the document, and remember when."""
        self.asked.append(monotonic())
        return super().document


class World:
    """All devices and their troubles."""

    def __init__(self) -> None:
        """Begin in peace."""
        self.devices = [WatchedDevice(number) for number in range(1, DEVICES + 1)]
        self.troubles: dict[str, Trouble] = {}
        self.lives: list[tuple[float, float]] = []
        """From when to when Home Assistant was running."""
        self.life: float | None = None
        self._numbers = count(1)

    @property
    def lasting(self) -> list[Trouble]:
        """The troubles that are not over."""
        return [trouble for trouble in self.troubles.values() if trouble.ended is None]

    def calm_sensors(self) -> list[tuple[WatchedDevice, Sensor]]:
        """Return what can get into trouble: what was seen to be out of it."""
        last = {id(trouble.sensor): trouble for trouble in self.troubles.values()}
        return [
            (device, sensor)
            for device in self.devices
            for sensor in device.sensors
            if (trouble := last.get(id(sensor))) is None
            or (
                trouble.ended is not None
                and self._was_asked_for(device, 0, trouble.ended, monotonic())
            )
        ]

    def begin(
        self, device: WatchedDevice, sensor: Sensor, *, high: bool, is_short: bool
    ) -> None:
        """Let a value leave its range."""
        number = next(self._numbers)
        # Messages have as many decimals as Home Assistant shows.
        value = round(HIGH + number / 10 if high else LOW - number / 10, 1)
        sensor.value = value
        trouble = Trouble(value, device, sensor, monotonic(), is_short)
        self.troubles[trouble.key] = trouble

    def end(self, trouble: Trouble) -> None:
        """Let it come back."""
        trouble.sensor.value = CALM
        trouble.ended = monotonic()

    def begin_anew(self) -> None:
        """Count nothing that was seen before, nor a while from now."""
        if self.life is not None:
            now = monotonic()
            self.lives.append((self.life, now))
            self.life = now + TO_BE_SAVED

    def was_seen_for(
        self, trouble: Trouble, seconds: float, until: float | None = None
    ) -> bool:
        """Return whether one life saw it for so long, and lived on for a while.

        That is the time from the first to the last answer that had it.
        """
        ends = (trouble.ended, until)
        last = min((end for end in ends if end is not None), default=monotonic())
        return self._was_asked_for(trouble.device, seconds, trouble.begun, last)

    def _was_asked_for(
        self, device: WatchedDevice, seconds: float, begin: float, end: float
    ) -> bool:
        asked = device.asked
        living = [] if self.life is None else [(self.life, monotonic())]
        for born, died in reversed([*self.lives, *living]):
            if died < begin:
                break
            first = bisect_left(asked, max(born, begin))
            last = bisect_right(asked, min(died - TO_BE_SAVED, end)) - 1
            if first <= last and asked[last] - asked[first] >= seconds:
                return True
        return False
