"""A simulated device from a diagnostics download."""

import asyncio
import json
from pathlib import Path
from signal import SIGINT
import sys
from typing import Any

import aiohttp
import pytest

from simulator.__main__ import main
from simulator.replay import Replay

from .snmp_client import SYS_NAME, Manager

ROOT = Path(__file__).parents[2]
DOCUMENT = "<Root><Agent><DeviceName>name 1 °C</DeviceName></Agent></Root>"
ROWS = ["1.3.6.1.2.1.1.3.0|67|4200", f"{SYS_NAME}|4|name 1"]
HTTP = {"http": {"document": DOCUMENT}}
SNMP = {"snmp": {"rows": ROWS}}


def _saved(folder: Path, content: Any) -> Path:
    path = folder / "download.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize("wrapped", [True, False])
def test_load(tmp_path: Path, wrapped: bool) -> None:
    """A download is read with and without the wrapping of Home Assistant."""
    data = {"received": HTTP | SNMP}
    replay = Replay.load(_saved(tmp_path, {"data": data} if wrapped else data))
    assert replay.document == DOCUMENT.encode()
    assert replay.rows is not None
    assert len(replay.rows) == 2


@pytest.mark.parametrize(
    "content",
    [[], {}, {"data": {}}, {"data": None}, "text", {"received": {"http": "page"}}],
)
def test_no_download(tmp_path: Path, content: Any) -> None:
    """Any other file is refused."""
    with pytest.raises(ValueError, match=r"download.json is no diagnostics download"):
        Replay.load(_saved(tmp_path, content))


@pytest.mark.parametrize("received", [{}, {"http": {"length": 9}}])
def test_no_answer(tmp_path: Path, received: Any) -> None:
    """A download without an answer of the device is refused."""
    with pytest.raises(ValueError, match="has no answer"):
        Replay.load(_saved(tmp_path, {"received": received}))


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    """The command prints one line, without a traceback."""
    with pytest.raises(SystemExit, match="no diagnostics download"):
        main(["--replay", str(_saved(tmp_path, {}))])


async def test_process_serves_both_ways_until_ctrl_c(
    tmp_path: Path, session: aiohttp.ClientSession, manager: Manager
) -> None:
    """The device answers as it did, and the command ends with code 0."""
    path = _saved(tmp_path, {"data": {"received": HTTP | SNMP}})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--replay", str(path)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            device = (await process.stdout.readline()).decode().split()
            agent = (await process.stdout.readline()).decode().split()
            assert device[:2] == ["download.json", "document"]
            assert agent[:2] == ["download.json", "recording"]
            async with session.get(device[2]) as answer:
                assert await answer.text("utf-8") == DOCUMENT
            port = int(agent[2].rpartition(":")[2])
            assert await manager.get(port, SYS_NAME) == [b"name 1"]
            await process.stdout.readline()  # the control page
            process.send_signal(SIGINT)
            rest, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert (process.returncode, rest, errors) == (0, b"", b"")


@pytest.mark.parametrize("received", [HTTP, SNMP])
async def test_process_serves_one_way(tmp_path: Path, received: Any) -> None:
    """Only the protocols in the download are started."""
    path = _saved(tmp_path, {"received": received})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--replay", str(path)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            way = (await process.stdout.readline()).decode().split()
            page = (await process.stdout.readline()).decode()
            process.send_signal(SIGINT)
            await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert way[1] == ("document" if received is HTTP else "recording")
    assert page.startswith("Control page")
    assert process.returncode == 0
