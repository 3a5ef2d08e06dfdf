"""Turning traps on, and changing their port."""

from collections.abc import Callable, Iterator
import socket
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.client import traps
from custom_components.hwgroup.const import ALERTS_UNIQUE_ID, DOMAIN
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import AddPush, AddTraps
from .traps import free_port


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port that another program listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        yield other.getsockname()[1]


@pytest.fixture
def reserve(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a function that lets the system refuse a port."""
    bound = traps._bound

    def reserve(reserved: int) -> None:
        def refusing(address: str, port: int) -> socket.socket:
            if port == reserved:
                raise PermissionError(13, "Permission denied")
            return bound(address, port)

        monkeypatch.setattr(traps, "_bound", refusing)

    return reserve


async def _start(hass: HomeAssistant) -> Any:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    return await _enter(hass, result, next_step_id="traps")


async def _enter(hass: HomeAssistant, result: Any, **fields: Any) -> Any:
    result = await hass.config_entries.flow.async_configure(result["flow_id"], fields)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def _reconfigure(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )


def _suggested(result: Any) -> Any:
    [field] = result["data_schema"].schema
    return field.description["suggested_value"]


async def test_traps_are_turned_on_once(hass: HomeAssistant) -> None:
    """The usual port is suggested; afterwards there is no such choice."""
    result = await _start(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "traps"
    assert _suggested(result) == 162
    port = free_port()
    result = await _enter(hass, result, port=float(port))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "HW group traps"
    entry: MockConfigEntry = result["result"]
    assert entry.unique_id == "traps"
    assert entry.data == {"port": port}
    assert type(entry.data["port"]) is int
    assert entry.state is ConfigEntryState.LOADED
    assert not entry.supports_options
    assert entry.supported_subentry_types == {}

    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["menu_options"] == ["search", "scan", "device", "alerts", "push"]


async def test_only_devices_are_left(
    hass: HomeAssistant, add_traps: AddTraps, add_push: AddPush
) -> None:
    """What serves all devices is set up once."""
    MockConfigEntry(domain=DOMAIN, unique_id=ALERTS_UNIQUE_ID).add_to_hass(hass)
    await add_traps()
    await add_push()
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["menu_options"] == ["search", "scan", "device", "push_device"]


async def test_traps_begun_twice_are_created_once(
    hass: HomeAssistant, add_traps: AddTraps
) -> None:
    """Two browsers with the same form open make one entry."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    await add_traps()
    result = await _enter(hass, result, next_step_id="traps")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_a_port_that_cannot_be_had(
    hass: HomeAssistant, taken: int, reserve: Callable[[int], None]
) -> None:
    """Is told in the form, and another one is taken there."""
    reserve(162)
    result = await _start(hass)
    for port, error in ((taken, "port_in_use"), (162, "port_forbidden")):
        result = await _enter(hass, result, port=port)
        assert result["type"] is FlowResultType.FORM
        assert result["errors"] == {"port": error}
        assert result["description_placeholders"] == {"port": str(port)}
        assert _suggested(result) == port
    result = await _enter(hass, result, port=free_port())
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("port", [0, 65536, -1])
async def test_no_port(hass: HomeAssistant, port: int) -> None:
    """What cannot be a port is not tried."""
    result = await _start(hass)
    with pytest.raises(Exception, match=r"(?i)value|schema"):
        await _enter(hass, result, port=port)


async def test_another_port(
    hass: HomeAssistant,
    add_traps: AddTraps,
    taken: int,
    reserve: Callable[[int], None],
) -> None:
    """The listener moves there; a port that cannot be had changes nothing."""
    entry = await add_traps()
    before = entry.data["port"]
    reserve(162)
    result = await _reconfigure(hass, entry)
    assert result["step_id"] == "reconfigure_traps"
    assert _suggested(result) == before
    for port, error in ((taken, "port_in_use"), (162, "port_forbidden")):
        result = await _enter(hass, result, port=port)
        assert result["errors"] == {"port": error}
    assert entry.data["port"] == before
    assert entry.runtime_data._listener.port == before

    after = free_port()
    result = await _enter(hass, result, port=after)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {"port": after}
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data._listener.port == after


async def test_the_same_port_again(hass: HomeAssistant, add_traps: AddTraps) -> None:
    """Its own port is no port in use, and it is there again after the reload."""
    entry = await add_traps()
    result = await _reconfigure(hass, entry)
    result = await _enter(hass, result, port=entry.data["port"])
    assert result["reason"] == "reconfigure_successful"
    assert entry.state is ConfigEntryState.LOADED


async def test_the_same_port_while_it_is_in_use(
    hass: HomeAssistant, add_traps: AddTraps
) -> None:
    """An entry that does not listen has no port of its own."""
    entry = await add_traps()
    await hass.config_entries.async_unload(entry.entry_id)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", entry.data["port"]))
        result = await _reconfigure(hass, entry)
        result = await _enter(hass, result, port=entry.data["port"])
        assert result["errors"] == {"port": "port_in_use"}
    result = await _enter(hass, result, port=entry.data["port"])
    assert result["reason"] == "reconfigure_successful"
    assert entry.state is ConfigEntryState.LOADED
