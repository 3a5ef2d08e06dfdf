"""What survives a crash, and what a damaged file does."""

import asyncio
from dataclasses import fields
from datetime import UTC, timedelta
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.hwgroup.alerts import store
from custom_components.hwgroup.alerts.health.drills import DrillRecord
from custom_components.hwgroup.alerts.model import Alert, Message, Severity
from custom_components.hwgroup.alerts.notify.log import Delivery, DeliveryState
from custom_components.hwgroup.alerts.notify.recipients import Channel, ChannelKind
from custom_components.hwgroup.alerts.store import AlertStore, Kept
from custom_components.hwgroup.alerts.timeline import Boot, Checkpoint, Now
from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.storage import Store
from worlds.examples import HOUR, MINUTE, NOON, NOON_UTC, NOW, alert

KEY = f"{DOMAIN}.alerts"
YEAR = timedelta(days=365)
FULL = Alert(
    rule="rule",
    source="a/sensor/1",
    since=NOON,
    seen=NOON + MINUTE,
    started=NOON + 2 * MINUTE,
    ended=NOON + 3 * MINUTE,
    starts=(NOON, NOON + 2 * MINUTE),
    count=7,
    flapping=True,
    acknowledged=NOON + timedelta(microseconds=1),
    acknowledged_by="Ann Ångström",
    acknowledged_until=NOON + 2 * HOUR,
    acknowledged_worst=-0.2,
    severity=Severity.CRITICAL,
    reminder=True,
    snoozed_until=NOON + HOUR,
    released=NOON - HOUR,
    suppressed=True,
    first=NOON - 2 * HOUR,
    stretches=3,
    turned=NOON + 3 * MINUTE,
    last_seen=NOON - HOUR,
    limit=8.0,
    above=False,
    worsens=True,
    harder=True,
    value=9.5,
    worst=-0.1,
    told={"ann": NOON, "": NOON},
)
DELIVERY = Delivery(
    channel=Channel(recipient="ann", kind=ChannelKind.ENTITY, target="notify.ann"),
    message=Message(
        title="T", text="t\nu", alert="x", change="started", severity=Severity.CRITICAL
    ),
    created=NOON,
    due=NOON + MINUTE,
    state=DeliveryState.RETRIED,
    attempts=3,
    reason="no signal",
    settled=NOON + HOUR,
    fallback=True,
)


# The wall clock is right, decades off, and written down in another zone.
CLOCKS = [
    NOW,
    Now(NOON + MINUTE, NOON_UTC - 30 * YEAR),
    Now(NOON - HOUR, NOON_UTC.astimezone(ZoneInfo("Asia/Tokyo")) + 30 * YEAR),
]


@pytest.mark.parametrize("now", CLOCKS)
@pytest.mark.parametrize(
    "known", [FULL, alert(), Alert(rule="r", source="s", since=None, seen=NOON)]
)
def test_an_alert_comes_back_from_json_as_it_was(known: Alert, now: Now) -> None:
    """Every field of it: a new one that is forgotten fails here."""
    again = Alert.from_dict(json.loads(json_bytes(known.to_dict(now))), now)
    for part in fields(Alert):
        assert getattr(again, part.name) == getattr(known, part.name), part.name
    assert again.id == known.id


def test_the_full_alert_is_full() -> None:
    """Or the test above proves little."""
    empty = Alert(rule="r", source="s", since=None, seen=NOON)
    for part in fields(Alert):
        assert getattr(FULL, part.name) != getattr(empty, part.name), part.name


def test_a_delivery_comes_back_from_json_as_it_was() -> None:
    """With its channel and its message."""
    stored = json.loads(json_bytes(DELIVERY.to_dict(NOW)))
    assert Delivery.from_dict(stored, NOW) == DELIVERY


@pytest.mark.parametrize("boot", [None, Boot("a", 1234.5678)])
@pytest.mark.parametrize("now", CLOCKS)
async def test_what_is_kept_is_there_after_a_restart(
    hass: HomeAssistant, hass_storage: dict[str, Any], now: Now, boot: Boot | None
) -> None:
    """All of it, and the instants are the same whatever the wall clock showed."""
    kept = Kept(
        alerts=[FULL],
        deliveries=[DELIVERY],
        log=[DELIVERY, DELIVERY],
        pauses={"a": NOON},
        limits={"a": (None, 4.0)},
        records={"ann": DrillRecord(since=NOON, sent=NOON + HOUR)},
    )
    await AlertStore(hass).async_save(kept, Checkpoint(now, boot))
    hass_storage[KEY] = json.loads(json_bytes(hass_storage[KEY]))
    again, checkpoint = await AlertStore(hass).async_load()
    assert checkpoint == Checkpoint(Now(now.instant, now.wall.astimezone(UTC)), boot)
    for part in fields(Kept):
        kept_part, part_again = getattr(kept, part.name), getattr(again, part.name)
        if part.name == "limits":
            kept_part = {key: tuple(limits) for key, limits in kept_part.items()}
        assert part_again == kept_part, part.name
    await AlertStore(hass).async_remove()
    assert KEY not in hass_storage


