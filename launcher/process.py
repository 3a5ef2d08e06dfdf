"""A Home Assistant process with a folder and a port of its own, on the loopback."""

import asyncio
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
import json
import os
from pathlib import Path
from shutil import copytree
from signal import SIGKILL, SIGTERM
import socket
import sys
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parent.parent
INTEGRATION: Final = ROOT / "custom_components" / "hwgroup"
HOST: Final = "127.0.0.1"
START_SECONDS: Final = 120.0
STOP_SECONDS: Final = 60.0
LAST_LINES: Final = 40
# What in the log shows that something is wrong with the integration.
BAD_SIGNS: Final = ("Traceback", "Detected that custom integration")


def free_port(usual: int = 0) -> int:
    """Return the usual TCP port, or any free one if it is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, usual))
        except OSError:
            probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class HomeAssistantProcess:
    """Home Assistant with this checkout's integration; it can be started many times."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int,
        module: str = "homeassistant",
        python_path: Path | None = None,
    ) -> None:
        """Choose its folder and port, and what is run; nothing is written yet."""
        self.folder = folder
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self._module = module
        self._python_path = python_path
        self._output = folder / "output.txt"
        self._process: Process | None = None

    def prepare(self, configuration: str, *components: Path) -> None:
        """Write the configuration, and copy the integration and other components.

        A copy, so that every start runs the same code.
        """
        path = self.folder / "configuration.yaml"
        path.write_text(configuration, encoding="utf-8")
        for component in (INTEGRATION, *components):
            copytree(component, self.folder / "custom_components" / component.name)
        # Not in the configuration: Home Assistant takes `http:` there for a trial, and
        # reverts it after five minutes.
        self.store("http", 2, 2, _http(self.port))
        # The search for devices stays on this machine.
        self.store("core.network", 1, 1, {"configured_adapters": ["lo", "lo0"]})

    def store(
        self, key: str, version: int, minor: int, data: Mapping[str, Any]
    ) -> None:
        """Write a file of Home Assistant's storage."""
        path = self._storage(key)
        path.parent.mkdir(exist_ok=True)
        content = {"version": version, "minor_version": minor, "key": key, "data": data}
        path.write_text(json.dumps(content), encoding="utf-8")

    def stored(self, key: str) -> dict[str, Any]:
        """Return the data of a file of Home Assistant's storage, {} without one."""
        with suppress(OSError, ValueError):
            data: dict[str, Any] = json.loads(self._storage(key).read_bytes())["data"]
            return data
        return {}

    async def __aenter__(self) -> Self:
        """Start it."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it."""
        await self.stop()

    async def start(self) -> None:
        """Start it, with the folder as it is now."""
        path = (
            {} if self._python_path is None else {"PYTHONPATH": str(self._python_path)}
        )
        with self._output.open("ab") as output:
            # In a session of its own, so that Ctrl-C does not reach it.
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self._module, "--skip-pip"),
                *("--config", str(self.folder), "--log-no-color"),
                cwd=self.folder,
                env=os.environ | path,
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT,
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        """Return whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def wait_until_listening(self) -> None:
        """Wait until it accepts connections.

        Raises ChildProcessError if it ends instead, and TimeoutError.
        """
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await self._is_listening():
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise TimeoutError(f"no answer within {START_SECONDS:.0f} s") from None

    async def stop(self) -> None:
        """End it with SIGTERM, and with SIGKILL where that takes too long."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await self._end(SIGTERM)
        finally:
            await self.kill()

    async def kill(self) -> None:
        """End it with SIGKILL."""
        await self._end(SIGKILL)

    def log(self) -> list[str]:
        """Return the lines of its log, of all starts."""
        text = self._output.read_text(encoding="utf-8", errors="replace")
        return text.splitlines()

    def bad_lines(self) -> list[str]:
        """Return the lines of its log that show a failure."""
        return [line for line in self.log() if any(sign in line for sign in BAD_SIGNS)]

    def end_of_log(self) -> str:
        """Return the last lines of its log."""
        return "\n".join(self.log()[-LAST_LINES:])

    async def _is_listening(self) -> bool:
        if self._process is not None and self._process.returncode is not None:
            raise ChildProcessError(f"it ended with code {self._process.returncode}")
        with suppress(OSError):
            _, writer = await asyncio.open_connection(HOST, self.port)
            writer.close()
            await writer.wait_closed()
            return True
        return False

    async def _end(self, signal: int) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal)
        await self._process.wait()

    def _storage(self, key: str) -> Path:
        return self.folder / ".storage" / key


def _http(port: int) -> dict[str, Any]:
    """Return settings of the HTTP server that are confirmed already."""
    stable = {
        "server_host": [HOST],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": datetime.now(UTC).isoformat(),
        "error": None,
        "error_message": None,
    }
    return {"stable": stable, "pending": None, "yaml_migration_done": True}
