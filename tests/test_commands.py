"""Every command that the docs name starts and ends well, in its shortest honest form."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
import fcntl
import json
import os
from pathlib import Path
import re
from runpy import run_module
from signal import SIGINT, SIGTERM, Signals
import socket
import subprocess
import sys
from tempfile import gettempdir

import pytest

from .conftest import MakeDevice
from .imports import ROOT

DOWNLOAD = {"received": {"http": {"document": "<Root><Agent/></Root>"}}}
HACS = json.loads((ROOT / "hacs.json").read_text("utf-8"))
CORE = "https://github.com/home-assistant/core"
CHROMIUM = Path("/usr/bin/chromium")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

# The arguments with which each is started, that make it short.
COMMANDS = {
    "scripts/test": "--quiet tests/packaging/test_repository.py -k hacs",
    "scripts/validate": "-k hacs",
    "scripts/demo": "",
    "scripts/browser": "--first",
    "scripts/benchmark": "--smallest",
    "scripts/fuzz": "trap --minutes 0.02 --folder {folder}",
    "scripts/soak kills": "--kills 1",
    "scripts/soak gap": "--kills 1",
    "scripts/soak traces": "--years 0.02 --seed 1",
    "scripts/soak trends": "--months 0.1 --seed 1",
    "scripts/soak drills": "--years 2",
    "scripts/soak clocks": "--houses 2 --seed 1",
    "scripts/soak years": "--begin 7 --years 0.02 --seed 3 --devices 3",
    "scripts/mutate": "client/text.py --count 1 --seed 1",
    "scripts/replay": "{folder}/download.json",
    "scripts/library": "--output {folder} --quiet -k test_package",
    "scripts/package": "--output {folder}/hwgroup.zip",
    "scripts/lock": "--help",  # all else needs the network
}
# Those that Ctrl-C ends, at the line that has these words.
ENDLESS = {"scripts/demo": "Ctrl-C", "scripts/replay": "Control page"}
# Those that run in another environment, which is not installed for the tests alone.
ELSEWHERE = {
    "scripts/demo": "demo",
    "scripts/browser": "demo",
    "scripts/soak": "demo",
    "scripts/fuzz": "fuzz",
}
# Those that are a demo, with devices that answer the search.
SEARCHED = ("scripts/demo", "scripts/browser")


def test_every_command_is_started() -> None:
    """Those of the table are those that are started here, and all that there are."""
    table = (ROOT / "docs" / "contributing.md").read_text("utf-8")
    named = re.findall(r"^\| `(scripts/\w+(?: [a-z]+)?)", table, re.MULTILINE)
    assert sorted(named) == sorted(COMMANDS)
    scripts = {f"scripts/{each.name}" for each in _files(ROOT / "scripts")}
    assert {name.partition(" ")[0] for name in COMMANDS} == scripts
    soaks = {f"scripts/soak {each.stem}" for each in _mains(ROOT / "soak")}
    assert {name for name in COMMANDS if " " in name} == soaks


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in folder.iterdir() if each.is_file())


def _mains(folder: Path) -> Iterator[Path]:
    for module in folder.glob("[!_]*.py"):
        if "def main()" in module.read_text("utf-8"):
            yield module


def test_no_document_names_another_command() -> None:
    """What is named is in the table."""
    for each in DOCUMENTS:
        for script in re.findall(r"\bscripts/\w+", each.read_text("utf-8")):
            assert script in {name.partition(" ")[0] for name in COMMANDS}, each


def test_each_measurement_that_is_named_is_one() -> None:
    """Each of them is made in the short form, too."""
    source = (ROOT / "benchmarks" / "measurements.py").read_text("utf-8")
    names = re.search(r"^NAMES = (\(.*?^\))", source, re.MULTILINE | re.DOTALL)
    assert names is not None
    known = re.findall(r"\w+", names[1])
    for each in DOCUMENTS:
        text = each.read_text("utf-8")
        for name in re.findall(r"\bscripts/benchmark (\w+)", text):
            assert name in known, each


# Where the options of a command are, besides its script.
CODE = {
    "benchmark": "benchmarks",
    "mutate": "tests/mutation",
    "replay": "simulator",
    **{
        name: name
        for name in ("browser", "demo", "fuzz", "library", "simulator", "soak")
    },
}


def _code_of(command: str) -> str:
    modules = (ROOT / CODE[command]).glob("*.py") if command in CODE else ()
    files = [ROOT / "scripts" / command, *modules]
    return "\n".join(file.read_text("utf-8") for file in files if file.exists())


def test_each_option_that_is_named_is_one() -> None:
    """Of a command that the same line names."""
    named = 0
    for each in DOCUMENTS:
        for line in each.read_text("utf-8").splitlines():
            commands = re.findall(r"\b(?:scripts/|python -m )(\w+)", line)
            known = "\n".join(map(_code_of, commands))
            for option in re.findall(r"(?<=[ `])--[a-z]+(?:-[a-z]+)*", line):
                if commands:
                    named += 1
                    assert re.search(rf"{option}(?![a-z-])", known), line
    assert named > 5


MODULES = {
    module
    for each in DOCUMENTS
    for module in re.findall(r"\bpython -m ([\w.]+)", each.read_text("utf-8"))
}


@pytest.mark.parametrize("module", sorted(MODULES - {"simulator"}))
def test_each_module_that_is_named_works(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: str
) -> None:
    """It prints something, or writes what is there. The simulator has tests of its own."""
    written: dict[Path, str] = {}
    monkeypatch.setattr(
        Path, "write_text", lambda path, text, _: written.update({path: text})
    )
    monkeypatch.delitem(sys.modules, module, raising=False)
    run_module(module, run_name="__main__")
    for path, text in written.items():
        assert path.read_text("utf-8") == text
    assert written or capsys.readouterr().out


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", COMMANDS)
def test_it_works(tmp_path: Path, name: str) -> None:
    """It ends with code 0, by itself or by Ctrl-C."""
    script, *rest = name.split()
    environment = ELSEWHERE.get(script)
    if environment is not None and not _is_installed(environment):
        pytest.skip(f"the environment of {environment} is not installed")
    if script == "scripts/browser" and (reason := _no_browser()):
        pytest.skip(reason)
    (tmp_path / "download.json").write_text(json.dumps(DOWNLOAD))
    arguments = COMMANDS[name].format(folder=tmp_path).split()
    with ExitStack() as stack:
        if script in SEARCHED:
            stack.enter_context(_alone())
        code, output = _started([script, *rest, *arguments], ENDLESS.get(name))
    assert code == 0, output


@pytest.mark.timeout(600)
async def test_the_demo_checks_a_device(make_device: MakeDevice) -> None:
    """All but the story, which waits for minutes, with an address as people copy it."""
    if not _is_installed("demo"):
        pytest.skip("the environment of demo is not installed")
    device = await make_device("ste2", name="Cold store")
    command = f"scripts/demo --check --device {device.url}/values.xml"

    def start() -> tuple[int, str]:
        with _alone():
            return _started(command.split(), None)

    code, output = await asyncio.to_thread(start)
    assert code == 0, output
    for step in ("Readings of Cold store", "Test message", "Home Assistant's log"):
        assert f"✓ {step}" in output


@pytest.mark.parametrize(
    ("named", "installed"),
    [
        ("lowest", f"homeassistant=={HACS['homeassistant']}"),
        ("2026.11.0", "homeassistant==2026.11.0"),
        ("development", f"homeassistant @ {CORE}/archive/dev.tar.gz"),
    ],
)
def test_another_home_assistant(named: str, installed: str) -> None:
    """What `scripts/test --home-assistant` installs; the workflows run it."""
    words = f"source scripts/lib/environment.sh; home_assistant {named}"
    code, output = _started(["/bin/bash", "-c", words], None)
    assert (code, output.strip()) == (0, installed)


def test_another_checkout_is_measured_beside_this_one() -> None:
    """Each row has what the integration there takes, and one without any is refused."""
    command = "scripts/benchmark parse --smallest --source"
    code, output = _started([*command.split(), "."], None)
    assert code == 0, output
    head, *rows = output.partition("\nwhat")[2].splitlines()
    assert head.split()[:2] == ["before", "median"]
    measured = re.compile(r"  [\d.]+ (?:x|ms) +[\d.]+ (?:x|ms)")
    assert rows
    assert all(map(measured.search, rows)), output
    code, output = _started([*command.split(), "tests"], None)
    assert (code, "invalid checkout value" in output) == (2, True)


def test_a_fuzzer_that_is_ended(tmp_path: Path) -> None:
    """It says so, and leaves nothing that goes on."""
    if not _is_installed("fuzz"):
        pytest.skip("the environment of fuzz is not installed")
    command = f"scripts/fuzz words --minutes 5 --folder {tmp_path}"
    code, output = _started(command.split(), "words: 5 min", SIGTERM)
    assert code == 1
    assert "Ended before its time." in output


def _no_browser() -> str | None:
    """Return why the browser cannot be used, if so."""
    if not CHROMIUM.exists():
        return "there is no Chromium"
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.2.1", 80))
    except PermissionError:
        return "this user may not have the port of the devices that are found"
    return None


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other test has a demo: its ports are fixed."""
    with (Path(gettempdir()) / "hwgroup-found.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _started(
    command: list[str], until: str | None, ended_by: Signals = SIGINT
) -> tuple[int, str]:
    """Run a command to its end, and return its code and what it has printed."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COV_", "PYTEST_"))
        # Each process of a command would compile the whole integration.
        if name != "PYTHONDONTWRITEBYTECODE"
    }
    lines = []
    with subprocess.Popen(  # noqa: S603 - our own scripts
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            for line in process.stdout or ():
                lines.append(line)
                if until is not None and until in line:
                    process.send_signal(ended_by)
            return process.wait(), "".join(lines)
        finally:
            process.terminate()


def _is_installed(environment: str) -> bool:
    look = f"source scripts/lib/environment.sh; place_for {environment}; is_finished"
    return subprocess.call(["/bin/bash", "-c", look], cwd=ROOT) == 0  # noqa: S603
