"""Names of devices are shown as they are: no link, no picture, no HTML of theirs."""

import html
import re
from typing import Any

from markdown_it import MarkdownIt
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.hwgroup.alerts.model import Message
from custom_components.hwgroup.alerts.notify import problems
from custom_components.hwgroup.alerts.notify.recipients import Channel, ChannelKind
from custom_components.hwgroup.alerts.notify.sender import async_send
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.plain import escaped
from homeassistant.config_entries import SOURCE_DHCP
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from simulator import SimulatedDevice

from .conftest import AddDevice, Elapse, Plug
from .translations import ENGLISH

# What the frontend could take for something else, each in the name of a device.
HOSTILE = (
    "[Open](http://192.0.2.1/login)",
    "![](http://192.0.2.1/seen.png)",
    "<img src=http://192.0.2.1/seen.png>",
    "https://192.0.2.1/ www.example.com it@example.com",
    "**Update** _now_ `code` ~~gone~~",
    "# Heading",
    "1. Freezer",
    "- Freezer",
    "> quoted &lt; &amp; <b>",
    "a | b | c",
    "C:\\Freezer\\[x](y)",
    "[x]: http://192.0.2.1",
)
NAME = HOSTILE[0]


def _rendered(text: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_reads_as_it_is(name: str) -> None:
    """Alone, and within a sentence."""
    for sentence in ("{}", "The device {} answers.", "**{}**: answers\n\n{}"):
        words = sentence.format(escaped("Cellar"), escaped("Cellar"))
        shown = _rendered(sentence.format(escaped(name), escaped(name)))
        assert shown == _rendered(words).replace("Cellar", html.escape(name))


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_taken_for_an_address(name: str) -> None:
    """The frontend makes links of addresses, too, unless their signs are escaped."""
    assert not re.search(r"://|www\.|(?<!\\)@", escaped(name))


def _shown(texts: dict[str, Any], key: str, placeholders: Any) -> str:
    text: str = texts[key].format_map(placeholders)
    return _rendered(text) if key == "description" else text


async def test_cards(hass: HomeAssistant, plug: Plug) -> None:
    """The form of a card shows the name, and the heading without any escapes."""
    await plug("127.0.0.41", name=NAME)
    info = DhcpServiceInfo(ip="127.0.0.41", hostname="", macaddress="000a59102030")
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_DHCP}, data=info
    )
    texts = ENGLISH["config"]["step"]["discovery_confirm"]
    given = result["description_placeholders"]
    assert f"{NAME} (STE2) answers at" in _shown(texts, "description", given)
    assert _shown(texts, "title", given) == f"Add {NAME}"


async def test_what_was_added_besides(hass: HomeAssistant, plug: Plug) -> None:
    """It is named at the end of the search."""
    await plug("127.0.0.41", "00:0a:59:10:20:41", name="Attic")
    await plug("127.0.0.42", "00:0a:59:10:20:42", name=NAME)
    flows = hass.config_entries.flow
    result = await flows.async_init(DOMAIN, context={"source": "user"})
    result = await flows.async_configure(result["flow_id"], {"next_step_id": "search"})
    await hass.async_block_till_done(wait_background_tasks=True)
    for given in (None, {}, {}):  # the search, the devices, and no areas
        result = await flows.async_configure(result["flow_id"], given)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    words = ENGLISH["config"]["create_entry"][result["description"]]
    shown = _rendered(words.format_map(result["description_placeholders"]))
    assert f"Also added: {NAME}." in shown


async def test_issues(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Whoever answers at an address of another device writes into an issue."""
    await add_device(device)
    device.mac, device.name = "00:0A:59:99:99:99", NAME
    await elapse(31)
    [issue] = ir.async_get(hass).issues.values()
    texts = ENGLISH["issues"][issue.translation_key]
    given = issue.translation_placeholders
    assert f"this device answers: {NAME}, STE2" in _shown(texts, "description", given)
    assert "\\" not in _shown(texts, "title", given)


async def test_messages_in_home_assistant_itself(hass: HomeAssistant) -> None:
    """They are what there is where nobody else can be notified."""
    message = Message(title=f"{NAME} is offline", text=f"No answer from {NAME}.")
    shown: dict[str, Any] = {}

    def note(_hass: HomeAssistant, text: str, **rest: Any) -> None:
        shown.update(rest, text=text)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(problems.persistent_notification, "async_create", note)
        problems.async_show_message(hass, message)
    assert shown["title"] == f"{NAME} is offline"
    assert _rendered(shown["text"]) == f"<p>No answer from {NAME}.</p>\n"


async def test_an_action_that_shows_markdown(hass: HomeAssistant) -> None:
    """It gets the same words so that they read alike; other actions get them as they are."""
    calls: dict[str, ServiceCall] = {}
    for name in ("persistent_notification", "sms"):

        async def take(call: ServiceCall) -> None:
            calls[call.service] = call

        hass.services.async_register("notify", name, take)
        channel = Channel(
            recipient="it", kind=ChannelKind.ACTION, target=f"notify.{name}"
        )
        await async_send(hass, channel, Message(title=NAME, text=NAME), {}, {})
    assert calls["sms"].data == {"title": NAME, "message": NAME}
    assert calls["persistent_notification"].data["title"] == NAME
    shown = _rendered(calls["persistent_notification"].data["message"])
    assert shown == f"<p>{NAME}</p>\n"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("markdown", "Rack\\_3 \\*1\\* \\[x] <1>"),
        ("markdownv2", "Rack\\_3 \\*1\\* \\[x\\] \\<1\\>"),
        ("html", "Rack_3 *1* [x] &lt;1&gt;"),
        ("plain_text", "Rack_3 *1* [x] <1>"),
    ],
)
async def test_telegram(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, mode: str, expected: str
) -> None:
    """It would refuse a message with one underscore in a name."""
    name = "Rack_3 *1* [x] <1>"
    bot = MockConfigEntry(domain="telegram_bot", options={"parse_mode": mode})
    bot.add_to_hass(hass)
    entity_id = entity_registry.async_get_or_create(
        "notify", "telegram_bot", "1", suggested_object_id="it", config_entry=bot
    ).entity_id
    hass.states.async_set(entity_id, "unknown", {"supported_features": 1})
    calls = async_capture_events(hass, "call_service")
    hass.services.async_register("notify", "send_message", lambda _call: None)
    channel = Channel(recipient="it", kind=ChannelKind.ENTITY, target=entity_id)
    await async_send(hass, channel, Message(title=name, text=name), {}, {})
    [call] = calls
    assert call.data["service_data"]["title"] == expected
    assert call.data["service_data"]["message"] == expected
