"""Reminds recipients of maintenance windows that somebody has left open."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..messages.notices import compose_left_open
from ..model import Reading, ReadingKind, Severity
from ..notify.maintenance import Maintenance, Window, async_end_of
from ..notify.notifier import Notifier
from ..timeline import Now

# A schedule without a gap tells an end, too, but the next one begins there.
_CLOSES_WITHIN: Final = timedelta(days=7)


@callback
def async_remind(
    hass: HomeAssistant,
    maintenance: Maintenance,
    notifier: Notifier,
    readings: Iterable[Reading],
    now: Now,
) -> bool:
    """Send the reminders that are due, and return whether there were any."""
    due = [
        window
        for window in maintenance.open_windows
        if _is_due(hass, window, maintenance, now)
    ]
    names = {
        reading.device: reading.device_name
        for reading in readings
        if due and reading.kind is ReadingKind.DEVICE
    }
    for window in due:
        opened = maintenance.opened[window.id].opened
        maintenance.mark_reminded(window, now.instant)
        devices = None
        if window.devices is not None:
            devices = sorted(names[each] for each in window.devices if each in names)
        for recipient in notifier.recipients:
            if Severity.WARNING in recipient.severities:
                language = notifier.language_of(recipient)
                message = compose_left_open(
                    window.id, window.name, devices, opened, now, language
                )
                notifier.owe(recipient, message)
    return bool(due)


@callback
def _is_due(
    hass: HomeAssistant, window: Window, maintenance: Maintenance, now: Now
) -> bool:
    known, after = maintenance.opened.get(window.id), window.remind_after
    if known is None or after is None:
        return False
    length = now.instant - (known.reminded or known.opened)
    if length < after:
        return False
    return length >= _CLOSES_WITHIN or async_end_of(hass, window) is None
