"""Every message that was accepted, and what there is to say against them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
import re
from time import monotonic
from typing import Any, Final

from .house import CRITICAL, DELAY_SECONDS, ESCALATE_SECONDS, ESCALATED
from .world import Trouble, World

_VALUE: Final = re.compile(r"(?:value was|last|Probe \d+:?) (−?[\d.]+) °C")
# What a message says that is sent again since an attempt had no answer.
_AGAIN: Final = re.compile(r"\nAttempt \d+: an earlier one .*")
_SLACK_SECONDS: Final = 1.0
# A message may be taken a moment after its sender was killed.
_ON_THE_WAY: Final = 1.0


@dataclass(frozen=True, slots=True)
class Received:
    """A message that a channel accepted."""

    channel: str
    change: str
    key: str
    """The value that it is about."""
    title: str
    text: str
    when: float
    is_again: bool
    """Whether it says that it may come twice."""

    @property
    def identity(self) -> tuple[str, ...]:
        """What no two messages may share."""
        if self.change == "repeated":
            return self.channel, self.key, self.change, self.text
        return self.channel, self.key, self.change


@dataclass(frozen=True, slots=True)
class Repeat:
    """A message that was received again, and what may have been the cause."""

    message: Received
    kill: int | None
    """The first kill since the one before."""
    is_anew: bool
    """Whether a wrong clock had the alert told anew: once for each time that it did."""

    @property
    def cause(self) -> str:
        """The cause of it."""
        if self.message.is_again:
            return "no answer"
        if self.is_anew:
            return "clock"
        return "unknown" if self.kill is None else "kill"


def change_of(title: str, trouble: Trouble) -> str:
    """Return what became of an alert by the title of a message."""
    if "back in range" in title:
        return "cleared"
    if "acknowledged" in title:
        return "acknowledged"
    if "unanswered" in title:
        # Only the critical rule repeats its alerts.
        return "repeated" if trouble.is_critical else "escalated"
    return "started"


@dataclass
class Book:
    """What was received, and when Home Assistant was killed."""

    world: World
    received: list[Received] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    doubts: list[float] = field(default_factory=list)
    """When a gap seemed to be a long one, by a wrong clock: alerts are told anew."""
    unknown: list[str] = field(default_factory=list)

    def accept(self, channel: str, message: Mapping[str, Any]) -> Trouble | None:
        """Enter a message, and return what it is about."""
        title, text = message["title"], message["message"]
        found = _VALUE.findall(f"{title}\n{text}")
        trouble = self.world.troubles.get(found[-1]) if found else None
        if trouble is None:
            self.unknown.append(f"{channel}: {title} / {text}")
            return None
        trouble.messages.add(channel)
        self.received.append(
            Received(
                channel,
                change_of(title, trouble),
                trouble.key,
                title,
                _AGAIN.sub("", text),
                monotonic(),
                is_again=_AGAIN.search(text) is not None,
            )
        )
        return trouble

    def begun(self) -> list[Trouble]:
        """Return the troubles that surely were alerts."""
        return list(filter(self.is_alert, self.world.troubles.values()))

    def is_alert(self, trouble: Trouble) -> bool:
        """Return whether it lasted so long that it surely was an alert."""
        return self.world.was_seen_for(trouble, DELAY_SECONDS + _SLACK_SECONDS)

    def escalated(self) -> list[Trouble]:
        """Return those that nobody answered for so long that the next one is told."""
        seconds = DELAY_SECONDS + ESCALATE_SECONDS + 2 * _SLACK_SECONDS
        return [
            trouble
            for trouble in self.world.troubles.values()
            if self.world.was_seen_for(trouble, seconds, trouble.acknowledged)
        ]

    def repeats(self) -> Iterator[Repeat]:
        """Yield each message received again."""
        alike = defaultdict(list)
        for message in self.received:
            alike[message.identity].append(message)
        for messages in alike.values():
            begun, anew = self.world.troubles[messages[0].key].begun, 0
            for earlier, later in pairwise(messages):
                begin, end = earlier.when - _ON_THE_WAY, later.when
                kill = next(
                    (
                        number
                        for number, kill in enumerate(self.kills)
                        if begin <= kill <= end
                    ),
                    None,
                )
                # The earlier one may have waited for its channel since before that.
                doubts = sum(begun <= doubt <= end for doubt in self.doubts)
                is_anew = anew < doubts
                anew += is_anew and not later.is_again
                yield Repeat(later, kill, is_anew)

    def objections(self) -> Iterator[str]:
        """Yield everything that is wrong by now, when nothing is left to be sent."""
        begun = self.begun()
        for trouble in begun:
            if not trouble.messages:
                yield f"lost: {_told(trouble)}"
        for channel, troubles in (
            ("mail", begun),
            (CRITICAL, [trouble for trouble in begun if trouble.is_critical]),
            (ESCALATED, self.escalated()),
        ):
            for trouble in troubles:
                if channel not in trouble.messages:
                    about = self.about(trouble.key)
                    yield f"{channel} was not told: {_told(trouble)}: {about}"
        yield from self._left_open()
        yield from (f"about nothing: {message}" for message in self.unknown)
        yield from self._too_often()

    def _too_often(self) -> Iterator[str]:
        """Yield what was received again and should not have been.

        Each channel may be interrupted between taking a message and its being written
        down, so that a kill may repeat one message of each; all in all, one per kill.
        """
        repeats = [
            repeat for repeat in self.repeats() if repeat.cause in ("unknown", "kill")
        ]
        per_channel = defaultdict[tuple[int, str], list[str]](list)
        for repeat in repeats:
            message = repeat.message
            if repeat.kill is None:
                yield f"twice without a kill: {message}: {self.about(message.key)}"
            else:
                told = f"{message.change} of {message.key}: {self.about(message.key)}"
                per_channel[repeat.kill, message.channel].append(told)
        for (kill, channel), twice in per_channel.items():
            if len(twice) > 1:
                yield f"duplicates by {channel} after kill {kill + 1}: {twice}"
        if len(repeats) > len(self.kills):
            yield f"{len(repeats)} duplicates after {len(self.kills)} kills"

    def _left_open(self) -> Iterator[str]:
        """Yield who was told that something began and not that it is over."""
        told = {(message.channel, message.key) for message in self.received}
        over = {
            (message.channel, message.key)
            for message in self.received
            if message.change == "cleared"
        }
        for channel, key in sorted(told - over):
            if channel in ("mail", CRITICAL, ESCALATED):
                yield f"{channel} was not told that {key} is over: {self.about(key)}"

    def about(self, key: str) -> str:
        """Tell what was received about a value, with the seconds since its begin."""
        begun = self.world.troubles[key].begun
        return ", ".join(
            f"{message.change} by {message.channel} {message.when - begun:.1f}"
            for message in self.received
            if message.key == key
        )


def _told(trouble: Trouble) -> str:
    lasted = (trouble.ended or monotonic()) - trouble.begun
    return f"{trouble.device.name} {trouble.sensor.name} {trouble.key}, {lasted:.1f} s"
