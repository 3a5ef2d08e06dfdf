"""The measurements by name."""

from importlib import import_module
import random

from .report import Row

# A module each, whose `measure` takes a seed and returns rows.
NAMES = (
    *("parse", "poll", "writes"),
    *("imports", "snmp", "packets", "blocking", "stall"),
    *("scale", "start", "targets", "rules", "replay"),
    *("fleet", "silent", "push", "pushers", "latency", "peers", "reports"),
)
# Those that need processes in which nothing of ours is imported, and so start them.
FORKING = ("imports", "stall")


def measure(name: str, seed: int) -> list[Row]:
    """Run one measurement, best in a process that ran no other."""
    random.seed(seed)  # Home Assistant picks the fraction of a second for each poll
    return list(import_module(f".{name}", __package__).measure(seed))
