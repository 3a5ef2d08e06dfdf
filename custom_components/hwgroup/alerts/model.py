"""What the alerts are made of: frozen, and storable as plain data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A device as the rules see it at one moment.

    `offline` is None while it is not known, as during a start of Home Assistant.
    `reason` is a key of the words in `messages.py`.
    """

    source: str
    name: str
    address: str
    offline: bool | None
    since: datetime | None = None
    reason: str | None = None
    readings: tuple[str, ...] = ()


class Phase(StrEnum):
    """How far an alert has come."""

    PENDING = "pending"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A rule that holds for a device, since when, and what was last known."""

    source: str
    phase: Phase
    since: datetime
    readings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the alert as plain data."""
        return {
            "source": self.source,
            "phase": self.phase.value,
            "since": self.since.isoformat(),
            "readings": list(self.readings),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(
            source=data["source"],
            phase=Phase(data["phase"]),
            since=datetime.fromisoformat(data["since"]),
            readings=tuple(data["readings"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a person gets to read, and of which device."""

    title: str
    text: str
    source: str = ""


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
class Delivery:
    """A message on its way through a channel, and when to try next."""

    channel: Channel
    message: Message
    attempts: int = 0
    due: datetime

    def to_dict(self) -> dict[str, Any]:
        """Return the delivery as plain data."""
        return {
            "recipient": self.channel.recipient,
            "kind": self.channel.kind.value,
            "target": self.channel.target,
            "title": self.message.title,
            "text": self.message.text,
            "source": self.message.source,
            "attempts": self.attempts,
            "due": self.due.isoformat(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(
            channel=Channel(
                recipient=data["recipient"],
                kind=ChannelKind(data["kind"]),
                target=data["target"],
            ),
            message=Message(
                title=data["title"], text=data["text"], source=data["source"]
            ),
            attempts=data["attempts"],
            due=datetime.fromisoformat(data["due"]),
        )
