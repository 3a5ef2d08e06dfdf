"""Devices in a process of their own, so that their CPU time is not counted.

Run as `python -m benchmarks.server`: it tells the ports of its devices, then how it
fares whenever it reads a line, and it ends with its input.
"""

from argparse import ArgumentParser, Namespace
import asyncio
from collections import Counter
from dataclasses import asdict
from functools import partial
import json
import sys
from time import monotonic
from typing import cast, override

from .documents import Shape, documents, of_device

HOST = "127.0.0.1"
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n"
)


class _Devices:
    """What the devices of this process have in common."""

    def __init__(self, arguments: Namespace) -> None:
        """Prepare the documents."""
        shape = Shape(**json.loads(arguments.shape))
        self._documents = documents(shape, arguments.seed)
        self._answers: int | None = arguments.answers
        self._start = monotonic()
        self._requests: Counter[int] = Counter()
        self.pending = 0

    @property
    def requests(self) -> int:
        """Return how many requests there were."""
        return self._requests.total()

    def answer(self, index: int) -> bytes | None:
        """Return a device's next answer, None where it has fallen silent."""
        number = self._requests[index]
        self._requests[index] += 1
        if index and self._answers is not None and number >= self._answers:
            return None
        document = self._documents[number % len(self._documents)]
        body = of_device(document, index, monotonic() - self._start)
        return _HEAD % len(body) + body


class _Connection(asyncio.Protocol):
    """A connection that carries one request."""

    def __init__(self, devices: _Devices, index: int) -> None:
        """Belong to a device."""
        self._devices = devices
        self._index = index
        self._received = b""
        self._waits = False
        self._transport: asyncio.Transport

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._received.endswith(b"\r\n\r\n") and not self._waits:
            answer = self._devices.answer(self._index)
            if answer is None:
                self._waits = True
                self._devices.pending += 1
            else:
                self._transport.write(answer)
                self._transport.close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._devices.pending -= self._waits


def say(what: object) -> None:
    """Tell the process that started this one."""
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


async def _run(arguments: Namespace) -> None:
    loop = asyncio.get_running_loop()
    devices = _Devices(arguments)
    ports = []
    for index in range(arguments.devices):
        server = await loop.create_server(
            partial(_Connection, devices, index), HOST, 0, backlog=256
        )
        ports.append(server.sockets[0].getsockname()[1])
    say(ports)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(
        partial(asyncio.StreamReaderProtocol, lines), sys.stdin
    )
    while await lines.readline():
        say({"requests": devices.requests, "pending": devices.pending})


def arguments_of(
    devices: int, shape: Shape, seed: int, answers: int | None
) -> list[str]:
    """Return the arguments with which this module serves such devices."""
    arguments = [f"--devices={devices}", f"--seed={seed}"]
    arguments.append(f"--shape={json.dumps(asdict(shape))}")
    if answers is not None:
        arguments.append(f"--answers={answers}")
    return arguments


def _main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--devices", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shape", default="{}")
    parser.add_argument(
        "--answers", type=int, help="all but the first device say no more than that"
    )
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    _main()
