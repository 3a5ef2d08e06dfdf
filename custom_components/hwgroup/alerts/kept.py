"""What is kept of the alerts from one run to the next, as plain data. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from .health.drills import DrillRecord
from .model import Alert, Phase
from .notify.log import Delivery, NotificationLog
from .notify.maintenance import OpenWindow
from .rules.history import Unchanged
from .timeline import YEARS, Checkpoint, Instant, Now
from .typed import checked

# A time line that agrees with the wall clock.
_AGREED: Final = Now.of(datetime.fromtimestamp(0, UTC))
# Of what is stored, when it happened last.
_WHEN: Final = {"alerts": "seen", "deliveries": "created", "ledger": "settled"}
# What reading raises for an item without sense.
_NONSENSE: Final = (AttributeError, KeyError, OverflowError, TypeError, ValueError)

type _Limits = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The state of the alerts at a moment."""

    alerts: Iterable[Alert] = ()
    deliveries: Iterable[Delivery] = ()
    log: NotificationLog = field(default_factory=NotificationLog)
    pauses: Mapping[str, Instant] = field(default_factory=dict)
    """Until when what is paused."""
    paused: Mapping[str, Instant] = field(default_factory=dict)
    """Since when what is paused."""
    windows: Mapping[str, OpenWindow] = field(default_factory=dict)
    limits: Mapping[str, _Limits] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    """Of the limits, by the keys of their readings."""
    records: Mapping[str, DrillRecord] = field(default_factory=dict)
    looked: Mapping[str, float] = field(default_factory=dict)
    """Until when the logs of readings were looked at (seconds since 1970)."""
    unchanged: Mapping[str, Unchanged] = field(default_factory=dict)
    """What is known of the values that trends watch; at the end of a run only."""


class Restored(NamedTuple):
    """What was read, the clocks of then, and how much of each part cannot be read."""

    kept: Kept
    checkpoint: Checkpoint | None
    lost: Mapping[str, int]


def as_plain(kept: Kept, checkpoint: Checkpoint) -> dict[str, Any]:
    """Return all of it as plain data, with the instants by the wall clock of then.

    So code that knows no time line reads them, too.
    """
    now = checkpoint.now
    return {
        "clock": checkpoint.to_dict(),
        "alerts": [alert.to_dict(now) for alert in kept.alerts],
        "deliveries": [delivery.to_dict(now) for delivery in kept.deliveries],
        "ledger": kept.log.to_list(now),
        "pauses": {key: now.write(until) for key, until in kept.pauses.items()},
        "paused": {key: now.write(since) for key, since in kept.paused.items()},
        "windows": {key: window.to_dict(now) for key, window in kept.windows.items()},
        "limits": dict(kept.limits),
        "units": dict(kept.units),
        "proofs": {key: record.to_dict(now) for key, record in kept.records.items()},
        "looked": dict(kept.looked),
        "unchanged": {
            key: [known.value, now.write(known.since), now.write(known.seen)]
            for key, known in kept.unchanged.items()
        },
    }


def from_plain(data: Mapping[str, Any]) -> Restored:
    """Read what `as_plain` wrote, as far as it can be read."""
    checkpoint = _checkpoint(data)
    now = checkpoint.now if checkpoint else _AGREED
    reader = _Reader(data)

    def alert(item: Any) -> Alert:
        return Alert.from_dict(item, now)

    def delivery(item: Any) -> Delivery:
        return Delivery.from_dict(item, now)

    def pause(item: tuple[str, Any]) -> tuple[str, Instant]:
        return item[0], now.instant_at(item[1])

    def window(item: tuple[str, Any]) -> tuple[str, OpenWindow]:
        return item[0], OpenWindow.from_dict(item[1], now)

    def record(item: tuple[str, Any]) -> tuple[str, DrillRecord]:
        return item[0], DrillRecord.from_dict(item[1], now)

    def unchanged(item: tuple[str, Any]) -> tuple[str, Unchanged]:
        key, (value, since, seen) = item
        return key, Unchanged(value, now.instant_at(since), now.instant_at(seen))

    kept = Kept(
        alerts=reader.all_of("alerts", list, alert, Alert),
        deliveries=reader.all_of("deliveries", list, delivery, Delivery),
        log=NotificationLog(reader.all_of("ledger", list, delivery, Delivery)),
        pauses=dict(reader.all_of("pauses", dict, pause, tuple[str, Instant])),
        paused=dict(reader.all_of("paused", dict, pause, tuple[str, Instant])),
        windows=dict(reader.all_of("windows", dict, window, tuple[str, OpenWindow])),
        limits=dict(reader.all_of("limits", dict, _limits, tuple[str, _Limits])),
        units=dict(reader.all_of("units", dict, _unit, tuple[str, str])),
        records=dict(reader.all_of("proofs", dict, record, tuple[str, DrillRecord])),
        looked=dict(reader.all_of("looked", dict, _looked, tuple[str, float])),
        unchanged=dict(
            reader.all_of("unchanged", dict, unchanged, tuple[str, Unchanged])
        ),
    )
    if reader.lost["deliveries"]:
        # Nobody knows which messages were still to be sent: better twice than never.
        kept = replace(kept, alerts=[_untold(alert) for alert in kept.alerts])
    return Restored(kept, checkpoint, reader.lost)


class _Reader:
    """Reads the parts of what was saved, and counts what cannot be read of them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.lost = Counter[str]()

    def all_of[ItemT](
        self,
        name: str,
        container: type[list[Any] | dict[str, Any]],
        read: Callable[[Any], ItemT],
        kind: Any,
    ) -> list[ItemT]:
        """Return the items of a list, or the pairs of a mapping, of the kind that `read` returns."""
        items = self._data.get(name, container())
        if not isinstance(items, container):
            self.lost[name] += 1
            return []
        found: list[ItemT] = []
        for item in items.items() if isinstance(items, dict) else items:
            try:
                found.append(checked(read(item), kind))
            except _NONSENSE:
                self.lost[name] += 1
        return found


def _untold(alert: Alert) -> Alert:
    if alert.phase is not Phase.ACTIVE:
        return alert
    return replace(alert, told={}, informed=tuple(sorted(alert.notified)))


def _checkpoint(data: Mapping[str, Any]) -> Checkpoint | None:
    """Return the clocks of then, None where nothing tells of any time."""
    if "clock" in data:
        with suppress(*_NONSENSE):
            return Checkpoint.from_dict(data["clock"])
    # Code without a time line wrote it: the line agrees with the times that are there.
    last = max(_times(data), default=None)
    return None if last is None else Checkpoint(Now.of(last))


def _times(data: Mapping[str, Any]) -> Iterator[datetime]:
    """Yield when something happened that is stored."""
    for name, when in _WHEN.items():
        items = data.get(name)
        for item in items if isinstance(items, list) else ():
            with suppress(*_NONSENSE):
                time = datetime.fromisoformat(item[when]).astimezone(UTC)
                if time.year in YEARS:
                    yield time


def _limits(item: tuple[str, Any]) -> tuple[str, _Limits]:
    key, (low, high) = item
    return key, (low, high)


def _unit(item: tuple[str, Any]) -> tuple[str, str]:
    return item


def _looked(item: tuple[str, Any]) -> tuple[str, float]:
    return item[0], float(item[1])
