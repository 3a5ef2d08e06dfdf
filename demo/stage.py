"""What the chapters of the story share: devices to play with, and ways to wait."""

from dataclasses import dataclass
from typing import Any, Final

from simulator import SimulatedDevice
from simulator.sms import Modem

from .api import Api, Json
from .installation import DemoDevice, Installation
from .mail import short
from .phones import add_phone
from .report import Report, StepError
from .simulated import SMS_GATEWAY
from .waiting import until

MAIL_SECONDS: Final = 90.0
STATE_SECONDS: Final = 60.0


@dataclass
class Stage:
    """What all chapters need: the installation, and ways to wait for what is told."""

    report: Report
    running: Installation

    @property
    def api(self) -> Api:
        """Return the user who is logged in."""
        return self.running.api

    @property
    def entry_id(self) -> str:
        """Return the entry of the alerts."""
        return self.running.alerts_entry_id

    def simulated(self, title: str) -> SimulatedDevice:
        """Return a device to play with."""
        device = self.running.device(title).simulated
        if device is None:
            raise StepError(f"{title} is not simulated")
        return device

    @property
    def gateway(self) -> SimulatedDevice:
        """Return the SMS gateway."""
        return self.simulated(SMS_GATEWAY)

    @property
    def modem(self) -> Modem:
        """Return the modem of the SMS gateway."""
        if (modem := self.gateway.modem) is None:
            raise StepError("The gateway has no modem")
        return modem

    async def add_phone(self, name: str, number: str, **more: str) -> tuple[str, str]:
        """Add a phone to the SMS gateway, and return its entities: SMS and call."""
        entry_id = self.running.device(SMS_GATEWAY).entry_id
        return await add_phone(self.api, entry_id, name, number, **more)

    def mails(self) -> int:
        """Return how many mails there are by now."""
        return len(self.running.mail.messages)

    async def mail(self, text: str, after: int, to: str) -> str:
        """Wait for a mail to somebody, and return its beginning."""
        mail = await self.running.mail.wait(
            text, after=after, seconds=MAIL_SECONDS, to=to
        )
        return f"to {to.partition('@')[0]} {short(mail)}"

    async def alert(self, **facts: Any) -> Json | None:
        """Return the alert of which something is known, None where there is none."""
        for alert in (await self.api.ask("hwgroup.get_alerts"))["alerts"]:
            if facts.items() <= alert.items():
                return dict(alert)
        return None

    async def wait_for_alert(self, **facts: Any) -> Json:
        """Return the alert of which something is known, as soon as there is one."""
        return await until(
            lambda: self.alert(**facts), seconds=STATE_SECONDS, what=f"alert {facts}"
        )

    async def wait_for_no_alert(self, **facts: Any) -> None:
        """Wait until there is no such alert any more."""

        async def look() -> bool | None:
            return await self.alert(**facts) is None or None

        await until(look, seconds=STATE_SECONDS, what=f"end of the alert {facts}")

    async def wait_for_connectivity(self, device: DemoDevice, wanted: str) -> str:
        """Wait until Home Assistant sees that a device answers, or does not."""
        return await wait_for_connectivity(self.api, device, wanted)


async def wait_for_connectivity(api: Api, device: DemoDevice, wanted: str) -> str:
    """Wait until Home Assistant sees that a device answers, or does not."""

    async def look() -> str | None:
        states = await api.states()
        for entity in await api.entities(device.entry_id):
            state = states.get(entity["entity_id"])
            if (
                state is not None
                and state["attributes"].get("device_class") == "connectivity"
                and state["state"] == wanted
            ):
                return f"{entity['entity_id']} is {wanted}"
        return None

    return await until(
        look, seconds=STATE_SECONDS, what=f"connectivity “{wanted}”", every=0.5
    )
