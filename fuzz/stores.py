"""What is read from disk: the files of the alerts and of a device."""

import json
from typing import Any

from custom_components.hwgroup.alerts.kept import as_plain, from_plain
from custom_components.hwgroup.client import Device
from custom_components.hwgroup.device.probes import ProbeTracker
from custom_components.hwgroup.device.snapshot import (
    completed,
    outline,
    without_readings,
)

from .source import Source

# What a device's file is kept aside for.
_REFUSED = (AttributeError, KeyError, TypeError, ValueError)


def _loaded(data: bytes) -> tuple[dict[str, Any], bytes] | None:
    """Return the data of a file, and the rest of the input, which damages it."""
    text, _, damage = data.partition(b"\n")
    try:
        file = json.loads(text)
    except ValueError, RecursionError:
        return None  # Home Assistant keeps such a file aside
    return (file, damage) if isinstance(file, dict) and file else None


def _damaged(file: dict[str, Any], source: Source) -> dict[str, Any]:
    """Put something else in some places."""
    while not source.is_used_up:
        at: Any = file
        key: Any = None
        for _ in range(1 + source.number() % 6):
            keys = list(at) if isinstance(at, dict) else range(len(at))
            if not keys:
                break
            key = source.choice(keys)
            if not isinstance(at[key], dict | list) or not at[key]:
                break
            place, at = at, at[key]
        else:
            at = place
        if key is not None and (key in at if isinstance(at, dict) else key < len(at)):
            at[key] = source.plain()
    return file


def alerts(data: bytes) -> None:
    """What can be read of the alerts is there, whatever else cannot."""
    if (loaded := _loaded(data)) is None:
        return
    file = _damaged(loaded[0], Source(loaded[1]))
    kept, checkpoint, lost = from_plain(file)
    stored = file.get("alerts", [])
    if isinstance(stored, list):
        assert len(list(kept.alerts)) + lost.get("alerts", 0) == len(stored)
        if checkpoint is not None and not lost.get("deliveries"):
            clock = checkpoint.to_dict()
            alone = from_plain({"clock": clock, "alerts": stored}).kept.alerts
            assert list(alone) == list(kept.alerts)
    if checkpoint is None:
        return  # nothing in the file tells of any time
    # What was read can be written, and is the same when it is read again.
    again = from_plain(json.loads(json.dumps(as_plain(kept, checkpoint))))
    assert not again.lost
    assert list(again.kept.alerts) == list(kept.alerts)
    assert list(again.kept.deliveries) == list(kept.deliveries)


def device(data: bytes) -> None:
    """A device that can be used and written again, or a file that is kept aside."""
    if (loaded := _loaded(data)) is None:
        return
    file = _damaged(loaded[0], Source(loaded[1]))
    try:
        known = Device.from_dict(file)
        probes = ProbeTracker.from_dict(known, file)
    except _REFUSED:
        return
    outline(known)
    completed(without_readings(known), known, first=False)
    probes.update(known, known)
    again = json.loads(json.dumps(known.to_dict() | probes.to_dict()))
    assert Device.from_dict(again) == known
    ProbeTracker.from_dict(known, again)
