"""Years of drills with channels that die: each is known within one period."""

from argparse import ArgumentParser, Namespace
from concurrent.futures import ProcessPoolExecutor
import secrets
import sys

from worlds.drills import Year


def _run(seed: int) -> Year:
    year = Year(seed)
    year.run()
    return year


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="scripts/soak drills", description=__doc__)
    parser.add_argument("--years", type=int, default=200)
    parser.add_argument("--seed", type=int, help="of the first year")
    return parser.parse_args()


def main() -> int:
    """Live them, and return 1 where a dead channel was not known."""
    arguments = _arguments()
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    wrong = 0
    with ProcessPoolExecutor() as pool:
        for year in pool.map(_run, range(seed, seed + arguments.years)):
            print(year, *year.wrong, sep="\n  ", flush=True)
            wrong += len(year.wrong)
    print(f"{arguments.years} years from seed {seed}, wrong {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
