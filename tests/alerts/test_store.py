"""What survives a crash, and what a damaged file does."""

import asyncio
from collections.abc import Callable, Iterator
import copy
from dataclasses import fields, replace
from datetime import UTC, timedelta
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.hwgroup.alerts import store
from custom_components.hwgroup.alerts.health.drills import DrillRecord
from custom_components.hwgroup.alerts.kept import Kept, as_plain, from_plain
from custom_components.hwgroup.alerts.model import Alert, Message, Part, Severity
from custom_components.hwgroup.alerts.notes import Note
from custom_components.hwgroup.alerts.notify.log import (
    Delivery,
    DeliveryState,
    NotificationLog,
)
from custom_components.hwgroup.alerts.notify.maintenance import OpenWindow
from custom_components.hwgroup.alerts.notify.recipients import Channel, ChannelKind
from custom_components.hwgroup.alerts.older import upgraded
from custom_components.hwgroup.alerts.rules.history import Unchanged
from custom_components.hwgroup.alerts.store import AlertStore
from custom_components.hwgroup.alerts.timeline import Boot, Checkpoint, Gap, Now
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
    snoozed=NOON,
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
    limits=(2.0, None),
    unit="°C",
    value=9.5,
    worst=-0.1,
    device_name="Cold room",
    name="Probe",
    rule_name="Vaccines",
    told={"ann": NOON, "": NOON},
    informed=("bob",),
    notes=(Note(NOON, "Door was open", "Ann"), Note(NOON + HOUR, "Closed it")),
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

DIGEST = Delivery(
    channel=Channel(recipient="ann", kind=ChannelKind.ACTION, target="notify.ann"),
    message=Message(
        title="2 more messages",
        text="one\ntwo",
        parts=(
            Part(title="one", alert="x", change="started", severity=Severity.WARNING),
        ),
        left_out=3,
    ),
    created=NOON,
    due=NOON,
)

# The wall clock is right, decades off, and written down in another zone.
CLOCKS = [
    NOW,
    Now(NOON + MINUTE, NOON_UTC - 30 * YEAR),
    Now(NOON - HOUR, NOON_UTC.astimezone(ZoneInfo("Asia/Tokyo")) + 30 * YEAR),
]


def _store(hass: HomeAssistant) -> AlertStore:
    return AlertStore(hass, "HW group alerts")


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
    """With its channel and its message; only what is of one run is forgotten."""
    full = replace(
        DELIVERY,
        unsure=True,
        tries=2,
        refusals=1,
        refused_since=NOON,
        overtaken=True,
        declared=True,
        tag="t",
    )
    stored = json.loads(json_bytes(full.to_dict(NOW)))
    assert Delivery.from_dict(stored, NOW) == full
    empty = Delivery(
        channel=DIGEST.channel, message=DIGEST.message, created=NOON, due=NOON
    )
    same = {
        part.name
        for part in fields(Delivery)
        if getattr(full, part.name) == getattr(empty, part.name)
    }
    assert same == {"created", "passed", "plain"}


@pytest.mark.parametrize("boot", [None, Boot("a", 1234.5678)])
@pytest.mark.parametrize("now", CLOCKS)
async def test_what_is_kept_is_there_after_a_restart(
    hass: HomeAssistant, hass_storage: dict[str, Any], now: Now, boot: Boot | None
) -> None:
    """All of it, and the instants are the same whatever the wall clock showed."""
    kept = Kept(
        alerts=[FULL],
        deliveries=[DELIVERY],
        log=NotificationLog([DELIVERY, DELIVERY]),
        pauses={"a": NOON},
        limits={"a": (None, 4.0)},
        units={"a": "°C"},
        records={"ann": DrillRecord(since=NOON, sent=NOON + HOUR)},
    )
    await _store(hass).async_save(kept, Checkpoint(now, boot))
    hass_storage[KEY] = json.loads(json_bytes(hass_storage[KEY]))
    again, checkpoint, lost = await _store(hass).async_load((), NOW.wall)
    assert lost == {}
    assert checkpoint == Checkpoint(Now(now.instant, now.wall.astimezone(UTC)), boot)
    for part in fields(Kept):
        kept_part, part_again = getattr(kept, part.name), getattr(again, part.name)
        if part.name == "limits":
            kept_part = {key: tuple(limits) for key, limits in kept_part.items()}
        if part.name == "log":
            kept_part, part_again = [*kept_part], [*part_again]
        assert part_again == kept_part, part.name
    await _store(hass).async_remove()
    assert KEY not in hass_storage


