"""Adding and changing devices, and setting up their alerts."""

from collections.abc import Mapping
from functools import partial
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.const import CONF_HOST, CONF_SSL
from homeassistant.core import callback

from .alerts.flows.maintenance import MaintenanceFlow
from .alerts.flows.options import AlertsOptionsFlow
from .alerts.flows.positions import InputRuleFlow
from .alerts.flows.ranges import RangeRuleFlow
from .alerts.flows.recipient import RecipientFlow
from .alerts.flows.set_up import AlertsSteps
from .alerts.flows.trends import TrendRuleFlow
from .client import model_of
from .const import (
    ALERTS_UNIQUE_ID,
    CONF_CONTROL,
    CONF_FINGERPRINT,
    CONF_FOUND,
    CONF_MODBUS,
    CONF_SNMP,
    CONF_TRANSPORT,
    DOMAIN,
    ENTRY_MINOR_VERSION,
    PUSH_UNIQUE_ID,
    SERVICE_UNIQUE_IDS,
    SUBENTRY_CALIBRATION,
    SUBENTRY_INPUT_RULE,
    SUBENTRY_MAINTENANCE,
    SUBENTRY_METER,
    SUBENTRY_PHONE,
    SUBENTRY_RANGE_RULE,
    SUBENTRY_RECIPIENT,
    SUBENTRY_REPORT,
    SUBENTRY_TREND_RULE,
    TRAPS_UNIQUE_ID,
    WAYS_TO_SWITCH,
)
from .device.failover import Transport
from .device.moved import was_found
from .entries import known_device
from .flows.calibration import CalibrationFlow
from .flows.device_form import (
    CREDENTIALS,
    as_typed,
    snmp_credentials,
    snmp_data,
    with_users,
    without_secrets,
)
from .flows.device_options import DeviceOptionsFlow
from .flows.meter import MeterFlow, has_counters
from .flows.phone import PhoneFlow, has_phones
from .plain import as_placeholders
from .push.access import async_push_service
from .push.flow import PushSteps
from .reports.flow import ReportFlow
from .settings import Settings, flag, text
from .traps.flow import TrapsSteps


