"""What goes wrong slowly: a message that is refused, and forty alerts at once."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from simulator import Sensor

from .api import Json
from .flows import add_subentry
from .mail import MailServer
from .recipients import CARETAKER, add_mail_of
from .report import StepError
from .stage import MAIL_SECONDS, STATE_SECONDS, Stage
from .waiting import until

OFFICE: Final = "office@example.org"
# What the mail server of the office does not like.
UNWANTED: Final = "Cold room 1"
RACKS: Final = 40
COOL, HOT, HOTTEST = 24.0, 65.0, 60.0
# Three attempts at least, of which the third comes after 2.5 minutes at the latest.
REFUSED_SECONDS: Final = 200.0


@dataclass
class Patience(Stage):
    """An office with a picky mail server, and a server room with many racks."""

    office_mail: MailServer = field(default_factory=MailServer)

    async def add(self, stack: AsyncExitStack) -> None:
        """Add the office, and the racks with a rule of their own."""
        await self._add_office(stack)
        with self.report.step(f"{RACKS} more sensors") as seen:
            device = self.running.device("Server room")
            self.simulated(device.title).sensors.extend(
                Sensor(7000 + rack, f"Bay {rack:02}", "C", COOL, low=None, high=None)
                for rack in range(1, RACKS + 1)
            )
            racks = await until(
                lambda: self._racks(device.entry_id),
                seconds=STATE_SECONDS,
                what=f"{RACKS} new entities",
            )
            answers = {
                "name": "Racks",
                "quantity": "temperature",
                "target": {"entity_id": racks},
            }
            handling = {"high": HOTTEST, "delay": 0}
            await add_subentry(self.api, self.entry_id, "range_rule", answers, handling)
            seen(f"of the {device.title}, and a rule for them above {HOTTEST} °C")

    async def _add_office(self, stack: AsyncExitStack) -> None:
        with self.report.step("Office") as seen:
            await stack.enter_async_context(self.office_mail)
            [notifier] = await add_mail_of(self.api, self.office_mail, OFFICE)
            [fallback] = [
                entity_id
                for entity_id in (await self.api.states())
                if entity_id.startswith("notify.") and "manager" in entity_id
            ]
            answers = {
                "name": "Office",
                "entities": [notifier],
                "how": {"fallback_entities": [fallback]},
            }
            await add_subentry(self.api, self.entry_id, "recipient", answers)
            self.office_mail.unwanted = UNWANTED
            seen(f"its mail server refuses what is about {UNWANTED}")

    async def _racks(self, entry_id: str) -> list[str] | None:
        found = [
            str(entity["entity_id"])
            for entity in await self.api.entities(entry_id)
            if "_bay_" in entity["entity_id"] and entity["entity_id"][:7] == "sensor."
        ]
        return found if len(found) == RACKS else None

    # Forty at once

    def set_racks(self, value: float) -> None:
        """Let all racks have a temperature."""
        for sensor in self.simulated("Server room").sensors:
            if sensor.name.startswith("Bay "):
                sensor.value = value

    async def tell_of_racks(self, title: str, after: int, text: str) -> None:
        """See that all racks are two mails."""
        with self.report.step(title) as seen:
            seen(await self.mail(text, after, CARETAKER))
            await self.mail(f"(+{RACKS - 1})", after, CARETAKER)
            told = [
                str(mail["Subject"])
                for mail in self.running.mail.messages[after:]
                if CARETAKER in mail["To"] and str(mail["Subject"]).startswith("Bay")
            ]
            if len(told) != 2:
                raise StepError(f"not two messages: {told}")
            seen(f"then “{told[1]}”: two messages instead of {RACKS}")

    # A message that is refused

    async def end(self) -> None:
        """See that one refused message went another way, and kept none of the others."""
        with self.report.step("Message to the office refused") as seen:
            failed = await until(
                lambda: self._delivery(state="failed", fallback=False),
                seconds=REFUSED_SECONDS,
                what="message that was refused for good",
            )
            seen(f"after {failed['attempts']} attempts: {failed['reason']}")
            sent = await until(
                lambda: self._delivery(state="accepted", fallback=True),
                seconds=STATE_SECONDS,
                what="message through the fallback",
            )
            seen(f"the fallback got “{sent['title']}”")
            others = len(self.office_mail.messages)
            if not others:
                raise StepError("the office got nothing else")
            seen(f"{others} other messages arrived meanwhile")
        with self.report.step("Its mail server takes everything") as seen:
            self.office_mail.unwanted = ""
            office = (await self.api.subentries(self.entry_id))["Office"]
            button = await self.api.entity(self.entry_id, "test", office)
            await self.api.call("button.press", entity_id=button)
            late = await self.office_mail.wait(UNWANTED, after=0, seconds=MAIL_SECONDS)
            seen(f"late “{late['Subject']}”")

    async def _delivery(self, **facts: object) -> Json | None:
        answer = await self.api.ask(
            "hwgroup.get_deliveries", recipient="Office", limit=300
        )
        for delivery in answer["deliveries"]:
            if facts.items() <= delivery.items() and UNWANTED in delivery["title"]:
                return dict(delivery)
        return None
