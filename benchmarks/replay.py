"""What it costs to try a rule on the past, by the same day lived.

A day of forty readings. The floor is the engine that looks at them poll by poll, as it
does live; measured is a replay, which makes the polls of what the recorder remembers,
and one with a proposal, for which all variants of the rule follow side by side.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from custom_components.hwgroup.alerts.backtest.replay import (
    Moment,
    Series,
    proposal,
    replay,
)
from custom_components.hwgroup.alerts.model import Reading, ReadingKind
from custom_components.hwgroup.alerts.rules.conditions import Range, Rule, Selection
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.trends import Forecast
from custom_components.hwgroup.alerts.timeline import Instant

from .report import Row
from .size import size
from .timing import paired

DEVICES, READINGS = size(8), 5
EVERY: Final = timedelta(seconds=150)
BEGIN: Final = Instant.of(datetime(2026, 1, 1, tzinfo=UTC))
END: Final = BEGIN + timedelta(hours=size(24, 6))
TIMES: Final = [BEGIN + EVERY * n for n in range((END - BEGIN) // EVERY)]
LIMIT: Final = 6.4  # is crossed now and then
CONDITIONS: Final[dict[str, Range | Forecast]] = {
    "range": Range(high=LIMIT),
    "forecast": Forecast(
        window=timedelta(minutes=30), within=timedelta(hours=1), high=LIMIT + 1
    ),
}
_REPETITIONS: Final = size(5)


def measure(seed: int) -> list[Row]:
    """Measure a limit and a trend."""
    chance = Random(seed)  # noqa: S311
    series = [
        Series(
            Reading(
                key=f"{device}/sensor/{number}",
                device=str(device),
                kind=ReadingKind.SENSOR,
                device_name="",
                quantity="temperature",
                value=None,
                unit="°C",
            ),
            [Moment(time, round(chance.gauss(5, 0.7), 1)) for time in TIMES],
        )
        for device in range(DEVICES)
        for number in range(READINGS)
    ]
    return [
        row
        for name, condition in CONDITIONS.items()
        for row in _rows(name, condition, series)
    ]


def _rows(name: str, condition: Range | Forecast, series: list[Series]) -> list[Row]:
    rule = Rule(
        id="rule",
        words=name,
        condition=condition,
        selection=Selection(kinds=frozenset((ReadingKind.SENSOR,))),
    )
    live = partial(_live, rule, _polls(series))
    alerts = len(replay(rule, series, END))
    tried = partial(replay, rule, series, END)
    proposed = partial(proposal, rule, series, END, alerts)
    return [
        Row(
            f"{DEVICES * READINGS} readings, a {name}{what}",
            paired(live, measured, repetitions=_REPETITIONS, calls=1).cpu,
            note=f"CPU, by the same day lived; {alerts} alerts",
        )
        for what, measured in (("", tried), (": with a proposal", proposed))
    ]


def _polls(series: list[Series]) -> list[tuple[Instant, str, list[Reading]]]:
    return [
        (
            time,
            str(device),
            [
                replace(each.reading, value=each.moments[number].value)
                for each in series
                if each.reading.device == str(device)
            ],
        )
        for number, time in enumerate(TIMES)
        for device in range(DEVICES)
    ]


def _live(rule: Rule, polls: list[tuple[Instant, str, list[Reading]]]) -> None:
    engine = RuleEngine([rule])
    for time, device, readings in polls:
        list(engine.observe(device, readings, time))
