"""Statistics are what a device has logged, though Home Assistant was killed meanwhile.

A device pushes over real sockets, and Home Assistant is killed without a warning. All that
it has written is then moved into the past, as if it had been killed hours ago, and it is
started again. It makes up the hours that it has missed; the device pushes its log. Every
other time it pushes as soon as somebody listens, so that the two are not one after the
other by chance.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from math import isclose, sin
from pathlib import Path
import sqlite3
from statistics import fmean
import sys
from tempfile import TemporaryDirectory
import time
from typing import Any, Final

from custom_components.hwgroup.const import (
    CONF_PATH_KEY,
    CONF_PUSH_PATH,
    PUSH_UNIQUE_ID,
)
from custom_components.hwgroup.flows.device_form import entry_data
from custom_components.hwgroup.push.paths import new_path
from launcher import HOST, HomeAssistantProcess, free_port
from simulator import MODELS, Pusher
from simulator.state import DeviceState

from .house import CONFIGURATION, config_entry, home_assistant
from .wrong_clock import WrongClock

AWAY: Final = 3 * 3600
"""For so long it seems to have been down: two whole hours at least, whatever the time is."""
_EVERY: Final = 300
_KEY: Final = "5c" * 32
_STATISTIC: Final = "sensor.remote_store_shelf"
_WAIT_SECONDS: Final = 120.0
_RECORDER: Final = """
recorder:
  commit_interval: 1
  purge_keep_days: 1