class HwgConfigFlow(PushSteps, AlertsSteps, TrapsSteps, domain=DOMAIN):
    """Adds a device by its address, or sets up what serves all devices."""

    VERSION = 1
    MINOR_VERSION = ENTRY_MINOR_VERSION

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the options of the alerts or of a device."""
        if config_entry.unique_id == ALERTS_UNIQUE_ID:
            return AlertsOptionsFlow()
        return DeviceOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what the alerts consist of; for a device, calibrations and meters."""
        if config_entry.unique_id == ALERTS_UNIQUE_ID:
            return {
                SUBENTRY_RECIPIENT: RecipientFlow,
                SUBENTRY_RANGE_RULE: RangeRuleFlow,
                SUBENTRY_INPUT_RULE: InputRuleFlow,
                SUBENTRY_TREND_RULE: TrendRuleFlow,
                SUBENTRY_MAINTENANCE: MaintenanceFlow,
                SUBENTRY_REPORT: ReportFlow,
            }
        if config_entry.unique_id in SERVICE_UNIQUE_IDS:
            return {}
        offered: dict[str, type[ConfigSubentryFlow]] = {
            SUBENTRY_CALIBRATION: CalibrationFlow
        }
        # Home Assistant asks once, as soon as a page shows the entry: with what is added
        # there before anything is known of it. What a device then has not, its form says.
        is_unknown = known_device(config_entry) is None
        if is_unknown or has_phones(config_entry):
            offered[SUBENTRY_PHONE] = PhoneFlow
        if is_unknown or has_counters(config_entry):
            offered[SUBENTRY_METER] = MeterFlow
        return offered

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer what can be added."""
        entry_for = self.hass.config_entries.async_entry_for_domain_unique_id
        services = [step for step in SERVICE_UNIQUE_IDS if not entry_for(DOMAIN, step)]
        if async_push_service(self.hass) is not None:
            services = ["push_device", *services]
        return self.async_show_menu(
            step_id="user", menu_options=["search", "scan", "device", *services]
        )

    async def async_step_device(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a device's address, and read the device before adding it."""
        if user_input is None:
            return self._show_device_form("device", {}, {})
        errors: dict[str, str] = {}
        if data := self._entry_data(user_input, errors):
            return await self._async_read(
                data,
                partial(self._async_add, data),
                partial(self._show_device_form, "device", user_input),
            )
        return self._show_device_form("device", user_input, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change a device's address or credentials, or the port for traps."""
        errors: dict[str, str] = {}
        entry = self._get_reconfigure_entry()
        if entry.unique_id == TRAPS_UNIQUE_ID:
            return await self.async_step_reconfigure_traps()
        if entry.unique_id == PUSH_UNIQUE_ID:
            return await self.async_step_reconfigure_push()
        if entry.unique_id == ALERTS_UNIQUE_ID:
            return await self.async_step_reconfigure_alerts()
        self._asks_credentials = True
        self._asks_writing = _ways_to_write(entry)
        if user_input is None:
            known = Settings(entry.data)
            self._asks_certificate = known.get(CONF_SSL, flag, False)
            self._asks_user = with_users(as_typed(entry.data))
            self._fingerprint = known.get(CONF_FINGERPRINT, text, None)
            return self._show_device_form("reconfigure", as_typed(entry.data), errors)
        if data := self._entry_data(user_input, errors, entry.data):
            moved = data[CONF_HOST] != entry.data.get(CONF_HOST)
            data[CONF_FOUND] = was_found(entry) and not moved
            again = partial(self._show_device_form, "reconfigure", user_input)
            return await self._async_read(
                data, partial(self._async_prove, entry, data, again), again, entry
            )
        return self._show_device_form("reconfigure", user_input, errors)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Ask for credentials when a device begins to refuse them."""
        self._asks_credentials = True
        if entry_data[CONF_SNMP][CONF_TRANSPORT] == Transport.SNMP:
            return await self.async_step_reauth_snmp()
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_snmp(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Try new SNMP credentials on the device."""
        known = self._get_reauth_entry().data
        if user_input is None:
            self._asks_user = with_users(known)
            return self._show_credentials_form("reauth_snmp", known[CONF_SNMP], {})
        if self._lacks_user({CONF_SNMP: user_input}):
            errors = {"base": "snmp_user_required"}
            return self._show_credentials_form("reauth_snmp", user_input, errors)
        snmp = snmp_data(user_input, known[CONF_SNMP])
        return await self._async_try("reauth_snmp", user_input, {CONF_SNMP: snmp})

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Try new credentials on the device."""
        if user_input is None:
            known = self._get_reauth_entry().data
            return self._show_credentials_form("reauth_confirm", known, {})
        return await self._async_try("reauth_confirm", user_input, user_input)

    async def _async_try(
        self, step_id: str, typed: Mapping[str, Any], changes: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Read the device with other credentials, and keep them if that works."""
        entry = self._get_reauth_entry()
        data = {**entry.data, **changes}
        return await self._async_read(
            data,
            partial(self._async_change, entry, data),
            partial(self._show_credentials_form, step_id, typed),
            entry,
        )

    def _show_credentials_form(
        self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        snmp = snmp_credentials(asks_user=CONF_SNMP in self._asks_user)
        fields = snmp if step_id == "reauth_snmp" else CREDENTIALS
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(fields), without_secrets(shown)
            ),
            description_placeholders=as_placeholders(
                name=self._get_reauth_entry().title
            ),
            errors=errors,
        )


def _ways_to_write(entry: ConfigEntry) -> frozenset[str]:
    """Return the sections by which a device can be written, or was so far."""
    ways = set(entry.data.keys() & WAYS_TO_SWITCH)
    if (device := known_device(entry)) is None:
        return frozenset(ways)
    model = model_of("", device.identity.model or "")
    if device.outputs or (model is not None and model.limits is not None):
        ways.add(CONF_CONTROL)
    if device.outputs and (model is None or model.modbus is not None):
        ways.add(CONF_MODBUS)
    return frozenset(ways)
