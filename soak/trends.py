"""How often trend rules are wrong, beside plain limits on the same readings.

Freezers with defrosts, doors, noise, lost polls, compressors that fail and probes that
do; and networks that fail, beside devices that fail by themselves.
"""

from argparse import ArgumentParser, Namespace
from concurrent.futures import ProcessPoolExecutor
from functools import partial
import secrets
import sys
from typing import Final

from worlds.freezers import Score, scores as freezer_scores
from worlds.outages import Outages

_DAYS: Final = 30.0


def _outages(seed: int, days: float) -> Outages:
    outages = Outages(seed, days)
    outages.run()
    return outages


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="scripts/soak trends", description=__doc__)
    parser.add_argument(
        "--months", type=float, default=24, help="of a freezer and a site"
    )
    parser.add_argument("--seed", type=int, help="of the first month")
    return parser.parse_args()


def main() -> int:
    """Follow them, and return 1 where a trend is worse than a plain limit."""
    arguments = _arguments()
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    seeds = range(seed, seed + max(1, round(arguments.months)))
    days = _DAYS * arguments.months / len(seeds)
    print(f"{len(seeds)} times {days:g} days, seeds {seeds[0]} to {seeds[-1]}")
    scores: dict[str, Score] = {}
    with ProcessPoolExecutor() as pool:
        for month in pool.map(partial(freezer_scores, days=days), seeds):
            for name, score in month.items():
                scores[name] = scores.get(name, Score()) + score
        sites = list(pool.map(partial(_outages, days=days), seeds))
    for name, score in scores.items():
        print(f"{name:32}{score}")
    for site in sites:
        print(site, *site.wrong, sep="\n  ")
    print(sum(sites[1:], sites[0]))
    forecast, plain = scores["at -12 in 60 min, for 30 min"], scores["above -12"]
    worse = forecast.false >= plain.false or forecast.missed > plain.missed
    return 1 if worse or any(site.wrong for site in sites) else 0


if __name__ == "__main__":
    sys.exit(main())
