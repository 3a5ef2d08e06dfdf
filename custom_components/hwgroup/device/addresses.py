"""The addresses that a host stands for."""

from homeassistant.core import HomeAssistant


async def async_addresses_of(hass: HomeAssistant, host: str) -> set[str]:
    """Look a host up; an address stands for itself. Empty where that fails."""
    try:
        found = await hass.loop.getaddrinfo(host, None)
    except OSError, UnicodeError:
        return set()
    return {str(address[0]) for *_, address in found}
