"""The command line of the mutants."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
import os
from pathlib import Path
from random import Random
import secrets
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

from ..imports import ROOT
from .mutants import Mutant, count, mutant
from .tests_of import MODULES, PACKAGE, noticing

_COPIED = ("custom_components", "tests", "simulator", "worlds", "launcher", "fuzz")
# On a busy machine, too.
_SECONDS = 1800


def _arguments() -> Namespace:
    parser = ArgumentParser(
        prog="scripts/mutate",
        description="Changes the client, the rules and the notifications in one place at"
        " a time, and says which changes no test notices.",
    )
    parser.add_argument(
        "module", nargs="*", help="such as client/units.py; default all"
    )
    parser.add_argument("--count", type=int, default=100, help="how many changes")
    parser.add_argument("--seed", type=int, help="of the choice")
    parser.add_argument("--skip", type=int, default=0, help="begin after so many")
    return parser.parse_args()


def _choose(options: Namespace, seed: int) -> Iterator[Mutant]:
    """Yield changes by chance, one of each module in turn."""
    chance = Random(seed)
    sources = {
        module: (PACKAGE / module).read_text("utf-8")
        for module in options.module or MODULES
    }
    left = {module: [*range(count(source))] for module, source in sources.items()}
    for numbers in left.values():
        chance.shuffle(numbers)
    while any(left.values()):
        for module, numbers in left.items():
            changed = None
            while numbers and changed is None:
                changed = mutant(module, sources[module], numbers.pop())
            if changed is not None:
                yield changed


def _fails(copy: Path, tests: Sequence[str]) -> bool:
    """Return whether a test fails, or does not end."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    try:
        return bool(
            subprocess.call(  # noqa: S603 - our own tests
                [*command, "--no-header", *tests],
                cwd=copy,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
            )
        )
    except subprocess.TimeoutExpired:
        return True


def _is_noticed(copy: Path, changed: Mutant) -> bool:
    """Return whether a test of the module fails, or else one of the whole room."""
    place = copy / PACKAGE.relative_to(ROOT) / changed.module
    right = place.read_text("utf-8")
    place.write_text(changed.source, "utf-8")
    try:
        return any(_fails(copy, tests) for tests in noticing(changed.module))
    finally:
        place.write_text(right, "utf-8")


def main() -> int:
    """Try the changes, and return 1 where one goes unnoticed."""
    options = _arguments()
    seed = secrets.randbelow(10**6) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    tried, survived = 0, 0
    with TemporaryDirectory(prefix="hwgroup-mutants-") as folder:
        copy = Path(folder)
        for name in _COPIED:
            shutil.copytree(
                ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(ROOT / "pyproject.toml", copy)
        for number, chosen in enumerate(_choose(options, seed)):
            if number < options.skip:
                continue
            if tried == options.count:
                break
            tried += 1
            noticed = _is_noticed(copy, chosen)
            survived += not noticed
            word = "noticed" if noticed else "NOT NOTICED"
            print(f"{chosen.module}:{chosen.line}: {chosen.change}: {word}", flush=True)
    print(f"{tried} changes, {tried - survived} noticed")
    return bool(survived)


if __name__ == "__main__":
    sys.exit(main())
