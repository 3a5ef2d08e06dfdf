"""The channels behind the notifiers that a recipient has.

A group reports success even where a member has refused the message or is missing, so
each member is a channel of its own. The two notifiers of a phone are one channel.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from homeassistant.components.group.notify import GroupNotifyPlatform, add_defaults
from homeassistant.components.notify import (
    DOMAIN as NOTIFY_DOMAIN,
    SERVICE_NOTIFY,
    SERVICE_PERSISTENT_NOTIFICATION,
    BaseNotificationService,
)
from homeassistant.const import CONF_ENTITIES
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ...const import DOMAIN
from ..messages.notices import DRILL
from ..model import Change, Message
from .mobile_app import async_entities_of
from .recipients import Channel, ChannelKind, Defaults, Recipient

# What a phone rings for that says nothing: somebody has to see to it.
_ASKS: Final = (Change.STARTED, Change.REPEATED, Change.ESCALATED, DRILL)
_GROUP = "group"
_CAUTIONS: Final = {
    SERVICE_NOTIFY: "caution_first",
    SERVICE_PERSISTENT_NOTIFICATION: "caution_shown",
}

type _Members = list[tuple[str, Defaults]]


class ChannelFinder:
    """Finds the members of groups, and remembers those of groups that are not loaded."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know no group yet."""
        self._hass = hass
        self._known: dict[str, _Members] = {}

    @callback
    def async_resolve(self, recipient: Recipient) -> Recipient:
        """Return a recipient with the channels that there are behind the chosen ones."""
        defaults: dict[Channel, Defaults] = {}
        return replace(
            recipient,
            channels=self._resolved(recipient.channels, defaults),
            critical=self._resolved(recipient.critical, defaults),
            fallback=self._resolved(recipient.fallback, defaults),
            defaults=defaults,
        )

    @callback
    def async_misleads(self, channel: Channel, message: Message) -> bool:
        """Return whether a phone that only rings would be rung without a need.

        It cannot say that somebody acts, that it is over or was long ago, or that there is
        a report: it would call for help.
        """
        if message.left_out or any(part.change in _ASKS for part in message.told):
            return False
        entity = er.async_get(self._hass).async_get(channel.target)
        if entity is None or entity.platform != DOMAIN:
            return False
        return entity.translation_key == "call"

    @callback
    def async_is_empty(self, channel: Channel) -> bool:
        """Return whether a channel is a group without members: nobody gets anything."""
        return self._members(channel) == []

    @callback
    def async_members(self, channel: Channel) -> list[Channel]:
        """Return the members of a group, none for any other channel."""
        found = dict(self._expanded(channel, {}, frozenset()))
        return [member for member in found if member != channel]

    def _resolved(
        self, chosen: tuple[Channel, ...], defaults: dict[Channel, Defaults]
    ) -> tuple[Channel, ...]:
        found: dict[Channel, Defaults] = {}
        for channel in chosen:
            for member, data in self._expanded(channel, {}, frozenset()):
                found.setdefault(member, data)
        defaults |= {channel: data for channel, data in found.items() if data}
        phones = {
            entity
            for channel in found
            if channel.kind is ChannelKind.ACTION
            for entity in self._entities_of_phone(channel.target)
        }
        # The action of a phone has buttons. With its entity, too, all would come twice.
        return tuple(channel for channel in found if channel.target not in phones)

    def _expanded(
        self, channel: Channel, data: Defaults, outer: frozenset[str]
    ) -> Iterator[tuple[Channel, Defaults]]:
        """Yield the members of a group, and what it sends to them besides."""
        if not (members := self._members(channel)):
            yield channel, data
            return
        outer |= {channel.target}
        for target, added in members:
            if target not in outer:  # a group may be its own member
                yield from self._expanded(
                    replace(channel, target=target),
                    with_defaults(data, added),
                    outer,
                )

    def _members(self, channel: Channel) -> _Members | None:
        if channel.kind is ChannelKind.ENTITY:
            return self._members_of_entity(channel.target)
        if not _exists(self._hass, channel.target):
            return self._known.get(channel.target)  # it may be reloaded just now
        self._known.pop(channel.target, None)
        platform = _platform(self._hass, channel.target)
        if not isinstance(platform, GroupNotifyPlatform):
            return None
        members = self._known[channel.target] = [
            (f"{NOTIFY_DOMAIN}.{member['action']}", member.get("data") or {})
            for member in platform.entities
        ]
        return members

    def _members_of_entity(self, entity_id: str) -> _Members | None:
        registry = er.async_get(self._hass)
        entity = registry.async_get(entity_id)
        if entity is None or entity.platform != _GROUP or not entity.config_entry_id:
            return None
        group = self._hass.config_entries.async_get_known_entry(entity.config_entry_id)
        if (members := group.options.get(CONF_ENTITIES)) is None:
            return None
        found = (er.async_resolve_entity_id(registry, member) for member in members)
        return [(member, {}) for member in found if member is not None]

    def _entities_of_phone(self, action: str) -> set[str]:
        """Return the notify entities of the phone that an action of the app is for."""
        platform = _platform(self._hass, action)
        if platform is None:
            return set()
        webhook = platform.registered_targets.get(action.partition(".")[2])
        return set() if webhook is None else async_entities_of(self._hass, webhook)


def channels_for(recipient: Recipient, message: Message) -> tuple[Channel, ...]:
    """Return the channels that get a message, but the fallback; all get a drill."""
    if message.change == DRILL:
        return recipient.all_channels
    return recipient.channels_for(message.severity)


def with_defaults(data: Mapping[str, Any], defaults: Defaults) -> dict[str, Any]:
    """Return the data of a call with what a group adds for one of its members."""
    return add_defaults(deepcopy(dict(data)), defaults)


@callback
def async_caution(hass: HomeAssistant, action: str) -> str | None:
    """Return the key of the words that warn of an action, None where there is no need.

    It is none of one recipient: it takes whatever notifier there is, shows its messages in
    Home Assistant only, or sends them to all that its integration knows. A group that a
    user has made is meant as it is.
    """
    name = action.partition(".")[2]
    if name in _CAUTIONS:
        return _CAUTIONS[name]
    platform = _platform(hass, action)
    if platform is None or isinstance(platform, GroupNotifyPlatform):
        return None
    if name in platform.registered_targets:
        return None
    *_, integration, _module = type(platform).__module__.split(".")
    has_entities = any(
        entity.domain == NOTIFY_DOMAIN and entity.platform == integration
        for entity in er.async_get(hass).entities.values()
    )
    return "caution_all" if platform.registered_targets or has_entities else None


def _exists(hass: HomeAssistant, action: str) -> bool:
    domain, _, service = action.partition(".")
    return hass.services.has_service(domain, service)


def _platform(hass: HomeAssistant, action: str) -> BaseNotificationService | None:
    """Return the notify platform that an action belongs to, None where there is none."""
    domain, _, name = action.partition(".")
    if (service := hass.services.async_services_for_domain(domain).get(name)) is None:
        return None
    platform = getattr(service.job.target, "__self__", None)
    return platform if isinstance(platform, BaseNotificationService) else None
