"""Reports that are made by themselves: when, for whom, and what if that fails."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.components.smtp.services import SERVICE_SEND_MESSAGE_SCHEMA
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.util import dt as dt_util

from ..site import Site, issues

PROBE = "sensor.server_room_cold_room_1"
KEY = f"{DOMAIN}.report_runs"
PLAN = {
    "period": "day",
    "at": "06:00:00",
    "formats": ["pdf", "csv"],
    "recipients": [],
    "entities": [],
    "link_days": 30,
    "keep_days": 400,
}
pytestmark = pytest.mark.usefixtures("create")


@pytest.fixture(autouse=True)
async def in_utc(hass: HomeAssistant) -> None:
    """Let it be noon."""
    await hass.config.async_set_time_zone("UTC")
    await hass.config.async_update(external_url="https://home.example.com")


async def _until(site: Site, day: int, hour: int, minute: int = 5) -> None:
    """Let time pass at once, and what is due be done."""
    then = datetime(2026, 11, day, hour, minute, tzinfo=dt_util.UTC)
    await site.elapse((then - dt_util.utcnow()).total_seconds())


def _pdfs(folder: Path) -> list[str]:
    return sorted(path.name[:21] for path in folder.glob("*.pdf"))


def _sidecar_in(folder: Path) -> Any:
    [path] = folder.glob("*.json")
    return json.loads(path.read_text())


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix != ".json")


def _entity(hass: HomeAssistant, platform: str) -> str:
    entity = er.async_get(hass).async_get_or_create("notify", platform, "somebody")
    return entity.entity_id


class _Mail:
    """An action that takes files, and fails on request."""

    def __init__(self, hass: HomeAssistant, domain: str, action: str) -> None:
        self.taken: list[dict[str, Any]] = []
        self.failing: Exception | None = None
        self.refused = ""
        """How the names of files end that it fails with."""
        hass.services.async_register(domain, action, self._handle)

    async def _handle(self, call: ServiceCall) -> None:
        if self.failing and str(call.data.get("file", "")).endswith(self.refused):
            raise self.failing
        self.taken.append(dict(call.data))


# When


async def test_a_report_of_each_period(site: Site, folder: Path) -> None:
    """At its time of the next day; the first one is that of the period of now."""
    site.add("report", "Cold store", **PLAN)
    await _until(site, 26, 0)
    await _until(site, 26, 5, 40)
    assert _pdfs(folder) == []
    await _until(site, 26, 6)
    assert _pdfs(folder) == ["2026-11-25_2026-11-26"]
    await _until(site, 26, 20)
    assert len(_pdfs(folder)) == 1
    sidecar = _sidecar_in(folder)
    assert sidecar["keep_until"][:10] == "2027-12-31"
    assert len(sidecar["readings"]) == 2


async def test_what_was_missed_is_made_up_for_once(
    site: Site, folder: Path, hass_storage: dict[str, Any]
) -> None:
    """The last one, also after a restart; what is gone is forgotten."""
    site.add(
        "report", "Cold store", **PLAN, target={"entity_id": [PROBE]}, language="cs"
    )
    await site.elapse(660)
    site.hass.data.pop("hwgroup_report_schedule")
    await _until(site, 29, 13)
    assert _pdfs(folder) == ["2026-11-28_2026-11-29"]
    assert len(hass_storage[KEY]["data"]["runs"]) == 1
    # By a clock that was ahead, the report of these days seems to be made.
    schedule = site.hass.data["hwgroup_report_schedule"]
    [(plan, run)] = schedule._runs.items()
    schedule._runs[plan] = replace(run, end=run.end + timedelta(days=3650))
    await _until(site, 30, 13)
    assert _pdfs(folder)[1:] == ["2026-11-29_2026-11-30"]
    site.remove("Cold store")
    await site.elapse(660)
    assert hass_storage[KEY]["data"]["runs"] == {}


async def test_runs_that_cannot_be_read(
    site: Site, hass_storage: dict[str, Any]
) -> None:
    """They are kept aside, and the next report is that of the next period."""
    stored = {"version": 1, "minor_version": 1, "key": KEY, "data": {"runs": {"a": 1}}}
    hass_storage[KEY] = stored
    site.add("report", "Cold store", **PLAN)
    await site.elapse(660)
    assert issues(site.hass) == ["store_unreadable"]
    assert len(hass_storage[KEY]["data"]["runs"]) == 1


# For whom


async def test_recipients_get_a_link(site: Site) -> None:
    """By their own notifiers, which are tried again as for alerts."""
    recipient = next(iter(site.alerts.subentries))
    site.add("report", "Cold store", **PLAN | {"recipients": [recipient]})
    await site.elapse(660)
    site.notifier.break_down()
    await _until(site, 26, 12)
    assert site.notifier.attempts
    site.notifier.failing = None
    await site.elapse(3600)
    title = "Measurement report · Cold store"
    [message] = [each for each in site.notifier.accepted if each["title"] == title]
    day, *links = message["message"].splitlines()
    assert day == "25 Nov 2026"
    assert [link.rpartition(".")[2] for link in links] == ["csv", "pdf"]
    below = "https://home.example.com/api/hwgroup/reports/"
    assert all(link.startswith(below) for link in links)
    # Nobody gets it any more, which somebody has to know.
    site.remove("IT on call")
    await site.settle()
    assert "report_recipient_missing" in issues(site.hass)
    report = site.subentry("Cold store").subentry_id
    flows = site.hass.config_entries.subentries
    form = await flows.async_init(
        (site.alerts.entry_id, "report"),
        context={"source": "reconfigure", "subentry_id": report},
    )
    assert form["data_schema"] is not None
    [field] = [each for each in form["data_schema"].schema if each == "recipients"]
    assert field.description == {"suggested_value": []}
    await flows.async_configure(form["flow_id"], {"name": "Cold store"})
    await site.settle()
    assert "report_recipient_missing" not in issues(site.hass)


@pytest.mark.parametrize("error", [HomeAssistantError, OSError])
async def test_mail_has_the_files(
    site: Site, folder: Path, error: type[Exception]
) -> None:
    """And so has Telegram; what fails, for whatever reason, is tried again, and shown."""
    mail = _Mail(site.hass, "smtp", "send_message")
    chat = _Mail(site.hass, "telegram_bot", "send_document")
    entities = [_entity(site.hass, "smtp"), _entity(site.hass, "telegram_bot")]
    site.add("report", "Cold store", **PLAN | {"entities": entities})
    await site.elapse(660)
    mail.failing = error("relay denied")
    await _until(site, 26, 12)
    files = _files(folder)
    assert [each["file"] for each in chat.taken] == [str(path) for path in files]
    assert issues(site.hass) == ["report_not_sent"]
    [issue] = [
        each
        for each in ir.async_get(site.hass).issues.values()
        if each.translation_key == "report_not_sent"
    ]
    reason = (issue.translation_placeholders or {})["reason_in_title"]
    assert reason == f"{entities[0]}: relay denied"
    mail.failing = None
    await site.elapse(660)
    [sent] = mail.taken
    SERVICE_SEND_MESSAGE_SCHEMA(sent)
    assert [each["filename"] for each in sent["attachments"]] == [
        path.name for path in files
    ]
    assert [
        each["media_source"]["media_content_id"] for each in sent["attachments"]
    ] == [f"media-source://{DOMAIN}/{path.name}" for path in files]
    assert sent["message"] == "25 Nov 2026"
    assert (len(chat.taken), issues(site.hass)) == (2, [])


async def test_a_file_that_is_refused(site: Site, folder: Path) -> None:
    """Telegram takes none of more than 50 MB: the others do not come every ten minutes."""
    chat = _Mail(site.hass, "telegram_bot", "send_document")
    chat.failing, chat.refused = HomeAssistantError("Too large"), ".pdf"
    site.add(
        "report", "Cold", **PLAN | {"entities": [_entity(site.hass, "telegram_bot")]}
    )
    await site.elapse(660)
    await _until(site, 26, 12)
    for _ in range(3):
        await site.elapse(660)
    files = [str(path) for path in _files(folder)]
    assert [each["file"] for each in chat.taken] == files[:1]
    assert issues(site.hass) == ["report_not_sent"]
    chat.failing = None
    await site.elapse(660)
    assert [each["file"] for each in chat.taken] == files
    assert issues(site.hass) == []


async def test_what_takes_no_files(site: Site, hass_storage: dict[str, Any]) -> None:
    """An entity that is gone, or another one: somebody has to know, until the alerts go."""
    site.add("report", "Cold store", **PLAN | {"entities": ["notify.gone"]})
    await site.elapse(660)
    await _until(site, 26, 12)
    assert issues(site.hass) == ["report_not_sent"]
    site.change("Cold store", entities=[])
    await site.elapse(660)
    assert issues(site.hass) == []
    site.change("Cold store", entities=["notify.gone"])
    await site.elapse(660)
    assert (issues(site.hass), KEY in hass_storage) == (["report_not_sent"], True)
    await site.hass.config_entries.async_remove(site.alerts.entry_id)
    assert (issues(site.hass), KEY in hass_storage) == ([], False)


@pytest.mark.parametrize("error", [None, HomeAssistantError])
async def test_alerts_that_are_removed_while_files_are_sent(
    site: Site,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    error: type[Exception] | None,
) -> None:
    """Nothing of their reports is left, nor shown."""

    async def handle(_call: ServiceCall) -> None:
        await site.hass.config_entries.async_remove(site.alerts.entry_id)
        if error is not None:
            raise error

    site.hass.services.async_register("smtp", "send_message", handle)
    site.add("report", "Cold", **PLAN | {"entities": [_entity(site.hass, "smtp")]})
    await site.elapse(660)
    await _until(site, 26, 12)
    assert (issues(site.hass), KEY in hass_storage) == ([], False)
    assert "Error doing job" not in caplog.text


async def test_a_report_that_cannot_be_made(site: Site, folder: Path) -> None:
    """It is shown, and made when that is possible."""
    target = {"entity_id": ["binary_sensor.server_room_connectivity"]}
    site.add("report", "Cold store", **PLAN, target=target)
    await site.elapse(660)
    await _until(site, 26, 12)
    assert issues(site.hass) == ["report_not_made"]
    site.change("Cold store", target={"entity_id": [PROBE]})
    await site.elapse(660)
    assert issues(site.hass) == []
    assert len(_pdfs(folder)) == 1
    site.hass.config.media_dirs = {}
    await site.elapse(660)
    assert issues(site.hass) == []


# Its form


async def _form(
    site: Site, source: str = "user", **more: str
) -> Callable[[dict[str, Any]], Awaitable[Any]]:
    flows = site.hass.config_entries.subentries
    context = {"source": source, **more}
    shown = await flows.async_init(
        (site.alerts.entry_id, "report"),
        context=context,  # type: ignore[arg-type]
    )
    assert shown["type"] is FlowResultType.FORM

    async def submit(typed: dict[str, Any]) -> Any:
        result = await flows.async_configure(shown["flow_id"], typed)
        await site.settle()
        return result

    return submit


async def test_the_form(site: Site) -> None:
    """It says what is missing, and shows again what was typed."""
    recipient = next(iter(site.alerts.subentries))
    submit = await _form(site)
    result = await submit({"name": "Cold store", "formats": []})
    assert result["errors"] == {"formats": "no_format"}
    await site.hass.config.async_update(external_url=None, internal_url=None)
    result = await submit({"name": "Cold store", "recipients": [recipient]})
    assert result["errors"] == {"recipients": "no_address"}
    result = await submit({"name": "Cold store"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    subentry = site.subentry("Cold store")
    assert subentry.data == PLAN | {"period": "month"}

    submit = await _form(site, "reconfigure", subentry_id=subentry.subentry_id)
    typed = {"name": "Store", **subentry.data, "formats": []}
    assert (await submit(typed))["errors"] == {"formats": "no_format"}
    result = await submit(typed | {"formats": ["raw"], "period": "week"})
    assert result["reason"] == "reconfigure_successful"
    assert site.subentry("Store").data == PLAN | {"period": "week", "formats": ["raw"]}
