"""A report that takes long: what is shown meanwhile, and what ends it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.hwgroup.reports import gather, make
from custom_components.hwgroup.reports.files import Draft
from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..site import AddDevice, Site, issues, shown_notifications
from ..timers import run_due_timers
from .conftest import Create
from .test_schedule import PLAN

DAY = {"period": "day", "formats": ["csv"]}


class _Recorder:
    """Reads of the recorder, each of which waits until it may go on."""

    def __init__(self) -> None:
        self.asked = asyncio.Semaphore(0)
        self.go_on = asyncio.Semaphore(0)
        self.running = self.most = 0
        self.error: Exception | None = None

    async def read(self, *_: object) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        self.asked.release()
        try:
            await self.go_on.acquire()
        finally:
            self.running -= 1
        if self.error is not None:
            raise self.error

    def finish(self) -> None:
        for _ in range(1000):
            self.go_on.release()


@pytest.fixture
def recorder(create: Create, monkeypatch: pytest.MonkeyPatch) -> _Recorder:
    """Hold up whatever reads the recorder for a report."""
    held = _Recorder()
    monkeypatch.setattr(gather, "async_read", held.read)
    return held


@pytest.fixture
def wait(site: Site, freezer: FrozenDateTimeFactory) -> Callable[[float], None]:
    """Return a function that lets seconds pass while a report is made."""

    def wait(seconds: float) -> None:
        freezer.tick(timedelta(seconds=seconds))
        run_due_timers(site.hass)

    return wait


def _shown(site: Site) -> list[str]:
    return [each["message"] for each in shown_notifications(site.hass)]


def _left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


# What is shown


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Measurement report · 24 Nov 2026",
            "Part 1 of 1: 1 of 2 readings are done.",
        ),
        ("cs", "Zpráva o měření · 24", "zpracované měřené hodnoty: 1 z 2."),
        ("de", "Messbericht · 24", "Teil 1 von 1: 1 von 2 Messwerten sind fertig."),
        ("fr", "Rapport de mesures · 24", "1 mesures sur 2 sont traitées."),
    ],
)
async def test_it_says_how_far_it_is(
    create: Create,
    site: Site,
    recorder: _Recorder,
    wait: Callable[[float], None],
    language: str,
    title: str,
    text: str,
) -> None:
    """If it takes longer than five seconds, and until it is done."""
    await site.hass.config.async_set_time_zone("UTC")
    site.hass.config.language = language
    task = asyncio.create_task(create(**DAY))
    await recorder.asked.acquire()
    wait(4)
    assert _shown(site) == []
    wait(1.5)
    [first] = _shown(site)
    recorder.go_on.release()
    await recorder.asked.acquire()
    wait(5)
    [shown] = shown_notifications(site.hass)
    assert title in (shown["title"] or "")
    assert text in shown["message"]
    assert shown["message"] != first
    recorder.finish()
    await task
    assert _shown(site) == []


async def test_a_short_one_shows_nothing(
    create: Create, site: Site, wait: Callable[[float], None]
) -> None:
    """Also not afterwards."""
    await create(**DAY)
    wait(60)
    assert _shown(site) == []


async def test_nothing_is_shown_of_one_that_failed(
    create: Create, site: Site, recorder: _Recorder, wait: Callable[[float], None]
) -> None:
    """Its reason goes to whoever has asked for it."""
    task = asyncio.create_task(create(**DAY))
    await recorder.asked.acquire()
    wait(6)
    assert len(_shown(site)) == 1
    recorder.error = OSError("The disk is gone")
    recorder.finish()
    with pytest.raises(HomeAssistantError, match="The disk is gone"):
        await task
    assert _shown(site) == []
    wait(6)
    assert _shown(site) == []


async def test_what_is_dismissed_stays_away(
    create: Create, site: Site, recorder: _Recorder, wait: Callable[[float], None]
) -> None:
    """The report is made all the same."""
    task = asyncio.create_task(create(**DAY))
    await recorder.asked.acquire()
    wait(6)
    persistent_notification.async_dismiss_all(site.hass)
    wait(6)
    assert _shown(site) == []
    recorder.finish()
    assert len(await task) == 2


# One at a time


async def test_one_after_the_other(create: Create, recorder: _Recorder) -> None:
    """Each is complete."""
    tasks = [asyncio.create_task(create(**DAY)) for _ in range(3)]
    await recorder.asked.acquire()
    tasks.pop(1).cancel()
    recorder.finish()
    one, other = await asyncio.gather(*tasks)
    assert recorder.most == 1
    assert not {*one} & {*other}
    assert all(path.exists() for path in (*one, *other))


# What ends it


@pytest.mark.parametrize("unloaded", ["device", "alerts"])
async def test_unloading_ends_it(
    create: Create,
    site: Site,
    recorder: _Recorder,
    folder: Path,
    unloaded: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever it is about, or the alerts; the next one is complete.

    It ends when its files are removed, also if that takes longer than unloading.
    """
    entry = site.entry if unloaded == "device" else site.alerts
    may_remove, discard = Event(), Draft.discard

    def discard_slowly(draft: Draft) -> None:
        may_remove.wait()
        discard(draft)

    monkeypatch.setattr(Draft, "discard", discard_slowly)
    task = asyncio.create_task(create(period="day", formats=["csv", "pdf"]))
    await recorder.asked.acquire()
    await site.hass.config_entries.async_unload(entry.entry_id)
    for _ in range(5):
        await asyncio.sleep(0)
    is_done = task.done()
    may_remove.set()
    assert not is_done
    with pytest.raises(HomeAssistantError) as raised:
        await task
    assert raised.value.translation_key == "report_cancelled"
    assert _left(folder) == []
    await site.hass.config_entries.async_setup(entry.entry_id)
    recorder.finish()
    assert len(await create(**DAY)) == 2


