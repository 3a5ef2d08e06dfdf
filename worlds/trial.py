"""A trace, what the alerts make of it, and what the oracle says of that."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from custom_components.hwgroup.alerts.model import Alert, Change, Phase
from custom_components.hwgroup.alerts.rules.event import AlertEvent

from .home import Home, Told
from .oracle import (
    HARDER,
    NIGHT,
    RECIPIENTS,
    RULES,
    TOLERANCE,
    expectations,
    lengths,
    said,
)
from .polls import Polls
from .traces import DAY, HOUR, MINUTE, Answered, Polled, Restarted, Step, Trace


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
    answered: Counter[str] = field(default_factory=Counter)
    """The alerts that somebody acknowledged, by their rules."""
    forgotten: int = 0
    """The acknowledgements that ended by themselves."""
    wrong: list[str] = field(default_factory=list)
    _on: set[tuple[str, str]] = field(default_factory=set)
    _flapping: dict[tuple[str, str], float] = field(default_factory=dict)
    """Since when each alert is told to be flapping."""
    _since: dict[tuple[str, str], float] = field(default_factory=dict)
    """When each alert was started last, or its acknowledgement ended."""
    _answered: dict[tuple[str, str], tuple[float, float, float]] = field(
        default_factory=dict
    )
    """When each alert was acknowledged, and when that ends at the earliest and latest."""
    _told_at: dict[tuple[str, str, str], float] = field(default_factory=dict)
    """When each recipient was told last of each alert, since it was started."""
    _seen: tuple[int, int] = (0, 0)

    def run(self) -> None:
        """Follow the trace to its end."""
        trace = Trace(self.seed, self.days)
        self._expected = dict(expectations())
        self._polls = Polls(0.0)
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
            if isinstance(step, Answered):
                self._note_answers(step.at)
            self._check_news()
            self._check_alerts(step.at)

    def _hear(self, step: Step) -> None:
        self.steps[type(step).__name__] += 1
        if isinstance(step, Restarted):
            self._polls = Polls(step.at)
            for expected in self._expected.values():
                expected.restart()
        elif isinstance(step, Polled):
            share = self._polls.share(step.at, answered=step.device is not None)
            for key, told in said(step.device, share):
                self._expected[key].hear(step.at, told)

    def _note_answers(self, at: float) -> None:
        for alert, rule, _ in self._home.engine.active:
            key = alert.rule, alert.source
            # One that has ended since the last look may be followed by another.
            ended = key in self._answered and at > self._answered[key][1]
            known = key in self._answered and not ended
            if alert.phase is Phase.ACKNOWLEDGED and not known:
                least, longest = lengths(key, harder=alert.harder)
                self._answered[key] = at, at + least, at + longest
                self.answered[rule.id] += 1

    def _check_news(self) -> None:
        """Nothing happens that is not justified, and nobody is told too early."""
        happened, told = self._seen
        news: list[tuple[float, AlertEvent | Told]] = [
            *islice(self._home.alert_events, happened, None),
            *((telling.at, telling) for telling in islice(self._home.told, told, None)),
        ]
        for at, each in sorted(news, key=lambda item: item[0]):
            if isinstance(each, Told):
                self._check_telling(each)
            else:
                self._check_happening(at, each)
        self._seen = len(self._home.alert_events), len(self._home.told)

    def _check_telling(self, telling: Told) -> None:
        self.told[telling.recipient] += 1
        key = telling.alert.rule, telling.alert.source
        late = telling.recipient == "late"
        if key in self._answered and telling.at < self._answered[key][1] - TOLERANCE:
            self._complain(telling.at, key, "told though it is acknowledged")
        # Who was told before is told again at once.
        first = late and (*key, "late") not in self._told_at
        if first and telling.at - self._since[key] < 15 * MINUTE - TOLERANCE:
            self._complain(telling.at, key, "escalated too early")
        if (
            late
            and not _wakes(telling.alert)
            and self._is_night(telling.at + TOLERANCE)
        ):
            self._complain(telling.at, key, "told in the quiet hours")
        self._told_at[*key, telling.recipient] = telling.at

    def _check_happening(self, at: float, alert_event: AlertEvent) -> None:
        alert = alert_event.alert
        key = alert.rule, alert.source
        expected = self._expected[key]
        if alert_event.change is Change.STARTED:
            self.started[alert.rule] += 1
            anew = key in self._on
            settled = key in self._flapping and expected.may_have_settled(at)
            harder = self._expected.get((HARDER, alert.source))
            worse = alert.harder and harder is not None and harder.may_start(at)
            if anew and not (settled or worse or expected.may_start_anew()):
                self._complain(at, key, "started before it has ended")
            self._answered.pop(key, None)
            for recipient in RECIPIENTS:
                self._told_at.pop((*key, recipient.id), None)
            self._on.add(key)
            self._flapping.pop(key, None)
            if alert.flapping:
                self._flapping[key] = at
            self._since[key] = at
            if not anew and not expected.may_start(at):
                self._complain(at, key, "false alarm")
            return
        self._on.remove(key)
        self._answered.pop(key, None)
        over = expected.well or alert.flapping or expected.may_start_anew()
        if expected.firing or not over:
            self._complain(at, key, "cleared though it is not over")

    def _check_alerts(self, at: float) -> None:
        """What is owed is there, and what is over is not."""
        for key, expected in self._expected.items():
            if key[0] == HARDER:
                self._check_severity(at, key[1])
                continue
            alert = self._home.engine.alert(*key)
            on = alert is not None and alert.is_on
            if on and expected.must_start_anew(at) and self._since[key] != at:
                self._complain(at, key, "not told anew after a long gap")
            if expected.must_be_on(at):
                if on:
                    self.owed.add((*key, self._since[key]))
                else:
                    self._complain(at, key, "no alert")
            told = self._flapping.get(key) if on else None
            if told is not None and expected.must_have_settled(at, told):
                self._complain(at, key, "goes on, and is still called flapping")
            if on and expected.must_be_off(at):
                self._complain(at, key, "does not end")
            if on and alert is not None:
                self._check_answer(at, key, alert)
                if alert.phase is Phase.ACTIVE:
                    self._check_told(at, key, alert)

    def _check_severity(self, at: float, source: str) -> None:
        """It is critical from its second limit on, and no more once it is back."""
        key, expected = ("graded", source), self._expected[HARDER, source]
        alert = self._home.engine.alert(*key)
        if alert is None or not alert.is_on or alert.ended is not None:
            return
        if expected.must_be_on(at) and not alert.harder:
            self._complain(at, key, "not critical")
        if alert.harder and expected.well and not alert.flapping:
            self._complain(at, key, "still critical")

    def _check_answer(self, at: float, key: tuple[str, str], alert: Alert) -> None:
        """An acknowledgement ends when it is said to, and not before."""
        if (known := self._answered.get(key)) is None:
            return
        _, earliest, latest = known
        if alert.phase is Phase.ACKNOWLEDGED:
            if at > latest + TOLERANCE:
                self._complain(at, key, "is acknowledged for too long")
        elif at < earliest - TOLERANCE:
            self._complain(at, key, "is not acknowledged any more")
        else:
            # Who was told before is told again; the others have their time.
            self.forgotten += 1
            del self._answered[key]
            told = self._told_at[*key, "day"]
            self._since[key] = max(earliest, told)
            if told < earliest - TOLERANCE:
                self._complain(at, key, "nobody is told that it is still so")

    def _check_told(self, at: float, key: tuple[str, str], alert: Alert) -> None:
        if "day" not in alert.told:
            self._complain(at, key, "nobody is told")
        if at - self._since[key] < 15 * MINUTE + TOLERANCE or "late" in alert.told:
            return
        # The clock may have just been set past an end of the night.
        if _wakes(alert) or not any(
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
            f"told {dict(self.told)}, acknowledged {dict(self.answered)}, "
            f"forgotten {self.forgotten}, wrong {len(self.wrong)}"
        )


def _wakes(alert: Alert) -> bool:
    """Return whether people are told of it also at night: the end of an answer is not."""
    return (alert.rule == "warm_for_long" or alert.harder) and not alert.reminder
