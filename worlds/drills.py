"""A year of drills and of signs of life, with channels that die; by a seed."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final

from custom_components.hwgroup.alerts.health.drills import Drills
from custom_components.hwgroup.alerts.timeline import Instant

from .examples import HOUR, MINUTE, NOON

PERIOD: Final = timedelta(days=30)
_LOOK: Final = 5 * MINUTE
_RECIPIENTS: Final = tuple(f"01K{number}" for number in range(4))
# Whoever waits outside for a sign of life complains after so long without one.
_BEAT: Final = 5 * MINUTE
_PATIENCE: Final = 3 * _BEAT


@dataclass
class _Way:
    """The way to a person: dead from time to time, and nobody tells."""

    chance: Random
    dead_since: Instant | None = None
    change: Instant = NOON
    answers: Instant | None = None
    """When the person answers what has reached him."""

    def __post_init__(self) -> None:
        """Work for a while."""
        self.change = NOON + self.chance.expovariate(1 / 90) * timedelta(days=1)

    def live(self, now: Instant) -> None:
        """Die, or come back to life."""
        if now < self.change:
            return
        dead = self.dead_since is None
        self.dead_since = now if dead else None
        days = self.chance.uniform(1, 120) if dead else self.chance.expovariate(1 / 90)
        self.change = now + days * timedelta(days=1)

    def send(self, now: Instant) -> None:
        """Bring a message, if it is alive; an answer takes up to two days."""
        if self.dead_since is None:
            self.answers = now + self.chance.uniform(0, 2) * timedelta(days=1)


@dataclass
class Year:
    """Lets a year of drills pass, looked at every five minutes."""

    seed: int
    days: float = 365
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    longest: timedelta = timedelta(0)
    """The longest time that a dead way was not known."""

    def run(self) -> None:
        """Live it."""
        chance = Random(self.seed)
        drills = Drills({})
        ways = {recipient: _Way(chance) for recipient in _RECIPIENTS}
        drills.keep(ways, NOON)
        look, known = NOON, set[str]()
        end = NOON + timedelta(days=self.days)
        while look < end:
            # It is a year of looks; in most of them nothing is due.
            look += _LOOK * chance.randint(1, 24)
            for recipient, way in ways.items():
                way.live(look)
                if way.answers is not None and way.answers <= look:
                    way.answers = None
                    drills.answered(recipient, look)
                    self.counts["answers"] += 1
            drills.mark_sent(asked := drills.due(PERIOD, look), look)
            for recipient in asked:
                self.counts["drills"] += 1
                ways[recipient].send(look)
            overdue = drills.overdue(PERIOD, look)
            self.counts["found"] += len(overdue - known)
            known = overdue
            for recipient, way in ways.items():
                self._check(recipient, way, overdue, look)

    def _check(
        self, recipient: str, way: _Way, overdue: set[str], now: Instant
    ) -> None:
        if way.dead_since is None:
            return
        unknown = now - way.dead_since
        if recipient in overdue:
            return
        self.longest = max(self.longest, unknown)
        if unknown > PERIOD + 2 * HOUR:  # the looks here are up to two hours apart
            self.wrong.append(f"{recipient} is dead since {way.dead_since}, at {now}")

    def __str__(self) -> str:
        """Return the numbers."""
        days = self.longest / timedelta(days=1)
        return (
            f"seed {self.seed}: {self.days:g} days, {dict(self.counts)}, "
            f"longest unknown {days:.1f} days, wrong {len(self.wrong)}"
        )
