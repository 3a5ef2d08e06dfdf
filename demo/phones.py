"""Phones behind an SMS gateway."""

from typing import Final

from .api import Api
from .flows import add_subentry
from .waiting import until

_SECONDS: Final = 60.0


async def add_phone(
    api: Api, entry_id: str, name: str, number: str, **more: str
) -> tuple[str, str]:
    """Add a phone to a gateway, and return its entities: SMS and call."""
    answers = {"name": name, "number": number, "interface": "soap", **more}
    await add_subentry(api, entry_id, "phone", answers)
    phone = (await api.subentries(entry_id))[name]

    async def look() -> tuple[str, str] | None:
        states = await api.states()
        ways = {
            each["translation_key"]: str(each["entity_id"])
            for each in await api.entities(entry_id)
            if each["config_subentry_id"] == phone
            and states.get(each["entity_id"], {}).get("state", "unavailable")
            != "unavailable"
        }
        return (ways["sms"], ways["call"]) if len(ways) == 2 else None

    return await until(look, seconds=_SECONDS, what=f"phone of {name}")
