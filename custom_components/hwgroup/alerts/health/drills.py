"""Drills: test messages that a recipient has to confirm, so that each channel is proven.

Pure, with time as an argument. A confirmation proves that messages reach a person; a
notifier that accepts a message does not prove it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any, Final, Self
from zlib import crc32

from ..timeline import Instant, Now

# The time to confirm a drill. It is part of the period, so that a broken channel is
# known within one period.
ANSWER_WITHIN: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillRecord:
    """When a recipient was added, was sent a drill, and has confirmed one."""

    since: Instant
    sent: Instant | None = None
    unanswered: Instant | None = None
    """When the first drill was sent that nobody has answered."""
    proven: Instant | None = None

    def due(self, recipient: str, period: timedelta) -> Instant:
        """Return when the next drill is due; first drills are spread over time."""
        pause = max(period - ANSWER_WITHIN, period / 2)
        if self.sent is not None:
            return self.sent + pause
        # In the second half of the first period: a new recipient was tested by hand.
        share = crc32(recipient.encode()) / 2**32
        return self.since + pause * (1 + share) / 2

    def is_overdue(self, period: timedelta, now: Instant) -> bool:
        """Return whether a drill should have been confirmed by now."""
        if self.unanswered is None:
            return False
        return now >= self.unanswered + min(ANSWER_WITHIN, period / 2)

    def to_dict(self, now: Now) -> dict[str, Any]:
        """Return the record as plain data, with its instants by the clock of `now`."""
        return {part.name: now.write(getattr(self, part.name)) for part in fields(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], now: Now) -> Self:
        """Read what `to_dict` wrote at the same moment, as JSON gives it back.

        Raises KeyError, TypeError or ValueError for anything else.
        """
        return cls(
            since=now.instant_at(data["since"]),
            **{name: now.read(data[name]) for name in ("sent", "unanswered", "proven")},
        )


class Drills:
    """Which recipients get a drill now, and which have not confirmed theirs."""

    def __init__(self, records: Mapping[str, DrillRecord]) -> None:
        """Continue with the records of the last run, by the IDs of the recipients."""
        self._records = dict(records)

    @property
    def records(self) -> Mapping[str, DrillRecord]:
        """The record of each recipient, by ID."""
        return self._records

    def keep(self, recipients: Iterable[str], now: Instant) -> None:
        """Keep the records of these recipients only."""
        self._records = {
            recipient: self._records.get(recipient, DrillRecord(since=now))
            for recipient in recipients
        }

    def due(self, period: timedelta, now: Instant) -> set[str]:
        """Return the recipients whose drill is due."""
        return {
            recipient
            for recipient, record in self._records.items()
            if record.due(recipient, period) <= now
        }

    def mark_sent(self, recipients: Iterable[str], now: Instant) -> None:
        """Note that these were sent a drill."""
        for recipient in recipients:
            record = self._records[recipient]
            self._records[recipient] = replace(
                record, sent=now, unanswered=record.unanswered or now
            )

    def overdue(self, period: timedelta, now: Instant) -> set[str]:
        """Return the recipients whose drill is overdue."""
        return {
            recipient
            for recipient, record in self._records.items()
            if record.is_overdue(period, now)
        }

    def answered(self, recipient: str, now: Instant) -> None:
        """Note that a recipient has answered a drill or an alert."""
        if record := self._records.get(recipient):
            self._records[recipient] = replace(record, proven=now, unanswered=None)
