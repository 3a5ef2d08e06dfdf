"""No false alarm in ten years of a device that stumbles, and no alarm is missing.

The traces are cut into pieces of a month, each with a seed of its own.
"""

from argparse import ArgumentParser, Namespace
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
import os
import secrets
import sys
from typing import Final

from worlds.trial import Trial

_DAYS: Final = 30.0


def _run(seed: int, days: float) -> Trial:
    trial = Trial(seed, days)
    trial.run()
    return trial


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="scripts/soak traces", description=__doc__)
    years = float(os.environ.get("HWGROUP_DEVICE_YEARS", "10"))
    parser.add_argument("--years", type=float, default=years, help="device-years")
    parser.add_argument("--seed", type=int, help="of the first month")
    return parser.parse_args()


def main() -> int:
    """Follow the traces, and return 1 where anything was wrong."""
    arguments = _arguments()
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    months = max(1, round(arguments.years * 365 / _DAYS))
    days = arguments.years * 365 / months
    print(f"{months} traces of {days:.1f} days, seeds {seed} to {seed + months - 1}")
    steps, started, wrong = Counter[str](), Counter[str](), 0
    with ProcessPoolExecutor() as pool:
        for trial in pool.map(partial(_run, days=days), range(seed, seed + months)):
            print(trial, *trial.judge.wrong, sep="\n  ", flush=True)
            steps += trial.judge.steps
            started += trial.judge.started
            wrong += len(trial.judge.wrong)
    print(f"{dict(steps)}\nalerts {dict(started)}\nwrong {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
