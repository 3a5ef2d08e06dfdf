"""Receiving pushes, and adding devices that push: the forms."""

import asyncio
from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.components.network import async_get_source_ip
from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
)
from homeassistant.helpers.typing import DiscoveryInfoType

from ..common_texts import async_common_texts
from ..const import (
    CONF_PATH_KEY,
    CONF_PUSH_PATH,
    CONF_SNMP,
    CONF_TRANSPORT,
    DEFAULT_PUSH_PORT,
    PUSH_UNIQUE_ID,
)
from ..device.failover import Transport
from ..device.registered import title_of
from ..discovery.flow import DiscoverySteps
from ..discovery.known import async_entry_of
from ..flows.device_form import CREDENTIALS, entry_data, without_secrets
from ..plain import as_placeholders
from .access import async_push_service
from .arrivals import Arrival, is_arrival
from .owners import async_owner_of
from .paths import new_path
from .port import async_try_port, readable_receiver
from .service import PushConfigEntry
from .view import URL

_ANYWHERE: Final = "0.0.0.0"  # noqa: S104
_SECRET_OCTETS: Final = 32
_NEW: Final = {CONF_PORT: DEFAULT_PUSH_PORT, CONF_HOST: _ANYWHERE}
_RECEIVER: Final = vol.Schema(
    {
        vol.Required(CONF_PORT): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=0, max=65535, step=1, mode=NumberSelectorMode.BOX
                )
            ),
            vol.Coerce(int),
        ),
        vol.Required(CONF_HOST): TextSelector(),
        **CREDENTIALS,
    }
)


def _new_path_key() -> str:
    return token_hex(_SECRET_OCTETS)


