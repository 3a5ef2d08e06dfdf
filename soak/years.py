"""Eight years of a house with twenty devices, in a real core of Home Assistant.

Half an hour of each week is lived, poll by poll over real sockets, with what goes wrong
in it; the calm rest is skipped. Nothing may grow, no alert be missing, and none be false.
"""

from argparse import ArgumentParser, Namespace
import asyncio
from datetime import UTC, datetime
from pathlib import Path
from random import Random
import secrets
import sys
from tempfile import TemporaryDirectory
from typing import Final

from custom_components.hwgroup.alerts import manager
from homeassistant.runner import create_event_loop

from .driven import DrivenClock, DrivenMachine, Driver
from .growth import slopes
from .lived_house import LivedHouse, OpenFeed
from .lived_years import WEEK, YEAR, LivedYears
from .residents import Resident

# When the first release has stopped.
_START: Final = datetime(2026, 11, 25, 11, 45, tzinfo=UTC)
_DEVICES: Final = 20
_MODELS: Final = ("ste2", "ste_plus", "ste2_r2", "poseidon2_3266", "poseidon_4002")
# Those that the first release knew.
_OLD: Final = {
    0: ("ste2", "Server room"),
    1: ("ste_plus", "Cold store"),
    2: ("ste2", "Shed"),
}
_SNMP: Final = (5,)
_REPORT_EVERY: Final = 13


def residents(count: int) -> list[Resident]:
    """Return the devices, none of which is plugged in."""
    found = []
    for number in range(count):
        usual = (_MODELS[number % len(_MODELS)], f"Device {number}")
        model, name = _OLD.get(number, usual)
        mac = f"00:0A:59:10:20:{0x30 + number:02X}"
        resident = Resident(number, model, name, mac)
        resident.is_snmp = number in _SNMP
        found.append(resident)
    return found


def _say_how_far(years: LivedYears) -> None:
    """Print what came of it so far."""
    print(f"{years.clock.wall():%F} {years.polls} polls, {len(years.wrong)} wrong")
    for text in [*years.wrong[:5], *map(str, slopes(years.samples))]:
        print(f"  {text}")
    sys.stdout.flush()


def _report(years: LivedYears) -> list[str]:
    """Print what came of it, and return what is wrong."""
    judges = [each.judge for each in years.house.watchers.values()]
    started = sum((judge.started for judge in judges), start=type(judges[0].started)())
    owed = sum((judge.owed for judge in judges), start=type(judges[0].owed)())
    lived = years.lived
    wrong = years.wrong
    rows = {
        "years": f"{lived / YEAR:.2f}, of which {(lived - years.skipped) / 86400:.1f} days were lived",
        "polls": years.polls,
        "starts of Home Assistant": years.house.starts,
        "what happened": _counts(years.counts),
        "alerts": _counts(started),
        "that could not be missing": _counts(owed),
        "messages": _counts(years.house.messages),
        "lines of the log": years.house.lines.ours,
        "wrong": len(wrong),
    }
    for name, value in rows.items():
        print(f"{name:28}{value}")
    growth = slopes(years.samples)
    for slope in growth:
        print(f"  {slope}")
    for text in wrong[:50]:
        print(f"  {text}")
    return [*wrong, *(slope.name for slope in growth if slope.is_growth)]


def _counts(counter: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()))


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="scripts/soak years", description=__doc__)
    parser.add_argument("--years", type=float, default=8, help="how long to live")
    parser.add_argument(
        "--begin",
        type=float,
        default=0,
        help="in which year, so that slices can be lived",
    )
    parser.add_argument("--devices", type=int, default=_DEVICES, help="at least 3")
    parser.add_argument("--seed", type=int, help="what chance begins with")
    return parser.parse_args()


async def _run(
    seed: int, arguments: Namespace, folder: Path, clock: DrivenClock
) -> LivedYears:
    driver = Driver(clock, asyncio.get_running_loop())
    house = LivedHouse(folder, clock)
    house.residents = residents(arguments.devices)
    network = Random(seed).randrange(1, 200)
    try:
        for each in house.residents:
            # Each in a network of its own: an outage is that of one device.
            host = f"127.{network}.{each.number + 1}.1"
            await each.device.start(host, http=True, snmp=each.is_snmp)
        years = LivedYears(house, driver, f"{seed} from {arguments.begin:g}")
        await years.begin()
        weeks = max(1, round(arguments.years * YEAR / WEEK))
        for week in range(weeks):
            await years.week()
            if (week + 1) % _REPORT_EVERY == 0:
                _say_how_far(years)
        await house.stop()
    finally:
        for each in house.residents:
            await each.device.stop()
    return years


def main() -> int:
    """Live, and return 1 where anything was wrong."""
    arguments = _arguments()
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    print(f"seed {seed}", flush=True)
    clock = DrivenClock(_START)
    clock.move_to(arguments.begin * YEAR)
    DrivenMachine.clock = clock
    vars(manager).update(Machine=DrivenMachine, EventFeed=OpenFeed)
    clock.install()
    with TemporaryDirectory(prefix="hwgroup-years-") as folder:
        with asyncio.Runner(loop_factory=create_event_loop) as runner:
            years = runner.run(_run(seed, arguments, Path(folder), clock))
        return 1 if _report(years) else 0


if __name__ == "__main__":
    sys.exit(main())
