"""The recipients, as they are kept in the entry of the alerts."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry

from ...const import (
    CONF_ACTIONS,
    CONF_AFTER,
    CONF_CRITICAL_ACTIONS,
    CONF_CRITICAL_ENTITIES,
    CONF_DATA,
    CONF_ENTITIES,
    CONF_FALLBACK_ACTIONS,
    CONF_FALLBACK_ENTITIES,
    CONF_LANGUAGE,
    CONF_QUIET_BEGIN,
    CONF_QUIET_END,
    CONF_SEVERITIES,
    SUBENTRY_RECIPIENT,
)
from ...settings import Settings, clock, mapping, minutes, text
from ..model import Severity
from ..notify.recipients import Channel, ChannelKind, QuietHours, Recipient


def recipients_of(entry: ConfigEntry[Any]) -> tuple[Recipient, ...]:
    """Return the recipients that can be read, in the order in which they are notified."""
    recipients = (
        recipient_of(subentry, Settings(subentry.data))
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_RECIPIENT
    )
    known = (recipient for recipient in recipients if recipient is not None)
    return tuple(sorted(known, key=lambda recipient: recipient.after))


def recipient_of(subentry: ConfigSubentry, settings: Settings) -> Recipient | None:
    """Return a recipient, None for one of whom no notifier can be read.

    What cannot be read takes its default: rather too many messages than too few.
    """
    channels = _channels(subentry, settings, CONF_ENTITIES, CONF_ACTIONS)
    if not channels and settings.unreadable:
        return None
    severities = frozenset(settings.each(CONF_SEVERITIES, Severity))
    begin = settings.get(CONF_QUIET_BEGIN, clock, None)
    end = settings.get(CONF_QUIET_END, clock, None)
    return Recipient(
        id=subentry.subentry_id,
        name=str(subentry.title),
        channels=channels,
        critical=_channels(
            subentry, settings, CONF_CRITICAL_ENTITIES, CONF_CRITICAL_ACTIONS
        ),
        fallback=_channels(
            subentry, settings, CONF_FALLBACK_ENTITIES, CONF_FALLBACK_ACTIONS
        ),
        severities=severities or frozenset(Severity),
        after=settings.get(CONF_AFTER, minutes, timedelta(0)),
        quiet=None
        if begin is None or end is None
        else QuietHours(begin=begin, end=end),
        language=settings.get(CONF_LANGUAGE, text, None),
        extras=settings.get(CONF_DATA, mapping, {}),
    )


def _channels(
    subentry: ConfigSubentry, settings: Settings, entities: str, actions: str
) -> tuple[Channel, ...]:
    return tuple(
        Channel(recipient=subentry.subentry_id, kind=kind, target=target)
        for kind, option in (
            (ChannelKind.ENTITY, entities),
            (ChannelKind.ACTION, actions),
        )
        for target in settings.each(option, text)
    )
