"""What somebody wants to have a report of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Format(StrEnum):
    """The kinds of files of a report."""

    PDF = "pdf"
    """All that there is to say, with graphs."""
    CSV = "csv"
    """The numbers."""
    EVENTS = "events"
    """Alerts, test alarms, times without messages, and changes."""
    RAW = "raw"
    """Each row that they were computed from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The period, the readings and the files. Times have their time zone."""

    begin: datetime
    end: datetime
    chosen: Collection[str] | None
    """The keys of readings, None for all."""
    language: str
    formats: Collection[Format]
    keep: timedelta | None
    """How long the files are kept, None for ever."""
