"""What the message of a device that is offline says of its new address."""

from homeassistant.config_entries import SOURCE_DHCP
from homeassistant.core import HomeAssistant
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo

from ..conftest import AddDevice, Elapse, Plug, polls
from .conftest import AddAlerts, Notifier

HOME, AWAY = "127.0.0.41", "127.0.0.66"


async def test_the_message_names_the_new_address(
    hass: HomeAssistant,
    plug: Plug,
    adapters: list[object],
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A user who has to decide reads where to look."""
    adapters.clear()
    await add_alerts(notifier)
    device = await plug(HOME)
    await add_device(device)
    await device.stop()
    await device.start(AWAY, device.port)
    await hass.config_entries.flow.async_init(
        "hwgroup",
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(ip=AWAY, hostname="", macaddress="000a59102030"),
    )
    await polls(elapse, 16)
    [message] = notifier.accepted
    assert f"answers at {AWAY}: see Settings > Repairs." in message["message"]
