"""No false alarm and no missing one, in years of a device that stumbles.

More of them: `scripts/soak traces`.
"""

import logging

import pytest

from worlds.oracle import RULES
from worlds.trial import Trial

DAYS = 12
_LOGGER = logging.getLogger(__name__)


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    """Return traces that were followed to their ends."""
    trials = [Trial(seed, DAYS) for seed in (1, 2)]
    for trial in trials:
        trial.run()
        _LOGGER.info("%s", trial)
    return trials


def test_only_what_the_words_of_the_rules_justify(trials: list[Trial]) -> None:
    """Noise, lost polls, invalid readings, restarts, clocks: none of it is an alarm."""
    assert not [wrong for trial in trials for wrong in trial.judge.wrong]


def test_the_traces_have_all_of_it(trials: list[Trial]) -> None:
    """Every rule has had its alerts, and each step its turn."""
    rules = {rule.id for rule in RULES}
    judges = [trial.judge for trial in trials]
    assert sum(judge.forgotten for judge in judges)
    for judge in judges:
        assert judge.started.keys() == rules
        assert judge.owed.keys() == rules
        assert judge.steps.keys() == {"Polled", "Restarted", "ClockSet", "Answered"}
        assert judge.answered.keys() >= {"offline", "warm", "graded"}
        assert judge.told["day"] == judge.started.total() + judge.forgotten
        assert judge.told["late"]
