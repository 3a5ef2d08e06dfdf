"""A trace, what the alerts make of it, and what the oracle says of that."""

from datetime import UTC, datetime

from .home import Home
from .judge import Judge
from .oracle import RECIPIENTS, RULES
from .traces import Polled, Trace


class Trial:
    """Follows one trace; its judge collects what was wrong and how much there was."""

    def __init__(self, seed: int, days: float) -> None:
        """Choose the trace."""
        self.seed = seed
        self.days = days
        self.judge: Judge

    def run(self) -> None:
        """Follow the trace to its end."""
        # Summer time begins in the first days of one half, and ends in the other half.
        begin = datetime(2026, 3 if self.seed % 2 else 10, 24, tzinfo=UTC)
        steps = iter(Trace(self.seed, self.days))
        first = next(
            step.device
            for step in steps
            if isinstance(step, Polled) and step.device is not None
        )
        home = Home(RULES, RECIPIENTS, begin, first)
        self.judge = Judge(f"seed {self.seed}", home)
        for step in steps:
            home.wait(step.at)
            self.judge.check_news()
            self.judge.take(step)
            home.take(step)
            self.judge.look(step)

    def __str__(self) -> str:
        """Return the numbers."""
        judge = self.judge
        return (
            f"seed {self.seed}: {self.days:g} days, {dict(judge.steps)}, "
            f"started {dict(judge.started)}, owed {dict(judge.owed)}, "
            f"told {dict(judge.told)}, acknowledged {dict(judge.answered)}, "
            f"forgotten {judge.forgotten}, wrong {len(judge.wrong)}"
        )
