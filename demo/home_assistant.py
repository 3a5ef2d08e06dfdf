"""A Home Assistant process with a folder of its own."""

import asyncio
from asyncio.subprocess import DEVNULL, STDOUT, Process
from contextlib import suppress
from datetime import UTC, datetime
import json
import os
from pathlib import Path
from signal import SIGKILL, SIGTERM
import socket
import sys
from typing import Any, Self

from .report import StepError

INTEGRATION = Path(__file__).parent.parent / "custom_components" / "hwgroup"
STAND_INS = Path(__file__).parent / "stand_ins"
HOST = "127.0.0.1"
USUAL_PORT = 8123
START_SECONDS = 120.0
STOP_SECONDS = 30.0

# No `http:` here: Home Assistant would take it for a trial, and revert it after five
# minutes. `.storage/http` says the same and stays.
CONFIGURATION = """\
homeassistant:
  name: HW group demo
  unit_system: metric
  country: CZ
  currency: EUR
  language: en
  latitude: 50.0755
  longitude: 14.4378
  elevation: 200
  time_zone: UTC

frontend:
config:
history:
logbook:
recorder:
  commit_interval: 1
person:
automation: !include automations.yaml
script: !include scripts.yaml
blueprint:
system_health:
input_boolean:
  server_room_works:
    name: Works in the server room
    icon: mdi:account-hard-hat

logger:
  default: warning
  logs:
    custom_components.hwgroup: info
    # What the demo does without.
    haffmpeg: critical
    homeassistant.components.camera.img_util: critical
    homeassistant.components.ffmpeg: critical
"""


def free_port() -> int:
    """Return the usual port of Home Assistant, or another one if it is taken."""
    for port in (USUAL_PORT, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return int(probe.getsockname()[1])
    raise StepError("no free port on the loopback")


class HomeAssistant:
    """Home Assistant on the loopback, with this checkout's integration."""

    def __init__(self, folder: Path) -> None:
        """Choose where it lives and listens."""
        self.folder = folder
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self._output = folder / "output.txt"
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        """Start it."""
        self._prepare()
        with self._output.open("wb") as output:
            # In a session of its own, so that Ctrl-C reaches only the demo.
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "homeassistant", "--skip-pip"),
                *("--config", str(self.folder), "--log-no-color"),
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(STAND_INS)},
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT,
                start_new_session=True,
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it: politely at first, but certainly."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        _signal(process, SIGTERM)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
        finally:
            if process.returncode is None:
                _signal(process, SIGKILL)

    async def wait_until_listening(self) -> None:
        """Wait until it answers; fail where it ends instead."""
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await self._is_listening():
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise StepError(f"no answer within {START_SECONDS:.0f} s") from None

    def log(self) -> list[str]:
        """Return the lines of its log."""
        text = self._output.read_text(encoding="utf-8", errors="replace")
        return text.splitlines()

    async def _is_listening(self) -> bool:
        if self._process is not None and self._process.returncode is not None:
            raise StepError(f"it ended with code {self._process.returncode}")
        with suppress(OSError):
            _, writer = await asyncio.open_connection(HOST, self.port)
            writer.close()
            await writer.wait_closed()
            return True
        return False

    def _prepare(self) -> None:
        (self.folder / "configuration.yaml").write_text(CONFIGURATION, encoding="utf-8")
        for made_in_ui in ("automations", "scripts"):
            (self.folder / f"{made_in_ui}.yaml").touch()
        components = self.folder / "custom_components"
        components.mkdir()
        (components / "hwgroup").symlink_to(INTEGRATION)
        self._store("http", 2, 2, _http(self.port))
        # The other steps of onboarding would look for services in the internet.
        done = ["core_config", "analytics", "integration"]
        self._store("onboarding", 4, 1, {"done": done})
        # The search for devices keeps to this machine.
        self._store("core.network", 1, 1, {"configured_adapters": ["lo", "lo0"]})

    def _store(self, key: str, version: int, minor: int, data: dict[str, Any]) -> None:
        storage = self.folder / ".storage"
        storage.mkdir(exist_ok=True)
        content = {"version": version, "minor_version": minor, "key": key, "data": data}
        (storage / key).write_text(json.dumps(content), encoding="utf-8")


def _signal(process: Process, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _http(port: int) -> dict[str, Any]:
    """Return settings that were confirmed already."""
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
