"""Pulse counters as meters of energy, gas or water."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_UNIT_OF_MEASUREMENT, UnitOfVolume
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .compat import ExtraStoredData, RestoredExtraData, RestoreEntity
from .const import (
    CONF_INPUT,
    CONF_KIND,
    CONF_PULSES,
    CONF_READING,
    DOMAIN,
    SUBENTRY_METER,
)
from .coordinator import HwgConfigEntry, HwgCoordinator
from .device.registered import async_device_id
from .device.totals import PulseTotal
from .entity import HwgEntity
from .issues.unreadable import async_show_unreadable_part
from .settings import Settings, UnreadableSettingError, distance, positive, text
from .subentries import async_reload_with, subentries_of

_LITERS: Final[Mapping[object, float]] = {
    UnitOfVolume.LITERS: 1.0,
    UnitOfVolume.CUBIC_METERS: 1000.0,
}
METER: Final = SensorEntityDescription(
    key="meter", state_class=SensorStateClass.TOTAL_INCREASING
)


@callback
def async_add_pulse_meters(
    hass: HomeAssistant,
    entry: HwgConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the meters of a device, and set it up anew when others are wanted."""
    for subentry in subentries_of(entry, SUBENTRY_METER):
        settings = Settings(subentry.data)
        entities = _entities(entry.runtime_data, subentry, settings)
        if settings.unreadable:
            async_show_unreadable_part(
                hass, entry, subentry, settings.unreadable, is_left_out=not entities
            )
        async_add_entities(entities, config_subentry_id=subentry.subentry_id)
    async_reload_with(hass, entry, SUBENTRY_METER)


def _entities(
    coordinator: HwgCoordinator, subentry: ConfigSubentry, settings: Settings
) -> list[HwgPulseMeter]:
    """Return the sensor of a meter, none where nobody knows what it counts."""
    try:
        return [HwgPulseMeter(coordinator, subentry, settings)]
    except UnreadableSettingError:
        return []


class HwgPulseMeter(HwgEntity, SensorEntity, RestoreEntity):
    """What a pulse counter has counted, in the unit that its meter has."""

    def __init__(
        self, coordinator: HwgCoordinator, subentry: ConfigSubentry, settings: Settings
    ) -> None:
        """Initialize the sensor of a meter that somebody has described.

        Raises UnreadableSettingError where that cannot be read.
        """
        super().__init__(coordinator, METER, f"{METER.key}_{subentry.subentry_id}")
        self._input = settings.needed(CONF_INPUT, text)
        self._subentry = subentry
        self._attr_name = None
        self._attr_device_class = settings.needed(CONF_KIND, SensorDeviceClass)
        self._attr_native_unit_of_measurement = settings.needed(
            CONF_UNIT_OF_MEASUREMENT, text
        )
        self._total = PulseTotal(
            settings.needed(CONF_PULSES, positive),
            settings.kept(CONF_READING, distance, 0.0),
        )

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """Return the meter, which is a device of its own behind the other one."""
        coordinator = self.coordinator
        identifier = f"{coordinator.unique_id}_{self._subentry.subentry_id}"
        info = DeviceInfo(identifiers={(DOMAIN, identifier)}, name=self._subentry.title)
        entry = coordinator.config_entry
        if (parent := async_device_id(coordinator.hass, entry)) is not None:
            info["via_device_id"] = parent
        return info

    @override
    async def async_added_to_hass(self) -> None:
        """Go on from before the restart, or from before the meter was changed."""
        if (kept := await self.async_get_last_extra_data()) is not None:
            self._go_on(kept.as_dict())
        await super().async_added_to_hass()

    def _go_on(self, kept: Mapping[str, Any]) -> None:
        before = PulseTotal.from_dict(kept)
        if before is None:
            return
        unit, now = kept.get("unit"), self.native_unit_of_measurement
        if (before.per_unit, unit) == (self._total.per_unit, now):
            self._total = before
            return
        base = before.amount
        if unit in _LITERS and now in _LITERS:  # else its kind was corrected
            base *= _LITERS[unit] / _LITERS[now]
        self._total = replace(self._total, base=base, last=before.last)

    @override
    def _show(self) -> object:
        contact = self.coordinator.data.inputs.get(self._input)
        counter = None if contact is None else contact.counter
        if counter is not None:
            self._total = self._total.after(counter)
        known = self._total.last is not None
        self._attr_native_value = self._total.amount if known else None
        return self.available, self._attr_native_value

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """What the next start has to know."""
        unit = self.native_unit_of_measurement
        return RestoredExtraData({**self._total.to_dict(), "unit": unit})
