"""What is remembered of a device: over a restart, and from one protocol to another."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..client import Device, Limits, ReadingState, Sensor, with_unit
from ..const import DOMAIN
from ..storage import KeptStore
from .probes import ProbeTracker
from .registered import async_device_name

STORAGE_VERSION: Final = 1
# 2: the inputs that are gone, and the doubts about probes.
# 3: the scale of a total, and whether it counts.
MINOR_VERSION: Final = 3
# New readings are written when Home Assistant stops, a new probe soon.
SAVE_READINGS_AFTER: Final = timedelta(minutes=15).total_seconds()


def device_store(hass: HomeAssistant, entry: ConfigEntry[Any]) -> KeptStore:
    """Return where a device's last known shape and readings are kept."""
    return KeptStore(
        hass,
        STORAGE_VERSION,
        f"{DOMAIN}.{entry.entry_id}",
        about=async_device_name(hass, entry),
        minor_version=MINOR_VERSION,
    )


async def async_load_snapshot(
    store: KeptStore,
) -> tuple[Device, ProbeTracker] | None:
    """Return a device and its probes as they were saved; None where nothing was.

    A file that holds no device is kept aside.
    """
    if (stored := await store.async_load()) is None:
        return None
    try:
        device = Device.from_dict(stored)
        return device, ProbeTracker.from_dict(device, stored)
    except (AttributeError, KeyError, TypeError, ValueError) as err:
        await store.async_keep_aside(f"{type(err).__name__}: {err}")
        return None


def without_readings(device: Device) -> Device:
    """Return what is known of a device while its readings are not."""
    return replace(
        device,
        sensors={
            key: replace(sensor, value=None, state=ReadingState.INVALID)
            for key, sensor in device.sensors.items()
        },
        inputs={
            key: replace(contact, closed=None, state=ReadingState.INVALID)
            for key, contact in device.inputs.items()
        },
        outputs={
            key: replace(output, on=None) for key, output in device.outputs.items()
        },
    )


def outline(device: Device) -> tuple[object, ...]:
    """Return all of a device but its readings."""
    return (
        device.identity,
        [(sensor.key, sensor.name, sensor.unit) for sensor in device.sensors.values()],
        [(contact.key, contact.name) for contact in device.inputs.values()],
        [(output.key, output.name) for output in device.outputs.values()],
    )


def completed(device: Device, known: Device, *, first: bool) -> Device:
    """Add what is known of a device from another protocol, and missing in this one.

    Names and versions differ in spelling: those of the first protocol count.
    """
    if first:
        if device.identity == known.identity:
            return device
        identity = device.identity.completed_by(known.identity)
        return replace(device, identity=identity)
    sensors = {
        key: _completed(sensor, known.sensors[key]) if key in known.sensors else sensor
        for key, sensor in device.sensors.items()
    }
    identity = known.identity.completed_by(device.identity)
    return replace(device, identity=identity, sensors=sensors)


def _completed(sensor: Sensor, known: Sensor) -> Sensor:
    if sensor.limits == Limits():
        sensor = replace(sensor, limits=known.limits)
    if known.unit.is_named and not sensor.unit.is_named:
        return with_unit(sensor, known.unit)
    return sensor
