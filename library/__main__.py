"""Build the wheel, and run the tests of the library against what is in it."""

from argparse import ArgumentParser
from collections.abc import Sequence
import os
from pathlib import Path
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZipFile

ROOT: Final = Path(__file__).parent.parent
CLIENT: Final = ROOT / "custom_components" / "hwgroup" / "client"
PACKAGE: Final = "hwgroup_client"
# What shows that it needs nothing else: a fresh Python that cannot import these.
_ALONE: Final = f"""
import sys
sys.path.insert(0, sys.argv[1])
sys.modules |= dict.fromkeys(["homeassistant", "custom_components"])
import {PACKAGE}
document = b"<Root><Agent><Model>33</Model></Agent></Root>"
assert {PACKAGE}.ValuesReader().read(document).identity.model == "HWg-STE"
import {PACKAGE}.snmp_community, {PACKAGE}.snmp_user
"""


def build(output: Path) -> Path:
    """Build the wheel into a folder, and return it; `UV` says where uv is."""
    with TemporaryDirectory() as folder:
        stage = Path(folder)
        for file in ("pyproject.toml", "README.md"):
            shutil.copy(Path(__file__).parent / file, stage)
        shutil.copy(ROOT / "LICENSE", stage)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CLIENT, stage / "src" / PACKAGE, ignore=ignored)
        built = stage / "dist"
        uv = [os.environ["UV"], "build", "--quiet", "--wheel", "--offline"]
        subprocess.run([*uv, "--out-dir", str(built), str(stage)], check=True)
        [wheel] = built.glob("*.whl")
        output.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(wheel, output))


def run_tests(wheel: Path, arguments: Sequence[str]) -> int:
    """Run tests with the library of a wheel, and return the code of pytest."""
    with TemporaryDirectory() as folder, ZipFile(wheel) as archive:
        archive.extractall(folder)
        subprocess.run([sys.executable, "-I", "-c", _ALONE, folder], check=True)
        pytest = [sys.executable, "-m", "pytest", "-p", "library.replaced", *arguments]
        environment = os.environ | {"HWGROUP_CLIENT": str(Path(folder) / PACKAGE)}
        return subprocess.run(pytest, check=False, env=environment).returncode


def main() -> int:
    """Run the command."""
    parser = ArgumentParser(
        prog="scripts/library",
        description="Builds the protocol library as a wheel of its own, and runs its"
        " tests against that wheel. Other arguments are those of pytest.",
    )
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    options, arguments = parser.parse_known_args()
    wheel = build(options.output)
    print(f"Built {wheel}", flush=True)
    return run_tests(wheel, ["tests/client", *arguments])


if __name__ == "__main__":
    sys.exit(main())
