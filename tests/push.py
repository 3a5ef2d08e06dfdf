"""Devices that push to a Home Assistant under test."""

import socket
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.push.paths import new_path
from custom_components.hwgroup.push.service import PushService
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from simulator import Pusher, PushSource
from simulator.state import DeviceState


def free_tcp_port() -> int:
    """Return a TCP port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def service_of(entry: MockConfigEntry) -> PushService:
    """Return what receives pushes."""
    service: PushService = entry.runtime_data
    return service


def url_of(entry: MockConfigEntry, path: str | None = None) -> str:
    """Return the URL of a path, of a new one unless it is named."""
    path = new_path(entry.data["path_key"]) if path is None else path
    return f"http://127.0.0.1:{entry.data['port']}/{path}"


async def show_url(hass: HomeAssistant) -> Any:
    """Begin to add a device that pushes, and return the form with its URL."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": "push_device"}
    )
    assert result["type"] is FlowResultType.FORM, result
    return result


async def add_pushing(
    hass: HomeAssistant, receiver: MockConfigEntry, device: DeviceState, **more: Any
) -> tuple[MockConfigEntry, Pusher]:
    """Add a device that pushes as a user would, and return it with its pusher."""
    form = await show_url(hass)
    flow_id = form["flow_id"]
    url = form["description_placeholders"]["url_in_title"]
    pusher = Pusher(device, url.replace("//0.0.0.0", "//127.0.0.1"), **more)
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    assert result["type"] is FlowResultType.SHOW_PROGRESS, result
    await pusher.push(PushSource.MANUAL)
    await hass.async_block_till_done()
    result = await hass.config_entries.flow.async_configure(flow_id)
    assert result["type"] is FlowResultType.FORM, result
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    await hass.async_block_till_done()
    if result["type"] is FlowResultType.ABORT:
        assert result["reason"] == "push_known_added"
        [entry] = [
            each
            for each in hass.config_entries.async_entries(DOMAIN)
            if url.endswith(each.data.get("push_path", "-"))
        ]
        return entry, pusher  # type: ignore[return-value]
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    return result["result"], pusher
