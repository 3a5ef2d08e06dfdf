"""What a device with a probe, a door and a network of its own goes through, by a seed.

Time is counted in seconds that have really passed; what the clock shows is another
matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from custom_components.hwgroup.client import (
    Device,
    Identity,
    Input,
    Limits,
    Quantity,
    ReadingState,
    Sensor,
    Unit,
)

HIGH = 8.0
"""The limit of the user's rules; around it the value is often."""
CRITICAL_HIGH = 10.0
"""The second limit of one of them."""
DEVICE_HIGH = 9.0
DEVICE_HYSTERESIS = 0.5

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_SELDOM = 0.2
"""The share of polls that are answered over a bad line."""
_CLOCK_SET_EVERY = 8 * HOUR
_ANSWER_EVERY = 8 * HOUR
_YEARS = 365 * DAY
_AHEAD = (0, 0, HOUR, -HOUR, 90, -400, 30 * _YEARS, -30 * _YEARS, -200 * DAY)

_IDENTITY = Identity(mac="00:0a:59:10:20:30", name="Cold room")
_SENSOR = Sensor(
    key="215",
    name="Freezer",
    value=4.0,
    unit=Unit("°C", Quantity.TEMPERATURE),
    limits=Limits(high=DEVICE_HIGH, hysteresis=DEVICE_HYSTERESIS),
)
_STEADY = replace(_SENSOR, key="216", name="Shelf")
_DOOR = Input(key="1", name="Door", closed=False)


@dataclass(frozen=True, slots=True)
class Polled:
    """An answer of the device, or None for none; both can be late."""

    at: float
    device: Device | None


@dataclass(frozen=True, slots=True)
class Restarted:
    """Home Assistant is there again."""

    at: float


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The clock of Home Assistant shows so many seconds more than it should by now."""

    at: float
    ahead: float


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody acknowledges all that is active."""

    at: float


type Step = Polled | Restarted | ClockSet | Answered


@dataclass(slots=True)
class _Spell:
    """Something that goes on for a while, and comes again."""

    chance: Random
    apart: float
    """How long it is from the end of one to the next, on average."""
    shortest: float
    longest: float
    begin: float = 0.0
    end: float = 0.0

    def __post_init__(self) -> None:
        """Choose the first one."""
        self._choose(0.0)

    def _choose(self, now: float) -> None:
        self.begin = now + self.chance.expovariate(1 / self.apart)
        # As many short ones as long ones, by orders of magnitude.
        ratio = self.longest / self.shortest
        self.end = self.begin + self.shortest * ratio ** self.chance.random()

    def at(self, now: float) -> bool:
        """Return whether it goes on now; time only goes forward."""
        while now >= self.end:
            self._choose(self.end)
        return now >= self.begin


class Trace:
    """A device for so many days."""

    def __init__(self, seed: int, days: float) -> None:
        """Choose when which trouble comes."""
        self._chance = chance = Random(seed)
        self._end = days * DAY
        self._excursion = _Spell(chance, 6 * HOUR, MINUTE, 8 * HOUR)
        self._at_limit = _Spell(chance, 12 * HOUR, 20 * MINUTE, 4 * HOUR)
        # Longer than an acknowledgement, and by a chance of its own.
        self._defect = _Spell(Random(f"defects of {seed}"), 4 * DAY, 9 * HOUR, 2 * DAY)
        self._open = _Spell(chance, 3 * HOUR, 10, 30 * MINUTE)
        self._unplugged = _Spell(chance, 12 * HOUR, 10, 6 * HOUR)
        self._bad_line = _Spell(Random(f"lines of {seed}"), 2 * DAY, HOUR, 6 * HOUR)
        self._line = Random(f"answers of {seed}")
        self._probe_lost = _Spell(chance, DAY, 30, 3 * HOUR)
        self._stopped = _Spell(chance, DAY, 20, 20 * MINUTE)
        self._mean = HIGH
        self._in_alarm = False
        self._stumbled = False
        self._rebooted = False
        self._next_clock = chance.expovariate(1 / _CLOCK_SET_EVERY)
        # Of their own, so that the device is the same whatever people do.
        self._people = Random(f"people of {seed}")
        self._next_answer = self._people.expovariate(1 / _ANSWER_EVERY)

    def __iter__(self) -> Iterator[Step]:
        """Yield what Home Assistant sees of it, in order."""
        chance, now, stopped = self._chance, 0.0, False
        while now < self._end:
            now += chance.uniform(30, 60)
            if self._stopped.at(now):
                stopped = True
                continue
            if stopped:
                stopped = False
                yield Restarted(now)
                now += 1
            if now >= self._next_clock:
                self._next_clock = now + chance.expovariate(1 / _CLOCK_SET_EVERY)
                yield ClockSet(now, chance.choice(_AHEAD))
            if now >= self._next_answer:
                self._next_answer = now + self._people.expovariate(1 / _ANSWER_EVERY)
                yield Answered(now)
            device = self._answer(now)
            if chance.random() < 0.02:
                now += chance.uniform(1, 9)  # a slow answer
            yield Polled(now, device)

    def _answer(self, now: float) -> Device | None:
        """Return what the device says now, None where nothing arrives."""
        freezer, open_now = self._freezer(now), self._open.at(now)
        if self._unplugged.at(now):
            self._rebooted = True
            return None
        if self._chance.random() < 0.01:
            return None
        if self._bad_line.at(now) and self._line.random() >= _SELDOM:
            return None
        sensors = [freezer, replace(_STEADY, value=self._noise(4.0))]
        if self._rebooted:  # the first answer comes before the first conversion
            self._rebooted, self._stumbled = False, True
            sensors = [_invalid(sensor) for sensor in sensors]
        elif not self._stumbled and self._chance.random() < 0.01:
            # -999.9, as the client reads it; never twice in a row.
            self._stumbled = True
            number = self._chance.randrange(len(sensors))
            sensors[number] = _invalid(sensors[number])
        else:
            self._stumbled = False
        if self._probe_lost.at(now):
            sensors[0] = _invalid(freezer)
        return Device(
            identity=_IDENTITY,
            sensors={sensor.key: sensor for sensor in sensors},
            inputs={_DOOR.key: replace(_DOOR, closed=not open_now)},
            uptime=int(now),
        )

    def _freezer(self, now: float) -> Sensor:
        if self._excursion.at(now) or self._defect.at(now):
            value = self._noise(11.0)
        elif self._at_limit.at(now):
            value = self._noise(self._mean)
        else:
            self._mean = HIGH + self._chance.uniform(-0.3, 0.3)
            value = self._noise(4.0)
        hysteresis = DEVICE_HYSTERESIS if self._in_alarm else 0
        self._in_alarm = value > DEVICE_HIGH - hysteresis
        state = ReadingState.ALARM_HIGH if self._in_alarm else ReadingState.OK
        return replace(_SENSOR, value=value, state=state)

    def _noise(self, mean: float) -> float:
        return round(self._chance.gauss(mean, 0.15), 1)


def _invalid(sensor: Sensor) -> Sensor:
    return replace(sensor, value=None, unit=Unit(), state=ReadingState.INVALID)
