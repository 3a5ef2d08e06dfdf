"""What each quantity that devices measure is to Home Assistant."""

from collections.abc import Mapping
from dataclasses import replace
import re
from typing import Final

from homeassistant.components.sensor import (
    DEVICE_CLASS_STATE_CLASSES,
    SensorDeviceClass,
    SensorEntityDescription,
    SensorStateClass,
)

from .client import Quantity, Sensor


def _measured(
    device_class: SensorDeviceClass | None, decimals: int | None = 1
) -> SensorEntityDescription:
    """Return what changes up and down."""
    return SensorEntityDescription(
        key="sensor",
        device_class=device_class,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=decimals,
    )


def _total(
    device_class: SensorDeviceClass | None, decimals: int | None = None
) -> SensorEntityDescription:
    """Return what only grows."""
    return SensorEntityDescription(
        key="sensor",
        device_class=device_class,
        state_class=SensorStateClass.TOTAL_INCREASING,
        suggested_display_precision=decimals,
    )


# Without a device class is what Home Assistant has none for: it tells dust by the size
# of its grains. Leak detectors and switches have two positions and are binary sensors.
QUANTITIES: Final[Mapping[Quantity, SensorEntityDescription]] = {
    Quantity.TEMPERATURE: _measured(SensorDeviceClass.TEMPERATURE),
    Quantity.HUMIDITY: _measured(SensorDeviceClass.HUMIDITY),
    Quantity.PERCENTAGE: _measured(None),
    Quantity.VOLTAGE: _measured(SensorDeviceClass.VOLTAGE),
    Quantity.CURRENT: _measured(SensorDeviceClass.CURRENT),
    Quantity.POWER: _measured(SensorDeviceClass.POWER, None),
    Quantity.ENERGY: _total(SensorDeviceClass.ENERGY),
    Quantity.VOLUME: _total(SensorDeviceClass.VOLUME),
    Quantity.PRESSURE: _measured(SensorDeviceClass.PRESSURE),
    Quantity.CARBON_DIOXIDE: _measured(SensorDeviceClass.CO2, 0),
    Quantity.CARBON_MONOXIDE: _measured(SensorDeviceClass.CO),
    Quantity.ILLUMINANCE: _measured(SensorDeviceClass.ILLUMINANCE, 0),
    Quantity.IRRADIANCE: _measured(SensorDeviceClass.IRRADIANCE, 0),
    Quantity.SOUND_PRESSURE: _measured(SensorDeviceClass.SOUND_PRESSURE),
    Quantity.DUST: _measured(None),
    Quantity.ABSOLUTE_HUMIDITY: _measured(SensorDeviceClass.ABSOLUTE_HUMIDITY),
    Quantity.SPEED: _measured(SensorDeviceClass.SPEED),
    Quantity.FLOW_RATE: _measured(SensorDeviceClass.VOLUME_FLOW_RATE),
    Quantity.FREQUENCY: _measured(SensorDeviceClass.FREQUENCY, 2),
    Quantity.APPARENT_POWER: _measured(SensorDeviceClass.APPARENT_POWER, None),
    Quantity.REACTIVE_POWER: _measured(SensorDeviceClass.REACTIVE_POWER, None),
    Quantity.REACTIVE_ENERGY: _total(SensorDeviceClass.REACTIVE_ENERGY),
    Quantity.POWER_FACTOR: _measured(SensorDeviceClass.POWER_FACTOR, 2),
    Quantity.DURATION: _measured(SensorDeviceClass.DURATION, None),
    Quantity.DISTANCE: _measured(SensorDeviceClass.DISTANCE),
    Quantity.WEIGHT: _measured(SensorDeviceClass.WEIGHT),
    Quantity.CONDUCTIVITY: _measured(SensorDeviceClass.CONDUCTIVITY),
    Quantity.PH: _measured(SensorDeviceClass.PH, 2),
    Quantity.PULSES: _total(None, 0),
    Quantity.OTHER: _measured(None),
    Quantity.UNKNOWN: SensorEntityDescription(key="sensor"),
}

# What a unit does not say of a meter's value, its name may: in English, Czech, German or
# French, as the owner of the meter has called it on the device.
_BY_NAME: Final = (
    (
        Quantity.VOLUME,
        re.compile(r"water|vod[ayou]|vodom|wasser|\beau\b", re.IGNORECASE),
        _total(SensorDeviceClass.WATER),
    ),
    (
        Quantity.VOLUME,
        re.compile(r"\bgas|plyn|erdgas|\bgaz", re.IGNORECASE),
        _total(SensorDeviceClass.GAS),
    ),
    (
        Quantity.OTHER,
        re.compile(
            r"power factor|\bcos ?(phi|φ|ϕ)|účiník|leistungsfaktor"
            r"|facteur de puissance",
            re.IGNORECASE,
        ),
        QUANTITIES[Quantity.POWER_FACTOR],
    ),
)


def described(sensor: Sensor) -> SensorEntityDescription:
    """Return what a sensor is to Home Assistant.

    One that could not be read at first gets its unit with its first value.
    """
    quantity = sensor.unit.quantity
    found = QUANTITIES.get(quantity, QUANTITIES[Quantity.UNKNOWN])
    for of, pattern, more in _BY_NAME:
        nameless = quantity is not Quantity.OTHER or sensor.unit.symbol is None
        if quantity is of and nameless and pattern.search(sensor.name):
            found = more
            break
    return as_total(found) if sensor.counts else found


def is_total(sensor: Sensor) -> bool:
    """Return whether a sensor only grows, until it begins anew."""
    return described(sensor).state_class is SensorStateClass.TOTAL_INCREASING


def as_total(description: SensorEntityDescription) -> SensorEntityDescription:
    """Return a description of what only grows, where Home Assistant allows that."""
    device_class = description.device_class
    if device_class is not None:
        allowed = DEVICE_CLASS_STATE_CLASSES[device_class]
        if SensorStateClass.TOTAL_INCREASING not in allowed:
            return description
    return replace(description, state_class=SensorStateClass.TOTAL_INCREASING)


def as_limit(description: SensorEntityDescription) -> SensorEntityDescription:
    """Return a description of a limit of such a reading, which is no total."""
    if description.state_class is SensorStateClass.MEASUREMENT:
        return description
    return replace(description, state_class=None)
