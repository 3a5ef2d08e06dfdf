"""The options of the alerts that are no rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from ...const import CONF_DRILL_DAYS, CONF_HEARTBEAT_MINUTES, CONF_HEARTBEAT_URL

DEFAULT_DRILL_DAYS: Final = 30
DEFAULT_HEARTBEAT_MINUTES: Final = 5


@dataclass(frozen=True, slots=True)
class Beat:
    """Who is to get a sign of life, and how often."""

    url: str
    every: timedelta


def beat_of(options: Mapping[str, Any]) -> Beat | None:
    """Return who gets a sign of life, None for nobody."""
    if not (url := options.get(CONF_HEARTBEAT_URL)):
        return None
    minutes = options.get(CONF_HEARTBEAT_MINUTES, DEFAULT_HEARTBEAT_MINUTES)
    return Beat(url, timedelta(minutes=minutes))


def drill_period_of(options: Mapping[str, Any]) -> timedelta | None:
    """Return how often each recipient is asked for an answer, None for never."""
    days = options.get(CONF_DRILL_DAYS, DEFAULT_DRILL_DAYS)
    return timedelta(days=days) if days else None
