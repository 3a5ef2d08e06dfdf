"""Years of a house, week by week: half an hour of each is lived, the rest is calm."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
import heapq
from itertools import count
import logging
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from custom_components.hwgroup.alerts.model import device_of
from custom_components.hwgroup.const import DOMAIN
from worlds.traces import DAY, HOUR, MINUTE, Answered, Polled

from .core import ZONE, recorded
from .driven import DrivenClock, DrivenMachine, Driver
from .growth import Sample, sample
from .lived_house import LivedHouse
from .residents import Watcher
from .troubles import HALF_HOUR, troubles
from .upkeep import Event, Upkeep

WEEK: Final = 7 * DAY
YEAR: Final = 365.25 * DAY
# After which everything has to be over: what flaps is over half an hour after the last.
_LONGEST: Final = 3 * HOUR
_SAMPLE_EVERY: Final = 4
_WRAP: Final = 2**32 / 100
# Lines of the log that one outage may bring: that it began, and that it ended.
LINES_PER_OUTAGE: Final = 2
_LOGGER: Final = logging.getLogger(__name__)


class LivedYears:
    """Lives in a house, and collects what there was and what was wrong."""

    def __init__(self, house: LivedHouse, driver: Driver, seed: str) -> None:
        """Begin at the time of the clock."""
        self.house = house
        self.clock: DrivenClock = house.clock
        self.counts = Counter[str]()
        self.samples: list[Sample] = []
        self.weeks = 0
        self.polls = 0
        self.skipped = 0.0
        """Seconds of calm in which nothing was polled."""
        self._seed = seed
        self._driver = driver
        self._began = self.clock.steady()
        self._agenda: list[tuple[float, int, Callable[[], Awaitable[None]]]] = []
        self._numbers = count()
        self._next_recording = 0.0

    @property
    def wrong(self) -> list[str]:
        """All that was wrong."""
        judges = [each.judge for each in self.house.watchers.values()]
        lines, outages = self.house.lines, self.counts["outage"]
        most = LINES_PER_OUTAGE * (outages + self.counts["board replaced"])
        many = [f"{lines.ours} lines of the log"] if lines.ours > most else []
        return [
            *self.house.wrong,
            *(wrong for judge in judges for wrong in judge.wrong),
            *lines.wrong,
            *many,
        ]

    @property
    def lived(self) -> float:
        """How many seconds have passed, those of calm, too."""
        return self.clock.steady() - self._began

    # Time passes

    async def live(self, seconds: float) -> None:
        """Let time pass, and whatever is due happen in its turn."""
        until = self.clock.steady() + seconds
        while True:
            due = min(self._agenda[0][0] if self._agenda else until, until)
            while self._driver.step(due):
                await self._look()
            await self._look()
            while self._agenda and self._agenda[0][0] <= due:
                await heapq.heappop(self._agenda)[2]()
            if due >= until:
                return

    def plan(self, after: float, act: Callable[[], Awaitable[None]]) -> None:
        """Have something happen while time passes."""
        at = self.clock.steady() + after
        heapq.heappush(self._agenda, (at, next(self._numbers), act))

    async def _look(self) -> None:
        await self.house.settle()
        now = self.clock.steady()
        self._hand_out_alerts()
        for watcher in self.house.watchers.values():
            self._judge(watcher)
        if now >= self._next_recording:
            self._next_recording = now + MINUTE
            await recorded(self.house.hass)

    def _hand_out_alerts(self) -> None:
        for watcher in self.house.watchers.values():
            watcher.on = []
        for alert, rule, _ in self.house.manager.alerts:
            if device_of(alert.source) in self.house.watchers:
                self.house.watchers[device_of(alert.source)].on.append((alert, rule.id))

    def _judge(self, watcher: Watcher) -> None:
        """Tell a judge of a poll that has just ended, and of what has come of it."""
        # What has gone by since would be another time where somebody has to wait.
        ended = watcher.entry.runtime_data.history._ended  # noqa: SLF001
        watcher.notice_told(self.house.manager)
        if ended > watcher.heard:
            self.polls += 1
            watcher.heard = ended
            step = Polled(ended, watcher.resident.answer())
            watcher.judge.take(step)
            watcher.judge.look(step)
        elif watcher.has_news:
            watcher.judge.check_news()

    def skip(self, seconds: float) -> None:
        """Let calm time pass at once: what is due in it happens late, and only once."""
        if seconds > 0:
            self.clock.move_to(self.clock.steady() + seconds)
            self.skipped += seconds

    # Weeks

    async def begin(self) -> None:
        """Take the house over from the first release, and furnish it."""
        house = self.house
        house.lay_out()
        house.is_lenient = True
        await house.start()
        await house.add_rules()
        entries = [(each, await house.add(each)) for each in house.residents]
        await self.live(10 * MINUTE)
        await self._restart(MINUTE, None)  # which takes the settings
        for resident, entry in entries:
            known = house.hass.config_entries.async_get_known_entry(entry.entry_id)
            house.judge(resident, known)
        house.is_lenient = False
        self._upkeep = Upkeep(house, Random(self._seed), self.live, self._restart)

    async def week(self) -> None:
        """Live half an hour of the next week, and skip the rest of it."""
        self.weeks += 1
        chance = Random(f"{self._seed} {self.weeks}")
        end = self._began + self.weeks * WEEK
        begin = self._moment(end) or end - chance.uniform(0.2, 1) * WEEK + 6 * HOUR
        self.skip(begin - self.clock.steady())
        for kind, planned in troubles(chance, self.house.residents):
            self.counts[kind] += 1
            for after, act in planned:
                self.plan(after, act)
        if chance.random() < 0.5:
            self.plan(chance.uniform(0.3, 1) * HALF_HOUR, self._acknowledge)
        for event in self._due(self._upkeep.events):
            self.plan(chance.uniform(0.2, 0.9) * HALF_HOUR, event)
        await self.live(HALF_HOUR)
        await self._calm_down()
        for event in self._due(self._upkeep.calm_events):
            await event()
            await self._calm_down()
        if self.weeks % _SAMPLE_EVERY == 0:
            self.samples.append(self._sample())

    def _due(self, events: dict[str, tuple[int, Event]]) -> Iterator[Event]:
        """Yield what happens this week."""
        for name, (every, event) in events.items():
            if (self.weeks + len(name)) % every == 0:
                self.counts[name] += 1
                yield event

    async def _calm_down(self) -> None:
        """Wait until nothing is left of it."""
        self.house.notifies = True
        waited = 0.0
        while not all(each.judge.is_calm for each in self.house.watchers.values()):
            await self.live(MINUTE)
            waited += MINUTE
            if waited > _LONGEST:
                left = [
                    name.judge.name
                    for name in self.house.watchers.values()
                    if not name.judge.is_calm
                ]
                self.house.wrong.append(f"week {self.weeks}: no end for {left}")
                return
        await self.live(10 * MINUTE)  # a message may be owed for longer
        now = self.house.manager.clock.now()
        # A test alarm waits for the day, what wakes nobody for the end of quiet hours, and
        # what was refused for its next attempt.
        owed = [
            each
            for each in self.house.manager.notifier.deliveries
            if each.is_owed and each.due <= now
        ]
        if owed:
            self.house.wrong.append(f"week {self.weeks}: {len(owed)} messages are owed")

    def _moment(self, end: float) -> float | None:
        """Return when to be there this week: before the clock changes, or a counter wraps."""
        begin = end - WEEK
        # Full hours, by the clock on the wall.
        origin = self.clock.wall().timestamp() - self.clock.steady()
        zone, start = ZoneInfo(ZONE), int(begin + origin) // 3600 * 3600
        for device in (each.device for each in self.house.residents if each.is_snmp):
            left = _WRAP - (device.age + begin - self.clock.steady()) % _WRAP
            if left < WEEK - HOUR:
                self.counts["counter wraps"] += 1
                return begin + left - HALF_HOUR / 2
        before = datetime.fromtimestamp(start, zone)
        for hours in range(1, 24 * 7):
            after = datetime.fromtimestamp(start + 3600 * hours, zone)
            kind = None
            if after.utcoffset() != before.utcoffset():
                kind = "summer time"
            elif (after.month, after.day, after.hour) == (2, 29, 0):
                kind = "leap day"
            at = start + 3600 * hours - origin
            if kind is not None and at > begin + HOUR:
                self.counts[kind] += 1
                return at - HALF_HOUR / 2
            before = after
        return None

    async def _acknowledge(self) -> None:
        self.counts["acknowledged"] += 1
        await self.house.hass.services.async_call(
            DOMAIN, "acknowledge", {"by": "Ann"}, blocking=True
        )
        await self.house.settle()
        now = self.clock.steady()
        self._hand_out_alerts()
        for watcher in self.house.watchers.values():
            watcher.notice_told(self.house.manager)
            watcher.judge.check_news()
            step = Answered(now)
            watcher.judge.take(step)
            watcher.judge.look(step)

    async def _restart(
        self, seconds: float, meanwhile: Callable[[], None] | None
    ) -> None:
        await self.house.stop()
        if meanwhile is not None:
            meanwhile()
        DrivenMachine.boots += seconds > MINUTE
        self.clock.move_to(self.clock.steady() + seconds)
        await self.house.start()

    def _sample(self) -> Sample:
        hass = self.house.hass
        years = self.lived / YEAR
        tasks = len(hass._tasks)  # noqa: SLF001
        return sample(hass, self.house.folder, years, tasks, self._driver.timers)
