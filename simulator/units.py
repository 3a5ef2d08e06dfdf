"""How values of each unit are written, stepped and limited."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf


def _unchanged(value: float) -> float:
    """Return the value itself."""
    return value


def _from_fahrenheit(value: float) -> float:
    """Convert degrees Fahrenheit to degrees Celsius."""
    return (value - 32) * 5 / 9


def _from_kelvin(value: float) -> float:
    """Convert kelvins to degrees Celsius."""
    return value - 273.15


@dataclass(frozen=True, slots=True)
class Unit:
    """The properties of one unit."""

    decimals: int = 1
    step: float = 0.5
    lowest: float = -inf
    highest: float = inf
    trips_above: float | None = None
    """The upper limit where none is set on the device."""
    to_limits: Callable[[float], float] = _unchanged
    """Converts a value for comparison with limits that are always in Celsius."""

    def text(self, value: float) -> str:
        """Return a value as a device writes it."""
        return f"{value:.{self.decimals}f}"

    def clamp(self, value: float) -> float:
        """Return the nearest value that the unit allows."""
        return round(min(max(value, self.lowest), self.highest), self.decimals)


PLAIN = Unit()
UNITS = {
    "C": Unit(lowest=-273.1),
    "F": Unit(step=1.0, lowest=-459.6, to_limits=_from_fahrenheit),
    "K": Unit(lowest=0.0, to_limits=_from_kelvin),
    "%RH": Unit(step=1.0, lowest=0.0, highest=100.0),
    "mA": Unit(lowest=0.0),
    "s": Unit(decimals=0, step=1.0, lowest=0.0, highest=1.0),
    "p": Unit(decimals=0, step=1.0, lowest=0.0),
    "h": Unit(decimals=0, step=1.0, lowest=0.0),
    "kWh": Unit(decimals=0, step=1.0, lowest=0.0),
    "m3": Unit(decimals=0, step=1.0, lowest=0.0),
    "WLD": Unit(decimals=0, step=1.0, lowest=0.0, highest=1.0, trips_above=0.5),
}


def unit_of(text: str) -> Unit:
    """Return the unit with this name; a plain one for unknown names."""
    return UNITS.get(text, PLAIN)
