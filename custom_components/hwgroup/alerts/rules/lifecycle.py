"""The life of an alert: pending → active → acknowledged → cleared.

Pure, with time as an argument. Each function returns the alert as it is then, None for
one that need not be remembered.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from ..model import Alert, Change, Reading, Severity
from ..timeline import Gap, Instant
from .conditions import LimitsChanged, Rule
from .gaps import LONG_GAP, longest_silence
from .verdict import Verdict

# An alert that starts so often in such a time is told once, and is over when it has
# been calm for a while.
FLAPPING_STARTS: Final = 3
FLAPPING_WINDOW: Final = timedelta(hours=1)
CALM_AFTER_FLAPPING: Final = timedelta(minutes=30)
# What has lasted for long is remembered for so long after its end.
REMEMBERED: Final = timedelta(minutes=10)
# What was only known now and then, and always held, counts from the first of so many.
_STRETCHES: Final = 3


def advance(
    rule: Rule,
    alert: Alert | None,
    reading: Reading,
    verdict: Verdict,
    now: Instant,
    gap: Gap | None = None,
) -> tuple[Alert | None, Change | None]:
    """Return the alert after a look at a reading, and what has to be told of it.

    A rule that was made more severe while its alert is on is news, also while nothing is
    known. For what is cleared that is the alert as it was; `cleared` forgets it. `gap` is the
    long time before this look in which nothing was known of an alert that is on.
    """
    if verdict.firing is False:
        return _calm(alert, now if gap is None else gap.begin, now)
    if alert is not None and alert.is_on:
        severity = rule.of(alert).severity
        told = alert.severity or severity  # older code did not keep it
        if severity is not told and severity.weight > told.weight:
            if verdict.firing:
                alert = _observed(_resumed(alert, now), reading, verdict, now)
            return _started(rule, _with_recent_starts(alert, now), now), Change.STARTED
        if (alert.severity, alert.rule_name) != (told, rule.name):
            alert = replace(alert, severity=told, rule_name=rule.name)
    if verdict.firing is None:
        return alert, None
    if gap is not None and alert is not None:
        return _told_anew(rule, alert, reading, verdict, gap, now)
    return _held(rule, alert, reading, verdict, now)


def _held(
    rule: Rule,
    alert: Alert | None,
    reading: Reading,
    verdict: Verdict,
    now: Instant,
) -> tuple[Alert, Change | None]:
    if alert is None:
        alert = Alert(rule=rule.id, source=reading.key, since=None, seen=now)
    if alert.is_on:
        return _lasting(rule, _resumed(alert, now), reading, verdict, now)
    alert = _observed(_pending(rule, alert, reading, now), reading, verdict, now)
    begin = _begin(alert)
    if begin is None or now < begin + rule.delay:
        return alert, None
    alert = replace(alert, since=begin, first=None, stretches=0)
    starts = _recent(alert.starts, now)
    # With another first start, it is another alert.
    notes = alert.notes if starts[:1] == alert.starts[:1] else ()
    alert = replace(
        alert, starts=starts, count=len(starts), flapping=False, notes=notes
    )
    return _started(rule, alert, now), Change.STARTED


def _pending(rule: Rule, alert: Alert, reading: Reading, now: Instant) -> Alert:
    """Return since when it holds: what comes after a gap may be something else.

    Unless it held whenever it was known, several times over.
    """
    since, silence = alert.since, now - alert.seen
    if since is not None and silence <= longest_silence(rule):
        return alert
    begin = reading.since or now
    if since is not None and silence <= LONG_GAP:
        first, stretches = alert.first or since, max(alert.stretches, 1) + 1
        return replace(alert, since=begin, first=first, stretches=stretches)
    return replace(
        alert,
        since=begin,
        first=begin,
        stretches=1,
        worst=None,
        limit=None,
        above=None,
        harder=False,
        ended=None,
    )


def _begin(alert: Alert) -> Instant | None:
    """Return from when on the delay of an alert that is pending counts."""
    return alert.first if alert.stretches >= _STRETCHES else alert.since


def _with_recent_starts(alert: Alert, now: Instant) -> Alert:
    """Return the alert with its first start, which names it, and the recent ones.

    So what flaps for weeks fills no disk.
    """
    first, *others = alert.starts
    return replace(alert, starts=(first, *_recent(others, now)))


def _started(rule: Rule, alert: Alert, now: Instant) -> Alert:
    """Owe it to everybody, whatever was told before."""
    starts = (*alert.starts, now)
    return replace(
        alert,
        started=now,
        severity=rule.of(alert).severity,
        rule_name=rule.name,
        starts=starts,
        count=alert.count + 1,
        flapping=alert.flapping or len(_recent(starts, now)) >= FLAPPING_STARTS,
        acknowledged=None,
        acknowledged_by=None,
        acknowledged_until=None,
        acknowledged_worst=None,
        reminder=False,
        snoozed_until=None,
        suppressed=False,
        released=None,
        turned=None,
        worsens=False,
        last_seen=None,
        told={},
        informed=tuple(sorted(alert.notified)),
    )


def _told_anew(
    rule: Rule,
    alert: Alert,
    reading: Reading,
    verdict: Verdict,
    gap: Gap,
    now: Instant,
) -> tuple[Alert, Change]:
    """Tell of what held before a long gap and holds after it: nobody knows in between.

    It is the same alert for those who answer, and a snooze has an end of its own.
    """
    known = _with_recent_starts(alert, now)
    before = replace(
        known,
        since=reading.since or gap.end,
        ended=None,
        worst=None,
        flapping=False,
        count=len(known.starts) - 1,
    )
    anew = _started(rule, _observed(before, reading, verdict, now), now)
    return (
        replace(anew, last_seen=gap.last_known, snoozed_until=alert.snoozed_until),
        Change.STARTED,
    )


def _lasting(
    rule: Rule, alert: Alert, reading: Reading, verdict: Verdict, now: Instant
) -> tuple[Alert, Change | None]:
    """Go on, or tell anew of another limit: too warm has become too cold, or critical.

    So are limits on the device that were changed once more. Before that it has to last,
    as at first; going back to what was told ends it. What flapped is told, too, once it
    has gone on for long without an end.
    """
    worsens = bool(verdict.harder) and not alert.harder
    news = worsens or _is_beyond_another(alert, verdict)
    news = news or _has_other_limits(rule, alert, reading)
    turned = _turned(rule, alert, now) if news else None
    if turned is None and alert.flapping and _is_beyond_the_other(alert):
        alert = _started_again(alert, now)
    value = alert.value if turned is None else reading.value
    if (alert.worsens, alert.turned, alert.value) != (worsens, turned, value):
        alert = replace(alert, worsens=worsens, turned=turned, value=value)
    if (news_at := _news_at(rule, alert)) is not None and now >= news_at:
        starts = alert.starts[:1] if alert.flapping else alert.starts
        begin = turned or alert.starts[-1]
        known = replace(alert, since=begin, starts=starts, flapping=False)
        known = _observed(_with_recent_starts(known, now), reading, verdict, now)
        return _started(rule, known, now), Change.STARTED
    if (again_at := _critical_again_at(rule, alert)) is not None and now >= again_at:
        alert = replace(alert, worsens=False, turned=None)
        return _observed(alert, reading, verdict, now), None
    if worsens and verdict.above is alert.above:
        told = replace(verdict, limit=alert.limit, harder=False)
        alert = _observed(alert, reading, told, now)
    if turned:
        return replace(alert, seen=now), None
    return _observed(alert, reading, verdict, now), None


def _is_beyond_another(alert: Alert, verdict: Verdict) -> bool:
    """Return whether the value is beyond the limit of the other side."""
    other_side = alert.above is (not verdict.above)
    return other_side and verdict.limit not in (None, alert.limit)


def _has_other_limits(rule: Rule, alert: Alert, reading: Reading) -> bool:
    """Return whether limits are news, and are not those any more of which people were told."""
    told, seen = alert.limits, (reading.low, reading.high)
    return isinstance(rule.condition, LimitsChanged) and told not in (None, seen)


def _turned(rule: Rule, alert: Alert, now: Instant) -> Instant:
    """Return since when the value, which is beyond another limit, is so."""
    if alert.turned is None or now - alert.seen > longest_silence(rule):
        return now
    return alert.turned


def _is_beyond_the_other(alert: Alert) -> bool:
    """Return whether the value has gone from above the range to below it, or back."""
    value, limit = alert.value, alert.limit
    if alert.turned is None or value is None or limit is None:
        return False
    return value < limit if alert.above else value > limit


def _news_at(rule: Rule, alert: Alert) -> Instant | None:
    """Return when an alert that is on is told anew if it goes on, None for never.

    What flaps waits for calm, whatever its limit: only that it is critical was not told.
    """
    told = alert.severity is Severity.CRITICAL
    if alert.turned and (not alert.flapping or (alert.worsens and not told)):
        return alert.turned + rule.delay
    if not alert.flapping:
        return None
    swung = alert.turned if _is_beyond_the_other(alert) else None
    return (swung or alert.starts[-1]) + max(rule.delay, CALM_AFTER_FLAPPING)


def _critical_again_at(rule: Rule, alert: Alert) -> Instant | None:
    """Return when what flaps, and was told as critical, is so again: that is no news."""
    told = alert.severity is Severity.CRITICAL
    if told and alert.flapping and alert.worsens and not _is_beyond_the_other(alert):
        return alert.turned and alert.turned + rule.delay
    return None


def _observed(alert: Alert, reading: Reading, verdict: Verdict, now: Instant) -> Alert:
    value, worst = reading.value, alert.worst
    if value is not None and verdict.above is not None:
        known = value if worst is None or alert.above is not verdict.above else worst
        worst = max(value, known) if verdict.above else min(value, known)
    limit, above, harder = verdict.limit, verdict.above, bool(verdict.harder)
    if verdict.above is None or (verdict.harder is None and alert.harder):
        # The limit that was told counts: a device may go on with its alarm within it.
        limit, above, harder = alert.limit, alert.above, alert.harder
    alert = replace(
        alert,
        seen=now,
        value=value,
        worst=worst,
        limit=limit,
        above=above,
        harder=harder,
        limits=(reading.low, reading.high),
        unit=reading.unit or alert.unit,
        device_name=reading.device_name,
        name=reading.name,
    )
    if alert.reminder and alert.got_worse:
        return replace(alert, reminder=False)
    return alert


def _resumed(alert: Alert, now: Instant) -> Alert:
    """Count a flapping alert's further start, of which nobody is told."""
    if alert.ended is None:
        return alert
    return replace(_started_again(alert, now), ended=None, count=alert.count + 1)


