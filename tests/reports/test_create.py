"""The action that makes a report: its numbers are what the simulated device measured."""

import asyncio
from collections.abc import Awaitable, Callable
import csv
from datetime import datetime, timedelta
import hashlib
from itertools import pairwise
import json
import os
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.hwgroup import recorded
from custom_components.hwgroup.observed.gaps import Cause
from custom_components.hwgroup.observed.observer import async_observer
from custom_components.hwgroup.reports.files import Draft
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import Context
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..databases import ON_EACH_DATABASE
from ..site import AddDevice, Site, add_subentry
from .conftest import Create

STOPPED = Cause.STOPPED
PROBE = "sensor.server_room_cold_room_1"
# A poll comes that much after the truth has changed, at most.
POLL = 31.0
STOP = 90 * 60.0
_TIMES = {"begin", "end", "time", "lowest_at", "highest_at", "limit_begin", "limit_end"}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


def _sidecar(files: list[Path]) -> Any:
    return json.loads(files[-1].read_text(encoding="utf-8"))


def _there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class _Truth:
    """What the probe really measured, and for how long."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.stretches: list[tuple[float | None, float]] = []

    async def live(self, value: float | None, minutes: float) -> None:
        """Let the probe measure a value for some minutes; for None, unplug the device."""
        begin = dt_util.utcnow()
        if value is None:
            await self._site.device.unplug()
        else:
            self._site.probe.value = value
            if not self._site.device.plugged:
                await self._site.device.plug()
        await self._site.minutes(minutes)
        length = (dt_util.utcnow() - begin).total_seconds()
        self.stretches.append((value, length))

    @property
    def seen(self) -> float:
        return sum(length for value, length in self.stretches if value is not None)

    @property
    def mean(self) -> float:
        return (
            sum(value * length for value, length in self.stretches if value) / self.seen
        )


# The numbers


@pytest.mark.freeze_time("2026-10-24 23:40:00+00:00")
async def test_the_numbers_are_the_truth(
    create: Create, site: Site, freezer: FrozenDateTimeFactory
) -> None:
    """With an excursion, an outage, a stop, a restart, and a unit that a user changes.

    Nobody knows what the probe measures while nothing runs. In an excursion, the hour
    begins that the clocks of Prague show twice.
    """
    await site.hass.config.async_set_time_zone("Europe/Prague")
    truth = _Truth(site)
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    await truth.live(4.0, 20)
    begin = dt_util.now()
    truth.stretches.clear()
    await truth.live(4.0, 40)
    await truth.live(9.5, 25)
    await truth.live(5.0, 30)
    await truth.live(None, 45)
    await truth.live(6.0, 10)
    site.probe.value = 20.0
    freezer.tick(STOP)
    await truth.live(6.0, 10)
    await site.restart()
    await truth.live(6.0, 10)
    registry = er.async_get(site.hass)
    registry.async_update_entity_options(PROBE, "sensor", {"unit_of_measurement": "°F"})
    await truth.live(3.0, 30)
    files = await create(begin, dt_util.now())
    [row] = [row for row in _rows(files[0]) if row["entity_id"] == PROBE]
    assert row["unit"] == "°F"
    assert begin.utcoffset() == timedelta(hours=2)
    assert datetime.fromisoformat(row["lowest_at"]).utcoffset() == timedelta(hours=1)

    def celsius(column: str) -> float:
        return (float(row[column]) - 32) / 1.8

    total = truth.seen + 45 * 61 + STOP
    # When it stopped is known by what it writes down now and then.
    stopped = float(row["stopped"])
    assert STOP <= stopped <= STOP + 5 * 61
    seen = truth.seen - (stopped - STOP)
    assert float(row["observed"]) == pytest.approx(seen, abs=2 * POLL)
    assert float(row["coverage"]) == pytest.approx(seen / total, abs=0.01)
    missing = float(row["unavailable"]) + float(row["held"])
    assert missing == pytest.approx(45 * 61, abs=2 * POLL)
    assert 2 * POLL - 1 <= float(row["held"]) < 4 * POLL
    assert float(row["no_data"]) == 0
    assert celsius("mean") == pytest.approx(truth.mean, abs=0.05)
    assert celsius("mean_kinetic_temperature") > celsius("mean")
    assert celsius("lowest") == pytest.approx(3.0, abs=0.06)
    assert celsius("highest") == pytest.approx(9.5, abs=0.06)
    highest_at = datetime.fromisoformat(row["highest_at"]) - begin
    assert highest_at.total_seconds() == pytest.approx(40 * 61, abs=POLL)
    assert (celsius("limit"), row["limit_is"]) == (pytest.approx(8), "high")
    assert row["excursions"] == "1"
    for column in ("out_of_range", "longest"):
        assert float(row[column]) == pytest.approx(25 * 61, abs=2 * POLL)
    assert float(row["undecided"]) == float(row["by_hourly_means"]) == 0


@ON_EACH_DATABASE
async def test_rows_are_what_the_numbers_come_from(create: Create, site: Site) -> None:
    """One after the other, from the begin to the end."""
    truth = _Truth(site)
    await truth.live(4.0, 5)
    begin = dt_util.now()
    await truth.live(9.5, 5)
    await truth.live(5.0, 5)
    end = dt_util.now()
    numbers, raw, _ = await create(begin, end, formats=["csv", "raw"], entity_id=PROBE)
    rows = _rows(raw)
    assert [row["mean"] for row in rows] == ["4.0", "9.5", "5.0"]
    assert {row["source"] for row in rows} == {"state"}
    assert rows[0]["begin"] == begin.isoformat(timespec="milliseconds")
    assert rows[-1]["end"] == end.isoformat(timespec="milliseconds")
    for row, after in pairwise(rows):
        assert row["end"] == after["begin"]
    weighted = sum(
        float(row["mean"])
        * (
            datetime.fromisoformat(row["end"]) - datetime.fromisoformat(row["begin"])
        ).total_seconds()
        for row in rows
    )
    [told] = _rows(numbers)
    assert float(told["mean"]) == pytest.approx(
        weighted / (end - begin).total_seconds(), abs=1e-5
    )


async def test_each_file_has_its_hash(create: Create, site: Site, folder: Path) -> None:
    """In the sidecar, which has all numbers, and in the response."""
    await site.minutes(3)
    now = dt_util.now()
    files = await create(now - timedelta(hours=1), now, language="cs")
    assert [file.suffix for file in files] == [".csv", ".pdf", ".json"]
    assert _there(folder) == {file.name for file in files}
    side = _sidecar(files)
    assert side["files"] == {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files[:-1]
    }
    assert [each["name"] for each in side["readings"]] == ["Cold room 1", "Corridor"]
    rows = {row["entity_id"]: row for row in _rows(files[0])}
    for reading in side["readings"]:
        row = rows.pop(reading["entity_id"])
        assert reading["serial"] == row["serial_number"] == "00:0a:59:10:20:30"
        assert reading["mean"] == float(row["mean"])
        assert reading["missing"]["no_data"] == float(row["no_data"])
        assert len(reading["gaps"]) == 1
    assert not rows


async def test_the_same_data_give_the_same_files(create: Create, site: Site) -> None:
    """But for the time at which the report was made."""
    await site.minutes(5)
    now = dt_util.now()
    one = await create(now - timedelta(minutes=4), now, formats=["csv", "raw"])
    await site.minutes(1)
    other = await create(now - timedelta(minutes=4), now, formats=["csv", "raw"])
    assert not {*one} & {*other}
    for before, after in zip(one[:-1], other[:-1], strict=True):
        assert before.read_bytes() == after.read_bytes()
    known, again = _sidecar(one), _sidecar(other)
    assert known["readings"] == again["readings"]
    assert known["created"] != again["created"]


# What it takes


async def test_a_period_of_the_calendar(create: Create, site: Site) -> None:
    """In the time zone of Home Assistant, where a month can have a long day."""
    await site.hass.config.async_set_time_zone("Europe/Prague")
    side = _sidecar(await create(period="month"))
    assert side["begin"] == "2026-10-01T00:00:00+02:00"
    assert side["end"] == "2026-11-01T00:00:00+01:00"
    assert side["readings"][0]["missing"] == {"no_data": 745 * 3600}
    assert side["readings"][0]["coverage"] == 0


async def test_a_period_that_lasts_ends_now(create: Create, site: Site) -> None:
    """What has not happened is not missing."""
    now = dt_util.now()
    side = _sidecar(await create(now - timedelta(hours=1), now + timedelta(days=1)))
    assert side["end"] == now.isoformat()


async def test_a_target_names_readings(
    create: Create, site: Site, add_device: AddDevice
) -> None:
    """Of one device, or one of them."""
    other = await site.make_device(
        "poseidon2_3268", name="Store", mac="00:0A:59:00:00:09"
    )
    await add_device(other)
    await site.minutes(2)
    device_id = er.async_get(site.hass).async_get(PROBE).device_id
    everything = _sidecar(await create(period="day"))["readings"]
    assert {each["device"] for each in everything} == {"Server room", "Store"}
    one = _sidecar(await create(period="day", device_id=device_id))["readings"]
    assert {each["device"] for each in one} == {"Server room"}
    assert len(one) == 2


async def test_reports_are_removed_after_their_time(
    create: Create, site: Site, folder: Path
) -> None:
    """Those that have one, with all of their files; nothing else."""
    kept = await create(period="day")
    await site.minutes(1)
    await create(period="day", formats=["csv", "raw"], keep={"days": 30})
    (folder / "notes.json").write_text('{"keep_until": "2000-01-01"}')
    (folder / "list.json").write_text("[]")
    assert len(_there(folder)) == 8
    await site.elapse(timedelta(days=29).total_seconds())
    assert len(_there(folder)) == 8
    await site.elapse(timedelta(days=2).total_seconds())
    assert _there(folder) == {
        *(path.name for path in kept),
        "notes.json",
        "list.json",
    }


async def test_what_a_crash_has_left_is_removed(site: Site, folder: Path) -> None:
    """After a day: until then, somebody may be writing it."""
    await site.hass.async_add_executor_job(folder.mkdir)
    for name, hours in ((".old.pdf.part", 25), (".new.pdf.part", 1), (".notes", 99)):
        (folder / name).write_text("")
        then = (dt_util.utcnow() - timedelta(hours=hours)).timestamp()
        os.utime(folder / name, (then, then))
    await site.elapse(timedelta(minutes=1).total_seconds())
    assert ".old.pdf.part" in _there(folder)
    await site.elapse(timedelta(days=1).total_seconds())
    assert _there(folder) == {".notes"}


async def test_certificates_are_in_each_file(create: Create, site: Site) -> None:
    """Of those probes that have one."""
    typed = {
        "sensor": "31324",
        "certificate": "K-2026/118",
        "calibrated": "2026-01-10",
        "due": "2027-01-10",
        "offset": -0.2,
    }
    add_subentry(site.hass, site.entry, "calibration", "Cold room 1", **typed)
    await site.settle()
    files = await create(period="day")
    rows = {row["entity_id"]: row for row in _rows(files[0])}
    assert rows[PROBE]["certificate"] == "K-2026/118"
    assert rows[PROBE]["calibration_due"] == "2027-01-10"
    assert {row["certificate"] for row in rows.values()} == {"K-2026/118", ""}
    calibrations = [each["calibration"] for each in _sidecar(files)["readings"]]
    del typed["sensor"]
    assert calibrations == [typed, None]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('=HYPERLINK("http://example.com")', "+1"),
        ("-1+1", '@SUM(1;2), "two"'),
    ],
)
async def test_texts_from_devices_are_no_formulas(
    create: Create, site: Site, first: str, second: str
) -> None:
    """A spreadsheet would run them. All else is a number, a time or a plain text."""
    site.probe.name, site.device.sensors[1].name = first, second
    site.probe.value = -4.5
    site.device.sensors[1].unit = "=2"
    site.add("range_rule", f" {first}", quantity="temperature", low=-4)
    await site.restart()
    begin = dt_util.now()
    await site.minutes(3)
    numbers, raw, events, _ = await create(
        begin, dt_util.now(), formats=["csv", "raw", "events"]
    )
    names = {row["reading"] for row in _rows(numbers)}
    assert names == {f"'{first}", f"'{second}"}
    for path in (numbers, raw, events):
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file, strict=True)
        assert rows
        assert len({*head}) == len(head)
        for row in rows:
            assert len(row) == len(head)
            for name, cell in zip(head, row, strict=True):
                assert _is_plain(name, cell), (path, name, cell)


def _is_plain(name: str, cell: str) -> bool:
    """Return whether programs read a cell of a column as what it is."""
    if cell and name in _TIMES:
        # All in one shape, as pandas takes that of the first one for all of them.
        return datetime.strptime(cell, "%Y-%m-%dT%H:%M:%S.%f%z").tzinfo is not None
    if cell and name in {"mean", "lowest", "highest", "limit", "worst", "observed"}:
        return float(cell) >= -4.5
    # LibreOffice runs what comes after spaces, too.
    return not cell.lstrip().startswith(("=", "+", "-", "@"))


# What cannot be done


async def test_nothing_to_report(create: Create, site: Site) -> None:
    """A period without any time, or a target without any reading."""
    now = dt_util.now()
    for begin, end in ((now, now), (now + timedelta(days=1), now + timedelta(days=2))):
        with pytest.raises(ServiceValidationError) as raised:
            await create(begin, end)
        assert raised.value.translation_key == "report_without_time"
    with pytest.raises(ServiceValidationError) as raised:
        await create(period="day", entity_id="binary_sensor.server_room_connectivity")
    assert raised.value.translation_key == "report_without_readings"


async def test_a_report_is_for_those_who_may_see_its_readings(
    create: Create, site: Site
) -> None:
    """All of them."""
    user = MockUser(is_owner=False).add_to_hass(site.hass)
    user.mock_policy({"entities": {"entity_ids": {PROBE: {"read": True}}}})
    context = Context(user_id=user.id)
    await create(period="day", entity_id=PROBE, context=context)
    with pytest.raises(Unauthorized):
        await create(period="day", context=context)


async def test_no_folder(create: Create, site: Site) -> None:
    """None that can be written, or none at all."""
    site.hass.config.media_dirs = {"local": __file__}
    with pytest.raises(HomeAssistantError) as raised:
        await create(period="day")
    assert raised.value.translation_key == "report_not_written"
    site.hass.config.media_dirs = {}
    with pytest.raises(HomeAssistantError) as raised:
        await create(period="day")
    assert raised.value.translation_key == "no_media_folder"


async def test_half_of_a_report_is_none(
    create: Create, site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written until an error comes is removed."""

    def fail(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("custom_components.hwgroup.reports.make.write_numbers", fail)
    with pytest.raises(HomeAssistantError, match="No space left"):
        await create(period="day", formats=["csv", "raw"])
    assert not _there(folder)


async def test_a_report_can_be_cancelled(
    create: Create, site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left of it, and the next one is complete."""
    reading = asyncio.Event()

    async def read(*_: object) -> None:
        reading.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr("custom_components.hwgroup.reports.make.async_read", read)
        task = asyncio.create_task(create(period="day", formats=["csv", "raw"]))
        await reading.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await site.settle()
    assert not _there(folder)
    await create(period="day")
    assert len(_there(folder)) == 3


async def _try_rule(site: Site) -> None:
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    await site.settle()
    await site.ask("try_rule", rule="Cold")


@pytest.mark.parametrize("ask", [lambda site: site.ask("create_report"), _try_rule])
async def test_no_recorder(site: Site, ask: Callable[[Site], Awaitable[Any]]) -> None:
    """Nothing remembers anything."""
    with pytest.raises(HomeAssistantError) as raised:
        await ask(site)
    assert raised.value.translation_key == "no_recorder"


async def test_a_backup(
    create: Create, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no report meanwhile: what was written last would seem to have lasted."""
    begin = dt_util.now()
    await site.minutes(2)
    recorder = get_instance(site.hass)
    assert await recorder.lock_database()
    site.probe.value = 6.5
    await site.minutes(1)
    with monkeypatch.context() as patch:
        patch.setattr(recorded, "_PATIENCE", 0)
        for asked in (create(begin, dt_util.now()), _try_rule(site)):
            with pytest.raises(HomeAssistantError) as raised:
                await asked
            assert raised.value.translation_key == "recorder_behind"
    assert recorder.unlock_database()
    [row] = _rows((await create(begin, dt_util.now(), entity_id=PROBE))[0])
    assert row["highest"] == "6.5"


@ON_EACH_DATABASE
async def test_what_was_purged_is_known_by_the_hour(create: Create, site: Site) -> None:
    """And the report says so; what the recorder filled in is no observation."""
    unit = {"unit_class": "temperature", "unit_of_measurement": "°C"}
    top = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    begin = top - timedelta(hours=6)
    async_import_statistics(
        site.hass,
        StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=None,
            source="recorder",
            statistic_id=PROBE,
            **unit,
        ),
        [
            StatisticData(
                start=begin + timedelta(hours=n), mean=4.0 + n, min=3.5 + n, max=4.5 + n
            )
            for n in range(6)
        ],
    )
    gaps = (await async_observer(site.hass)).gaps
    lost, now = (begin + timedelta(hours=2)).timestamp(), dt_util.utcnow().timestamp()
    gaps.lose(site.entry.entry_id, lost, STOPPED, now)
    gaps.see(site.entry.entry_id, (begin + timedelta(hours=4)).timestamp())
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    site.probe.value = 5.0
    await site.minutes(20)
    end = dt_util.now()
    [row] = _rows((await create(begin, end, entity_id=PROBE))[0])
    lived = (end - top).total_seconds()
    assert float(row["by_hourly_means"]) == pytest.approx(4 * 3600, abs=90)
    assert float(row["stopped"]) == 2 * 3600
    assert float(row["observed"]) == pytest.approx(4 * 3600 + lived, abs=90)
    assert float(row["mean"]) == pytest.approx(
        ((4 + 5 + 8 + 9) * 3600 + 5 * lived) / (4 * 3600 + lived), abs=0.02
    )
    assert (float(row["lowest"]), float(row["highest"])) == (3.5, 9.5)
    assert float(row["out_of_range"]) == 3600
    assert float(row["undecided"]) == 3600


def test_two_reports_of_one_second(tmp_path: Path) -> None:
    """As an exported trail beside a report: neither writes into the files of the other."""
    now = dt_util.utcnow()
    one, other = (Draft(tmp_path, now.date(), now.date(), now) for _ in range(2))
    for number, draft in enumerate((one, other)):
        draft.path(".csv").write_text(str(number))
        draft.path(".json").write_text("{}")
    third = Draft(tmp_path, now.date(), now.date(), now)
    files = [*one.publish(), *other.publish()]
    assert [file.path.read_text() for file in files] == ["0", "{}", "1", "{}"]
    third.discard()
    assert {*tmp_path.iterdir()} == {file.path for file in files}
