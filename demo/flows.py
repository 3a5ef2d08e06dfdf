"""Walking through Home Assistant's flows, as the dialogs of its frontend do."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from launcher import HOST

from .api import Api, Json
from .report import StepError
from .waiting import until

CONFIG = "/api/config/config_entries/flow"
OPTIONS = "/api/config/config_entries/options/flow"
SUBENTRY = "/api/config/config_entries/subentries/flow"
SEARCH_SECONDS = 60.0


async def walk(
    api: Api, path: str, handler: Any, step: str, answers: Mapping[str, Any]
) -> Json:
    """Start a flow, choose a step where a menu offers it, and fill in its form."""
    result = await _begin(api, path, handler, step)
    if result["type"] != "form" or result["step_id"] != step:
        raise StepError(f"no form “{step}”: {_outcome(result)}")
    result = await api.post(f"{path}/{result['flow_id']}", answers)
    if result["type"] != "create_entry":
        raise StepError(_outcome(result))
    return result


async def _begin(api: Api, path: str, handler: Any, step: str) -> Json:
    """Start a flow, and choose a step where a menu offers it."""
    result = await api.post(path, {"handler": handler})
    if result["type"] == "menu":
        choice = {"next_step_id": step}
        result = await api.post(f"{path}/{result['flow_id']}", choice)
    return result


async def add_found(api: Api) -> dict[str, Json]:
    """Search for devices and add those that are chosen in the form, which is all.

    Return the config entries by title.
    """
    result = await _begin(api, CONFIG, "hwgroup", "search")
    flow = f"{CONFIG}/{result['flow_id']}"

    async def look() -> Json | None:
        shown: Json = await api.get(flow)
        return None if shown["type"] == "progress" else shown

    result = await until(look, seconds=SEARCH_SECONDS, what="end of the search")
    if result["step_id"] != "pick":
        raise StepError(f"no list of devices: {_outcome(result)}")
    [devices] = result["data_schema"]
    result = await api.post(flow, {devices["name"]: devices["default"]})
    if result.get("step_id") == "areas":
        result = await api.post(flow, {})
    if result["type"] != "create_entry" or result["description"] == "some_left":
        raise StepError(_outcome(result))
    entries = await api.get("/api/config/config_entries/entry?domain=hwgroup")
    return {entry["title"]: entry for entry in entries}


async def add_device(api: Api, host: str, **snmp: Any) -> Json:
    """Add a device by its address, and return its config entry."""
    answers = {"host": host} | ({"snmp": snmp} if snmp else {})
    return _entry(await walk(api, CONFIG, "hwgroup", "device", answers))


async def reconfigure_device(
    api: Api,
    entry_id: str,
    at_the_device: Callable[[], None] | None = None,
    **changes: Any,
) -> None:
    """Change some fields of a device; the others stay as the form has them.

    Outputs over Modbus need somebody at the device, who switches one of them.
    """
    result = await api.post(CONFIG, {"handler": "hwgroup", "entry_id": entry_id})
    flow = f"{CONFIG}/{result['flow_id']}"
    result = await api.post(flow, _filled_in(result["data_schema"], changes))
    if at_the_device is not None and result.get("step_id") == "coils":
        at_the_device()
        result = await api.post(flow, {})
    if result.get("reason") != "reconfigure_successful":
        raise StepError(_outcome(result))


async def add_traps(api: Api, port: int) -> Json:
    """Listen for the traps of all devices, and return the config entry of the traps."""
    return _entry(await walk(api, CONFIG, "hwgroup", "traps", {"port": port}))


async def receive_pushes(api: Api, port: int) -> Json:
    """Listen for pushes on the loopback, and return the config entry of the pushes."""
    answers = {"port": port, "host": HOST}
    return _entry(await walk(api, CONFIG, "hwgroup", "push", answers))


async def add_device_that_pushes(
    api: Api, type_in: Callable[[str], Awaitable[None]]
) -> Json:
    """Add a device after its URL was typed into it, and return its config entry."""
    result = await _begin(api, CONFIG, "hwgroup", "push_device")
    if result["type"] != "form":
        raise StepError(f"no URL for a device: {_outcome(result)}")
    url = result["description_placeholders"]["url_in_title"]
    flow = f"{CONFIG}/{result['flow_id']}"
    await api.post(flow, {})
    await type_in(url)

    async def look() -> Json | None:
        shown: Json = await api.get(flow)
        return None if shown["type"] == "progress" else shown

    await until(look, seconds=SEARCH_SECONDS, what="device that has pushed")
    result = await api.post(flow, {})
    if result["type"] != "create_entry":
        raise StepError(_outcome(result))
    return _entry(result)


async def add_alerts(api: Api, name: str, entities: list[str]) -> Json:
    """Let somebody be told, and return the config entry of the alerts."""
    answers = {"name": name, "entities": entities, "actions": []}
    return _entry(await walk(api, CONFIG, "hwgroup", "alerts", answers))


async def add_subentry(
    api: Api, entry_id: str, kind: str, *forms: Mapping[str, Any]
) -> str:
    """Fill in the forms of a subentry, and return what was said before it was saved."""
    result = await api.post(SUBENTRY, {"handler": [entry_id, kind]})
    flow, outcome = f"{SUBENTRY}/{result['flow_id']}", ""
    for answers in forms:
        result = await api.post(flow, answers)
    if result["type"] == "menu":
        outcome = result["description_placeholders"]["outcome"]
        result = await api.post(flow, {"next_step_id": "save"})
    if result["type"] != "create_entry":
        raise StepError(_outcome(result))
    return outcome


async def change_subentry(
    api: Api, entry_id: str, kind: str, subentry_id: str, changes: Mapping[str, Any]
) -> None:
    """Change some fields of a subentry; the others stay as the form has them."""
    begin = {"handler": [entry_id, kind], "subentry_id": subentry_id}
    result = await api.post(SUBENTRY, begin)
    answers = _filled_in(result["data_schema"], changes)
    result = await api.post(f"{SUBENTRY}/{result['flow_id']}", answers)
    if result.get("reason") != "reconfigure_successful":
        raise StepError(_outcome(result))


async def add_mail(api: Api, host: str, port: int, recipient: str) -> Json:
    """Set up mail through a server without encryption, and return its config entry."""
    answers = {
        "sender": "home@example.org",
        "sender_name": "Home Assistant",
        "server": host,
        "port": port,
        "encryption": "none",
        "verify_ssl": False,
        "options": {},
    }
    result = await walk(api, CONFIG, "smtp", "user", answers)
    entry = _entry(result)
    # It goes on by itself to its first recipient.
    _, flow_id = result["next_flow"]
    result = await api.post(f"{SUBENTRY}/{flow_id}", {"recipient": recipient})
    if result["type"] != "create_entry":
        raise StepError(_outcome(result))
    return entry


async def set_options(api: Api, entry_id: str, options: Mapping[str, Any]) -> None:
    """Change some options of a config entry; the others stay as the form has them."""
    result = await _begin(api, OPTIONS, entry_id, "init")
    answers = _filled_in(result["data_schema"], options)
    result = await api.post(f"{OPTIONS}/{result['flow_id']}", answers)
    if result["type"] != "create_entry":
        raise StepError(_outcome(result))


async def take_answers(api: Api, entry_id: str) -> str:
    """Let an SMS gateway report answers, and return the URL for it."""
    result = await _begin(api, OPTIONS, entry_id, "init")
    answers = _filled_in(result["data_schema"], {"answers": True})
    flow = f"{OPTIONS}/{result['flow_id']}"
    result = await api.post(flow, answers)
    if result.get("step_id") != "answers":
        raise StepError(f"no URL for a gateway: {_outcome(result)}")
    url = str(result["description_placeholders"]["url_in_title"])
    result = await api.post(flow, {})
    if result["type"] != "create_entry":
        raise StepError(_outcome(result))
    return url


def _filled_in(fields: list[Json], changes: Mapping[str, Any]) -> Json:
    """Return what a form is sent back with."""
    answers: Json = {}
    for field in fields:
        name = field["name"]
        if "schema" in field:  # a section
            answers[name] = _filled_in(field["schema"], changes.get(name, {}))
        else:
            suggested = (field.get("description") or {}).get("suggested_value")
            if (answer := changes.get(name, suggested)) is not None:
                answers[name] = answer
    return answers


def _entry(result: Json) -> Json:
    entry: Json = result["result"]
    return entry


def _outcome(result: Json) -> str:
    errors = result.get("errors") or {}
    told = ", ".join(f"{field}: {error}" for field, error in errors.items())
    return told or str(result.get("reason") or result.get("step_id") or result)