async def test_what_it_is_not_about_may_be_unloaded(
    create: Create, site: Site, recorder: _Recorder, add_device: AddDevice
) -> None:
    """Another device."""
    other = await site.make_device(
        "poseidon2_3268", name="Store", mac="00:0A:59:00:00:09"
    )
    entry = await add_device(other)
    task = asyncio.create_task(
        create(entity_id="sensor.server_room_cold_room_1", **DAY)
    )
    await recorder.asked.acquire()
    await site.hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    recorder.finish()
    assert len(await task) == 2


async def test_a_stop_ends_it(
    create: Create, site: Site, recorder: _Recorder, folder: Path
) -> None:
    """Whoever waits for it, and for their turn, is told."""
    tasks = [asyncio.create_task(create(**DAY)) for _ in range(2)]
    await recorder.asked.acquire()
    await site.hass.async_stop(force=True)
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(result, HomeAssistantError)
        assert result.translation_key == "report_cancelled"
    assert _left(folder) == []


async def test_none_begins_in_a_stop(create: Create, site: Site) -> None:
    """Nothing would end it any more."""
    site.hass.set_state(CoreState.stopping)
    with pytest.raises(HomeAssistantError) as error:
        await create(**DAY)
    assert error.value.translation_key == "report_cancelled"
    site.hass.set_state(CoreState.running)


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """Hold up who writes the numbers; return what says so, and what lets them go on."""
    begun, go_on = Event(), Event()
    write = make.write_numbers

    def held(*args: Any) -> None:
        begun.set()
        go_on.wait(10)
        write(*args)

    monkeypatch.setattr(make, "write_numbers", held)
    yield begun, go_on
    go_on.set()


async def test_who_writes_files_ends_first(
    create: Create, site: Site, folder: Path, writing: tuple[Event, Event]
) -> None:
    """So nothing is written after all was removed."""
    begun, go_on = writing
    task = asyncio.create_task(create(period="day", formats=["csv", "events"]))
    await site.hass.async_add_executor_job(begun.wait, 10)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _left(folder) == []


async def test_a_scheduled_one_is_made_later(
    create: Create,
    site: Site,
    folder: Path,
    recorder: _Recorder,
    wait: Callable[[float], None],
) -> None:
    """Without a repair issue: nobody has to do anything."""
    await site.hass.config.async_set_time_zone("UTC")
    site.add("report", "Cold store", **PLAN)
    await site.elapse(660)
    wait((dt_util.start_of_local_day() - dt_util.now()).total_seconds() + 31 * 3600)
    await recorder.asked.acquire()
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    await asyncio.sleep(0)
    assert not [key for key in issues(site.hass) if key.startswith("report")]
    recorder.finish()
    await site.settle()
    await site.elapse(660)
    assert len(_left(folder)) == 3
    assert not [key for key in issues(site.hass) if key.startswith("report")]