class PushSteps(DiscoverySteps):
    """The steps of the integration's flow that are about pushes."""

    _path: str
    _addresses: Mapping[str, str]
    _arrival: Arrival
    _arriving: asyncio.Task[Arrival]

    # Receiving pushes

    async def async_step_push(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where to listen, and try it before it is used."""
        await self.async_set_unique_id(PUSH_UNIQUE_ID)
        self._abort_if_unique_id_configured()
        if user_input is None:
            return self._show_receiver_form("push", _NEW)
        if error := await _async_problem(user_input):
            return self._show_receiver_form("push", user_input, error)
        texts = await async_common_texts(self.hass)
        return self.async_create_entry(
            title=texts["push_title"],
            data={**user_input, CONF_PATH_KEY: _new_path_key()},
            description="push_set_up",
        )

    async def async_step_reconfigure_push(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change where to listen; the paths of the devices stay what they are.

        Unless what they are made of cannot be read any more.
        """
        entry: PushConfigEntry = self._get_reconfigure_entry()
        known = readable_receiver(entry.data)
        if user_input is None:
            return self._show_receiver_form("reconfigure_push", {**_NEW, **known})
        data = {CONF_PATH_KEY: _new_path_key(), **known, **user_input}
        if data[CONF_USERNAME] == known.get(CONF_USERNAME):
            data[CONF_PASSWORD] = data[CONF_PASSWORD] or known.get(CONF_PASSWORD, "")
        # The port of a loaded entry is in use, by the entry itself.
        own = entry.state is ConfigEntryState.LOADED and all(
            data[key] == known[key] for key in (CONF_PORT, CONF_HOST)
        )
        if not own and (error := await _async_problem(data)):
            return self._show_receiver_form("reconfigure_push", user_input, error)
        return self.async_update_reload_and_abort(entry, data=data)

    def _show_receiver_form(
        self,
        step_id: str,
        shown: Mapping[str, Any],
        errors: dict[str, str] | None = None,
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                _RECEIVER, without_secrets(shown)
            ),
            errors=errors or {},
            description_placeholders={"port": str(shown[CONF_PORT])},
        )

    # A device that pushes

    async def async_step_push_device(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what has to be typed into the device."""
        service = async_push_service(self.hass)
        if service is None:
            return self.async_abort(reason="push_not_set_up")
        if user_input is not None:
            self._arriving = self.hass.async_create_background_task(
                service.arrivals.async_wait(self._path), "hwgroup first push"
            )
            return await self.async_step_push_waiting()
        entry = service.entry
        self._path = new_path(entry.data[CONF_PATH_KEY])
        self._addresses = await _async_addresses(self.hass, entry, self._path)
        return self.async_show_form(
            step_id="push_device",
            data_schema=vol.Schema({}),
            description_placeholders=as_placeholders(**self._addresses),
        )

    async def async_step_push_waiting(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show that the first push is waited for; closing it ends that."""
        if self._arriving.done():
            self._arrival = self._arriving.result()
            return self.async_show_progress_done(next_step_id=self._next_step())
        return self.async_show_progress(
            step_id="push_waiting",
            progress_action="push_waiting",
            progress_task=self._arriving,
            description_placeholders=as_placeholders(**self._addresses),
        )

    def _next_step(self) -> str:
        known = async_entry_of(self.hass, self._arrival.identity, include_ignored=False)
        return "push_confirm" if known is None else "push_known"

    @override
    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """Offer a device that pushes to a path that somebody has typed into it."""
        if not is_arrival(discovery_info):
            return await super().async_step_integration_discovery(discovery_info)
        self._arrival = Arrival.from_dict(discovery_info)
        await self.async_set_unique_id(self._arrival.identity.unique_id)
        self._abort_if_unique_id_configured()
        self.context["title_placeholders"] = {
            "name": f"{self._arrival.name} ({self._arrival.model})"
        }
        return await self.async_step_push_confirm()

    async def async_step_push_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add a device that is never asked."""
        arrival = self._arrival
        if user_input is None:
            return self._show_arrival("push_confirm")
        self._refuse_taken(None)
        await self.async_set_unique_id(
            arrival.identity.unique_id, raise_on_progress=False
        )
        self._abort_if_unique_id_configured()
        data = entry_data(
            {
                CONF_HOST: arrival.address,
                CONF_SNMP: {CONF_TRANSPORT: Transport.PUSH.value},
            }
        )
        return self.async_create_entry(
            title=title_of(arrival.identity, data[CONF_HOST]),
            data={**data, CONF_PUSH_PATH: arrival.push_path},
        )

    async def async_step_push_known(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let a device that has an entry push besides, or to another path."""
        arrival = self._arrival
        if user_input is None:
            return self._show_arrival("push_known")
        entry = async_entry_of(self.hass, arrival.identity, include_ignored=False)
        if entry is None:
            return await self.async_step_push_confirm()
        self._refuse_taken(entry)
        return self.async_update_reload_and_abort(
            entry,
            data={**entry.data, CONF_PUSH_PATH: arrival.push_path},
            reason="push_known_added",
        )

    def _refuse_taken(self, entry: ConfigEntry | None) -> None:
        """Refuse a URL that was typed into two devices, and is that of another one by now."""
        owner = async_owner_of(self.hass, self._arrival.push_path)
        if owner is not None and owner is not entry:
            raise AbortFlow("push_url_taken", as_placeholders(name=owner.title))

    def _show_arrival(self, step_id: str) -> ConfigFlowResult:
        arrival = self._arrival
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema({}),
            description_placeholders=as_placeholders(
                name=arrival.name, model=arrival.model, parts=str(arrival.parts)
            ),
        )


async def _async_problem(typed: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with where to listen, by field; port 0 is nowhere."""
    if not (port := typed[CONF_PORT]):
        return {}
    error = await async_try_port(typed[CONF_HOST], port)
    if error is None:
        return {}
    return {CONF_HOST if error == "address_not_here" else CONF_PORT: error}


async def _async_addresses(
    hass: HomeAssistant, entry: PushConfigEntry, path: str
) -> dict[str, str]:
    """Return the URL and the port for a device, and the URL behind a proxy."""
    try:
        own = get_url(hass, prefer_external=True)
    except NoURLAvailableError:
        own = "http://homeassistant.local:8123"
    proxied = f"{own}{URL}{path}"
    host, port = entry.data[CONF_HOST], entry.data[CONF_PORT]
    if not port:
        return {"url": proxied, "port": "–", "proxied": proxied}
    if host in (_ANYWHERE, "::"):
        host = await async_get_source_ip(hass)
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/{path}"
    return {"url": url, "port": str(port), "proxied": proxied}
