"""How long an event loop stands still while the first SNMP device is set up.

An executor imports the library, but an import holds the interpreter's lock in bursts.
Each set-up has a process of its own, in which nothing has imported the library yet.
"""

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from statistics import median
from typing import cast

from .apart import processes
from .report import Row
from .size import size

PROCESSES = size(5)
GOAL = 50.0


class Way(StrEnum):
    """How a device is reached."""

    SNMP_1 = "SNMP 1"
    SNMP_3 = "SNMP 3"
    HTTP = "HTTP"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a set-up did to its loop, in milliseconds."""

    stall: float
    idle: float
    collection: float
    wall: float


def measure(seed: int) -> list[Row]:
    """Measure the first device over SNMP, and one over HTTP beside it."""
    with processes() as pool:
        return [
            _row(way, [pool.submit(_run, way, seed).result() for _ in range(PROCESSES)])
            for way in Way
        ]


def _run(way: Way, seed: int) -> SetUp:
    """Set a device up; the process that asks for it does without all of that."""
    return cast(SetUp, import_module(f"{__package__}.first").set_up(way, seed))


def _row(way: Way, set_ups: list[SetUp]) -> Row:
    stalls = [set_up.stall for set_up in set_ups]
    return Row(
        f"stall: first device over {way}",
        stalls,
        "ms",
        goal=None if way is Way.HTTP else GOAL,
        note=(
            f"longest, in {len(set_ups)} processes; "
            f"set-up {median(set_up.wall for set_up in set_ups):.0f} ms, "
            f"idle {median(set_up.idle for set_up in set_ups):.2f} ms, "
            f"garbage collection {max(set_up.collection for set_up in set_ups):.0f} ms"
        ),
    )
