"""What the words of the rules justify in a trace, by nothing but what was received.

It knows neither alerts nor grace: it only keeps since when each answer of the device
has said the same.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Final

from custom_components.hwgroup.alerts.model import ReadingKind, Severity
from custom_components.hwgroup.alerts.notify.recipients import QuietHours, Recipient
from custom_components.hwgroup.alerts.rules.built_in import BUILT_IN
from custom_components.hwgroup.alerts.rules.conditions import (
    Position,
    Range,
    Rule,
    Selection,
)
from custom_components.hwgroup.client import Device
from custom_components.hwgroup.const import DEFAULT_GRACE

from .home import ENTRY
from .traces import CRITICAL_HIGH, HIGH, HOUR, MINUTE

HYSTERESIS: Final = 0.5
TOLERANCE: Final = 0.01  # of numbers: no clock that is set makes it more
_LONGEST_GAP: Final = 2 * MINUTE
_LONG_GAP: Final = 60 * MINUTE
_STRETCHES: Final = 3  # in which it was known, and held
_HELD: Final = 5 * MINUTE  # at most, by the grace and slow polls
_RARELY: Final = 50  # percent
_RELIABLY: Final = 75
_FLAPPING_ENDS: Final = 30 * MINUTE
_UNSAVED: Final = 21 * MINUTE  # before a crash, at most
_ACKNOWLEDGED_FOR: Final = 24 * HOUR
_CRITICAL_ACKNOWLEDGED_FOR: Final = 8 * HOUR

_THERMOMETERS: Final = Selection(
    kinds=frozenset((ReadingKind.SENSOR,)), quantities=frozenset(("temperature",))
)
_TOO_WARM: Final = Range(high=HIGH, hysteresis=HYSTERESIS, unit="°C")

HARDER: Final = "graded, and critical"
RULES: Final = (
    *(
        rule
        for rule in BUILT_IN
        if rule.id in ("offline", "availability", "lost", "alarm")
    ),
    Rule(id="warm", words="range", condition=_TOO_WARM, selection=_THERMOMETERS),
    Rule(
        id="warm_for_long",
        words="range",
        condition=_TOO_WARM,
        selection=_THERMOMETERS,
        severity=Severity.CRITICAL,
        delay=timedelta(minutes=10),
    ),
    Rule(
        id="graded",
        words="range",
        condition=replace(_TOO_WARM, critical_high=CRITICAL_HIGH),
        selection=_THERMOMETERS,
        delay=timedelta(minutes=2),
    ),
    Rule(
        id="open",
        words="position",
        condition=Position(on=False),
        selection=Selection(kinds=frozenset((ReadingKind.INPUT,))),
        delay=timedelta(minutes=5),
    ),
)
NIGHT: Final = (time(22), time(6))
RECIPIENTS: Final = (
    Recipient(id="day", name="IT on call", channels=()),
    Recipient(
        id="late",
        name="Caretaker",
        channels=(),
        after=timedelta(minutes=15),
        quiet=QuietHours(begin=NIGHT[0], end=NIGHT[1]),
    ),
)
_FREEZER, _SHELF = f"{ENTRY}/sensor/215", f"{ENTRY}/sensor/216"
_DOOR: Final = f"{ENTRY}/input/1"
_POLLS: Final = f"{ENTRY}/availability/polls"
_SOURCES: Final = {
    "offline": (ENTRY,),
    "availability": (_POLLS,),
    "lost": (_FREEZER, _SHELF, _DOOR),
    "alarm": (_FREEZER, _SHELF),
    "warm": (_FREEZER, _SHELF),
    "warm_for_long": (_FREEZER, _SHELF),
    "graded": (_FREEZER, _SHELF),
    "open": (_DOOR,),
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What an answer says of a rule: whether it is firing, and whether all is well again.

    Between a limit and the hysteresis it is neither.
    """

    firing: bool
    well: bool


_BAD, _WELL, _NEITHER = _Said(True, False), _Said(False, True), _Said(False, False)


