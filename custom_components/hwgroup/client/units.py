"""The units that devices name, as data: one table, with the source of each."""

from collections.abc import Callable, Mapping
import re
from typing import Final, NamedTuple

from .model import Limits, Quantity, Unit

CELSIUS: Final = Unit("°C", Quantity.TEMPERATURE)
FAHRENHEIT: Final = Unit("°F", Quantity.TEMPERATURE)
KELVIN: Final = Unit("K", Quantity.TEMPERATURE)
LEAK: Final = Unit(None, Quantity.LEAK)
PLAIN: Final = Unit(None, Quantity.OTHER)
UNKNOWN: Final = Unit()


class _Spellings(NamedTuple):
    """How devices write a unit, and where that is known from."""

    unit: Unit
    source: str
    texts: tuple[str, ...]
    """With powers and micro as plain digits and letters: `_FOLDED` makes them so."""


_MANUAL: Final = "Poseidon2 family manual p. 82"
_PERSEUS: Final = "recording of a Perseus Energy 240"
_POSEIDON: Final = "recording of a Poseidon2 3266"
_STE2_LITE: Final = "document of a STE2 LITE"
_METERS: Final = "public discovery code for HWg-PWR"
_WALK: Final = "walk of a Poseidon in public discovery code"
_PLUGIN: Final = "public plugin that reads CO2 of STE units"
# Nothing shows that a device writes it so; it can mean nothing else.
_BY_ITSELF: Final = "the unit itself"

