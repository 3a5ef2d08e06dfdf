"""Saying loudly that a message did not go out: a repair issue and a notification."""

from collections.abc import Iterable

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from ...issues.registry import async_keep_issues
from ...plain import as_placeholders, escaped
from ..messages.words import words
from ..model import Message
from .log import Delivery
from .recipients import Channel

_PREFIX = "unreachable_"
_UNDELIVERABLE = "undeliverable_"
_NO_RECIPIENT = "no_recipient"


def _issue_id(channel: Channel) -> str:
    return f"{_PREFIX}{channel.key}"


@callback
def async_show_problem(
    hass: HomeAssistant, channel: Channel, recipient: str, reason: str
) -> None:
    """Tell whoever looks at Home Assistant that a recipient cannot be reached."""
    filled = as_placeholders(recipient=recipient, channel=channel.target, reason=reason)
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(channel),
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key="recipient_unreachable",
        translation_placeholders=filled,
    )
    text = words(hass.config.language)
    persistent_notification.async_create(
        hass,
        text["unreachable_text"].format_map(filled),
        title=text["unreachable_title"].format(recipient=recipient),
        notification_id=f"{DOMAIN}_{_issue_id(channel)}",
    )


@callback
def async_show_no_recipient(hass: HomeAssistant, *, shown: bool) -> None:
    """Tell, or tell no longer, that there is nobody to be told of alerts."""
    if not shown:
        ir.async_delete_issue(hass, DOMAIN, _NO_RECIPIENT)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        _NO_RECIPIENT,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_NO_RECIPIENT,
    )


@callback
def async_show_message(hass: HomeAssistant, message: Message) -> None:
    """Show a message, which there is nobody to send to, in Home Assistant itself."""
    persistent_notification.async_create(
        hass,
        escaped(message.text),
        title=message.title,
        notification_id=f"{DOMAIN}_{message.alert}",
    )


@callback
def async_show_undelivered(
    hass: HomeAssistant, delivery: Delivery, recipient: str
) -> None:
    """Show a message that reached a recipient through none of their channels."""
    message = delivery.message
    not_told = words(hass.config.language)["undelivered"].format(recipient=recipient)
    persistent_notification.async_create(
        hass,
        escaped(f"{not_told}\n{message.text}"),
        title=message.title,
        notification_id=_undelivered_id(delivery),
    )


@callback
def async_clear_undelivered(hass: HomeAssistant, delivery: Delivery) -> None:
    """Show a message no longer: the recipient got it after all."""
    persistent_notification.async_dismiss(hass, _undelivered_id(delivery))


def _undelivered_id(delivery: Delivery) -> str:
    return f"{DOMAIN}_{delivery.message.key}_{delivery.channel.recipient}"


@callback
def async_show_undeliverable(
    hass: HomeAssistant, delivery: Delivery, recipient: str
) -> None:
    """Show a message that a notifier refuses for ever, until somebody dismisses it."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{_UNDELIVERABLE}{delivery.key}",
        data={"message": delivery.message.id},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key="undeliverable",
        translation_placeholders=as_placeholders(
            recipient=recipient,
            channel=delivery.channel.target,
            reason=delivery.reason or "",
            message=f"{delivery.message.title}\n{delivery.message.text}",
        ),
    )


@callback
def async_keep_undeliverable(
    hass: HomeAssistant, deliveries: Iterable[Delivery]
) -> None:
    """Show no other message than these as undeliverable."""
    kept = {f"{_UNDELIVERABLE}{delivery.key}" for delivery in deliveries}
    async_keep_issues(hass, _UNDELIVERABLE, kept)


@callback
def async_clear_problem(hass: HomeAssistant, channel: Channel) -> None:
    """Take it back: a message was accepted."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(channel))
    _dismiss(hass, _issue_id(channel))


@callback
def async_keep_problems(hass: HomeAssistant, channels: Iterable[Channel]) -> None:
    """Forget the problems of all other channels, which nobody uses any more."""
    kept = {_issue_id(channel) for channel in channels}
    for issue_id in async_keep_issues(hass, _PREFIX, kept):
        _dismiss(hass, issue_id)


def _dismiss(hass: HomeAssistant, issue_id: str) -> None:
    persistent_notification.async_dismiss(hass, f"{DOMAIN}_{issue_id}")
