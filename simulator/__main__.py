"""Start simulated devices: python -m simulator."""

from argparse import ArgumentParser, Namespace
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import randrange
from signal import SIGINT, SIGTERM
import sys

from . import MODELS, SimulatedDevice
from .control import ControlPage
from .weather import Weather

DEFAULT_MODELS = ("ste2", "poseidon2_3268", "damocles2_mini", "wld")


def parse(argv: Sequence[str] | None) -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(
        prog="python -m simulator",
        description="HW group devices on the loopback, and a page to play with them.",
    )
    add = parser.add_argument
    add("--model", action="append", choices=MODELS, help="repeat for more devices")
    add(
        "--document",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="add a device whose values.xml is this file",
    )
    add("--port", type=int, default=0, metavar="FIRST", help="port of the first device")
    add("--control-port", type=int, default=0, help="port of the control page")
    add("--weather", action="store_true", help="let the readings wander")
    add("--seed", type=int, help="make the weather the same again")
    return parser.parse_args(argv)


def _title(model: str, models: Sequence[str], index: int) -> str:
    """Return a name that tells two devices of a model apart."""
    before = models[:index].count(model)
    return f"{MODELS[model].title} {before + 1}" if before else MODELS[model].title


def _of_document(path: Path) -> SimulatedDevice:
    """Make a device that serves a file."""
    device = SimulatedDevice(MODELS["ste2"], name=path.name)
    device.override = path.read_bytes()
    for parts in (device.sensors, device.inputs, device.outputs):
        parts.clear()
    return device


def build(models: Sequence[str], documents: Sequence[Path]) -> list[SimulatedDevice]:
    """Make the devices."""
    simulated = [
        SimulatedDevice(
            MODELS[model],
            name=_title(model, models, index),
            mac=f"00:0A:59:7A:00:{index + 1:02X}",
        )
        for index, model in enumerate(models)
    ]
    return simulated + [_of_document(path) for path in documents]


def _say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it is gone."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _start_weather(
    devices: Sequence[SimulatedDevice], seed: int | None
) -> asyncio.Task[None]:
    """Let the readings wander, and tell how to repeat it."""
    chosen = randrange(1_000_000) if seed is None else seed
    _say(f"Weather seed  {chosen}")
    return asyncio.create_task(Weather(devices, chosen).run())


async def run(arguments: Namespace, stop: asyncio.Event) -> None:
    """Run the devices and the control page until told to stop."""
    models = arguments.model or ([] if arguments.document else DEFAULT_MODELS)
    devices = build(models, arguments.document)
    async with AsyncExitStack() as stack:
        for index, device in enumerate(devices):
            await device.start(port=arguments.port and arguments.port + index)
            stack.push_async_callback(device.stop)
            source = "document" if device.override is not None else device.model.product
            _say(f"{device.name}  {source}  {device.url}/values.xml")
        page = ControlPage(devices)
        stack.push_async_callback(page.stop)
        await page.start(arguments.control_port)
        _say(f"Control page  {page.url}")
        if arguments.weather:
            task = _start_weather(devices, arguments.seed)
            stack.push_async_callback(_end, task)
        await stop.wait()


async def _run_until_signal(arguments: Namespace) -> None:
    """Run until Ctrl-C or a polite request to end."""
    stop = asyncio.Event()
    for signal in (SIGINT, SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal, stop.set)
    await run(arguments, stop)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command."""
    arguments = parse(argv)
    try:
        asyncio.run(_run_until_signal(arguments))
    except OSError as error:
        sys.exit(f"python -m simulator: {error}")


if __name__ == "__main__":
    main()
