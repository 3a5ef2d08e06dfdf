"""A leak while the mail server is dead: an SMS, then a call, and an answer by SMS."""

import json
from typing import Final

from demo.flows import add_subentry, change_subentry, take_answers
from demo.phones import add_phone
from demo.report import Report, StepError
from demo.simulated import SMS_GATEWAY
from demo.waiting import until
from simulator.sms import Modem

from .gallery import Gallery
from .house import ENTRIES, House
from .pages import DASHBOARD, PUBLISHED
from .person import DESKTOP, Person

NUMBER: Final = "+420601234567"
# How long nobody answers the SMS before the phone rings, in minutes.
RUNG_AFTER: Final = 0.2
# For what an action answers to be seen as a whole.
TALL: Final = 2400
ACTIONS: Final = "/config/developer-tools/action"
# Where the frontend keeps what was filled in there.
FILLED_IN: Final = "panel-dev-action-state-service-data"


async def reach_by_phone(
    report: Report, house: House, person: Person, gallery: Gallery
) -> None:
    """Let the caretaker be reached by other ways than the mail server, which is dead."""
    sent = _modem(house).sent
    with report.step("A phone is the fallback, and rings if nobody answers"):
        await _add_phone(house)
    with report.step("A leak: an SMS instead of the mail, then a call"):
        house.devices["Boiler room"].sensors[0].value = 1.0
        await until(lambda: _has_rung(house), seconds=120, what="call")
        texts = [text.partition("\n")[0] for _, text in sent if text]
        report.line(f"  SMS: {texts[-1]}; then a call to {sent[-1][0]}")
    with report.step("An OK by SMS acknowledges it"):
        gateway = house.devices[SMS_GATEWAY]
        reply = await gateway.report(NUMBER, "OK", source=gateway.host)
        if reply.status != 200:
            raise StepError(f"the gateway was answered {reply.status}")
        await person.go(f"{DASHBOARD}/history")
        await person.see("alarm – acknowledged")
        await gallery.take(person.page, "history", published="history" in PUBLISHED)
    with report.step("What has become of each message"):
        [leak] = [
            alert
            for alert in (await house.api.ask("hwgroup.get_alerts"))["alerts"]
            if alert["device"] == "Boiler room"
        ]
        asked = {"action": "hwgroup.get_deliveries", "data": {"alert": leak["id"]}}
        kept = json.dumps(json.dumps(asked))
        await person.page.evaluate(f"localStorage.setItem('{FILLED_IN}', {kept})")
        width, _ = DESKTOP
        await person.page.set_viewport_size({"width": width, "height": TALL})
        await person.go(ACTIONS)
        await person.press("Perform action")
        response = person.page.locator("ha-card").filter(has_text="Response").last
        await response.get_by_text("acknowledged").first.wait_for()
        published = "deliveries" in PUBLISHED
        await gallery.take(
            person.page, "deliveries", only=response, published=published
        )
        await person.page.set_viewport_size({"width": width, "height": DESKTOP[1]})
    house.devices["Boiler room"].sensors[0].value = 0.0


def _modem(house: House) -> Modem:
    modem = house.devices[SMS_GATEWAY].modem
    if modem is None:
        raise StepError("The gateway has no modem")
    return modem


async def _has_rung(house: House) -> bool | None:
    return (NUMBER, None) in _modem(house).sent or None


async def _add_phone(house: House) -> None:
    api = house.api
    entries = {entry["title"]: entry["entry_id"] for entry in await api.get(ENTRIES)}
    gateway, alerts = entries[SMS_GATEWAY], entries["HW group alerts"]
    sms, call = await add_phone(api, gateway, "Caretaker", NUMBER)
    url = await take_answers(api, gateway)
    _modem(house).reports_to = f"{api.url}/api/{url.partition('/api/')[2]}"
    caretaker = (await api.subentries(alerts))["Caretaker"]
    fallback = {"how": {"fallback_entities": [sms]}}
    await change_subentry(api, alerts, "recipient", caretaker, fallback)
    rung = {
        "name": "Caretaker, by phone",
        "entities": [call],
        "when": {"severities": ["critical"], "after": RUNG_AFTER},
    }
    await add_subentry(api, alerts, "recipient", rung)
