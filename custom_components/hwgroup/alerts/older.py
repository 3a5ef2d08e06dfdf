"""What earlier code has written of the alerts, as the code of today would have. Pure.

Version 0.1.0 knew one rule, and kept of an alert only its device and since when that was
offline. All later code keeps a log of its messages.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from .model import Alert, Change, Severity
from .notify.log import DeliveryState
from .rules.built_in import OFFLINE
from .timeline import Now

_LOG: Final = "ledger"
# The clocks of another run say nothing of those of this one.
_CLOCK: Final = "clock"

type _Plain = Mapping[str, Any]


def upgraded(
    data: _Plain, newest: _Plain | None, recipients: Collection[str], wall: datetime
) -> dict[str, Any]:
    """Return what earlier code has written as it is written today.

    `newest` is what the code of today knew before, None where it was not there: earlier
    code has left out what it does not know. `recipients` are the IDs of those who get
    messages, and `wall` is what the wall clock shows now.
    """
    is_first = _LOG not in data
    known = _from_first(data, recipients, wall) if is_first else dict(data)
    if newest is None:
        return known
    return _completed(known, newest, other_rules=is_first)


def _from_first(
    data: _Plain, recipients: Collection[str], wall: datetime
) -> dict[str, Any]:
    """Return what 0.1.0 has written. What has no sense stays as it is: it is counted."""
    alerts, names = [], {}
    for item in _items(data, "alerts"):
        try:
            alert = _alert(item, recipients, wall)
            names[item["source"]] = Alert.from_dict(alert, Now.of(wall)).id
        except AttributeError, KeyError, TypeError, ValueError:
            alert = item
        alerts.append(alert)
    deliveries = [_delivery(item, names, wall) for item in _items(data, "deliveries")]
    return {**data, "alerts": alerts, "deliveries": deliveries, _LOG: []}


def _alert(item: _Plain, recipients: Collection[str], wall: datetime) -> dict[str, Any]:
    """Return an alert. All who got messages then were sent one, or are owed it."""
    since, is_active = item["since"], item["phase"] == "active"
    return {
        "rule": OFFLINE,
        "source": item["source"],
        "since": since,
        "seen": wall.isoformat(),
        "started": since if is_active else None,
        "starts": [since] if is_active else [],
        "count": int(is_active),
        "told": dict.fromkeys(recipients, since) if is_active else {},
    }


def _delivery(item: Any, names: _Plain, wall: datetime) -> Any:
    """Return a message that is owed, to be tried at once."""
    try:
        alert, tried = names.get(item["source"], ""), item["attempts"] > 0
    except AttributeError, KeyError, TypeError:
        return item
    return {
        **item,
        "alert": alert,
        "change": (Change.STARTED if alert else Change.CLEARED).value,
        "severity": Severity.WARNING.value,
        "created": wall.isoformat(),
        "due": wall.isoformat(),
        "state": (DeliveryState.RETRIED if tried else DeliveryState.QUEUED).value,
        "reason": None,
        "settled": None,
        "fallback": False,
    }


def _completed(
    known: dict[str, Any], newest: _Plain, *, other_rules: bool
) -> dict[str, Any]:
    """Return what is known with what earlier code has left out.

    `other_rules` adds the alerts and messages that it could not read at all.
    """
    left_out = {
        key: value
        for key, value in newest.items()
        if key not in known and key != _CLOCK
    }
    before = {_key(item): item for item in _items(newest, "alerts")}
    alerts = [
        _whole_alert(item, before.pop(_key(item), None))
        for item in _items(known, "alerts")
    ]
    sent = {_id(item): item for item in _items(newest, "deliveries")}
    deliveries = [
        _merged(sent.pop(_id(item), None), item) for item in _items(known, "deliveries")
    ]
    if other_rules:
        alerts += (item for key, item in before.items() if key)
        deliveries += sent.values()
        left_out[_LOG] = [*_items(newest, _LOG)]
    return {**known, **left_out, "alerts": alerts, "deliveries": deliveries}


def _whole_alert(item: Any, before: Any) -> Any:
    """Return an alert with what was known of it before, where it is the same one."""
    if before is None or _moment(item, "since") != _moment(before, "since"):
        return item
    return _merged(before, item)


def _merged(before: Any, item: Any) -> Any:
    return {**before, **item} if isinstance(before, Mapping) else item


def _key(item: Any) -> tuple[Any, Any] | None:
    with suppress(KeyError, TypeError):
        key = item["rule"], item["source"]
        hash(key)
        return key
    return None


def _id(item: Any) -> Any:
    """Return what tells a message for a channel from all others."""
    names = ("recipient", "kind", "target", "id")
    with suppress(KeyError, TypeError):
        key = tuple(item[name] for name in names)
        hash(key)
        return key
    return object()


def _moment(item: Any, name: str) -> datetime | None:
    with suppress(KeyError, TypeError, ValueError):
        return datetime.fromisoformat(item[name]).astimezone(UTC)
    return None


def _items(data: _Plain, name: str) -> list[Any]:
    items = data.get(name)
    return items if isinstance(items, list) else []