TABLE: Final = (
    _Spellings(CELSIUS, _MANUAL, ("C", "°C", "deg C")),
    _Spellings(CELSIUS, _PERSEUS, ("℃",)),
    _Spellings(FAHRENHEIT, _MANUAL, ("F", "°F", "deg F")),
    _Spellings(FAHRENHEIT, _BY_ITSELF, ("℉",)),
    _Spellings(KELVIN, _MANUAL, ("K",)),
    _Spellings(Unit("%", Quantity.HUMIDITY), _MANUAL, ("%RH",)),
    _Spellings(Unit("%", Quantity.HUMIDITY), _BY_ITSELF, ("%rH", "% RH", "RH%", "RH")),
    _Spellings(Unit("%", Quantity.PERCENTAGE), _MANUAL, ("%",)),
    _Spellings(Unit("V", Quantity.VOLTAGE), _MANUAL, ("V",)),
    _Spellings(Unit("mV", Quantity.VOLTAGE), _BY_ITSELF, ("mV",)),
    _Spellings(Unit("kV", Quantity.VOLTAGE), _BY_ITSELF, ("kV",)),
    _Spellings(Unit("A", Quantity.CURRENT), _MANUAL, ("A",)),
    _Spellings(Unit("mA", Quantity.CURRENT), _MANUAL, ("mA",)),
    _Spellings(Unit("W", Quantity.POWER), _METERS, ("W",)),
    _Spellings(Unit("kW", Quantity.POWER), _METERS, ("kW",)),
    _Spellings(Unit("MW", Quantity.POWER), _BY_ITSELF, ("MW",)),
    _Spellings(Unit("Wh", Quantity.ENERGY), _METERS, ("Wh",)),
    _Spellings(Unit("kWh", Quantity.ENERGY), _METERS, ("kWh",)),
    _Spellings(Unit("MWh", Quantity.ENERGY), _BY_ITSELF, ("MWh",)),
    _Spellings(Unit("MJ", Quantity.ENERGY), _BY_ITSELF, ("MJ",)),
    _Spellings(Unit("GJ", Quantity.ENERGY), _BY_ITSELF, ("GJ",)),
    _Spellings(Unit("L", Quantity.VOLUME), _METERS, ("l", "L")),
    _Spellings(Unit("m³", Quantity.VOLUME), _METERS, ("m3",)),
    _Spellings(Unit("Pa", Quantity.PRESSURE), _BY_ITSELF, ("Pa",)),
    _Spellings(Unit("hPa", Quantity.PRESSURE), _PERSEUS, ("hPa",)),
    _Spellings(Unit("kPa", Quantity.PRESSURE), _WALK, ("kPa",)),
    _Spellings(Unit("mbar", Quantity.PRESSURE), _BY_ITSELF, ("mbar",)),
    _Spellings(Unit("bar", Quantity.PRESSURE), _BY_ITSELF, ("bar",)),
    # The only gas that anybody has seen so far; another one has a word before it.
    _Spellings(
        Unit("ppm", Quantity.CARBON_DIOXIDE),
        _PLUGIN,
        ("ppm", "PPM", "CO2 ppm", "ppm CO2"),
    ),
    _Spellings(Unit("ppm", Quantity.CARBON_MONOXIDE), _BY_ITSELF, ("CO ppm", "ppm CO")),
    _Spellings(
        Unit("lx", Quantity.ILLUMINANCE), _BY_ITSELF, ("lx", "lux", "Lux", "LUX")
    ),
    _Spellings(Unit("dB", Quantity.SOUND_PRESSURE), _POSEIDON, ("dB",)),
    _Spellings(
        Unit("dBA", Quantity.SOUND_PRESSURE), _BY_ITSELF, ("dBA", "dB(A)", "dB A")
    ),
    # Texts of a Poseidon have four characters at most.
    _Spellings(Unit("μg/m³", Quantity.DUST), _POSEIDON, ("ug",)),
    _Spellings(Unit("μg/m³", Quantity.DUST), _BY_ITSELF, ("ug/m3",)),
    _Spellings(Unit("g/m³", Quantity.ABSOLUTE_HUMIDITY), _BY_ITSELF, ("g/m3",)),
    _Spellings(Unit("m/s", Quantity.SPEED), _PERSEUS, ("m/s",)),
    _Spellings(Unit("km/h", Quantity.SPEED), _BY_ITSELF, ("km/h",)),
    _Spellings(Unit("L/min", Quantity.FLOW_RATE), _BY_ITSELF, ("l/min", "L/min")),
    _Spellings(Unit("L/h", Quantity.FLOW_RATE), _BY_ITSELF, ("l/h", "L/h")),
    _Spellings(Unit("L/s", Quantity.FLOW_RATE), _BY_ITSELF, ("l/s", "L/s")),
    _Spellings(Unit("m³/h", Quantity.FLOW_RATE), _BY_ITSELF, ("m3/h",)),
    _Spellings(Unit("Hz", Quantity.FREQUENCY), _BY_ITSELF, ("Hz",)),
    _Spellings(Unit("W/m²", Quantity.IRRADIANCE), _BY_ITSELF, ("W/m2",)),
    _Spellings(Unit("VA", Quantity.APPARENT_POWER), _BY_ITSELF, ("VA",)),
    _Spellings(Unit("kVA", Quantity.APPARENT_POWER), _BY_ITSELF, ("kVA",)),
    _Spellings(Unit("var", Quantity.REACTIVE_POWER), _BY_ITSELF, ("var", "VAr", "VAR")),
    _Spellings(
        Unit("kvar", Quantity.REACTIVE_POWER), _BY_ITSELF, ("kvar", "kVAr", "kVAR")
    ),
    _Spellings(
        Unit("kvarh", Quantity.REACTIVE_ENERGY), _BY_ITSELF, ("kvarh", "kVArh", "kVARh")
    ),
    _Spellings(Unit(None, Quantity.POWER_FACTOR), _BY_ITSELF, ("PF", "pf", "cos phi")),
    _Spellings(Unit("h", Quantity.DURATION), _PERSEUS, ("h",)),
    _Spellings(Unit("min", Quantity.DURATION), _BY_ITSELF, ("min",)),
    _Spellings(Unit("m", Quantity.DISTANCE), _BY_ITSELF, ("m",)),
    _Spellings(Unit("cm", Quantity.DISTANCE), _BY_ITSELF, ("cm",)),
    _Spellings(Unit("mm", Quantity.DISTANCE), _BY_ITSELF, ("mm",)),
    _Spellings(Unit("kg", Quantity.WEIGHT), _BY_ITSELF, ("kg",)),
    _Spellings(Unit("μS/cm", Quantity.CONDUCTIVITY), _BY_ITSELF, ("uS/cm",)),
    _Spellings(Unit("mS/cm", Quantity.CONDUCTIVITY), _BY_ITSELF, ("mS/cm",)),
    _Spellings(Unit(None, Quantity.PH), _BY_ITSELF, ("pH",)),
    _Spellings(Unit(None, Quantity.PULSES), _MANUAL, ("p",)),
    _Spellings(Unit(None, Quantity.SWITCH), _MANUAL, ("s",)),
    _Spellings(LEAK, _STE2_LITE, ("WLD",)),
    _Spellings(PLAIN, "POSEIDON-MIB, STE2-MIB", ("",)),
)
UNITS: Final[Mapping[str, Unit]] = {
    text: unit for unit, _, texts in TABLE for text in texts
}

