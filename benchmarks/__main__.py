"""Measure, and print a table: python -m benchmarks."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
import os
from pathlib import Path
import platform
from random import SystemRandom
import sys

from homeassistant.const import __version__

from .apart import processes
from .earlier import checkout, with_earlier, write_rows
from .measurements import FORKING, NAMES, measure
from .report import Row, table
from .size import choose_devices, choose_smallest, is_smallest


def parse(argv: Sequence[str] | None) -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(
        prog="scripts/benchmark",
        description="What things cost, by what they cannot cost less than.",
        epilog="Nothing here is exact: other work on the machine shows in every row.",
    )
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    add("--check", action="store_true", help="fail where a goal is missed")
    add(
        "--smallest",
        action="store_true",
        help="each once and as small as can be: whether it works, not what it costs",
    )
    add(
        "--source",
        type=checkout,
        metavar="PATH",
        help="another checkout: what its integration takes is shown as before",
    )
    add(
        "--devices",
        type=int,
        nargs="+",
        metavar="N",
        help="at how many devices to measure scale (default: 1 50 500 2000)",
    )
    add("--rows", type=Path, metavar="FILE", help="write them there as JSON, too")
    add("--seed", type=int, help="make the readings and the polls' seconds the same")
    arguments = parser.parse_args(argv)
    if unknown := set(arguments.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return arguments


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _measure(
    names: Iterable[str], seed: int, source: Path | None = None
) -> Iterator[Row]:
    """Run each measurement in a process of its own; the smallest share one."""
    with processes(None if is_smallest() else 1) as pool:
        for name in names:
            _say(f"· {name}")
            if name in FORKING:
                rows = measure(name, seed)
            else:
                rows = pool.submit(measure, name, seed).result()
            if source:
                _say(f"· {name}, by {source}")
                rows = [*with_earlier(rows, source, name, seed)]
            yield from rows


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    arguments = parse(argv)
    if arguments.smallest:
        choose_smallest()
    if arguments.devices:
        choose_devices(arguments.devices)
    seed = arguments.seed
    if seed is None:
        seed = SystemRandom().randrange(1_000_000)
    _say(
        f"Python {platform.python_version()}, Home Assistant {__version__}, "
        f"{os.process_cpu_count()} cores, seed {seed}"
    )
    rows: list[Row] = []
    try:
        rows.extend(_measure(arguments.names or NAMES, seed, arguments.source))
    finally:
        _say(f"\n{table(rows)}")
    if arguments.rows:
        write_rows(arguments.rows, rows)
    missed = sum(row.met is False for row in rows)
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
