"""The command: python -m simulator."""

import asyncio
from contextlib import suppress
from pathlib import Path
from signal import SIGINT
import socket
import sys

import aiohttp
import aiohttp.web
import pytest

from simulator import MODELS, SimulatedDevice
from simulator.__main__ import DEFAULT_MODELS, main, parse, run

from .snmp_client import SYS_NAME, Manager

ROOT = Path(__file__).parents[2]


async def _lines_of(
    argv: list[str], capsys: pytest.CaptureFixture[str], seen: int
) -> list[str]:
    """Run the command in this process until it has printed all, and return its lines."""
    stop = asyncio.Event()
    task = asyncio.create_task(run(parse(argv), stop))
    lines: list[str] = []
    async with asyncio.timeout(5):
        while len(lines) < seen and not task.done():
            await asyncio.sleep(0)
            lines += capsys.readouterr().out.splitlines()
    stop.set()
    await task
    return lines


def _first_of_two_ports() -> int:
    """Return a free UDP port whose next port is free as well."""
    while True:
        with (
            socket.socket(type=socket.SOCK_DGRAM) as one,
            socket.socket(type=socket.SOCK_DGRAM) as two,
        ):
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            with suppress(OSError, OverflowError):
                two.bind(("127.0.0.1", port + 1))
                return port


async def test_process_starts_and_stops(session: aiohttp.ClientSession) -> None:
    """The real command serves its devices until Ctrl-C, and ends with code 0."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--model", "wld"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(8):
            device = (await process.stdout.readline()).decode().split("  ")
            page = (await process.stdout.readline()).decode().split("  ")
            assert device[:2] == ["Boiler room", "HWg-WLD"]
            async with session.get(device[2].strip()) as answer:
                assert b"HWg-WLD" not in await answer.read()
                assert answer.status == 200
            async with session.get(f"{page[1].strip()}/devices") as answer:
                assert [shown["requests"] for shown in await answer.json()] == [1]
            process.send_signal(SIGINT)
            rest, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert (process.returncode, rest, errors) == (0, b"", b"")


async def test_default_devices(capsys: pytest.CaptureFixture[str]) -> None:
    """Without arguments it starts four devices and the page."""
    lines = await _lines_of([], capsys, 5)
    products = [MODELS[model].product for model in DEFAULT_MODELS]
    assert [line.split("  ")[1] for line in lines[:4]] == products
    assert lines[4].startswith("Control page  http://127.0.0.1:")
    assert len(lines) == 5


async def test_devices_of_a_model_differ(capsys: pytest.CaptureFixture[str]) -> None:
    """Two devices of a model have different names."""
    lines = await _lines_of(["--model", "ste", "--model", "ste"], capsys, 3)
    assert [line.split("  ")[0] for line in lines[:2]] == [
        "Archive room",
        "Archive room 2",
    ]


async def test_document(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    session: aiohttp.ClientSession,
) -> None:
    """A file becomes a device of its own, without the default ones."""
    file = tmp_path / "captured.xml"
    file.write_bytes(b"<Root/>")
    stop = asyncio.Event()
    task = asyncio.create_task(run(parse(["--document", str(file)]), stop))
    async with asyncio.timeout(5):
        lines: list[str] = []
        while len(lines) < 2:
            await asyncio.sleep(0)
            lines += capsys.readouterr().out.splitlines()
    name, source, url = lines[0].split("  ")
    assert (name, source) == ("captured.xml", "document")
    async with session.get(url) as answer:
        assert await answer.read() == b"<Root/>"
    stop.set()
    await task
    with pytest.raises(aiohttp.ClientConnectorError):
        await session.get(url)


async def test_pushes(capsys: pytest.CaptureFixture[str]) -> None:
    """The first device pushes to the first URL, at once and again and again."""
    pushed: list[bytes] = []

    async def keep(request: aiohttp.web.BaseRequest) -> aiohttp.web.Response:
        pushed.append(await request.read())
        return aiohttp.web.Response(
            text="<Root><Portal><Status>0</Status></Portal></Root>"
        )

    server = await asyncio.get_running_loop().create_server(
        aiohttp.web.Server(keep), "127.0.0.1", 0
    )
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/secret"
    stop = asyncio.Event()
    argv = ["--model", "wld", "--model", "ste", "--push-to", url]
    task = asyncio.create_task(run(parse(argv), stop))
    async with asyncio.timeout(5):
        while not pushed:
            await asyncio.sleep(0)
    stop.set()
    await task
    server.close()
    assert f"Boiler room  pushes to {url}" in capsys.readouterr().out
    assert b"<Name>Boiler floor</Name>" in pushed[0]


async def test_ports(capsys: pytest.CaptureFixture[str]) -> None:
    """Devices take ports one after the other."""
    async with (
        SimulatedDevice(MODELS["wld"]) as one,
        SimulatedDevice(MODELS["wld"]) as two,
    ):
        first, control = one.port, two.port
    arguments = ["--model", "ste", "--port", str(first)]
    lines = await _lines_of([*arguments, "--control-port", str(control)], capsys, 2)
    assert lines[0].endswith(f":{first}/values.xml")
    assert lines[1].endswith(f":{control}")


async def test_snmp(capsys: pytest.CaptureFixture[str], manager: Manager) -> None:
    """The ports of agents are printed; a model without an agent starts without one."""
    stop = asyncio.Event()
    models = ("ste2", "sms_gw3", "wld")
    argv = [argument for model in models for argument in ("--model", model)]
    task = asyncio.create_task(run(parse([*argv, "--snmp"]), stop))
    lines: list[str] = []
    async with asyncio.timeout(5):
        while len(lines) < 4:
            await asyncio.sleep(0)
            lines += capsys.readouterr().out.splitlines()
    agents = [line.partition("  udp://127.0.0.1:")[2] for line in lines]
    assert [bool(agent) for agent in agents] == [True, False, True, False]
    for agent, name in ((agents[0], b"Cold store"), (agents[2], b"Boiler room")):
        assert await manager.get(int(agent), SYS_NAME) == [name]
    stop.set()
    await task


async def test_modbus(capsys: pytest.CaptureFixture[str]) -> None:
    """The ports for outputs are printed, of the devices that have some."""
    models = ["--model", "ste2", "--model", "damocles2_2404", "--modbus"]
    lines = await _lines_of(models, capsys, 4)
    assert lines[1].startswith("Pump house  Damocles2 2404  http://")
    assert lines[2].startswith("Pump house  outputs at 127.0.0.1:")


async def test_no_agents_unless_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --snmp only models that have nothing else start an agent."""
    lines = await _lines_of(["--model", "ste2", "--model", "pwr"], capsys, 3)
    assert "udp" not in lines[0]
    assert "/values.xml" not in lines[1]
    assert "  udp://127.0.0.1:" in lines[1]


