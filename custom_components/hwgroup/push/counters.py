"""How many pushes have come."""

from typing import TYPE_CHECKING, Final

from ..counters import CounterDescription, counter

if TYPE_CHECKING:
    from .service import PushService

COUNTERS: Final[tuple[CounterDescription[PushService], ...]] = (
    counter("pushes", lambda service: service.received),
    counter("refused_pushes", lambda service: service.refused, shown=False),
)
