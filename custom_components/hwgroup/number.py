"""The limits of sensors as numbers that can be set, where SNMP writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.access import async_manager
from .client import Column, HwgError, LimitRange, Limits, Quantity, Sensor, model_of
from .compat import CalledEntity
from .const import CONF_CONTROL
from .coordinator import HwgConfigEntry, HwgCoordinator
from .device.errors import translated
from .entity import (
    HwgPartEntity,
    PartDescription,
    async_add_part_entities,
    async_remove_part_entities,
)
from .quantities import described
from .trail.service import async_name_of, async_trail

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class HwgLimitDescription(
    PartDescription[Sensor, float | None], NumberEntityDescription
):
    """A limit of each sensor."""

    column: Column


def _limit(
    key: str, column: Column, value_fn: Callable[[Limits], float | None]
) -> HwgLimitDescription:
    return HwgLimitDescription(
        key=key,
        column=column,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        mode=NumberMode.BOX,
        parts_fn=lambda device: device.sensors,
        exists_fn=lambda sensor: value_fn(sensor.limits) is not None,
        value_fn=lambda sensor: value_fn(sensor.limits),
    )


LIMITS: Final = (
    _limit("set_low_limit", Column.LOW, lambda limits: limits.low),
    _limit("set_high_limit", Column.HIGH, lambda limits: limits.high),
    _limit("set_hysteresis", Column.HYSTERESIS, lambda limits: limits.hysteresis),
)


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: HwgConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the limits of a device, if they can be set and somebody may do so."""
    coordinator = entry.runtime_data
    model = model_of("", coordinator.data.identity.model or "")
    may_write = coordinator.readers.writer is not None
    if may_write and model is not None and model.limits is not None:
        make = partial(HwgLimitNumber, model.limits)
        async_add_part_entities(coordinator, async_add_entities, LIMITS, make)
    elif CONF_CONTROL not in entry.data:
        async_remove_part_entities(coordinator, Platform.NUMBER, LIMITS)


class HwgLimitNumber(CalledEntity, HwgPartEntity[Sensor, float | None], NumberEntity):
    """A limit that is set on the device, in the unit of the reading."""

    entity_description: HwgLimitDescription

    def __init__(
        self,
        limits: LimitRange,
        coordinator: HwgCoordinator,
        description: PartDescription[Sensor, float | None],
        part: Sensor,
    ) -> None:
        """Initialize the limit of a sensor."""
        super().__init__(coordinator, description, part)
        self._difference = self.entity_description.column is Column.HYSTERESIS
        self._attr_native_min_value = 0.0 if self._difference else -limits.largest
        self._attr_native_max_value = limits.largest
        self._attr_native_step = limits.step
        self._describe(part)

    def _describe(self, part: Sensor) -> None:
        """Take over what a limit is of, and in which unit."""
        self._attr_device_class = self._device_class(part)
        self._attr_native_unit_of_measurement = part.unit.symbol

    @override
    def _take(self, part: Sensor) -> None:
        self._describe(part)
        self._attr_native_value = self.entity_description.value_fn(part)

    def _device_class(self, part: Sensor) -> NumberDeviceClass | None:
        if self._difference:
            is_temperature = part.unit.quantity is Quantity.TEMPERATURE
            return NumberDeviceClass.TEMPERATURE_DELTA if is_temperature else None
        device_class = described(part).device_class
        return None if device_class is None else NumberDeviceClass(device_class)

    @override
    def _taken(self) -> object:
        return self._attr_native_value, self._attr_native_unit_of_measurement

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the limit, and return when the device shows it."""
        by = await async_name_of(self.hass, self.take_context())
        coordinator = self.coordinator
        part = coordinator.data.sensors[self._part_key]
        before = self.entity_description.value_fn(part)
        column = self.entity_description.column
        try:
            await coordinator.readers.writing.set_limit(
                self._part_key, column, value, part.unit
            )
        except HwgError as err:
            raise translated(HomeAssistantError, err) from err
        async_trail(self.hass).add(
            "limit_set",
            by=by,
            kind="limit",
            name=coordinator.name_of(part) or self._part_key,
            device=coordinator.name,
            changes={column.value: (before, value)},
            unit=part.unit.symbol,
        )
        await coordinator.async_follow_hint()
        self._accept(part.limits, coordinator.data.sensors[self._part_key].limits)

    def _accept(self, before: Limits, now: Limits) -> None:
        """Let no alert report what was set here; a limit that others changed is one."""
        manager = async_manager(self.hass)
        if manager is None or self._difference:
            return
        is_low = self.entity_description.column is Column.LOW
        manager.actions.async_accept_limits(
            self.coordinator.config_entry.entry_id,
            self._part_key,
            now.low if is_low else before.low,
            before.high if is_low else now.high,
        )
