"""Switches of HW group devices: their outputs, and their alerts."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.access import is_alerts
from .alerts.entities.switches import add_alert_switches, add_device_switch
from .client import Output
from .compat import CalledEntity
from .const import WAYS_TO_SWITCH
from .coordinator import HwgCoordinator
from .entity import (
    HwgPartEntity,
    PartDescription,
    async_add_part_entities,
    async_remove_part_entities,
)
from .entry_types import DeviceOrAlertsConfigEntry
from .outputs import Switchboard
from .trail.service import async_name_of

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class HwgSwitchDescription(
    PartDescription[Output, bool | None], SwitchEntityDescription
):
    """A switch of an output."""


OUTPUTS: Final = (
    HwgSwitchDescription(
        key="output",
        parts_fn=lambda device: device.outputs,
        exists_fn=lambda output: not output.pulse,
        value_fn=lambda output: output.on,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: DeviceOrAlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of a device, or that of all alerts."""
    if is_alerts(entry):
        add_alert_switches(entry, async_add_entities)
        return
    add_device_switch(hass, entry, async_add_entities)
    coordinator = entry.runtime_data
    if coordinator.readers.outputs is not None:
        make = partial(HwgOutputSwitch, Switchboard(coordinator))
        async_add_part_entities(coordinator, async_add_entities, OUTPUTS, make)
    elif not entry.data.keys() & WAYS_TO_SWITCH:
        async_remove_part_entities(coordinator, Platform.SWITCH, OUTPUTS)


class HwgOutputSwitch(CalledEntity, HwgPartEntity[Output, bool | None], SwitchEntity):
    """An output that can be switched while it is in manual mode."""

    entity_description: HwgSwitchDescription

    def __init__(
        self,
        switchboard: Switchboard,
        coordinator: HwgCoordinator,
        description: PartDescription[Output, bool | None],
        part: Output,
    ) -> None:
        """Initialize the switch of an output."""
        super().__init__(coordinator, description, part)
        self._switchboard = switchboard

    @override
    def _take(self, part: Output) -> None:
        self._attr_is_on = self.entity_description.value_fn(part)

    @override
    def _taken(self) -> object:
        return self._attr_is_on

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch the output on."""
        await self._async_switch(on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch the output off."""
        await self._async_switch(on=False)

    async def _async_switch(self, *, on: bool) -> None:
        by = await async_name_of(self.hass, self.take_context())
        await self._switchboard.async_switch(self._part_key, on=on, by=by)
