"""What people say about an alert: what they found, and what they did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .timeline import Instant, Now


@dataclass(frozen=True, slots=True)
class Note:
    """A text, when it was written, and by whom: None for nobody who is known."""

    time: Instant
    text: str
    by: str | None = None

    def to_dict(self, now: Now) -> dict[str, Any]:
        """Return the note as plain data, its time by the clock of `now`."""
        return {"time": now.write(self.time), "text": self.text, "by": self.by}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], now: Now) -> Self:
        """Read what `to_dict` wrote at the same moment.

        Raises KeyError, TypeError or ValueError for anything else.
        """
        return cls(now.instant_at(data["time"]), data["text"], data["by"])
