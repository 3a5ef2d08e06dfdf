"""What a report is about: the numbers that devices measure, and where they come from."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from homeassistant.components.sensor import ATTR_STATE_CLASS, SensorStateClass
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from ..alerts.model import ReadingKind, part_key
from ..alerts.readings.shown import async_shown_by
from ..coordinator import HwgConfigEntry
from ..dashboard.limits import async_limits
from ..device.calibration import Calibration
from ..device.registered import async_device_name
from ..entries import async_device_entries
from ..issues.calibration import async_calibrations
from .numbers import Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A reading as people know it, in the unit in which they see it."""

    key: str
    """The key of the reading: the entry of its device, its kind, and its own key."""
    entity_id: str
    area: str | None
    device: str
    model: str | None
    serial: str | None
    """The serial number of the device, else its MAC address."""
    firmware: str | None
    name: str
    probe: str
    """What the device calls the probe: its number, or its serial number."""
    quantity: str
    unit: str | None
    decimals: int | None
    calibration: Calibration | None
    thresholds: tuple[Threshold, ...]
    """The limits that are set now, on the device and by rules."""

    @property
    def order(self) -> tuple[str, ...]:
        """What reports sort by."""
        return (self.area or "", self.device, self.name, self.entity_id)


@callback
def async_subjects(
    hass: HomeAssistant, chosen: Collection[str] | None
) -> list[Subject]:
    """Return what is measured, by area, device and name.

    `chosen` has the keys of readings, None for all. What only grows, such as a meter,
    has no mean and is left out, and so is what is disabled.
    """
    found = (
        subject
        for entry in async_device_entries(hass)
        for subject in _of_device(hass, entry)
        if chosen is None or subject.key in chosen
    )
    return sorted(found, key=lambda subject: subject.order)


def _of_device(hass: HomeAssistant, entry: HwgConfigEntry) -> Iterator[Subject]:
    prefix = f"{entry.unique_id or entry.entry_id}_{ReadingKind.SENSOR}_"
    calibrations = async_calibrations(entry)
    devices, areas = dr.async_get(hass), ar.async_get(hass)
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        own = entity.unique_id.removeprefix(prefix)
        if own == entity.unique_id or entity.disabled or not _is_measured(entity):
            continue
        device = devices.async_get(entity.device_id or "")
        if not isinstance(device, dr.DeviceEntry):
            continue
        area = areas.async_get_area(entity.area_id or device.area_id or "")
        shown = async_shown_by(hass, entity.entity_id, entity.unit_of_measurement)
        yield Subject(
            key=part_key(entry.entry_id, ReadingKind.SENSOR, own),
            entity_id=entity.entity_id,
            area=None if area is None else area.name,
            device=async_device_name(hass, entry),
            model=device.model,
            serial=device.serial_number or _mac(device),
            firmware=device.sw_version,
            name=entity.name or entity.original_name or own,
            probe=own,
            quantity=entity.original_device_class or "",
            unit=shown.unit,
            decimals=shown.decimals,
            calibration=calibrations[own][1] if own in calibrations else None,
            thresholds=tuple(
                Threshold(limit["value"], limit["above"])
                for limit in async_limits(hass, entity.entity_id)
            ),
        )


def _mac(device: dr.DeviceEntry) -> str | None:
    found = (
        value for kind, value in device.connections if kind == dr.CONNECTION_NETWORK_MAC
    )
    return next(found, None)


def _is_measured(entity: er.RegistryEntry) -> bool:
    capabilities = entity.capabilities or {}
    return (
        entity.domain == Platform.SENSOR
        and capabilities.get(ATTR_STATE_CLASS) == SensorStateClass.MEASUREMENT
    )
