"""Evaluates all rules for all readings: which alerts start, and which are cleared.

Pure, with time as an argument; the live alerts and the replay of the past are the same
engine. What is calm costs one comparison: all that the rules of a reading say together
is a band of values at which none of them holds.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from ..model import Alert, Change, Reading, device_of
from ..timeline import Gap, Instant
from .conditions import Rule
from .event import GONE, REMOVED, AlertEvent, unwatched
from .gaps import interrupted, is_long, long_gap
from .histories import Histories
from .history import Unchanged, whole_minute
from .index import ReadingRules, RuleIndex, affected_keys, rule_changes
from .lifecycle import advance, cleared, due
from .other_unit import in_unit_of
from .trends import Past, Trend
from .verdict import UNKNOWN, Verdict

# How often a value that does not change is a sample for a trend.
SAMPLE_EVERY: Final = timedelta(minutes=1)
_MOMENT: Final = timedelta(milliseconds=1)
# After a gap, devices are polled within such a time: only then it is seen what holds.
_HEARD_WITHIN: Final = timedelta(minutes=2)


class RuleEngine:
    """Evaluates rules for readings, and keeps the alerts."""

    def __init__(
        self,
        rules: Iterable[Rule],
        alerts: Iterable[Alert] = (),
        unchanged: Mapping[str, Unchanged] | None = None,
    ) -> None:
        """Continue with the alerts of the last run, and with what it knew of values."""
        self.dirty = False
        """Whether there is anything to be written down; whoever does that resets it."""
        self._rules = {rule.id: rule for rule in rules}
        self.reading_of: dict[str, Reading] = {}  # by their keys
        self._keys: dict[str, set[str]] = {}
        """Of each device, those of its readings and of what it has alerts of."""
        self._index = RuleIndex(self._rules.values())
        self.rules_of: dict[str, ReadingRules] = {}  # by the keys of readings
        self.histories = Histories(unchanged or {})
        self._sampled: Instant | None = None
        self._alerts: dict[str, dict[str, Alert]] = {}
        self._sure: set[tuple[str, str]] = set()
        """The alerts of which the last look told whether the rule holds, as it does since."""
        self._doubted: dict[tuple[str, str], Gap] = {}
        """The alerts of which nothing was known in a gap that the time line lacks."""
        self._heard: Instant | None = None
        """When it is to be seen which of them hold, None once that is over."""
        self._released: list[AlertEvent] = []
        for key in self.histories.unchanged:
            self._keys.setdefault(device_of(key), set()).add(key)
        for alert in alerts:
            self.put(alert)

    @property
    def alerts(self) -> Iterator[Alert]:
        """All alerts, also pending ones and cleared ones that are still remembered."""
        for alerts in self._alerts.values():
            yield from alerts.values()

    @property
    def active(self) -> Iterator[tuple[Alert, Rule, Reading]]:
        """The alerts that are on, each with its rule and reading."""
        for alert in self.alerts:
            rule = self._rules.get(alert.rule)
            reading = self.reading_of.get(alert.source)
            if alert.is_on and rule is not None and reading is not None:
                yield alert, rule.of(alert), reading

    @property
    def awaited(self) -> Iterator[Alert]:
        """The alerts of the last run of whose reading nothing is known yet.

        Of a device that cannot be set up, or does not answer, nothing more will be.
        """
        for alert in self.alerts:
            device = self.reading_of.get(device_of(alert.source))
            heard = device is not None and device.value is not None
            if alert.is_on and not heard and alert.source not in self.reading_of:
                yield alert

    def alert(self, rule: str, source: str) -> Alert | None:
        """Return the alert of a rule and a reading, by their IDs."""
        return self._alerts.get(source, {}).get(rule)

    @property
    def readings(self) -> Iterable[Reading]:
        """The last observed reading of each device and part."""
        return self.reading_of.values()

    @property
    def rules(self) -> Iterable[Rule]:
        """The rules that are evaluated."""
        return self._rules.values()

    # What is observed

    def observe(
        self, device: str, readings: Sequence[Reading], now: Instant
    ) -> list[AlertEvent]:
        """Evaluate the readings of a device: the device's own first, then its parts.

        If the device answers, parts that are not among them are forgotten, with their alerts.
        """
        keys = {each.key for each in readings}
        if readings[0].value:
            self._forget(self._keys.pop(device, keys) - keys)
        self._keys.setdefault(device, set()).update(keys)
        news: list[Reading] = []
        for reading in readings:
            key = reading.key
            before = self.reading_of.get(key)
            self.reading_of[key] = reading
            if before is None and key in self._alerts:
                self.dirty = True  # an alert of the last run, which can be told now
            if (
                key not in self._alerts
                and key not in self.histories.keys
                and (before is reading or self.rules_for(reading).is_calm(reading))
            ):
                continue
            news.append(reading)
        # Only when all of them are known: rules compare some with others.
        return self._evaluate_all(news, now)

    def tick(self, now: Instant) -> list[AlertEvent]:
        """Evaluate the alerts that are due because time has passed."""
        sources = self._due_sources(now)
        return self._evaluate_all([self.reading_of[source] for source in sources], now)

    def _due_sources(self, now: Instant) -> set[str]:
        due_sources = {
            alert.source
            for alert in self.alerts
            if (time := self._due(alert)) is not None and time <= now
        }
        followed = self.histories.keys
        if followed and self._sampled and now >= self._sampled + SAMPLE_EVERY:
            self._sampled = whole_minute(now)
            due_sources |= followed
        if self._heard and now >= self._heard:
            self._heard = None
            due_sources |= {source for source, _ in self._doubted}
        return due_sources & self.reading_of.keys()

    def _due(self, alert: Alert) -> Instant | None:
        # If the last look told nothing, the alert waits for a reading, not for the clock.
        rule = self._rules.get(alert.rule)
        if rule is None or (alert.source, alert.rule) not in self._sure:
            return None
        return due(rule, alert)

    def next_due(self, now: Instant) -> Instant | None:
        """Return when the next alert is due because of time alone; it may be in the past."""
        dues = [self._heard, *(self._due(alert) for alert in self.alerts)]
        if self.histories.keys and self._sampled:
            # A trend also has to see that a value does not change.
            dues.append(max(self._sampled + SAMPLE_EVERY, now + _MOMENT))
        return min(filter(None, dues), default=None)

    def _evaluate_all(
        self, readings: Iterable[Reading], now: Instant
    ) -> list[AlertEvent]:
        events = [each for reading in readings for each in self._evaluate(reading, now)]
        released, self._released = self._released, []
        return [*released, *events]

    def _evaluate(self, reading: Reading, now: Instant) -> Iterator[AlertEvent]:
        alerting = self._alerts.get(reading.key, ())
        for rule in self.rules_for(reading).to_evaluate(reading, alerting):
            key = reading.key, rule.id
            before, gap = self._before(rule, reading, now)
            verdict = self._verdict(rule, reading, None if gap else before, now)
            alert, change = advance(rule, before, reading, verdict, now, gap)
            if alert is None:
                if before is not None:
                    self._drop(before)
                continue
            if verdict.firing is None:
                self._sure.discard(key)
            else:
                self._doubted.pop(key, None)
                # From now on the clock can change it.
                self.dirty |= key not in self._sure
                self._sure.add(key)
            self.put(cleared(alert) if change is Change.CLEARED else alert)
            if change is not None:
                yield AlertEvent(change, alert, rule.of(alert), reading)

    def _before(
        self, rule: Rule, reading: Reading, now: Instant
    ) -> tuple[Alert | None, Gap | None]:
        """Return the alert before a look, and the long gap since it was known."""
        alert = in_unit_of(self.alert(rule.id, reading.key), rule, reading)
        if alert is None:
            return None, None
        if (gap := self._doubted.get((reading.key, rule.id))) is not None:
            heard_since = alert.seen >= gap.end
            return alert, gap if heard_since else replace(gap, end=now)
        if (reading.key, rule.id) in self._sure and alert.since:
            return replace(alert, seen=now), None
        return alert, long_gap(rule, alert, now)

    def _verdict(
        self, rule: Rule, reading: Reading, before: Alert | None, now: Instant
    ) -> Verdict:
        told = None
        if before is not None and before.is_on and before.ended is None:
            told = before.above
        if not isinstance(rule.condition, Trend):
            return rule.condition.evaluate(reading, told)
        self._sampled = self._sampled or whole_minute(now)
        history = self.histories.of(reading.key, rule.condition.window)
        if reading.value is None or not reading.heard:
            history.break_off()
            return UNKNOWN
        history.add(now, reading.value, is_total=reading.is_total, scale=reading.scale)
        past = Past(history=history, others=self.reading_of, above=told)
        return rule.condition.judge_past(reading, past)

    # Which rules watch what

    def rules_for(self, reading: Reading) -> ReadingRules:
        """Return the rules that watch a reading."""
        known = self.rules_of.get(reading.key)
        if known is None or not known.fits(reading):
            before = known
            known = self.rules_of[reading.key] = self._index.rules_for(reading)
            if before is None or before.rules != known.rules:
                same = before is None or before.unit == known.unit
                self.histories.keep(reading.key, known.windows, same_unit=same)
                self._drop_others(reading.key, known.rules)
        return known

    def _drop_others(self, key: str, rules: Iterable[Rule]) -> None:
        """Drop the alerts of rules that no longer watch a reading."""
        for rule in self._alerts.get(key, {}).keys() - {rule.id for rule in rules}:
            self._release(self._alerts[key][rule])

    def _release(self, alert: Alert, fate: str = "") -> None:
        """End an alert that is not watched any more."""
        rule, source = self._rules.get(alert.rule), alert.source
        reading = self.reading_of.get(source) or self.reading_of.get(device_of(source))
        if alert.is_on:
            self._released += unwatched(alert, rule, reading, fate)
        self._drop(alert)

    def set_rules(self, rules: Iterable[Rule], now: Instant) -> list[AlertEvent]:
        """Evaluate these rules from now on; alerts of removed rules end."""
        before, after = self._rules, {rule.id: rule for rule in rules}
        self._rules = before | after
        for alert in list(self.alerts):
            reading, rule = self.reading_of.get(alert.source), after.get(alert.rule)
            if rule is None or (reading and not rule.selection.covers(reading)):
                self._release(alert)
        self._rules = after
        changes = rule_changes(before, after)
        self._index.change(changes)
        keys = affected_keys(changes, self.reading_of)
        for key in keys:
            self.rules_of.pop(key, None)
        seen = [self.reading_of[key] for key in keys]
        news = [
            each
            for each in seen
            if each.key in self._alerts or not self.rules_for(each).is_calm(each)
        ]
        return self._evaluate_all(news, now)

    def keep(self, devices: Container[str], now: Instant) -> list[AlertEvent]:
        """End the alerts of all other devices, by the IDs of their entries."""
        for gone in [device for device in self._keys if device not in devices]:
            self._forget(self._keys.pop(gone), REMOVED)
        return self._evaluate_all((), now)

    def _forget(self, keys: Collection[str], fate: str = GONE) -> None:
        for key in keys:
            for alert in [*self._alerts.get(key, {}).values()]:
                self._release(alert, fate)
        for key in keys:
            self.reading_of.pop(key, None)
            self.rules_of.pop(key, None)
            self.histories.forget(key)

    # Alerts, one by one

    def put(self, alert: Alert) -> None:
        """Keep an alert in its new state."""
        alerts = self._alerts.setdefault(alert.source, {})
        self._keys.setdefault(device_of(alert.source), set()).add(alert.source)
        self.dirty |= alerts.get(alert.rule) != alert
        alerts[alert.rule] = alert

    def kept(self, now: Instant) -> Iterator[Alert]:
        """Return all alerts as they are to be saved: what is sure was so until now."""
        for alert in self.alerts:
            holds = alert.since is not None and alert.ended is None
            if holds and (alert.source, alert.rule) in self._sure:
                yield replace(alert, seen=now)
            else:
                yield alert

    def doubt(self, gap: Gap, now: Instant) -> None:
        """Take it that nothing was known in a gap that is longer than the line says."""
        self._heard = now + _HEARD_WITHIN
        for alert in list(self.alerts):
            if (rule := self._rules.get(alert.rule)) is None:
                continue
            self.put(interrupted(rule, alert, gap))
            if alert.started and alert.started <= gap.begin and is_long(rule, gap):
                self._doubted[alert.source, alert.rule] = gap
        self.histories.doubt(gap)

    def _drop(self, alert: Alert) -> None:
        self.dirty = True
        self._sure.discard((alert.source, alert.rule))
        self._doubted.pop((alert.source, alert.rule), None)
        alerts = self._alerts[alert.source]
        del alerts[alert.rule]
        if not alerts:
            del self._alerts[alert.source]
