"""Houses with wrong clocks: each decision beside the same one by clocks that are right."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
import secrets
import sys

from worlds.wrong_clocks import WrongClocks


def _run(seed: int) -> WrongClocks:
    house = WrongClocks(seed)
    house.run()
    return house


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="scripts/soak clocks", description=__doc__)
    parser.add_argument("--houses", type=int, default=1000)
    parser.add_argument("--seed", type=int, help="of the first house")
    return parser.parse_args()


def main() -> int:
    """Live in them, and return 1 where a decision was further off than is stated."""
    arguments = _arguments()
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    wrong, counts, worst = 0, Counter[str](), dict[str, float]()
    with ProcessPoolExecutor() as pool:
        for house in pool.map(_run, range(seed, seed + arguments.houses)):
            for each in house.wrong:
                print(f"seed {house.seed}: {each}", flush=True)
            wrong += len(house.wrong)
            counts += house.counts
            for what, error in house.worst.items():
                worst[what] = max(error, worst.get(what, 0.0))
    for what, error in worst.items():
        print(f"{what}: by {error / 60:.1f} min at most")
    print(f"{arguments.houses} houses from seed {seed}, {dict(counts)}, wrong {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
