"""The options of the alerts besides the built-in rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from ...const import (
    CONF_COLLECT_SECONDS,
    CONF_DRILL_DAYS,
    CONF_HEARTBEAT_MINUTES,
    CONF_HEARTBEAT_RULES,
    CONF_HEARTBEAT_URL,
)

DEFAULT_COLLECT_SECONDS: Final = 30
DEFAULT_DRILL_DAYS: Final = 30
DEFAULT_HEARTBEAT_MINUTES: Final = 5
# Of a maintenance window that nothing closes by itself.
DEFAULT_REMIND_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Beat:
    """The heartbeat: its URL and its interval."""

    url: str
    every: timedelta


def beat_of(options: Mapping[str, Any]) -> Beat | None:
    """Return the heartbeat, None if there is none."""
    if not (url := options.get(CONF_HEARTBEAT_URL)):
        return None
    minutes = options.get(CONF_HEARTBEAT_MINUTES, DEFAULT_HEARTBEAT_MINUTES)
    return Beat(url, timedelta(minutes=minutes))


def needs_healthy_rules(options: Mapping[str, Any]) -> bool:
    """Return whether there is no sign of life while a rule watches nothing."""
    return bool(options.get(CONF_HEARTBEAT_RULES, False))


def drill_period_of(options: Mapping[str, Any]) -> timedelta | None:
    """Return the period of drills, None for no drills."""
    days = options.get(CONF_DRILL_DAYS, DEFAULT_DRILL_DAYS)
    return timedelta(days=days) if days else None


def collect_within(options: Mapping[str, Any]) -> timedelta:
    """Return how long messages of a group are collected after the first one."""
    return timedelta(seconds=options.get(CONF_COLLECT_SECONDS, DEFAULT_COLLECT_SECONDS))
