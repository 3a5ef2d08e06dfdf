"""Buttons of the HW group alerts, and of the pulse outputs of devices."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.access import is_alerts
from .alerts.entities.buttons import add_alert_buttons
from .client import Output
from .compat import CalledEntity
from .const import CONF_CONTROL
from .entity import (
    HwgPartEntity,
    PartDescription,
    async_add_part_entities,
    async_remove_part_entities,
)
from .entry_types import DeviceOrAlertsConfigEntry
from .outputs import async_pulse
from .trail.service import async_name_of

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class HwgButtonDescription(PartDescription[Output, None], ButtonEntityDescription):
    """A button of an output."""


OUTPUTS: Final = (
    HwgButtonDescription(
        key="pulse",
        parts_fn=lambda device: device.outputs,
        exists_fn=lambda output: output.pulse,
        value_fn=lambda _output: None,
    ),
)


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: DeviceOrAlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of a device, or those of the alerts."""
    if is_alerts(entry):
        add_alert_buttons(entry, async_add_entities)
        return
    coordinator = entry.runtime_data
    if coordinator.readers.writer is not None:
        async_add_part_entities(
            coordinator, async_add_entities, OUTPUTS, HwgPulseButton
        )
    elif CONF_CONTROL not in entry.data:
        async_remove_part_entities(coordinator, Platform.BUTTON, OUTPUTS)


class HwgPulseButton(CalledEntity, HwgPartEntity[Output, None], ButtonEntity):
    """Starts the pulse of an output, which the device ends itself."""

    entity_description: HwgButtonDescription

    @override
    def _take(self, part: Output) -> None:
        """Show nothing of it."""

    @override
    def _taken(self) -> object:
        return None

    @override
    async def async_press(self) -> None:
        """Start the pulse."""
        by = await async_name_of(self.hass, self.take_context())
        await async_pulse(self.coordinator, self._part_key, by=by)