# A word before a unit says what is measured: "DP C" is a dew point in °C (a walk
# of a Poseidon in public discovery code). What changes the unit itself is shorter, or a unit of its own.
_WORD: Final = re.compile(r"[^\W\d_][\w.]+")
_WITHOUT_WORDS: Final = (
    *(Quantity.CARBON_DIOXIDE, Quantity.CARBON_MONOXIDE),  # it may be another gas
    *(Quantity.DURATION, Quantity.DISTANCE, Quantity.WEIGHT),  # or a product: "kW h"
)
# No unit has half of it. A longer text would push all else out of a message.
_LONGEST_NAME: Final = 32
_FOLDED: Final = str.maketrans({"µ": "u", "μ": "u", "²": "2", "³": "3"})

# POSEIDON-MIB and DAMOCLES-MIB. Dew point, absolute humidity, pressure and "universal"
# (9 to 12) do not name a unit: only the text beside the code does.
POSEIDON_UNIT_CODES: Final[Mapping[int, Unit]] = {
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
STE_UNIT_CODES: Final[Mapping[int, Unit]] = {
    0: PLAIN,
    1: CELSIUS,
    2: FAHRENHEIT,
    3: KELVIN,
    4: UNITS["%RH"],
    5: LEAK,
}

_FROM_CELSIUS: Final[Mapping[Unit, tuple[float, float]]] = {
    FAHRENHEIT: (1.8, 32.0),
    KELVIN: (1.0, 273.15),
}


def unit_from_text(text: str) -> Unit:
    """Return the unit of that name; an unknown name is kept, as far as it is a unit's."""
    if (unit := UNITS.get(text)) is not None:
        return unit
    folded = text.translate(_FOLDED)
    return (
        UNITS.get(folded)
        or _derived(folded)
        or Unit(text[:_LONGEST_NAME].rstrip(), Quantity.OTHER)
    )


def _derived(text: str) -> Unit | None:
    """Return the unit behind the words that say what is measured in it."""
    *words, last = text.split() or [""]
    unit = UNITS.get(last)
    if unit is None or unit.symbol is None or unit.quantity in _WITHOUT_WORDS:
        return None
    described = words and all(_WORD.fullmatch(word) for word in words)
    return unit if described and not UNITS.keys() & set(words) else None


def unit_from_code(text: str, codes: Mapping[int, Unit]) -> Unit:
    """Return the unit that a text names by its code, or by its name."""
    code = codes.get(int(text)) if text.isdecimal() else None
    return code or unit_from_text(text)


def limit_to_celsius(value: float, unit: Unit, *, difference: bool) -> float:
    """Convert a limit, or a hysteresis, to the degrees Celsius that a device keeps."""
    factor, offset = _FROM_CELSIUS.get(unit, (1.0, 0.0))
    return (value - (0.0 if difference else offset)) / factor


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
