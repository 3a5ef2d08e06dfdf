"""Whether Home Assistant itself still has a network."""

from ipaddress import ip_address

import ifaddr

from homeassistant.core import HomeAssistant


async def async_own_network_is_down(hass: HomeAssistant) -> bool:
    """Return whether no interface but the loopback has an address that leads anywhere."""
    return not await hass.async_add_executor_job(_has_address)


def _has_address() -> bool:
    return any(
        not (address.is_loopback or address.is_link_local)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        for address in (ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0]),)
    )
