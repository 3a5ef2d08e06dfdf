"""Who is told of what: the recipients, a rule and a maintenance window of the demo."""

from typing import Final

from .api import Api
from .flows import add_alerts, add_mail, add_subentry
from .mail import MailServer
from .report import StepError
from .waiting import until

CARETAKER: Final = "caretaker@example.org"
MANAGER: Final = "manager@example.org"
# Narrower than the limits on the device, so that the rule can be told from them.
COLDEST, WARMEST = 1.0, 7.0
WORKS: Final = "input_boolean.server_room_works"


async def add_mail_of(api: Api, mail: MailServer, *recipients: str) -> list[str]:
    """Set up mail to recipients, and return their notify entities."""
    first, *others = recipients
    entry_id = (await add_mail(api, mail.host, mail.port, first))["entry_id"]
    for recipient in others:
        await add_subentry(api, entry_id, "recipient", {"recipient": recipient})

    async def look() -> list[str] | None:
        states = await api.states()
        found = [
            str(entity["entity_id"])
            for entity in await api.entities(entry_id)
            if entity["entity_id"] in states
            and states[entity["entity_id"]]["state"] != "unavailable"
        ]
        return found if len(found) == len(recipients) else None

    found = await until(look, seconds=20, what="notify entities")
    return [_of(recipient, found) for recipient in recipients]


def _of(recipient: str, entities: list[str]) -> str:
    name = recipient.partition("@")[0].replace("-", "_")
    for entity_id in entities:
        if name in entity_id:
            return entity_id
    raise StepError(f"no notify entity for {recipient}")


async def add_recipients(api: Api, caretaker: str, manager: str) -> str:
    """Let the caretaker be told, and after him the manager; return the entry's ID."""
    entry_id = str((await add_alerts(api, "Caretaker", [caretaker]))["entry_id"])
    answers = {"name": "Manager", "entities": [manager], "when": {"after": 5}}
    await add_subentry(api, entry_id, "recipient", answers)
    return entry_id


async def add_cold_store_rule(api: Api, entry_id: str, sensor: str) -> str:
    """Watch the temperature of a sensor, and return what would have been told."""
    return await add_subentry(
        api,
        entry_id,
        "range_rule",
        {
            "name": "Cold store",
            "quantity": "temperature",
            "target": {"entity_id": [sensor]},
        },
        {"low": COLDEST, "high": WARMEST, "delay": 0, "more": {"hysteresis": 0.5}},
    )


async def add_works(api: Api, entry_id: str, device_id: str) -> None:
    """Let nobody be told of a device while somebody works there."""
    answers = {
        "name": "Works in the server room",
        "schedule": WORKS,
        "target": {"device_id": [device_id]},
    }
    await add_subentry(api, entry_id, "maintenance", answers)
