"""A message in the words of the user where a rule has them, else in the ready ones."""

from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.template import Template

from ...const import LOGGER
from ..model import Alert, Message, Reading
from ..rules.conditions import Rule
from ..rules.event import AlertEvent
from ..timeline import Now
from .compose import compose, compose_item, variables
from .shown import async_as_shown, async_event_as_shown


@callback
def async_worded(
    hass: HomeAssistant, alert_event: AlertEvent, now: Now, language: str
) -> Message:
    """Return what people get to read of what has happened."""
    alert_event = async_event_as_shown(hass, alert_event)
    alert, rule, reading = alert_event.alert, alert_event.rule, alert_event.reading
    change, own_text = alert_event.change, None
    try:
        if rule.message:
            known = variables(alert, rule, reading, now, language)
            own_text = _rendered(hass, rule.message, known)
        return compose(change, alert, rule, reading, now, language, own_text)
    except Exception:  # noqa: BLE001
        # Whatever is wrong with the words of one, people are told of it, and of all others.
        LOGGER.exception("The message about an alert cannot be worded")
        return Message(
            title=f"{reading.name or reading.device_name}: {rule.name or rule.id}",
            text=change.value,
            alert=alert.id,
            change=change,
            severity=rule.severity,
        )


@callback
def async_worded_item(
    hass: HomeAssistant,
    shown: tuple[Alert, Rule, Reading],
    now: Now,
    language: str,
) -> tuple[str, str]:
    """Return what a list says of an alert, as `compose_item` does."""
    alert, rule, reading = shown
    alert, reading = async_as_shown(hass, alert, rule, reading)
    return compose_item(alert, rule, reading, now, language)


def _rendered(hass: HomeAssistant, template: str, known: dict[str, Any]) -> str | None:
    try:
        text = str(Template(template, hass).async_render(known, parse_result=False))
    except TemplateError as err:
        # Better in other words than not at all.
        LOGGER.warning("The message of a rule cannot be rendered: %s", err)
        return None
    return text.strip() or None  # nor is nothing at all a message
