"""A device that is called by a name, which nobody knows for a while."""

import socket
from typing import Any

from aiohttp.resolver import AsyncResolver
import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from simulator import SimulatedDevice

from .test_devices import PROBE

NAME = "device.example"


class _Names:
    """Who knows the name of the device."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known = False
        look_up = socket.getaddrinfo

        async def resolve(
            _resolver: AsyncResolver, host: str, port: int = 0, family: int = 0
        ) -> Any:
            address = {"hostname": host, "host": self._address_of(host), "port": port}
            return [address | {"family": socket.AF_INET, "proto": 0, "flags": 0}]

        def getaddrinfo(host: Any, *args: Any, **named: Any) -> Any:
            return look_up(self._address_of(host), *args, **named)

        monkeypatch.setattr(AsyncResolver, "resolve", resolve)
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    def _address_of(self, host: Any) -> Any:
        if host == NAME and not self.known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return "127.0.0.1" if host == NAME else host


@pytest.mark.usefixtures("quiet_device")
@pytest.mark.parametrize("transport", ["http", "snmp"])
async def test_a_name_that_nobody_knows(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    monkeypatch: pytest.MonkeyPatch,
    transport: str,
) -> None:
    """In the form, while it is polled, and at a start."""
    names, flow = _Names(monkeypatch), hass.config_entries.flow
    await device.stop()
    await device.start(snmp=True)
    entered = {
        "host": device.url.replace("127.0.0.1", NAME),
        "snmp": {"transport": transport, "port": device.snmp_port},
    }
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await flow.async_configure(result["flow_id"], {"next_step_id": "device"})
    result = await flow.async_configure(result["flow_id"], entered)
    assert result["errors"] == {"base": "cannot_connect"}
    names.known = True
    result = await flow.async_configure(result["flow_id"], entered)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    entry = result["result"]

    names.known = False
    async_get_clientsession(hass).connector.clear_dns_cache()
    await entry.runtime_data.async_refresh()
    assert entry.runtime_data.problem == "cannot_connect"
    assert hass.states.get(PROBE).state == "4.2"

    await hass.config_entries.async_unload(entry.entry_id)
    hass_storage.pop(f"{DOMAIN}.{entry.entry_id}", None)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is not ConfigEntryState.LOADED
    assert entry.error_reason_translation_key == "cannot_connect"
    names.known = True
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get(PROBE).state == "4.2"
