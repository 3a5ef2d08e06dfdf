"""Which kinds of readings a rule for one kind watches."""

from typing import Final

from ...client import Quantity, unit_from_text

# Told apart by name from the beginning. All else was "other", and rules for others go on
# watching whatever got a name of its own since then.
_FIRST_NAMED: Final = frozenset(
    (
        Quantity.TEMPERATURE,
        Quantity.HUMIDITY,
        Quantity.PERCENTAGE,
        Quantity.VOLTAGE,
        Quantity.CURRENT,
        Quantity.POWER,
        Quantity.ENERGY,
        Quantity.VOLUME,
        Quantity.PRESSURE,
        Quantity.PULSES,
        Quantity.SWITCH,
        Quantity.LEAK,
        Quantity.UNKNOWN,
    )
)


def kinds_of(chosen: str) -> frozenset[str]:
    """Return the quantities of the readings that a rule for one kind watches."""
    if chosen == Quantity.OTHER:
        return frozenset(quantity.value for quantity in {*Quantity} - _FIRST_NAMED)
    return frozenset((chosen,))


def unit_of(chosen: str, unit: str | None) -> str | None:
    """Return the unit of a rule's numbers as it is spelled now.

    The unit of other quantities is the text of the device.
    """
    return unit_from_text(unit).symbol if unit and chosen == Quantity.OTHER else unit
