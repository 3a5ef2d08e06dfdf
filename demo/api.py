"""Home Assistant's REST and websocket interfaces, as its frontend uses them."""

from collections.abc import Mapping
from itertools import count
from typing import Any, Self, cast

from aiohttp import ClientResponse, ClientSession, ClientTimeout

from .report import StepError

USER = "demo"
PASSWORD = "demo"

type Json = dict[str, Any]


class Api:
    """A user who is logged in."""

    def __init__(self, url: str) -> None:
        """Know where Home Assistant is."""
        self.url = url
        self.client_id = f"{url}/"
        self.tokens: Json = {}
        self._session = ClientSession(url, timeout=ClientTimeout(total=90))
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        """Return the user."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        await self._session.close()

    async def onboard(self) -> None:
        """Create the owner, and log in."""
        body = {
            "client_id": self.client_id,
            "name": "Demo",
            "username": USER,
            "password": PASSWORD,
            "language": "en",
        }
        code = (await self.post("/api/onboarding/users", body))["auth_code"]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.client_id,
        }
        async with self._session.post("/auth/token", data=form) as response:
            response.raise_for_status()
            self.tokens = await response.json()
        self._session.headers["Authorization"] = f"Bearer {self.tokens['access_token']}"

    async def get(self, path: str) -> Any:
        """Get a JSON document."""
        async with self._session.get(path) as response:
            return await _json(response)

    async def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """Post JSON, and return the answer."""
        async with self._session.post(path, json=body) as response:
            return cast("Json", await _json(response))

    async def command(self, kind: str, **arguments: Any) -> Any:
        """Send one command over a websocket, and return its result."""
        async with self._session.ws_connect("/api/websocket") as socket:
            await socket.receive_json()
            await socket.send_json(
                {"type": "auth", "access_token": self.tokens["access_token"]}
            )
            await socket.receive_json()
            number = next(self._numbers)
            await socket.send_json({"id": number, "type": kind, **arguments})
            answer = await socket.receive_json()
        if not answer.get("success"):
            raise StepError(f"{kind}: {answer.get('error')}")
        return answer["result"]

    async def call(self, action: str, **data: Any) -> None:
        """Perform an action."""
        domain, name = action.split(".")
        await self.post(f"/api/services/{domain}/{name}", data)

    async def ask(self, action: str, **data: Any) -> Json:
        """Perform an action, and return its answer."""
        domain, name = action.split(".")
        path = f"/api/services/{domain}/{name}?return_response"
        answer: Json = (await self.post(path, data))["service_response"]
        return answer

    async def states(self) -> dict[str, Json]:
        """Return all states by entity ID."""
        return {state["entity_id"]: state for state in await self.get("/api/states")}

    async def entities(self, entry_id: str) -> list[Json]:
        """Return what the entity registry knows of a config entry."""
        listed = await self.command("config/entity_registry/list")
        return [entity for entity in listed if entity["config_entry_id"] == entry_id]

    async def entity(
        self, entry_id: str, key: str, subentry_id: str | None = None
    ) -> str:
        """Return the entity with a translation key, of an entry or of a subentry."""
        for entity in await self.entities(entry_id):
            place = entity["translation_key"], entity["config_subentry_id"]
            if place == (key, subentry_id):
                return str(entity["entity_id"])
        raise StepError(f"no entity “{key}”")

    async def subentries(self, entry_id: str) -> dict[str, str]:
        """Return the IDs of the subentries of a config entry by their titles."""
        kind = "config_entries/subentries/list"
        listed = await self.command(kind, entry_id=entry_id)
        return {subentry["title"]: subentry["subentry_id"] for subentry in listed}


async def _json(response: ClientResponse) -> Any:
    if response.ok:
        return await response.json()
    text = await response.text(errors="replace")
    raise StepError(f"{response.url.path} answers {response.status}: {text[:200]}")
