"""The units that devices name, as data."""

from collections.abc import Callable, Mapping

from .model import Limits, Quantity, Unit

CELSIUS = Unit("°C", Quantity.TEMPERATURE)
FAHRENHEIT = Unit("°F", Quantity.TEMPERATURE)
KELVIN = Unit("K", Quantity.TEMPERATURE)
LEAK = Unit(None, Quantity.LEAK)
PLAIN = Unit(None, Quantity.OTHER)
UNKNOWN = Unit()

# By the text that devices send (Poseidon2 family manual p. 82; "WLD" from a STE2 LITE;
# energy, volume and pressure from meters of a HWg-PWR and a Perseus).
UNITS: Mapping[str, Unit] = {
    "C": CELSIUS,
    "°C": CELSIUS,
    "℃": CELSIUS,
    "F": FAHRENHEIT,
    "°F": FAHRENHEIT,
    "K": KELVIN,
    "%RH": Unit("%", Quantity.HUMIDITY),
    "%": Unit("%", Quantity.PERCENTAGE),
    "V": Unit("V", Quantity.VOLTAGE),
    "mV": Unit("mV", Quantity.VOLTAGE),
    "A": Unit("A", Quantity.CURRENT),
    "mA": Unit("mA", Quantity.CURRENT),
    "W": Unit("W", Quantity.POWER),
    "kW": Unit("kW", Quantity.POWER),
    "Wh": Unit("Wh", Quantity.ENERGY),
    "kWh": Unit("kWh", Quantity.ENERGY),
    "l": Unit("L", Quantity.VOLUME),
    "m3": Unit("m³", Quantity.VOLUME),
    "Pa": Unit("Pa", Quantity.PRESSURE),
    "hPa": Unit("hPa", Quantity.PRESSURE),
    "kPa": Unit("kPa", Quantity.PRESSURE),
    "p": Unit(None, Quantity.PULSES),
    "s": Unit(None, Quantity.SWITCH),
    "WLD": LEAK,
    "": PLAIN,
}

# POSEIDON-MIB and DAMOCLES-MIB. Dew point, absolute humidity, pressure and "universal"
# (9 to 12) do not name a unit: only the text beside the code does.
POSEIDON_UNIT_CODES: Mapping[int, Unit] = {
    0: CELSIUS,
    1: FAHRENHEIT,
    2: KELVIN,
    3: UNITS["%"],
    4: UNITS["V"],
    5: UNITS["mA"],
    6: PLAIN,
    7: UNITS["p"],
    8: UNITS["s"],
}
# STE-MIB and STE2-MIB, and the tag Unit of a STE2. The only percentage that these models
# measure is relative humidity; 5 is what a STE2 LITE says of its flood detector.
STE_UNIT_CODES: Mapping[int, Unit] = {
    0: PLAIN,
    1: CELSIUS,
    2: FAHRENHEIT,
    3: KELVIN,
    4: UNITS["%RH"],
    5: LEAK,
}

_FROM_CELSIUS: Mapping[Unit, tuple[float, float]] = {
    FAHRENHEIT: (1.8, 32.0),
    KELVIN: (1.0, 273.15),
}


def unit_from_text(text: str) -> Unit:
    """Return the unit of that name; an unknown name is kept as it is."""
    return UNITS.get(text) or Unit(text, Quantity.OTHER)


def unit_from_code(text: str, codes: Mapping[int, Unit]) -> Unit:
    """Return the unit that a text names by its code, or by its name."""
    code = codes.get(int(text)) if text.isdecimal() else None
    return code or unit_from_text(text)


def limits_from_celsius(limits: Limits, unit: Unit) -> Limits:
    """Convert limits set in degrees Celsius to the unit of their reading."""
    if (conversion := _FROM_CELSIUS.get(unit)) is None:
        return limits
    factor, offset = conversion

    def converted(
        value: float | None, convert: Callable[[float], float]
    ) -> float | None:
        return None if value is None else round(convert(value), 2) + 0.0

    return Limits(
        low=converted(limits.low, lambda value: value * factor + offset),
        high=converted(limits.high, lambda value: value * factor + offset),
        hysteresis=converted(limits.hysteresis, lambda value: value * factor),
    )
