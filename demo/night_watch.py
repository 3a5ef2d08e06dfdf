"""A critical alarm that reaches somebody whose mail server is dead: by SMS, and a call."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from .api import Json
from .flows import add_subentry, take_answers
from .mail import MailServer, short
from .recipients import CARETAKER, add_mail_of
from .report import StepError
from .simulated import SMS_GATEWAY
from .stage import MAIL_SECONDS, STATE_SECONDS, Stage
from .waiting import until

# A message is declared failed when it was tried three times, within 2.5 minutes.
FAILED_SECONDS: Final = 200.0
# Who has not answered the SMS by then is rung.
RUNG_MINUTES: Final = 2.75
NIGHT_WATCH: Final = "night-watch@example.org"
NUMBER: Final = "+420602345678"
TRIP: Final = "Pump thermal trip"


@dataclass
class NightWatch(Stage):
    """Somebody who wants critical alerts only, by a mail server of their own."""

    night_mail: MailServer = field(default_factory=MailServer)

    async def add(self, stack: AsyncExitStack) -> None:
        """Add them with mail, an SMS where that fails, and a call for who does not answer."""
        api, entry_id = self.api, self.entry_id
        with self.report.step("Night watch") as seen:
            await stack.enter_async_context(self.night_mail)
            [notifier] = await add_mail_of(api, self.night_mail, NIGHT_WATCH)
            sms, call = await self.add_phone("Night watch", NUMBER)
            url = await take_answers(api, self.running.device(SMS_GATEWAY).entry_id)
            own = self.running.base_url
            self.modem.reports_to = f"{own}/api/{url.partition('/api/')[2]}"
            answers = {
                "name": "Night watch",
                "entities": [notifier],
                "when": {"severities": ["critical"]},
                "how": {"fallback_entities": [sms]},
            }
            await add_subentry(api, entry_id, "recipient", answers)
            answers = {
                "name": "Night watch by phone",
                "entities": [call],
                "when": {"severities": ["critical"], "after": RUNG_MINUTES},
            }
            await add_subentry(api, entry_id, "recipient", answers)
            answers = {
                "name": "Pumps",
                "quantity": "input",
                "target": {"entity_id": [await self._trip()]},
            }
            handling = {"more": {"severity": "critical"}}
            await add_subentry(api, entry_id, "input_rule", answers, handling)
            seen(f"{notifier} for critical alerts, such as {TRIP}; else {sms}")
            seen(f"{call} for those that nobody has acknowledged")

    async def _trip(self) -> str:
        [contact] = [
            contact
            for contact in self.simulated("Pump house").inputs
            if contact.name == TRIP
        ]
        for entity in await self.api.entities(
            self.running.device("Pump house").entry_id
        ):
            if entity["unique_id"].endswith(f"_input_{contact.id}"):
                return str(entity["entity_id"])
        raise StepError(f"no entity for {TRIP}")

    async def begin(self) -> None:
        """Raise a critical alarm while the mail server of the night watch is dead."""
        with self.report.step(
            "Mail server of the night watch dies, pump trips"
        ) as seen:
            before = self.mails()
            await self.night_mail.stop()
            self._move_trip(closed=True)
            tripped = f"{TRIP}: closed – CRITICAL · Pump house"
            seen(await self.mail(tripped, before, CARETAKER))

    def _move_trip(self, *, closed: bool) -> None:
        for contact in self.simulated("Pump house").inputs:
            if contact.name == TRIP:
                contact.move(closed=closed)

    async def end(self) -> None:
        """See that the failure is told by every means, and that all of it is cleared."""
        api, entry_id = self.api, self.entry_id
        with self.report.step("Message to the night watch failed") as seen:
            failed = await until(
                lambda: self._delivery("failed", fallback=False),
                seconds=FAILED_SECONDS,
                what="message that was declared failed",
            )
            seen(f"after {failed['attempts']} attempts: {failed['reason']}")
            sent = await until(
                lambda: self._delivery("accepted", fallback=True),
                seconds=STATE_SECONDS,
                what="message through the fallback",
            )
            texts = [text for number, text in self.modem.sent if number == NUMBER]
            # A call may have followed already: it has no text.
            if not any(TRIP in (text or "") for text in texts):
                raise StepError(f"SMS: {texts}")
            seen(f"the fallback {sent['channel']} got “{sent['title']}”")
            seen(await self._problem("on"))
            issue = await self._issue()
            if issue is None:
                raise StepError("no repair issue")
            told = issue["translation_placeholders"]
            seen(f"a repair issue names {told['recipient']} and {told['channel']}")
        await self._ring()
        await self._answer()
        with self.report.step("Its mail server is back") as seen:
            await self.night_mail.start()
            night_watch = (await api.subentries(entry_id))["Night watch"]
            button = await api.entity(entry_id, "test", night_watch)
            await api.call("button.press", entity_id=button)
            await self.night_mail.wait("Test message", after=0, seconds=MAIL_SECONDS)
            late = await self.night_mail.wait(TRIP, after=0, seconds=MAIL_SECONDS)
            seen(f"late {short(late)}")
            await until(
                lambda: self._delivery("accepted", fallback=False),
                seconds=STATE_SECONDS,
                what="message that was accepted",
            )
            seen(await self._problem("off"))
            if await self._issue() is not None:
                raise StepError("the repair issue is still there")
            seen("no repair issue any more")
        with self.report.step("Pump runs again") as seen:
            before = self.mails()
            self._move_trip(closed=False)
            seen(await self.mail(f"{TRIP}: open again", before, CARETAKER))

    async def _ring(self) -> None:
        """Wait until the phone rings, as nobody has answered the SMS."""
        with self.report.step("Nobody answers the SMS: the phone rings") as seen:

            async def look() -> bool | None:
                return self.modem.sent[-1] == (NUMBER, None) or None

            await until(look, seconds=STATE_SECONDS, what="call")
            seen(f"a call to {NUMBER}, which says nothing")

    async def _answer(self) -> None:
        """Answer the SMS, and see what has become of each message."""
        with self.report.step("Night watch answers “OK” by SMS") as seen:
            before, host = self.mails(), self.gateway.host
            reply = await self.gateway.report(NUMBER, "OK", source=host)
            if reply.status != 200:
                raise StepError(f"the gateway was answered {reply.status}")
            alert = await self.wait_for_alert(name=TRIP, phase="acknowledged")
            seen(f"acknowledged by {alert['acknowledged_by']}")
            seen(await self.mail(f"{TRIP}: closed – acknowledged", before, CARETAKER))
            told = await self.api.ask("hwgroup.get_deliveries", alert=alert["id"])
            for each in reversed(told["deliveries"]):
                if "Night watch" in each["recipient"]:
                    seen(f"{each['channel']}: {each['state']}")

    async def _delivery(self, state: str, *, fallback: bool) -> Json | None:
        facts = {"state": state, "fallback": fallback, "change": "started"}
        answer = await self.api.ask(
            "hwgroup.get_deliveries", recipient="Night watch", limit=300
        )
        for delivery in answer["deliveries"]:
            if facts.items() <= delivery.items():
                return dict(delivery)
        return None

    async def _problem(self, wanted: str) -> str:
        entity_id = await self.api.entity(self.entry_id, "delivery_problem")

        async def look() -> str | None:
            state = (await self.api.states())[entity_id]["state"]
            return f"{entity_id} is {state}" if state == wanted else None

        return await until(look, seconds=STATE_SECONDS, what=f"{entity_id} {wanted}")

    async def _issue(self) -> Json | None:
        for issue in (await self.api.command("repairs/list_issues"))["issues"]:
            if issue["translation_key"] == "recipient_unreachable":
                return dict(issue)
        return None
