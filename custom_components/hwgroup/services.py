"""The actions of the integration, there whether or not anything is set up."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
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

from .alerts.access import async_manager, async_name_of
from .alerts.actions import LONGEST_SNOOZE
from .alerts.as_dict import deliveries, listed, of_delivery
from .alerts.backtest.recorder import DEFAULT_DAYS, async_try
from .alerts.manager import AlertManager
from .alerts.notify.tested import check_accepted
from .alerts.permissions import (
    async_button_of,
    async_check_control,
    async_entities_of_alerts,
    async_switches_of,
)
from .alerts.readings.targets import async_chosen_devices, async_names_all
from .alerts.silences import async_silences
from .const import DOMAIN
from .dashboard.views import async_dashboard
from .reports.action import FIELDS as REPORT_FIELDS, async_create_report

ATTR_ALERT: Final = "alert"
ATTR_ALERTS: Final = "alerts"
ATTR_BY: Final = "by"
ATTR_DURATION: Final = "duration"
ATTR_LANGUAGE: Final = "language"
ATTR_LIMIT: Final = "limit"
ATTR_MESSAGES: Final = "messages"
ATTR_DAYS: Final = "days"
ATTR_RECIPIENT: Final = "recipient"
ATTR_RULE: Final = "rule"

_DURATION: Final = vol.All(
    cv.time_period, vol.Range(min=timedelta(seconds=1), max=LONGEST_SNOOZE)
)
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


def _manager(call: ServiceCall) -> AlertManager:
    if (manager := async_manager(call.hass)) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="alerts_not_set_up"
        )
    return manager


def _duration(call: ServiceCall) -> timedelta:
    duration: timedelta = call.data[ATTR_DURATION]
    return duration


# What people do about alerts


async def _async_acknowledge(call: ServiceCall) -> None:
    manager = await _async_manager_of_alerts(call)
    # Nobody acknowledges in somebody else's name.
    by = await async_name_of(call.hass, call.context) or call.data.get(ATTR_BY)
    manager.actions.async_acknowledge(
        call.data.get(ATTR_ALERTS), by, duration=call.data.get(ATTR_DURATION)
    )


async def _async_snooze(call: ServiceCall) -> None:
    manager = await _async_manager_of_alerts(call)
    manager.actions.async_snooze(call.data.get(ATTR_ALERTS), _duration(call))


async def _async_manager_of_alerts(call: ServiceCall) -> AlertManager:
    """Return the manager where the caller may change the alerts that are named."""
    manager = _manager(call)
    entities = async_entities_of_alerts(call.hass, manager, call.data.get(ATTR_ALERTS))
    await async_check_control(call.hass, call.context, entities)
    return manager


async def _async_pause(call: ServiceCall) -> None:
    devices = await _async_devices(call)
    _manager(call).actions.async_pause(devices, _duration(call))


async def _async_resume(call: ServiceCall) -> None:
    devices = await _async_devices(call)
    _manager(call).actions.async_resume(devices)


async def _async_devices(call: ServiceCall) -> list[str] | None:
    """Return the devices that are named, if the caller may switch their alerts."""
    devices = _devices(call)
    switches = async_switches_of(call.hass, devices)
    await async_check_control(call.hass, call.context, switches)
    return devices


def _devices(call: ServiceCall) -> list[str] | None:
    """Return the devices that are named, None for everything where none is.

    A target without any HW group device is a mistake, and not everything.
    """
    named = call.data.keys() & cv.TARGET_SERVICE_FIELDS.keys()
    if not named or async_names_all(call.hass, call.data):
        return None
    if not (devices := async_chosen_devices(call.hass, call.data)):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_device"
        )
    return sorted(devices)


# What people ask


async def _async_get_alerts(call: ServiceCall) -> ServiceResponse:
    return {"alerts": [*listed(call.hass, _manager(call))]}


async def _async_get_silences(call: ServiceCall) -> ServiceResponse:
    return {"silences": [*async_silences(call.hass, _manager(call))]}


async def _async_get_deliveries(call: ServiceCall) -> ServiceResponse:
    manager = _manager(call)
    alert, recipients = call.data.get(ATTR_ALERT), _recipients(call, manager)
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


def _recipients(call: ServiceCall, manager: AlertManager) -> list[str | None]:
    """Return the IDs of those with the name that is asked for, None for everybody."""
    if (name := call.data.get(ATTR_RECIPIENT)) is None:
        return [None]
    named: list[str | None] = [
        recipient.id
        for recipient in manager.notifier.recipients
        if recipient.name == name
    ]
    if not named:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="unknown_recipient",
            translation_placeholders={"recipient": name},
        )
    return named


async def _async_try_rule(call: ServiceCall) -> ServiceResponse:
    manager = _manager(call)
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


# What proves the way to people


async def _async_confirm(call: ServiceCall) -> None:
    manager = _manager(call)
    recipients = [each for each in _recipients(call, manager) if each is not None]
    await _async_check_buttons(call, "confirm", recipients)
    for recipient in recipients:
        manager.actions.async_confirm(recipient)


async def _async_dismiss(call: ServiceCall) -> None:
    manager = _manager(call)
    await _async_check_buttons(call, "test", [None])
    manager.actions.async_dismiss(call.data.get(ATTR_MESSAGES))


async def _async_check_buttons(
    call: ServiceCall, key: str, recipients: Iterable[str | None]
) -> None:
    buttons = (async_button_of(call.hass, key, recipient) for recipient in recipients)
    await async_check_control(call.hass, call.context, buttons)


async def _async_send_test(call: ServiceCall) -> ServiceResponse:
    manager = _manager(call)
    recipients = _recipients(call, manager)
    await _async_check_buttons(call, "test", recipients)
    tested = [
        result
        for recipient in recipients
        for result in await manager.actions.async_test(recipient)
    ]
    if not call.return_response:
        check_accepted(tested)
        return None
    return {
        "results": [
            {
                "recipient": recipient.name,
                "channel": channel.target,
                "accepted": reason is None,
                "reason": reason,
            }
            for recipient, channel, reason in tested
        ]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """What does the work, what it takes, and whether it has something to say."""

    handler: Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]
    fields: Mapping[Any, Any] = field(default_factory=dict)
    response: SupportsResponse = SupportsResponse.NONE


_ALERTS: Final = {vol.Optional(ATTR_ALERTS): vol.All(cv.ensure_list, [cv.string])}

_ACTIONS: Final[Mapping[str, _Action]] = {
    "acknowledge": _Action(
        handler=_async_acknowledge,
        fields={
            **_ALERTS,
            vol.Optional(ATTR_BY): cv.string,
            vol.Optional(ATTR_DURATION): _DURATION,
        },
    ),
    "snooze": _Action(
        handler=_async_snooze,
        fields={
            **_ALERTS,
            vol.Optional(ATTR_DURATION, default=_DEFAULT_SNOOZE): _DURATION,
        },
    ),
    "pause": _Action(
        handler=_async_pause,
        fields={**cv.TARGET_SERVICE_FIELDS, vol.Required(ATTR_DURATION): _DURATION},
    ),
    "resume": _Action(handler=_async_resume, fields=cv.TARGET_SERVICE_FIELDS),
    "send_test": _Action(
        handler=_async_send_test,
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
        handler=_async_confirm, fields={vol.Required(ATTR_RECIPIENT): cv.string}
    ),
    "dismiss": _Action(
        handler=_async_dismiss,
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
}
