"""The figures of days: the same after the recorder has purged what they come from."""

from datetime import datetime, timedelta
from itertools import pairwise
import json
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.reports.curve import Curve
from custom_components.hwgroup.reports.days import Day, composed
from custom_components.hwgroup.reports.ledger import _remove_old
from custom_components.hwgroup.reports.numbers import Numbers
from custom_components.hwgroup.reports.periods import Slice, slices
from custom_components.hwgroup.reports.spans import Span, from_points, without
from custom_components.hwgroup.reports.tally import Tally
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..site import Site, issues
from .conftest import Create
from .test_create import PROBE, _rows, _sidecar
from .test_numbers import CELSIUS, HIGH, LOW, _house

HOUR = 3600.0
DAY = 24 * HOUR
PRAGUE = ZoneInfo("Europe/Prague")


# Days that are joined


def _tallied(spans: list[Span]) -> Tally:
    tally = Tally((HIGH, LOW), CELSIUS)
    for span in spans:
        tally.add(span)
    return tally


def _cut(spans: list[Span], cuts: list[float]) -> list[list[Span]]:
    return [
        [
            Span(max(span.begin, begin), min(span.end, end), span.seen, span.cause)
            for span in spans
            if span.begin < end and span.end > begin
        ]
        for begin, end in pairwise(cuts)
    ]


def _plain(numbers: Numbers) -> Any:
    """Return numbers but for what their sums lose in the last digit."""
    return [
        (numbers.lowest, numbers.highest, numbers.beyond, numbers.gaps),
        pytest.approx(numbers.mean),
        pytest.approx(numbers.kinetic),
        pytest.approx(numbers.observed),
        pytest.approx(numbers.missing),
    ]


@pytest.mark.parametrize("seed", range(30))
def test_the_numbers_of_parts_are_those_of_the_whole(seed: int) -> None:
    """Wherever it is cut, and whatever is written down of the parts meanwhile."""
    chance = Random(seed)
    house = _house(chance)
    end = float(len(house.truth))
    spans = [*without(from_points(house.points, 0, end), house.gaps)]
    cuts = [0.0, *sorted(chance.uniform(0, end) for _ in range(9)), end]
    whole, joined = _tallied(spans), Tally((), CELSIUS)
    for part, (begin, until) in zip(_cut(spans, cuts), pairwise(cuts), strict=True):
        known = Tally.from_dict(json.loads(json.dumps(_tallied(part).to_dict())))
        joined.join(known, begin, until)
    one, other = joined.result(0, end), whole.result(0, end)
    assert [one.mean, one.kinetic, one.observed, one.missing] == _plain(other)[1:]
    assert (one.lowest, one.highest) == (other.lowest, other.highest)
    assert [(each.begin, each.cause) for each in one.gaps] == [
        (each.begin, each.cause) for each in other.gaps
    ]
    for found, known in zip(one.beyond, other.beyond, strict=True):
        assert (found.begin, found.end) == (0, end)
        assert found.count == known.count
        assert found.seconds == pytest.approx(known.seconds)
        for each, same in zip(found.longest, known.longest, strict=True):
            assert (each.begin, each.worst) == (same.begin, same.worst)
            assert each.seconds == pytest.approx(same.seconds)


def _day(begin: float, end: float) -> Day:
    return Day(begin, end, "°C", 0.0, Tally(), Curve(begin, end, 4))


def test_days_of_another_time_zone_are_taken_where_no_other_is() -> None:
    """What is left beside them is read, and is no day."""
    period = [Slice(n * DAY, (n + 1) * DAY, is_day=True) for n in range(4)]
    own = _day(2 * DAY, 3 * DAY)
    others = [_day(n * DAY + HOUR, (n + 1) * DAY + HOUR) for n in (-1, 0, 1, 2, 3)]
    found = [
        (part.begin, part.end, isinstance(part, Day))
        for part in composed(period, [*others, own])
    ]
    assert found == [
        (0, HOUR, False),
        (HOUR, DAY + HOUR, True),
        (DAY + HOUR, 2 * DAY, False),
        (2 * DAY, 3 * DAY, True),
        (3 * DAY, 4 * DAY, False),
    ]
    [*_, last] = composed(period, [own])
    assert last == Slice(3 * DAY, 4 * DAY, is_day=True)