"""
# What the recorder has of times, as seconds and as text.
_TIMES: Final = {
    "states": ("last_changed_ts", "last_reported_ts", "last_updated_ts"),
    "events": ("time_fired_ts",),
    "statistics": ("start_ts", "created_ts"),
    "statistics_short_term": ("start_ts", "created_ts"),
}
_TEXTS: Final = {"statistics_runs": ("start",), "recorder_runs": ("start", "end")}

type Hours = dict[float, tuple[float, float, float]]
"""Mean, lowest and highest value, by when an hour begins."""


@dataclass
class Gap:
    """A device that pushes, and a Home Assistant that is killed."""

    folder: Path
    device: DeviceState = field(init=False)
    process: HomeAssistantProcess = field(init=False)
    pusher: Pusher = field(init=False)
    hours: int = 0
    objections: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """Write all that it starts with."""
        self.device = DeviceState(MODELS["ste2"], name="Remote store")
        self.device.sensors[0].name = "Shelf"
        port, path = free_port(), new_path(_KEY)
        self.pusher = Pusher(self.device, f"http://{HOST}:{port}/{path}")
        self.process = home_assistant(self.folder)
        self.process.prepare(CONFIGURATION + _RECORDER)
        WrongClock().write(self.folder)
        receiver = {
            "host": HOST,
            "port": port,
            "username": "",
            "password": "",
            CONF_PATH_KEY: _KEY,
        }
        typed = {"host": HOST, "snmp": {"transport": "push"}}
        entries = [
            config_entry("hwgroup", "pushes", unique_id=PUSH_UNIQUE_ID, data=receiver),
            config_entry(
                "hwgroup",
                "remote",
                title="Remote store",
                unique_id=self.device.mac.lower(),
                data={**entry_data(typed), CONF_PUSH_PATH: path},
            ),
        ]
        self.process.store("core.config_entries", 1, 5, {"entries": entries})

    async def run(self, kills: int) -> None:
        """Kill it so often, and compare each time."""
        try:
            await self._live()
            for number in range(kills):
                await self.process.kill()
                before = self._value()
                self._move_back()
                self.pusher.log.clear()
                await self._live_again(before, at_once=bool(number % 2))
        finally:
            await self.process.stop()

    async def _live(self) -> None:
        """Let it know the device, and write down that it is observed."""
        await self.process.start()
        await self._push()
        await _until(lambda: self._value() is not None)
        await self._be_observed()

    async def _be_observed(self) -> None:
        begun = time.time()
        await _until(
            lambda: self.process.stored("hwgroup.observed").get("alive", 0) > begun
        )

    async def _live_again(self, before: float | None, *, at_once: bool) -> None:
        """Let the device log while it is down, start it, and compare the hours."""
        now = time.time()
        logged = self._log(now - AWAY, now)
        expected = _hours(logged, now - AWAY + 60, now)
        await self.process.start()
        invented: Hours = {}
        if not at_once:
            await _until(lambda: expected.keys() <= self._statistics().keys())
            invented = self._statistics()
        await self._push()
        with suppress(TimeoutError):
            await _until(lambda: _same(expected, self._statistics()))
        self._compare(expected, self._statistics(), invented, before)
        await self._be_observed()

    def _log(self, begin: float, end: float) -> list[tuple[float, float]]:
        """Let the device measure at times that are not near the end of an hour."""
        logged = []
        first = begin - begin % _EVERY + 1.5 * _EVERY
        for number in range(int((end - first) // _EVERY)):
            at = first + number * _EVERY
            value = round(5 + 4 * sin(at / 1700), 1)
            self.device.sensors[0].value = value
            self.pusher.measure(at)
            logged.append((at, value))
        return logged

    async def _push(self) -> None:
        """Push until that was kept."""
        async with asyncio.timeout(_WAIT_SECONDS):
            while True:
                with suppress(OSError, TimeoutError):
                    self.pusher.now = time.time()  # from which the log counts back
                    if (await self.pusher.push()).erases_log:
                        return
                await asyncio.sleep(0.1)

    # What it has written

    def _rows(self, question: str, *values: object) -> list[Any]:
        path = self.folder / "home-assistant_v2.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as known:
            return known.execute(question, values).fetchall()

    def _value(self) -> float | None:
        """Return the last value that the recorder has."""
        rows = self._rows(
            "select state from states join states_meta using (metadata_id)"
            " where states_meta.entity_id = ? and state not in ('unavailable', 'unknown')"
            " order by last_updated_ts desc limit 1",
            _STATISTIC,
        )
        return float(rows[0][0]) if rows else None

    def _statistics(self) -> Hours:
        rows = self._rows(
            "select start_ts, mean, min, max from statistics join statistics_meta"
            " on metadata_id = statistics_meta.id where statistic_id = ?",
            _STATISTIC,
        )
        return {start: tuple(values) for start, *values in rows}

    def _move_back(self) -> None:
        """Let all that was written have been written hours ago."""
        path = self.folder / "home-assistant_v2.db"
        with closing(sqlite3.connect(path)) as known:
            for table, columns in _TIMES.items():
                # One after the other: no two may have the same time meanwhile.
                known.execute(
                    f"update {table} set "  # noqa: S608 - our own names
                    + ", ".join(f"{name} = {name} - {AWAY}" for name in columns)
                )
            for table, columns in _TEXTS.items():
                known.execute(
                    f"update {table} set "  # noqa: S608 - our own names
                    + ", ".join(
                        f"{name} = strftime('%Y-%m-%d %H:%M:%f000', {name},"
                        f" '-{AWAY} seconds')"
                        for name in columns
                    )
                )
            known.commit()
        gaps = self.process.stored("hwgroup.observed")
        self.process.store("hwgroup.observed", 1, 1, _moved(gaps))
        journal = self.folder / ".storage" / "hwgroup.push_journal"
        lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
        for line in lines:
            line["received"] -= AWAY
            for values in line["log"].values():
                for each in values:
                    each[0] -= AWAY
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        journal.write_text(text, "utf-8")

    def _compare(
        self, expected: Hours, found: Hours, invented: Hours, before: float | None
    ) -> None:
        for begin, logged in sorted(expected.items()):
            self.hours += 1
            hour = datetime.fromtimestamp(begin, UTC)
            kept = found.get(begin)
            made_up = invented.get(begin)
            print(
                f"{hour:%H:%M}  logged {_text(logged)}  kept {_text(kept)}"
                f"  made up {_text(made_up)}",
                flush=True,
            )
            if kept is None or not _is_same(kept, logged):
                self.objections.append(f"{hour:%H:%M} is not what was logged")
            if made_up is not None and made_up != (before,) * 3:
                self.objections.append(f"{hour:%H:%M} was not made up as expected")
        if not expected:
            self.objections.append("no hour to compare")


def _moved(gaps: dict[str, Any]) -> dict[str, Any]:
    def moved(gap: list[Any]) -> list[Any]:
        return [gap[0] - AWAY, gap[1] - AWAY, gap[2]]

    return {
        "since": gaps["since"] - AWAY,
        "alive": gaps["alive"] - AWAY,
        "gaps": {key: [*map(moved, each)] for key, each in gaps["gaps"].items()},
        "open": {key: moved(gap) for key, gap in gaps["open"].items()},
    }


def _hours(logged: list[tuple[float, float]], begin: float, end: float) -> Hours:
    """Return the hours that are whole between two times, by what was logged in them."""
    return {
        hour: (fmean(values), min(values), max(values))
        for hour in _whole(begin, end)
        if (values := [value for at, value in logged if hour <= at < hour + 3600])
    }


def _whole(begin: float, end: float) -> Iterator[float]:
    hour = begin - begin % 3600 + 3600
    while hour + 3600 <= end:
        yield hour
        hour += 3600


def _same(expected: Hours, found: Hours) -> bool:
    return all(
        begin in found and _is_same(found[begin], values)
        for begin, values in expected.items()
    )


def _is_same(hour: Iterable[float], other: Iterable[float]) -> bool:
    return all(isclose(*pair) for pair in zip(hour, other, strict=True))


def _text(values: tuple[float, float, float] | None) -> str:
    return (
        "      -      "
        if values is None
        else "/".join(f"{each:.2f}" for each in values)
    )


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(_WAIT_SECONDS):
        while not is_so():
            await asyncio.sleep(0.2)


def main() -> int:
    """Run the soak, and return 1 where anything was wrong."""
    parser = ArgumentParser(prog="scripts/soak gap", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="how often it is killed")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="hwgroup-soak-") as folder:
        gap = Gap(Path(folder))
        gap.prepare()
        try:
            asyncio.run(gap.run(arguments.kills))
        except TimeoutError:
            print(gap.process.end_of_log())
            raise
    print(f"{gap.hours} hours in {arguments.kills} gaps")
    for objection in gap.objections:
        print(f"  {objection}")
    return 1 if gap.objections else 0


if __name__ == "__main__":
    sys.exit(main())
