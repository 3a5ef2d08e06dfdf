"""Who is told of what, and when. Pure, with the time as an argument."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from ..model import Alert, Change, Phase, Severity
from ..rules.conditions import Rule
from ..timeline import Instant, Now

type Defaults = Mapping[str, Any]
"""What a group of notifiers sends to one of its members, besides the message."""


class ChannelKind(StrEnum):
    """The two ways of Home Assistant to send a message."""

    ENTITY = "entity"
    ACTION = "action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One notifier of one recipient, such as `notify.mail` of the person on duty.

    `recipient` is the ID of the recipient's subentry.
    """

    recipient: str
    kind: ChannelKind
    target: str

    @property
    def key(self) -> str:
        """What tells this channel from all others."""
        return f"{self.recipient}_{self.kind}_{self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From one time of the day to another, past midnight where it ends before."""

    begin: time
    end: time

    def end_after(self, now: datetime) -> datetime | None:
        """Return when the quiet hours end that it is in, None outside of them."""
        clock = now.time().replace(tzinfo=None)
        over_night = self.end < self.begin
        inside = (
            clock >= self.begin or clock < self.end
            if over_night
            else self.begin <= clock < self.end
        )
        if not inside:
            return None
        day = now.date() + timedelta(days=over_night and clock >= self.begin)
        return datetime.combine(day, self.end, now.tzinfo)


# Who has no quiet hours is to be woken by alarms, and not by drills.
_NIGHT: Final = QuietHours(begin=time(20), end=time(8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person or a channel that is told.

    `after` is how long others have to acknowledge an alert before this one is told, too.
    `critical` serves besides for what is critical, and `fallback` where all have failed.
    """

    id: str
    name: str
    channels: tuple[Channel, ...]
    critical: tuple[Channel, ...] = ()
    fallback: tuple[Channel, ...] = ()
    severities: frozenset[Severity] = frozenset(Severity)
    after: timedelta = timedelta(0)
    quiet: QuietHours | None = None
    language: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What the actions get besides the words."""
    defaults: Mapping[Channel, Defaults] = field(default_factory=dict, hash=False)
    """What members of groups get besides, unless it is given."""

    @property
    def all_channels(self) -> tuple[Channel, ...]:
        """Return all channels but the fallback."""
        more = (each for each in self.critical if each not in self.channels)
        return (*self.channels, *more)

    def channels_for(self, severity: Severity) -> tuple[Channel, ...]:
        """Return the channels that get what is so severe."""
        return self.all_channels if severity is Severity.CRITICAL else self.channels

    def free_at(self, severity: Severity, now: datetime) -> datetime:
        """Return from when on a message may be sent: critical ones at once."""
        if self.quiet is None or severity is Severity.CRITICAL:
            return now
        return self.quiet.end_after(now) or now

    def awake_at(self, now: datetime) -> datetime:
        """Return from when on a drill may be sent: by day, and not in quiet hours."""
        return self.free_at(Severity.INFORMATION, _NIGHT.end_after(now) or now)


def first_told(severity: Severity, recipients: Iterable[Recipient]) -> list[Recipient]:
    """Return who is told of an alert first."""
    told = [each for each in recipients if severity in each.severities]
    first = min((each.after for each in told), default=None)
    return [each for each in told if each.after == first]


def notifications_due(
    rule: Rule, alert: Alert, recipients: tuple[Recipient, ...], now: Now
) -> Iterator[tuple[Recipient, Change]]:
    """Yield who has to be told of an alert now, and what of it."""
    for recipient, change, when in _planned(rule, alert, recipients, now):
        if when <= now.instant:
            yield recipient, change


def next_notification(
    rule: Rule, alert: Alert, recipients: tuple[Recipient, ...], now: Now
) -> Instant | None:
    """Return when somebody has to be told next, as far as it is known by now."""
    times = (when for _, _, when in _planned(rule, alert, recipients, now))
    return min((when for when in times if when > now.instant), default=None)


def _planned(
    rule: Rule, alert: Alert, recipients: tuple[Recipient, ...], now: Now
) -> Iterator[tuple[Recipient, Change, Instant]]:
    """Yield who is to be told of an active alert, of what, and not before when.

    The quiet hours are by the wall clock of `now`. While what flaps is calm, nobody is told.
    """
    if alert.phase is not Phase.ACTIVE or alert.started is None or alert.ended:
        return
    for recipient in recipients:
        # The end of an acknowledgement alone wakes nobody.
        severity = Severity.WARNING if alert.reminder else rule.severity
        if rule.severity not in recipient.severities:
            continue
        if (told := alert.told.get(recipient.id)) is None:
            change = Change.ESCALATED if recipient.after else Change.STARTED
            when = alert.started + recipient.after
        elif alert.notify_again_at is not None and told < alert.notify_again_at:
            # What is still wrong after a snooze or a pause is told again.
            change, when = Change.REPEATED, alert.notify_again_at
        elif rule.repeat is not None:
            change, when = Change.REPEATED, told + rule.repeat
            severity = rule.severity
        else:
            continue
        when = max(when, alert.snoozed_until or when, now.instant)
        free = recipient.free_at(severity, now.local(when))
        yield recipient, change, now.instant_of(free)
