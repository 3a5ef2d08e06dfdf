"""What somebody does who has just downloaded the integration, step by step."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

from demo.report import Report, StepError
from demo.simulated import SMS_GATEWAY
from demo.waiting import until

from .gallery import Gallery
from .house import RECIPIENT, House
from .pages import DASHBOARD, PUBLISHED
from .past import give_past
from .person import Person

INTEGRATIONS: Final = "/config/integrations/dashboard"
INTEGRATION: Final = "/config/integrations/integration/hwgroup"
ALERTS: Final = "HW group alerts"
ROOM: Final = "sensor.cold_store_cold_room_1"
TOO_WARM: Final = "It is too warm in the kitchen."
# What is typed, and what the form says of it.
WRONG_ADDRESSES: Final = {
    "not an address": "This is not an address",
    "http://127.0.2.99:81": "Nothing answers at this address.",
    "{page}": "is not an HW group device",
    "{password}": "The device asks for a username and password.",
    "{trust}": "The certificate of the device cannot be verified.",
}
# A noisy morning, which the preview of a rule is good for.
MORNING: Final = [6.5, 7.9, 8.3, 7.9, 8.2, 7.8, 8.6, 8.1, 7.2, 5.5]
# An attempt, another one after 30 seconds and a third one after 2 minutes.
GIVEN_UP_SECONDS: Final = 240.0


class Story:
    """One person, one house, and the pictures of it."""

    def __init__(
        self,
        report: Report,
        house: House,
        person: Person,
        phone: Person,
        gallery: Gallery,
    ) -> None:
        """Begin: it is the same person, at a desk and with a phone."""
        self._report = report
        self._house = house
        self._person = person
        self._phone = phone
        self._gallery = gallery

    async def tell(self) -> None:
        """Do everything from the devices up to an alert that stands."""
        await self._reach_a_person()
        await self._add_dashboard()
        await self._mistype()
        await self._add_range_rule()
        await self._automate()
        await self._get_too_warm()

    async def break_notifier(self) -> None:
        """Acknowledge the alert, of which the mail server lets nobody know."""
        person, mail = self._person, self._house.mail
        async with self._step("The notifier breaks, and the test says so"):
            mail.works = False
            await self._open_alerts()
            await person.press_at("Send test message")
            await person.see("The test message was not accepted for: Caretaker")
        async with self._step("The alert is acknowledged on a phone"):
            phone = self._phone
            await phone.go("/")
            await phone.see("Overview")
            phone.clicks = 0
            await phone.click(phone.page.locator("ha-menu-button").first)
            await phone.choose("HW group")
            await phone.tick("Cold room 1: 9.4 °C, above 8 °C")
            await until(self._acknowledged, seconds=20, what="acknowledged alert")
            self._report.line(f"  {phone.clicks} taps, of which one on the dashboard")

    async def see_repair(self) -> None:
        """Wait until Home Assistant says that mail reaches nobody."""
        person, title = self._person, "Alerts do not reach Caretaker"
        async with self._step("Home Assistant asks for a repair"):
            await person.go("/config/repairs")
            await person.see(title, seconds=GIVEN_UP_SECONDS)
            await person.choose(title)
            await person.see("Fix the notifier, or choose another one")
            await self._picture("repair")

    async def mend_notifier(self) -> None:
        """Mend the mail server, and see the repair go."""
        person, house = self._person, self._house
        async with self._step("The notifier works again, and the repair is gone"):
            house.mail.works = True
            before = len(house.mail.messages)
            await self._open_alerts()
            await person.press_at("Send test message")
            await house.mail_about("Test message", after=before)
            await house.mail_about("– acknowledged", after=before)
            await person.go("/config/repairs")
            await person.see("There are currently no repairs pending")

    async def add_devices(self) -> None:
        """Let devices be found, and add them."""
        person = self._person
        async with self._step("Devices are found, and added"):
            await self._add_integration()
            await person.choose("Search for devices")
            await person.see("Devices found")
            for name in ("Cold store", "Server room", "Pump house", SMS_GATEWAY):
                await person.see(name)
            await self._picture("search")
            await person.press("Submit")
            await person.see("Areas of the devices")
            await self._picture("areas")
            await person.press("Submit")
            await person.see("Also added: Server room, Pump house, Boiler room,")
            await person.press("Skip and finish")
            await person.see_no_more("Name and assign")
            await self._house.furnish()
            readings = await self._house.readings()
            await until(
                lambda: self._give_past(readings), seconds=60, what="recorded readings"
            )

    async def _give_past(self, readings: list[str]) -> bool | None:
        folder = self._house.home_assistant.folder
        given = await asyncio.to_thread(give_past, folder, readings, {ROOM: MORNING})
        return given or None

    async def _reach_a_person(self) -> None:
        """Set up mail and the alerts, and count what it takes to a test that arrives."""
        person, begun = self._person, monotonic()
        person.clicks = 0
        await self._set_up_mail()
        await self._set_up_alerts()
        self._report.line(
            f"  A test message has arrived after {person.clicks} clicks and"
            f" {monotonic() - begun:.0f} s, mail included, and without any YAML"
        )

    async def _set_up_mail(self) -> None:
        person, mail = self._person, self._house.mail
        async with self._step("Mail is set up"):
            await person.go(INTEGRATIONS)
            await person.press("Add integration")
            await person.search("SMTP", hint="Search for a brand name")
            await person.choose("SMTP", kind="ha-integration-list-item")
            await person.type_into("Sender email", "home@example.org")
            await person.type_into("Sender name", "Home Assistant")
            await person.type_into("Host", mail.host)
            await person.type_into("Port", str(mail.port))
            # Only because the server of this house has no certificate.
            await person.click(person.page.locator("ha-select").first)
            await person.choose("None", kind="ha-dropdown-item, ha-list-item")
            await person.press("Submit")
            await person.type_into("Email", RECIPIENT)
            await person.press("Submit")
            await person.see("Created configuration for")

    async def _set_up_alerts(self) -> None:
        person = self._person
        async with self._step("Alerts are set up, with a recipient"):
            await self._add_integration()
            await person.choose("Set up alerts")
            await person.see("Choose the first recipient")
            await person.type_into("Name", "Caretaker")
            await person.click(
                person.page.locator("ha-selector-entity ha-entity-picker").first
            )
            await person.pick(RECIPIENT)
            await self._picture("recipient")
            await person.press("Submit")
            await person.see("The alerts are set up")
        async with self._step("A test message arrives, and the form says so"):
            before = len(self._house.mail.messages)
            await person.choose("Send test message")
            await self._house.mail_about("Test message", after=before)
            await person.see("Check that it has arrived.")
            await self._picture("test")
            await person.choose("Finish")

    async def _add_dashboard(self) -> None:
        person = self._person
        async with self._step("A dashboard is added, in four clicks"):
            await person.choose("Settings > Dashboards")
            await person.press("Add dashboard")
            await person.see("always up to date")
            await person.choose("HW group", kind="dashboard-card")
            await person.press("Create")
            await person.see_no_more("Add new dashboard")
            await person.go(DASHBOARD)
            areas = ["Alerts", "Basement", "Garden", "Kitchen", "Office"]
            await self._see_headings(person, areas)

    async def _mistype(self) -> None:
        """See how soon the form of a device says what is wrong with an address."""
        person = self._person
        async with self._step("A wrong address is answered at once"):
            for address, error in WRONG_ADDRESSES.items():
                await self._add_integration()
                await person.choose("Add a device by its address")
                await person.type_into("Address", address.format(**self._wrong))
                begun = monotonic()
                await person.press("Submit")
                await person.see(error)
                self._report.line(f"  {error} {monotonic() - begun:.1f} s")

    @property
    def _wrong(self) -> dict[str, str]:
        """What answers, but is no device to be added like this."""
        strangers = self._house.strangers.items()
        return {"page": self._house.api.url} | {
            wants: device.url for wants, device in strangers
        }

    async def _add_range_rule(self) -> None:
        person = self._person
        async with self._step("A range rule is tried on the past"):
            await person.go(INTEGRATION)
            await person.press("Add range rule")
            await person.see("Kind of reading")
            await person.type_into("Name", "Vaccine fridges")
            await person.press("Add target")
            await person.pick("Kitchen")
            await person.press("Submit")
            await person.type_into("High limit", "8")
            await person.type_into("Delay", "0")
            await self._picture("limits")
            await person.choose("Severity, hysteresis and message")
            await person.choose("Critical", exact=True)
            await person.type_into("Hysteresis", "0")
            await person.press("Submit")
            await person.see("With a hysteresis of 0.5 °C there would have been 1.")
            await self._picture("preview")
        async with self._step("It is changed, and saved"):
            await person.choose("Edit the rule")
            await person.press("Submit")
            await person.choose("Severity, hysteresis and message")
            await person.type_into("Hysteresis", "0.5")
            await person.press("Submit")
            await person.see("would have raised 1 alert, of")
            await person.choose("Save the rule")
            await person.see("Created configuration for Vaccine fridges.")
            await person.press("Finish")

    async def _automate(self) -> None:
        person = self._person
        async with self._step("Home Assistant's own temperature trigger takes an area"):
            await person.go("/config/automation/edit/new")
            await person.press("Add trigger")
            await person.choose("Kitchen")
            await person.see("Alert acknowledged")
            await self._picture("trigger")
            await person.choose("Temperature crossed threshold")
            threshold = person.page.locator("ha-selector-numeric_threshold")
            await threshold.get_by_role("spinbutton").last.click()
            await person.page.keyboard.type("8")
        async with self._step("The automation sends a message"):
            await person.press("Add action")
            await person.search("Send a notification message")
            await person.choose("Sends a notification message.")
            await person.press("Add target")
            await person.pick(RECIPIENT)
            await person.page.get_by_role("textbox", disabled=False).last.click()
            await person.page.keyboard.type(TOO_WARM)
            await person.press("Save")
            await person.type_into("Name", "Warm kitchen")
            await person.page.get_by_role("button", name="Save").last.click()
            await until(self._automated, seconds=20, what="saved automation")
            await person.see("Traces")
        async with self._step("A trigger of all alerts has a target"):
            await person.go("/config/automation/edit/new")
            await person.press("Add trigger")
            await person.search("Alert started")
            await person.choose("Alert started")
            await person.press("Add target")
            await person.pick("HW group alerts")
            await person.press("Save")
            await person.type_into("Name", "Any alert")
            await person.page.get_by_role("button", name="Save").last.click()
            await person.see("Traces")
            await person.see_no_more("No target set")

    async def _get_too_warm(self) -> None:
        house = self._house
        async with self._step("It gets too warm: both tell of it"):
            before = len(house.mail.messages)
            await self._phone.go(DASHBOARD)
            await self._phone.see("Kitchen")
            house.devices["Cold store"].sensors[0].value = 9.4
            critical = "Cold room 1: 9.4 °C, above 8 °C – CRITICAL · Cold store"
            await house.mail_about(critical, after=before)
            await house.mail_about(TOO_WARM, after=before)
            await self._open_alerts()
            await self._person.see(critical)
        async with self._step("A dashboard that is open puts it first"):
            areas = ["Alerts", "Kitchen", "Basement", "Garden", "Office"]
            await self._see_headings(self._phone, areas)
        async with self._step("The graph has the limit of the rule"):
            await self._phone.go(DASHBOARD)
            await self._phone.see("8.0 °C")

    async def _see_headings(self, person: Person, expected: list[str]) -> None:
        """Wait until a dashboard has these sections, in this order."""

        async def look() -> bool | None:
            return await person.read("hui-heading-card h2") == expected or None

        await until(look, seconds=20, what=f"{expected[1]} first")

    async def _open_alerts(self) -> None:
        await self._person.go(f"/config/devices/device/{await self.alerts_id()}")
        await self._person.see("Acknowledge all alerts")

    async def alerts_id(self) -> str:
        """Return the device of the alerts."""
        return await self._house.device_id(ALERTS)

    async def _add_integration(self) -> None:
        person = self._person
        await person.go(INTEGRATIONS)
        await person.press("Add integration")
        await person.search("HW group", hint="Search for a brand name")
        await person.choose("HW group", kind="ha-integration-list-item")
        await person.see("Scan a subnet")

    async def _automated(self) -> bool | None:
        return "automation.warm_kitchen" in await self._house.api.states() or None

    async def _acknowledged(self) -> bool | None:
        states = await self._house.api.states()
        alerts = states["sensor.hw_group_alerts_active_alerts"]["attributes"]["alerts"]
        return [alert["phase"] for alert in alerts] == ["acknowledged"] or None

    async def _picture(self, name: str, *, dialog: bool = True) -> None:
        page = self._person.page
        published = name in PUBLISHED
        await self._gallery.take(page, name, dialog=dialog, published=published)

    @asynccontextmanager
    async def _step(self, title: str) -> AsyncIterator[None]:
        """Tell of a step; where it fails, keep a picture of it."""
        with self._report.step(title):
            try:
                yield
            except Exception as error:
                await self._gallery.take_as_is(self._phone.page, "failed_phone")
                path = await self._gallery.take_as_is(self._person.page, "failed")
                reason = str(error).splitlines()[0]
                raise StepError(f"{reason}; see {path}") from error
