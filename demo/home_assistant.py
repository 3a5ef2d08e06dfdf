"""The Home Assistant of the demo: its configuration, and how it starts."""

from pathlib import Path
from typing import Final

from launcher import HomeAssistantProcess, free_port

from .api import Api
from .waiting import until

STAND_INS: Final = Path(__file__).parent / "stand_ins"
USUAL_PORT: Final = 8123

CONFIGURATION: Final = """\
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
energy:
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


def home_assistant(folder: Path) -> HomeAssistantProcess:
    """Return a Home Assistant in this folder that is ready to start."""
    process = HomeAssistantProcess(
        folder, port=free_port(USUAL_PORT), python_path=STAND_INS
    )
    process.prepare(CONFIGURATION)
    for made_in_ui in ("automations", "scripts"):
        (folder / f"{made_in_ui}.yaml").touch()
    # The other steps of onboarding would look for services on the internet.
    done = ["core_config", "analytics", "integration"]
    process.store("onboarding", 4, 1, {"done": done})
    return process


async def wait_until_running(api: Api) -> None:
    """Wait until everything in Home Assistant has started."""

    async def look() -> bool | None:
        return (await api.get("/api/config"))["state"] == "RUNNING" or None

    await until(look, seconds=60, what="running Home Assistant")
