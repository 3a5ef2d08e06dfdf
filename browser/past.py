"""A day that readings have behind them: a graph of three minutes shows nobody much."""

from contextlib import closing
from math import sin, tau
from pathlib import Path
import sqlite3
from time import time
from typing import Final

DATABASE: Final = "home-assistant_v2.db"
STEP_SECONDS: Final = 300
STEPS: Final = 24 * 3600 // STEP_SECONDS
# How far a day moves a reading, and how often that goes up and down again.
SWING: Final = 0.05
WAVES: Final = 9

_KNOWN: Final = """
SELECT metadata_id, attributes_id, state FROM states
JOIN states_meta USING (metadata_id)
WHERE states_meta.entity_id = ? AND state NOT IN ('unavailable', 'unknown')
ORDER BY last_updated_ts DESC LIMIT 1
"""
_ADDED: Final = """
INSERT INTO states (metadata_id, attributes_id, state, last_updated_ts)
VALUES (?, ?, ?, ?)
"""


def give_past(
    folder: Path, entity_ids: list[str], excursions: dict[str, list[float]]
) -> bool:
    """Let the recorder remember a day of readings, some of which went astray.

    Returns whether it knows all of them yet; it writes down what is new only now and
    then, and until then nothing is added.
    """
    with closing(sqlite3.connect(folder / DATABASE, timeout=30)) as database, database:
        known = {
            entity_id: database.execute(_KNOWN, (entity_id,)).fetchone()
            for entity_id in entity_ids
        }
        if None in known.values():
            return False
        start = time() - STEPS * STEP_SECONDS
        for number, (entity_id, row) in enumerate(known.items()):
            metadata_id, attributes_id, state = row
            values = _day(float(state), number)
            for index, value in enumerate(excursions.get(entity_id, ())):
                values[STEPS // 3 + index] = value
            database.executemany(
                _ADDED,
                (
                    (
                        metadata_id,
                        attributes_id,
                        f"{value:.1f}",
                        start + n * STEP_SECONDS,
                    )
                    for n, value in enumerate(values)
                ),
            )
        return True


def _day(value: float, number: int) -> list[float]:
    """Return a day of a reading that ends at its value."""
    return [
        value * (1 + SWING * sin(tau * (WAVES + number) * (step - STEPS) / STEPS))
        for step in range(STEPS)
    ]
