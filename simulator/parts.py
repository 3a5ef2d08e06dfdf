"""The parts of a device, which a test or a demo changes."""

from asyncio import get_running_loop
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial

from .units import unit_of

type CallLater = Callable[[float, Callable[[], None]], object]
"""Calls back after some seconds."""

HELD_AFTER = 0.05
"""The seconds after which another writer sees what it does not want."""


@dataclass(slots=True)
class Meter:
    """A meter behind a device, whose values are sensors of the device."""

    id: int
    name: str
    type: int = 4
    """The connection, in the numbers of Perseus: 4 is M-Bus."""
    address: int = 0
    serial: str = ""
    valid: bool = True


class AlarmWhen(IntEnum):
    """In which position an input is in alarm."""

    CLOSED = 0
    OPEN = 1
    NEVER = 2


@dataclass(slots=True)
class Sensor:
    """A sensor with its settings on the device."""

    id: int
    name: str
    unit: str
    value: float | str
    low: float | None = None
    high: float | None = None
    hysteresis: float = 0.0
    valid: bool = True
    state: int | None = None
    """The state code to serve; None computes it from the value and the limits."""
    notifies: bool = True
    """Whether a crossed limit is an alarm; without recipients it is only out of range."""
    extra: dict[str, str] = field(default_factory=dict)
    """Tags to add to the entry of the document; they replace computed ones."""
    meter: int = 1
    """The ID of the meter that the value comes from, on devices with meters."""
    decimals: int | None = None
    """The number of decimals; None is as usual for the unit, -1 is in tens."""
    offset: float = 0.0
    """What a HWg-PWR adds to the value of the meter, and is part of the value here."""

    @property
    def reading(self) -> str:
        """Return the value as the device writes it."""
        if isinstance(self.value, str):
            return self.value
        if self.decimals is None:
            return unit_of(self.unit).text(self.value)
        rounded = round(self.value, self.decimals)
        return f"{rounded:.{max(self.decimals, 0)}f}"

    def nudge(self, steps: float) -> None:
        """Move the value by steps of its unit; a value that is text stays."""
        if isinstance(self.value, str):
            return
        unit = unit_of(self.unit)
        self.value = unit.clamp(self.value + steps * unit.step)


@dataclass(slots=True)
class Input:
    """A dry contact input."""

    id: int
    name: str
    closed: bool = False
    alarm_when: int = AlarmWhen.NEVER
    counter: int | None = None
    meter: int = 1

    @property
    def active(self) -> bool:
        """Return whether the contact is in its alarm position."""
        alarming = AlarmWhen.CLOSED if self.closed else AlarmWhen.OPEN
        return self.alarm_when == alarming

    def move(self, *, closed: bool) -> None:
        """Open or close the contact; the counter counts how often it closes."""
        if self.counter is not None and closed and not self.closed:
            self.counter += 1
        self.closed = closed


def _on_loop(seconds: float, call: Callable[[], None]) -> object:
    return get_running_loop().call_later(seconds, call)


@dataclass(slots=True)
class Output:
    """A relay or another switched output."""

    id: int
    name: str
    on: bool = False
    mode: int = 0
    type: int = 0
    meter: int = 1
    pulse: float = 0.0
    """The seconds after which it goes back by itself; 0 for an output that stays."""
    lag: float = 0.0
    """The seconds that a command takes."""
    lies: bool = False
    """Whether a command is accepted and forgotten."""
    held: bool | None = None
    """The position that another writer puts it in again, after a moment."""
    call_later: CallLater = _on_loop

    def command(self, *, on: bool) -> None:
        """Do what somebody on the network wants."""
        if self.lies:
            return
        self._later(self.lag, on)
        if self.pulse and on:
            self._later(self.lag + self.pulse, False)
        if self.held is not None:
            self._later(self.lag + HELD_AFTER, self.held)

    def _later(self, seconds: float, on: bool) -> None:
        """Move it after some time, and at once after none."""
        if seconds:
            self.call_later(seconds, partial(setattr, self, "on", on))
        else:
            self.on = on


def one_wire_id(rom: str) -> int:
    """Return the sensor ID that a device derives from a 1-Wire ROM."""
    return int.from_bytes(bytes.fromhex(rom)[1:3], "little")
