"""The form of a phone that an SMS gateway reaches."""

from typing import Any

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..client import SmsInterface, phone_number
from ..const import (
    CONF_FALLBACK_GATEWAY,
    CONF_INTERFACE,
    CONF_NUMBER,
    DOMAIN,
    SUBENTRY_PHONE,
)
from ..settings import Settings, text
from ..sms.hub import is_gateway
from ..subentries import subentries_of
from .parts import PartFlow


def has_phones(entry: ConfigEntry[Any]) -> bool:
    """Return whether a device sends SMS for others, or has a phone already."""
    return is_gateway(entry) or bool(subentries_of(entry, SUBENTRY_PHONE))


class PhoneFlow(PartFlow):
    """Adds or changes a phone."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for a name and a number."""
        if not has_phones(self._get_entry()):
            return self.async_abort(reason="no_gateway")
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := _errors(user_input)):
            title = user_input.pop(CONF_NAME)
            return self.async_create_entry(title=title, data=user_input)
        return self._show("user", self._fields(), user_input or {}, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a phone."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := _errors(user_input)):
            title = user_input.pop(CONF_NAME)
            return self.async_update_and_abort(
                self._get_entry(), subentry, title=title, data=user_input
            )
        shown = user_input or {CONF_NAME: subentry.title, **subentry.data}
        chosen = Settings(subentry.data).get(CONF_FALLBACK_GATEWAY, text, None)
        if self.hass.config_entries.async_get_entry(chosen or "") is None:
            shown.pop(CONF_FALLBACK_GATEWAY, None)
        return self._show("reconfigure", self._fields(chosen), shown, errors)

    def _fields(self, chosen: str | None = None) -> dict[vol.Marker, Any]:
        fields: dict[vol.Marker, Any] = {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(CONF_NUMBER): TextSelector(
                TextSelectorConfig(type=TextSelectorType.TEL)
            ),
            vol.Required(CONF_INTERFACE, default=SmsInterface.SOAP): SelectSelector(
                SelectSelectorConfig(
                    options=list(SmsInterface), translation_key="sms_interface"
                )
            ),
        }
        if others := self._other_gateways(chosen):
            fields[vol.Optional(CONF_FALLBACK_GATEWAY)] = SelectSelector(
                SelectSelectorConfig(options=others)
            )
        return fields

    def _other_gateways(self, chosen: str | None) -> list[SelectOptionDict]:
        """Return those that are loaded, and the chosen one, be it loaded or not."""
        own = self._get_entry().entry_id
        return [
            SelectOptionDict(value=entry.entry_id, label=entry.title)
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            if entry.entry_id != own
            if entry.entry_id == chosen or _is_ready(entry)
        ]


def _is_ready(entry: ConfigEntry[Any]) -> bool:
    return entry.state is ConfigEntryState.LOADED and is_gateway(entry)


def _errors(typed: dict[str, Any]) -> dict[str, str]:
    """Return what is wrong with a filled-in form; a good number is tidied up."""
    try:
        typed[CONF_NUMBER] = phone_number(typed[CONF_NUMBER])
    except ValueError:
        return {CONF_NUMBER: "invalid_number"}
    return {}