GOOD = json.loads(json_bytes(FULL.to_dict(NOW)))
OWED = json.loads(json_bytes(DELIVERY.to_dict(NOW)))


FULL_STATE: dict[str, Any] = json.loads(
    json_bytes(
        as_plain(
            Kept(
                alerts=[FULL, alert()],
                deliveries=[DELIVERY, DIGEST],
                log=NotificationLog([DELIVERY]),
                pauses={"a": NOON},
                paused={"a": NOON - HOUR},
                windows={"w": OpenWindow(NOON - HOUR, NOON)},
                limits={"a/sensor/1": (None, 4.0)},
                units={"a/sensor/1": "°C"},
                records={"ann": DrillRecord(since=NOON, sent=NOON + HOUR)},
                looked={"a/sensor/1": 1234.5},
                unchanged={"a/sensor/1": Unchanged(4.0, NOON - HOUR, NOON)},
            ),
            Checkpoint(NOW, Boot("a", 1234.5), (Gap(NOON - HOUR, NOON),)),
        )
    )
)
WRONG = (
    None,
    True,
    -7,
    1e300,
    "",
    "x",
    [],
    [7],
    {},
    {"a": 7},
    "0001-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59-14:00",
)


def _places(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where there is anything in plain data."""
    if place:
        yield place
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _places(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _places(value, (*place, index))


def _damaged(place: tuple[Any, ...], value: object) -> tuple[dict[str, Any], object]:
    """Return what was saved with another value at a place, and what was there."""
    data = copy.deepcopy(FULL_STATE)
    *path, last = place
    inner: Any = data
    for step in path:
        inner = inner[step]
    before, inner[last] = inner[last], value
    return data, before


@pytest.mark.parametrize(
    "place", _places(FULL_STATE), ids=lambda place: "/".join(map(str, place))
)
def test_one_damage(place: tuple[Any, ...]) -> None:
    """Wherever it is, one item is lost at most, or one part; all else is used."""
    whole = from_plain(FULL_STATE).kept
    for value in WRONG:
        data, before = _damaged(place, value)
        kept, checkpoint, lost = from_plain(data)
        assert sum(lost.values()) <= 1
        if isinstance(before, int | float) and isinstance(value, str | list | dict):
            assert sum(lost.values()) == (place[0] != "clock"), value
        for part in fields(Kept):
            known, found = ([*getattr(each, part.name)] for each in (whole, kept))
            assert len(known) - len(found) <= (len(known) if len(place) == 1 else 1)
        # It can be shown, and written again.
        now = checkpoint.now if checkpoint else NOW
        json_bytes(as_plain(kept, Checkpoint(now)))
        for each in kept.alerts:
            assert each.id
            assert each.phase
            now.local(each.seen)


@pytest.mark.parametrize("clock", [None, {}])
@pytest.mark.parametrize("year", ["0001", "8791"])
def test_a_time_without_sense(clock: object, year: str) -> None:
    """Where no clock can be read, it is not taken for the one of then."""
    stored = copy.deepcopy(FULL_STATE)
    if clock is None:  # as code without a time line wrote it
        del stored["clock"]
    else:
        stored["clock"] = clock
    stored["ledger"][0]["settled"] = f"{year}-11-25T12:00:00+00:00"
    restored = from_plain(stored)
    assert len(list(restored.kept.alerts)) == len(stored["alerts"])
    assert len(list(restored.kept.deliveries)) == len(stored["deliveries"])


def test_what_is_lost_is_counted() -> None:
    """One by one, and a part that is none as one."""
    data = copy.deepcopy(FULL_STATE)
    data["alerts"] += [None, 7, "x", [], {}]
    data["deliveries"][0]["state"] = "lost"
    data["ledger"] = "gone"
    data["pauses"] |= {"b": "soon", "c": None}
    del data["limits"]
    kept, _, lost = from_plain(data)
    assert lost == {"alerts": 5, "deliveries": 1, "ledger": 1, "pauses": 2}
    assert len([*kept.alerts]) == 2
    assert len([*kept.deliveries]) == 1


def test_the_version_before_has_no_notes() -> None:
    """All else of its alerts is as it was; what it left out is known from before."""
    earlier = copy.deepcopy(FULL_STATE)
    for item in earlier["alerts"]:
        del item["notes"]
    kept, _, lost = from_plain(earlier)
    assert not lost
    assert [*kept.alerts] == [replace(FULL, notes=()), alert()]
    del earlier["alerts"][1:]
    newest = {**FULL_STATE, "alerts": FULL_STATE["alerts"][:1]}
    completed = upgraded(earlier, newest, (), NOW.wall)
    assert next(iter(from_plain(completed).kept.alerts)).notes == FULL.notes


def test_a_key_of_later_code_is_no_damage() -> None:
    """Minor versions add keys."""
    data = copy.deepcopy(FULL_STATE)
    for item in (*data["alerts"], *data["deliveries"], data["proofs"]["ann"], data):
        item["more"] = 1
    assert from_plain(data).lost == {}


def test_messages_that_are_lost_are_sent_again() -> None:
    """Nobody knows which they were: who had not acknowledged is told of what is on."""
    data = copy.deepcopy(FULL_STATE)
    data["alerts"][1] |= {"told": {"ann": NOON_UTC.isoformat()}}
    assert from_plain(data).kept.alerts[1].told == {"ann": NOON}
    data["deliveries"][0] = None
    acknowledged, active = from_plain(data).kept.alerts
    assert acknowledged.told == FULL.told
    assert active.told == {}
    assert active.notified == {"ann"}


async def test_nothing_older_is_written_after_what_is_newer(
    hass: HomeAssistant, hass_storage: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy machine may take its time for the first of several that are saved at once."""
    waits = iter((20,))

    async def run(job: Callable[..., Any], *args: Any) -> Any:
        for _ in range(next(waits, 0)):
            await asyncio.sleep(0)
        return job(*args)

    monkeypatch.setattr(hass, "async_add_executor_job", run)
    store = _store(hass)

    async def save(number: int) -> None:
        kept = Kept(pauses={f"{number}": NOON})
        await store.async_save(kept, Checkpoint(NOW))
        [written] = hass_storage[KEY]["data"]["pauses"]
        assert int(written) >= number

    await asyncio.gather(*(save(number) for number in range(4)))
    assert [*hass_storage[KEY]["data"]["pauses"]] == ["3"]


@pytest.mark.parametrize("error", [HomeAssistantError, KeyError, OSError, TypeError])
async def test_a_disk_that_cannot_be_read(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """It keeps nobody from being alerted."""

    async def fail(_store: Any) -> None:
        raise error("Input/output error")

    monkeypatch.setattr(Store, "async_load", fail)
    restored = await _store(hass).async_load((), NOW.wall)
    line = Checkpoint(NOW)
    assert as_plain(restored.kept, line) == as_plain(Kept(), line)


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
        await _store(hass).async_save(Kept(), Checkpoint(NOW))
    assert "cannot be written (store_unwritable)" in caplog.text
    answers.set()
