"""The options of the alerts besides the built-in rules."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from ...const import (
    CONF_COLLECT_SECONDS,
    CONF_DRILL_DAYS,
    CONF_HEARTBEAT_MINUTES,
    CONF_HEARTBEAT_RULES,
    CONF_HEARTBEAT_URL,
)
from ...settings import Settings, flag, length, span, text

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


def beat_of(options: Settings) -> Beat | None:
    """Return the heartbeat, None if there is none."""
    every = options.get(
        CONF_HEARTBEAT_MINUTES,
        partial(span, "minutes"),
        timedelta(minutes=DEFAULT_HEARTBEAT_MINUTES),
    )
    url = options.get(CONF_HEARTBEAT_URL, text, None)
    return Beat(url, every) if url else None


def needs_healthy_rules(options: Settings) -> bool:
    """Return whether there is no sign of life while a rule watches nothing."""
    return options.get(CONF_HEARTBEAT_RULES, flag, False)


def drill_period_of(options: Settings) -> timedelta | None:
    """Return the period of drills, None for no drills."""
    default = timedelta(days=DEFAULT_DRILL_DAYS)
    return options.get(CONF_DRILL_DAYS, partial(length, "days"), default) or None


def collect_within(options: Settings) -> timedelta:
    """Return how long messages of a group are collected after the first one."""
    default = timedelta(seconds=DEFAULT_COLLECT_SECONDS)
    return options.get(CONF_COLLECT_SECONDS, partial(length, "seconds"), default)
