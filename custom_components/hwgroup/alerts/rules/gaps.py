"""What a time in which nothing was known means for an alert. Pure."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from ..model import Alert
from ..timeline import Gap, Instant
from .conditions import Rule
from .trends import Trend

# For so long nothing need be heard of a rule that holds, and it still held all the time;
# or for as long as its delay.
_LONGEST_GAP: Final = timedelta(minutes=2)
# After so long without any news, beyond what a rule waits for anyway, an alert that holds
# is told anew: it may be another one.
LONG_GAP: Final = timedelta(hours=1)


def longest_silence(rule: Rule) -> timedelta:
    """Return for how long nothing need be heard of a rule that holds."""
    return max(rule.delay, _LONGEST_GAP)


def long_gap(rule: Rule, alert: Alert, now: Instant) -> Gap | None:
    """Return the time in which nothing was known of an alert that is on, if it is long."""
    gap = Gap(alert.seen, now)
    return gap if alert.is_on and is_long(rule, gap) else None


def is_long(rule: Rule, gap: Gap) -> bool:
    """Return whether an alert that holds after a gap has to be told anew."""
    window = (
        rule.condition.window if isinstance(rule.condition, Trend) else timedelta(0)
    )
    return gap.is_longer_than(rule.delay + window + LONG_GAP)


def interrupted(rule: Rule, alert: Alert, gap: Gap) -> Alert:
    """Return an alert after a gap that was longer than was thought: it waits anew."""
    if not gap.is_longer_than(longest_silence(rule)):
        return alert
    if alert.turned:
        return replace(alert, turned=max(alert.turned, gap.end))
    if alert.since and not alert.is_on:
        since = max(alert.since, gap.end)
        return replace(alert, since=since, first=since, stretches=1)
    return alert
