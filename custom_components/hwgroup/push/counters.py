"""How many pushes have come."""

from typing import Final

from ..counters import CounterDescription, counter
from .service import PushService

COUNTERS: Final[tuple[CounterDescription[PushService], ...]] = (
    counter("pushes", lambda service: service.received),
    counter("refused_pushes", lambda service: service.refused, shown=False),
)
