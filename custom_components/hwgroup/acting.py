"""The actions by which people change something about the alerts."""

from collections.abc import Iterable
from datetime import timedelta

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .alerts.access import async_manager
from .alerts.chronicle import async_began
from .alerts.manager import AlertManager
from .alerts.notify.tested import check_accepted
from .alerts.permissions import (
    async_button_of,
    async_check_control,
    async_entities_of_alerts,
    async_entity_of_past,
    async_switches_of,
)
from .alerts.readings.targets import async_chosen_devices, async_names_all
from .const import DOMAIN
from .services import (
    ATTR_ALERT,
    ATTR_ALERTS,
    ATTR_BY,
    ATTR_DURATION,
    ATTR_MESSAGES,
    ATTR_NOTE,
    ATTR_RECIPIENT,
)
from .trail.service import async_name_of, async_trail


def manager_of(call: ServiceCall) -> AlertManager:
    """Return the manager of the alerts; raises ServiceValidationError where there is none."""
    if (manager := async_manager(call.hass)) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="alerts_not_set_up"
        )
    return manager


def _duration(call: ServiceCall) -> timedelta:
    duration: timedelta = call.data[ATTR_DURATION]
    return duration


# What people do about alerts


async def async_acknowledge(call: ServiceCall) -> None:
    """Acknowledge alerts, or all of them."""
    manager = await _async_manager_of_alerts(call)
    # Nobody acknowledges in somebody else's name.
    by = await _async_by(call) or call.data.get(ATTR_BY)
    manager.actions.async_acknowledge(
        call.data.get(ATTR_ALERTS),
        by,
        duration=call.data.get(ATTR_DURATION),
        note=call.data.get(ATTR_NOTE),
    )


async def async_snooze(call: ServiceCall) -> None:
    """Snooze alerts, or all of them."""
    manager = await _async_manager_of_alerts(call)
    by = await _async_by(call)
    manager.actions.async_snooze(call.data.get(ATTR_ALERTS), _duration(call), by)


async def async_add_note(call: ServiceCall) -> None:
    """Add a note to an alert, be it over or not."""
    hass, manager = call.hass, manager_of(call)
    alert, text = call.data[ATTR_ALERT], call.data[ATTR_NOTE]
    by = await _async_by(call) or call.data.get(ATTR_BY)
    if any(known.id == alert for known, _, _ in manager.alerts):
        entities = async_entities_of_alerts(hass, manager, [alert])
        await async_check_control(hass, call.context, entities)
        manager.actions.async_add_note(alert, text, by)
        return
    if (began := await async_began(hass, alert)) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="never_an_alert",
            translation_placeholders={"alert": alert},
        )
    entity_id = async_entity_of_past(hass, began.data.get("entity"))
    await async_check_control(hass, call.context, [entity_id])
    async_trail(hass).add(
        "noted",
        by=by,
        kind=began.kind,
        name=began.name,
        device=began.device,
        alert=alert,
        text=" ".join(text.split()),
    )


async def _async_by(call: ServiceCall) -> str | None:
    """Return the name of the person who calls, None for an automation."""
    return await async_name_of(call.hass, call.context)


async def _async_manager_of_alerts(call: ServiceCall) -> AlertManager:
    """Return the manager where the caller may change the alerts that are named."""
    manager = manager_of(call)
    entities = async_entities_of_alerts(call.hass, manager, call.data.get(ATTR_ALERTS))
    await async_check_control(call.hass, call.context, entities)
    return manager


async def async_pause(call: ServiceCall) -> None:
    """Pause the alerts of devices, or all of them."""
    devices = await _async_devices(call)
    by = await _async_by(call)
    note = call.data.get(ATTR_NOTE)
    manager_of(call).actions.async_pause(devices, _duration(call), by, note)


async def async_resume(call: ServiceCall) -> None:
    """End pauses before their time."""
    devices = await _async_devices(call)
    manager_of(call).actions.async_resume(devices, await _async_by(call))


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


def recipients_of(call: ServiceCall, manager: AlertManager) -> list[str | None]:
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


# What proves the way to people


async def async_confirm(call: ServiceCall) -> None:
    """Confirm a message in the name of a recipient."""
    manager = manager_of(call)
    recipients = [each for each in recipients_of(call, manager) if each is not None]
    await _async_check_buttons(call, "confirm", recipients)
    by = await _async_by(call)
    for recipient in recipients:
        manager.actions.async_confirm(recipient, by)


async def async_dismiss(call: ServiceCall) -> None:
    """Dismiss messages that were refused for good, or all of them."""
    manager = manager_of(call)
    await _async_check_buttons(call, "test", [None])
    by = await _async_by(call)
    manager.actions.async_dismiss(call.data.get(ATTR_MESSAGES), by)


async def _async_check_buttons(
    call: ServiceCall, key: str, recipients: Iterable[str | None]
) -> None:
    buttons = (async_button_of(call.hass, key, recipient) for recipient in recipients)
    await async_check_control(call.hass, call.context, buttons)


async def async_send_test(call: ServiceCall) -> ServiceResponse:
    """Send a test message; fail, or return where it was not accepted."""
    manager = manager_of(call)
    recipients = recipients_of(call, manager)
    await _async_check_buttons(call, "test", recipients)
    by = await _async_by(call)
    tested = [
        result
        for recipient in recipients
        for result in await manager.actions.async_test(by, recipient)
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
