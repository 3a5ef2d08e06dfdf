"""What has become of each message to each recipient, through each channel."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, Self

from ..model import ENDS, Change, Message, Part, Severity
from ..timeline import Instant, Now
from .recipients import Channel, ChannelKind

# After so many failed attempts a message is declared failed: the fallback is used, and
# Home Assistant shows it.
FAILED_AFTER: Final = 3
# How many messages that are settled are remembered.
_REMEMBERED: Final = 300


class DeliveryState(StrEnum):
    """How far a message has come. "Accepted" is by the notifier: nobody knows more.

    Only an acknowledgement proves that a person has read it.
    """

    QUEUED = "queued"
    RETRIED = "retried"
    FAILED = "failed"
    """Declared failed, and tried on: a late message is better than none."""
    UNDELIVERABLE = "undeliverable"
    """Refused for ever by a channel that accepts others: not tried any more."""
    ACCEPTED = "accepted"
    ACKNOWLEDGED = "acknowledged"

    @property
    def is_accepted(self) -> bool:
        """Whether the notifier has taken it."""
        return self in (DeliveryState.ACCEPTED, DeliveryState.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message for a channel: when it came, how often it was tried, and what then."""

    channel: Channel
    message: Message
    created: Instant
    due: Instant
    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    reason: str | None = None
    """Why the last attempt failed."""
    settled: Instant | None = None
    fallback: bool = False
    unsure: bool = False
    """Whether it may have arrived: an attempt had no answer."""

    tries: int = 0
    """How often this message was tried: `attempts` has older ones in its place, too."""
    refusals: int = 0
    """How often it, or an older one in its place, was refused with an error."""
    refused_since: Instant | None = None
    overtaken: bool = False
    """Whether its channel has accepted others since it failed."""
    passed: bool = False
    """Whether its channel has accepted others since the last attempt."""
    declared: bool = False
    """Whether people were told that it has failed."""
    tag: str = ""
    """What a phone knows the notification by, since the first attempt."""
    plain: bool = False
    """Whether it is sent in the plainest words, as a last resort."""

    @property
    def key(self) -> str:
        """What tells this delivery from all others."""
        return f"{self.channel.key}_{self.message.id}"

    @property
    def is_owed(self) -> bool:
        """Whether it is still tried."""
        return self.settled is None and self.state is not DeliveryState.UNDELIVERABLE

    @property
    def was_just_declared_failed(self) -> bool:
        """Whether its last attempt is the one after which it counts as failed."""
        return self.state is DeliveryState.FAILED and not self.declared

    def to_dict(self, now: Now) -> dict[str, Any]:
        """Return the delivery as plain data, its instants by the clock of `now`."""
        return {
            "recipient": self.channel.recipient,
            "kind": self.channel.kind.value,
            "target": self.channel.target,
            "id": self.message.id,
            "title": self.message.title,
            "text": self.message.text,
            "alert": self.message.alert,
            "change": self.message.change,
            "severity": self.message.severity.value,
            "group": self.message.group,
            "parts": [asdict(part) for part in self.message.parts],
            "left_out": self.message.left_out,
            "created": now.write(self.created),
            "due": now.write(self.due),
            "state": self.state.value,
            "attempts": self.attempts,
            "reason": self.reason,
            "settled": now.write(self.settled),
            "fallback": self.fallback,
            "unsure": self.unsure,
            "tries": self.tries,
            "refusals": self.refusals,
            "refused_since": now.write(self.refused_since),
            "overtaken": self.overtaken,
            "declared": self.declared,
            "tag": self.tag,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], now: Now) -> Self:
        """Read what `to_dict` wrote at the same moment.

        Raises KeyError, TypeError or ValueError for anything else.
        """
        return cls(
            channel=Channel(
                recipient=data["recipient"],
                kind=ChannelKind(data["kind"]),
                target=data["target"],
            ),
            message=_message(data),
            created=now.instant_at(data["created"]),
            due=now.instant_at(data["due"]),
            state=DeliveryState(data["state"]),
            attempts=data["attempts"],
            reason=data["reason"],
            settled=now.read(data["settled"]),
            fallback=data["fallback"],
            unsure=data.get("unsure", False),
            tries=data.get("tries", data["attempts"]),
            refusals=data.get("refusals", 0),
            refused_since=now.read(data.get("refused_since")),
            overtaken=data.get("overtaken", False),
            tag=data.get("tag", ""),
            declared=data.get("declared", data["state"] == DeliveryState.FAILED),
        )


def _message(data: Mapping[str, Any]) -> Message:
    message = Message(
        title=data["title"],
        text=data["text"],
        alert=data["alert"],
        change=data["change"],
        severity=Severity(data["severity"]),
        group=data.get("group", ""),
        parts=tuple(
            Part(**part | {"severity": Severity(part["severity"])})
            for part in data.get("parts", ())
        ),
        left_out=data.get("left_out", 0),
    )
    return replace(message, id=data["id"]) if "id" in data else message


