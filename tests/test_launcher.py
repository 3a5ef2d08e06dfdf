"""A process that is started and ended as the demo, the browser and the soaks do."""

from pathlib import Path
import socket
from typing import Any

import pytest

from launcher import HOST, HomeAssistantProcess, free_port, process as launcher

# Stands for Home Assistant: it starts at once, and listens where it is told to.
STAND_IN = """\
import json, pathlib, signal, socket, sys
folder = pathlib.Path(sys.argv[sys.argv.index("--config") + 1])
print((folder / "configuration.yaml").read_text(), flush=True)
if "fails" in (folder / "configuration.yaml").read_text():
    sys.exit(3)
if "stubborn" in (folder / "configuration.yaml").read_text():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
http = json.loads((folder / ".storage" / "http").read_text())["data"]["stable"]
with socket.create_server((http["server_host"][0], http["server_port"])) as server:
    while True:
        server.accept()[0].close()
"""


@pytest.fixture
def process(tmp_path: Path) -> HomeAssistantProcess:
    """Return a process that is not prepared yet."""
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    folder = tmp_path / "config"
    folder.mkdir()
    return HomeAssistantProcess(
        folder, port=free_port(), module="stand_in", python_path=tmp_path
    )


async def test_stop_and_start_again(process: HomeAssistantProcess) -> None:
    """It listens after each start, and the log has all of them."""
    process.prepare("name: calm")
    for _ in range(2):
        async with process:
            await process.wait_until_listening()
            assert process.is_alive
        assert not process.is_alive
    assert [line for line in process.log() if line] == ["name: calm"] * 2
    assert process.bad_lines() == []


async def test_kill(process: HomeAssistantProcess) -> None:
    """A killed process is gone at once; to end it again is allowed."""
    process.prepare("name: stubborn")
    await process.start()
    await process.wait_until_listening()
    await process.kill()
    assert not process.is_alive
    await process.kill()
    await process.stop()


async def test_stop_is_certain(
    process: HomeAssistantProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ignores SIGTERM is killed."""
    monkeypatch.setattr(launcher, "STOP_SECONDS", 0.1)
    process.prepare("name: stubborn")
    async with process:
        await process.wait_until_listening()
    assert not process.is_alive


async def test_early_end(process: HomeAssistantProcess) -> None:
    """Nobody waits for a process that has ended, and its log says why."""
    process.prepare("fails: Traceback")
    async with process:
        with pytest.raises(ChildProcessError, match="it ended with code 3"):
            await process.wait_until_listening()
    assert process.bad_lines() == ["fails: Traceback"]
    assert "fails: Traceback" in process.end_of_log()


async def test_never_listening(
    process: HomeAssistantProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait for a process has an end."""
    monkeypatch.setattr(launcher, "START_SECONDS", 0.1)
    with pytest.raises(TimeoutError, match="no answer within 0 s"):
        await process.wait_until_listening()


@pytest.mark.parametrize("written", [None, "", "["])
def test_no_store(process: HomeAssistantProcess, written: str | None) -> None:
    """A file that is missing or only half written has no data."""
    data: dict[str, Any] = {"alerts": [1]}
    process.store("hwgroup.alerts", 1, 1, data)
    assert process.stored("hwgroup.alerts") == data
    path = process.folder / ".storage" / "hwgroup.alerts"
    path.unlink() if written is None else path.write_text(written)
    assert process.stored("hwgroup.alerts") == {}


def test_components(process: HomeAssistantProcess, tmp_path: Path) -> None:
    """The integration and other components are copies in the folder."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "manifest.json").touch()
    process.prepare("", other)
    components = process.folder / "custom_components"
    assert (components / "hwgroup" / "manifest.json").is_file()
    assert (components / "other" / "manifest.json").is_file()
    assert not (components / "hwgroup").is_symlink()


def test_free_port() -> None:
    """The usual port is taken if it is free, otherwise another one."""
    with socket.create_server((HOST, 0)) as server:
        taken = server.getsockname()[1]
        assert free_port(taken) not in (0, taken)
    assert free_port(taken) == taken
