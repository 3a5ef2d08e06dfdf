"""The built-in rules, as the options of the alerts keep them."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from ...const import CONF_DELAY, CONF_ENABLED, CONF_REPEAT, CONF_SEVERITY
from ...settings import Settings, flag, mapping, minutes
from ..model import Severity
from ..rules.built_in import (
    ALARM,
    ALL_LOST,
    BUILT_IN,
    FLOOD,
    LOST,
    OFFLINE,
    network_rule,
)
from ..rules.conditions import Rule

# The rules that were part of others.
_BEFORE: Final = {FLOOD: ALARM, ALL_LOST: LOST}


def _in_minutes(length: timedelta | None) -> float:
    """Return a length of time as the forms have it, 0 for none."""
    return 0 if length is None else length.total_seconds() / 60


def _key_of(rule: Rule, options: Container[str]) -> str:
    """Return where the options have a built-in rule.

    What they say of alarms counts for floods, too, until they say something of these; and
    what they say of one lost sensor for all of them.
    """
    return rule.id if rule.id in options else _BEFORE.get(rule.id, rule.id)


def built_in_data(rule: Rule, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a built-in rule as the options have it."""
    return {
        CONF_ENABLED: True,
        CONF_DELAY: _in_minutes(rule.delay),
        CONF_SEVERITY: rule.severity.value,
        CONF_REPEAT: _in_minutes(rule.repeat),
        **Settings(options).get(_key_of(rule, options), mapping, {}),
    }


def built_in_rules(options: Settings) -> Iterator[Rule]:
    """Yield the built-in rules that are on; what cannot be read takes its default."""
    for rule in BUILT_IN:
        settings = options.within(_key_of(rule, options))
        followed = replace(
            rule,
            severity=settings.get(CONF_SEVERITY, Severity, rule.severity),
            delay=settings.get(CONF_DELAY, minutes, rule.delay),
            repeat=settings.get(CONF_REPEAT, minutes, rule.repeat) or None,
        )
        if settings.get(CONF_ENABLED, flag, True):
            yield followed
            if rule.id == OFFLINE:
                yield network_rule(followed)