async def test_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], manager: Manager
) -> None:
    """A recording becomes an agent of its own, without the default devices."""
    file = tmp_path / "captured.snmprec"
    file.write_text("1.3.6.1.2.1.1.5.0|4|Captured\n")
    async with SimulatedDevice(MODELS["ste"]) as device:
        await device.plug_snmp()
        port = device.snmp_port
    stop = asyncio.Event()
    arguments = ["--recording", str(file), "--snmp-port", str(port)]
    task = asyncio.create_task(run(parse(arguments), stop))
    lines: list[str] = []
    async with asyncio.timeout(5):
        while len(lines) < 2:
            await asyncio.sleep(0)
            lines += capsys.readouterr().out.splitlines()
    assert lines[0] == f"captured.snmprec  recording  udp://127.0.0.1:{port}"
    assert await manager.get(port, SYS_NAME) == [b"Captured"]
    stop.set()
    await task


async def test_agents_take_ports_in_turn(capsys: pytest.CaptureFixture[str]) -> None:
    """Agents have port numbers of their own, without gaps."""
    first = _first_of_two_ports()
    models = ["--model", "ste", "--model", "sms_gw3", "--model", "wld"]
    arguments = [*models, "--snmp", "--snmp-port", str(first)]
    lines = await _lines_of(arguments, capsys, 4)
    assert lines[0].endswith(f"  udp://127.0.0.1:{first}")
    assert lines[2].endswith(f"  udp://127.0.0.1:{first + 1}")


def test_bad_recording_ends_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is no recording ends it with a message, without a traceback."""
    file = tmp_path / "bad.snmprec"
    file.write_text("<Root/>\n")
    with pytest.raises(SystemExit) as ended:
        main(["--recording", str(file)])
    assert str(ended.value).startswith("python -m simulator: bad.snmprec, line 1: ")
    assert capsys.readouterr().out == ""


async def test_weather_prints_its_seed(capsys: pytest.CaptureFixture[str]) -> None:
    """The seed is printed, given or chosen at random."""
    lines = await _lines_of(["--model", "ste", "--weather", "--seed", "7"], capsys, 3)
    assert lines[2] == "Weather seed  7"
    lines = await _lines_of(["--model", "ste", "--weather"], capsys, 3)
    assert lines[2].removeprefix("Weather seed  ").isdigit()


def test_taken_port_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is in use ends it with a message, without a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        argv = ["--model", "ste", "--port", str(taken.getsockname()[1])]
        with pytest.raises(SystemExit) as ended:
            main(argv)
    assert str(ended.value).startswith("python -m simulator: ")
    assert capsys.readouterr().out == ""
