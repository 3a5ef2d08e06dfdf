"""A trace, what the alerts make of it, and what the oracle says of that."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from custom_components.hwgroup.alerts.model import Change
from custom_components.hwgroup.alerts.rules.event import AlertEvent

from .home import Home
from .oracle import NIGHT, RECIPIENTS, RULES, TOLERANCE, expectations, said
from .traces import DAY, HOUR, MINUTE, Polled, Restarted, Step, Trace


@dataclass
class Trial:
    """Follows one trace, and collects what was wrong and how much there was."""

    seed: int
    days: float
    steps: Counter[str] = field(default_factory=Counter)
    started: Counter[str] = field(default_factory=Counter)
    owed: set[tuple[str, str, float]] = field(default_factory=set)
    """The alerts of which not one could have been missing."""
    told: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _on: set[tuple[str, str]] = field(default_factory=set)
    _flapping: set[tuple[str, str]] = field(default_factory=set)
    _since: dict[tuple[str, str], float] = field(default_factory=dict)
    _seen: tuple[int, int] = (0, 0)

    def run(self) -> None:
        """Follow the trace to its end."""
        trace = Trace(self.seed, self.days)
        self._expected = dict(expectations())
        # Summer time begins in the first days of one half, and ends in the other half.
        begin = datetime(2026, 3 if self.seed % 2 else 10, 24, tzinfo=UTC)
        steps = iter(trace)
        first = next(
            step.device
            for step in steps
            if isinstance(step, Polled) and step.device is not None
        )
        self._home = Home(RULES, RECIPIENTS, begin, first)
        for step in steps:
            self._home.wait(step.at)
            self._check_news()
            self._hear(step)
            self._home.take(step)
            self._check_news()
            self._check_alerts(step.at)

    def _hear(self, step: Step) -> None:
        self.steps[type(step).__name__] += 1
        if isinstance(step, Restarted):
            for expected in self._expected.values():
                expected.restart()
        elif isinstance(step, Polled):
            for key, told in said(step.device):
                self._expected[key].hear(step.at, told)

    def _check_news(self) -> None:
        """Nothing happens that is not justified, and nobody is told too early."""
        happened, told = self._seen
        for at, alert_event in islice(self._home.alert_events, happened, None):
            self._check_happening(at, alert_event)
        for telling in islice(self._home.told, told, None):
            self.told[telling.recipient] += 1
            key = telling.alert.rule, telling.alert.source
            late = telling.recipient == "late"
            if late and telling.at - self._since[key] < 15 * MINUTE - TOLERANCE:
                self._complain(telling.at, key, "escalated too early")
            if (
                late
                and key[0] != "warm_for_long"
                and self._is_night(telling.at + TOLERANCE)
            ):
                self._complain(telling.at, key, "told in the quiet hours")
        self._seen = len(self._home.alert_events), len(self._home.told)

    def _check_happening(self, at: float, alert_event: AlertEvent) -> None:
        alert = alert_event.alert
        key = alert.rule, alert.source
        expected = self._expected[key]
        if alert_event.change is Change.STARTED:
            self.started[alert.rule] += 1
            anew = key in self._on
            settled = key in self._flapping and expected.may_have_settled(at)
            if anew and not settled and not expected.may_start_anew():
                self._complain(at, key, "started before it has ended")
            self._on.add(key)
            self._flapping.discard(key)
            if alert.flapping:
                self._flapping.add(key)
            self._since[key] = at
            if not anew and not expected.may_start(at):
                self._complain(at, key, "false alarm")
            return
        self._on.remove(key)
        over = expected.well or alert.flapping or expected.may_start_anew()
        if expected.firing or not over:
            self._complain(at, key, "cleared though it is not over")

    def _check_alerts(self, at: float) -> None:
        """What is owed is there, and what is over is not."""
        for key, expected in self._expected.items():
            alert = self._home.engine.alert(*key)
            on = alert is not None and alert.is_on
            if on and expected.must_start_anew(at) and self._since[key] != at:
                self._complain(at, key, "not told anew after a long gap")
            if expected.must_be_on(at):
                if on:
                    self.owed.add((*key, self._since[key]))
                else:
                    self._complain(at, key, "no alert")
            if on and alert and alert.flapping and expected.must_have_settled(at):
                self._complain(at, key, "goes on, and is still called flapping")
            if on and expected.must_be_off(at):
                self._complain(at, key, "does not end")
            if on and alert is not None:
                self._check_told(at, key, set(alert.told))

    def _check_told(self, at: float, key: tuple[str, str], told: set[str]) -> None:
        if "day" not in told:
            self._complain(at, key, "nobody is told")
        if at - self._since[key] < 15 * MINUTE + TOLERANCE or "late" in told:
            return
        # The clock may have just been set past an end of the night.
        if key[0] == "warm_for_long" or not any(
            self._is_night(at + hours * HOUR) for hours in (-2, -1, 0, 1, 2)
        ):
            self._complain(at, key, "not escalated")

    def _is_night(self, at: float) -> bool:
        clock = self._home.local(at).time()
        return clock >= NIGHT[0] or clock < NIGHT[1]

    def _complain(self, at: float, key: tuple[str, str], what: str) -> None:
        local = self._home.local(at)
        self.wrong.append(
            f"seed {self.seed}, day {at / DAY:.4f} ({local:%F %T}), {key}: {what}"
        )

    def __str__(self) -> str:
        """Return the numbers."""
        return (
            f"seed {self.seed}: {self.days:g} days, {dict(self.steps)}, "
            f"started {dict(self.started)}, owed {dict(Counter(rule for rule, *_ in self.owed))}, "
            f"told {dict(self.told)}, wrong {len(self.wrong)}"
        )
