"""Show the demo, or check it: python -m demo."""

from argparse import ArgumentParser, Namespace
import asyncio
from asyncio import Task
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from email.message import EmailMessage
from random import randrange
from signal import SIGHUP, SIGINT, SIGTERM
import sys

from aiohttp import ClientError

from simulator.weather import Weather

from .api import PASSWORD, USER
from .check import check
from .installation import Installation, installation
from .mail import text_of
from .report import Report, StepError


def parse(argv: Sequence[str] | None) -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(
        prog="scripts/demo",
        description="Home Assistant with simulated HW group devices, on the loopback.",
    )
    add = parser.add_argument
    add("--check", action="store_true", help="no browser: check that alerts work")
    add(
        "--device",
        action="append",
        default=[],
        metavar="URL",
        help="a real device instead of the simulated ones; repeat for more",
    )
    return parser.parse_args(argv)


async def show(report: Report, running: Installation) -> None:
    """Leave everything to a person."""

    def tell(message: EmailMessage) -> None:
        to = ", ".join(address.addr_spec for address in message["To"].addresses)
        report.line(f"\nmail to {to}: {message['Subject']}\n{text_of(message)}")

    running.mail.on_message = tell
    report.line(f"\nHome Assistant      {running.base_url}")
    report.line(f"Log in as           {USER}, password {PASSWORD}")
    if running.control_url is not None:
        report.line(f"Play with devices   {running.control_url}")
        report.line("\nUnplug one there: within a minute its mail is printed here.")
        report.line(
            "Raise “Cold room 1” above 7 °C: the caretaker gets a mail, and five minutes"
            " later the manager, unless the alert is acknowledged on the page of the"
            " HW group alerts."
        )
        for device in running.devices:
            if device.snmp_only:
                report.line(
                    f"Open the fence of the {device.title}, which speaks SNMP only: it is"
                    " polled once a minute, but its trap shows the alarm in a second."
                )
    report.line("Ctrl-C stops everything.")
    async with AsyncExitStack() as stack:
        _let_wander(stack, running)
        await asyncio.Event().wait()


def _let_wander(stack: AsyncExitStack, running: Installation) -> None:
    """Let the readings of simulated devices move."""
    devices = [device.simulated for device in running.devices if device.simulated]
    weather = asyncio.create_task(Weather(devices, randrange(1_000_000)).run())
    stack.callback(weather.cancel)


async def run(arguments: Namespace) -> None:
    """Start everything, and show or check it."""
    report = Report()
    async with installation(report, arguments.device) as running:
        await (check if arguments.check else show)(report, running)


async def _run_until_signal(arguments: Namespace) -> bool:
    """Return whether it went to its end; a signal ends it early, and in order."""
    loop = asyncio.get_running_loop()
    task: Task[None] = loop.create_task(run(arguments))
    for signal in (SIGINT, SIGTERM, SIGHUP):
        loop.add_signal_handler(signal, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
        return True
    return False


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    arguments = parse(argv)
    try:
        finished = asyncio.run(_run_until_signal(arguments))
    except (StepError, ClientError, OSError) as error:
        for note in getattr(error, "__notes__", ()):
            print(f"\nThe end of Home Assistant's log:\n{note}", file=sys.stderr)
        print(f"\nscripts/demo: {error}", file=sys.stderr)
        return 1
    if not finished:
        print("\nStopped.")
        return 130 if arguments.check else 0
    print("\nAll is well.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
