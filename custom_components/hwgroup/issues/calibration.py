"""The repair issues about calibrations that end soon, have ended, or cannot be read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..compat import ConfigEntryChange, async_on_entry_changed
from ..const import DOMAIN, SERVICE_UNIQUE_IDS, SUBENTRY_CALIBRATION
from ..dates import day_of_year_text
from ..device.calibration import Calibration, calibration_of, latest
from ..device.registered import async_device_name
from ..plain import as_placeholders
from ..settings import Settings, UnreadableSettingError
from ..subentries import subentries_of
from .registry import async_keep_issues, issue_id
from .unreadable import async_show_unreadable_part

# A laboratory needs its time.
_BEFORE: Final = timedelta(days=30)
_LOOK_EVERY: Final = timedelta(hours=6)


class _Read(NamedTuple):
    """What was read of a subentry, None where it is left out."""

    part: ConfigSubentry
    calibration: Calibration | None
    unreadable: list[str]


def _read(entry: ConfigEntry[Any]) -> Iterator[_Read]:
    for part in subentries_of(entry, SUBENTRY_CALIBRATION):
        settings = Settings(part.data)
        try:
            calibration: Calibration | None = calibration_of(settings)
        except UnreadableSettingError:
            calibration = None
        yield _Read(part, calibration, settings.unreadable)


@callback
def async_calibrations(entry: ConfigEntry[Any]) -> dict[str, tuple[str, Calibration]]:
    """Return the names and the calibrations of the probes of a device, by their keys."""
    names = {}
    found = []
    for part, calibration, _ in _read(entry):
        if calibration is not None:
            names[calibration.sensor] = part.title
            found.append(calibration)
    return {key: (names[key], each) for key, each in latest(found).items()}


@callback
def async_start_reminding(hass: HomeAssistant) -> None:
    """Show an issue for each calibration that ends soon, from now on."""

    @callback
    def on_change(_change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        _async_show(hass, entry)

    @callback
    def look(_now: datetime) -> None:
        for entry in hass.config_entries.async_entries(DOMAIN):
            _async_show(hass, entry)

    async_on_entry_changed(hass, on_change)
    async_track_time_interval(hass, look, _LOOK_EVERY, cancel_on_shutdown=True)


@callback
def _async_show(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    # An entry that is unloaded takes all of its issues back.
    if (
        entry.unique_id in SERVICE_UNIQUE_IDS
        or entry.state is not ConfigEntryState.LOADED
    ):
        return
    today = dt_util.now().date()
    shown = {
        issue_id(entry, SUBENTRY_CALIBRATION, key): (name, calibration)
        for key, (name, calibration) in async_calibrations(entry).items()
        if calibration.due - _BEFORE <= today
    }
    damaged = {
        issue_id(entry, SUBENTRY_CALIBRATION, each.part.subentry_id): each
        for each in _read(entry)
        if each.unreadable
    }
    async_keep_issues(hass, issue_id(entry, SUBENTRY_CALIBRATION), shown | damaged)
    for each in damaged.values():
        async_show_unreadable_part(
            hass,
            entry,
            each.part,
            each.unreadable,
            is_left_out=each.calibration is None,
        )
    for known, (name, calibration) in shown.items():
        is_over = calibration.due < today
        ir.async_create_issue(
            hass,
            DOMAIN,
            known,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="calibration_over" if is_over else "calibration_due",
            translation_placeholders=as_placeholders(
                name=async_device_name(hass, entry),
                sensor=name,
                certificate=calibration.certificate,
                due=day_of_year_text(calibration.due, hass.config.language),
            ),
        )
