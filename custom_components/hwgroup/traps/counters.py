"""How many traps have come."""

from typing import Final

from ..counters import CounterDescription, counter
from .service import TrapService

COUNTERS: Final[tuple[CounterDescription[TrapService], ...]] = (
    counter("traps", lambda service: service.received),
    counter("stranger_traps", lambda service: service.strangers, shown=False),
)
