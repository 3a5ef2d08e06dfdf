"""Adding and changing devices, and setting up their alerts."""

from collections.abc import Mapping
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
    OptionsFlowWithReload,
)
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_SSL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
    UnitOfTime,
)
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .alerts.flow import (
    AlertsOptionsFlow,
    RecipientFlow,
    recipient_errors,
    recipient_schema,
    recipient_subentry,
)
from .client import Address, AuthenticationError, Device, HttpClient, HwgError
from .const import (
    ALERTS_UNIQUE_ID,
    CONF_GRACE,
    CONF_POLL_INTERVAL,
    DEFAULT_GRACE,
    DEFAULT_POLL_INTERVAL,
    DOMAIN,
    LONGEST_GRACE,
    LONGEST_POLL_INTERVAL,
    SHORTEST_POLL_INTERVAL,
    SUBENTRY_RECIPIENT,
)
from .errors import OtherDeviceError, error_key

_CREDENTIALS: Final[dict[vol.Marker, Any]] = {
    vol.Optional(CONF_USERNAME, default=""): TextSelector(
        TextSelectorConfig(autocomplete="username")
    ),
    vol.Optional(CONF_PASSWORD, default=""): TextSelector(
        TextSelectorConfig(
            type=TextSelectorType.PASSWORD, autocomplete="current-password"
        )
    ),
}
_OPTIONS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_POLL_INTERVAL): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=SHORTEST_POLL_INTERVAL.total_seconds(),
                    max=LONGEST_POLL_INTERVAL.total_seconds(),
                    step=1,
                    mode=NumberSelectorMode.BOX,
                    unit_of_measurement=UnitOfTime.SECONDS,
                )
            ),
            vol.Coerce(int),
        ),
        vol.Required(CONF_GRACE): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=0, max=LONGEST_GRACE, step=1, mode=NumberSelectorMode.BOX
                )
            ),
            vol.Coerce(int),
        ),
    }
)


class HwgConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a device by its address, or sets up the alerts."""

    VERSION = 1

    def __init__(self) -> None:
        """Ask for no more than an address at first."""
        self._asks_credentials = False
        self._asks_certificate = False

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
        """Return recipients for the alerts, and nothing for a device."""
        if config_entry.unique_id == ALERTS_UNIQUE_ID:
            return {SUBENTRY_RECIPIENT: RecipientFlow}
        return {}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer what can be added."""
        if self.hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, ALERTS_UNIQUE_ID
        ):
            return await self.async_step_device()
        return self.async_show_menu(step_id="user", menu_options=["device", "alerts"])

    async def async_step_device(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a device's address, and read the device before adding it."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data = self._entry_data(user_input, errors)
            if data and (device := await self._async_read(data, errors)):
                await self._async_refuse_duplicates(device, data)
                identity = device.identity
                return self.async_create_entry(
                    title=identity.name or identity.model or data[CONF_HOST], data=data
                )
        return self._show_device_form("device", user_input or {}, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change a device's address or credentials."""
        errors: dict[str, str] = {}
        entry = self._get_reconfigure_entry()
        self._asks_credentials = True
        if user_input is None:
            address = Address(
                entry.data[CONF_HOST], entry.data[CONF_PORT], entry.data[CONF_SSL]
            )
            self._asks_certificate = address.tls
            shown = {**entry.data, CONF_HOST: str(address)}
            return self._show_device_form("reconfigure", shown, errors)
        data = self._entry_data(_with_known_password(entry, user_input), errors)
        if data and await self._async_read_known(entry, data, errors):
            return self.async_update_reload_and_abort(entry, data=data)
        return self._show_device_form("reconfigure", user_input, errors)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Ask for credentials when a device begins to refuse them."""
        self._asks_credentials = True
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Try new credentials on the device."""
        errors: dict[str, str] = {}
        entry = self._get_reauth_entry()
        if user_input is not None:
            data = entry.data | user_input
            if await self._async_read_known(entry, data, errors):
                return self.async_update_reload_and_abort(entry, data=data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(_CREDENTIALS), _without_password(user_input or entry.data)
            ),
            description_placeholders={"name": entry.title},
            errors=errors,
        )

    async def async_step_alerts(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the first recipient of the alerts."""
        await self.async_set_unique_id(ALERTS_UNIQUE_ID)
        self._abort_if_unique_id_configured()
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := recipient_errors(user_input)):
            return self.async_create_entry(
                title="HW group alerts",
                data={},
                subentries=[recipient_subentry(user_input)],
            )
        return self.async_show_form(
            step_id="alerts",
            data_schema=self.add_suggested_values_to_schema(
                recipient_schema(self.hass), user_input or {}
            ),
            errors=errors,
        )

    def _show_device_form(
        self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        """Show the form with whatever has turned out to be needed so far."""
        fields: dict[vol.Marker, Any] = {vol.Required(CONF_HOST): TextSelector()}
        if self._asks_certificate:
            fields[vol.Required(CONF_VERIFY_SSL, default=True)] = BooleanSelector()
        if self._asks_credentials:
            fields |= _CREDENTIALS
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(fields), _without_password(shown)
            ),
            errors=errors,
        )

    def _entry_data(
        self, user_input: Mapping[str, Any], errors: dict[str, str]
    ) -> dict[str, Any] | None:
        """Return the form's fields as an entry keeps them."""
        try:
            address = Address.parse(user_input[CONF_HOST])
        except ValueError:
            errors[CONF_HOST] = "invalid_host"
            return None
        self._asks_certificate = address.tls
        return {
            CONF_HOST: address.host,
            CONF_PORT: address.port,
            CONF_SSL: address.tls,
            CONF_VERIFY_SSL: user_input.get(CONF_VERIFY_SSL, True),
            CONF_USERNAME: user_input.get(CONF_USERNAME, ""),
            CONF_PASSWORD: user_input.get(CONF_PASSWORD, ""),
        }

    async def _async_read(
        self, data: Mapping[str, Any], errors: dict[str, str]
    ) -> Device | None:
        """Read the device once, or say why that fails."""
        client = HttpClient(
            async_get_clientsession(self.hass, verify_ssl=data[CONF_VERIFY_SSL]),
            Address(data[CONF_HOST], data[CONF_PORT], data[CONF_SSL]),
            username=data[CONF_USERNAME],
            password=data[CONF_PASSWORD],
        )
        try:
            return await client.read()
        except AuthenticationError:
            asked_before, self._asks_credentials = self._asks_credentials, True
            errors["base"] = "invalid_auth" if asked_before else "auth_required"
        except HwgError as err:
            errors["base"] = error_key(err)
        return None

    async def _async_read_known(
        self, entry: ConfigEntry, data: Mapping[str, Any], errors: dict[str, str]
    ) -> bool:
        """Read a device that has an entry; another one is an error."""
        if (device := await self._async_read(data, errors)) is None:
            return False
        if entry.unique_id not in (None, device.identity.unique_id):
            errors["base"] = error_key(OtherDeviceError())
            return False
        return True

    async def _async_refuse_duplicates(
        self, device: Device, data: Mapping[str, Any]
    ) -> None:
        if device.identity.unique_id is None:
            # Nothing tells such a device from another but its address.
            self._async_abort_entries_match(
                {key: data[key] for key in (CONF_HOST, CONF_PORT)}
            )
        else:
            await self.async_set_unique_id(device.identity.unique_id)
            self._abort_if_unique_id_configured()


def _without_password(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a browser has no need to know."""
    return {key: value for key, value in shown.items() if key != CONF_PASSWORD}


def _with_known_password(
    entry: ConfigEntry, user_input: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Keep the password of the same user where no other one was typed."""
    same_user = user_input[CONF_USERNAME] == entry.data[CONF_USERNAME]
    if same_user and not user_input[CONF_PASSWORD]:
        return {**user_input, CONF_PASSWORD: entry.data[CONF_PASSWORD]}
    return user_input


class DeviceOptionsFlow(OptionsFlowWithReload):
    """How often a device is polled, and how much it may stumble."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        shown = {
            CONF_POLL_INTERVAL: DEFAULT_POLL_INTERVAL.total_seconds(),
            CONF_GRACE: DEFAULT_GRACE,
        } | self.config_entry.options
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_OPTIONS_SCHEMA, shown),
        )
