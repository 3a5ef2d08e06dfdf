"""What the actions of the integration do; loaded when the first of them is called."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError

from .acting import (
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
from .alerts.as_dict import deliveries, listed, of_delivery
from .alerts.backtest.recorder import async_try
from .alerts.silences import async_silences
from .const import DOMAIN
from .dashboard.views import async_dashboard
from .reports.action import async_create_report
from .reports.trail_action import async_export_audit_trail
from .services import ATTR_ALERT, ATTR_DAYS, ATTR_LANGUAGE, ATTR_LIMIT, ATTR_RULE

type Handler = Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]


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


HANDLERS: Final[Mapping[str, Handler]] = {
    "acknowledge": async_acknowledge,
    "add_note": async_add_note,
    "snooze": async_snooze,
    "pause": async_pause,
    "resume": async_resume,
    "send_test": async_send_test,
    "get_alerts": _async_get_alerts,
    "get_silences": _async_get_silences,
    "get_deliveries": _async_get_deliveries,
    "confirm": async_confirm,
    "dismiss": async_dismiss,
    "try_rule": _async_try_rule,
    "get_dashboard": _async_get_dashboard,
    "create_report": async_create_report,
    "export_audit_trail": async_export_audit_trail,
}
