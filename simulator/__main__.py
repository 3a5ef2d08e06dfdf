"""Start simulated devices: python -m simulator."""

from argparse import ArgumentParser, Namespace
import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from random import randrange
from signal import SIGINT, SIGTERM
import sys

from . import FAMILY, MODELS, Pusher, SimulatedAgent, SimulatedDevice, SnmpRecording
from .control import ControlPage
from .replay import Replay
from .weather import Weather

DEFAULT_MODELS = ("ste2", "poseidon2_3268", "damocles2_mini", "wld")


def parse(argv: Sequence[str] | None) -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(
        prog="python -m simulator",
        description="Simulated HW group devices on the loopback, and a page to control them.",
    )
    add = parser.add_argument
    add("--model", action="append", choices=FAMILY, help="repeat for more devices")
    add(
        "--document",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="add a device whose values.xml is this file",
    )
    add("--snmp", action="store_true", help="also start the SNMP agents of the devices")
    add(
        "--recording",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="add an SNMP agent that serves this snmprec file",
    )
    add(
        "--replay",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="add a device from this diagnostics download",
    )
    add("--modbus", action="store_true", help="serve outputs over Modbus/TCP, too")
    add("--port", type=int, default=0, metavar="FIRST", help="port of the first device")
    add(
        "--snmp-port",
        type=int,
        default=0,
        metavar="FIRST",
        help="UDP port of the first agent",
    )
    add("--control-port", type=int, default=0, help="port of the control page")
    add(
        "--weather",
        action="store_true",
        help="let the readings change slowly at random",
    )
    add(
        "--push-to",
        action="append",
        default=[],
        metavar="URL",
        help="let a device push there, too: the first URL is for the first device",
    )
    add("--seed", type=int, help="seed of the weather, to repeat it")
    return parser.parse_args(argv)


def _title(model: str, models: Sequence[str], index: int) -> str:
    """Return a name that is unique among the devices of a model."""
    before = models[:index].count(model)
    return f"{FAMILY[model].title} {before + 1}" if before else FAMILY[model].title


def _from_document(name: str, document: bytes) -> SimulatedDevice:
    """Make a device that always serves this document."""
    device = SimulatedDevice(MODELS["ste2"], name=name)
    device.override = document
    for parts in (device.sensors, device.inputs, device.outputs):
        parts.clear()
    return device


def build(
    models: Sequence[str], documents: Sequence[tuple[str, bytes]]
) -> list[SimulatedDevice]:
    """Make one device per model and one per document."""
    simulated = [
        SimulatedDevice(
            FAMILY[model],
            name=_title(model, models, index),
            mac=f"00:0A:59:7A:00:{index + 1:02X}",
        )
        for index, model in enumerate(models)
    ]
    return simulated + [_from_document(*item) for item in documents]


def _has_agent(device: SimulatedDevice, *, wanted: bool) -> bool:
    """Return whether to start the agent of a device.

    Some models have no agent. Some have nothing else: theirs is always started.
    """
    if device.override is not None or device.model.snmp is None:
        return False
    return wanted or not device.model.serves_xml


def _udp(host: str, port: int) -> str:
    """Return the URL of an agent."""
    return f"udp://{host}:{port}"


def _say(line: str) -> None:
    """Print a line and flush it, as a pipe would keep it back."""
    print(line, flush=True)


async def _cancel(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it has ended."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _start_weather(
    devices: Sequence[SimulatedDevice], seed: int | None
) -> asyncio.Task[None]:
    """Start to change the readings, and print the seed."""
    chosen = randrange(1_000_000) if seed is None else seed
    _say(f"Weather seed  {chosen}")
    return asyncio.create_task(Weather(devices, chosen).run())


def _next_port(ports: Iterator[int], first: int) -> int:
    """Return the next port of a row; 0 for any free port if the row begins with 0."""
    return first and next(ports)


async def _start_device(
    device: SimulatedDevice, port: int, snmp_port: int, *, snmp: bool
) -> None:
    """Start a device and print its addresses."""
    await device.start(port=port, snmp=snmp, snmp_port=snmp_port)
    source = "document" if device.override is not None else device.model.product
    path = "/values.xml" if device.model.serves_xml else "/"
    agent = f"  {_udp(device.host, device.snmp_port)}" if snmp else ""
    _say(f"{device.name}  {source}  {device.url}{path}{agent}")


async def run(arguments: Namespace, stop: asyncio.Event) -> None:
    """Run the devices and the control page until the event is set."""
    documents = [(path.name, path.read_bytes()) for path in arguments.document]
    recordings = [(path.name, SnmpRecording.load(path)) for path in arguments.recording]
    for path in arguments.replay:
        replay = Replay.load(path)
        if replay.document:
            documents.append((path.name, replay.document))
        if replay.rows:
            recordings.append((path.name, replay.rows))
    files = arguments.document or arguments.recording or arguments.replay
    models = arguments.model or ([] if files else DEFAULT_MODELS)
    devices = build(models, documents)
    ports, snmp_ports = count(arguments.port), count(arguments.snmp_port)
    async with AsyncExitStack() as stack:
        for device in devices:
            stack.push_async_callback(device.stop)
            snmp = _has_agent(device, wanted=arguments.snmp)
            await _start_device(
                device,
                _next_port(ports, arguments.port),
                _next_port(snmp_ports, arguments.snmp_port) if snmp else 0,
                snmp=snmp,
            )
            if arguments.modbus and device.outputs:
                await device.plug_modbus()
                _say(f"{device.name}  outputs at {device.host}:{device.modbus_port}")
        for name, recording in recordings:
            agent = SimulatedAgent(recording)
            stack.push_async_callback(agent.stop)
            await agent.start(port=_next_port(snmp_ports, arguments.snmp_port))
            _say(f"{name}  recording  {_udp(agent.host, agent.port)}")
        page = ControlPage(devices)
        stack.push_async_callback(page.stop)
        await page.start(arguments.control_port)
        _say(f"Control page  {page.url}")
        for device, url in zip(devices, arguments.push_to, strict=False):
            task = asyncio.create_task(Pusher(device, url).run())
            stack.push_async_callback(_cancel, task)
            _say(f"{device.name}  pushes to {url}")
        if arguments.weather:
            task = _start_weather(devices, arguments.seed)
            stack.push_async_callback(_cancel, task)
        await stop.wait()


async def _run_until_signal(arguments: Namespace) -> None:
    """Run until SIGINT (Ctrl-C) or SIGTERM."""
    stop = asyncio.Event()
    for signal in (SIGINT, SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal, stop.set)
    await run(arguments, stop)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command."""
    arguments = parse(argv)
    try:
        asyncio.run(_run_until_signal(arguments))
    except (OSError, ValueError) as error:
        sys.exit(f"python -m simulator: {error}")


if __name__ == "__main__":
    main()
