"""Readings, alerts and messages: frozen, and storable as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
import re
from sys import intern
from typing import Any, Final, Self
from uuid import uuid4
from zlib import crc32

from .notes import Note
from .timeline import Instant, Now


def device_of(key: str) -> str:
    """Return the ID of the device's entry that the key of a reading begins with."""
    return key.partition("/")[0]


class Severity(StrEnum):
    """The severities, the lowest first."""

    INFORMATION = "information"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def weight(self) -> int:
        """How much it matters: more than all severities with a lower number."""
        return list(Severity).index(self)


class ReadingKind(StrEnum):
    """The kinds of readings."""

    DEVICE = "device"
    SENSOR = "sensor"
    INPUT = "input"
    OUTPUT = "output"
    AVAILABILITY = "availability"
    """How many polls a device has answered lately."""
    SENSORS = "sensors"  # how many of them a device can read
    NETWORK = "network"
    """All devices of a network together."""


# The fact that tells of a device whether its entry is set up: "yes", "no", or unknown.
SET_UP: Final = "set_up"


def part_key(entry_id: str, kind: ReadingKind, key: str) -> str:
    """Return the key of the reading of a part."""
    return intern(f"{entry_id}/{kind}/{key}")  # many keep it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A device, a part of it or a network at one moment, as rules see it.

    `value` is None where it cannot be read; contacts and outputs have 0 and 1, a device
    has 1 while it answers and 0 while it does not. `heard` is False while the device
    behind it is silent or not known yet: then nothing here says anything about now.
    `low`, `high` and `hysteresis` are those set on the device, in `unit`.
    """

    key: str
    device: str
    """The ID of the device's entry."""
    kind: ReadingKind
    device_name: str
    name: str = ""
    quantity: str = ""
    value: float | None
    unit: str | None = None
    decimals: int | None = None
    """How many of them people see, None for as many as there are."""
    heard: bool = True
    in_alarm: bool | None = None
    is_total: bool = False
    """Whether it only grows, until it begins anew."""
    scale: str | None = None
    """How the device makes the value; with another one, another value says the same."""
    low: float | None = None
    high: float | None = None
    hysteresis: float | None = None
    agreed: tuple[float | None, float | None] | None = None
    """The limits of the device that people know of, None where there are none yet."""
    since: Instant | None = None
    """Since when it is so, where that is known better than by looking."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else there is to tell of it."""
    parts: tuple[Reading, ...] = ()
    """The last readings of a device that does not answer."""


class Phase(StrEnum):
    """The phases of an alert."""

    PENDING = "pending"
    ACTIVE = "active"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A rule that is firing for a reading, or was a short while ago.

    Its phase follows from its times: `since` is when the rule began to hold, `started`
    when that had lasted long enough to tell people, `ended` when it held no more.
    """

    rule: str
    source: str
    """The key of the reading."""
    since: Instant | None
    seen: Instant = field(compare=False)
    """When it was last seen to hold: a gap proves nothing."""
    started: Instant | None = None
    ended: Instant | None = None
    starts: tuple[Instant, ...] = ()
    """When it started first, and when lately."""
    count: int = 0
    """How often it has started."""
    flapping: bool = False
    acknowledged: Instant | None = None
    acknowledged_by: str | None = None
    acknowledged_until: Instant | None = None
    """When that ends, None for as long as is usual."""
    acknowledged_worst: float | None = None
    """The worst value when somebody acknowledged it."""
    severity: Severity | None = None
    """How severe it was when people were told, None while they were not."""
    reminder: bool = False
    """Whether an acknowledgement has ended since, and it is no worse than it was then."""
    snoozed: Instant | None = None
    """When it was snoozed last, None where older code did it."""
    snoozed_until: Instant | None = None
    suppressed: bool = False
    """Whether it is kept from people now: by a pause, by maintenance, or as part of more."""
    released: Instant | None = None
    """When the last suppression ended: who was told before is told again."""
    first: Instant | None = None
    """Since when it has held whenever it was known, while nobody was told yet."""
    stretches: int = 0
    """In how many stretches of time it was known since then."""
    turned: Instant | None = None
    """Since when the value is beyond another limit, of which nobody was told yet."""
    worsens: bool = False
    """Whether that is the limit that makes it critical."""
    last_seen: Instant | None = None
    """When it was seen last before a long gap, after which people are told anew."""
    limit: float | None = None
    above: bool | None = None
    harder: bool = False
    """Whether that is the limit that makes it critical."""
    limits: tuple[float | None, float | None] | None = None
    """The limits of the device (low, high) of which people were told, None if none are known."""
    unit: str | None = None
    """That of all its numbers; older code did not keep it."""
    value: float | None = field(default=None, compare=False)
    worst: float | None = field(default=None, compare=False)
    device_name: str = field(default="", compare=False)
    name: str = field(default="", compare=False)
    """What its reading was called when it was seen last; older code did not keep it."""
    rule_name: str = ""
    """What the user calls its rule; older code did not keep it."""
    told: Mapping[str, Instant] = field(default_factory=dict)
    """When each recipient was told last, by the recipient's ID."""
    informed: tuple[str, ...] = ()
    """Who was told before it had to be told anew."""
    notes: tuple[Note, ...] = ()

    @property
    def id(self) -> str:
        """The ID of this alert; short enough for a button."""
        first = self.starts[0] if self.starts else self.since or self.seen
        name = crc32(f"{self.rule}\n{self.source}".encode())
        return f"{name:08x}{int(first.elapsed.total_seconds()):x}"

    @property
    def phase(self) -> Phase:
        """The phase of the alert."""
        if self.started is None:
            return Phase.CLEARED if self.since is None else Phase.PENDING
        return Phase.ACTIVE if self.acknowledged is None else Phase.ACKNOWLEDGED

    @property
    def notify_again_at(self) -> Instant | None:
        """When those who were notified before are notified again: after a snooze or a pause."""
        return max(filter(None, (self.snoozed_until, self.released)), default=None)

    @property
    def got_worse(self) -> bool:
        """Whether the value got worse since somebody acknowledged the alert."""
        worst, before = self.worst, self.acknowledged_worst
        if worst is None or before is None:
            return False
        return worst > before if self.above else worst < before

    @property
    def is_on(self) -> bool:
        """Whether it is active or acknowledged."""
        return self.started is not None

    @property
    def notified(self) -> set[str]:
        """Those who have to know what becomes of it, by their IDs."""
        return {*self.told, *self.informed}

    def to_dict(self, now: Now) -> dict[str, Any]:
        """Return the alert as plain data, with its instants by the wall clock of `now`."""
        plain = {name: getattr(self, name) for name in _NAMES}
        plain |= {name: now.write(plain[name]) for name in _INSTANTS}
        return plain | {
            "starts": [now.write(start) for start in self.starts],
            "notes": [note.to_dict(now) for note in self.notes],
            "told": {key: now.write(when) for key, when in self.told.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], now: Now) -> Self:
        """Read what `to_dict` wrote at the same moment, as JSON gives it back.

        Raises KeyError, TypeError or ValueError for anything else.
        """
        known = {name: data[name] for name in _NAMES if name in data}
        known |= {name: now.read(data[name]) for name in _INSTANTS if name in data}
        if known.get("severity") is not None:
            known["severity"] = Severity(known["severity"])
        known["seen"] = now.instant_at(data["seen"])
        known["starts"] = tuple(map(now.instant_at, data["starts"]))
        known["told"] = {
            recipient: now.instant_at(when) for recipient, when in data["told"].items()
        }
        known["informed"] = tuple(data.get("informed", ()))
        if known.get("limits") is not None:
            known["limits"] = tuple(known["limits"])
        notes = data.get("notes", ())
        known["notes"] = tuple(Note.from_dict(each, now) for each in notes)
        if known.get("started") and not known["starts"]:
            raise ValueError("started without a start")
        return cls(**known)


