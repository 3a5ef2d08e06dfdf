"""An "OK" that comes back by SMS or by a call, over Home Assistant's own web server."""

from collections.abc import Awaitable, Callable
from pathlib import Path
import re
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.hwgroup import rates
from custom_components.hwgroup.client.push_xml import MOST_BYTES
from custom_components.hwgroup.diagnostics import async_get_config_entry_diagnostics
from custom_components.hwgroup.sms.answers import async_answers
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.data_entry_flow import FlowResultType
from simulator import Pusher, SimulatedDevice
from simulator.sms import Modem, event

from .alerts.alarms import cool, heat
from .conftest import AddDevice, MakeDevice
from .site import Notifier, Site
from .sms import NUMBER, SMS, add_phone
from .trail.rows import trail_rows

pytestmark = pytest.mark.usefixtures("impatient")

type Say = Callable[..., Awaitable[dict[str, int]]]


@pytest.fixture
async def gateway(make_device: MakeDevice) -> SimulatedDevice:
    """Return a running gateway."""
    return await make_device("sms_gw3", name="Gateway")


async def _answer_options(site: Site, entry: Any, *, answers: bool) -> Any:
    flows = site.hass.config_entries.options
    form = await flows.async_init(entry.entry_id)
    typed = {
        str(key): key.description["suggested_value"]
        for key in form["data_schema"].schema
        if key.description
    }
    return await flows.async_configure(form["flow_id"], typed | {"answers": answers})


@pytest.fixture
async def reporting(
    site: Site,
    gateway: SimulatedDevice,
    hass_client_no_auth: ClientSessionGenerator,
) -> Any:
    """Return the entry of a gateway that reports what comes in; it reaches Ann."""
    client = await hass_client_no_auth()
    entry = await site.add_device(gateway)
    await add_phone(site.hass, entry)
    await _add_recipient(site, "Ann", SMS)
    form = await _answer_options(site, entry, answers=True)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "answers")
    url = form["description_placeholders"]["url_in_title"]
    assert re.fullmatch(r"http://\S+/api/hwgroup/sms/[0-9a-f]{32}", url)
    done = await site.hass.config_entries.options.async_configure(form["flow_id"], {})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await site.settle()
    path = url.partition("/api/")[2]
    _modem(gateway).reports_to = str(client.make_url(f"/api/{path}"))
    return entry


async def _add_recipient(site: Site, name: str, *entities: str) -> None:
    flows = site.hass.config_entries.subentries
    result = await flows.async_init(
        (site.alerts.entry_id, "recipient"), context={"source": "user"}
    )
    result = await flows.async_configure(
        result["flow_id"], {"name": name, "entities": list(entities)}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    await site.settle()


def _modem(gateway: SimulatedDevice) -> Modem:
    assert gateway.modem is not None
    return gateway.modem


@pytest.fixture
def say(site: Site, gateway: SimulatedDevice, reporting: Any) -> Say:
    """Return a function that reports an SMS, and returns what is counted for it."""

    async def say(
        text: str | None = "OK", number: str = NUMBER, **more: Any
    ) -> dict[str, int]:
        before = async_answers(site.hass).counts.copy()
        reply = await gateway.report(number, text, **more)
        assert (reply.status, reply.tag("Rslt")) == (200, "0")
        await site.settle()
        return dict(async_answers(site.hass).counts - before)

    return say


async def _alarm(site: Site) -> None:
    heat(site.device)
    await site.polls()


async def _states(site: Site) -> list[str]:
    return [alert["phase"] for alert in await site.ask("get_alerts")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("OK", NUMBER),
        (" ok! ", "00420 601 234 567"),
        ("Ok.\r\n", "+420601234567"),
        (None, NUMBER),
    ],
)
async def test_an_ok_acknowledges(
    site: Site,
    gateway: SimulatedDevice,
    say: Say,
    trail_folder: Path,
    text: str | None,
    number: str,
) -> None:
    """By SMS or by a call: nobody is told any more, and all learn who it was."""
    await _alarm(site)
    assert [number for number, _ in _modem(gateway).sent] == [NUMBER]
    assert await say(text, number) == {"acknowledged": 1}
    [alert] = await site.ask("get_alerts")
    assert (alert["phase"], alert["acknowledged_by"]) == ("acknowledged", "Ann")
    assert "Acknowledged by Ann" in site.notifier.accepted[-1]["message"]
    states = {
        (each["recipient"], each["state"])
        for each in await site.ask("get_deliveries")
        if each["change"] == "started"
    }
    assert states == {("Ann", "acknowledged"), ("IT on call", "accepted")}
    site.hass.config.media_dirs = {"local": str(trail_folder)}
    [row] = await trail_rows(site.hass, "acknowledged")
    assert (row["by"], row["via"]) == ("Ann", "sms")
    everything = str(await trail_rows(site.hass))
    assert NUMBER[-6:] not in everything


