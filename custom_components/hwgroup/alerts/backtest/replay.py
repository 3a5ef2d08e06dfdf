"""Replays history through the same engine as the live alerts.

Pure, with time as an argument; nothing is sent and nothing is changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from heapq import merge
from typing import Final

from ..model import Change, Reading
from ..rules.conditions import Range, Rule
from ..rules.engine import RuleEngine
from ..rules.event import AlertEvent
from ..timeline import Instant

# Settings to try if there were alerts; the smallest one that helps is proposed.
_DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30))
_HYSTERESES: Final = (0.2, 0.5, 1.0, 2.0)
# A proposal has to avoid this part of the alerts.
_WORTH_IT: Final = 0.5
# The states of one poll are recorded within this time.
_AT_ONCE: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """The value of a reading from a time on; None if it could not be read."""

    time: Instant
    value: float | None
    heard: bool = True
    in_alarm: bool | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The history of one reading, the oldest moment first."""

    reading: Reading
    moments: Sequence[Moment]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAlert:
    """An alert that would have been raised; without an end it lasts until now."""

    reading: Reading
    started: Instant
    ended: Instant | None = None
    worst: float | None = None

    def length(self, now: Instant) -> timedelta:
        """Return how long it lasted after the first message."""
        return (self.ended or now) - self.started


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another setting, and the number of alerts with it."""

    rule: Rule
    alerts: int


def replay(rule: Rule, series: Sequence[Series], end: Instant) -> list[PastAlert]:
    """Return the alerts of a rule in the history, by their start."""
    return _replay_all([rule], series, end)[0]


def _replay_all(
    rules: Iterable[Rule], series: Sequence[Series], end: Instant
) -> list[list[PastAlert]]:
    """Evaluate several rules with one engine, and return the alerts of each."""
    numbered = [replace(rule, id=str(number)) for number, rule in enumerate(rules)]
    began: dict[tuple[str, str], PastAlert] = {}
    told: list[list[PastAlert]] = [[] for _ in numbered]
    for alert_event in happenings(RuleEngine(numbered), series, end):
        alert, number = alert_event.alert, alert_event.rule.id
        key = number, alert.source
        if alert_event.change is Change.STARTED:
            if turned := began.pop(key, None):
                ended = alert.last_seen or alert.since
                told[int(number)].append(replace(turned, ended=ended))
            began[key] = PastAlert(
                reading=alert_event.reading, started=alert.started or end
            )
        elif alert_event.change is Change.CLEARED:
            past = replace(began.pop(key), ended=alert.ended, worst=alert.worst)
            told[int(number)].append(past)
    for (number, _), lasting in began.items():
        told[int(number)].append(lasting)
    return [sorted(alerts, key=lambda alert: alert.started) for alerts in told]


def happenings(
    engine: RuleEngine, series: Iterable[Series], end: Instant
) -> Iterator[AlertEvent]:
    """Yield what becomes of the alerts of an engine while it lives through the history."""
    now: Instant | None = None
    for time, device, readings in _polls(series):
        yield from _until(engine, now, time)
        now = time
        yield from engine.observe(device, readings, time)
    yield from _until(engine, now, end)


def _polls(
    series: Iterable[Series],
) -> Iterator[tuple[Instant, str, list[Reading]]]:
    """Yield all readings of a device after each change of one of them."""
    devices: defaultdict[str, dict[str, Reading]] = defaultdict(dict)
    began: dict[str, Instant] = {}
    for time, reading in merge(*map(_readings, series), key=lambda item: item[0]):
        device = reading.device
        for other in [each for each in began if time - began[each] >= _AT_ONCE]:
            yield began.pop(other), other, [*devices[other].values()]
        devices[device][reading.key] = reading
        began.setdefault(device, time)
    for device, begin in began.items():
        yield begin, device, [*devices[device].values()]


def _readings(series: Series) -> Iterator[tuple[Instant, Reading]]:
    for moment in series.moments:
        yield (
            moment.time,
            replace(
                series.reading,
                value=moment.value,
                heard=moment.heard,
                in_alarm=moment.in_alarm,
                since=None,
            ),
        )


def _until(
    engine: RuleEngine, now: Instant | None, end: Instant
) -> Iterator[AlertEvent]:
    """Let time pass until the next reading."""
    while now is not None and (due := engine.next_due(now)) is not None and due < end:
        now = due
        yield from engine.tick(now)


def proposal(
    rule: Rule, series: Sequence[Series], end: Instant, alerts: int
) -> Proposal | None:
    """Return the smallest change of a setting that would have avoided most alerts."""
    if alerts < 2:
        return None
    variants = list(_variants(rule))
    for variant, found in zip(
        variants, _replay_all(variants, series, end), strict=True
    ):
        if len(found) <= alerts * _WORTH_IT:
            return Proposal(variant, len(found))
    return None


def _variants(rule: Rule) -> Iterator[Rule]:
    if isinstance(rule.condition, Range):
        for hysteresis in _HYSTERESES:
            if hysteresis > rule.condition.hysteresis:
                condition = replace(rule.condition, hysteresis=hysteresis)
                yield replace(rule, condition=condition)
    for delay in _DELAYS:
        if delay > rule.delay:
            yield replace(rule, delay=delay)
