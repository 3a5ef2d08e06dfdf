"""HTTPS with a certificate that nobody vouches for: it is pinned when it is seen first."""

from collections.abc import Awaitable, Callable
from functools import partial
import hashlib
import ssl
from typing import Any, override

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.client import find_devices
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.discovery import search, sighting
from custom_components.hwgroup.plain import fingerprint_text
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util.ssl import get_default_context
from simulator import MODELS, SearchResponder, SimulatedDevice
from simulator.connection import Request
from simulator.tls import EXPIRED, server_context

from .conftest import LOOPBACK, Elapse, polls

ONLINE = "binary_sensor.pharmacy_fridge_connectivity"
_TRUSTED = EXPIRED + 1
READ_BY = "sensor.pharmacy_fridge_protocol_in_use"


class Device(SimulatedDevice):
    """A device with HTTPS that remembers what credentials it was sent."""

    sent: list[str]

    @override
    def _admits(self, request: Request) -> bool:
        self.sent.append(request.authorization)
        return super()._admits(request)

    async def renew_certificate(self) -> None:
        """Show another certificate, as with new firmware, or as another host does."""
        await self.show_certificate(self.certificate + 1)

    async def show_certificate(self, number: int) -> None:
        """Show that certificate from now on."""
        await self.unplug_http()
        self.certificate = number
        await self.plug_http()


type Make = Callable[..., Awaitable[Device]]


@pytest.fixture
async def device(certificates: int, http_port: int) -> Any:
    """Return a device with HTTPS."""
    made = Device(MODELS["ste2_lite"], name="Pharmacy fridge")
    made.sent = []
    await made.start(tls=True)
    yield made
    await made.stop()


def _shown(number: int) -> bytes:
    """Return a certificate of the simulator, as it is shown."""
    client, server = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    here = context.wrap_bio(client, server)
    there = server_context(number).wrap_bio(server, client, server_side=True)
    for _ in range(4):
        for side in (here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    shown = here.getpeercert(binary_form=True)
    assert shown is not None
    return shown


def _fingerprint(number: int) -> str:
    return hashlib.sha256(_shown(number)).hexdigest()


async def _form(hass: HomeAssistant) -> str:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": "device"}
    )
    return result["flow_id"]


async def _enter(hass: HomeAssistant, flow_id: str, **typed: Any) -> Any:
    typed.setdefault("snmp", {"transport": "http"})
    return await hass.config_entries.flow.async_configure(flow_id, typed)