GOOD = json.loads(json_bytes(FULL.to_dict(NOW)))
OWED = json.loads(json_bytes(DELIVERY.to_dict(NOW)))


@pytest.mark.parametrize(
    ("data", "alerts", "deliveries", "pauses"),
    [
        ({}, 0, 0, 0),
        ([], 0, 0, 0),
        ([1], 0, 0, 0),
        ("gone", 0, 0, 0),
        ({"alerts": None, "deliveries": {}, "ledger": 7, "pauses": []}, 0, 0, 0),
        ({"alerts": [GOOD, None, 7, "x", [], {}, GOOD]}, 2, 0, 0),
        ({"alerts": [GOOD | {"seen": None}]}, 0, 0, 0),
        ({"alerts": [GOOD | {"since": "soon"}]}, 0, 0, 0),
        ({"alerts": [GOOD | {"since": 5}]}, 0, 0, 0),
        ({"alerts": [GOOD | {"starts": 5}]}, 0, 0, 0),
        ({"alerts": [GOOD | {"starts": []}]}, 0, 0, 0),
        ({"alerts": [GOOD | {"told": ["ann"]}]}, 0, 0, 0),
        ({"alerts": [GOOD | {"more": 1}]}, 1, 0, 0),
        ({"deliveries": [OWED, OWED | {"state": "lost"}, OWED | {"kind": 1}]}, 0, 1, 0),
        (
            {"pauses": {"a": NOON_UTC.isoformat(), "b": "soon", "c": None, "d": 5}},
            0,
            0,
            1,
        ),
    ],
)
async def test_a_damaged_file(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    data: Any,
    alerts: int,
    deliveries: int,
    pauses: int,
) -> None:
    """What can be read is, and the rest keeps nobody from being alerted."""
    hass_storage[KEY] = {"version": 1, "minor_version": 1, "key": KEY, "data": data}
    kept, _ = await AlertStore(hass).async_load()
    assert len([*kept.alerts]) == alerts
    assert len([*kept.deliveries]) == deliveries
    assert len(kept.pauses) == pauses


@pytest.mark.parametrize(
    "stored",
    [
        {"version": 2, "minor_version": 1, "key": KEY, "data": {"alerts": [GOOD]}},
        {"version": 0, "minor_version": 1, "key": KEY, "data": {}},
    ],
)
async def test_a_file_that_cannot_be_read(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    stored: Any,
) -> None:
    """One of a later version, say: alerts begin anew, and it is said."""
    hass_storage[KEY] = stored
    kept, _ = await AlertStore(hass).async_load()
    assert [*kept.alerts] == []
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("error", [HomeAssistantError, KeyError, OSError, TypeError])
async def test_a_disk_that_cannot_be_read(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """It keeps nobody from being alerted."""

    async def fail(_store: Any) -> None:
        raise error("Input/output error")

    monkeypatch.setattr(Store, "async_load", fail)
    kept, _ = await AlertStore(hass).async_load()
    assert [*kept.alerts] == []


@pytest.mark.parametrize("hangs", [True, False])
async def test_a_disk_that_cannot_be_written(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    hangs: bool,
) -> None:
    """It is said, and nobody waits for it."""
    answers = asyncio.Event()

    async def fail(_store: Any, _data: Any) -> None:
        if hangs:
            await answers.wait()
        raise OSError("Input/output error")

    monkeypatch.setattr(store, "SAVE_SECONDS", 0.01)
    monkeypatch.setattr(Store, "async_save", fail)
    async with asyncio.timeout(5):
        await AlertStore(hass).async_save(Kept(), Checkpoint(NOW))
    assert "cannot be written down" in caplog.text
    answers.set()


async def test_what_is_written_outlasts_a_power_cut(hass: HomeAssistant) -> None:
    """It is on the disk, and not on its way there."""
    assert AlertStore(hass)._store._atomic_writes
