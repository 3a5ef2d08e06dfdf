"""Finding devices, and adding those that were found: the forms."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from ipaddress import IPv4Network
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.const import CONF_DEVICES, CONF_HOST, CONF_VERIFY_SSL
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.typing import DiscoveryInfoType

from ..client import Device, Identity, sweep, sweepable
from ..const import CONF_FINGERPRINT, CONF_FOUND, CONF_NETWORK
from ..device.errors import OtherDeviceError, error_key
from ..flows.device_form import CREDENTIALS, entry_data, without_secrets
from ..flows.device_steps import DeviceSteps
from ..plain import as_placeholders, fingerprint_text
from .areas import area_field, areas_schema, async_put_into_area
from .cards import async_add_by_cards
from .known import async_entry_of, async_is_nameless_entry_at
from .limits import async_keep_card, async_may_look, async_may_offer
from .moves import async_announce
from .networks import async_main_network
from .search import async_see
from .sighting import Sighting, async_look

# How many addresses are asked at the same time; each of them is asked once.
_CONCURRENCY: Final = 32
_NETWORK_SCHEMA: Final = vol.Schema({vol.Required(CONF_NETWORK): TextSelector()})


class DiscoverySteps(DeviceSteps):
    """The steps of the integration's flow that are about devices that are found."""

    _network: IPv4Network
    _picked: list[Sighting]
    _areas: Mapping[str, str] = {}
    """What was chosen for those that were picked, by the fields of the form."""
    _sighting: Sighting
    _sightings: Mapping[str, Sighting]
    _told: Mapping[str, Any] = {}
    _task: asyncio.Task[list[Sighting]] | None = None

    # Looked for now

    async def async_step_search(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Search the networks of Home Assistant."""
        return self._show_progress("search", lambda: async_see(self.hass))

    async def async_step_scan(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which network is to be looked through."""
        errors: dict[str, str] = {}
        if user_input is None:
            user_input = {CONF_NETWORK: await async_main_network(self.hass)}
        else:
            try:
                self._network = sweepable(user_input[CONF_NETWORK])
            except ValueError:
                errors[CONF_NETWORK] = "invalid_network"
            else:
                return await self.async_step_scanning()
        return self.async_show_form(
            step_id="scan",
            data_schema=self.add_suggested_values_to_schema(
                _NETWORK_SCHEMA, user_input
            ),
            errors=errors,
        )

    async def async_step_scanning(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Look through a network, address by address."""
        return self._show_progress("scanning", self._async_scan)

    async def _async_scan(self) -> list[Sighting]:
        async def look(address: str) -> Sighting | None:
            return await async_look(self.hass, address)

        return await sweep(
            self._network, look, _CONCURRENCY, self.async_update_progress
        )

    def _show_progress(
        self, step_id: str, begin: Callable[[], Coroutine[Any, Any, list[Sighting]]]
    ) -> ConfigFlowResult:
        """Show that something is under way, until it is done; closing it cancels."""
        if self._task is None:
            self._task = self.hass.async_create_background_task(
                begin(), f"hwgroup {step_id}"
            )
        if not self._task.done():
            return self.async_show_progress(
                step_id=step_id, progress_action=step_id, progress_task=self._task
            )
        task, self._task = self._task, None
        # A device may have two addresses, and is offered once.
        devices = {
            sighting.identity.unique_id or sighting.address: sighting
            for sighting in task.result()
        }
        self._sightings = {
            sighting.address: sighting
            for sighting in devices.values()
            if not async_entry_of(self.hass, sighting.identity, include_ignored=False)
            and not async_is_nameless_entry_at(self.hass, sighting.address)
        }
        return self.async_show_progress_done(
            next_step_id="pick" if self._sightings else "nothing_found"
        )

    async def async_step_nothing_found(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that there is nothing new, and what else can be done."""
        return self.async_show_menu(
            step_id="nothing_found", menu_options=["scan", "device"]
        )

    async def async_step_pick(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which of the devices are to be added: all but those that are ignored."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if picked := user_input[CONF_DEVICES]:
                self._picked = [self._sightings[address] for address in picked]
                return await self.async_step_areas(None if picked[1:] else {})
            errors[CONF_DEVICES] = "nothing_picked"
        devices = SelectSelector(
            SelectSelectorConfig(
                options=[_option(sighting) for sighting in self._sightings.values()],
                mode=SelectSelectorMode.LIST,
                multiple=True,
            )
        )
        wanted = [
            address
            for address, sighting in self._sightings.items()
            if not async_entry_of(self.hass, sighting.identity)
        ]
        return self.async_show_form(
            step_id="pick",
            data_schema=vol.Schema(
                {vol.Required(CONF_DEVICES, default=wanted): devices}
            ),
            errors=errors,
        )

    async def async_step_areas(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the areas of several devices at once, then add them."""
        if user_input is None:
            return self.async_show_form(
                step_id="areas", data_schema=areas_schema(self._picked)
            )
        self._areas = user_input
        return await self._async_add_all()

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Put the device into the area that was chosen for it."""
        if self._areas:
            self._put_into_area(self._sighting, result["result"])
        return await super().async_on_create_entry(result)

    def _put_into_area(self, sighting: Sighting, entry: ConfigEntry | None) -> None:
        if entry is not None:
            area = self._areas.get(area_field(sighting))
            async_put_into_area(self.hass, entry, area)

    async def _async_add_all(self) -> ConfigFlowResult:
        """Add one device here, after the others by cards of their own.

        A flow makes one entry, and asks for the credentials of one device.
        """
        here, *others = sorted(
            self._picked, key=lambda sighting: sighting.asks_credentials
        )
        left = await async_add_by_cards(self.hass, others)
        for other in others:
            entry = async_entry_of(self.hass, other.identity, include_ignored=False)
            self._put_into_area(other, entry)
        if told := left or others:
            self._told = {
                "description": "some_left" if left else "several",
                "description_placeholders": as_placeholders(
                    names=", ".join(sighting.name for sighting in told)
                ),
            }
        self._choose(here)
        return await self.async_step_discovery_confirm(
            None if self._asks_credentials else {}
        )

    # Found without being asked

    @override
    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """Take note of where a known device is; read what has a MAC of the maker's.

        The maker of other devices has such addresses, too.
        """
        announced = Identity(mac=format_mac(discovery_info.macaddress))
        self._refuse_known(discovery_info.ip, announced)
        await self.async_set_unique_id(announced.unique_id)
        if not async_may_look(self.hass, discovery_info.ip):
            return self.async_abort(reason="too_many_announced")
        sighting = await async_look(self.hass, discovery_info.ip, announced)
        if sighting is None:
            return self.async_abort(reason="not_hwgroup")
        if not async_may_offer(self.hass):
            return self.async_abort(reason="too_many_announced")
        return await self._async_offer(sighting)

    @override
    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """Offer a device that the search in the background has found and read."""
        return await self._async_offer(Sighting.from_dict(discovery_info))

    async def _async_offer(self, sighting: Sighting) -> ConfigFlowResult:
        self._refuse_known(sighting.host, sighting.identity)
        await self.async_set_unique_id(sighting.identity.unique_id)
        self._choose(sighting)
        async_keep_card(self.hass, self.flow_id, sighting.address)
        # One placeholder, as in the flows that Home Assistant itself starts: reauth.
        self.context["title_placeholders"] = {
            "name": f"{sighting.name} ({sighting.model})"
        }
        return await self.async_step_discovery_confirm()

    def _refuse_known(self, host: str, identity: Identity) -> None:
        if entry := async_entry_of(self.hass, identity):
            async_announce(self.hass, entry, host)
            raise AbortFlow("already_configured")

    # Added

    def _choose(self, sighting: Sighting) -> None:
        self._sighting = sighting
        self._asks_credentials = sighting.asks_credentials
        self._fingerprint = sighting.fingerprint

    async def async_step_discovery_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add the device, with credentials where it asks for them."""
        if user_input is None:
            return self._show_confirm({}, {})
        data = entry_data({CONF_HOST: self._sighting.address} | user_input)
        data[CONF_FOUND] = True
        if self._fingerprint and not data[CONF_VERIFY_SSL]:
            data[CONF_FINGERPRINT] = self._fingerprint
        return await self._async_read(
            data,
            partial(self._async_add_sighted, user_input, data),
            partial(self._show_confirm, user_input),
        )

    async def _async_add_sighted(
        self, typed: Mapping[str, Any], data: Mapping[str, Any], device: Device
    ) -> ConfigFlowResult:
        """Add the device, if it is the one that was seen."""
        sighted = self._sighting.identity
        if device.identity.differs_from(sighted):
            return self._show_confirm(typed, {"base": error_key(OtherDeviceError())})
        identity = device.identity.completed_by(sighted)
        return await self._async_add(
            data, replace(device, identity=identity), **self._told
        )

    def _show_confirm(
        self, typed: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        sighting = self._sighting
        fields = dict(CREDENTIALS if self._asks_credentials else {})
        if sighting.fingerprint:
            fields[vol.Required(CONF_VERIFY_SSL, default=False)] = BooleanSelector()
        return self.async_show_form(
            step_id="discovery_confirm",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(fields), without_secrets(typed)
            ),
            description_placeholders=as_placeholders(
                name=sighting.name,
                model=sighting.model,
                address=sighting.address,
                fingerprint=fingerprint_text(self._fingerprint),
            ),
            errors=errors,
        )


def _option(sighting: Sighting) -> SelectOptionDict:
    parts = (
        sighting.name,
        sighting.identity.model,
        sighting.address,
        sighting.identity.mac,
    )
    told = dict.fromkeys(part for part in parts if part)
    return SelectOptionDict(value=sighting.address, label=" · ".join(told))
