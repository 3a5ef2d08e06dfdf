"""How many traps have come."""

from typing import TYPE_CHECKING, Final

from ..counters import CounterDescription, counter

if TYPE_CHECKING:
    from .service import TrapService

COUNTERS: Final[tuple[CounterDescription[TrapService], ...]] = (
    counter("traps", lambda service: service.received),
    counter("stranger_traps", lambda service: service.strangers, shown=False),
)
