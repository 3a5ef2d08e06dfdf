"""The actions of the integration, there whether or not anything is set up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv

from .compat import async_import_module
from .const import DEFAULT_TRIED_DAYS, DOMAIN, LONGEST_NOTE, LONGEST_SNOOZE
from .reports.fields import REPORT_FIELDS, TRAIL_FIELDS

ATTR_ALERT: Final = "alert"
ATTR_ALERTS: Final = "alerts"
ATTR_BY: Final = "by"
ATTR_DURATION: Final = "duration"
ATTR_MESSAGES: Final = "messages"
ATTR_NOTE: Final = "note"
ATTR_RECIPIENT: Final = "recipient"
ATTR_LANGUAGE: Final = "language"
ATTR_LIMIT: Final = "limit"
ATTR_DAYS: Final = "days"
ATTR_RULE: Final = "rule"

_DURATION: Final = vol.All(
    cv.time_period, vol.Range(min=timedelta(seconds=1), max=LONGEST_SNOOZE)
)
_NOTE: Final = vol.All(cv.string, vol.Strip, vol.Length(min=1, max=LONGEST_NOTE))
_DEFAULT_SNOOZE: Final = timedelta(hours=1)
_DEFAULT_LIMIT: Final = 50


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Offer the actions."""
    for name, action in _ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            partial(_async_call, name),
            vol.Schema(dict(action.fields)),
            action.response,
        )


async def _async_call(name: str, call: ServiceCall) -> ServiceResponse:
    """Do what an action does, which is imported off the event loop."""
    calls = await async_import_module(call.hass, f"{__package__}.service_calls")
    response: ServiceResponse = await calls.HANDLERS[name](call)
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """What an action takes, and whether it has something to say."""

    fields: Mapping[Any, Any] = field(default_factory=dict)
    response: SupportsResponse = SupportsResponse.NONE


_ALERTS: Final = {vol.Optional(ATTR_ALERTS): vol.All(cv.ensure_list, [cv.string])}

_ACTIONS: Final[Mapping[str, _Action]] = {
    "acknowledge": _Action(
        fields={
            **_ALERTS,
            vol.Optional(ATTR_BY): cv.string,
            vol.Optional(ATTR_DURATION): _DURATION,
            vol.Optional(ATTR_NOTE): _NOTE,
        },
    ),
    "add_note": _Action(
        fields={
            vol.Required(ATTR_ALERT): cv.string,
            vol.Required(ATTR_NOTE): _NOTE,
            vol.Optional(ATTR_BY): cv.string,
        },
    ),
    "snooze": _Action(
        fields={
            **_ALERTS,
            vol.Optional(ATTR_DURATION, default=_DEFAULT_SNOOZE): _DURATION,
        },
    ),
    "pause": _Action(
        fields={
            **cv.TARGET_SERVICE_FIELDS,
            vol.Required(ATTR_DURATION): _DURATION,
            vol.Optional(ATTR_NOTE): _NOTE,
        },
    ),
    "resume": _Action(fields=cv.TARGET_SERVICE_FIELDS),
    "send_test": _Action(
        fields={vol.Optional(ATTR_RECIPIENT): cv.string},
        response=SupportsResponse.OPTIONAL,
    ),
    "get_alerts": _Action(response=SupportsResponse.ONLY),
    "get_silences": _Action(response=SupportsResponse.ONLY),
    "get_deliveries": _Action(
        fields={
            vol.Optional(ATTR_ALERT): cv.string,
            vol.Optional(ATTR_RECIPIENT): cv.string,
            vol.Optional(ATTR_LIMIT, default=_DEFAULT_LIMIT): cv.positive_int,
        },
        response=SupportsResponse.ONLY,
    ),
    "confirm": _Action(fields={vol.Required(ATTR_RECIPIENT): cv.string}),
    "dismiss": _Action(
        fields={vol.Optional(ATTR_MESSAGES): vol.All(cv.ensure_list, [cv.string])},
    ),
    "try_rule": _Action(
        fields={
            vol.Required(ATTR_RULE): cv.string,
            vol.Optional(ATTR_DAYS, default=DEFAULT_TRIED_DAYS): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=366)
            ),
        },
        response=SupportsResponse.ONLY,
    ),
    "get_dashboard": _Action(
        fields={vol.Optional(ATTR_LANGUAGE): cv.string},
        response=SupportsResponse.ONLY,
    ),
    "create_report": _Action(
        fields=REPORT_FIELDS,
        response=SupportsResponse.OPTIONAL,
    ),
    "export_audit_trail": _Action(
        fields=TRAIL_FIELDS,
        response=SupportsResponse.OPTIONAL,
    ),
}
