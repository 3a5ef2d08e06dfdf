"""The limits of devices that people know of."""

from collections.abc import Callable, Mapping
from typing import Final

from ...client import Sensor
from ..model import device_of
from ..rules.built_in import LIMITS
from ..rules.conditions import Rule
from ..rules.units import converter

# Devices convert their limits themselves, and round them.
_ROUNDED: Final = 0.1


class AgreedLimits(dict[str, tuple[float | None, float | None]]):
    """The accepted limits (low, high) of each reading, by its key."""

    def __init__(self) -> None:
        """Know no limits."""
        super().__init__()
        self.units: dict[str, str] = {}
        """The unit of each, as far as it was seen."""
        self._changed: set[str] = set()
        self._are_watched = True

    def restore(
        self,
        limits: Mapping[str, tuple[float | None, float | None]],
        units: Mapping[str, str],
    ) -> None:
        """Know what the last run knew."""
        self.update(limits)
        self.units.update(units)

    def follow(self, rules: list[Rule]) -> list[Rule]:
        """Return rules, after a look at whether people are told of other limits by them."""
        are_watched = any(rule.id == LIMITS for rule in rules)
        if are_watched is not self._are_watched:
            self._are_watched = are_watched
            self._changed.update(map(device_of, self))
        return rules

    def accept(self, key: str, low: float | None, high: float | None) -> None:
        """Take other limits of a reading as agreed: somebody has said so."""
        self[key] = (low, high)
        self._changed.add(device_of(key))

    def take_changed(self) -> set[str]:
        """Return the devices of which `of` returns other limits since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def of(self, key: str) -> tuple[float | None, float | None] | None:
        """Return the limits that people know of, None where they do not care."""
        return self.get(key) if self._are_watched else None

    def learn(self, key: str, sensor: Sensor) -> None:
        """Take the limits of a sensor as known if they are the first ones seen.

        Those that are known are converted if its unit was changed on the device.
        """
        seen, unit = (sensor.limits.low, sensor.limits.high), sensor.unit.symbol
        if seen != (None, None):
            self.setdefault(key, seen)
        if unit is None or key not in self:
            return
        before, self.units[key] = self.units.get(key, unit), unit
        if before == unit:
            return
        if (convert := converter(sensor.unit.quantity.value, before, unit)) is None:
            self[key] = seen
        else:
            low, high = self[key]
            self[key] = (
                _converted(low, seen[0], convert),
                _converted(high, seen[1], convert),
            )


def _converted(
    known: float | None, seen: float | None, convert: Callable[[float], float]
) -> float | None:
    """Return a known limit in another unit: the one that is seen, but for its rounding."""
    if known is None:
        return None
    converted = round(convert(known), 6)
    is_same = seen is not None and abs(converted - seen) <= _ROUNDED
    return seen if is_same else converted
