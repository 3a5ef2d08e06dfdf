"""The networks that Home Assistant is set to use."""

from ipaddress import IPv4Interface

from homeassistant.components import network
from homeassistant.core import HomeAssistant


async def async_broadcast_addresses(hass: HomeAssistant) -> list[str]:
    """Return the broadcast address of each enabled IPv4 interface, once."""
    return sorted(
        {
            str(interface.network.broadcast_address)
            for interface in await _async_interfaces(hass)
            if interface.network.prefixlen < 31  # the others have none
        }
    )


async def async_main_network(hass: HomeAssistant) -> str:
    """Return the /24 around Home Assistant, empty where it has no IPv4 address."""
    for interface in await _async_interfaces(hass):
        if not interface.is_loopback:
            return str(IPv4Interface(f"{interface.ip}/24").network)
    return ""


async def _async_interfaces(hass: HomeAssistant) -> list[IPv4Interface]:
    """Return the enabled interfaces, the default one first."""
    adapters = await network.async_get_adapters(hass)
    return [
        IPv4Interface(f"{configured['address']}/{configured['network_prefix']}")
        for adapter in sorted(adapters, key=lambda adapter: not adapter["default"])
        if adapter["enabled"]
        for configured in adapter["ipv4"]
    ]