async def _add(hass: HomeAssistant, device: Device, **typed: Any) -> MockConfigEntry:
    flow_id = await _form(hass)
    await _enter(hass, flow_id, host=device.url)
    result = await _enter(hass, flow_id, host=device.url, verify_ssl=False)
    if device.credentials:
        assert result["errors"] == {"base": "auth_required"}
        username, password = device.credentials
        typed |= {"username": username, "password": password}
        result = await _enter(hass, flow_id, host=device.url, verify_ssl=False, **typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    await hass.async_block_till_done(wait_background_tasks=True)
    entry: MockConfigEntry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    device.sent.clear()
    return entry


def _issue(hass: HomeAssistant) -> ir.IssueEntry | None:
    found = [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key == "certificate_changed"
    ]
    return found[0] if found else None


async def _click(hass: HomeAssistant) -> Any:
    issue = _issue(hass)
    assert issue is not None
    await async_setup_component(hass, "repairs", {})
    manager = repairs_flow_manager(hass)
    assert manager is not None
    result = await manager.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    result = await manager.async_configure(result["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def _state(hass: HomeAssistant, entity_id: str) -> str:
    return hass.states.get(entity_id).state


# In the forms


async def test_the_form_shows_what_it_would_accept(
    hass: HomeAssistant, device: Device
) -> None:
    """Before anything is asked for, and the entry keeps it."""
    flow_id = await _form(hass)
    result = await _enter(hass, flow_id, host=device.url)
    assert result["errors"] == {"base": "certificate"}
    shown = result["description_placeholders"]["fingerprint_in_title"]
    assert shown == fingerprint_text(_fingerprint(0))
    assert device.sent == []
    result = await _enter(hass, flow_id, host=device.url, verify_ssl=False)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["fingerprint"] == _fingerprint(0)


async def test_another_one_while_the_form_is_open(
    hass: HomeAssistant, device: Device
) -> None:
    """It is shown, and accepted only when the form is sent again."""
    device.credentials = ("admin", "s3cret")
    flow_id = await _form(hass)
    await _enter(hass, flow_id, host=device.url)
    await device.renew_certificate()
    typed = {
        "host": device.url,
        "verify_ssl": False,
        "username": "admin",
        "password": "s3cret",
    }
    await _enter(hass, flow_id, host=device.url, verify_ssl=True)
    device.certificate = 4
    await device.renew_certificate()
    device.sent.clear()
    result = await _enter(hass, flow_id, host=device.url, verify_ssl=False)
    assert result["errors"] == {"base": "certificate_changed"}
    shown = result["description_placeholders"]["fingerprint_in_title"]
    assert shown == fingerprint_text(_fingerprint(5))
    result = await _enter(hass, flow_id, host=device.url, verify_ssl=False)
    assert result["errors"] == {"base": "auth_required"}
    await device.renew_certificate()
    device.sent.clear()
    result = await _enter(hass, flow_id, **typed)
    assert result["errors"] == {"base": "certificate_changed"}
    assert device.sent == []
    result = await _enter(hass, flow_id, **typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["fingerprint"] == _fingerprint(6)


async def test_nothing_to_be_pinned(hass: HomeAssistant, device: Device) -> None:
    """Verification may be off before there is a certificate."""
    await device.unplug()
    flow_id = await _form(hass)
    result = await _enter(hass, flow_id, host=device.url)
    result = await _enter(hass, flow_id, host=device.url, verify_ssl=False)
    assert result["errors"] == {"base": "cannot_connect"}
    assert result["description_placeholders"]["fingerprint_in_title"] == "–"
    await device.plug()
    result = await _enter(hass, flow_id, host=device.url, verify_ssl=False)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["fingerprint"] == _fingerprint(0)


async def test_reconfigure_accepts_another_one(
    hass: HomeAssistant, device: Device
) -> None:
    """The form shows the accepted one, then the new one."""
    device.credentials = ("admin", "s3cret")
    entry = await _add(hass, device)
    await device.renew_certificate()
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    typed = {"host": device.url, "verify_ssl": False, "username": "admin"}
    for number, errors in ((0, {}), (1, {"base": "certificate_changed"})):
        shown = result["description_placeholders"]["fingerprint_in_title"]
        assert shown == fingerprint_text(_fingerprint(number))
        assert result["errors"] == errors
        assert device.sent == []
        result = await _enter(hass, result["flow_id"], **typed)
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["fingerprint"] == _fingerprint(1)
    assert _state(hass, ONLINE) == "on"


async def test_found_with_https_only(
    hass: HomeAssistant,
    device: Device,
    adapters: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The card shows the certificate that it would accept."""
    adapters.append(LOOPBACK)
    async with SearchResponder([device]) as responder:
        for module in (search, sighting):
            monkeypatch.setattr(module, "HTTPS_PORT", device.port)
        monkeypatch.setattr(
            search, "find_devices", partial(find_devices, port=responder.port)
        )
        monkeypatch.setattr(search, "_SECONDS", 0.1)
        assert await async_setup_component(hass, DOMAIN, {})
        await hass.async_block_till_done(wait_background_tasks=True)
    [card] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    flows = hass.config_entries.flow
    result = await flows.async_configure(card["flow_id"])
    assert [str(field) for field in result["data_schema"].schema] == ["verify_ssl"]
    shown = result["description_placeholders"]["fingerprint_in_title"]
    assert shown == fingerprint_text(_fingerprint(0))
    result = await flows.async_configure(card["flow_id"], {"verify_ssl": True})
    assert result["errors"] == {"base": "certificate"}
    await device.renew_certificate()
    result = await flows.async_configure(card["flow_id"], {})
    assert result["errors"] == {"base": "certificate_changed"}
    result = await flows.async_configure(card["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["ssl"] is True
    assert result["data"]["verify_ssl"] is False
    assert result["data"]["fingerprint"] == _fingerprint(1)


# While it is polled


async def test_without_a_password_polling_goes_on(
    hass: HomeAssistant, device: Device, elapse: Elapse
) -> None:
    """Marked as not trusted, until one click accepts that very certificate."""
    entry = await _add(hass, device)
    assert hass.states.get(ONLINE).attributes["trusted"] is True
    await device.renew_certificate()
    await polls(elapse)
    assert _state(hass, ONLINE) == "on"
    assert hass.states.get(ONLINE).attributes["trusted"] is False
    issue = _issue(hass)
    assert issue is not None
    given = issue.translation_placeholders
    assert given["accepted_in_title"] == fingerprint_text(_fingerprint(0))
    assert given["shown_in_title"] == fingerprint_text(_fingerprint(1))
    assert set(device.sent) == {""}
    assert (await _click(hass))["type"] is FlowResultType.CREATE_ENTRY
    assert entry.data["fingerprint"] == _fingerprint(1)
    assert hass.states.get(ONLINE).attributes["trusted"] is True
    assert _issue(hass) is None


async def test_with_a_password_nothing_is_sent(
    hass: HomeAssistant, device: Device, elapse: Elapse
) -> None:
    """The device is offline for that reason; the right certificate ends it, too."""
    device.credentials = ("admin", "s3cret")
    entry = await _add(hass, device)
    await device.renew_certificate()
    await polls(elapse, 4)
    assert device.sent == []
    assert _state(hass, ONLINE) == "off"
    assert entry.runtime_data.problem == "certificate_changed"
    assert not list(entry.async_get_active_flows(hass, {"reauth"}))
    assert _issue(hass) is not None
    device.certificate = -1
    await device.renew_certificate()
    await polls(elapse)
    assert _state(hass, ONLINE) == "on"
    assert _issue(hass) is None
    await device.renew_certificate()
    await polls(elapse, 4)
    await _click(hass)
    assert _state(hass, ONLINE) == "on"
    assert entry.data["fingerprint"] == _fingerprint(1)


async def test_one_that_expires(
    hass: HomeAssistant, device: Device, elapse: Elapse
) -> None:
    """One that is verified is told, and nothing is sent; one that is pinned stays it."""
    # Trusted for as long as this process lives: no other test has these.
    for number in (_TRUSTED, EXPIRED):
        get_default_context().load_verify_locations(cadata=_shown(number))
    await device.show_certificate(_TRUSTED)
    typed = {"host": device.url}
    result = await _enter(hass, await _form(hass), **typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    await hass.async_block_till_done(wait_background_tasks=True)
    entry = result["result"]
    assert entry.data["verify_ssl"] is True
    await device.show_certificate(EXPIRED)
    device.sent.clear()
    await polls(elapse, 4)
    assert device.sent == []
    assert _state(hass, ONLINE) == "off"
    assert entry.runtime_data.problem == "certificate"
    result = await _enter(hass, await _form(hass), **typed)
    assert result["errors"] == {"base": "certificate"}
    await device.show_certificate(_TRUSTED)
    await polls(elapse)
    assert _state(hass, ONLINE) == "on"
    await hass.config_entries.async_remove(entry.entry_id)
    await device.show_certificate(EXPIRED)
    await _add(hass, device)
    await polls(elapse, 4)
    assert _state(hass, ONLINE) == "on"
    assert hass.states.get(ONLINE).attributes["trusted"] is True


async def test_only_what_was_shown_is_accepted(
    hass: HomeAssistant, device: Device, elapse: Elapse
) -> None:
    """Not one that is shown by the time of the click."""
    device.credentials = ("admin", "s3cret")
    entry = await _add(hass, device)
    await device.renew_certificate()
    await polls(elapse)
    await device.renew_certificate()
    await _click(hass)
    assert entry.data["fingerprint"] == _fingerprint(1)
    await polls(elapse)
    assert device.sent == []
    issue = _issue(hass)
    assert issue is not None
    shown = issue.translation_placeholders["shown_in_title"]
    assert shown == fingerprint_text(_fingerprint(2))


@pytest.mark.usefixtures("more_entities")
async def test_snmp_reads_meanwhile(
    hass: HomeAssistant, certificates: int, http_port: int
) -> None:
    """Where it is configured, with its own credentials."""
    device = Device(MODELS["ste2"], name="Pharmacy fridge")
    device.sent = []
    device.credentials = ("admin", "s3cret")
    await device.start(tls=True, snmp=True)
    snmp = {"snmp": {"transport": "auto", "port": device.snmp_port}}
    entry = await _add(hass, device, **snmp)
    assert _state(hass, READ_BY) == "http"
    await device.renew_certificate()
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert device.sent == []
    assert _state(hass, ONLINE) == "on"
    assert _state(hass, READ_BY) == "snmp"
    assert _issue(hass) is not None
    await device.stop()


async def test_an_entry_from_before(
    hass: HomeAssistant, device: Device, elapse: Elapse
) -> None:
    """It keeps the certificate of its first poll."""
    device.credentials = ("admin", "s3cret")
    entry = await _add(hass, device)
    data = {key: entry.data[key] for key in entry.data if key != "fingerprint"}
    hass.config_entries.async_update_entry(entry, data=data)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data["fingerprint"] == _fingerprint(0)
    await device.renew_certificate()
    device.sent.clear()
    await polls(elapse, 4)
    assert device.sent == []
    assert _state(hass, ONLINE) == "off"


async def test_an_entry_that_was_never_set_up(
    hass: HomeAssistant, device: Device
) -> None:
    """Its issue stays while it waits, is mended by a click and goes with the entry."""
    device.credentials = ("admin", "s3cret")
    host, port = device.host, device.port
    data = {
        "host": host,
        "port": port,
        "ssl": True,
        "verify_ssl": False,
        "username": "admin",
        "password": "s3cret",
        "fingerprint": _fingerprint(3),
        "snmp": {"transport": "http"},
    }
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=device.mac.lower(), title="Fridge", data=data
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "certificate_changed"
    assert device.sent == []
    await _click(hass)
    assert entry.state is ConfigEntryState.LOADED
    assert _issue(hass) is None
    await device.renew_certificate()
    await entry.runtime_data.async_refresh()
    assert _issue(hass) is not None
    await hass.config_entries.async_remove(entry.entry_id)
    assert _issue(hass) is None


async def test_an_issue_that_is_over(
    hass: HomeAssistant, device: Device, elapse: Elapse
) -> None:
    """The right certificate is back before anybody has clicked."""
    await _add(hass, device)
    await device.renew_certificate()
    await polls(elapse)
    issue = _issue(hass)
    assert issue is not None
    await async_setup_component(hass, "repairs", {})
    manager = repairs_flow_manager(hass)
    assert manager is not None
    result = await manager.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    device.certificate = -1
    await device.renew_certificate()
    await polls(elapse)
    result = await manager.async_configure(result["flow_id"], {})
    assert result["reason"] == "no_longer_offered"


async def test_a_certificate_that_changes_all_the_time(
    hass: HomeAssistant, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever shows another one to each connection is not read."""
    entry = await _add(hass, device)
    await device.renew_certificate()
    get = entry.runtime_data.readers._http._get

    async def changing(*asked: Any) -> bytes:
        try:
            return await get(*asked)
        finally:
            await device.renew_certificate()

    monkeypatch.setattr(entry.runtime_data.readers._http, "_get", changing)
    await entry.runtime_data.async_refresh()
    assert entry.runtime_data.problem == "cannot_connect"
