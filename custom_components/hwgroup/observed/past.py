"""Who looks back at what devices have measured while nobody observed them.

Who learns of that, as from the log of a device that pushes, tells it here.
"""

from collections.abc import Awaitable, Callable

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..compat import singleton
from ..const import LOGGER
from .gaps import Past

type Reader = Callable[[Past], Awaitable[None]]
"""Returns when it need not be told the same again after a restart."""


class PastReaders:
    """Those who look back."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._readers: list[Reader] = []

    @callback
    def async_add(self, reader: Reader) -> CALLBACK_TYPE:
        """Tell somebody of the past, until what is returned is called."""
        self._readers.append(reader)

        @callback
        def remove() -> None:
            self._readers.remove(reader)

        return remove

    async def async_tell(self, past: Past) -> None:
        """Tell all of them; a defect of one of them keeps nobody else from it."""
        for reader in [*self._readers]:
            try:
                await reader(past)
            except Exception:  # noqa: BLE001
                LOGGER.exception("The log of a device could not be looked at")


@singleton("hwgroup_past")
def async_past_readers(_hass: HomeAssistant) -> PastReaders:
    """Return those who look back."""
    return PastReaders()