@dataclass(slots=True)
class _Expectation:
    """Since when a rule has held for a reading, in the eyes of who may and who must."""

    delay: float
    patience: int
    """How many answers in a row prove nothing yet."""
    firing: bool = False
    well: bool = False
    _may_since: float | None = None
    _must_since: float | None = None
    _well_since: float | None = None
    _unwell_since: float | None = None
    _last: float = 0.0
    _first: float = 0.0
    """Since when it has held whenever it was known."""
    _stretches: int = 0
    _known: float = 0.0
    _silence: float = 0.0
    """How long the rule was not known before the last answer that told."""
    _gaps: deque[float] = field(default_factory=deque)
    """How long it was not proven before each of the last answers, as it may seem.

    An answer alone, among many that are missing, proves no loss. A crash forgets what
    was not saved.
    """
    _proven: float = 0.0
    """When an answer proved something last."""
    _crashed: bool = False
    """Whether Home Assistant has crashed since."""
    _count: int = 0
    _answers: int = 0
    _restarted: bool = False
    _nothing: int = 0

    def hear(self, at: float, said: _Said | None) -> None:
        """Take what an answer says, None where it says nothing."""
        if said is None:
            self._nothing += 1
            if self._nothing > DEFAULT_GRACE:
                self.be_unsure()
            return
        self._nothing = 0
        self._known, self._silence = at, at - self._known
        self._gaps.append(at - self._proven + _UNSAVED * self._crashed)
        while len(self._gaps) > self.patience + 1:
            self._gaps.popleft()
        self.firing, self.well = said.firing, said.well
        self._well_since = (self._well_since or at) if said.well else None
        self._unwell_since = None if said.well else self._unwell_since or at
        if not said.firing:
            self._may_since = self._must_since = None
            self._count = self._answers = 0
            self._restarted = False
            self._prove(at)
            return
        gap = max(self.delay, _LONGEST_GAP)
        if self._may_since is None or at - self._last > _LONG_GAP + _HELD:
            self._first, self._stretches = at, 1
        elif at - self._last > gap:
            self._stretches += 1
        if self._may_since is None or at - self._last > gap + _HELD:
            self._may_since = at
        self._last = at
        self._answers += 1
        self._count += 1
        if self._count > self.patience:
            self._must_since = self._must_since or at
            self._prove(at)

    def _prove(self, at: float) -> None:
        self._proven, self._crashed = at, False

    def be_unsure(self) -> None:
        """Nothing that was so before need be so now."""
        self._must_since = self._well_since = None
        self._count = 0

    def restart(self) -> None:
        """What comes first after a restart has nothing good before it to be held."""
        self._restarted = self._crashed = True
        self.be_unsure()

    @property
    def surely_firing(self) -> bool:
        """Whether the last answers prove that it is not over."""
        return self.firing and (not self.patience or self._count > self.patience)

    def may_start(self, at: float) -> bool:
        """Return whether an alert is justified."""
        since = self._may_since
        if since is None or not (self._restarted or self._answers > self.patience):
            return False
        if self._stretches >= _STRETCHES:
            since = min(since, self._first)
        return at - since >= self.delay - TOLERANCE

    def may_start_anew(self) -> bool:
        """Return whether an alert that is on may be another one after a long gap."""
        silence = max(self._gaps, default=0.0)
        return silence >= self.delay + _LONG_GAP - TOLERANCE

    def must_start_anew(self, at: float) -> bool:
        """Return whether the answer of now proves that it has to be another one."""
        long = self._silence > self.delay + _LONG_GAP + _HELD + TOLERANCE
        return self._known == at and self.firing and not self.patience and long

    def may_have_settled(self, at: float) -> bool:
        """Return whether what flapped may have gone on for long without an end."""
        since = self._unwell_since
        return since is not None and at - since >= _FLAPPING_ENDS - TOLERANCE

    def must_have_settled(self, at: float, told: float) -> bool:
        """Return whether what flaps since it was told has surely gone on for long."""
        since = self._must_since
        return since is not None and at - max(since, told) >= _FLAPPING_ENDS + TOLERANCE

    def must_be_on(self, at: float) -> bool:
        """Return whether an alert is owed."""
        since = self._must_since
        return since is not None and at - since >= self.delay + TOLERANCE

    def must_be_off(self, at: float) -> bool:
        """Return whether even one that flapped has to be over."""
        since = self._well_since
        return since is not None and at - since >= _FLAPPING_ENDS + TOLERANCE


def expectations() -> Iterator[tuple[tuple[str, str], _Expectation]]:
    """Yield what to expect of each rule and reading, before anything was heard."""
    for rule in RULES:
        patience = DEFAULT_GRACE if rule.id in ("offline", "lost") else 0
        for source in _SOURCES[rule.id]:
            expected = _Expectation(rule.delay.total_seconds(), patience)
            yield (rule.id, source), expected
            if rule.id == "graded":
                # That it is critical is expected of it besides.
                expected = _Expectation(rule.delay.total_seconds(), patience)
                yield (HARDER, source), expected


def lengths(key: tuple[str, str], *, harder: bool) -> tuple[float, float]:
    """Return the least and the longest time for which an acknowledgement counts.

    One that is critical only by its value may be less severe again meanwhile.
    """
    if key[0] == "warm_for_long":
        return _CRITICAL_ACKNOWLEDGED_FOR, _CRITICAL_ACKNOWLEDGED_FOR
    if key[0] == "graded":
        least = _CRITICAL_ACKNOWLEDGED_FOR if harder else _ACKNOWLEDGED_FOR
        return least, _ACKNOWLEDGED_FOR
    return _ACKNOWLEDGED_FOR, _ACKNOWLEDGED_FOR


def said(
    device: Device | None, share: int | None
) -> Iterator[tuple[tuple[str, str], _Said | None]]:
    """Yield what an answer, and the share of polls that were answered, say of all rules."""
    yield ("offline", ENTRY), _BAD if device is None else _WELL
    yield ("availability", _POLLS), None if share is None else _reliability(share)
    if device is None:
        for rule, sources in _SOURCES.items():
            if rule not in ("offline", "availability"):
                yield from (((rule, key), None) for key in sources)
        yield from (((HARDER, key), None) for key in _SOURCES["graded"])
        return
    for sensor in device.sensors.values():
        key, value = f"{ENTRY}/sensor/{sensor.key}", sensor.value
        yield ("lost", key), _BAD if value is None else _WELL
        alarm = _BAD if sensor.in_alarm else _WELL
        yield ("alarm", key), None if value is None else alarm
        for rule in ("warm", "warm_for_long", "graded"):
            yield (rule, key), None if value is None else _warmth(value)
        yield (HARDER, key), None if value is None else _warmth(value, CRITICAL_HIGH)
    for contact in device.inputs.values():
        key = f"{ENTRY}/input/{contact.key}"
        yield ("lost", key), _WELL
        yield ("open", key), _WELL if contact.closed else _BAD


def _warmth(value: float, high: float = HIGH) -> _Said:
    if value > high:
        return _BAD
    return _WELL if value <= high - HYSTERESIS else _NEITHER


def _reliability(share: int) -> _Said:
    if share < _RARELY:
        return _BAD
    return _WELL if share >= _RELIABLY else _NEITHER