async def test_an_answer_about_nothing(site: Site, say: Say) -> None:
    """An "OK" before and after an alert is received, and changes nothing."""
    assert await say() == {"nothing_to_acknowledge": 1}
    await _alarm(site)
    cool(site.device)
    await site.minutes(3)
    assert await say() == {"nothing_to_acknowledge": 1}
    assert await _states(site) == []


NO_ANSWERS: Final = (
    ("OK", "+420601234568", "unknown_number"),
    ("OK", "+421601234567", "unknown_number"),
    ("OK", "601234567", "unknown_number"),
    ("OK", "Vodafone", "unknown_number"),
    ("not OK", NUMBER, "other_text"),
    ("OK?", NUMBER, "other_text"),
    ("Who is this?", NUMBER, "other_text"),
    ("", NUMBER, "other_text"),
)


async def test_what_is_no_answer(
    site: Site, say: Say, caplog: pytest.LogCaptureFixture
) -> None:
    """It is counted; its number and its text are kept nowhere."""
    await _alarm(site)
    caplog.set_level("DEBUG")
    caplog.clear()
    for text, number, counted in NO_ANSWERS:
        assert await say(text, number) == {counted: 1}
    assert await _states(site) == ["active"]
    for said in ("601234567", "Vodafone", "Who is this?", "not OK"):
        assert said not in caplog.text


async def test_only_what_was_sent_to_that_phone(
    site: Site, gateway: SimulatedDevice, reporting: Any, say: Say
) -> None:
    """Who was told by another notifier, or not at all, has nothing to answer by SMS."""
    await add_phone(site.hass, reporting, name="Bob", number="+420 602 000 000")
    site.change("IT on call", fallback_entities=["notify.bob_sms"])
    site.change("Ann", severities=["critical"])
    await _alarm(site)
    assert len(site.notifier.accepted) == 1
    assert not _modem(gateway).sent
    assert await say() == {"nothing_to_acknowledge": 1}
    assert await say(number="+420602000000") == {"nothing_to_acknowledge": 1}
    assert await _states(site) == ["active"]


