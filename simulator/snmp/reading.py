"""Reading the messages of all versions."""

from typing import TYPE_CHECKING

from .answers import Exchange
from .messages import UNREADABLE, read_plain, version_of
from .user import SnmpUser

if TYPE_CHECKING:
    from .secure import SecureReader


class Reader:
    """Read messages for one agent, from one plugging in to the next."""

    def __init__(self, engine_id: bytes, boots: int) -> None:
        """Keep what version 3 needs to know of an agent."""
        self._engine_id = engine_id
        self._boots = boots
        self._secure: SecureReader | None = None

    def read(
        self, data: bytes, versions: set[str], user: SnmpUser | None
    ) -> Exchange | bytes | None:
        """Return the request, or a report to send back, or nothing."""
        try:
            version = version_of(data)
            if version not in versions:
                return None
            if version != "3":
                return read_plain(version, data)
            return None if user is None else self._secured(user).read(data)
        except UNREADABLE:
            return None

    def _secured(self, user: SnmpUser) -> SecureReader:
        """Return the reader of version 3, made when it is needed first."""
        # An engine takes its time to import, and most agents never need one.
        from .secure import SecureReader  # noqa: PLC0415

        if self._secure is None or self._secure.user != user:
            self._secure = SecureReader(user, self._engine_id, self._boots)
        return self._secure
