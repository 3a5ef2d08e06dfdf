"""How a new rule is handled unless somebody says otherwise, by what it watches."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from homeassistant.const import UnitOfTemperature

from ...const import CONF_DELAY, CONF_HYSTERESIS, CONF_SEVERITY
from ..model import Severity
from ..rules.units import converter


class _Usual(NamedTuple):
    """What keeps noise and short excursions from raising alerts."""

    hysteresis: float = 0
    unit: str | None = None
    """That of the hysteresis, None for that of the reading."""
    delay: float = 0
    """In minutes."""
    severity: Severity = Severity.WARNING


# As sensors scatter by a digit or two, and as long as a door is open or a machine starts.
_USUAL: Final[Mapping[str, _Usual]] = {
    "temperature": _Usual(0.5, UnitOfTemperature.CELSIUS, 5),
    "humidity": _Usual(2, None, 5),
    "percentage": _Usual(2, None, 5),
    "absolute_humidity": _Usual(0.5, "g/m³", 5),
    "carbon_dioxide": _Usual(50, "ppm", 5),
    "carbon_monoxide": _Usual(5, "ppm"),
    "voltage": _Usual(0.5, "V", 1),
    "frequency": _Usual(0.05, "Hz", 1),
    "sound_pressure": _Usual(2, None, 5),
    "dust": _Usual(5, None, 5),
    "pressure": _Usual(0, None, 5),
    "power": _Usual(0, None, 5),
    "current": _Usual(0, None, 1),
    "leak": _Usual(severity=Severity.CRITICAL),
}
_DIGITS: Final = 3


def usual_handling(quantity: str) -> dict[str, Any]:
    """Return the delay and the severity of a new rule."""
    usual = _USUAL.get(quantity, _Usual())
    return {CONF_DELAY: usual.delay, CONF_SEVERITY: usual.severity.value}


def usual_hysteresis(quantity: str, unit: str | None) -> dict[str, Any]:
    """Return the hysteresis of a new rule, none where it cannot be converted to its unit.

    `unit` is that in which the numbers of the rule are typed.
    """
    usual = _USUAL.get(quantity, _Usual())
    convert = converter(quantity, usual.unit, unit)
    # Of a temperature in °F only the distance counts, and not where 0 °C is.
    hysteresis = 0 if convert is None else convert(usual.hysteresis) - convert(0)
    return {CONF_HYSTERESIS: round(hysteresis, _DIGITS)}
