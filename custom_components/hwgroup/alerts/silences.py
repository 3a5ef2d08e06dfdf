"""All that is silent now: by what, since when, and until when."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from homeassistant.core import HomeAssistant, callback

from .model import Alert, Phase, Reading, ReadingKind
from .notify.maintenance import async_end_of
from .notify.pauses import EVERYTHING
from .notify.suppression import Hold
from .rules.answers import acknowledgement_end
from .rules.built_in import NETWORK
from .rules.conditions import Rule
from .timeline import Now

if TYPE_CHECKING:
    from .manager import AlertManager

type _Silence = dict[str, Any]


@callback
def async_silences(hass: HomeAssistant, manager: AlertManager) -> list[_Silence]:
    """Return pauses, open maintenance windows, network outages, and answered alerts."""
    now = manager.clock.read()
    names = {
        reading.device: reading.device_name
        for reading in manager.readings
        if reading.kind is ReadingKind.DEVICE
    }
    return [
        *_pauses(manager, names, now),
        *_windows(hass, manager, names, now),
        *(each for alert in manager.alerts for each in _of_alert(*alert, now)),
    ]


def _pauses(
    manager: AlertManager, names: dict[str, str], now: Now
) -> Iterator[_Silence]:
    since = manager.pauses.since
    for scope, until in manager.pauses.as_dict().items():
        if until > now.instant and (scope == EVERYTHING or scope in names):
            devices = None if scope == EVERYTHING else [names[scope]]
            yield _silence(
                "pause",
                devices=devices,
                since=now.write(since.get(scope)),
                until=now.write(until),
            )


def _windows(
    hass: HomeAssistant, manager: AlertManager, names: dict[str, str], now: Now
) -> Iterator[_Silence]:
    opened = manager.suppression.opened
    for window in manager.suppression.open_windows:
        known, until = opened.get(window.id), async_end_of(hass, window)
        yield _silence(
            "maintenance",
            name=window.name,
            devices=None
            if window.devices is None
            else sorted(names[each] for each in window.devices if each in names),
            since=None if known is None else now.write(known.opened),
            until=None if until is None else until.isoformat(),
        )


def _of_alert(
    alert: Alert, rule: Rule, reading: Reading, now: Now
) -> Iterator[_Silence]:
    name = reading.name or reading.device_name
    if alert.snoozed_until and alert.snoozed_until > now.instant:
        yield _silence(
            "snooze",
            name=name,
            alert=alert.id,
            since=now.write(alert.snoozed),
            until=now.write(alert.snoozed_until),
        )
    elif alert.phase is Phase.ACKNOWLEDGED:
        yield _silence(
            "acknowledgement",
            name=name,
            alert=alert.id,
            since=now.write(alert.acknowledged),
            until=now.write(acknowledgement_end(rule, alert)),
        )
    if rule.id == NETWORK:
        yield _silence(
            "network", name=name, alert=alert.id, since=now.write(alert.since)
        )


def _silence(
    by: str,
    *,
    name: str | None = None,
    alert: str | None = None,
    devices: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
) -> _Silence:
    return {
        "by": by,
        "name": name,
        "alert": alert,
        "devices": devices,
        "since": since,
        "until": until,
    }


@callback
def async_suppression(hass: HomeAssistant, hold: Hold | None, now: Now) -> _Silence:
    """Return what suppresses messages, and until when that is known."""
    until = None
    if hold is not None and hold.window is not None:
        end = async_end_of(hass, hold.window)
        until = end and end.isoformat()
    elif hold is not None:
        until = now.write(hold.until)
    return {
        "suppressed_by": None if hold is None else hold.by.value,
        "suppressed_until": until,
    }
