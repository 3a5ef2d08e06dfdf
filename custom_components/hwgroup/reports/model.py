"""A report: what it is about, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .curve import Curve
from .happenings import Happenings
from .labels import Labels
from .numbers import Numbers
from .subjects import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A reading and its numbers; the curve is for a picture."""

    subject: Subject
    numbers: Numbers
    curve: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The readings of a period. All times have their time zone."""

    site: str
    """The name of the place, as Home Assistant has it."""
    begin: datetime
    end: datetime
    created: datetime
    known_since: float
    """Since when it is known what was observed; earlier, the recorder is believed."""
    results: Sequence[Result]
    happenings: Happenings = field(default_factory=Happenings)
    labels: Labels = field(default_factory=Labels)
    """What forms call rules and settings, in the language of the report."""

    def local(self, time: float) -> datetime:
        """Return the local time of some seconds since 1970."""
        return datetime.fromtimestamp(time, self.created.tzinfo)
