"""Switches that pause the alerts of a device, or all alerts, for a limited time."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ...compat import CalledEntity, singleton
from ...const import DOMAIN
from ...coordinator import HwgConfigEntry, HwgCoordinator
from ...device.registered import async_registered
from ...trail.service import async_name_of
from ..access import async_follow_manager, async_manager
from ..notify.suppression import Silencer
from ..silences import async_suppression
from ..timeline import Instant
from .entity import alerts_device

if TYPE_CHECKING:
    from ..manager import AlertManager, AlertsConfigEntry

# Long enough to defrost and clean, short enough for a night not to be missed.
PAUSE: Final = timedelta(hours=4)

# Of the configuration: what switches off all of an area must not switch off its alerts.
ALERTS: Final = SwitchEntityDescription(
    key="alerts", translation_key="alerts", entity_category=EntityCategory.CONFIG
)
ALL_ALERTS: Final = SwitchEntityDescription(
    key="all_alerts",
    translation_key="all_alerts",
    entity_category=EntityCategory.CONFIG,
)


def add_alert_switches(
    entry: AlertsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the switch for everything."""
    async_add_entities(
        [
            HwgAlertsSwitch(
                entry.runtime_data,
                ALL_ALERTS,
                f"{entry.unique_id}_{ALL_ALERTS.key}",
                alerts_device(entry),
            )
        ]
    )


@singleton("hwgroup_alert_switches")
def _turn(_hass: HomeAssistant) -> asyncio.Lock:
    """Return what has the switches of devices come and go one after the other.

    All of them do so when the alerts are loaded or unloaded: hundreds in one step of the
    loop would hold up everything else.
    """
    return asyncio.Lock()


@callback
def add_device_switch(
    hass: HomeAssistant,
    entry: HwgConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switch of a device, whenever there are alerts to be switched."""
    coordinator = entry.runtime_data

    async def async_add(switch: HwgDeviceAlertsSwitch) -> None:
        async with _turn(hass):
            if switch.manager is async_manager(hass):
                async_add_entities([switch])
                await asyncio.sleep(0)

    @callback
    def on_change(manager: AlertManager | None) -> None:
        if manager is not None:
            switch = HwgDeviceAlertsSwitch(manager, coordinator)
            entry.async_create_task(hass, async_add(switch))

    entry.async_on_unload(async_follow_manager(hass, on_change))


@callback
def async_remove_device_switches(hass: HomeAssistant) -> None:
    """Leave no switch of any device behind."""
    registry = er.async_get(hass)
    for entry in hass.config_entries.async_entries(DOMAIN):
        unique_id = f"{entry.unique_id or entry.entry_id}_{ALERTS.key}"
        if entity_id := registry.async_get_entity_id(
            Platform.SWITCH, DOMAIN, unique_id
        ):
            registry.async_remove(entity_id)


class HwgAlertsSwitch(CalledEntity, SwitchEntity):
    """Whether messages are sent; switched off, it turns on again by itself."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        manager: AlertManager,
        description: SwitchEntityDescription,
        unique_id: str,
        device_info: DeviceInfo | None = None,
        device: str | None = None,
    ) -> None:
        """Initialize the switch of a device, by the ID of its entry, or of all."""
        self.entity_description = description
        self.manager = manager
        self._device = device
        self._devices = None if device is None else [device]
        self._shown: tuple[Instant | None, Silencer | None] = (None, None)
        self._attr_unique_id = unique_id
        self._attr_device_info = device_info

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the pauses from now on."""
        await super().async_added_to_hass()
        self._shown = self._now_shown()
        self.async_on_remove(self.manager.events.async_add_listener(self._on_change))

    @callback
    def _on_change(self) -> None:
        if self._shown != (shown := self._now_shown()):
            self._shown = shown
            self.async_write_ha_state()

    def _now_shown(self) -> tuple[Instant | None, Silencer | None]:
        if self.manager.suppression.holds_nothing:
            return None, None  # asked for each device at each change
        now = self.manager.clock.now()
        hold = self.manager.suppression.device_hold(self._device, now)
        return self._paused_until(now), None if hold is None else hold.by

    def _paused_until(self, now: Instant) -> Instant | None:
        pauses = self.manager.pauses
        if self._device is None:
            return pauses.all_until(now)
        return pauses.until(self._device, now)

    @property
    @override
    def is_on(self) -> bool:
        """Return whether messages are sent now."""
        return self._paused_until(self.manager.clock.now()) is None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return when it turns on by itself, and what suppresses messages."""
        now = self.manager.clock.read()
        until = self._paused_until(now.instant)
        hold = self.manager.suppression.device_hold(self._device, now.instant)
        return {
            "paused_until": until and now.utc(until),
            **async_suppression(self.hass, hold, now),
        }

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Pause the alerts."""
        by = await async_name_of(self.hass, self.take_context())
        self.manager.actions.async_pause(self._devices, PAUSE, by)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """End the pause."""
        by = await async_name_of(self.hass, self.take_context())
        self.manager.actions.async_resume(self._devices, by)


class HwgDeviceAlertsSwitch(HwgAlertsSwitch):
    """The switch of a device, which goes and comes with the alerts."""

    def __init__(self, manager: AlertManager, coordinator: HwgCoordinator) -> None:
        """Initialize the switch of a device."""
        super().__init__(
            manager,
            ALERTS,
            f"{coordinator.unique_id}_{ALERTS.key}",
            device=coordinator.config_entry.entry_id,
        )
        self.device_entry = async_registered(coordinator.hass, coordinator.config_entry)

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the entry of the alerts, too: this one belongs to another."""
        await super().async_added_to_hass()
        self.async_on_remove(async_follow_manager(self.hass, self._on_manager))

    @callback
    def _on_manager(self, manager: AlertManager | None) -> None:
        if manager is not self.manager:
            self.hass.async_create_task(self._async_leave())

    async def _async_leave(self) -> None:
        async with _turn(self.hass):
            await self.async_remove()
            await asyncio.sleep(0)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """End the pause; fail if everything is paused, which this switch cannot end."""
        await super().async_turn_on(**kwargs)
        if not self.is_on:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="everything_is_paused"
            )
