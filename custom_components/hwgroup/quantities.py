"""What each quantity that devices measure is to Home Assistant."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntityDescription,
    SensorStateClass,
)

from .client import Quantity


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
