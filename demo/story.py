"""What people are told: the story of some alerts, from a bad value to the last word."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from .flows import change_subentry, set_options
from .heartbeat import Heartbeat
from .installation import DemoDevice, Installation
from .night_watch import NightWatch
from .patience import COOL, HOT, HOTTEST, Patience
from .recipients import CARETAKER, MANAGER, WARMEST, WORKS
from .report import Report, StepError
from .stage import STATE_SECONDS, Stage
from .waiting import until

HEARTBEAT_SECONDS: Final = 90.0
# How long an acknowledgement counts, and when a maintenance window is left open.
_FORGOTTEN_SECONDS: Final = 20
_LEFT_OPEN_HOURS: Final = 0.001


@dataclass
class Story(Stage):
    """The chapters; those that wait for long begin early."""

    heartbeat: Heartbeat = field(default_factory=Heartbeat)
    heard: int = 0

    async def hurry(self, stack: AsyncExitStack) -> None:
        """Let everything be told sooner than usual."""
        api, entry_id = self.api, self.entry_id
        with self.report.step("Told sooner than usual") as seen:
            await self.heartbeat.start(stack)
            options = {
                "limits": {"delay": 0},
                "more": {
                    "heartbeat_url": self.heartbeat.url,
                    "heartbeat_minutes": 1,
                },
            }
            await set_options(api, entry_id, options)
            self.heard = self.heartbeat.heard
            ids = await api.subentries(entry_id)
            sooner = {"when": {"after": 0.5}}
            await change_subentry(api, entry_id, "recipient", ids["Manager"], sooner)
            window = ids["Works in the server room"]
            soon = {"remind_hours": _LEFT_OPEN_HOURS}
            await change_subentry(api, entry_id, "maintenance", window, soon)
            seen("the manager after half a minute, a sign of life every minute")

    # A range, and nobody who answers

    async def begin_range(self) -> None:
        """Let it become too warm."""
        with self.report.step("Cold store too warm") as seen:
            before, began = self.mails(), monotonic()
            self._cold_room().value = WARMEST + 0.5
            seen(await self.mail("Cold room 1", before, CARETAKER))
            seen(f"{monotonic() - began:.1f} s after the bad value")

    def _cold_room(self) -> Any:
        [sensor] = [
            sensor
            for sensor in self.simulated("Cold store").sensors
            if sensor.name == "Cold room 1"
        ]
        return sensor

    async def escalate(self, after: int) -> None:
        """Wait until the manager is told, too, and let somebody see to it."""
        with self.report.step("Nobody answers: escalated") as seen:
            text = "Cold room 1: 7.5 °C, above 7 °C – unanswered"
            seen(await self.mail(text, after, MANAGER))
        with self.report.step("Acknowledged") as seen:
            alert = await self.wait_for_alert(rule="Cold store")
            before = self.mails()
            await self.api.call(
                "hwgroup.acknowledge",
                alerts=[alert["id"]],
                by="Caretaker",
                duration={"seconds": _FORGOTTEN_SECONDS},
            )
            for recipient in (CARETAKER, MANAGER):
                seen(await self.mail("– acknowledged · Cold store", before, recipient))

    async def forget(self, after: int) -> None:
        """Wait until the acknowledgement has ended, and nobody has seen to it."""
        with self.report.step("Acknowledged, and forgotten: told again") as seen:
            text = "Cold room 1: 7.5 °C, above 7 °C – unanswered"
            seen(await self.mail(text, after, CARETAKER))

    async def end_range(self) -> None:
        """Let it become cold again."""
        with self.report.step("Cold store cold again") as seen:
            before = self.mails()
            self._cold_room().value = 4.2
            for recipient in (CARETAKER, MANAGER):
                seen(
                    await self.mail(
                        "Cold room 1: 4.2 °C, back in range", before, recipient
                    )
                )

    # Somebody at the device

    async def change_limits(self) -> None:
        """Change a limit on the device, and accept it in Home Assistant."""
        [corridor] = [
            sensor
            for sensor in self.simulated("Cold store").sensors
            if sensor.name == "Corridor"
        ]
        with self.report.step("Limits changed on the device") as seen:
            before = self.mails()
            corridor.high = 75.0
            seen(await self.mail("Corridor: limits changed", before, CARETAKER))
        with self.report.step("New limits accepted") as seen:
            alert = await self.wait_for_alert(rule="limits")
            await self.api.call("hwgroup.acknowledge", alerts=[alert["id"]])
            await self.wait_for_no_alert(rule="limits")
            seen("by acknowledging the alert, which is over")

    # One device, and several at once

    async def unplug(self, device: DemoDevice) -> None:
        """Unplug a device."""
        with self.report.step(f"{device.title} unplugged") as seen:
            await self.simulated(device.title).unplug()
            seen(await self.wait_for_connectivity(device, "off"))

    async def plug(self, device: DemoDevice, after: int) -> None:
        """Wait until it is told, and plug it in again."""
        with self.report.step("Mail that it is offline") as seen:
            seen(await self.mail(f"{device.title} is offline", after, CARETAKER))
        before = self.mails()
        with self.report.step(f"{device.title} back") as seen:
            await self.simulated(device.title).plug()
            seen(await self.wait_for_connectivity(device, "on"))
        with self.report.step("Mail that it is back") as seen:
            seen(await self.mail(f"{device.title} is back", before, CARETAKER))

    async def unplug_together(self, *titles: str) -> None:
        """Unplug several devices: one message, and one when they are back."""
        devices = [self.running.device(title) for title in titles]
        before = self.mails()
        with self.report.step(f"{', '.join(titles)} unplugged") as seen:
            for title in titles:
                await self.simulated(title).unplug()
            for device in devices:
                await self.wait_for_connectivity(device, "off")
            text = f"{len(titles)} of {len(self.running.devices)} devices"
            seen(await self.mail(text, before, CARETAKER))
        with self.report.step("All of them back") as seen:
            for title in titles:
                await self.simulated(title).plug()
            for device in devices:
                await self.wait_for_connectivity(device, "on")
            seen(await self.mail("back online", before, CARETAKER))
            told = [
                str(mail["Subject"])
                for mail in self.running.mail.messages[before:]
                if CARETAKER in mail["To"]
            ]
            if len(told) != 2:
                raise StepError(f"more than two messages: {told}")
            seen(f"two messages instead of {2 * len(titles)}")

    # Quiet

    async def maintain(self) -> None:
        """Let an alarm happen during maintenance, which is told at its end."""
        [intake] = [
            sensor
            for sensor in self.simulated("Server room").sensors
            if sensor.name == "Air intake"
        ]
        usual, before = intake.value, self.mails()
        with self.report.step("Alarm during maintenance") as seen:
            await self.api.call("input_boolean.turn_on", entity_id=WORKS)
            intake.value = (intake.high or 0.0) + 2.0
            alert = await self.wait_for_alert(rule="alarm", name=intake.name)
            told = await self.api.ask("hwgroup.get_deliveries", alert=alert["id"])
            if told["deliveries"]:
                raise StepError(f"told: {told['deliveries'][0]['title']}")
            seen(
                f"{alert['name']} {alert['value']} {alert['unit']}, and nobody is told"
            )
        with self.report.step("Window left on: reminder") as seen:
            [silence] = (await self.api.ask("hwgroup.get_silences"))["silences"]
            seen(f"{silence['name']}: {silence['by']} since {silence['since']}")
            await self.api.call("hwgroup.confirm", recipient="Caretaker")
            seen(await self.mail("Still under maintenance", before, CARETAKER))
        with self.report.step("End of the maintenance") as seen:
            await self.api.call("input_boolean.turn_off", entity_id=WORKS)
            seen(await self.mail(", alarm · Server room", before, CARETAKER))
            intake.value = usual
            seen(await self.mail(", alarm over · Server room", before, CARETAKER))

    # What proves itself

    async def confirm(self) -> None:
        """Say that a message has arrived."""
        api, entry_id = self.api, self.entry_id
        with self.report.step("“I got it”") as seen:
            caretaker = (await api.subentries(entry_id))["Caretaker"]
            proven = await api.entity(entry_id, "last_proven", caretaker)
            before = (await api.states())[proven]["state"]
            button = await api.entity(entry_id, "confirm", caretaker)
            await api.call("button.press", entity_id=button)

            async def look() -> str | None:
                state = str((await api.states())[proven]["state"])
                return None if state == before else state

            now = await until(look, seconds=STATE_SECONDS, what="last proven delivery")
            seen(f"{proven} was {before}, is {now}")

    async def try_rule(self) -> None:
        """Ask what a rule would have told so far."""
        with self.report.step("The rule, tried on the past") as seen:
            answer = await self.api.ask("hwgroup.try_rule", rule="Cold store")
            if answer["count"] != 1:
                raise StepError(answer["text"])
            seen(answer["text"])

    async def hear_heartbeat(self) -> None:
        """Wait for a sign of life."""

        async def look() -> int | None:
            return self.heartbeat.heard - self.heard or None

        with self.report.step("Sign of life") as seen:
            await until(look, seconds=HEARTBEAT_SECONDS, what="sign of life")
            seen(f"somebody outside has heard it at {self.heartbeat.url}")


async def tell_story(report: Report, running: Installation) -> None:
    """Go through all chapters: while one waits, others go on."""
    async with AsyncExitStack() as stack:
        story, night_watch = Story(report, running), NightWatch(report, running)
        patience = Patience(report, running)
        await night_watch.add(stack)
        await patience.add(stack)
        await story.hurry(stack)
        await night_watch.begin()
        before, boiler_room = story.mails(), running.device("Boiler room")
        await story.begin_range()
        await story.change_limits()
        patience.set_racks(HOT)
        await story.unplug(boiler_room)
        await story.escalate(before)
        answered = story.mails()
        hot = f"{HOT} °C, above {HOTTEST:g} °C · Server room"
        await patience.tell_of_racks("Forty racks too hot", before, hot)
        cooled = story.mails()
        patience.set_racks(COOL)
        await story.forget(answered)
        await story.end_range()
        await story.plug(boiler_room, before)
        await patience.tell_of_racks("Forty racks cool again", cooled, "back in range")
        await story.confirm()
        await story.try_rule()
        await story.maintain()
        await story.hear_heartbeat()
        await story.unplug_together("Cold store", "Server room", "Boiler room")
        await night_watch.end()
        await patience.end()
