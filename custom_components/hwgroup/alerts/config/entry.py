"""The rules and the recipients, as they are kept in the entry of the alerts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ...const import (
    CONF_ACTIONS,
    CONF_AFTER,
    CONF_DATA,
    CONF_DELAY,
    CONF_ENABLED,
    CONF_ENTITIES,
    CONF_FALLBACK_ACTIONS,
    CONF_FALLBACK_ENTITIES,
    CONF_LANGUAGE,
    CONF_QUIET_BEGIN,
    CONF_QUIET_END,
    CONF_REPEAT,
    CONF_SCHEDULE,
    CONF_SEVERITIES,
    CONF_SEVERITY,
    CONF_TARGET,
    SUBENTRY_MAINTENANCE,
    SUBENTRY_RECIPIENT,
)
from ..model import Severity
from ..notify.maintenance import Window
from ..notify.recipients import Channel, ChannelKind, QuietHours, Recipient
from ..readings.targets import async_chosen_devices, async_disabled_parts
from ..rules.built_in import BUILT_IN, NETWORK, NETWORKS, OFFLINE
from ..rules.conditions import Rule
from .user_rules import RULE_KINDS, async_own_rule, handling


def minutes(length: timedelta | None) -> float:
    """Return a length of time as the forms have it, 0 for none."""
    return 0 if length is None else length.total_seconds() / 60


def built_in_data(rule: Rule) -> dict[str, Any]:
    """Return a rule as the options have it."""
    return {
        CONF_ENABLED: True,
        CONF_DELAY: minutes(rule.delay),
        CONF_SEVERITY: rule.severity.value,
        CONF_REPEAT: minutes(rule.repeat),
    }


@callback
def async_rules(hass: HomeAssistant, entry: ConfigEntry[Any]) -> list[Rule]:
    """Return all rules that are to be followed."""
    ignored = async_disabled_parts(hass)
    return [
        replace(rule, selection=replace(rule.selection, ignored=ignored))
        for rule in (*_built_in(entry.options), *_own(hass, entry))
    ]


def _built_in(options: Mapping[str, Any]) -> Iterator[Rule]:
    for rule in BUILT_IN:
        data = built_in_data(rule) | options.get(rule.id, {})
        if data[CONF_ENABLED]:
            yield (followed := replace(rule, **handling(data)))
            if rule.id == OFFLINE:
                yield replace(followed, id=NETWORK, words=NETWORK, selection=NETWORKS)


def _own(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Iterator[Rule]:
    for subentry in entry.subentries.values():
        if subentry.subentry_type in RULE_KINDS:
            yield async_own_rule(
                hass,
                subentry.subentry_type,
                subentry.subentry_id,
                subentry.title,
                subentry.data,
            )


@callback
def async_windows(hass: HomeAssistant, entry: ConfigEntry[Any]) -> tuple[Window, ...]:
    """Return when there is maintenance of what."""
    return tuple(
        Window(
            subentry.data[CONF_SCHEDULE],
            frozenset(async_chosen_devices(hass, target))
            if (target := subentry.data.get(CONF_TARGET))
            else None,
        )
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_MAINTENANCE
    )


def recipients_of(entry: ConfigEntry[Any]) -> tuple[Recipient, ...]:
    """Return everybody who is told, those first who are told first."""
    recipients = (
        _recipient(subentry)
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_RECIPIENT
    )
    return tuple(sorted(recipients, key=lambda recipient: recipient.after))


def _recipient(subentry: ConfigSubentry) -> Recipient:
    data = subentry.data
    begin, end = data.get(CONF_QUIET_BEGIN), data.get(CONF_QUIET_END)
    return Recipient(
        id=subentry.subentry_id,
        name=subentry.title,
        channels=_channels(subentry, CONF_ENTITIES, CONF_ACTIONS),
        fallback=_channels(subentry, CONF_FALLBACK_ENTITIES, CONF_FALLBACK_ACTIONS),
        severities=frozenset(map(Severity, data.get(CONF_SEVERITIES, Severity))),
        after=timedelta(minutes=data.get(CONF_AFTER, 0)),
        quiet=QuietHours(begin=time.fromisoformat(begin), end=time.fromisoformat(end))
        if begin and end
        else None,
        language=data.get(CONF_LANGUAGE),
        extras=data.get(CONF_DATA, {}),
    )


def _channels(
    subentry: ConfigSubentry, entities: str, actions: str
) -> tuple[Channel, ...]:
    return tuple(
        Channel(recipient=subentry.subentry_id, kind=kind, target=target)
        for kind, option in (
            (ChannelKind.ENTITY, entities),
            (ChannelKind.ACTION, actions),
        )
        for target in subentry.data.get(option, ())
    )
