"""Tells of what rules would have told while nobody observed a device: once, afterwards."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant

from ...observed.gaps import Cause, Past, PastValue, stretches
from ..backtest.replay import Moment, Series
from ..clock import Clock
from ..messages.group import severest
from ..model import Alert, Change
from ..notify.dispatcher import Dispatcher
from ..notify.maintenance import Maintenance
from ..notify.pauses import Pauses
from ..rules.engine import RuleEngine
from ..rules.event import LASTS, UNOBSERVED, AlertEvent
from ..timeline import Now
from .episodes import Episode, Hindsight, is_covered, look_back
from .silent import Span, async_silent_spans

# The times of a log that is sent again differ by how long that took.
_SAME: Final = 60.0
# For so long the same log may come again. What is older is forgotten.
_REMEMBERED: Final = 2 * 86400.0
# What holds now has held since the log says so, if the log ends as shortly before.
_SHORTLY: Final = timedelta(minutes=10)


@dataclass(kw_only=True)
class Looker:
    """Looks at each logged value once, from one run to the next.

    `look_at` reads devices, by the IDs of their entries. `async_on_news` returns when what
    was told is written down.
    """

    hass: HomeAssistant
    clock: Clock
    engine: RuleEngine
    dispatcher: Dispatcher
    pauses: Pauses
    maintenance: Maintenance
    looked: dict[str, float]
    """Until when that was done (seconds since 1970), by the keys of readings."""
    look_at: Callable[[Iterable[str]], None]
    async_on_news: Callable[[], Awaitable[None]]

    async def async_look(self, past: Past) -> None:
        """Look at what a device has measured while it was not observed."""
        self.look_at([past.device])  # at a start, it may not have been heard yet
        now = self.clock.read()
        rules, news = list(self.engine.rules), False
        for begin, end in stretches(past.gaps):
            if not (series := list(self._series(past, begin, end, now))):
                continue
            seen = await self.hass.async_add_executor_job(look_back, rules, series)
            spans = await async_silent_spans(
                self.hass,
                self.pauses,
                self.maintenance,
                past.device,
                now.instant_of(_moment(begin)),
                now,
            )
            adopted = self._adopt(seen)
            for episode in seen.episodes:
                key = episode.rule.id, episode.reading.key
                if not (key in adopted or self._is_known(episode, spans)):
                    self._tell(episode, past, now)
                    news = True
            news = news or bool(adopted)
        self._remember(past, now)
        if news:
            await self.async_on_news()

    def _series(
        self, past: Past, begin: float, end: float, now: Now
    ) -> Iterator[Series]:
        for key, values in past.values.items():
            if (reading := self.engine.reading_of.get(key)) is None:
                continue
            after = max(begin, self._looked(key, now) + _SAME)
            moments = [
                Moment(
                    now.instant_of(_moment(each.time)),
                    each.value,
                    in_alarm=each.in_alarm,
                )
                for each in values
                if after <= each.time <= end
            ]
            if moments:
                yield Series(reading, moments)

    def _looked(self, key: str, now: Now) -> float:
        """Return until when that was done; by a clock that was ahead, nobody knows."""
        known = self.looked.get(key, 0.0)
        return known if known <= now.wall.timestamp() + _SAME else 0.0

    def _remember(self, past: Past, now: Now) -> None:
        for key, values in past.values.items():
            self.looked[key] = max(self._looked(key, now), _last(values))
        oldest = now.wall.timestamp() - _REMEMBERED
        for key in [key for key, until in self.looked.items() if until < oldest]:
            del self.looked[key]

    def _adopt(self, seen: Hindsight) -> set[tuple[str, str]]:
        """Let what holds now have held since the log says so.

        Return those of which people were not told yet: they will be, with that time.
        """
        adopted = set()
        for (rule_id, key), since in seen.holding.items():
            live = self.engine.alert(rule_id, key)
            if live is None or live.since is None or live.ended is not None:
                continue
            if since < live.since <= seen.end + _SHORTLY:
                self.engine.put(replace(live, since=since))
                if not live.is_on:
                    adopted.add((rule_id, key))
        return adopted

    def _is_known(self, episode: Episode, spans: Sequence[Span]) -> bool:
        """Return whether people know of it already, or were not to be told."""
        live = self.engine.alert(episode.rule.id, episode.reading.key)
        if live is not None and _was_told(live, episode):
            return True
        return is_covered(episode.alert.started or episode.since, episode.until, spans)

    def _tell(self, episode: Episode, past: Past, now: Now) -> None:
        begin = now.utc(episode.since).timestamp()
        end = now.utc(episode.until).timestamp()
        stopped = any(
            gap.cause is Cause.STOPPED and gap.begin <= end and begin <= gap.end
            for gap in past.gaps
        )
        facts = {
            **episode.reading.facts,
            UNOBSERVED: "stopped" if stopped else "silent",
            LASTS: "yes" if episode.lasts else "",
        }
        reading = replace(episode.reading, facts=facts)
        event = AlertEvent(Change.PAST, episode.alert, episode.rule, reading)
        self.dispatcher.tell_past(event, now)


def _was_told(live: Alert, episode: Episode) -> bool:
    """Return whether an alert has started in an episode, or before and goes on since.

    Who was told of what was milder was not told of it.
    """
    told = live.severity or episode.rule.severity
    if severest((told, episode.rule.severity)) is not told:
        return False
    if any(episode.since <= start < episode.until for start in live.starts):
        return True
    first = min(live.starts, default=None)
    lasts = live.is_on and first is not None and first <= episode.since
    return lasts and episode.lasts


def _moment(time: float) -> datetime:
    return datetime.fromtimestamp(time, UTC)


def _last(values: Sequence[PastValue]) -> float:
    return max((each.time for each in values), default=0.0)
