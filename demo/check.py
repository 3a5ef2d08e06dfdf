"""Everything that the demo shows, seen without a browser."""

from time import monotonic

from simulator import SimulatedDevice

from .actions import Actions
from .flows import set_options
from .installation import DemoDevice, Installation
from .mail import short
from .readings import compare
from .remote import push_a_change
from .report import Report, StepError
from .stage import MAIL_SECONDS, wait_for_connectivity
from .story import tell_story
from .waiting import until

READING_SECONDS = 30.0
# Long before the next poll of a device that is polled so rarely.
TRAP_SECONDS = 10.0
RARELY = {"poll_interval": 600, "grace": 0}


async def check(report: Report, running: Installation) -> None:
    """Go through the whole story; the first step that fails ends it."""
    for device in running.devices:
        await wait_for_connectivity(running.api, device, "on")
        await _compare(report, running, device)
    await _send_test(report, running)
    for device in running.devices:
        if device.simulated is not None and device.snmp_only:
            await _send_traps(report, running, device, device.simulated)
    if running.remote is not None:
        await push_a_change(report, running.api, running.remote)
    if running.control_url is None:
        report.skip("Alerts", "alarms of real devices are raised by hand")
    else:
        await tell_story(report, running)
        await Actions(report, running).tell()
        for device in running.devices:
            await _compare(report, running, device)
    _read_log(report, running)


async def _compare(report: Report, running: Installation, device: DemoDevice) -> None:
    differences: list[str] = []

    async def look() -> str | None:
        readings = await device.readings()
        try:
            return await compare(running.api, device.entry_id, readings)
        except StepError as error:
            differences.append(str(error))
            return None

    with report.step(f"Readings of {device.title}") as seen:
        try:
            same = await until(look, seconds=READING_SECONDS, what="equal readings")
        except StepError as error:
            reason = ": ".join([str(error), *differences[-1:]])
            raise StepError(reason) from None
        seen(same or "it has none")


async def _send_test(report: Report, running: Installation) -> None:
    with report.step("Test message") as seen:
        before = len(running.mail.messages)
        button = await running.api.entity(running.alerts_entry_id, "test")
        await running.api.call("button.press", entity_id=button)
        mail = await running.mail.wait("", after=before, seconds=MAIL_SECONDS)
        seen(short(mail))


async def _send_traps(
    report: Report,
    running: Installation,
    device: DemoDevice,
    simulated: SimulatedDevice,
) -> None:
    """Let a reading go out of its range and back: each time a trap tells of it."""
    await set_options(running.api, device.entry_id, RARELY)
    await wait_for_connectivity(running.api, device, "on")
    sensor = next(sensor for sensor in simulated.sensors if sensor.high is not None)
    usual, high = sensor.value, sensor.high or 0.0
    for title, event_type, value in (
        ("Trap that an alarm began", "alarm_started", high + 2.5),
        ("Trap that it is over", "alarm_ended", usual),
    ):
        with report.step(title) as seen:
            sensor.value, moved = value, monotonic()

            async def look(event_type: str = event_type) -> str | None:
                return await _alarm_shown(running, device, sensor.name, event_type)

            what = f"event “{event_type}” of {sensor.name}"
            seen(await until(look, seconds=TRAP_SECONDS, what=what, every=0.05))
            readings = [
                reading
                for reading in await device.readings()
                if reading.name == sensor.name
            ]
            seen(await compare(running.api, device.entry_id, readings))
            seen(f"shown within {monotonic() - moved:.1f} s")
            seen(f"polls are {RARELY['poll_interval']} s apart")


async def _alarm_shown(
    running: Installation, device: DemoDevice, part: str, event_type: str
) -> str | None:
    states = await running.api.states()
    for entity in await running.api.entities(device.entry_id):
        state = states.get(entity["entity_id"])
        if state is not None and entity["entity_id"].startswith("event."):
            told = state["attributes"]
            if (told.get("part"), told.get("event_type")) == (part, event_type):
                return f"{entity['entity_id']}: {event_type}, {told['device_state']}"
    return None


def _read_log(report: Report, running: Installation) -> None:
    with report.step("Home Assistant's log") as seen:
        for line in running.home_assistant.bad_lines():
            raise StepError(line)
        seen(f"no failure in {len(running.home_assistant.log())} lines")
