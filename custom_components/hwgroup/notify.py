"""Phones that an SMS gateway reaches: an SMS and a call each."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.components.notify import (
    NotifyEntity,
    NotifyEntityDescription,
    NotifyEntityFeature,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .client import HwgError
from .client.sms_text import SmsText, fitted
from .const import DOMAIN, SUBENTRY_PHONE
from .coordinator import HwgConfigEntry
from .device.errors import translated
from .device.registered import async_device_id
from .issues.unreadable import async_show_unreadable_part
from .settings import Settings, UnreadableSettingError
from .sms.hub import SmsHub, async_hub, async_other_hub
from .sms.phone import Phone
from .subentries import async_reload_with, subentries_of

PARALLEL_UPDATES = 0

_LOOK_EVERY: Final = timedelta(minutes=1)
SMS: Final = NotifyEntityDescription(key="sms", translation_key="sms")
CALL: Final = NotifyEntityDescription(key="call", translation_key="call")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: HwgConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the phones of a gateway, and set it up anew when there are others.

    The platform is set up for gateways only.
    """
    hub = async_hub(hass, entry)
    hub.async_start()
    for subentry in subentries_of(entry, SUBENTRY_PHONE):
        settings = Settings(subentry.data)
        entities = list(_entities(hub, entry, subentry, settings))
        if settings.unreadable:
            async_show_unreadable_part(
                hass, entry, subentry, settings.unreadable, is_left_out=not entities
            )
        async_add_entities(entities, config_subentry_id=subentry.subentry_id)
    async_reload_with(hass, entry, SUBENTRY_PHONE)


def _entities(
    hub: SmsHub, entry: HwgConfigEntry, subentry: ConfigSubentry, settings: Settings
) -> Iterator[HwgPhone]:
    """Yield the ways to a phone, none where nobody knows its number."""
    with suppress(UnreadableSettingError):
        phone = Phone.of(settings)
        yield HwgSms(hub, entry, subentry, phone, SMS)
        yield HwgPhone(hub, entry, subentry, phone, CALL)


class HwgPhone(CoordinatorEntity[SmsHub], NotifyEntity):
    """A phone that a gateway calls: it rings, and says nothing."""

    _attr_has_entity_name = True

    def __init__(
        self,
        hub: SmsHub,
        entry: HwgConfigEntry,
        subentry: ConfigSubentry,
        phone: Phone,
        description: NotifyEntityDescription,
    ) -> None:
        """Initialize one of the ways to a phone."""
        super().__init__(hub)
        self.entity_description = description
        self._entry = entry
        self._subentry = subentry
        self._phone = phone
        base = f"{entry.runtime_data.unique_id}_{subentry.subentry_id}"
        self._device = base
        self._attr_unique_id = f"{base}_{description.key}"

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """Return the phone, which is a device of its own behind the gateway."""
        info = DeviceInfo(
            identifiers={(DOMAIN, self._device)}, name=self._subentry.title
        )
        gateway = async_device_id(self.coordinator.hass, self._entry)
        if gateway is not None:
            info["via_device_id"] = gateway
        return info

    @property
    @override
    def available(self) -> bool:
        """Return whether a message could be sent now, by this gateway or the other."""
        return any(hub.is_ready for hub in self._hubs)

    @property
    def _hubs(self) -> list[SmsHub]:
        """The gateways in their order."""
        fallback = async_other_hub(self.coordinator.hass, self._phone.fallback)
        return [self.coordinator, *([fallback] if fallback is not None else [])]

    @override
    async def async_added_to_hass(self) -> None:
        """Notice how the other gateway is, too, which comes and goes by itself."""
        await super().async_added_to_hass()
        if self._phone.fallback:
            self.async_on_remove(
                async_track_time_interval(self.hass, self._look, _LOOK_EVERY)
            )

    @callback
    def _look(self, _now: datetime) -> None:
        self.async_write_ha_state()

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Let the phone ring."""
        await self._async_send(None)

    async def _async_send(self, words: str | None) -> None:
        """Send by the first of the gateways that accepts it; raise what the first does."""
        phone = self._phone
        failures: list[HwgError] = []
        for hub in self._hubs:
            try:
                await hub.async_send(phone.number, words, phone.interface)
            except HwgError as err:
                failures.append(err)
            else:
                return
        raise translated(HomeAssistantError, failures[0]) from failures[0]


class HwgSms(HwgPhone):
    """A phone that gets an SMS."""

    _attr_supported_features = NotifyEntityFeature.TITLE
    _last: SmsText | None = None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return how the last message was sent."""
        if (last := self._last) is None:
            return {}
        return {"encoding": last.encoding, "length": last.length, "cut": last.cut}

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send an SMS with the title before the message, cut to what fits."""
        sms = fitted(f"{title}\n{message}" if title else message)
        await self._async_send(sms.text)
        self._last = sms