async def test_the_phone_of_another_gateway(
    site: Site,
    gateway: SimulatedDevice,
    say: Say,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """Who got the SMS of a fallback gateway answers to that one."""
    other = await make_device("sms_gw3", name="Main", serial="6999999999")
    entry = await add_device(other)
    await add_phone(site.hass, entry, name="Bob", number="+420602000000")
    await _add_recipient(site, "Bob", "notify.bob_sms")
    await _alarm(site)
    assert [number for number, _ in _modem(other).sent] == ["+420602000000"]
    assert await say(number="+420602000000") == {"acknowledged": 1}
    [alert] = await site.ask("get_alerts")
    assert alert["acknowledged_by"] == "Bob"


async def test_one_phone_of_two_recipients(site: Site, say: Say) -> None:
    """The first of them acknowledges; both have read it."""
    await _add_recipient(site, "Night shift", SMS)
    await _alarm(site)
    assert await say() == {"acknowledged": 1}
    [alert] = await site.ask("get_alerts")
    assert alert["acknowledged_by"] == "Ann"
    states = [
        each["state"]
        for each in await site.ask("get_deliveries")
        if each["channel"] == SMS and each["change"] == "started"
    ]
    assert states == ["acknowledged"] * 2


async def test_a_report_that_is_repeated(site: Site, say: Say) -> None:
    """A gateway that got no answer says it again: that is no second "OK"."""
    await _alarm(site)
    assert await say() == {"acknowledged": 1}
    [alert] = await site.ask("get_alerts")
    site.alerts.runtime_data.actions.async_unacknowledge([alert["id"]], "Ann")
    assert await say() == {"repeated": 1}
    assert await _states(site) == ["active"]
    await site.minutes(2)
    assert await say() == {"acknowledged": 1}


async def test_an_answer_confirms_a_test_alarm(
    site: Site, gateway: SimulatedDevice, say: Say
) -> None:
    """As the button on a phone does."""
    site.set_options(drill_days=2)
    await site.settle()
    assert await say() == {"nothing_to_acknowledge": 1}
    for _ in range(48):
        if _modem(gateway).sent:
            break
        await site.elapse(3600)
    assert _modem(gateway).sent
    drills = site.alerts.runtime_data.drills
    ann = site.subentry("Ann").subentry_id
    assert drills.records[ann].unanswered is not None
    assert await say() == {"acknowledged": 1}
    assert drills.records[ann].unanswered is None


async def test_an_answer_while_the_device_is_loading(
    site: Site, gateway: SimulatedDevice, say: Say
) -> None:
    """After a restart, it counts as soon as the alert is known again."""
    await _alarm(site)
    await site.hass.config_entries.async_unload(site.entry.entry_id)
    await site.hass.config_entries.async_reload(site.alerts.entry_id)
    await site.settle()
    assert await say() == {"acknowledged": 1}
    await site.hass.config_entries.async_setup(site.entry.entry_id)
    await site.settle()
    assert await _states(site) == ["acknowledged"]


async def test_an_answer_while_the_alerts_are_loading(site: Site, say: Say) -> None:
    """It waits for them."""
    await _alarm(site)
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    assert await say() == {"waiting": 1}
    await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.settle()
    assert await _states(site) == ["acknowledged"]


# Who reports


async def _refused(site: Site, url: str, document: bytes, **more: Any) -> int:
    reply = await Pusher(site.device, url, **more).send(document)
    await site.settle()
    assert reply.body == ""
    return reply.status


async def test_an_impostor(
    site: Site, gateway: SimulatedDevice, say: Say, whole_loopback: None
) -> None:
    """Whoever has read the path is told that there is none, unless they are the gateway."""
    await _alarm(site)
    reply = await gateway.report(NUMBER, "OK", source="127.0.0.9")
    assert (reply.status, reply.body) == (404, "")
    await site.settle()
    assert async_answers(site.hass).counts == {"other_address": 1}
    assert await _states(site) == ["active"]


async def test_a_wrong_path(site: Site, gateway: SimulatedDevice, say: Say) -> None:
    """It is refused before its document is received."""
    await _alarm(site)
    url = (_modem(gateway).reports_to or "").rpartition("/")[0]
    for path in ("x", "0" * 32, "%C3%A9" * 32, "a" * 900):
        assert await _refused(site, f"{url}/{path}", event(NUMBER, "OK")) == 404
    assert async_answers(site.hass).counts == {"wrong_path": 4}
    assert await _states(site) == ["active"]


NO_REPORTS: Final = (
    (b"", 400),
    (b"OK", 400),
    (b"<r><Cmd>SMS</Cmd><Text>OK</Text></r>", 400),
    (b"<r><Cmd>Fax</Cmd><Nmr>+420601234567</Nmr></r>", 400),
    (b"<r><Nmr>+420601234567</Nmr><Text>OK</Text></r>", 400),
    (b'<!DOCTYPE r [<!ENTITY a "OK">]>' + event(NUMBER, "OK"), 400),
    (event(NUMBER, "OK" * MOST_BYTES), 413),
)


async def test_what_is_no_report(
    site: Site, gateway: SimulatedDevice, say: Say
) -> None:
    """It is refused."""
    await _alarm(site)
    url = _modem(gateway).reports_to or ""
    for document, status in NO_REPORTS:
        assert await _refused(site, url, document) == status
    assert async_answers(site.hass).counts == {"unreadable": len(NO_REPORTS)}
    assert await _states(site) == ["active"]


async def test_rates(
    site: Site,
    gateway: SimulatedDevice,
    say: Say,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Too many reports are refused, until a minute is over."""
    url, document = _modem(gateway).reports_to or "", event(NUMBER, "?")
    monkeypatch.setattr(rates, "_MOST_TO_PATH", 2)
    found = [(await gateway.report(NUMBER, "?")).status for _ in range(3)]
    assert found == [200, 200, 429]
    await site.elapse(61)
    assert (await gateway.report(NUMBER, "?")).status == 200
    monkeypatch.setattr(rates, "_MOST_OF_PEER", 1)
    assert await _refused(site, url, document) == 429
    monkeypatch.setattr(rates, "_MOST_OPEN", 0)
    await site.elapse(61)
    assert await _refused(site, url, document) == 503
    assert async_answers(site.hass).counts["too_many"] == 3


async def test_names_of_the_manual_and_of_the_service(
    site: Site, gateway: SimulatedDevice, say: Say
) -> None:
    """The body is not known: the names of the manual count, and a service in the path."""
    await _alarm(site)
    url = f"{_modem(gateway).reports_to}/service.xml"
    reply = await Pusher(gateway, url).send(
        b"<e><cmdType>sms</cmdType><phoneNumber>+420601234567</phoneNumber>"
        b"<text>OK</text></e>"
    )
    await site.settle()
    assert reply.status == 200
    assert await _states(site) == ["acknowledged"]


async def test_while_there_are_no_alerts(
    site: Site, gateway: SimulatedDevice, reporting: Any
) -> None:
    """A gateway is told to try again."""
    await site.hass.config_entries.async_remove(site.alerts.entry_id)
    reply = await gateway.report(NUMBER, "OK")
    assert (reply.status, reply.body) == (503, "")
    assert async_answers(site.hass).counts == {"not_loaded": 1}


async def test_it_is_off_until_somebody_turns_it_on(
    site: Site, gateway: SimulatedDevice, reporting: Any
) -> None:
    """And off again when they turn it off; the next URL is another one."""
    before = reporting.options["answer_path"]
    done = await _answer_options(site, reporting, answers=False)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await site.settle()
    assert "answer_path" not in reporting.options
    assert (await gateway.report(NUMBER, "OK")).status == 404
    form = await _answer_options(site, reporting, answers=True)
    assert before not in form["description_placeholders"]["url"]


async def test_options_that_are_changed_leave_the_url(
    site: Site, reporting: Any
) -> None:
    """It is shown again."""
    before = reporting.options["answer_path"]
    form = await _answer_options(site, reporting, answers=True)
    assert form["description_placeholders"]["url_in_title"].endswith(before)
    await site.hass.config_entries.options.async_configure(form["flow_id"], {})
    await site.settle()
    assert reporting.options["answer_path"] == before
    assert "answers" not in reporting.options


async def test_a_device_that_is_no_gateway_is_not_asked(site: Site) -> None:
    """It reports nothing."""
    form = await site.hass.config_entries.options.async_init(site.entry.entry_id)
    assert "answers" not in form["data_schema"].schema


async def test_a_gateway_that_is_disabled(
    site: Site, gateway: SimulatedDevice, reporting: Any
) -> None:
    """It has no path."""
    await site.hass.config_entries.async_set_disabled_by(
        reporting.entry_id, ConfigEntryDisabler.USER
    )
    assert (await gateway.report(NUMBER, "OK")).status == 404


async def test_diagnostics(
    site: Site, notifier: Notifier, reporting: Any, say: Say
) -> None:
    """They count, and have neither the path nor a number."""
    await _alarm(site)
    await say()
    await say("x", "+420999888777")
    told = await async_get_config_entry_diagnostics(site.hass, reporting)
    assert told["answers"] == {"acknowledged": 1, "unknown_number": 1}
    assert reporting.options["answer_path"] not in str(told)
    assert "601234567" not in str(told)
    assert "999888777" not in str(told)
    other = await async_get_config_entry_diagnostics(site.hass, site.entry)
    assert "answers" not in other
