"""Decode the messages of all versions."""

from typing import TYPE_CHECKING

from .answers import Exchange
from .messages import UNREADABLE, read_plain, version_of
from .user import SnmpUser

if TYPE_CHECKING:
    from .secure import SecureReader


class Reader:
    """Decodes messages for one agent, as long as its port is open."""

    def __init__(self, engine_id: bytes, boots: int) -> None:
        """Keep the engine ID and the boot counter, which version 3 needs."""
        self._engine_id = engine_id
        self._boots = boots
        self._secure: SecureReader | None = None

    def read(
        self, data: bytes, versions: set[str], user: SnmpUser | None
    ) -> Exchange | bytes | None:
        """Return the request, a report to send back, or None to send nothing."""
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
        """Return the reader of version 3; it is made on first use."""
        # The engine is slow to import, and most agents never need it.
        from .secure import SecureReader  # noqa: PLC0415

        if self._secure is None or self._secure.user != user:
            self._secure = SecureReader(user, self._engine_id, self._boots)
        return self._secure
