"""The actions of the integration, there whether or not anything is set up."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .acting import (
    ATTR_ALERT,
    ATTR_ALERTS,
    ATTR_BY,
    ATTR_DURATION,
    ATTR_MESSAGES,
    ATTR_NOTE,
    ATTR_RECIPIENT,
    async_acknowledge,
    async_add_note,
    async_confirm,
    async_dismiss,
    async_pause,
    async_resume,
    async_send_test,
    async_snooze,
    manager_of,
    recipients_of,
)
from .alerts.actions import LONGEST_SNOOZE
from .alerts.as_dict import deliveries, listed, of_delivery
from .alerts.backtest.recorder import DEFAULT_DAYS, async_try
from .alerts.notes import LONGEST_NOTE
from .alerts.silences import async_silences
from .const import DOMAIN
from .dashboard.views import async_dashboard
from .reports.action import FIELDS as REPORT_FIELDS, async_create_report
from .reports.trail_action import TRAIL_FIELDS, async_export_audit_trail

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
            action.handler,
            vol.Schema(dict(action.fields)),
            action.response,
        )


# What people ask


async def _async_get_alerts(call: ServiceCall) -> ServiceResponse:
    return {"alerts": [*listed(call.hass, manager_of(call))]}


async def _async_get_silences(call: ServiceCall) -> ServiceResponse:
    return {"silences": [*async_silences(call.hass, manager_of(call))]}


async def _async_get_deliveries(call: ServiceCall) -> ServiceResponse:
    manager = manager_of(call)
    alert, recipients = call.data.get(ATTR_ALERT), recipients_of(call, manager)
    chosen = [
        delivery
        for delivery in deliveries(manager)
        if alert in (None, *(part.alert for part in delivery.message.told))
        and (recipients == [None] or delivery.channel.recipient in recipients)
    ]
    return {
        "deliveries": [
            of_delivery(delivery, manager)
            for delivery in chosen[: call.data[ATTR_LIMIT]]
        ]
    }


async def _async_try_rule(call: ServiceCall) -> ServiceResponse:
    manager = manager_of(call)
    name = call.data[ATTR_RULE]
    for rule in manager.rules:
        if name in (rule.name, rule.id):
            outcome = await async_try(
                call.hass, rule, manager.readings, call.data[ATTR_DAYS]
            )
            return outcome.to_response(call.hass)
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="unknown_rule",
        translation_placeholders={"rule": name},
    )


async def _async_get_dashboard(call: ServiceCall) -> ServiceResponse:
    language = call.data.get(ATTR_LANGUAGE, call.hass.config.language)
    return await async_dashboard(call.hass, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """What does the work, what it takes, and whether it has something to say."""

    handler: Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]
    fields: Mapping[Any, Any] = field(default_factory=dict)
    response: SupportsResponse = SupportsResponse.NONE


_ALERTS: Final = {vol.Optional(ATTR_ALERTS): vol.All(cv.ensure_list, [cv.string])}

_ACTIONS: Final[Mapping[str, _Action]] = {
    "acknowledge": _Action(
        handler=async_acknowledge,
        fields={
            **_ALERTS,
            vol.Optional(ATTR_BY): cv.string,
            vol.Optional(ATTR_DURATION): _DURATION,
            vol.Optional(ATTR_NOTE): _NOTE,
        },
    ),
    "add_note": _Action(
        handler=async_add_note,
        fields={
            vol.Required(ATTR_ALERT): cv.string,
            vol.Required(ATTR_NOTE): _NOTE,
            vol.Optional(ATTR_BY): cv.string,
        },
    ),
    "snooze": _Action(
        handler=async_snooze,
        fields={
            **_ALERTS,
            vol.Optional(ATTR_DURATION, default=_DEFAULT_SNOOZE): _DURATION,
        },
    ),
    "pause": _Action(
        handler=async_pause,
        fields={**cv.TARGET_SERVICE_FIELDS, vol.Required(ATTR_DURATION): _DURATION},
    ),
    "resume": _Action(handler=async_resume, fields=cv.TARGET_SERVICE_FIELDS),
    "send_test": _Action(
        handler=async_send_test,
        fields={vol.Optional(ATTR_RECIPIENT): cv.string},
        response=SupportsResponse.OPTIONAL,
    ),
    "get_alerts": _Action(handler=_async_get_alerts, response=SupportsResponse.ONLY),
    "get_silences": _Action(
        handler=_async_get_silences, response=SupportsResponse.ONLY
    ),
    "get_deliveries": _Action(
        handler=_async_get_deliveries,
        fields={
            vol.Optional(ATTR_ALERT): cv.string,
            vol.Optional(ATTR_RECIPIENT): cv.string,
            vol.Optional(ATTR_LIMIT, default=_DEFAULT_LIMIT): cv.positive_int,
        },
        response=SupportsResponse.ONLY,
    ),
    "confirm": _Action(
        handler=async_confirm, fields={vol.Required(ATTR_RECIPIENT): cv.string}
    ),
    "dismiss": _Action(
        handler=async_dismiss,
        fields={vol.Optional(ATTR_MESSAGES): vol.All(cv.ensure_list, [cv.string])},
    ),
    "try_rule": _Action(
        handler=_async_try_rule,
        fields={
            vol.Required(ATTR_RULE): cv.string,
            vol.Optional(ATTR_DAYS, default=DEFAULT_DAYS): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=366)
            ),
        },
        response=SupportsResponse.ONLY,
    ),
    "get_dashboard": _Action(
        handler=_async_get_dashboard,
        fields={vol.Optional(ATTR_LANGUAGE): cv.string},
        response=SupportsResponse.ONLY,
    ),
    "create_report": _Action(
        handler=async_create_report,
        fields=REPORT_FIELDS,
        response=SupportsResponse.OPTIONAL,
    ),
    "export_audit_trail": _Action(
        handler=async_export_audit_trail,
        fields=TRAIL_FIELDS,
        response=SupportsResponse.OPTIONAL,
    ),
}
