"""Unit conversion, by Home Assistant's own tables."""

from collections.abc import Callable

from homeassistant.components.sensor.const import UNIT_CONVERTERS


def converter(
    quantity: str, unit: str | None, other: str | None
) -> Callable[[float], float] | None:
    """Return a function that converts values of a quantity, None if there is none.

    A value without a unit is taken to be in the other unit.
    """
    if unit in (None, other):
        return lambda value: value
    units = UNIT_CONVERTERS.get(quantity)
    if units is None or not {unit, other} <= units.VALID_UNITS:
        return None
    return units.converter_factory(unit, other)
