"""What rules would have told of a time that nobody has observed. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..backtest.replay import Moment, Series, happenings
from ..messages.group import severest
from ..model import Alert, Change, Reading
from ..rules.conditions import (
    Disagreement,
    LimitsChanged,
    Lost,
    NotSetUp,
    Offline,
    Rule,
)
from ..rules.engine import RuleEngine
from ..rules.event import AlertEvent
from ..rules.trends import Forecast
from ..timeline import Instant

# A log holds values only, and nobody has to know what they were heading for.
_NOT_LOGGED: Final = (Disagreement, Forecast, LimitsChanged, Lost, NotSetUp, Offline)


@dataclass(frozen=True, slots=True)
class Episode:
    """A time in which a rule held for so long that people would have been told.

    The alert is as it was at its end, and the value of the reading the worst one.
    """

    rule: Rule
    alert: Alert
    reading: Reading
    since: Instant
    until: Instant
    lasts: bool
    """Whether it still held when the device logged last."""


@dataclass(frozen=True, slots=True)
class Hindsight:
    """The episodes of a gap, and since when which rules hold at its end.

    These are by the IDs of the rules and the keys of the readings.
    """

    episodes: Sequence[Episode]
    holding: dict[tuple[str, str], Instant]
    end: Instant


def look_back(rules: Iterable[Rule], series: Sequence[Series]) -> Hindsight:
    """Return what rules say of the history of some readings, which has to have moments."""
    engine = RuleEngine(
        rule for rule in rules if not isinstance(rule.condition, _NOT_LOGGED)
    )
    moments = {each.reading.key: each.moments for each in series}
    end = max(each[-1].time for each in moments.values())
    episodes = [
        _episode(event, until, moments[event.alert.source], lasts)
        for event, until, lasts in _told(engine, series, end)
    ]
    holding = {
        (alert.rule, alert.source): alert.since
        for alert in engine.alerts
        if alert.since is not None and alert.ended is None
    }
    return Hindsight(episodes, holding, end)


def _told(
    engine: RuleEngine, series: Sequence[Series], end: Instant
) -> Iterator[tuple[AlertEvent, Instant, bool]]:
    """Yield each alert with its end, and whether it lasts."""
    began: dict[tuple[str, str], AlertEvent] = {}
    for event in happenings(engine, series, end):
        key = event.rule.id, event.alert.source
        first = began.pop(key, None)
        if event.change is not Change.STARTED:
            if first is not None:
                yield _whole(first, event), event.alert.ended or end, False
        elif first is None:
            began[key] = event
        elif first.alert.above is event.alert.above:
            began[key] = _whole(first, event)  # it has become critical, say
        else:
            # Too warm has become too cold.
            yield first, event.alert.since or end, False
            began[key] = event
    for alert, rule, reading in engine.active:
        event = AlertEvent(Change.STARTED, alert, rule, reading)
        whole = _whole(began[rule.id, alert.source], event)
        yield whole, alert.ended or end, alert.ended is None


def _whole(first: AlertEvent, last: AlertEvent) -> AlertEvent:
    """Return an alert from its begin to its end, as severe as it ever was."""
    begin = first.alert
    limit = last.alert.limit if begin.harder else begin.limit
    return replace(
        last,
        alert=replace(
            last.alert,
            since=begin.since,
            started=begin.started,
            limit=limit,
            harder=begin.harder and last.alert.harder,
        ),
        rule=replace(
            last.rule, severity=severest((first.rule.severity, last.rule.severity))
        ),
    )


def _episode(
    event: AlertEvent, until: Instant, moments: Sequence[Moment], lasts: bool
) -> Episode:
    alert = event.alert
    since = alert.since or until
    values = [
        each.value
        for each in moments
        if each.value is not None
        and since <= each.time
        and (each.time < until or (lasts and each.time == until))
    ]
    worst = alert.value
    if values:
        worst = values[0]
        if alert.above is not None:
            worst = max(values) if alert.above else min(values)
    return Episode(
        rule=event.rule,
        alert=replace(alert, ended=until, value=worst, worst=worst),
        reading=replace(event.reading, value=worst, in_alarm=None),
        since=since,
        until=until,
        lasts=lasts,
    )


def is_covered(
    begin: Instant, end: Instant, spans: Iterable[tuple[Instant, Instant]]
) -> bool:
    """Return whether a time is within what spans are together."""
    for since, until in sorted(spans):
        if since > begin:
            return False
        begin = max(begin, until)
        if begin >= end:
            return True
    return False
