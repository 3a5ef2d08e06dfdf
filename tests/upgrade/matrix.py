"""The page of the docs about damages, from what the tests hold true.

`python -m tests.upgrade.matrix` writes it anew.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .damages import DAMAGES, SETTINGS, Outcome

PAGE: Final = Path(__file__).parents[2] / "docs" / "storage.md"
_FILES: Final = {
    Outcome.KEPT_ASIDE: "kept as `….unreadable.…`; a repair issue of the integration",
    Outcome.KEPT_BY_CORE: "kept as `….corrupt.…`; a repair issue of Home Assistant",
}
_SETTINGS: Final = {
    Outcome.DEFAULT: "their defaults are used",
    Outcome.RULE: "the rule is left out; its active alerts stay as they are",
    Outcome.RECIPIENT: "the recipient is left out, if no other notifier can be read",
    Outcome.WINDOW: "the window is left out: messages are sent",
    Outcome.REPORT: "the report is not made by itself",
    Outcome.METER: "the meter is left out: nothing is counted",
    Outcome.CALIBRATION: "the calibration is left out of reports, and nobody is reminded",
    Outcome.PHONE: "the phone is left out: its recipient is out of reach, and that is told",
    Outcome.DEVICE: "the device is not polled, if it needs them for its transports; an alert says why",
}
# What has no default, for nobody may guess it.
_INSTEAD: Final = {
    "writing to a device": "nothing is written to the device; it is polled",
}
_NAMES: Final = {
    "range_rule": "rule for a range",
    "input_rule": "rule for an input",
    "rate": "trend: rate",
    "forecast": "trend: forecast",
    "stuck": "trend: stuck",
    "power_on": "trend: power-on value",
    "twins": "trend: two sensors",
    "maintenance": "maintenance window",
    "report": "scheduled report",
}
_HEAD: Final = """# Damaged files and settings

What becomes of data that cannot be read: each row is a test in `tests/upgrade/`, on real files and in a real Home Assistant. But for what a row says, devices are polled, recipients are notified, and nothing is overwritten that could be kept. This page is written by `python -m tests.upgrade.matrix`.

## Files

They are in the folder `.storage` of the configuration. Whichever it is, what becomes of it is the same, and the integration starts anew with that file only:

| File | What it holds | What starts anew |
|---|---|---|
| `hwgroup.ID` | of each device: what it is, its sensors and inputs, its last values | what is known before its first answer |
| `hwgroup.alerts` | alerts, acknowledgements, pauses, messages that are owed, the log, accepted limits, dates of test alarms | all of that; active alerts are sent again |
| `hwgroup.observed` | when devices were not observed, for reports | that, from now on |
| `hwgroup.report_runs` | of each scheduled report: what was made last, and who has not got its files | the next report is that of the next period |
| `hwgroup.days.YEAR-MONTH` | the figures of each day of that month, for reports | the days that the recorder still has |
| `hwgroup.report_links` | which files the links of reports open, and until when | links that were sent open nothing any more |

| The file is | What becomes of it |
|---|---|
"""
_PARTS: Final = """
If only a part of `hwgroup.alerts` cannot be read, the rest is used. A copy of the file is kept, and a repair issue counts what is lost of each part. If messages that are owed are among that, active alerts that nobody has acknowledged are sent again.

`hwgroup.alerts.newest` is what the alerts knew when Home Assistant started or stopped last. If an older version of the integration is installed for a while, it leaves out what it does not know; the next update restores that from there. A file of a later major version is kept like one that cannot be read.

`hwgroup.push_journal` is what devices have [pushed](push.md) last. A line that cannot be read is left out: the device counts as not heard until its next push.

`hwgroup.audit_trail.YEAR.jsonl` is the [audit trail](reports.md#the-audit-trail). A line that cannot be read is left out; the file is never changed.

`core.config_entries` belongs to Home Assistant. If it cannot be read as a whole, no integration has its settings.

## Settings

They are named by a repair issue, by their keys in `core.config_entries`. Whatever is not named works. While a recipient, a rule or a window is left out, there is no heartbeat. The form of each can still be opened, and mends it.

| Of | What cannot be read | What follows |
|---|---|---|
"""


def page() -> str:
    """Return the page."""
    files = (
        f"| {name} | {_FILES[outcome]} |" for name, (_, outcome) in DAMAGES.items()
    )
    return f"{_HEAD}{'\n'.join(files)}\n{_PARTS}{'\n'.join(_rows())}\n"


def _rows() -> Iterator[str]:
    for kind, settings in SETTINGS.items():
        for outcome in sorted({*settings.values()}, key=list(Outcome).index):
            names = sorted(key for key, known in settings.items() if known is outcome)
            named = ", ".join(f"`{name}`" for name in names)
            follows = _INSTEAD.get(kind, _SETTINGS[outcome])
            yield f"| {_NAMES.get(kind, kind)} | {named} | {follows} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
