"""Totals that go on: over a roll-over, a reset, or another scale (pure)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

# The MIBs let counters end at 2^31 - 1, and over Modbus they have 32 bits.
_ENDS: Final = (2**31, 2**32)
# More pulses than a device counts in a day, 50 a second: a counter that has lost more than
# so many on the way to its end was reset.
_MOST_AT_ONCE: Final = 2**22


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a meter's total, shifted so that it never jumps by its scale."""

    shown: float | None = None
    scale: str | None = None
    shift: float = 0.0

    def after(self, value: float, scale: str) -> Self:
        """Return the course after a reading."""
        shift = self.shift
        if self.shown is not None and self.scale not in (None, scale):
            # Rounded, as a scale that is changed back has no shift at all.
            shift = round(self.shown - value, 6)
        shown = round(value + shift, 6) if shift else value
        return type(self)(shown, scale, shift)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for a store."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote; anything else is a new course."""
        try:
            shown, scale = data["shown"], data["scale"]
            return cls(
                shown and float(shown), scale and str(scale), data["shift"] + 0.0
            )
        except KeyError, TypeError, ValueError:
            return cls()


@dataclass(frozen=True, slots=True)
class PulseTotal:
    """What a pulse counter has counted, in the unit of its meter.

    What was counted by another number of pulses for each unit is in `base`.
    """

    per_unit: float
    base: float = 0.0
    pulses: int = 0
    last: int | None = None

    @property
    def amount(self) -> float:
        """What was counted, in the unit of the meter."""
        return round(self.base + self.pulses / self.per_unit, 6)

    def after(self, counter: int) -> Self:
        """Return the total after a reading of the counter."""
        pulses = self.pulses
        if self.last is not None:
            pulses += _counted(self.last, counter)
        return type(self)(self.per_unit, self.base, pulses, counter)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for a store."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self | None:
        """Read what `to_dict` wrote, None for anything else."""
        try:
            return cls(
                float(data["per_unit"]),
                float(data["base"]),
                int(data["pulses"]),
                None if data["last"] is None else int(data["last"]),
            )
        except KeyError, TypeError, ValueError:
            return None


def _counted(last: int, now: int) -> int:
    """Return how many pulses came between two readings of a counter."""
    if now >= last:
        return now - last
    for end in _ENDS:
        if last < end and end - last + now <= _MOST_AT_ONCE:
            return end - last + now
    return now  # it was reset, and has counted so many since
