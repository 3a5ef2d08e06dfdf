"""What the oracle says of what the alerts make of one device."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from custom_components.hwgroup.alerts.model import Alert, Change, Phase
from custom_components.hwgroup.alerts.rules.event import AlertEvent

from .home import Told
from .oracle import HARDER, NIGHT, RECIPIENTS, TOLERANCE, expectations, lengths, said
from .polls import Polls
from .traces import DAY, HOUR, MINUTE, Answered, Polled, Restarted, Step


class Watched(Protocol):
    """A device of which the alerts are watched, under the keys of the oracle."""

    def alert(self, rule: str, source: str) -> Alert | None:
        """Return an alert, whatever it is like."""

    def active(self) -> Iterable[tuple[Alert, str]]:
        """Return the alerts that are on, each with the ID of its rule."""

    def take_news(self) -> list[tuple[float, AlertEvent | Told]]:
        """Return what has happened since this was asked last, in order."""

    def local(self, at: float) -> datetime:
        """Return what the clock on the wall shows."""


@dataclass
class Judge:
    """Hears what a device said, looks at its alerts, and collects what was wrong.

    `name` says in its objections which device it was.
    """

    name: str
    home: Watched
    since: float = 0.0
    """When Home Assistant was started."""
    put_off: frozenset[str] = frozenset()
    """The rules of which nobody is told while they know what says the same."""
    steps: Counter[str] = field(default_factory=Counter)
    started: Counter[str] = field(default_factory=Counter)
    owed: Counter[str] = field(default_factory=Counter)
    """The alerts of which not one could have been missing, by their rules."""
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
    _owed_since: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Have heard nothing yet."""
        self._expected = dict(expectations())
        self._polls = Polls(self.since)

    def knows(self, rule: str, source: str) -> bool:
        """Return whether the oracle says anything of a rule and a reading."""
        return (rule, source) in self._expected

    @property
    def is_calm(self) -> bool:
        """Whether nothing is wrong, and nothing is owed that may still begin or end."""
        return not self._on and all(
            expected.well for expected in self._expected.values()
        )

    def take(self, step: Step) -> None:
        """Hear what has happened, before the alerts make something of it."""
        self.steps[type(step).__name__] += 1
        if isinstance(step, Restarted):
            self._polls = Polls(step.at)
            for expected in self._expected.values():
                expected.restart()
        elif isinstance(step, Polled):
            share = self._polls.share(step.at, answered=step.device is not None)
            for key, told in said(step.device, share):
                self._expected[key].hear(step.at, told)

    def look(self, step: Step) -> None:
        """Look at what the alerts have made of it."""
        if isinstance(step, Answered):
            self._note_answers(step.at)
        self.check_news()
        self._check_alerts(step.at)

    def _note_answers(self, at: float) -> None:
        for alert, rule in self.home.active():
            key = alert.rule, alert.source
            # One that has ended since the last look may be followed by another.
            ended = key in self._answered and at > self._answered[key][1]
            known = key in self._answered and not ended
            if alert.phase is Phase.ACKNOWLEDGED and not known:
                least, longest = lengths(key, harder=alert.harder)
                self._answered[key] = at, at + least, at + longest
                self.answered[rule] += 1

    def check_news(self) -> None:
        """Nothing happens that is not justified, and nobody is told too early."""
        for at, each in self.home.take_news():
            if isinstance(each, Told):
                self._check_telling(each)
            else:
                self._check_happening(at, each)

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
        if key not in self._on:
            self._complain(at, key, "ended though it has not begun")
        self._on.discard(key)
        self._answered.pop(key, None)
        over = expected.well or alert.flapping or expected.may_start_anew()
        if expected.surely_firing or not over:
            self._complain(at, key, "cleared though it is not over")

    def _check_alerts(self, at: float) -> None:
        """What is owed is there, and what is over is not."""
        for key, expected in self._expected.items():
            if key[0] == HARDER:
                self._check_severity(at, key[1])
                continue
            alert = self.home.alert(*key)
            on = alert is not None and alert.is_on
            if on and expected.must_start_anew(at) and self._since[key] != at:
                self._complain(at, key, "not told anew after a long gap")
            if expected.must_be_on(at):
                if on:
                    self._note_owed(key)
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

    def _note_owed(self, key: tuple[str, str]) -> None:
        if self._owed_since.get(key) != self._since[key]:
            self._owed_since[key] = self._since[key]
            self.owed[key[0]] += 1

    def _check_severity(self, at: float, source: str) -> None:
        """It is critical from its second limit on, and no more once it is back."""
        key, expected = ("graded", source), self._expected[HARDER, source]
        alert = self.home.alert(*key)
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
            told = self._told_at.get((*key, "day"), 0.0)
            self._since[key] = max(earliest, told)
            if told < earliest - TOLERANCE and key[0] not in self.put_off:
                self._complain(at, key, "nobody is told that it is still so")

    def _check_told(self, at: float, key: tuple[str, str], alert: Alert) -> None:
        # While what flaps is calm, nobody has to hear of it.
        if key[0] in self.put_off or alert.ended is not None:
            return
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
        clock = self.home.local(at).time()
        return clock >= NIGHT[0] or clock < NIGHT[1]

    def _complain(self, at: float, key: tuple[str, str], what: str) -> None:
        local = self.home.local(at)
        self.wrong.append(
            f"{self.name}, day {at / DAY:.4f} ({local:%F %T}), {key}: {what}"
        )


def _wakes(alert: Alert) -> bool:
    """Return whether people are told of it also at night: the end of an answer is not."""
    return (alert.rule == "warm_for_long" or alert.harder) and not alert.reminder
