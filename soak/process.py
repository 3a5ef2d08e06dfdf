"""A Home Assistant process that is started, killed, and started again."""

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
import sys
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
INTEGRATION: Final = ROOT / "custom_components" / "hwgroup"
STAND_IN: Final = Path(__file__).parent / "stand_in" / "soak_target"
HOST: Final = "127.0.0.1"
_STOP_SECONDS: Final = 60.0

_CONFIGURATION: Final = """\
homeassistant:
  name: HW group soak
  unit_system: metric
  country: CZ
  language: en
  latitude: 50.0755
  longitude: 14.4378
  elevation: 200
  time_zone: UTC

logger:
  default: warning

soak_target:
  url: {url}
"""


class HomeAssistantProcess:
    """Home Assistant with a folder of its own, and a life from each start to its end."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        self.folder = folder
        self._process: Process | None = None

    def prepare(self, url: str, port: int, entries: list[Mapping[str, Any]]) -> None:
        """Fill the folder; the integration is the one of this moment for all lives."""
        text = _CONFIGURATION.format(url=url)
        (self.folder / "configuration.yaml").write_text(text, encoding="utf-8")
        components = self.folder / "custom_components"
        (components / "hwgroup").parent.mkdir()
        copytree(INTEGRATION, components / "hwgroup")
        copytree(STAND_IN, components / "soak_target")
        self._store("http", 2, 2, _http(port))
        # The search for devices keeps to this machine.
        self._store("core.network", 1, 1, {"configured_adapters": ["lo", "lo0"]})
        self._store("core.config_entries", 1, 5, {"entries": entries})

    async def start(self) -> None:
        """Begin a life."""
        with (self.folder / "output.txt").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "soak.lean", "--skip-pip"),
                *("--config", str(self.folder), "--log-no-color"),
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": f"{self.folder}:{ROOT}"},
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT,
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """End its life without a warning."""
        await self._end(SIGKILL)

    async def stop(self) -> None:
        """End its life politely, but certainly."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await self._end(SIGTERM)
                return
        await self.kill()

    async def _end(self, how: int) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, how)
            await self._process.wait()

    def stored(self) -> dict[str, Any]:
        """Return what would survive a crash now."""
        with suppress(OSError, ValueError):
            text = (self.folder / ".storage" / "hwgroup.alerts").read_bytes()
            data: dict[str, Any] = json.loads(text)["data"]
            return data
        return {}

    def _store(
        self, key: str, version: int, minor: int, data: Mapping[str, Any]
    ) -> None:
        storage = self.folder / ".storage"
        storage.mkdir(exist_ok=True)
        content = {"version": version, "minor_version": minor, "key": key, "data": data}
        (storage / key).write_text(json.dumps(content), encoding="utf-8")


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
