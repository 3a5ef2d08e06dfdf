"""Calling a notifier, and seeing whether it accepted the message."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.notify import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
    SERVICE_SEND_MESSAGE,
    NotifyEntityFeature,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_SUPPORTED_FEATURES,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceNotFound

from ...plain import without_secrets_of_urls
from ..model import Message
from .channels import ChannelFinder, with_defaults
from .markup import async_as_markup
from .mobile_app import collected_refusals, is_phone
from .recipients import Channel, ChannelKind, Defaults

# A notifier may raise a whole page of HTML: attributes, issues and the store keep that.
_LONGEST_REASON: Final = 250


class DeliveryError(Exception):
    """A notifier did not accept a message; the text says why, in one short line."""

    def __init__(self, reason: str) -> None:
        """Cut what a notifier has raised, and leave the secrets of URLs out."""
        line = " ".join(without_secrets_of_urls(reason).split())
        if len(line) > _LONGEST_REASON:
            line = f"{line[: _LONGEST_REASON - 1]}…"
        super().__init__(line)


class RefusedError(DeliveryError):
    """A notifier raised an error."""


class MissingError(DeliveryError):
    """There is no such notifier now."""


class UnansweredError(DeliveryError):
    """A notifier did not answer in time: it may have accepted the message, or may yet."""


async def async_send(
    hass: HomeAssistant,
    channel: Channel,
    message: Message,
    extras: Mapping[str, Any],
    defaults: Defaults,
) -> None:
    """Send one message through one channel and wait until it is accepted.

    Only actions take `extras`, as their `data`, and `defaults`, as fields that they have
    unless the message has them. Raises DeliveryError.
    """
    if problem := channel_problem(hass, channel):
        raise MissingError(problem)
    message = async_as_markup(hass, channel, message)
    try:
        if channel.kind is ChannelKind.ENTITY:
            await _async_send_to_entity(hass, channel.target, message)
        else:
            await _async_call_action(hass, channel, message, extras, defaults)
    except TimeoutError as err:
        raise UnansweredError("no answer in time") from err
    except ServiceNotFound as err:
        raise MissingError(f"{channel.target} does not exist") from err
    except asyncio.CancelledError as err:
        if (task := asyncio.current_task()) is None or task.cancelling():
            raise  # the call is given up, or Home Assistant stops
        # The notifier waited for something of its own that was: it is being reloaded, say.
        raise UnansweredError("cancelled") from err
    except DeliveryError:
        raise
    except Exception as err:
        # A notifier may raise anything; whatever it is, the message was not accepted.
        raise RefusedError(str(err) or type(err).__name__) from err


def channel_problem(hass: HomeAssistant, channel: Channel) -> str | None:
    """Return what keeps a channel from working, as far as it can be seen.

    The action of notify entities reports success for entities that it does not find or
    that are unavailable, so this has to be looked at first. So does a group of nobody.
    """
    if ChannelFinder(hass).async_is_empty(channel):
        return f"{channel.target} has no members"
    if channel.kind is ChannelKind.ACTION:
        domain, _, service = channel.target.partition(".")
        exists = hass.services.has_service(domain, service)
        return None if exists else f"{channel.target} does not exist"
    if (state := hass.states.get(channel.target)) is None:
        return f"{channel.target} does not exist"
    if state.state == STATE_UNAVAILABLE:
        return f"{channel.target} is unavailable"
    return None


def _words(message: Message) -> dict[str, str]:
    """Return the title, if there is one, and the text."""
    title = {ATTR_TITLE: message.title} if message.title else {}
    return title | {ATTR_MESSAGE: message.text}


async def _async_send_to_entity(
    hass: HomeAssistant, entity_id: str, message: Message
) -> None:
    state = hass.states.get(entity_id)
    features = state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) if state else 0
    data: dict[str, Any] = {ATTR_ENTITY_ID: entity_id}
    if features & NotifyEntityFeature.TITLE:
        data |= _words(message)
    else:
        data |= {ATTR_MESSAGE: f"{message.title}\n{message.text}".strip()}
    await hass.services.async_call(
        NOTIFY_DOMAIN, SERVICE_SEND_MESSAGE, data, blocking=True
    )


async def _async_call_action(
    hass: HomeAssistant,
    channel: Channel,
    message: Message,
    extras: Mapping[str, Any],
    defaults: Defaults,
) -> None:
    domain, _, service = channel.target.partition(".")
    data: dict[str, Any] = _words(message)
    if extras:
        data[ATTR_DATA] = dict(extras)
    data = with_defaults(data, defaults)
    with collected_refusals() as refusals:
        await hass.services.async_call(domain, service, data, blocking=True)
    if refusals and is_phone(channel):
        raise RefusedError(refusals[0])
