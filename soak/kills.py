"""No alarm is lost, however often Home Assistant dies and whatever else fails.

Home Assistant is killed without a warning at random instants, while values leave their
range and come back, people acknowledge, and their channels fail in all combinations. The
clock of the machine is set by minutes to decades, both ways, and the machine restarts.
"""

from argparse import ArgumentParser, Namespace
import asyncio
from collections import Counter
from pathlib import Path
import secrets
from shutil import copytree
from signal import SIGTERM
import sys
from tempfile import TemporaryDirectory
from time import monotonic

from .deaths import Soak


def _report(soak: Soak) -> list[str]:
    """Print what came of it, and return what is wrong."""
    book, witness = soak.book, soak.witness
    objections = [
        *book.objections(),
        *witness.objections,
        *witness.left_over(),
    ]
    changes = Counter(message.change for message in book.received)
    channels = Counter(message.channel for message in book.received)
    repeats = list(book.repeats())
    killed = Counter(repeat.kill for repeat in repeats if repeat.cause == "kill")
    begun = book.begun()
    rows = {
        "kills": len(book.kills),
        "excursions": len(soak.world.troubles),
        "alerts that surely began": len(begun),
        "of them acknowledged": sum(
            trouble.acknowledged is not None for trouble in begun
        ),
        "lost": sum(not trouble.messages for trouble in begun),
        "messages accepted": len(book.received),
        "by change": _counts(changes),
        "by channel": _counts(channels),
        "declared failed": _counts(witness.declared),
        "duplicates": len(repeats),
        "by cause": _counts(Counter(repeat.cause for repeat in repeats)),
        "kills with more than one duplicate": sum(
            number > 1 for number in killed.values()
        ),
        "times that the clock was set": soak.clocks.settings,
        "starts of the machine": soak.clocks.reboots,
        "gaps that seemed to be long": len(book.doubts),
        "combinations of channels when killed": len(soak.combinations),
        "objections": len(objections),
    }
    for name, value in rows.items():
        print(f"{name:38}{value}")
    for objection in objections:
        print(f"  {objection}")
    return objections


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()))


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="scripts/soak kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how often it is killed")
    parser.add_argument("--seed", type=int, help="what chance begins with")
    parser.add_argument("--keep", type=Path, help="where to leave its folder")
    return parser.parse_args()


async def _run(soak: Soak, kills: int) -> None:
    if (task := asyncio.current_task()) is not None:
        # Whoever ends the soak ends what it has started, too.
        asyncio.get_running_loop().add_signal_handler(SIGTERM, task.cancel)
    await soak.run(kills, lambda line: print(line, flush=True))


def main() -> int:
    """Run the soak, and return 1 where anything was wrong."""
    arguments = _arguments()
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    print(f"seed {seed}", flush=True)
    with TemporaryDirectory(prefix="hwgroup-soak-") as folder:
        soak = Soak(seed, Path(folder))
        begun = monotonic()
        try:
            asyncio.run(_run(soak, arguments.kills))
        finally:
            if arguments.keep is not None:
                copytree(folder, arguments.keep)
        print(f"seed {seed}, {(monotonic() - begun) / 60:.0f} min")
        return 1 if _report(soak) else 0


if __name__ == "__main__":
    sys.exit(main())
