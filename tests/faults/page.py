"""The page about faults, made of the tables that the tests run."""

from collections.abc import Iterator, Mapping

from custom_components.hwgroup.alerts.messages.words import words
from custom_components.hwgroup.const import DEFAULT_GRACE

from ..translations import ENGLISH
from .others import OTHERS
from .table import HTTP, SNMP, Row

_INTRODUCTION = f"""# Faults

What can fail, what you see of it, and how it is over. This page is made of the tables that the tests run, by `python -m tests.faults`; each row of the first two is tried over real sockets in the form of a device, at a start of Home Assistant, while the device is polled, and while it is to switch an output or to send an SMS.

## Devices

Whatever the reason is, the same happens:

- **In the form** the error is shown, and the same form goes on.
- **At a start**, a device of which something is known is shown with its last state and counts as not heard yet. One of which nothing is known is tried again by Home Assistant.
- **While it is polled**, values stay for {DEFAULT_GRACE} missed polls (an option). Then its entities are unavailable, *Connectivity* is off, and an alert follows, with the reason below.
- **While it is to do something**, the action fails with that reason, and nothing is switched or sent. An SMS goes to the other gateway or to the fallback; that another device answers, or something else in XML, is seen by the next poll only.
- **When it is over**, the next poll shows everything, and a message says how long the device was offline. Nothing has to be reloaded.
- **Lost** is only what the device measured meanwhile. Its counters and its own alarms are read with the first poll.

With both protocols, the other one is read meanwhile, and nothing of this happens.
"""


def _cell(text: str) -> str:
    return text.strip().replace("|", "/")


def _reason(error: str) -> str:
    """Return the reason that a message gives."""
    return words("en")[f"reason_{error}"].strip(" ():")


def _devices(title: str, rows: Mapping[str, Row]) -> Iterator[str]:
    yield f"\n### {title}\n\n| The device … | In the form | In the message |\n|---|---|---|"
    for row in rows.values():
        error = row.in_form or row.unheard or row.error
        told = ENGLISH["config"]["error"][error]
        shown = "any device can be added" if row.error == "other_device" else told
        yield f"| {row.words} | {_cell(shown)} | {_cell(_reason(row.error))} |"


def page() -> str:
    """Return the page."""
    lines = [
        _INTRODUCTION.rstrip(),
        *_devices("Over HTTP", HTTP),
        *_devices("Over SNMP", SNMP),
    ]
    for title, rows in OTHERS.items():
        lines.append(
            f"\n## {title}\n\n| Fault | You see | It is over | Held by |\n|---|---|---|---|"
        )
        for row in rows:
            tests = ", ".join(f"`{test}`" for test in row.tests)
            lines.append(f"| {row.words} | {row.seen} | {row.over} | {tests} |")
    return "\n".join(lines) + "\n"
