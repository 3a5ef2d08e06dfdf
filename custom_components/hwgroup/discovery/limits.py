"""How much announced devices may cost: anybody on the network can forge announcements."""

from collections import deque
from time import monotonic
from typing import Final

from homeassistant.config_entries import SOURCE_DHCP, SOURCE_INTEGRATION_DISCOVERY
from homeassistant.core import HomeAssistant, callback

from ..compat import singleton
from ..const import DOMAIN

_SECONDS: Final = 3600
# How often all announced addresses, and a single one, are asked in that time.
_MOST_LOOKS: Final = 256
_MOST_LOOKS_AT_ONE: Final = 4
# More cards than that nobody reads one by one; the search finds the others.
_MOST_CARDS: Final = 64


@callback
def async_may_look(hass: HomeAssistant, address: str) -> bool:
    """Return whether an announced address may be asked now, and count that."""
    looks = _looks(hass)
    now = monotonic()
    while looks and looks[0][0] < now - _SECONDS:
        looks.popleft()
    at_this_one = sum(each == address for _, each in looks)
    if len(looks) >= _MOST_LOOKS or at_this_one >= _MOST_LOOKS_AT_ONE:
        return False
    looks.append((now, address))
    return True


@callback
def async_may_offer(hass: HomeAssistant) -> bool:
    """Return whether there is room for another card."""
    return len(_flows(hass)) < _MOST_CARDS


@callback
def async_keep_card(hass: HomeAssistant, flow_id: str, address: str) -> None:
    """Withdraw other cards of an address: one device answers there, this one now."""
    cards = _addresses_of_cards(hass)
    for other in cards.keys() - _flows(hass):
        del cards[other]
    for other in [other for other, at in cards.items() if at == address]:
        hass.config_entries.flow.async_abort(other)
        del cards[other]
    cards[flow_id] = address


def _flows(hass: HomeAssistant) -> set[str]:
    """Return the IDs of the flows that nobody has asked for."""
    return {
        card["flow_id"]
        for card in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        if card["context"]["source"] in (SOURCE_DHCP, SOURCE_INTEGRATION_DISCOVERY)
    }


@singleton("hwgroup_cards")
def _addresses_of_cards(_hass: HomeAssistant) -> dict[str, str]:
    return {}


@singleton("hwgroup_looks")
def _looks(_hass: HomeAssistant) -> deque[tuple[float, str]]:
    return deque()