_NAMES: Final = tuple(part.name for part in fields(Alert))
_INSTANTS: Final = (
    *("since", "seen", "started", "ended", "first", "turned", "last_seen"),
    *("acknowledged", "acknowledged_until", "snoozed", "snoozed_until", "released"),
)


# Control characters, and what Unicode calls ends of lines and paragraphs.
_BREAKS: Final = re.compile(
    r" *[\x00-\x1f\x7f-\x9f\u2028\u2029][\x00-\x20\x7f-\x9f\u2028\u2029]*"
)


class Change(StrEnum):
    """The changes of an alert that people are notified of."""

    STARTED = "started"
    REPEATED = "repeated"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    UNWATCHED = "unwatched"
    """Its rule does not watch the reading any more: nobody knows whether it is over."""
    PAST = "past"
    """It was while nobody observed the device, which has logged it."""

    @property
    def is_end(self) -> bool:
        """Whether there is no alert any more."""
        return self in ENDS


ENDS: Final = (Change.CLEARED, Change.UNWATCHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a message says about one alert."""

    title: str
    alert: str
    change: str
    severity: Severity
    again: bool = False
    """Whether an earlier message has said so already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message, and the alerts that it is about.

    A title is one line: a mail server refuses any other.
    """

    id: str = field(default_factory=lambda: uuid4().hex[:12])
    """What tells this message from all others, through whatever channel it is sent."""
    title: str
    text: str
    alert: str = ""
    """The alert's ID, empty for what is about none."""
    change: str = ""
    severity: Severity = Severity.INFORMATION
    group: str = ""
    """What it has in common with those that become one message, empty for nothing."""
    parts: tuple[Part, ...] = ()
    """The messages that it takes the place of, empty where there are none."""
    left_out: int = 0
    """How many more it takes the place of without telling of them."""

    @property
    def key(self) -> str:
        """The alert's ID, or its own where it is about several alerts or none."""
        return self.alert or self.id

    @property
    def alerts(self) -> set[str]:
        """The IDs of the alerts that it tells of, "" for what is about none."""
        return {part.alert for part in self.parts} or {self.alert}

    @property
    def told(self) -> tuple[Part, ...]:
        """Everything that it says about alerts."""
        return self.parts or (
            Part(
                title=self.title,
                alert=self.alert,
                change=self.change,
                severity=self.severity,
            ),
        )

    def __post_init__(self) -> None:
        """Take out of the title what would break its line."""
        object.__setattr__(self, "title", _BREAKS.sub(" ", self.title).strip())