class NotificationLog:
    """The deliveries that are settled, the newest last, and no more than so many."""

    def __init__(self, deliveries: Iterable[Delivery] = ()) -> None:
        """Take over what was settled before a restart."""
        self._deliveries = list(deliveries)
        self._plain: list[dict[str, Any]] = []
        """The oldest of them as plain data, with the wall clock so far ahead."""
        self._ahead: timedelta | None = None

    def __iter__(self) -> Iterator[Delivery]:
        """Iterate from the oldest to the newest."""
        return iter(self._deliveries)

    def to_list(self, now: Now) -> list[dict[str, Any]]:
        """Return it as plain data, its instants by the clock of `now`.

        Messages wait while it is written, and it is long: what is settled is made plain
        once, and again when the wall clock was set.
        """
        if self._ahead != now.ahead:
            self._plain, self._ahead = [], now.ahead
        new = self._deliveries[len(self._plain) :]
        self._plain += [delivery.to_dict(now) for delivery in new]
        return [*self._plain]

    def add(self, delivery: Delivery) -> None:
        """Enter a delivery that is settled."""
        self._deliveries.append(delivery)
        surplus = max(len(self._deliveries) - _REMEMBERED, 0)
        del self._deliveries[:surplus], self._plain[:surplus]

    def add_accepted(self, channel: Channel, message: Message, now: Instant) -> None:
        """Enter a message that nobody was owed before, and that was accepted now."""
        self.add(
            Delivery(
                channel=channel,
                message=message,
                created=now,
                due=now,
                settled=now,
                attempts=1,
                state=DeliveryState.ACCEPTED,
            )
        )

    def tag_for(self, delivery: Delivery) -> str:
        """Return the tag of the notification whose place a message takes on a phone.

        That is its own of an earlier attempt, which may have arrived. Else it is the last
        one about its alerts, unless that one is about others, too.
        """
        channel, message = delivery.channel, delivery.message
        if delivery.tag:
            return delivery.tag
        alerts = message.alerts
        for known in reversed(self._deliveries):
            told = known.message.alerts
            if told & alerts - {""} and known.channel == channel:
                return known.tag or message.key if told <= alerts else message.id
        return message.key

    def has_accepted(self, channel: Channel, delivery: Delivery) -> bool:
        """Return whether a channel has accepted what another one is owed."""
        return any(
            (known.channel, known.message.id) == (channel, delivery.message.id)
            for known in self.accepted_since(delivery.created)
        )

    def has_told(self, delivery: Delivery) -> bool:
        """Return whether a recipient has got what a message says by another channel.

        The words may differ, and an alert that starts anew has the same ID for an hour.
        """
        told = {
            (part.alert, part.change)
            for known in self.accepted_since(delivery.created)
            if known.channel.recipient == delivery.channel.recipient
            for part in known.message.told
        }
        return all((part.alert, part.change) in told for part in delivery.message.told)

    def knows(self, recipient: str, alert: str) -> bool:
        """Return whether a recipient has got a message about an alert."""
        return any(
            known.state.is_accepted and known.channel.recipient == recipient
            for known in self._deliveries
            if alert in known.message.alerts
        )

    def has_left_open(self, channel: Channel, alert: str) -> bool:
        """Return whether the last message about an alert to a channel was not its end."""
        changes = (
            part.change
            for known in reversed(self._deliveries)
            if known.channel == channel and known.state.is_accepted
            for part in known.message.told
            if part.alert == alert
        )
        return next(changes, ENDS[0]) not in (*ENDS, Change.PAST)

    def told_through(
        self, recipient: str, entities: Container[str]
    ) -> Iterator[tuple[Part, Instant]]:
        """Yield what a recipient was told through notify entities, and when."""
        for known in self._deliveries:
            channel = known.channel
            by_these = channel.recipient == recipient and channel.target in entities
            if by_these and known.state.is_accepted and known.settled is not None:
                for part in known.message.told:
                    yield part, known.settled

    def accepted_since(self, begin: Instant | None) -> Iterator[Delivery]:
        """Yield what was accepted at or after an instant, nothing for none."""
        for known in self._deliveries:
            if (
                known.state.is_accepted
                and known.settled is not None
                and begin is not None
                and known.settled >= begin
            ):
                yield known

    def acknowledge(self, alert: str, recipient: str) -> None:
        """Enter that a recipient has read the messages about an alert."""
        self._plain = []
        self._deliveries = [
            replace(delivery, state=DeliveryState.ACKNOWLEDGED)
            if delivery.channel.recipient == recipient
            and alert in delivery.message.alerts
            else delivery
            for delivery in self._deliveries
        ]
