"""The command line of the fuzzer."""

from argparse import ArgumentParser, Namespace
import os
from pathlib import Path
from signal import SIGTERM, default_int_handler, signal
import subprocess
import sys
import tempfile

from .targets import CORPORA, NAMES

ROOT = Path(__file__).parent.parent
# An input that takes longer, or more memory, is a find.
SECONDS, MEGABYTES = 10, 1500


# What libFuzzer and atheris tell of each step.
_CHATTER = ("#", "INFO:", "WARNING:", "NEW_", '"', "\t", "MERGE-")


def _options() -> Namespace:
    parser = ArgumentParser(
        prog="scripts/fuzz",
        description="Feeds hostile input, guided by what it covers, to whatever reads"
        " from outside. What it has learned is kept, and the next run goes on with it.",
    )
    parser.add_argument("target", nargs="*", help=f"of {', '.join(NAMES)}; default all")
    parser.add_argument("--minutes", type=float, default=5, help="for each target")
    parser.add_argument("--seed", type=int, default=1, help="of the first choice")
    parser.add_argument(
        "--minimize",
        action="store_true",
        help="then write the smallest inputs that cover as much into tests/fuzz",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(os.environ.get("HWGROUP_FUZZ", tempfile.gettempdir()))
        / "hwgroup-fuzz",
        help="where what was learned and what was found is kept",
    )
    options = parser.parse_args()
    if unknown := set(options.target) - set(NAMES):
        parser.error(f"no target: {', '.join(sorted(unknown))}")
    return options


def _fuzz(target: str, *arguments: str | Path) -> int:
    """Run it, and print how it ends, or what it finds."""
    command = [sys.executable, "-m", "fuzz.run", target, *map(str, arguments)]
    with subprocess.Popen(  # noqa: S603 - our own module
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                if not line.startswith(_CHATTER):
                    print(line, end="", flush=True)
        except BaseException:
            process.kill()  # else it would go on alone, and be waited for
            raise
    return process.returncode


def _run(target: str, options: Namespace) -> bool:
    """Run a target for its time; return whether nothing was found."""
    learned, found = options.folder / target, options.folder / "found" / target
    corpus = CORPORA / target
    for folder in (learned, found, corpus):
        folder.mkdir(parents=True, exist_ok=True)
    print(f"{target}: {options.minutes:g} min", flush=True)
    code = _fuzz(
        target,
        *(f"-max_total_time={round(options.minutes * 60)}", f"-seed={options.seed}"),
        *(f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", "-print_final_stats=1"),
        *(f"-artifact_prefix={found}/", "-max_len=16384"),
        *(learned, corpus),
    )
    if code == 0 and options.minimize:
        _minimize(target, learned, corpus)
    return code == 0


def _minimize(target: str, learned: Path, corpus: Path) -> None:
    """Keep the fewest and smallest inputs that cover all that is covered."""
    with tempfile.TemporaryDirectory() as smallest:
        _fuzz(target, "-merge=1", "-max_len=16384", smallest, corpus, learned)
        for old in corpus.iterdir():
            old.unlink()
        for new in Path(smallest).iterdir():
            (corpus / new.name[:16]).write_bytes(new.read_bytes())


def main() -> None:
    """Run the targets, and end with 1 if anything was found, or before their time."""
    options = _options()
    signal(SIGTERM, default_int_handler)
    try:
        failed = [each for each in options.target or NAMES if not _run(each, options)]
    except KeyboardInterrupt:
        print(f"Ended before its time. What was learned is in {options.folder}.")
        sys.exit(1)
    for target in failed:
        print(f"{target}: see {options.folder / 'found' / target}")
    if not failed:
        print("Nothing was found.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
