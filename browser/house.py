"""A house to begin with: devices that nobody has added yet, mail, Home Assistant."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from demo.api import Api
from demo.areas import put_into_areas
from demo.flows import set_options
from demo.home_assistant import home_assistant, wait_until_running
from demo.mail import text_of
from demo.report import Report, StepError
from demo.simulated import DEVICES, HTTP_PORT, SEARCH_PORT, simulate
from demo.waiting import until
from launcher import HomeAssistantProcess
from simulator import MODELS, SimulatedDevice

from .mail import MoodyMailServer

ENTRIES: Final = "/api/config/config_entries/entry?domain=hwgroup"
RECIPIENT: Final = "caretaker@example.org"
# Quicker than usual: nobody wants to wait for minutes to see an alert.
OPTIONS: Final = {"poll_interval": 10, "grace": 0}


@dataclass(frozen=True)
class House:
    """All that runs, and how to reach it."""

    home_assistant: HomeAssistantProcess
    api: Api
    mail: MoodyMailServer
    devices: dict[str, SimulatedDevice]
    strangers: dict[str, SimulatedDevice]
    """Devices that cannot be added by their address alone, by what they want."""

    async def mail_about(self, words: str, *, after: int) -> str:
        """Wait for a mail that has these words, and return its subject."""

        async def look() -> str | None:
            for message in self.mail.messages[after:]:
                if words in f"{message['Subject']}\n{text_of(message)}":
                    return str(message["Subject"])
            return None

        return await until(look, seconds=60, what=f"mail about “{words}”")

    async def furnish(self) -> None:
        """Put each device into its area, and poll it quickly."""
        place_of = {name: place for _, name, place in DEVICES}
        places: dict[str, str] = {}
        for entry in await self.api.get(ENTRIES):
            await set_options(self.api, entry["entry_id"], OPTIONS)
            places[entry["entry_id"]] = place_of[entry["title"]]
        await put_into_areas(self.api, places)

    async def readings(self) -> list[str]:
        """Return the entities of what the devices measure."""
        return [
            entity_id
            for entity_id, state in (await self.api.states()).items()
            if entity_id.startswith("sensor.")
            and state["attributes"].get("state_class") == "measurement"
        ]

    async def device_id(self, name: str) -> str:
        """Return the ID of a device, as it stands in the address of its page."""
        for device in await self.api.command("config/device_registry/list"):
            if name in (device["name_by_user"], device["name"]):
                return str(device["id"])
        raise StepError(f"no device {name}")


async def _strangers(stack: AsyncExitStack) -> dict[str, SimulatedDevice]:
    """Start a device that asks for a password, and one with a certificate of its own."""
    asking, trusted = (
        SimulatedDevice(MODELS["wld"], name=name, mac=f"00:0A:59:7A:01:{number:02X}")
        for number, name in enumerate(("Asking", "Trusted"))
    )
    asking.credentials = "admin", "admin"
    for device, tls in ((asking, False), (trusted, True)):
        stack.push_async_callback(device.stop)
        await device.start("127.0.2.20", tls=tls)
    return {"password": asking, "trust": trusted}


@asynccontextmanager
async def house(report: Report) -> AsyncIterator[House]:
    """Start everything, and stop it at the end."""
    async with AsyncExitStack() as stack:
        simulation = await simulate(report, stack)
        if not simulation.found:
            raise StepError(
                f"the search for devices needs UDP port {SEARCH_PORT} and TCP port"
                f" {HTTP_PORT} of the loopback"
            )
        mail = await stack.enter_async_context(MoodyMailServer())
        folder = Path(
            stack.enter_context(TemporaryDirectory(prefix="hwgroup-browser-"))
        )
        home = await stack.enter_async_context(home_assistant(folder))
        api = await stack.enter_async_context(Api(home.url))
        try:
            with report.step("Home Assistant, with nothing in it"):
                await home.wait_until_listening()
                await api.onboard()
                await wait_until_running(api)
            devices = {device.name: device for device in simulation.devices}
            # What is told of it is told by rules of the user alone.
            devices["Cold store"].sensors[0].high = 12.0
            strangers = await _strangers(stack)
            yield House(home, api, mail, devices, strangers)
        except Exception as error:
            error.add_note(home.end_of_log())
            raise