def test_local_days_can_be_shorter_or_longer() -> None:
    """And the first and the last one of a period may be parts."""
    begin = datetime(2026, 10, 24, 12, tzinfo=PRAGUE)
    end = datetime(2026, 10, 27, 6, tzinfo=PRAGUE)
    found = [
        ((part.end - part.begin) / HOUR, part.is_day) for part in slices(begin, end)
    ]
    assert found == [(12, False), (25, True), (24, True), (6, False)]
    begin = datetime(2026, 3, 29, tzinfo=PRAGUE)
    [day] = slices(begin, begin + timedelta(days=1))
    assert (day.end - day.begin, day.is_day) == (23 * HOUR, True)


# What is kept


@pytest.fixture
async def in_prague(hass: HomeAssistant) -> None:
    """Let the 24th of October have begun, before a day of 25 hours."""
    await hass.config.async_set_time_zone("Europe/Prague")


async def _live_until(site: Site, end: datetime) -> None:
    """Let time pass: another value every two hours, one in four of them out of range."""
    step, number = timedelta(minutes=12), 0
    while (now := dt_util.now()) < end:
        site.probe.value = (4.0, 5.5, 9.5, 3.0)[number // 10 % 4]
        number += 1
        await site.elapse(min(step, end - now).total_seconds())


async def _purge(site: Site) -> None:
    """Let the recorder forget all states but the last ones."""
    await site.hass.services.async_call(
        "recorder", "purge", {"keep_days": 0}, blocking=True
    )
    await site.settle()


def _same(one: list[Path], other: list[Path]) -> bool:
    return [path.read_bytes() for path in one[:-1]] == [
        path.read_bytes() for path in other[:-1]
    ]


@pytest.mark.usefixtures("in_prague")
async def test_a_report_is_the_same_after_the_purge(create: Create, site: Site) -> None:
    """Byte for byte, and so are the numbers; nobody had asked for one before."""
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    await _live_until(site, datetime(2026, 11, 27, 2, tzinfo=PRAGUE))
    begin = datetime(2026, 11, 26, tzinfo=PRAGUE)
    end = begin + timedelta(days=1)
    before = await create(begin, end, formats=["pdf", "csv"])
    await _purge(site)
    after = await create(begin, end, formats=["pdf", "csv"])
    assert _same(before, after)
    assert _sidecar(before)["readings"] == _sidecar(after)["readings"]
    row = _row_of(after)
    assert (row["coverage"], row["by_hourly_means"]) == ("1.0", "0.0")
    assert (row["lowest"], row["highest"], row["excursions"]) == ("3.0", "9.5", "3")

    # Only whole days are kept: of others, no states are left.
    row = _row_of(await create(begin + timedelta(hours=1), end))
    assert float(row["no_data"]) + float(row["by_hourly_means"]) > 22 * HOUR

    # A limit is that of the day, and a unit that of the report.
    site.change("Cold", high=7)
    registry = er.async_get(site.hass)
    registry.async_update_entity_options(PROBE, "sensor", {"unit_of_measurement": "°F"})
    await site.settle()
    other = _row_of(await create(begin, end))
    assert (other["unit"], other["limit"], other["excursions"]) == ("°F", "46.4", "3")
    assert [float(other[key]) for key in ("lowest", "highest")] == [37.4, 49.1]
    kept = _row_of(after)
    for column in ("mean", "mean_kinetic_temperature"):
        expected = float(kept[column]) * 1.8 + 32
        assert float(other[column]) == pytest.approx(expected, abs=1e-5)
    assert other["out_of_range"] == kept["out_of_range"]
    # Each limit with the days on which it was set.
    site.probe.value = 7.5
    await site.minutes(1)
    now = dt_util.now()
    rows = [
        (row["limit"], row["limit_begin"], row["limit_end"])
        for row in _rows((await create(begin, now))[0])
        if row["entity_id"] == PROBE
    ]
    bounds = [each.isoformat(timespec="milliseconds") for each in (begin, end, now)]
    assert rows == [("46.4", *bounds[:2]), ("44.6", *bounds[1:])]


def _row_of(files: list[Path]) -> dict[str, str]:
    return next(row for row in _rows(files[0]) if row["entity_id"] == PROBE)


KEY = f"{DOMAIN}.days.2026-11"


def _kept(site: Site, storage: dict[str, Any]) -> dict[str, float]:
    """Return when the days of the probe were computed, by their dates."""
    days = storage[KEY]["data"]["days"][f"{site.entry.entry_id}/sensor/31324"]
    return {
        f"{datetime.fromtimestamp(day['begin'], PRAGUE):%d.%m.}": day["computed"]
        for day in days
    }


async def _jump(site: Site, day: int, hour: int) -> float:
    """Let time pass at once, and return it."""
    then = datetime(2026, 11, day, hour, tzinfo=PRAGUE)
    await async_wait_recording_done(site.hass)
    await site.elapse((then - dt_util.utcnow()).total_seconds())
    return then.timestamp()


@pytest.mark.usefixtures("in_prague", "create")
async def test_days_are_computed_in_the_night(
    site: Site, hass_storage: dict[str, Any]
) -> None:
    """Those that were missed, too; and again until they are final, but never worse."""
    await site.polls(2)
    await _jump(site, 27, 0)
    assert KEY not in hass_storage
    first = await _jump(site, 27, 1)
    assert _kept(site, hass_storage) == {"25.11.": first, "26.11.": first}
    await _jump(site, 27, 2)
    assert _kept(site, hass_storage)["26.11."] == first
    observed = hass_storage[KEY]["data"]["days"]
    means = [day["means"] for day in observed[f"{site.entry.entry_id}/sensor/31324"]]

    await _purge(site)
    site.probe.value = 5.0
    await site.polls(2)
    again = await _jump(site, 29, 5)
    assert _kept(site, hass_storage) == dict.fromkeys(
        ("25.11.", "26.11.", "27.11.", "28.11."), again
    )
    days = hass_storage[KEY]["data"]["days"][f"{site.entry.entry_id}/sensor/31324"]
    known = {day["begin"]: day["means"] for day in days}
    assert [known[begin] for begin in sorted(known)][:2] == means
    last = await _jump(site, 30, 5)
    kept = _kept(site, hass_storage)
    assert (kept["25.11."], kept["26.11."], kept["27.11."]) == (again, last, last)


@pytest.mark.usefixtures("in_prague", "create")
async def test_days_without_their_limits_are_not_kept(
    site: Site, hass_storage: dict[str, Any]
) -> None:
    """Those of a device that is not set up: its limits are not known now."""
    await site.polls(2)
    await site.hass.config_entries.async_unload(site.entry.entry_id)
    await _jump(site, 27, 5)
    assert KEY not in hass_storage
    await site.hass.config_entries.async_setup(site.entry.entry_id)
    await _jump(site, 28, 5)
    assert {*_kept(site, hass_storage)} == {"25.11.", "26.11.", "27.11."}


@pytest.mark.usefixtures("in_prague")
async def test_days_that_cannot_be_read(
    create: Create, site: Site, hass_storage: dict[str, Any]
) -> None:
    """They are kept aside, and read from the recorder again."""
    await site.minutes(6)
    await _jump(site, 27, 5)
    days = hass_storage[KEY]["data"]["days"]
    days[f"{site.entry.entry_id}/sensor/31324"][0]["means"] = "?"
    begin = datetime(2026, 11, 25, tzinfo=PRAGUE)
    files = await create(begin, begin + timedelta(days=1))
    assert float(_row_of(files)["observed"]) > 0
    assert issues(site.hass) == ["store_unreadable"]
    assert {*_kept(site, hass_storage)} == {"25.11."}
    hass_storage[KEY]["data"] = {"days": 7}
    await create(begin, begin + timedelta(days=1))
    assert {*_kept(site, hass_storage)} == {"25.11."}


def test_old_months_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After their time, or earlier where all of them together are too large."""
    now = datetime(2026, 11, 25, tzinfo=PRAGUE)

    def left() -> list[str]:
        _remove_old(tmp_path, now)
        return sorted(path.name.removeprefix("hwgroup.") for path in tmp_path.iterdir())

    names = ("2024-09", "2024-10", "2026-09", "2026-10", "2026-11")
    for name in names:
        (tmp_path / f"hwgroup.days.{name}").write_text("x" * 100)
    (tmp_path / "hwgroup.days.2024-01.unreadable.1").write_text("x" * 1000)
    kept = ["days.2024-01.unreadable.1", *(f"days.{name}" for name in names)]
    del kept[1]
    assert left() == kept
    monkeypatch.setattr(f"{_remove_old.__module__}._MOST_BYTES", 200)
    assert left() == [kept[0], "days.2026-10", "days.2026-11"]
    _remove_old(tmp_path / "none", now)
