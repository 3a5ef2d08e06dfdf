"""What every step that adds or changes a device does."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.data_entry_flow import AbortFlow

from ..client import (
    AuthenticationError,
    CertificateChangedError,
    CertificateError,
    Device,
    HwgError,
    Identity,
)
from ..const import (
    CONF_CONTROL,
    CONF_FINGERPRINT,
    CONF_IDENTITY,
    CONF_MODBUS,
    CONF_SNMP,
    CONF_TRANSPORT,
)
from ..device.coils import is_known
from ..device.control import AgentControl
from ..device.errors import OtherDeviceError, error_key
from ..device.failover import Transport
from ..device.first_reading import FirstReading, first_reading
from ..device.registered import title_of
from ..device.transports import DeviceReaders, async_fingerprint_of, readers_of
from ..plain import as_placeholders, fingerprint_text
from .coil_steps import CoilSteps
from .device_form import device_schema, entry_data, with_users, without_secrets
from .duplicates import async_has_entry

# After this time words say that the answer is waited for.
MOMENT: Final = 1.0

type Then = Callable[[Device], Awaitable[ConfigFlowResult]]
type Again = Callable[[dict[str, str]], ConfigFlowResult]


class DeviceSteps(CoilSteps):
    """Shows the form of a device, and reads the device."""

    _reading: asyncio.Task[FirstReading]
    _go_on: Callable[[FirstReading], Awaitable[ConfigFlowResult]]

    def __init__(self) -> None:
        """Ask for no more than an address at first."""
        self._asks_credentials = False
        self._asks_certificate = False
        self._asks_user: frozenset[str] = frozenset()
        """The sections in which a user of SNMP is asked for."""
        self._asks_writing: frozenset[str] = frozenset()
        """The sections by which something is written that the device may have."""
        self._fingerprint: str | None = None
        """That of the certificate that is shown in the form."""

    def _show_device_form(
        self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        """Show the form with whatever has turned out to be needed so far."""
        schema = device_schema(
            asks_credentials=self._asks_credentials,
            asks_certificate=self._asks_certificate,
            asks_user=self._asks_user,
            asks_writing=self._asks_writing,
        )
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema, without_secrets(shown)
            ),
            description_placeholders=as_placeholders(
                fingerprint=fingerprint_text(self._fingerprint)
            ),
            errors=errors,
        )

    def _entry_data(
        self,
        user_input: Mapping[str, Any],
        errors: dict[str, str],
        known: Mapping[str, Any] | None = None,
    ) -> dict[str, Any] | None:
        if self._lacks_user(user_input):
            errors["base"] = "snmp_user_required"
            return None
        try:
            data = entry_data(user_input, known)
        except ValueError:
            errors[CONF_HOST] = "invalid_host"
            return None
        except vol.Invalid:
            errors["base"] = "no_writer"
            return None
        self._asks_certificate = data[CONF_SSL]
        if self._fingerprint and data[CONF_SSL] and not data[CONF_VERIFY_SSL]:
            data[CONF_FINGERPRINT] = self._fingerprint
        return data

    def _lacks_user(self, typed: Mapping[str, Any]) -> bool:
        """Return whether there were no fields for a user that is needed; now there are."""
        asked_before, self._asks_user = self._asks_user, with_users(typed)
        return not self._asks_user <= asked_before

    async def _async_read(
        self,
        data: dict[str, Any],
        then: Then,
        again: Again,
        known: ConfigEntry | None = None,
    ) -> ConfigFlowResult:
        """Read a device once and go on with it, or show its form again with an error.

        A new device that answers by its second way only is kept to that one. One that
        has an entry has to answer by its first way, and to be the same device.
        """
        readers = readers_of(self.hass, data)
        self._reading = self.hass.async_create_background_task(
            first_reading(readers, failover=known is None), "hwgroup first reading"
        )

        async def go_on(reading: FirstReading) -> ConfigFlowResult:
            errors = await self._async_certificate_errors(readers, reading, data)
            errors = errors or self._errors(reading, data, known)
            if errors or reading.device is None:
                return again(errors)
            return await then(reading.device)

        self._go_on = go_on
        await asyncio.wait({self._reading}, timeout=MOMENT)
        if self._reading.done():
            return await self.async_step_read()
        return await self.async_step_reading()

    async def async_step_reading(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show that a device is waited for; closing it ends that."""
        if self._reading.done():
            return self.async_show_progress_done(next_step_id="read")
        return self.async_show_progress(
            step_id="reading",
            progress_action="reading",
            progress_task=self._reading,
        )

    async def async_step_read(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go on with what came of the reading."""
        return await self._go_on(self._reading.result())

    async def _async_certificate_errors(
        self, readers: DeviceReaders, reading: FirstReading, data: dict[str, Any]
    ) -> dict[str, str]:
        """Return what is wrong with the certificate, and show it in the form."""
        if (pin := readers.pin) is not None:
            if pin.fingerprint:
                data[CONF_FINGERPRINT] = pin.fingerprint
            self._fingerprint = pin.stranger or pin.fingerprint
            if pin.stranger:
                return {"base": error_key(CertificateChangedError())}
        elif isinstance(reading.failure, CertificateError):
            self._fingerprint = await async_fingerprint_of(self.hass, data)
        return {}

    def _errors(
        self, reading: FirstReading, data: dict[str, Any], known: ConfigEntry | None
    ) -> dict[str, str]:
        """Return what is wrong, empty where the device may be added or changed."""
        chosen = data[CONF_SNMP][CONF_TRANSPORT]
        device, failure = reading.device, reading.failure
        if isinstance(failure, AuthenticationError) and chosen != Transport.SNMP:
            asked_before, self._asks_credentials = self._asks_credentials, True
            return {"base": "invalid_auth" if asked_before else "auth_required"}
        if device is None:
            return {"base": error_key(failure or HwgError())}
        if failure is not None:
            data[CONF_SNMP] = data[CONF_SNMP] | {CONF_TRANSPORT: reading.transport}
        if known and device.identity.differs_from(
            Identity.from_unique_id(known.unique_id)
        ):
            return {"base": error_key(OtherDeviceError())}
        over_snmp = reading.transport is Transport.SNMP
        if over_snmp and not known and not device.has_parts:
            return {"base": "no_readings"}  # over HTTP there are devices without
        return {}

    async def _async_prove(
        self, entry: ConfigEntry, data: dict[str, Any], again: Again, device: Device
    ) -> ConfigFlowResult:
        """Keep new data once the device has answered those who may write, if any may."""
        about = (CONF_HOST, CONF_SNMP, CONF_CONTROL)
        changed = any(data.get(key) != entry.data.get(key) for key in about)
        if CONF_CONTROL in data and changed:
            try:
                identity = await AgentControl(self.hass, data).learn(device.identity)
            except HwgError as err:
                return again({"base": error_key(err)})
            data[CONF_CONTROL] = data[CONF_CONTROL] | {CONF_IDENTITY: identity}
        then = partial(self._async_change, entry)
        if CONF_MODBUS in data and not is_known(data):
            return await self._async_watch(data, then, again)
        return await then(data)

    async def _async_change(
        self, entry: ConfigEntry, data: Mapping[str, Any], _device: Device | None = None
    ) -> ConfigFlowResult:
        """Keep new data of a device that was read by them."""
        return self.async_update_reload_and_abort(entry, data=data)

    async def _async_add(
        self, data: Mapping[str, Any], device: Device, **told: Any
    ) -> ConfigFlowResult:
        """Add a device that was read, unless it is there already, and tell more."""
        await self._async_refuse_duplicates(device, data)
        identity = device.identity
        return self.async_create_entry(
            title=title_of(identity, data[CONF_HOST]),
            data=data,
            **told,
        )

    async def _async_refuse_duplicates(
        self, device: Device, data: Mapping[str, Any]
    ) -> None:
        if await async_has_entry(self.hass, device, data):
            raise AbortFlow("already_configured")
        if unique_id := device.identity.unique_id:
            # A card that shows the same device goes away when it is added here.
            await self.async_set_unique_id(unique_id, raise_on_progress=False)
            self._abort_if_unique_id_configured()
