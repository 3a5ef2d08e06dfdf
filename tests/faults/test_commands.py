"""A device that fails in each way while it is told to do something: over HTTP and SNMP."""

import pytest

from custom_components.hwgroup.client import read_back
from custom_components.hwgroup.const import DOMAIN
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..conftest import AddDevice, MakeDevice
from ..entities import state_of, turn
from ..sms import NUMBER, SMS, add_phone
from ..snmp_form import fill_in
from .table import HTTP, SNMP, Row, do

# Who answers is known by what is polled only, and other XML is an answer like others.
FOR_SMS = {name: row for name, row in HTTP.items() if name not in ("other", "xml")}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("row", FOR_SMS.values(), ids=FOR_SMS)
async def test_an_sms(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, row: Row
) -> None:
    """It is refused with the reason, and is not sent; the next one is."""
    gateway = await make_device("sms_gw3", name="Gateway")
    await add_phone(hass, await add_device(gateway))

    async def notify(text: str) -> None:
        data = {"entity_id": SMS, "message": text}
        await hass.services.async_call("notify", "send_message", data, blocking=True)
        await hass.async_block_till_done(wait_background_tasks=True)

    await do(row.spoil, gateway)
    with pytest.raises(HomeAssistantError) as refused:
        await notify("a")
    assert refused.value.translation_key == row.error
    assert not gateway.modem.sent
    await do(row.mend, gateway)
    await notify("b")
    assert gateway.modem.sent == [(NUMBER, "b")]


@pytest.mark.parametrize("row", SNMP.values(), ids=SNMP)
async def test_an_output(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
    row: Row,
) -> None:
    """It is not switched, with the reason; the next command switches it."""
    monkeypatch.setattr(read_back, "READ_BACK_SECONDS", (0, 0))
    device = await make_device("poseidon2_3268", name="Server room")
    device.write_community = "relays-42"
    await device.stop()
    await device.start(snmp=True)
    entry = await add_device(device, port=device.snmp_port)
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    control = {"enabled": True, "version": "1", "community": "relays-42"}
    typed = {
        "host": device.url,
        "snmp": {"transport": "http", "port": device.snmp_port},
        "control": control,
    }
    result = await fill_in(hass, flow, typed, "control")
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)
    fan = "switch.server_room_extra_fan"
    await do(row.spoil, device)
    with pytest.raises(HomeAssistantError) as refused:
        await turn(hass, fan, STATE_ON)
    assert refused.value.translation_key == (row.unheard or row.error)
    assert not device.output(151).on
    await do(row.mend, device)
    await turn(hass, fan, STATE_ON)
    assert device.output(151).on
    assert state_of(hass, fan) == STATE_ON
