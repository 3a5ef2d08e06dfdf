"""Starting everything: devices, a mail server, and a Home Assistant that knows both."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from launcher import HomeAssistantProcess
from simulator import SimulatedDevice
from simulator.control import ControlPage

from .api import Api, Json
from .areas import put_into_areas
from .flows import add_device, add_found, add_traps, set_options
from .home_assistant import home_assistant, wait_until_running
from .mail import MailServer
from .readings import Reading, device_readings, simulated_readings
from .recipients import (
    CARETAKER,
    MANAGER,
    WORKS,
    add_cold_store_rule,
    add_mail_of,
    add_recipients,
    add_works,
)
from .remote import RemoteSite, add_remote_site
from .report import Report, StepError
from .simulated import DEVICES, Simulation, simulate
from .traps import free_port, send_traps

# Quicker than usual: nobody wants to wait for minutes to see an alert.
DEVICE_OPTIONS: Final = {"poll_interval": 10, "grace": 1}
# Rarely enough to see what a trap is good for.
SNMP_OPTIONS: Final = {"poll_interval": 60, "grace": 0}
# Long enough to see which devices vanish together.
ALERT_OPTIONS: Final = {"offline": {"delay": 0.5}}


@dataclass
class DemoDevice:
    """A device in Home Assistant."""

    title: str
    url: str
    entry_id: str
    simulated: SimulatedDevice | None = None

    @property
    def snmp_only(self) -> bool:
        """Return whether there is no other way to read it."""
        return self.simulated is not None and not self.simulated.model.serves_xml

    async def readings(self) -> list[Reading]:
        """Return what the device itself says."""
        if self.simulated is not None and self.snmp_only:
            return simulated_readings(self.simulated)
        return await device_readings(self.url)


@dataclass
class Installation:
    """All that runs, and how to reach it."""

    home_assistant: HomeAssistantProcess
    api: Api
    mail: MailServer
    devices: list[DemoDevice] = field(default_factory=list)
    remote: RemoteSite | None = None
    """A device that pushes, where the devices are simulated."""
    control_url: str | None = None
    alerts_entry_id: str = ""

    @property
    def base_url(self) -> str:
        """Return where a browser finds Home Assistant."""
        return self.home_assistant.url

    def device(self, title: str) -> DemoDevice:
        """Return the device with a name."""
        return next(device for device in self.devices if device.title == title)

    @property
    def tokens(self) -> Json:
        """Return what a browser that is logged in keeps."""
        return self.api.tokens


@asynccontextmanager
async def installation(
    report: Report, addresses: Sequence[str] = ()
) -> AsyncIterator[Installation]:
    """Start everything with real devices, or else simulated ones; stop it at the end."""
    async with AsyncExitStack() as stack:
        simulation = Simulation() if addresses else await simulate(report, stack)
        mail = await _start_mail(report, stack)
        running = await _start_home_assistant(report, stack, mail)
        try:
            if simulation.devices:
                control = await _start_control(stack, simulation.devices)
                running.control_url = control
            await _fill(report, running, addresses, simulation)
            await _turn_traps_on(report, stack, running)
            if simulation.devices:
                running.remote = await add_remote_site(report, stack, running.api)
            await _hurry(report, running)
            yield running
        except StepError as error:
            error.add_note(running.home_assistant.end_of_log())
            raise


async def _start_mail(report: Report, stack: AsyncExitStack) -> MailServer:
    with report.step("Mail server") as seen:
        mail = await stack.enter_async_context(MailServer())
        seen(f"{mail.host}:{mail.port}")
    return mail


async def _start_control(
    stack: AsyncExitStack, devices: Sequence[SimulatedDevice]
) -> str:
    page = ControlPage(devices)
    await page.start()
    stack.push_async_callback(page.stop)
    return page.url


async def _start_home_assistant(
    report: Report, stack: AsyncExitStack, mail: MailServer
) -> Installation:
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="hwgroup-demo-")))
    home = home_assistant(folder)
    with report.step("Home Assistant starts") as seen:
        await stack.enter_async_context(home)
        try:
            await home.wait_until_listening()
        except OSError as error:
            error.add_note(home.end_of_log())
            raise
        seen(home.url)
    api = await stack.enter_async_context(Api(home.url))
    with report.step("Home Assistant has an owner, who logs in") as seen:
        await api.onboard()
        await wait_until_running(api)
        seen(f"version {(await api.get('/api/config'))['version']}")
    return Installation(home, api, mail)


async def _fill(
    report: Report,
    running: Installation,
    addresses: Sequence[str],
    simulation: Simulation,
) -> None:
    for address in addresses:
        await _add_device(report, running, address, None)
    if simulation.found:
        await _add_found(report, running, simulation.found)
    for device in simulation.told:
        if device.model.serves_xml:
            await _add_device(report, running, device.url, device)
        else:
            snmp = {"transport": "snmp", "version": "1", "port": device.snmp_port}
            await _add_device(report, running, device.host, device, **snmp)
    if simulation.devices:
        await _furnish(report, running)
    await _set_up_alerts(report, running)
    if simulation.devices:
        await _add_rules(report, running)


async def _add_found(
    report: Report, running: Installation, devices: Sequence[SimulatedDevice]
) -> None:
    """Search, and add all devices that are found with one more click."""
    with report.step("Devices found and added") as seen:
        entries = await add_found(running.api)
        for device in devices:
            if device.name not in entries:
                raise StepError(f"{device.name} was not found")
            entry_id = entries[device.name]["entry_id"]
            entities = await running.api.entities(entry_id)
            seen(f"{device.name} with {len(entities)} entities")
            running.devices.append(
                DemoDevice(device.name, device.url, entry_id, device)
            )


async def _add_device(
    report: Report,
    running: Installation,
    url: str,
    simulated: SimulatedDevice | None,
    **snmp: Any,
) -> None:
    with report.step("Device added") as seen:
        entry = await add_device(running.api, url, **snmp)
        entities = await running.api.entities(entry["entry_id"])
        seen(f"{entry['title']} with {len(entities)} entities")
    running.devices.append(
        DemoDevice(entry["title"], url, entry["entry_id"], simulated)
    )


async def _furnish(report: Report, running: Installation) -> None:
    """Put each device into an area."""
    with report.step("Areas") as seen:
        places = {
            device.entry_id: place
            for device, (_, _, place) in zip(running.devices, DEVICES, strict=True)
        }
        await put_into_areas(running.api, places)
        for device in running.devices:
            seen(f"{device.title} in the {places[device.entry_id]}")


async def _set_up_alerts(report: Report, running: Installation) -> None:
    api = running.api
    with report.step("Mail in Home Assistant") as seen:
        notifiers = await add_mail_of(api, running.mail, CARETAKER, MANAGER)
        seen(", ".join(notifiers))
    with report.step("Alerts") as seen:
        running.alerts_entry_id = await add_recipients(api, *notifiers)
        seen("the caretaker is told at once, the manager after 5 min without an answer")


async def _add_rules(report: Report, running: Installation) -> None:
    """Add a rule and a maintenance window for simulated devices."""
    api, entry_id = running.api, running.alerts_entry_id
    with report.step("Range rule “Cold store”") as seen:
        sensor = await _sensor(running, running.device("Cold store"), "Cold room 1")
        seen(await add_cold_store_rule(api, entry_id, sensor))
    with report.step("Maintenance window") as seen:
        server_room = running.device("Server room")
        listed = await api.command("config/device_registry/list")
        device_id = next(
            known["id"]
            for known in listed
            if server_room.entry_id in known["config_entries"]
        )
        await add_works(api, entry_id, device_id)
        seen(f"nobody is told of the {server_room.title} while {WORKS} is on")


async def _sensor(running: Installation, device: DemoDevice, name: str) -> str:
    """Return the entity of a reading that the device calls so."""
    reading = next(each for each in await device.readings() if each.name == name)
    for entity in await running.api.entities(device.entry_id):
        if entity["unique_id"].endswith(f"_sensor_{reading.id}"):
            return str(entity["entity_id"])
    raise StepError(f"no entity for {name}")


async def _turn_traps_on(
    report: Report, stack: AsyncExitStack, running: Installation
) -> None:
    """Let devices that speak SNMP only tell of their alarms by themselves."""
    senders = [device.simulated for device in running.devices if device.snmp_only]
    if not senders:
        return
    with report.step("Traps") as seen:
        port = free_port()
        await add_traps(running.api, port)
        for device in senders:
            if device is not None:
                task = asyncio.create_task(send_traps(device, port))
                stack.callback(task.cancel)
                seen(f"{device.name} sends them to port {port}")


async def _hurry(report: Report, running: Installation) -> None:
    with report.step("Options") as seen:
        for device in running.devices:
            options = SNMP_OPTIONS if device.snmp_only else DEVICE_OPTIONS
            await set_options(running.api, device.entry_id, options)
            seen(f"{device.title} is polled every {options['poll_interval']} s")
        await set_options(running.api, running.alerts_entry_id, ALERT_OPTIONS)
        seen("a device is offline after half a minute")
