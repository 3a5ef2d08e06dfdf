"""From one unit to another, as Home Assistant converts them."""

from collections.abc import Callable

from homeassistant.components.sensor.const import UNIT_CONVERTERS


def converter(
    quantity: str, unit: str | None, other: str | None
) -> Callable[[float], float] | None:
    """Return what converts a value of a quantity, None where nothing does.

    What has no unit of its own is in the other one already.
    """
    if unit in (None, other):
        return lambda value: value
    units = UNIT_CONVERTERS.get(quantity)
    if units is None or not {unit, other} <= units.VALID_UNITS:
        return None
    return units.converter_factory(unit, other)
