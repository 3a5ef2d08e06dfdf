"""What every step that adds or changes a device does."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_SSL
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.util import dt as dt_util

from ..client import AuthenticationError, Device, HwgError, Identity
from ..const import CONF_SNMP, CONF_TRANSPORT
from ..device.errors import OtherDeviceError, error_key
from ..device.failover import Failover, Transport
from ..device.transports import readers_of
from ..entries import async_device_entries
from .device_form import device_schema, entry_data, without_secrets


class DeviceSteps(ConfigFlow):
    """Shows the form of a device, and reads the device."""

    def __init__(self) -> None:
        """Ask for no more than an address at first."""
        self._asks_credentials = False
        self._asks_certificate = False

    def _show_device_form(
        self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        """Show the form with whatever has turned out to be needed so far."""
        schema = device_schema(
            asks_credentials=self._asks_credentials,
            asks_certificate=self._asks_certificate,
        )
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema, without_secrets(shown)
            ),
            errors=errors,
        )

    def _entry_data(
        self,
        user_input: Mapping[str, Any],
        errors: dict[str, str],
        known: Mapping[str, Any] | None = None,
    ) -> dict[str, Any] | None:
        try:
            data = entry_data(user_input, known)
        except ValueError:
            errors[CONF_HOST] = "invalid_host"
            return None
        self._asks_certificate = data[CONF_SSL]
        return data

    async def _async_read(
        self, data: dict[str, Any], errors: dict[str, str], *, known: bool = False
    ) -> Device | None:
        """Read the device once, or say why that fails.

        A new device that answers by its second way only is kept to that one; of a
        known one the first way has to answer.
        """
        failover = Failover(readers_of(self.hass, data))
        device: Device | None = None
        try:
            device = await failover.read(dt_util.utcnow())
        except HwgError as err:
            errors["base"] = error_key(err)
        if data[CONF_SNMP][CONF_TRANSPORT] == Transport.SNMP:
            return device
        if isinstance(failover.failure, AuthenticationError):
            # Another way would do, but a password is easier typed than missed later.
            asked_before, self._asks_credentials = self._asks_credentials, True
            errors["base"] = "invalid_auth" if asked_before else "auth_required"
            return None
        if device is not None and failover.failure is not None:
            if known:
                errors["base"] = error_key(failover.failure)
                return None
            data[CONF_SNMP] = data[CONF_SNMP] | {CONF_TRANSPORT: failover.serving}
        return device

    async def _async_read_known(
        self, entry: ConfigEntry, data: dict[str, Any], errors: dict[str, str]
    ) -> bool:
        """Read a device that has an entry; another one is an error."""
        if (device := await self._async_read(data, errors, known=True)) is None:
            return False
        if device.identity.differs_from(Identity.from_unique_id(entry.unique_id)):
            errors["base"] = error_key(OtherDeviceError())
            return False
        return True

    async def _async_add(
        self, device: Device, data: Mapping[str, Any], **told: Any
    ) -> ConfigFlowResult:
        """Add a device that was read, unless it is there already, and tell more."""
        await self._async_refuse_duplicates(device, data)
        identity = device.identity
        return self.async_create_entry(
            title=identity.name or identity.model or data[CONF_HOST],
            data=data,
            **told,
        )

    async def _async_refuse_duplicates(
        self, device: Device, data: Mapping[str, Any]
    ) -> None:
        for entry in async_device_entries(self.hass):
            # Over HTTP a device may tell its serial number only, over SNMP its MAC.
            if entry.state is ConfigEntryState.LOADED and device.identity.is_same_as(
                entry.runtime_data.last_read.identity
            ):
                raise AbortFlow("already_configured")
        if device.identity.unique_id is None:
            # Nothing tells such a device from another but its address.
            self._async_abort_entries_match(
                {key: data[key] for key in (CONF_HOST, CONF_PORT)}
            )
        else:
            # A card that shows the same device goes away when it is added here.
            await self.async_set_unique_id(
                device.identity.unique_id, raise_on_progress=False
            )
            self._abort_if_unique_id_configured()