def _started_again(alert: Alert, now: Instant) -> Alert:
    known = _with_recent_starts(alert, now)
    return replace(known, starts=(*known.starts, now))


def _calm(
    alert: Alert | None, ended: Instant, now: Instant
) -> tuple[Alert | None, Change | None]:
    if alert is None:
        return None, None
    if not alert.is_on:
        # How often it has started lately matters, and whether it has just ended.
        just_ended = alert.ended is not None and now - alert.ended < REMEMBERED
        starts = _recent(alert.starts, now)
        return (replace(alert, since=None) if starts or just_ended else None), None
    alert = replace(alert, ended=alert.ended or ended, turned=None, worsens=False)
    if alert.flapping and now < _calm_at(alert):
        return alert, None
    return alert, Change.CLEARED


def cleared(alert: Alert) -> Alert:
    """Return what has to be remembered of an alert that is over."""
    return replace(alert, since=None, started=None, told={}, informed=())


def due(rule: Rule, alert: Alert) -> Instant | None:
    """Return when time alone changes the alert, None if it does not."""
    if alert.is_on:
        if alert.flapping and alert.ended:
            return _calm_at(alert)
        times = (_critical_again_at(rule, alert), _news_at(rule, alert))
        return min(filter(None, times), default=None)
    begin = _begin(alert)
    return begin + rule.delay if begin and alert.since else None


def _calm_at(alert: Alert) -> Instant:
    return (alert.ended or alert.seen) + CALM_AFTER_FLAPPING


def _recent(starts: Iterable[Instant], now: Instant) -> tuple[Instant, ...]:
    return tuple(start for start in starts if start > now - FLAPPING_WINDOW)
